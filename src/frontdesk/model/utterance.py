"""What came in from the caller: words, keys or silence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from frontdesk.model.proposal import Proposal

MAX_WORDS = 2_000
"""Characters of one utterance that are read; channels refuse or cut what is longer."""


class Medium(StrEnum):
    """All the dialogue knows of the channel a conversation happens on."""

    VOICE = "voice"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One thing a speech recogniser may have heard; `confidence` is 0..1, or None where the recogniser gives none."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were typed or recognised, best hypothesis first (there is always at least one)."""

    alternatives: tuple[Hypothesis, ...]
    barge_in: bool = False
    """The caller talked over the prompt, and did not hear its end."""
    proposed: Proposal | None = None
    """What a language model made of the words, where no reader could read any: kept with them, so that the same turn
    played again asks nobody."""
    kind: Literal["words"] = "words"

    @property
    def text(self) -> str:
        return self.alternatives[0].text


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed on a telephone: digits, `*` and `#`; never empty."""

    keys: str
    kind: Literal["keys"] = "keys"


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller was given time to answer and said nothing."""

    kind: Literal["silence"] = "silence"


@dataclass(frozen=True, slots=True)
class HangUp:
    """The caller left."""

    kind: Literal["hang_up"] = "hang_up"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The call was put through to a colleague, and nobody picked up: the caller is back with us."""

    kind: Literal["unanswered"] = "unanswered"


Utterance = Words | Keys | Silence | HangUp | Unanswered


def typed(text: str) -> Words:
    """Words without a recogniser in between, as a chat brings them."""
    return Words((Hypothesis(text),))
