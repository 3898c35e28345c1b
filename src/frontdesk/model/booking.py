"""Openings, holds, bookings and invites. Instants are aware datetimes; ends are exclusive."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontdesk.model.caller import Channel, PersonName


@dataclass(frozen=True, slots=True)
class Window:
    """Instants from `start` up to, not including, `end`; both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Opening:
    """A bookable start and end with one host, in the business's zone.

    `reference` is the booking system's own handle, handed back untouched.
    """

    service: str
    host: str
    start: datetime
    end: datetime
    reference: str = ""
    others: tuple[str, ...] = ()
    """Further hosts, where a service is done by several at once."""
    location: str = ""
    """Id of the place it is bound to, where the service is done in several."""

    @property
    def minutes(self) -> int:
        """How long it lasts, also when the clocks change meanwhile."""
        return round((self.end.timestamp() - self.start.timestamp()) / 60)

    def starts_at(self, instant: datetime) -> bool:
        # As numbers: datetimes of different zones are never equal in an hour that the clocks show twice.
        return self.start.timestamp() == instant.timestamp()

    def is_same_as(self, other: "Opening") -> bool:
        """The same time, with the same host, in the same place."""
        return self.starts_at(other.start) and (self.host, self.location) == (other.host, other.location)


class NoOpenings(StrEnum):
    """Why a window holds no opening, so that the true reason can be said."""

    CLOSED = "closed"
    NOTICE = "notice"
    """Too soon: inside the minimum notice."""
    PAST = "past"
    FULL = "full"
    LIMIT = "limit"
    """Some time is free, but the day has as many appointments as it may."""
    HORIZON = "horizon"
    """Further ahead than bookings are taken."""
    HOST_AWAY = "host_away"
    """The business is open, but not this host."""
    OFF_GRID = "off_grid"
    """Open and free, but appointments do not start at that minute, or do not last that long."""


@dataclass(frozen=True, slots=True)
class Search:
    """A question for openings of one service in a window, with one host or any (None); the earliest `limit` of them."""

    service: str
    window: Window
    host: str | None = None
    limit: int = 500
    holder: str | None = None
    """Who asks: what they hold themselves is open to them."""
    duration_minutes: int | None = None
    """One of the service's durations; its usual one when left out."""
    location: str | None = None
    """Id of the place; any where the service is done when left out."""
    instead_of: str | None = None
    """Id of a booking that is to be moved: what it claims itself is open to it."""
    at_once: bool = False
    """The minimum notice does not count: for the staff."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The answer to a `Search`: openings in order of start, then host; a `reason` exactly when there is none."""

    found: tuple[Opening, ...]
    reason: NoOpenings | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A claim on an opening that expires at `until` unless it is booked or released."""

    id: str
    """Empty where the appointment that is to be moved keeps the time itself."""
    opening: Opening
    until: datetime


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who comes. `phone` is E.164. With no e-mail the phone number is the identity; no address is ever invented."""

    name: PersonName
    phone: str
    email: str | None
    language: str
    time_zone: str | None = None
    """Their own IANA zone, where it is known to differ from the business's."""


MAX_GUESTS = 5


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes along. `phone` is E.164."""

    name: PersonName
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to: the words they were asked with, and when."""

    to: str
    """What it is about, such as `privacy` or `reminders`."""
    wording: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """The calendar entry's words: a title of at most 200 and a description of at most 2000 characters."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """Exactly what the caller confirmed, ready to be committed."""

    opening: Opening
    hold: str | None
    """Id of the hold that keeps the opening for this caller."""
    attendee: Attendee
    channel: Channel
    place: str
    """Where or how they meet, in words: an address, a number to call, a link; may be empty."""
    reason: str
    answers: tuple[tuple[str, str], ...]
    """Question id and answer, in the caller's words."""
    invite: Invite
    source: str
    """The door it came through, such as `web_chat`, `telephony` or `staff`."""
    dialled: str = ""
    """The number they called, in E.164, where it came by telephone."""
    campaign: tuple[tuple[str, str], ...] = ()
    """What brought them here, as the page or the webhook gave it: `utm_source` and the like, name and value."""
    booked_by: Attendee | None = None
    """Who made the appointment, where that is somebody else than the attendee."""
    guests: tuple[Guest, ...] = ()
    consents: tuple[Consent, ...] = ()
    tags: tuple[str, ...] = ()
    notes: str = ""
    """For the staff only; no caller and no calendar ever gets them."""
    customer_reference: str = ""
    """The customer's number in the business's own records."""


class BookingStatus(StrEnum):
    """`pending` and `confirmed` keep their opening from others; the rest is history."""

    PENDING = "pending"
    """Asked for, and waiting: see `Booking.awaiting`."""
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Awaiting(StrEnum):
    """Whose word a pending booking waits for."""

    HOST = "host"
    ATTENDEE = "attendee"


@dataclass(frozen=True, slots=True)
class Booking:
    """A committed appointment as the booking system stores it."""

    id: str
    key: str
    """The idempotency key it was booked under: one key, one booking."""
    status: BookingStatus
    request: BookingRequest
    time_zone: str
    created: datetime
    revision: int
    calendar_token: str
    """Unguessable part of the link to the calendar file; empty where the booking system has its own."""
    ticket: str = ""
    """A short code to say on the phone, such as `K42`. Not unique: it proves something only beside a phone number."""
    resources: tuple[str, ...] = ()
    """Ids of the rooms, chairs and machines that are kept for it."""
    awaiting: Awaiting | None = None
    pending_until: datetime | None = None
    """When a pending booking lapses unless it is approved."""
    changed: datetime | None = None
    """When it became this revision, where that is known and not when it was made."""

    @property
    def stands(self) -> bool:
        """It keeps its opening: nobody cancelled it, and it is not over and done."""
        return self.status in (BookingStatus.PENDING, BookingStatus.CONFIRMED)

    @property
    def things(self) -> tuple[str, ...]:
        """Ids of all it keeps busy: its hosts and resources."""
        opening = self.request.opening
        return opening.host, *opening.others, *self.resources
