"""Dialogue acts of the agent: what it does with a turn. `speak` finds the words."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from frontdesk.model.booking import Booking, NoOpenings, Opening
from frontdesk.model.caller import ContactChannel, PersonName
from frontdesk.model.caller_acts import Direction, Subject, Topic
from frontdesk.model.change import Refusal
from frontdesk.model.expectation import Expectation, Option
from frontdesk.model.note import Note
from frontdesk.model.slots import Address, SlotName, Value
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.model.when import PreferredTime


class Trouble(StrEnum):
    """Why a question is asked again."""

    NO_INPUT = "no_input"
    NO_MATCH = "no_match"
    INVALID = "invalid"
    """A value was understood and cannot be right: a number that does not exist."""
    PARTIAL = "partial"
    """Part of a value was heard; the rest is expected: "go on"."""
    REFUSED = "refused"
    """The caller said that the value we had is wrong."""


@dataclass(frozen=True, slots=True)
class Greet:
    kind: Literal["greet"] = "greet"


@dataclass(frozen=True, slots=True)
class Ask:
    slot: SlotName
    question: str | None = None
    to_find: bool = False
    """To find an appointment by, not to make one with."""
    staying: PreferredTime | None = None
    """Of the preferred time: the day that stays when only another time of day is wanted, or the other way round."""
    also: SlotName | None = None
    """Asked in the same breath: "your name and a number, please?". Who gives just the first is asked for this next."""
    known: PersonName | None = None
    """Of the name: the half that is known, where the other one is needed as well and asked for."""
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Reprompt:
    """The open question again: `count` times in a row (from 1); `keys` when keys are offered as the way out."""

    expectation: Expectation
    trouble: Trouble
    count: int
    keys: bool = False
    kind: Literal["reprompt"] = "reprompt"


@dataclass(frozen=True, slots=True)
class Confirm:
    """Is this one value right? An explicit question."""

    slot: SlotName
    value: Value
    to_find: bool = False
    """To find an appointment by, not to make one with."""
    kind: Literal["confirm"] = "confirm"


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Shows what was understood without asking: the implicit confirmation."""

    slot: SlotName
    value: Value
    corrected: bool = False
    kind: Literal["acknowledge"] = "acknowledge"


@dataclass(frozen=True, slots=True)
class Which:
    """One question that settles an ambiguity, with the concrete alternatives."""

    slot: SlotName
    options: tuple[Option, ...]
    kind: Literal["which"] = "which"


@dataclass(frozen=True, slots=True)
class Offer:
    """Up to three openings, nearest first. `missed` says why the wish itself is not free; None when these fit it."""

    openings: tuple[Opening, ...]
    missed: NoOpenings | None = None
    taken: bool = False
    """Somebody else got the chosen opening just now."""
    more: bool = False
    """They come after an earlier offer that was turned down."""
    again: bool = False
    """Nobody asked for this time: it is as it was last time."""
    told: bool = False
    """Why the wish itself is not free was said a moment ago, and is not said again."""
    kind: Literal["offer"] = "offer"


@dataclass(frozen=True, slots=True)
class SayNoOpenings:
    """Nothing is bookable, and this is why; asks for another time."""

    reason: NoOpenings
    direction: Direction | None = None
    kind: Literal["say_no_openings"] = "say_no_openings"


@dataclass(frozen=True, slots=True)
class NotOffered:
    """This service is not to be had with that host, at that place or in that way; `instead` is how it is."""

    slot: SlotName
    value: Value
    service: str
    """The service's id."""
    instead: tuple[Value, ...]
    kind: Literal["not_offered"] = "not_offered"


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Do you agree? `wording` is the question, word for word."""

    consent: str
    wording: str
    kind: Literal["ask_consent"] = "ask_consent"


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Every value, once, before the commit; asks for a yes."""

    values: tuple[tuple[SlotName, Value], ...]
    opening: Opening
    again: bool = False
    """Something was corrected since the last read-back."""
    brief: bool = False
    """It was read out in full, and a question came in between: only the question is put again."""
    kind: Literal["read_back"] = "read_back"


@dataclass(frozen=True, slots=True)
class Recap:
    """Where somebody was who comes back: what the appointment is and when, and nobody's name or number. Asks whether to
    go on; of a confirmed `booking`, which may never have been heard of, it says that it is made."""

    values: tuple[tuple[SlotName, Value], ...]
    opening: Opening | None = None
    booking: Booking | None = None
    kind: Literal["recap"] = "recap"


@dataclass(frozen=True, slots=True)
class AskWhatToChange:
    kind: Literal["ask_what_to_change"] = "ask_what_to_change"


@dataclass(frozen=True, slots=True)
class NotifySuccess:
    """Only ever made from a committed booking record (confirmed, or pending and then said to be)."""

    booking: Booking
    again: bool = False
    """Said before in this conversation: the caller asked once more."""
    moved: bool = False
    """It was there before, and has a new time now."""
    kind: Literal["notify_success"] = "notify_success"


@dataclass(frozen=True, slots=True)
class ConfirmInstead:
    """It is booked, but the booking system made something else of how or where they meet: is that all right?"""

    booking: Booking
    wanted: ContactChannel | Address
    """What was asked for: the way to meet, or the place where that is the same."""
    kind: Literal["confirm_instead"] = "confirm_instead"


