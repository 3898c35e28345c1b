"""What SavvyCal Appointments answers, as far as it is of use, and what it means in our words. Pure.

Everything comes in `data`, and errors in `errors`. Fields that are not named here are passed over; a field that is
missing or means something unheard of is a fault of the answer.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.model.booking import Awaiting, BookingStatus

TAKEN_CODES = frozenset({"slot_unavailable", "no_available_provider"})
TIME_POINTERS = frozenset({"/start_at", "/end_at", "/provider_id"})


class Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


# --- openings


class Slot(Told):
    start_at: AwareDatetime
    end_at: AwareDatetime


class Slots(Told):
    data: list[Slot]


class Named(Told):
    id: str = Field(min_length=1)


class ServiceProvider(Told):
    provider: Named


class ProviderSlots(Told):
    service_provider: ServiceProvider
    open: list[Slot]


class SlotsByToken(Told):
    aggregated_slots: list[Slot]
    provider_slots: list[ProviderSlots]


class SlotsByTokenAnswer(Told):
    data: SlotsByToken


# --- services and providers


def _whole_minutes(duration: timedelta) -> timedelta:
    if duration <= timedelta() or duration % timedelta(minutes=1):
        raise ValueError("is no duration of an appointment")
    return duration


class BookingPolicy(Told):
    allow_booking: bool = True


class Service(Named):
    duration: Annotated[timedelta, AfterValidator(_whole_minutes)]
    """ISO 8601: PT45M, PT1H30M."""
    appointment_type: str
    """`in_person` or `virtual`."""
    booking_policy: BookingPolicy | None = None

    @property
    def minutes(self) -> int:
        return self.duration // timedelta(minutes=1)


class Page(Told):
    total_count: int = Field(ge=0)
    total_pages: int = Field(ge=0)


class Services(Told):
    data: list[Service]
    meta: Page


class Providers(Told):
    data: list[Named]
    meta: Page


# --- appointments


class Moment(Told):
    """`local` is left alone: it says nothing of an hour that the clocks show twice."""

    utc: datetime
    unix_ts: int

    @property
    def instant(self) -> datetime:
        return datetime.fromtimestamp(self.unix_ts, UTC)


def _agreeing(moment: Moment) -> Moment:
    """A time that contradicts itself is no time."""
    utc = moment.utc if moment.utc.tzinfo else moment.utc.replace(tzinfo=UTC)
    if int(utc.timestamp()) != moment.unix_ts:
        raise ValueError("utc and unix_ts are different times")
    return moment


Time = Annotated[Moment, AfterValidator(_agreeing)]


class Allowed(Told):
    allowed: bool


class Client(Told):
    """Who comes: empty where the token, or the call, does not say."""

    reference_id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    @property
    def is_told(self) -> bool:
        return bool(self.reference_id or self.email)


class Appointment(Named):
    """The public calls leave out the last four."""

    status: Literal["scheduled", "canceled"]
    confirmed_at: str | None
    start_at: Time
    end_at: Time
    cancellation: Allowed | None = None
    rescheduling: Allowed | None = None
    service: Named | None = None
    provider: Named | None = None
    client: Client | None = None
    client_data: Client | None = None

    @property
    def is_canceled(self) -> bool:
        return self.status == "canceled"

    @property
    def told_of_client(self) -> tuple[Client, ...]:
        """As they are known, and as they were given with the booking."""
        return tuple(one for one in (self.client, self.client_data) if one is not None and one.is_told)


class AppointmentAnswer(Told):
    data: Appointment


class Appointments(Told):
    data: list[Appointment]
    meta: Page


def as_reading(told: Appointment, settings: SavvycalSettings) -> Reading:
    """Its id is all that it takes to get at it again, and to cancel it: a secret."""
    if told.is_canceled:
        status, awaiting = BookingStatus.CANCELLED, None
    elif told.confirmed_at:
        status, awaiting = BookingStatus.CONFIRMED, None
    else:
        status, awaiting = BookingStatus.PENDING, Awaiting.HOST
    which = settings.service_of(told.service.id) if told.service else None
    return Reading(
        reference=told.id,
        status=status,
        awaiting=awaiting,
        start=told.start_at.instant,
        end=told.end_at.instant,
        host=settings.host_of(told.provider.id) if told.provider else "",
        service=which[0] if which else "",
        channel=which[1] if which else None,
    )


# --- errors


class Source(Told):
    pointer: str = ""


class Error(Told):
    code: str | None = None
    source: Source | None = None


class Errors(Told):
    """Of a 422. Titles and details are for people, and some of them are wrong: they are not read."""

    errors: list[Error] = Field(min_length=1)

    @property
    def say_taken(self) -> bool:
        return any(error.code in TAKEN_CODES for error in self.errors)

    @property
    def may_mean_taken(self) -> bool:
        """An older API has no codes: it points at the time, and the openings have to tell."""
        return any(error.source is not None and error.source.pointer in TIME_POINTERS for error in self.errors)


# --- notices


class NoticeAbout(Told):
    type: str
    object: dict[str, Any] | None = None


class Notice(Told):
    data: NoticeAbout
