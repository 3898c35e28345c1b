"""What happens to a booking after it is made: in whose name, why, and what stands in the way. Instants are aware."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from frontdesk.model.booking import Opening
from frontdesk.model.caller import PersonName


class Actor(StrEnum):
    """In whose name something is done."""

    CALLER = "caller"
    """The customer, in a conversation or through their own link: the business's policies hold for them."""
    STAFF = "staff"
    """The business itself, which may do what its policies do not let callers do."""
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Mandate:
    """In whose name a booking is changed, and why."""

    by: Actor
    reason: str = ""
    key: str = ""
    """The same key and change are done once, and give the same answer again; empty for a change that may repeat."""
    revision: int | None = None
    """Only if the booking is still at this revision."""


BY_CALLER = Mandate(Actor.CALLER)


class Doing(StrEnum):
    """What happened to a booking."""

    BOOKED = "booked"
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody approved it in time."""
    MOVED = "moved"
    EDITED = "edited"
    COMPLETED = "completed"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a booking's history: what made it this revision."""

    revision: int
    at: datetime
    by: Actor
    what: Doing
    reason: str = ""
    before: Opening | None = None
    """Where it was until then, when it was moved."""


class Refusal(StrEnum):
    """Why a booking cannot be made, moved or cancelled although its opening may be free."""

    UNKNOWN = "unknown"
    """There is no such booking."""
    TOO_LATE = "too_late"
    """Later than callers may change it; the staff still can."""
    NOT_BY_CALLER = "not_by_caller"
    """The business wants to be spoken to for this."""
    OVER = "over"
    """It is cancelled, or its time has passed."""
    NOT_PENDING = "not_pending"
    NOT_YET = "not_yet"
    """It has not begun."""
    ANOTHER_SERVICE = "another_service"
    """A booking is moved within its service; for another one, book anew."""
    AT_THAT_TIME = "at_that_time"
    """The same person has an appointment at that time."""
    TOO_MANY = "too_many"
    """The same person has as many appointments ahead as the business gives one."""
    NOT_ACCEPTED = "not_accepted"
    """The booking system does not take what it was given."""


def in_the_way(begins: datetime, allowed: bool, notice_minutes: int, now: datetime) -> Refusal | None:
    """What keeps a caller from changing an appointment that `begins` then, where the business lets callers or not, and
    so many minutes before at the latest."""
    if not allowed:
        return Refusal.NOT_BY_CALLER
    left = begins.timestamp() - now.timestamp()
    if left <= 0:
        return Refusal.OVER
    return Refusal.TOO_LATE if left < notice_minutes * 60 else None


@dataclass(frozen=True, slots=True)
class Lookup:
    """Two facts that somebody gives to get at a booking: a reference or a phone number, and one thing more.

    `phone` is E.164, `day` the local day of the appointment. `asker` is who tries, such as a conversation's id:
    tries that fail are counted against them, and against what they ask about.
    """

    asker: str
    reference: str = ""
    phone: str = ""
    name: PersonName | None = None
    day: date | None = None
    ticket: str = ""
    last: bool = False
    """Only the one that began last is wanted, over or not, to make another like it: cancelled and missed ones are no
    model."""
