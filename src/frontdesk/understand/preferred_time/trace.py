"""Which phrases and rules found a time: for people who write words, not for callers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontdesk.understand.normalize import Token
from frontdesk.understand.preferred_time.reader import match_all
from frontdesk.understand.preferred_time.values import Moment
from frontdesk.understand.preferred_time.words import LAYERS, TimeWords, tidy


@dataclass(frozen=True, slots=True)
class Fired:
    """The rule of a phrase of `layer`, over the tokens from `first` up to, not including, `next`."""

    layer: str
    rule: str
    first: int
    next: int


def rules_fired(tokens: Sequence[Token], words: TimeWords, at: Moment) -> Iterator[Fired]:
    """The longest phrase of each layer from each token on, from left to right, the largest first."""
    kept = tidy(tokens, words.ranged, words.fillers)
    matcher = match_all(kept, words, at)
    for start in range(len(kept)):
        for layer in reversed(LAYERS):
            for match in matcher.match(layer, start)[:1]:
                if match.phrase is not None:
                    yield Fired(layer, match.phrase.means, kept[start][0], kept[match.end - 1][0] + 1)
