"""What SavvyCal Appointments documents of its messages, as tables: fields, types, patterns; nothing else passes.

Requests are checked against these, and the double's own answers are made of them.
"""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ZONES = frozenset(available_timezones())
NAIVE = re.compile(r"[12]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}", re.ASCII)
OFFSET = re.compile(NAIVE.pattern + r"(Z|[+-]\d{2}:\d{2})", re.ASCII)
_LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*$"
_NOBODY = {
    "unknown",
    "none",
    "null",
    "na",
    "caller",
    "guest",
    "anonymous",
    "nobody",
    "noreply",
    "noemail",
    "placeholder",
}
_NO_DOMAIN = re.compile(r"(^|[.-])(no-?e?mail|no-?reply|placeholder|unknown|none|dummy|fake)([.-]|$)")


def _zone(value: str) -> str:
    if value not in ZONES:
        raise ValueError("is no IANA time zone")
    return value


def _day(value: str) -> str:
    if not re.fullmatch(r"[12]\d{3}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("is no ISO date")
    date.fromisoformat(value)
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+", value):
        raise ValueError("is no e-mail address")
    name, _, domain = value.lower().rpartition("@")
    ending = domain.rpartition(".")[2]
    if (
        ending in {"invalid", "local", "localhost", "test", "example"}
        or re.sub(r"\W", "", name) in _NOBODY
        or re.fullmatch(r"\+?\d{7,}", name)
        or _NO_DOMAIN.search(domain)
    ):
        raise ValueError("is an invented e-mail address")
    return value


def _name(value: str) -> str:
    if not any(letter.isalpha() for letter in value):
        raise ValueError("is no name")
    if re.sub(r"\W", "", value.lower()) in _NOBODY:
        raise ValueError("is an invented name")
    return value


Row = dict[str, object]
Text = Annotated[str, Field(min_length=1)]
Zone = Annotated[str, AfterValidator(_zone)]
Day = Annotated[str, AfterValidator(_day)]
Email = Annotated[str, AfterValidator(_email)]
Name = Annotated[str, AfterValidator(_name)]
Phone = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
Locale = Annotated[str, Field(pattern=_LOCALE)]
ServiceId = Annotated[str, Field(pattern=r"^srv_\w+$")]
"""The vendor's own sample has fewer characters than its pattern: no length is checked."""
ProviderId = Annotated[str, Field(pattern=r"^prov_\w+$")]
Number = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,5}$")]
"""Of a query, so a text."""


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


# --- requests


class ClientData(Message):
    time_zone: Zone
    id: Text | None = None
    reference_id: Text | None = None
    email: Email | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    fields: Row = {}


class Times(Message):
    start_at: str
    end_at: str
    time_zone: Zone
    provider_id: ProviderId | None = None


class NewAppointment(Times):
    service_id: ServiceId
    client_data: ClientData


class NewAppointmentByToken(NewAppointment):
    validate_slot: Literal[True] = True
    """The vendor takes `false`, which books over others: an agent must never send it."""


class Cancel(Message):
    cancellation_reason_id: Annotated[str, Field(pattern=r"^cr_\w+$")] | None = None
    custom_reason_text: str | None = None


class CancelByToken(Cancel):
    initiated_by: Literal["user", "client"] = "client"


class RescheduleByToken(Times):
    initiated_by: Literal["user", "client"] = "client"


class NewClient(Message):
    email: Email
    first_name: Name
    last_name: Name
    time_zone: Zone
    phone: Phone | None = None
    reference_id: Text | None = None
    locale: Locale | None = None


class Nothing(Message):
    """No field: of a query, or of a body that may be empty."""


class SlotQuery(Message):
    time_zone: Zone = "Etc/UTC"
    provider_id: ProviderId | None = None


class WindowQuery(SlotQuery):
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    limit: Number | None = None


class PageQuery(Message):
    page: Number = "1"
    page_size: Number | None = None


class ClientsQuery(PageQuery):
    search: str = ""


class SensitiveQuery(Message):
    include_sensitive: Literal["true", "false"] = "false"


class AppointmentsQuery(PageQuery):
    """The contract says of JSON filters and `order_by` that they exist, and not how they are spelt; and it has
    `include_sensitive` for one appointment only."""


# --- answers


class ZonedDateTime(Message):
    object: Literal["zoned_date_time"] = "zoned_date_time"
    local: str
    utc: str
    unix_ts: int
    time_zone: str


class Allowed(Message):
    allowed: bool
    disabled_message: str | None


class PublicAppointment(Message):
    id: Annotated[str, Field(pattern=r"^appt_\w{12}$")]
    object: Literal["appointment"] = "appointment"
    status: Literal["scheduled", "canceled"]
    confirmed_at: str | None
    start_at: ZonedDateTime
    end_at: ZonedDateTime
    cancellation: Allowed
    rescheduling: Allowed


class ClientReference(Message):
    id: str
    object: Literal["client"] = "client"


class Client(ClientReference):
    email: str
    first_name: str
    last_name: str
    time_zone: str
    phone: str | None = None
    reference_id: str | None = None
    locale: str | None = None


class Provider(Message):
    id: ProviderId
    object: Literal["provider"] = "provider"
    name: str
    first_name: str
    last_name: str


class BookingPolicy(Message):
    allow_booking: bool
    disabled_message: str | None
    advance_notice: str
    maximize_utilization: bool


class Service(Message):
    id: ServiceId
    object: Literal["service"] = "service"
    name: str
    duration: Annotated[str, Field(pattern=r"^PT(\d+H)?(\d+M)?$")]
    appointment_type: Literal["in_person", "virtual"]
    booking_policy: BookingPolicy
    cancellation_policy: Allowed
    rescheduling_policy: Allowed
    slot_rules: list[Row]


class Appointment(PublicAppointment):
    client: ClientReference | Client | None
    client_data: Row | None
    provider: Provider
    service: Service
    urls: dict[str, str]
    events: list[Row]


class Slot(Message):
    object: Literal["slot"] = "slot"
    start_at: str
    end_at: str
    start_at_ts: int
    end_at_ts: int
    time_zone: str


# --- times


def as_duration(minutes: int) -> str:
    """PT45M, PT1H, PT1H30M."""
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def as_utc(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo("Etc/UTC")).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def as_offset(moment: datetime, zone: str) -> str:
    return as_utc(moment) if zone == "Etc/UTC" else moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def as_zoned(moment: datetime, zone: str) -> ZonedDateTime:
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="seconds")
    return ZonedDateTime(local=local, utc=as_utc(moment), unix_ts=int(moment.timestamp()), time_zone=zone)


def as_slot(start: datetime, minutes: int, zone: str) -> Slot:
    end = start + timedelta(minutes=minutes)
    return Slot(
        start_at=as_offset(start, zone),
        end_at=as_offset(end, zone),
        start_at_ts=int(start.timestamp()),
        end_at_ts=int(end.timestamp()),
        time_zone=zone,
    )


def instant(text: str, zone: str, form: Literal["naive", "offset"]) -> datetime:
    """The moment that a time of a request means, or ValueError with what is wrong with it."""
    if not (NAIVE if form == "naive" else OFFSET).fullmatch(text):
        raise ValueError(f"is no {form} time with seconds")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment
    moment = moment.replace(tzinfo=ZoneInfo(zone))
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise ValueError("comes twice or never on that day in its time_zone, and no naive time can tell which")
    return moment
