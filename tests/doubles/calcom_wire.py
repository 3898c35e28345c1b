"""What goes over the wire at Cal.com: requests as documented and nothing else, answers, refusals, the older shapes.

Every model forbids unknown fields and converts nothing: a request that does not fit is the other side's mistake.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

LANGUAGES = (
    "ar az bg ca cs da de el en es es-419 et eu fi fr he hr hu id it iw ja km ko lv nl no pl pt pt-BR ro ru sk sr sv "
    "ta th tr uk vi zh-CN zh-TW"
).split()
LOCATIONS: Mapping[str, tuple[str, ...]] = {
    "address": (),
    "attendeeAddress": ("address",),
    "attendeePhone": ("phone",),
    "phone": (),
    "integration": ("integration",),
    "link": (),
    "organizersDefaultApp": (),
    "attendeeDefined": ("location",),
}
"""What a booking says of each type of location, beside the type."""
TRIGGERS = "BOOKING_CREATED BOOKING_REQUESTED BOOKING_RESCHEDULED BOOKING_CANCELLED BOOKING_REJECTED".split()
PLACEHOLDERS = "sms.cal.com"
CODES = {
    400: "BadRequestException",
    401: "UnauthorizedException",
    404: "NotFoundException",
    429: "TooManyRequestsException",
    500: "InternalServerErrorException",
}


class Refused(Exception):
    """An answer with an error body; with `complaint` it is the other side's mistake."""

    def __init__(self, status: int, message: str, complaint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.complaint = complaint


def breach(message: str, status: int = 400) -> Refused:
    """Refused, and against the contract."""
    return Refused(status, message, message)


# --- values


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def bound(text: str) -> datetime:
    """A date stands for its first instant in UTC."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T00:00Z")


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _instant(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z", text):
        raise ValueError("must be ISO 8601 in UTC, with Z")
    datetime.fromisoformat(text)
    return text


def _bound(text: str) -> str:
    """A bound of a search: a date, or an instant in UTC."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        date.fromisoformat(text)
        return text
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|\+00:00)", text):
        raise ValueError("must be a date or ISO 8601 in UTC")
    datetime.fromisoformat(text)
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError("must be an IANA time zone") from None
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise ValueError("must be an e-mail address")
    name, _, domain = text.lower().partition("@")
    if domain.endswith((PLACEHOLDERS, ".invalid", ".test", ".local")) or re.fullmatch(r"\+?\d+|no-?reply|none", name):
        raise ValueError("is an invented e-mail address")
    return text


def _e164(text: str) -> str:
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text):
        raise ValueError("must be a phone number in E.164")
    return text


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
    return text


def _location(place: dict[str, str]) -> dict[str, str]:
    fields = LOCATIONS.get(place.get("type", ""))
    if fields is None:
        raise ValueError(f"type must be one of {', '.join(LOCATIONS)}")
    if set(place) != {"type", *fields}:
        raise ValueError(f"{place['type']} has {' and '.join(('type', *fields))}")
    if not all(value.strip() for value in place.values()):
        raise ValueError("has an empty value")
    if "phone" in place:
        _e164(place["phone"])
    return place


def is_fictional(number: str) -> bool:
    return bool(re.fullmatch(r"\+442079460\d{3}|\+1\d{3}55501\d\d", number))


