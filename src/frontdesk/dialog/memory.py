"""The small things a conversation remembers: how sure of a value it is, what is being done, what was put off."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from frontdesk.model.booking import Opening
from frontdesk.model.caller_acts import CallerAct
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import Value


class Grounding(StrEnum):
    """How sure we are of a value; a slot that is not filled is missing."""

    HEARD = "heard"
    CONFIRMED = "confirmed"


class Source(StrEnum):
    SAID = "said"
    CALLER_ID = "caller_id"
    PROFILE = "profile"
    """There was only one possibility."""
    LAST_TIME = "last_time"
    """As it was with the appointment before, which this one is to be like."""
    ASKED = "asked"
    """Asked about, and not chosen: "how much is a massage?"."""


@dataclass(frozen=True, slots=True)
class Filled:
    value: Value
    grounding: Grounding = Grounding.HEARD
    source: Source = Source.SAID
    sure: float = 1.0


class Task(StrEnum):
    """What the caller wants done; a conversation can do several in turn. `policy.RULES` says how each goes."""

    BOOK = "book"
    CHECK = "check"
    """Hear about an appointment they have."""
    MOVE = "move"
    CANCEL = "cancel"
    WAIT = "wait"
    """Be told when a time becomes free."""
    UNWAIT = "unwait"
    """Wait no longer."""
    MESSAGE = "message"
    """Leave word for somebody."""
    AGAIN = "again"
    """Find the appointment that the next is to be like; then it is booked."""


class Phase(StrEnum):
    COLLECTING = "collecting"
    COMMITTING = "committing"
    """The booking system was asked to book; its answer is not known yet."""
    SETTLED = "settled"
    """What they came for is done: it is booked, moved, cancelled, told. Anything else?"""
    ENDED = "ended"


class Pause(StrEnum):
    """The caller asked for a moment."""

    NONE = "none"
    WAITING = "waiting"
    ASKED = "asked"
    """They were asked whether they are still there."""


NOTHING = Expectation(Expecting.NOTHING)


@dataclass(frozen=True, slots=True)
class More:
    """One more appointment, and what was said of it."""

    said: tuple[CallerAct, ...] = ()
    together: bool = False
    """For somebody else, at the same time as the one before."""
    weekly: bool = False
    """A week after the one before, and again after that."""
    asked: bool = False
    """How many more there are was not said: whether there is another is asked."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was wanted of an appointment there is, and only a person can do."""

    doing: Literal["move", "cancel"]
    said: Value | None = None
    """When it is, or its code, as far as it was said."""
    to: Value | None = None
    """The time it was to be moved to."""


@dataclass(frozen=True, slots=True)
class Was:
    """Where an appointment was before it was moved, by its id."""

    booking: str
    opening: Opening
