"""Finding the phrases of hear/*.toml in an utterance, all in one pass.

Words of five letters and more are recognised with one letter wrong.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from frontdesk.understand import notation

GAP_WORDS = 3
"""How many words of any kind a gap lets through."""
SLIP_LETTERS = 5
"""Shorter words differ from each other by one letter too often."""
MOST_SLIPS = 4_096
"""Words of which it is remembered what they may be."""
MOST_JOINED = 50_000
"""Joined places that are remembered; more are worked out again."""


class Where(StrEnum):
    """Where in what was said a phrase counts."""

    ANYWHERE = "anywhere"
    START = "start"
    """At the start of a clause, fillers aside."""
    ALONE = "alone"
    """When it is a clause of its own, fillers aside."""
    WHOLE = "whole"
    """When it is all that was said, fillers aside."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase stands for: a key of one of the files of hear/."""

    file: str
    key: str
    where: Where = Where.ANYWHERE


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at the tokens from `start` up to, not including, `end`; `sure` is lower where a letter was wrong."""

    sense: Sense
    start: int
    end: int
    sure: float
    weight: int
    """Its own words, those it lets stand between them not counted: the heavier phrase wins."""


class Slips:
    """Known words that a misspelt one may be: one letter more, less, wrong or swapped. Constant time per word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._known = set(words)
        self._by_shape: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SLIP_LETTERS:
                for shape in {word, *_shapes(word)}:
                    self._by_shape.setdefault(shape, []).append(word)
        self.meant: Callable[[str], str | None] = lru_cache(MOST_SLIPS)(self._find)
        """The one known word that a heard one is a slip of; None when it is known, or when none or several are."""

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def _find(self, heard: str) -> str | None:
        if heard in self._known or not SLIP_LETTERS - 1 <= len(heard) <= 24:
            return None
        near = {word for shape in (heard, *_shapes(heard)) for word in self._by_shape.get(shape, ())}
        close = [word for word in near if word[0] == heard[0] and OSA.distance(word, heard, score_cutoff=1) <= 1]
        return close[0] if len(close) == 1 else None


def slip_sure(word: str) -> float:
    """How sure a slip of `word` is: the longer the word, the less it can be another one."""
    return 0.9 if len(word) > SLIP_LETTERS + 1 else 0.75


def _shapes(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


class _Node:
    """A place in the phrases: where each word leads, where any word leads, and what ends here."""

    __slots__ = ("any", "next", "senses")

    def __init__(self) -> None:
        self.next: dict[str, list[_Node]] = {}
        self.any: list[_Node] = []
        self.senses: list[Sense] = []

    def include(self, other: "_Node") -> None:
        """From here everything is possible that is possible from there."""
        for word, nodes in other.next.items():
            here = self.next.get(word)
            if here is None:
                self.next[word] = nodes.copy()
            else:
                here.extend(node for node in nodes if node not in here)
        if other.any:
            self.any.extend(node for node in other.any if node not in self.any)
        if other.senses:
            self.senses.extend(sense for sense in other.senses if sense not in self.senses)


class PhraseBook:
    """All phrases of a language, found together in one pass.

    The phrases are one graph with shared ends, so that a phrase of many variants costs no more than it is long. What
    may follow several places at once is worked out when it is first met, and remembered up to a limit.
    """

    def __init__(self, split: Callable[[str], Sequence[str]]) -> None:
        """`split` cuts words the way utterances are cut, so that "that's" is the same on both sides."""
        self._split = cache(split)
        self._root = _Node()
        self._together: dict[tuple[int, ...], _Node] = {}
        self.words: set[str] = set()

    def add(self, phrase: notation.Sequence, sense: Sense) -> None:
        end = _Node()
        end.senses.append(sense)
        start = self._before(phrase, end)
        start.senses = []  # a phrase of nothing but optional parts says nothing by itself
        self._root.include(start)

    def _before(self, phrase: notation.Sequence, after: _Node) -> _Node:
        """The place from which `phrase` leads to `after`."""
        for piece in reversed(phrase):
            if isinstance(piece, notation.OneOf):
                choice = _Node()
                for sequence in piece.sequences:
                    choice.include(self._before(sequence, after))
                after = choice
            elif piece == notation.GAP:
                for _ in range(GAP_WORDS):
                    gap = _Node()
                    gap.include(after)
                    gap.any.append(after)
                    after = gap
            else:
                for word in reversed(self._split(piece)):
                    self.words.add(word)
                    node = _Node()
                    node.next[word] = [after]
                    after = node
        return after

    def find(self, words: Sequence[str], meant: Sequence[str | None]) -> list[Found]:
        """Every phrase in `words`; `meant` holds what a misspelt word may be."""
        found: dict[tuple[Sense, int, int], Found] = {}
        for start in range(len(words)):
            for end, senses, sure, weight in self._from(words, meant, start):
                for sense in senses:
                    key = (sense, start, end)
                    if key not in found or (found[key].weight, found[key].sure) < (weight, sure):
                        found[key] = Found(sense, start, end, sure, weight)
        return list(found.values())

    def _from(
        self, words: Sequence[str], meant: Sequence[str | None], start: int
    ) -> Iterator[tuple[int, list[Sense], float, int]]:
        open: list[tuple[_Node, int, float, int]] = [(self._root, start, 1.0, 0)]
        while open:
            node, at, sure, weight = open.pop()
            if node.senses and weight:
                yield at, node.senses, sure, weight
            if at == len(words):
                continue
            if after := node.next.get(words[at]):
                open.append((self._join(after), at + 1, sure, weight + 1))
            elif (other := meant[at]) and (after := node.next.get(other)):
                open.append((self._join(after), at + 1, sure * slip_sure(other), weight + 1))
            if node.any:
                open.append((self._join(node.any), at + 1, sure, weight))

    def _join(self, nodes: list[_Node]) -> _Node:
        """One place that stands for several."""
        if len(nodes) == 1:
            return nodes[0]
        key = tuple(map(id, nodes))
        if (joined := self._together.get(key)) is None:
            joined = _Node()
            for node in nodes:
                joined.include(node)
            if len(self._together) < MOST_JOINED:
                self._together[key] = joined
        return joined
