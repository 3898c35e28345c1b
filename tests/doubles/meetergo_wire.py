"""The shapes of meetergo's API v4 as its contract describes them: what may be asked, and what is answered.

Both are strict and closed: a field that is not documented is refused in a request, and impossible in an answer.
An empty string, 0 or an empty list stands for a field that was left out; `null` fits no field of a request.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

CHANNELS = frozenset(
    "local local-attendee google zoom phone phone-incoming whatsapp connect webex whereby kmeet jitsi zava "
    "teamsForBusiness2 teams2ForExchange custom resource".split()
)
ZONES = available_timezones()
INVENTED = re.compile(r"\d{6}|no-?e?mail|no-?reply|none|unknown|placeholder|dummy|anonymous|phone", re.IGNORECASE)
"""What the part before the @ looks like when nobody said an address."""


def _is_instant(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", text):
        raise ValueError("must be ISO 8601 with an offset or Z")
    datetime.fromisoformat(text)
    return text


def _is_day_or_instant(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        date.fromisoformat(text)
        return text
    return _is_instant(text)


def _is_zone(text: str) -> str:
    if text not in ZONES:
        raise ValueError("must be an IANA time zone")
    return text


def _is_channel(text: str) -> str:
    if text not in CHANNELS:
        raise ValueError("must be one of " + ", ".join(sorted(CHANNELS)))
    return text


Text = Annotated[str, Field(min_length=1)]
Instant = Annotated[str, AfterValidator(_is_instant)]
DayOrInstant = Annotated[str, AfterValidator(_is_day_or_instant)]
Zone = Annotated[str, AfterValidator(_is_zone)]
Channel = Annotated[str, AfterValidator(_is_channel)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Phone = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Minutes = Annotated[int, Field(ge=1)]
Flag = Literal["true", "false"]
Event = Literal[
    "booking_created", "booking_cancelled", "booking_rescheduled", "form_submission", "new_employee",
    "credential_error", "review_submitted", "review_published", "signature_completed",
]  # fmt: skip


class Wire(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel)


# --- what may be asked


class NoQuery(Wire):
    pass


class AvailabilityQuery(Wire):
    meeting_type_id: Text
    start: DayOrInstant
    end: DayOrInstant
    host_ids: Annotated[list[Text], Field(min_length=1)] = []
    queue_id: Text = ""
    meeting_duration: Annotated[str, Field(pattern=r"^[1-9]\d*$")] = ""
    timezone: Zone = "Europe/London"
    channel: Channel = ""
    existing_appointment_id: Text = ""
    calculation_method: Literal["anyone", "everyone"] = "anyone"
    resource_channel_ids: list[Text] = []
    troubleshoot: Flag = "false"
    refresh_cache: Flag = "false"
    hide_group_appointments: Flag = "false"
    skip_earliest_booking_calculation: Flag = "false"


class ListQuery(Wire):
    page: Annotated[str, Field(pattern=r"^\d+$")]
    page_size: Annotated[str, Field(pattern=r"^[1-9]\d*$")]
    start: DayOrInstant = ""
    end: DayOrInstant = ""
    search: Text = ""
    status: Text = ""
    meeting_type_id: Text = ""


LISTS = {"hostIds", "resourceChannelIds"}
"""Parameters of a query that may be repeated."""


class AttendeeOfRequest(Wire):
    receive_reminders: bool
    notes: dict[str, object]
    email: Email = ""
    firstname: Text = ""
    lastname: Text = ""
    fullname: Text = ""
    phone: Phone = ""
    language: Language = "en"
    timezone: Zone = "Europe/London"
    bringalong_emails: Annotated[list[Email], Field(max_length=5)] = []
    data_policy_accepted: bool = False


class BookingRequest(Wire):
    meeting_type_id: Text
    start: Instant
    attendee: AttendeeOfRequest
    host_ids: Annotated[list[Text], Field(min_length=1)] = []
    queue_id: Text = ""
    duration: Minutes = 0
    channel: Channel = ""
    location: Text = ""
    phone_only_booking: bool = False
    skip_notifications: bool = False
    ics_title: Annotated[str, Field(min_length=1, max_length=200)] = ""
    ics_description: Annotated[str, Field(min_length=1, max_length=2000)] = ""
    ignore_availability: bool = False
    appointment_id: Text = ""
    routing_form_id: Text = ""
    attendee_pending_id: Text = ""
    payment_id: Text = ""
    resource_channel_ids: list[Text] = []
    one_time_link_id: Text = ""


class CancelRequest(Wire):
    reason: Annotated[str, Field(max_length=500)] = ""
    attendee_id: Text = ""
    cancel_all: bool = False
    cancel_entire_series: bool = False


class RescheduleRequest(Wire):
    start: Instant
    ignore_availability: bool = False


class WebhookRequest(Wire):
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]+/")]
    description: str = ""
    event_types: Annotated[list[Event], Field(min_length=1)]


class WebhookPatch(Wire):
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]+/")] = ""
    description: str = ""
    event_types: Annotated[list[Event], Field(min_length=1)] = []


def faults_of(error: ValidationError) -> list[dict[str, str]]:
    """The `errors` of an error body."""
    return [{"field": ".".join(str(part) for part in each["loc"]), "message": each["msg"]} for each in error.errors()]


def looks_invented(email: str) -> bool:
    """Everybody in these tests lives at example.com; what lives elsewhere, or is a number, was made up."""
    before, _, domain = email.rpartition("@")
    return domain not in ("example.com", "example.org", "example.net") or bool(INVENTED.search(before))


# --- what is answered


class Answer(Wire):
    model_config = ConfigDict(populate_by_name=True)

    def json_data(self) -> dict[str, object]:
        data: dict[str, object] = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return data


class User(Answer):
    id: str
    email: str
    firstname: str
    lastname: str


class MeetingInfo(Answer):
    name: str
    description: str
    duration: int
    channel: Channel


class MeetingOptions(Answer):
    allowed_durations: list[int]
    allow_select_channel: bool
    allowed_channels: list[Channel]
    allow_host_selection: bool
    force_host_selection: bool
    double_opt_in: bool
    require_host_confirmation: bool
    allow_phone_only_booking: bool


class MeetingType(Answer):
    id: str
    slug: str
    meeting_info: MeetingInfo
    booking_url: str
    user_id: str = ""
    queue_id: str | None = None
    meeting_options: MeetingOptions | None = None


class Span(Answer):
    start: str
    end: str


class Spot(Answer):
    start_time: Instant


class Day(Answer):
    date: str
    spots: list[Spot]


class Availability(Answer):
    timezone: Zone
    timeframes: list[Span]
    dates: list[Day]
    earliest_available_date: str | None


class Attendee(Answer):
    id: str
    email: str | None
    firstname: str | None
    lastname: str | None
    fullname: str
    phone: str | None
    timezone: Zone
    language: str


class Cancellation(Answer):
    action_source: str
    action_at: Instant
    action_by: str | None
    reason: str | None


class HostingInfo(Answer):
    meeting_link: str | None


class Appointment(Answer):
    id: str
    secret: str
    ics: str
    start: Instant
    end: Instant
    is_cancelled: bool
    rescheduled_at: str | None
    cancel: Cancellation | None
    meeting_info: MeetingInfo
    hosting_info: HostingInfo
    attendees: list[Attendee]
    meeting_type_id: str
    host_ids: list[str]
    company_id: str
    created_at: Instant
    updated_at: Instant


class Delivery(Answer):
    webhook_type: Event
    id: str
    secret: str
    start: Instant
    end: Instant
    is_cancelled: bool
    rescheduled_at: str | None
    meeting_info: MeetingInfo
    attendees: list[Attendee]
    hosts: list[User]
    host_ids: list[str]
    meeting_type: MeetingType
    meeting_type_id: str
    company_id: str
    created_at: Instant
    updated_at: Instant


class Confirmed(Answer):
    appointment_id: str
    secret: str
    attendee_email: str = ""


class Pending(Answer):
    booking_type: str
    provisional_booking_id: str


class Webhook(Answer):
    id: str
    endpoint: str
    description: str
    event_types: list[Event]


def utc(instant: datetime) -> str:
    """`2031-02-03T08:00:00.000Z`, as most answers have it."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def spans(starts: Iterable[datetime], ends: Iterable[datetime]) -> list[Span]:
    """Openings that touch or overlap, joined."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in zip(starts, ends, strict=True):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [Span(start=utc(start), end=utc(end)) for start, end in joined]