def is_real(number: str) -> bool:
    """As the vendor judges it: with all that is known of the world's numbers. Fictional ones are refused there."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number)) and not is_fictional(number)
    except phonenumbers.NumberParseException:
        return False


Instant = Annotated[str, AfterValidator(_instant)]
Bound = Annotated[str, AfterValidator(_bound)]
Zone = Annotated[str, AfterValidator(_zone)]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_e164)]
Language = Annotated[str, AfterValidator(_language)]
Location = Annotated[dict[str, str], AfterValidator(_location)]
Digits = Annotated[str, Field(pattern=r"^\d{1,9}$")]
Said = Annotated[str, Field(pattern=r"\S")]
Key = Annotated[str, Field(max_length=40)]
Value = Annotated[str, Field(max_length=500)]
Minutes = Annotated[int, Field(ge=1)]

# --- requests


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class EventTypesQuery(Wire):
    username: Said | None = None
    event_slug: Said | None = None


class SlotsQuery(Wire):
    event_type_id: Digits | None = None
    event_type_slug: Said | None = None
    username: Said | None = None
    team_slug: Said | None = None
    organization_slug: Said | None = None
    start: Bound
    end: Bound
    time_zone: Zone = "UTC"
    duration: Digits | None = None
    format: Literal["time", "range"] = "time"
    booking_uid_to_reschedule: Said | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """A date means its whole day in UTC; more than a year is cut to a year."""
        first, last = bound(self.start), bound(self.end)
        if "T" not in self.end:
            last += timedelta(days=1)
        return first, min(last, first + timedelta(days=365))


class Reserve(Wire):
    event_type_id: int
    slot_start: Instant
    slot_duration: Minutes | None = None
    reservation_duration: Minutes | None = None


class Attendee(Wire):
    name: Said
    time_zone: Zone
    email: Email | None = None
    phone_number: Phone | None = None
    language: Language = "en"


class Create(Wire):
    start: Instant
    event_type_id: int | None = None
    event_type_slug: Said | None = None
    username: Said | None = None
    team_slug: Said | None = None
    organization_slug: Said | None = None
    attendee: Attendee
    length_in_minutes: Minutes | None = None
    location: Location | None = None
    booking_fields_responses: dict[str, object] = Field(default_factory=dict)
    guests: list[Email] = Field(default_factory=list)
    metadata: Annotated[dict[Key, Value], Field(max_length=50)] = Field(default_factory=dict)
    email_verification_code: Said | None = None


class ListQuery(Wire):
    status: Literal["upcoming", "recurring", "past", "cancelled", "unconfirmed"] | None = None
    attendee_email: Email | None = None
    attendee_name: Said | None = None
    booking_uid: Said | None = None
    event_type_id: Digits | None = None
    after_start: Bound | None = None
    before_end: Bound | None = None
    after_created_at: Bound | None = None
    take: Digits = "100"
    skip: Digits = "0"


class Cancel(Wire):
    cancellation_reason: str | None = None
    cancel_subsequent_bookings: bool = False


class Reschedule(Wire):
    start: Instant
    rescheduling_reason: str | None = None
    rescheduled_by: Email | None = None


class Nothing(Wire):
    """A call without a body, or without a query."""


class Webhook(Wire):
    subscriber_url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    triggers: Annotated[list[str], Field(min_length=1)]
    active: bool
    payload_template: str | None = None
    secret: Said | None = None


# --- answers


class EventTypeOfBooking(Wire):
    id: int
    slug: str


class HostData(Wire):
    id: int
    name: str
    email: str
    username: str
    time_zone: str


class AttendeeData(Wire):
    name: str
    email: str
    display_email: str
    time_zone: str
    phone_number: str | None = None
    language: str
    absent: bool


class BookingData(Wire):
    id: int
    uid: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{22}$")]
    title: str
    description: str
    status: Literal["accepted", "pending", "cancelled", "rejected"]
    start: Instant
    end: Instant
    duration: int
    event_type: EventTypeOfBooking
    hosts: list[HostData]
    attendees: list[AttendeeData]
    location: str
    meeting_url: str | None = None
    booking_fields_responses: dict[str, object]
    metadata: dict[str, str]
    rescheduled_from_uid: str | None = None
    rescheduled_to_uid: str | None = None
    cancellation_reason: str | None = None
    ics_uid: str
    created_at: Instant


Shape = TypeVar("Shape", bound=Wire)


def read(shape: type[Shape], data: Mapping[str, object], what: str) -> Shape:
    """A request in its type, or a breach that says what is wrong with it."""
    if empty := _nulls(data):
        raise breach(f"{what}: {empty} must not be null")
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, each['loc'])) or 'it'}: {each['msg']}" for each in error.errors())
        raise breach(f"{what}: {'; '.join(wrong)}") from None


def _nulls(data: object, at: str = "") -> str:
    match data:
        case None:
            return at
        case dict():
            return next(
                (found for key, value in data.items() if (found := _nulls(value, f"{at}.{key}".strip(".")))), ""
            )
        case list():
            return next((found for value in data if (found := _nulls(value, f"{at}[]"))), "")
        case _:
            return ""


def older(family: str, data: object) -> object:
    """The shape that is answered, without a word, where the version header is missing or another's."""
    match family, data:
        case "event types", list():
            kinds = [{key: kind[key] for key in ("id", "slug", "title")} for kind in data]
            return {"eventTypeGroups": [{"eventTypes": kinds}]}
        case "slots", {"reservationUid": uid}:
            return uid
        case "slots", dict():
            return {"slots": {day: [{"time": each["start"]} for each in starts] for day, starts in data.items()}}
        case "bookings", list():
            return {"bookings": [older(family, each) for each in data], "nextCursor": None}
        case "bookings", {"id": id, "uid": uid, "title": title, "start": start, "end": end, "status": str(status)}:
            # A booking as it was before: other names for its times, and its state in capitals.
            return {
                "id": id,
                "uid": uid,
                "title": title,
                "startTime": start,
                "endTime": end,
                "status": status.upper(),
            }
        case _:
            return data
