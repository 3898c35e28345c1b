"""Cal.com's words and ours: bookings and slots as they are answered, and the requests that make and change them. Pure.

Instants go out in UTC with `Z` and come in with an offset or `Z`. Placeholder e-mails, which Cal.com makes of phone
numbers, are never read: no e-mail address is taken from an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, StringConstraints

from frontdesk.booking_systems.calcom.event_types import EventType, Location, Told, channel_of
from frontdesk.booking_systems.calcom.settings import Counterpart
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Awaiting, BookingRequest, BookingStatus
from frontdesk.model.caller import Channel, PersonName

MARK = "frontdesk"
"""Under this name our key stands in a booking's `metadata`."""
LONGEST_VALUE = 500
"""Of a value in `metadata`."""


def _text(value: object) -> object:
    """A number would be taken for seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_text)]
Uid = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,100}$", strict=True)]
"""It becomes part of addresses, and may come with a notice that anybody can send."""


class Slot(Told):
    start: Instant
    end: Instant


class Slots(Told):
    """By local day; days without any are left out, and all of them where nothing is free."""

    data: dict[str, tuple[Slot, ...]]


class Person(Told):
    name: str
    phone_number: str | None = None


class EventTypeOfBooking(Told):
    id: int


class ListedEventType(Told):
    id: int | None = None


class Booking(Told):
    uid: Uid
    status: Literal["accepted", "pending", "cancelled", "rejected"]
    start: Instant
    end: Instant
    event_type: EventTypeOfBooking
    attendees: tuple[Person, ...] = ()
    location: str | None = None
    metadata: dict[str, object] | None = None
    rescheduled_from_uid: str | None = None
    rescheduled_to_uid: Uid | None = None

    @property
    def stands(self) -> bool:
        return self.status in ("accepted", "pending")

    def is_marked(self, key: str) -> bool:
        return (self.metadata or {}).get(MARK) == mark(key)


class Listed(Told):
    """Anything in a list, read just far enough to see whether it is ours."""

    model_config = ConfigDict(extra="allow")
    id: int | None = None
    event_type: ListedEventType | None = None


class Listing(Told):
    data: tuple[Listed, ...]


class OneBooking(Told):
    data: Booking


class Bookings(Told):
    data: tuple[Booking, ...]


STATUSES = {
    "accepted": BookingStatus.CONFIRMED,
    "pending": BookingStatus.PENDING,
    "cancelled": BookingStatus.CANCELLED,
    "rejected": BookingStatus.CANCELLED,
}


def utc(instant: datetime) -> str:
    """Raises `BookingRejected` for an instant that the wire cannot say."""
    if instant.utcoffset() is None or instant.microsecond:
        raise BookingRejected("An appointment starts at a whole second of a known zone.")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def mark(key: str) -> str:
    return key if len(key) <= LONGEST_VALUE else sha256(key.encode()).hexdigest()


# --- what we send


def create_body(
    request: BookingRequest,
    key: str,
    event_type: int,
    *,
    location: Location,
    length: int | None,
    email: str | None,
    zone: str,
    languages: Sequence[str],
    answers: Mapping[str, str],
) -> dict[str, object]:
    """A new booking. Guests are never sent: Cal.com would write to them."""
    who = request.attendee
    attendee = {"name": who.name.full, "timeZone": who.time_zone or zone, "phoneNumber": who.phone}
    if email is not None:
        attendee["email"] = email
    if language := language_of(who.language, languages):
        attendee["language"] = language
    body: dict[str, object] = {
        "start": utc(request.opening.start),
        "eventTypeId": event_type,
        "attendee": attendee,
        "location": location_body(location, request),
        "metadata": {MARK: mark(key)},
    }
    if length is not None:
        body["lengthInMinutes"] = length
    if answers:
        body["bookingFieldsResponses"] = dict(answers)
    return body


def language_of(code: str, known: Sequence[str]) -> str | None:
    """The language as Cal.com has it; None for one that it does not write."""
    return next((one for one in (code, code.partition("-")[0]) if one in known), None)


def location_body(location: Location, request: BookingRequest) -> dict[str, str]:
    """Raises `BookingRejected` when the customer's address is needed and not known."""
    match location.type:
        case "attendeePhone":
            return {"type": location.type, "phone": request.attendee.phone}
        case "attendeeAddress":
            if not request.place.strip():
                raise BookingRejected("An appointment at the customer's needs their address.")
            return {"type": location.type, "address": request.place}
        case "attendeeDefined":
            if not request.place.strip():
                raise BookingRejected("This location of the event type needs to be told how they meet.")
            return {"type": location.type, "location": request.place}
        case "integration":
            return {"type": location.type, "integration": location.integration}
        case _:
            return {"type": location.type}


def field_answers(request: BookingRequest, fields: Mapping[str, str], notes_field: str | None) -> dict[str, str]:
    """By slug of the booking field; what has none of its own stands in the notes, if there are any."""
    answers = {fields[id]: answer for id, answer in request.answers if id in fields}
    if notes_field and (notes := "\n".join(_notes(request, fields))):
        answers[notes_field] = f"{answers[notes_field]}\n{notes}" if notes_field in answers else notes
    return answers


def _notes(request: BookingRequest, fields: Iterable[str]) -> Iterable[str]:
    if request.reason:
        yield request.reason
    yield from (f"{id}: {answer}" for id, answer in request.answers if id not in fields)
    if request.booked_by is not None:
        yield f"booked by: {request.booked_by.name.full}"


# --- what we read


def reading_of(booking: Booking, counterpart: Counterpart | None, kind: EventType | None) -> Reading:
    """An appointment; `counterpart` is None for one of an event type that the profile does not know."""
    person = booking.attendees[0] if booking.attendees else None
    phone = (person.phone_number if person else None) or ""
    return Reading(
        reference=booking.uid,
        status=STATUSES[booking.status],
        start=booking.start,
        end=booking.end,
        awaiting=Awaiting.HOST if booking.status == "pending" else None,
        host=counterpart.host if counterpart else "",
        channel=channel_in(booking.location or "", phone, kind),
        place=place_in(booking.location or ""),
        service=counterpart.service if counterpart else "",
        name=name_of(person.name) if person else None,
        phone=phone,
        was=booking.rescheduled_from_uid or "",
    )


def channel_in(location: str, phone: str, kind: EventType | None) -> Channel | None:
    """How they meet, as far as the location of a booking says: a text that may be a link, a number or an address.

    A link is a video meeting, but where the event type also offers WhatsApp, which is a link as well.
    """
    own = kind.locations if kind else ()
    if location.startswith("integrations:"):
        return Channel.WHATSAPP if "whatsapp" in location else Channel.VIDEO
    if location.startswith(("https://", "http://")):
        either = any(channel_of(one) is Channel.WHATSAPP for one in own)
        return Channel.VIDEO if kind and not either else None
    if location and location == phone:
        return Channel.PHONE
    told = next((one for one in own if location and location in (one.address, one.phone)), None)
    return channel_of(told) if told else None


def place_in(location: str) -> str:
    """In words for the customer: what names an integration is no such word."""
    return "" if location.startswith("integrations:") else location


def name_of(text: str) -> PersonName:
    given, _, family = text.strip().rpartition(" ")
    return PersonName(given.strip(), family) if given else PersonName(given=family)
