"""Every request and every answer of vcita as a table. The double checks what it is sent and what it says against it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from tests.doubles.vcita_wire import (
    Wire,
    a_day,
    a_medium_is_no_source,
    a_name,
    a_number,
    a_zone,
    an_email,
    an_instant,
    in_utc,
)

Text = Annotated[str, Field(min_length=1)]
Instant = Annotated[str, AfterValidator(an_instant)]
Utc = Annotated[str, AfterValidator(in_utc)]
Day = Annotated[str, AfterValidator(a_day)]
Zone = Annotated[str, AfterValidator(a_zone)]
Name = Annotated[str, AfterValidator(a_name)]
Email = Annotated[str, AfterValidator(an_email)]
Number = Annotated[str, AfterValidator(a_number)]
Count = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}$")]
Page = Annotated[str, Field(pattern=r"^([1-9]\d?|100)$")]
"""At most a hundred at a time."""
Switch = Literal["true", "false"]
Many = Text | list[Text]
Form = Literal["scheduling"]
STATES = "rejected|scheduled|done|cancelled|pending_reschedule|reschedule"
"""By which appointments can be listed; `requested` is not among them."""


# --- tokens


class ServiceToken(Wire):
    service_id: Text
    service_secret: Text


class CodeGrant(Wire):
    grant_type: Literal["authorization_code"]
    client_id: Text
    client_secret: Text
    code: Text
    redirect_uri: Text
    code_verifier: Text = ""


class TokenById(Wire):
    app_id: Text = ""
    business_id: Text = ""
    directory_id: Text = ""


# --- bookings


class Answer(Wire):
    field_id: Text
    type: Text = ""
    new_data: str


class Meeting(Wire):
    meeting_interaction_details: Text = ""


class Others(Wire):
    notes: str = ""


class FormData(Wire):
    fields_: list[Answer] | dict[str, object] = Field(alias="fields", default_factory=list)
    """An object only with a `client_id`, and an empty one: that call was seen to work."""
    service_fields: list[Answer] = Field(default_factory=list)
    meeting_details: Meeting = Meeting()
    others: Others = Others()
    policies: dict[str, object] = Field(default_factory=dict)


class Sources(Wire):
    matter_uid: Text = ""
    campaign: Text = ""
    channel: Annotated[str, AfterValidator(a_medium_is_no_source)] = ""
    source_name: Text = ""
    source_url: Text = ""


class PlatformBooking(Sources):
    business_id: Text
    service_id: Text = ""
    staff_id: Text = ""
    client_id: Text = ""
    start_time: Instant = ""
    time_zone: Zone = ""
    event_instance_id: Text = ""
    portal_id: Text = ""
    booking_type: Annotated[str, Field(pattern="^appointment$")] = ""
    form_data: FormData = FormData()


class BusinessBooking(Sources):
    business_id: Text
    service_id: Text
    staff_id: Text
    client_id: Text = ""
    start_time: Instant = ""
    time_zone: Zone = ""
    optional_times: list[Instant] = Field(default_factory=list)
    arrival_window_value: Annotated[int, Field(ge=0, le=540)] = 0
    interaction_details: Text = ""


class Cancel(Wire):
    business_id: Text
    booking_id: Text
    event_instance_id: Text = ""


class BusinessCancel(Wire):
    business_id: Text
    booking_id: Text | list[Text]
    event_instance_id: Text = ""
    message: str = ""
    cancel_payment: bool = False
    issue_refund: bool = False


class Reschedule(Wire):
    business_id: Text
    booking_id: Text
    start_time: Utc
    time_zone: Zone = ""
    duration: Annotated[int, Field(gt=0)] = 0
    allow_double_booking: bool = True
    notify_client: bool = True
    message: str = ""
    title: Text = ""


# --- clients and webhooks


class NewClient(Wire):
    first_name: Name
    last_name: Name = ""
    email: Email = ""
    phone: Number = ""


EVENTS = ("requested", "scheduled", "rescheduled", "cancelled", "completed", "no_show", "reminder_sent")


class Subscribe(Wire):
    event: Annotated[str, Field(pattern=rf"^(appointment|meeting)/({'|'.join(EVENTS)})$")]
    target_url: Annotated[str, Field(pattern=r"^https?://\S+$")]


# --- queries: every value is a string


class ServicesQuery(Wire):
    business_id: Text
    page: Count = "1"
    per_page: Page = "25"


class StaffQuery(Wire):
    status: Annotated[str, Field(pattern="^active$")] = ""


class FormsQuery(Wire):
    business_id: Text
    form_type: Form = "scheduling"
    service_uid: Text = ""
    page: Count = "1"
    per_page: Page = "25"


class ClientsQuery(Wire):
    search_by: Literal["email", "phone", "uid"]
    search_term: Text


class AppointmentsQuery(Wire):
    business_id: Text = ""
    client_id: Text = ""
    state: Annotated[str, Field(pattern=rf"^({STATES})$")] = ""
    sort: Text = ""
    page: Count = "1"
    per_page: Page = "25"


class OwnBookingsQuery(Wire):
    per_page: Page
    offset: Annotated[str, Field(pattern=r"^\d+$")]
    business_id: Text = ""


class ServiceAvailabilityQuery(Wire):
    id: Text = ""
    service_ids: Many = ""
    start_date: Day
    end_date: Day
    time_zone: Zone = "UTC"
    staff_ids: Many = Field(alias="staff_ids_array[]", default="")
    business_id: Text = ""


class StaffAvailabilityQuery(Wire):
    start_date: Day
    end_date: Day
    staff_ids_array: Text = ""
    time_zone: Zone = "UTC"
    aggregate_by: Literal["date", "staff"] = "date"
    booking_instance_id: Text = ""
    include_dst: Switch = "false"
    ignore_min_schedule: Switch = "false"
    type: Text = ""


class SlotsQuery(Wire):
    start_time: Utc
    end_time: Utc
    service_uid: Text = ""
    staff_uids: Many = ""
    resource_uids: Many = ""
    resource_type_uids: Many = ""
    slot_duration: Count = ""
    slot_interval: Count = ""
    exclude_booking_uid: Text = ""


# --- answers


class BookingSaid(Wire):
    id: str
    status: Literal["scheduled", "requested", "cancelled", "rejected", "done"]
    title: str
    type: Literal["appointment"] = "appointment"
    start_time: Utc
    time_zone: str
    duration: int
    service_id: str
    staff_id: str
    client_id: str
    business_id: str
    conversation_id: str
    event_instance_id: str = "event_instance_id"
    """The text of the samples, and no id."""
    created_at: Utc
    source_data: dict[str, str] = Field(default_factory=dict)


class AppointmentSaid(Wire):
    id: str
    state: str
    title: str
    start_time: Instant
    end_time: Instant
    time_zone: str
    duration: int
    client_id: str
    staff_id: str
    conversation_id: str


class OwnBookingSaid(Wire):
    uid: str
    state: str
    title: str
    start_time: Utc
    end_time: Utc
    time_zone: str
    duration: int
    staff_id: str


class ClientSaid(Wire):
    id: str
    first_name: str
    last_name: str | None
    email: str | None
    mobile_phone: str | None


class HappenedSaid(Wire):
    """The `data` of a webhook."""

    appointment_id: str
    conversation_id: str
    title: str
    client_id: str
    staff_id: str
    start_time: Instant
    end_time: Instant
    duration: int
    notes: str
    interaction_details: str
    where: str
