"""Cubu's format to ours and back: calendars, vacancies, appointments, bookings. Pure; Cubu's words stop here.

Cubu writes a start as a date and minutes since midnight, wall clock of `calendar_timezone`. One that the clocks
skip, or show twice, is no instant: such a start is neither offered nor booked.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, field_validator
from pydantic.alias_generators import to_camel

from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.model.booking import BookingStatus, Opening
from frontdesk.model.caller import Channel

CHANNELS = {Channel.IN_PERSON: "FaceToFace", Channel.VIDEO: "Video", Channel.PHONE: "Phone"}
"""All that a booking can ask for; answers may tell others."""
STATUSES = {"planned": BookingStatus.CONFIRMED}
"""In lower case; what else there is, the settings say."""


def day_of(midnight: object) -> object:
    """Of a midnight without a zone."""
    return date.fromisoformat(midnight[:10]) if isinstance(midnight, str) else midnight


Minute = Annotated[int, Field(ge=0, lt=24 * 60)]
Length = Annotated[int, Field(gt=0, le=24 * 60)]
Index = Annotated[int, Field(ge=0)]
"""Of a calendar, on one day only: tomorrow the same number is another calendar."""
PathPart = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+$")]


class _Told(BaseModel):
    model_config = ConfigDict(
        extra="ignore",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Calendar(_Told):
    cu_index: Index
    is_customer_required: bool
    is_phone_number_required: bool
    is_email_required: bool
    user: dict[str, object] | None

    @property
    def users(self) -> frozenset[str]:
        """What may be the id of the agent whose calendar it is: the shape of `user` is not documented."""
        return frozenset(text.casefold() for text in texts_in(self.user))


class Calendars(RootModel[list[Calendar]]):
    """Of one service on one day."""


class Vacancies(_Told):
    duration: Length
    slots: list[Minute]


class Appointment(_Told):
    service_id: PathPart
    day: Annotated[date, BeforeValidator(day_of)] = Field(alias="date")
    cu_index: Index
    start: Minute
    time_utc: str | None = None
    duration: Length

    @field_validator("time_utc")
    @classmethod
    def _is_an_instant(cls, value: str | None) -> str | None:
        if value:
            datetime.fromisoformat(value)
        return value

    def instant(self, zone: ZoneInfo) -> datetime:
        """`timeUtc` is trusted where it is filled, which it need not be. Raises `WrongShape`."""
        if self.time_utc:
            said = datetime.fromisoformat(self.time_utc)
            return (said.replace(tzinfo=UTC) if said.tzinfo is None else said).astimezone(UTC)
        found = instant_of(self.day, self.start, zone)
        if found is None:
            raise WrongShape("Cubu names an hour that the clocks show twice, or never, and no time in UTC with it.")
        return found


class Case(_Told):
    """An appointment, as a booking is answered and as a calendar lists it."""

    case_id: PathPart
    status: str
    channel: str | None = None
    appointment: Appointment
    date_opened: str | None = None
    customer: object = None
    """Its shape is not documented."""

    @property
    def opened(self) -> datetime | None:
        """When it was made; None where that is not told as an instant."""
        try:
            told = datetime.fromisoformat(self.date_opened or "")
        except ValueError:
            return None
        return None if told.tzinfo is None else told

    @property
    def reference(self) -> str:
        one = self.appointment
        place = Reference(service_id=one.service_id, day=one.day, cu_index=one.cu_index, case_id=self.case_id)
        return place.model_dump_json()


class Cases(RootModel[list[Case]]):
    """Of one calendar."""


class Reference(BaseModel):
    """What it takes to get at an appointment again: there is no call for one by its id."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    service_id: PathPart
    day: date
    cu_index: Index
    case_id: PathPart


class Spot(BaseModel):
    """What backs an opening, as it was offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    day: date
    cu_index: Index
    minute: Minute


# --- times


def instant_of(day: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """When a wall clock shows a minute of a day; None for one that it skips or shows twice."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone)
    if wall.utcoffset() != wall.replace(fold=1).utcoffset():
        return None
    return wall.astimezone(UTC)


def days_of(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    """The local days of a window, which are what Cubu can be asked for; empty where it ends before it begins."""
    first = start.astimezone(zone).date()
    last = (end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


def opening_of(service: str, host: str, spot: Spot, minutes: int, zone: ZoneInfo) -> Opening | None:
    start = instant_of(spot.day, spot.minute, zone)
    if start is None:
        return None
    return Opening(service, host, start, start + timedelta(minutes=minutes), spot.model_dump_json())


# --- appointments


def status_of(case: Case, more: Mapping[str, BookingStatus]) -> BookingStatus:
    """Raises `WrongShape` for a status that nobody has explained."""
    said = case.status.casefold()
    known = STATUSES | {word.casefold(): status for word, status in more.items()}
    if said not in known:
        raise WrongShape("An appointment has a status that is not documented: add it to booking_system.statuses.")
    return known[said]


def reading_of(case: Case, status: BookingStatus, zone: ZoneInfo, host: str = "", service: str = "") -> Reading:
    """Raises `WrongShape` where it does not say when it is."""
    start = case.appointment.instant(zone)
    return Reading(
        reference=case.reference,
        status=status,
        start=start,
        end=start + timedelta(minutes=case.appointment.duration),
        host=host,
        channel=channel_of(case.channel),
        service=service,
    )


def channel_of(said: str | None) -> Channel | None:
    """None for one that is not ours: the list of answers is open-ended."""
    return next((ours for ours, theirs in CHANNELS.items() if theirs == said), None)


def texts_in(told: object) -> Iterator[str]:
    """Every text in something whose shape is not documented."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for value in told.values():
            yield from texts_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from texts_in(value)
