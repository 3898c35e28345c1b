"""One turn's answer, ready for any channel."""

from dataclasses import dataclass
from enum import StrEnum

from frontdesk.model.agent_acts import AgentAct, HandOffReason
from frontdesk.model.booking import Booking
from frontdesk.model.expectation import Expectation


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer the caller can give by pressing something: `title` is shown, `value` is what is sent back as words,
    `key` is the telephone key that means the same."""

    title: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say: plain text, no markup. On the phone it is written the way it is spoken."""

    text: str
    choices: tuple[Choice, ...] = ()


class Answer(StrEnum):
    """What kind of answer a channel should listen for; it decides time-outs and keys."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    """One key, or words."""
    DIGITS = "digits"
    """A phone number: longer pauses, many keys, `#` ends."""
    SPELLING = "spelling"
    """A name or an e-mail: longer pauses."""
    FREE = "free"
    NOTHING = "nothing"
    """The conversation is over, or is handed over."""


@dataclass(frozen=True, slots=True)
class Listen:
    """How to listen for the answer: `hints` are words a recogniser should expect, `language` a locale like `en-GB`."""

    answer: Answer
    hints: tuple[str, ...]
    language: str
    interruptible: bool = True
    patient: bool = False
    """The caller asked for a moment: listen longer before it counts as silence."""


@dataclass(frozen=True, slots=True)
class HandedOff:
    """A person takes over. `number` (E.164) is where to transfer a call to; None where only a call-back was noted."""

    reason: HandOffReason
    summary: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the agent answers in one turn."""

    conversation: str
    """Id of the conversation."""
    lines: tuple[Line, ...]
    acts: tuple[AgentAct, ...]
    expectation: Expectation
    listen: Listen
    done: bool
    handoff: HandedOff | None = None
    booking: Booking | None = None
    """The booking made, moved or cancelled in this conversation, once there is one; none that was only found."""
