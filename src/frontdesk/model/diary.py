"""What the people of a business look at and change: lists of bookings, days, blocked time. Instants are aware."""

from dataclasses import dataclass
from datetime import date, datetime

from frontdesk.model.booking import Booking, BookingStatus, Guest, Opening, Window
from frontdesk.model.caller import PersonName


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings are wanted: those that overlap `window`, in any status when `statuses` is empty."""

    window: Window
    statuses: tuple[BookingStatus, ...] = ()
    phone: str | None = None
    """E.164."""
    host: str | None = None
    service: str | None = None
    ticket: str | None = None
    customer_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and where it goes on; `next` is None at the end."""

    bookings: tuple[Booking, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What the staff change about a booking besides its time; None leaves a thing as it is."""

    name: PersonName | None = None
    phone: str | None = None
    email: str | None = None
    guests: tuple[Guest, ...] | None = None
    tags: tuple[str, ...] | None = None
    notes: str | None = None
    reason: str | None = None
    place: str | None = None
    customer_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Time that cannot be booked, of one host or resource, or (`thing` empty) of the whole business."""

    id: str
    thing: str
    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class DayOpenings:
    """A local day that has openings: how many, and the first."""

    day: date
    count: int
    first: Opening
