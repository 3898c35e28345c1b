"""What can happen to a conversation: the caller does something, or an effect has a result."""

from dataclasses import dataclass
from typing import Literal

from frontdesk.dialog.effects import Purpose
from frontdesk.dialog.state import State
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Booking, Hold, Openings
from frontdesk.model.caller_acts import CallerAct
from frontdesk.model.change import Refusal
from frontdesk.model.waitlist import WaitlistEntry


@dataclass(frozen=True, slots=True)
class Began:
    """A conversation starts."""

    arrival: Arrival = UNKNOWN
    before: State | None = None
    """The call from the same number that broke off a moment ago."""
    kind: Literal["began"] = "began"


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller said, typed or keyed something; no acts means that nothing of it was understood."""

    acts: tuple[CallerAct, ...]
    interrupted: bool = False
    """They talked over what we said, and did not hear its end."""
    returned: bool = False
    """They come back to a chat that they left long ago."""
    kind: Literal["heard"] = "heard"


@dataclass(frozen=True, slots=True)
class NoInput:
    """The caller was silent."""

    kind: Literal["no_input"] = "no_input"


@dataclass(frozen=True, slots=True)
class HungUp:
    kind: Literal["hung_up"] = "hung_up"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody picked up the call that was put through."""

    kind: Literal["unanswered"] = "unanswered"


@dataclass(frozen=True, slots=True)
class OpeningsFound:
    """One answer for each search, in their order."""

    answers: tuple[Openings, ...]
    purpose: Purpose
    kind: Literal["openings_found"] = "openings_found"


@dataclass(frozen=True, slots=True)
class Held:
    """Those that could be held, in the order asked for; the others went to somebody else."""

    holds: tuple[Hold, ...]
    purpose: Purpose
    kind: Literal["held"] = "held"


@dataclass(frozen=True, slots=True)
class Booked:
    """The booking system has a record of it."""

    booking: Booking
    kind: Literal["booked"] = "booked"


@dataclass(frozen=True, slots=True)
class OpeningLost:
    """The opening went to somebody else before it could be booked; nothing was written."""

    kind: Literal["opening_lost"] = "opening_lost"


@dataclass(frozen=True, slots=True)
class BookingRefused:
    kind: Literal["booking_refused"] = "booking_refused"


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """It could not be found out whether the booking was made."""

    kind: Literal["outcome_unknown"] = "outcome_unknown"


@dataclass(frozen=True, slots=True)
class NotBooked:
    """It was looked up: under that key there is no booking."""

    told: bool = False
    """The caller is there, and hears it now."""

    kind: Literal["not_booked"] = "not_booked"


@dataclass(frozen=True, slots=True)
class NotCancelled:
    """A cancellation failed, and `why` where the booking system refused it. `booking` as it stands now; None when that
    could not be found out either."""

    booking: Booking | None = None
    why: Refusal | None = None
    kind: Literal["not_cancelled"] = "not_cancelled"


@dataclass(frozen=True, slots=True)
class BookingsFound:
    """The standing appointments that both facts fit, by start; none for wrong facts and unknown people alike."""

    bookings: tuple[Booking, ...]
    kind: Literal["bookings_found"] = "bookings_found"


@dataclass(frozen=True, slots=True)
class LookupClosed:
    """Too many wrong answers: no appointment is looked up any more for now."""

    kind: Literal["lookup_closed"] = "lookup_closed"


@dataclass(frozen=True, slots=True)
class Moved:
    """The booking system has it at its new time; it is the same booking."""

    booking: Booking
    kind: Literal["moved"] = "moved"


@dataclass(frozen=True, slots=True)
class NotMoved:
    """A move failed, and `why` where the booking system refused it. `booking` as it stands now; None when that could
    not be found out either."""

    booking: Booking | None = None
    why: Refusal | None = None
    kind: Literal["not_moved"] = "not_moved"


@dataclass(frozen=True, slots=True)
class WaitlistJoined:
    entry: WaitlistEntry
    kind: Literal["waitlist_joined"] = "waitlist_joined"


@dataclass(frozen=True, slots=True)
class WaitlistNotJoined:
    """It cannot be told whether they are on it, or they are not."""

    kind: Literal["waitlist_not_joined"] = "waitlist_not_joined"


@dataclass(frozen=True, slots=True)
class Cancelled:
    booking: Booking
    kind: Literal["cancelled"] = "cancelled"


@dataclass(frozen=True, slots=True)
class SystemDown:
    """The booking system could not be reached, and no booking was made."""

    kind: Literal["system_down"] = "system_down"


@dataclass(frozen=True, slots=True)
class CallbackLeft:
    stored: bool
    kind: Literal["callback_left"] = "callback_left"


@dataclass(frozen=True, slots=True)
class WaitlistLeft:
    """These do not wait any more; none where the facts fit nobody."""

    entries: tuple[WaitlistEntry, ...]
    kind: Literal["waitlist_left"] = "waitlist_left"


Event = (
    Began
    | Heard
    | NoInput
    | HungUp
    | Unanswered
    | OpeningsFound
    | Held
    | Booked
    | OpeningLost
    | BookingRefused
    | OutcomeUnknown
    | NotBooked
    | BookingsFound
    | LookupClosed
    | Moved
    | NotMoved
    | Cancelled
    | NotCancelled
    | WaitlistJoined
    | WaitlistNotJoined
    | WaitlistLeft
    | SystemDown
    | CallbackLeft
)
