"""What the agent expects to hear next: the open question, which a reader needs to understand the answer."""

from dataclasses import dataclass
from enum import StrEnum

from frontdesk.model.booking import Opening
from frontdesk.model.caller import PersonName
from frontdesk.model.slots import SlotName, Value


class Expecting(StrEnum):
    SLOT = "slot"
    """A value for `slot`."""
    CONFIRM_SLOT = "confirm_slot"
    """Yes or no to one value of `slot`."""
    CONSENT = "consent"
    """Yes or no to the consent `question`, asked with the words in `value`."""
    CONFIRM_BOOKING = "confirm_booking"
    """Yes or no to the final read-back."""
    OPENING = "opening"
    """One of `openings`."""
    OPTION = "option"
    """One of `options`: several readings of one thing the caller said about `slot`."""
    CHANGE = "change"
    """Which slot to change."""
    APPOINTMENT = "appointment"
    """Which of several appointments: their `openings`, and the names they are booked under as `options`."""
    CONFIRM_MOVE = "confirm_move"
    """Yes or no to a move, with both times."""
    CONFIRM_CANCEL = "confirm_cancel"
    MOVE_OR_CANCEL = "move_or_cancel"
    """They cannot come: move it, or cancel it?"""
    CONFIRM_WAITING = "confirm_waiting"
    """Yes or no to being put on the waiting list."""
    INSTEAD = "instead"
    """Yes or no to the way to meet that came back with a booking, where another one was asked for."""
    CALLBACK = "callback"
    """Yes or no to being called back."""
    RESUME = "resume"
    """Yes or no to going on where it was left; `openings` holds the one that was chosen then."""
    ANYTHING_ELSE = "anything_else"
    NOTHING = "nothing"
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Option:
    """One concrete alternative in a question; `value` is what choosing it means."""

    value: Value


@dataclass(frozen=True, slots=True)
class Expectation:
    """The question that is open, which is also what a reader needs to know to understand the answer."""

    expecting: Expecting
    slot: SlotName | None = None
    question: str | None = None
    """Id of the service's extra question when `slot` is `question`; or of the consent that is asked for."""
    openings: tuple[Opening, ...] = ()
    options: tuple[Option, ...] = ()
    chosen_from: tuple[Opening, ...] = ()
    """What was on offer before one of it was chosen."""
    value: Value | None = None
    """The value that is being confirmed; or of the name the half that is known, where the other one is asked for."""

    @property
    def half(self) -> PersonName | None:
        """What is known of a name whose other half is asked for."""
        asked = self.expecting is Expecting.SLOT and isinstance(self.value, PersonName) and self.value.missing
        return self.value if asked and isinstance(self.value, PersonName) else None