class Failure(StrEnum):
    SYSTEM_DOWN = "system_down"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Whether it was booked could not be found out."""
    NOT_MADE = "not_made"
    """That was not known, and is now: it was not booked."""
    CANCEL = "cancel"
    """Whether it was cancelled could not be found out."""
    MOVE = "move"
    """Whether it was moved could not be found out."""
    UNREACHABLE = "unreachable"
    """The booking system cannot be reached to look at, move or cancel what is there; all of it stays as it was."""
    WAITLIST = "waitlist"
    """Whether they are on the waiting list could not be found out, or they are not."""
    TROUBLE = "trouble"
    """Something does not work here; nothing is said about any booking."""


@dataclass(frozen=True, slots=True)
class NotifyFailure:
    failure: Failure
    kind: Literal["notify_failure"] = "notify_failure"


@dataclass(frozen=True, slots=True)
class Tell:
    """Answers a question from the profile; `known` is False when the profile does not say."""

    topic: Topic
    known: bool = True
    about: tuple[Subject, ...] = ()
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True)
class Help:
    expectation: Expectation
    kind: Literal["help"] = "help"


@dataclass(frozen=True, slots=True)
class Say:
    note: Note
    slot: SlotName | None = None
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class OfferCallback:
    """Shall somebody call you back?"""

    kind: Literal["offer_callback"] = "offer_callback"


class HandOffReason(StrEnum):
    REQUESTED = "requested"
    STUCK = "stuck"
    """Not understood too often."""
    SILENT = "silent"
    SYSTEM = "system"
    """The booking system cannot be reached, or does not say what became of a booking."""
    BEYOND = "beyond"
    """Asked for something only a person can do."""
    UPSET = "upset"
    """Annoyed, or insulting."""
    THREAT = "threat"


@dataclass(frozen=True, slots=True)
class HandOff:
    """A person takes over now (`number` to transfer a call to, E.164), or was told to call back."""

    reason: HandOffReason
    number: str | None
    kind: Literal["hand_off"] = "hand_off"


@dataclass(frozen=True, slots=True)
class AskAnythingElse:
    kind: Literal["ask_anything_else"] = "ask_anything_else"


@dataclass(frozen=True, slots=True)
class ConfirmCancel:
    booking: Booking
    own: bool = field(default=False, compare=False)
    """Plainly the caller's own: whose it is need not be said."""
    kind: Literal["confirm_cancel"] = "confirm_cancel"


@dataclass(frozen=True, slots=True)
class SayNotFound:
    """No appointment fits; whether the phone number is known here is not told. Asks for another fact."""

    kind: Literal["say_not_found"] = "say_not_found"


@dataclass(frozen=True, slots=True)
class TellAppointments:
    """What is booked, of appointments the caller has shown to be theirs, as last read; none when none stand."""

    bookings: tuple[Booking, ...]
    kind: Literal["tell_appointments"] = "tell_appointments"


@dataclass(frozen=True, slots=True)
class WhichAppointment:
    bookings: tuple[Booking, ...]
    kind: Literal["which_appointment"] = "which_appointment"


@dataclass(frozen=True, slots=True)
class AskNewTime:
    """Says when the appointment is, and asks when it should be instead."""

    booking: Booking
    kind: Literal["ask_new_time"] = "ask_new_time"


@dataclass(frozen=True, slots=True)
class ConfirmMove:
    """From the booking's time to the opening's: is that right? Only exactly that is moved."""

    booking: Booking
    opening: Opening
    own: bool = field(default=True, compare=False)
    kind: Literal["confirm_move"] = "confirm_move"


@dataclass(frozen=True, slots=True)
class AskMoveOrCancel:
    """They cannot come: shall it be moved, or cancelled? Nothing of the appointment is said."""

    kind: Literal["ask_move_or_cancel"] = "ask_move_or_cancel"


@dataclass(frozen=True, slots=True)
class SayRefused:
    """The appointment stays as it is, and why; `until` is when it could have been changed last."""

    doing: Literal["move", "cancel"]
    why: Refusal
    until: datetime | None = None
    kind: Literal["say_refused"] = "say_refused"


@dataclass(frozen=True, slots=True)
class ConfirmWaiting:
    """Shall I put you on the waiting list for this? `wish` is the time in the caller's own terms."""

    request: WaitlistRequest
    wish: PreferredTime
    kind: Literal["confirm_waiting"] = "confirm_waiting"


@dataclass(frozen=True, slots=True)
class NotifyWaiting:
    """Only ever made from an entry that the booking system returned: they wait, and nothing is booked by it."""

    entry: WaitlistEntry
    kind: Literal["notify_waiting"] = "notify_waiting"


@dataclass(frozen=True, slots=True)
class Goodbye:
    kind: Literal["goodbye"] = "goodbye"


AgentAct = (
    Greet
    | Ask
    | Reprompt
    | Confirm
    | Acknowledge
    | Which
    | Offer
    | SayNoOpenings
    | NotOffered
    | AskConsent
    | ReadBack
    | Recap
    | AskWhatToChange
    | NotifySuccess
    | ConfirmInstead
    | NotifyFailure
    | Tell
    | Help
    | Say
    | OfferCallback
    | HandOff
    | AskAnythingElse
    | ConfirmCancel
    | SayNotFound
    | TellAppointments
    | WhichAppointment
    | AskNewTime
    | ConfirmMove
    | AskMoveOrCancel
    | SayRefused
    | ConfirmWaiting
    | NotifyWaiting
    | Goodbye
)
