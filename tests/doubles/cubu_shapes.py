"""What Cubu's server-to-server guide says of the form of requests and answers, as a table.

Requests are read with it, answers are made with it: neither can have a field too many, too few or of another type.
"""

import re
from typing import Annotated, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
Guid = Annotated[str, StringConstraints(pattern=rf"^{GUID}$")]
Text = Annotated[str, StringConstraints(min_length=1)]
Local = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")]
Midnight = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT00:00:00$")]
Utc = Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$")]
Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
Mail = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Fields = dict[Guid, Text]

_INVENTED = re.compile(
    r"no-?reply|placeholder|unknown|dummy|^\+?\d+@|^(none|test|na|n/a|phone)@|[@.](invalid|local|localhost|test|internal)$",
    re.IGNORECASE,
)


def is_invented(mail: str) -> bool:
    """An address that nobody said, made to please a validator."""
    return _INVENTED.search(mail) is not None


# --- what is sent


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _says_no_null(cls, data: object) -> object:
        if isinstance(data, dict) and any(value is None for value in cast("dict[str, object]", data).values()):
            raise ValueError("a field without a value is left out, not null")
        return data


class Book(Request):
    service_type_id: Guid
    start_time: Minute
    channel: Literal["FaceToFace", "Video", "Phone"]
    language: Text | None = None
    cusotmer_record_id: Guid | None = None
    """Spelled as in the contract."""
    contact_phone_number: str | None = None
    contact_email: Mail | None = None
    bypass_timeslot_check: bool = False
    prevent_self_check_in: bool = False
    fields: Fields = {}
    tag_ids: list[Guid] = []


class NewCustomer(Request):
    fields: Annotated[Fields, Field(min_length=1)]


class CustomerQuery(Request):
    query_type: Literal["RecordId", "KeyField"]
    record_id: Guid | None = None
    field_slug: Text | None = None
    field_value: Text | None = None

    @model_validator(mode="after")
    def _asks_one_way(self) -> "CustomerQuery":
        by_key = (self.field_slug is not None, self.field_value is not None)
        wanted = (True, (False, False)) if self.query_type == "RecordId" else (False, (True, True))
        if (self.record_id is not None, by_key) != wanted:
            raise ValueError("RecordId goes with recordId, KeyField with fieldSlug and fieldValue")
        return self


# --- what is answered


class Answer(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )

    def wire(self) -> dict[str, object]:
        return self.model_dump(by_alias=True)


class Hours(Answer):
    start: int
    end: int


class Stats(Answer):
    appointment_count: int
    capacity_minutes: int
    minutes_booked: int
    booking_rate: float
    is_fully_booked: bool


class Calendar(Answer):
    service_id: Guid
    service_name: str
    service_category_id: Guid
    service_category_name: str
    date: Midnight
    cu_index: int
    is_customer_required: bool
    is_phone_number_required: bool
    is_email_required: bool
    phone_number_field_type_id: Guid
    email_field_type_id: Guid
    customers_data_table_id: Guid
    working_hours: list[Hours]
    user: dict[str, object] | None
    allow_anonymous_agent_booking: bool
    is_in_agents_booking_window: bool
    agents_booking_active: bool
    is_in_self_booking_window: bool
    self_booking_active: bool
    is_past_date: bool
    stats: Stats
    issues: list[object]
    inbox_id: Guid
    inbox_name: str
    calendar_timestamp: str


class Vacancies(Answer):
    service_type_id: Guid
    service_type_name: str
    duration: int
    slots: list[Minute]


class Ticket(Answer):
    prefix: str
    suffix: str
    number: int


class BookedAppointment(Answer):
    service_id: Guid
    date: Midnight
    cu_index: int
    start: Minute
    time_utc: Utc
    duration: int
    no_show_probability: float
    reservation_token: str
    reservation_expiry_date: str | None


class Booked(Answer):
    case_id: Guid
    status: Literal["Planned"]
    reference_date: Midnight
    inbox_id: Guid
    channel: str
    """Open-ended in answers."""
    language: str
    ticket: Ticket
    appointment: BookedAppointment
    position: int
    queue_time_stamp: str


class ListedAppointment(Answer):
    service_id: Guid
    date: Midnight
    cu_index: int
    start: Minute
    time_local: Local
    time_utc: Utc
    time_zone_id: str
    duration: int


class Listed(Answer):
    case_id: Guid
    appointment: ListedAppointment
    ticket: Ticket
    service_type_id: Guid
    service_type_name: str
    status: str
    status_date: Utc
    date_opened: Utc
    date_closed: Utc | None
    assigned_to: dict[str, object] | None
    customer: dict[str, object] | None
    online_meeting: dict[str, object] | None
    channel: str
    language: str


class HookAppointment(Answer):
    date: Midnight
    cu_index: int
    start: Minute
    time_local: Local
    time_utc: Utc
    time_zone_id: str
    duration: int
    prevent_self_check_in: bool


class AfterBook(Answer):
    case_id: Guid
    parent_case_id: Guid | None
    reference_date: Midnight
    unit_id: Guid
    service_id: Guid
    service_category_id: Guid
    service_type_id: Guid
    status: str
    channel: str
    language: str
    ticket: Ticket
    fields: dict[str, str]
    tag_ids: list[Guid]
    customer_record_id: Guid | None
    triggered_by_user_id: Guid | None
    triggered_by_user_email: str | None
    appointment: HookAppointment
