"""A business as its profile describes it. One TOML file, parsed once, frozen.

Every type refuses unknown keys, so that a misspelt one is named at start. Words the business writes are per language.
"""

import itertools
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Generic, Self, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from frontdesk.model.caller import Channel

T = TypeVar("T")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _per_language(value: object) -> object:
    """A bare text holds for every language."""
    return {"*": value} if isinstance(value, str | list) else value


class ByLanguage(Part, Generic[T]):
    """What the business wrote, by language code; `*` is for every language that has none of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    texts: dict[str, T] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _wrap(cls, value: object) -> object:
        if isinstance(value, dict) and set(value) == {"texts"}:
            return value
        return {"texts": _per_language(value)}

    def in_language(self, language: str) -> T:
        """The text in `language`, else the one for every language, else the first that was written."""
        return self.texts.get(language) or self.texts.get("*") or next(iter(self.texts.values()))


Text = ByLanguage[str]
Names = ByLanguage[list[str]]


def _clock(text: object) -> object:
    if isinstance(text, str):
        match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text.strip())
        if not match:
            raise ValueError(f'"{text}" is not a span of time; write it like "09:00-12:30"')
        hour1, minute1, hour2, minute2 = map(int, match.groups())
        for hour, minute in ((hour1, minute1), (hour2, minute2)):
            if minute > 59 or hour > 24 or (hour == 24 and (minute or hour1 == 24)):
                raise ValueError(f"{hour:02}:{minute:02} is not a time of day; write it like 09:00-17:30")
        return {"start": hour1 * 60 + minute1, "until": hour2 * 60 + minute2}
    return text


class OpenSpan(Part):
    """Wall-clock minutes after midnight, `until` exclusive. Written "09:00-12:30"; "-24:00" is the end of the day."""

    start: int = Field(ge=0, lt=1440)
    until: int = Field(gt=0, le=1440)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start >= self.until:
            raise ValueError("a span of opening hours must end after it starts")
        return self


Span = Annotated[OpenSpan, BeforeValidator(_clock)]


class WeeklyHours(Part):
    """Opening hours by weekday, in the business's zone; a day without spans is closed."""

    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()

    def on(self, weekday: int) -> tuple[OpenSpan, ...]:
        """The spans of a weekday, 0 = Monday."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return days[weekday]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for weekday in range(7):
            spans = self.on(weekday)
            if any(later.start < earlier.until for earlier, later in itertools.pairwise(spans)):
                raise ValueError("the spans of a day must be in order and must not overlap")
        return self


class ClosedDays(Part):
    """Days the business (or a host) is away: one `date`, or `date` to `until`, both days included."""

    day: date = Field(alias="date")
    until: date | None = None
    reason: Text | None = None

    @property
    def last(self) -> date:
        return self.until or self.day

    def includes(self, day: date) -> bool:
        return self.day <= day <= self.last


class EmailPolicy(StrEnum):
    NEVER = "never"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ReasonPolicy(StrEnum):
    NEVER = "never"
    OPTIONAL = "optional"
    """Asked for once; "no" or "nothing special" is a fine answer."""
    REQUIRED = "required"


def _e164(text: str) -> str:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f'"{text}" is not a phone number; write it with its country, like "+14155550123"') from error
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


E164 = Annotated[str, AfterValidator(_e164)]


class Question(Part):
    """An extra question a service asks. The answer is kept in the caller's words."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ask: Text
    required: bool = True


class Service(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    names: Names
    """What people call it; the first is what the agent says."""
    duration_minutes: int = Field(gt=0, le=24 * 60)
    channels: tuple[Channel, ...] = Field(default=(Channel.IN_PERSON,), min_length=1)
    hosts: tuple[str, ...] = ()
    """Ids of the hosts who do it; empty means all of them."""
    locations: tuple[str, ...] = ()
    """Ids of the places where it is done; empty means all of them."""
    buffer_before_minutes: int = Field(default=0, ge=0)
    buffer_after_minutes: int = Field(default=0, ge=0)
    minimum_notice_minutes: int | None = Field(default=None, ge=0)
    grid_minutes: int | None = Field(default=None, gt=0, le=24 * 60)
    email: EmailPolicy | None = None
    reason: ReasonPolicy | None = None
    questions: tuple[Question, ...] = ()
    description: Text | None = None
    price: Text | None = None
    preparation: Text | None = None
    invite: str = "default"
    """Name of the invite templates in `prompts/<lang>/invite/`."""


class Host(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str = Field(min_length=1)
    also_called: tuple[str, ...] = ()
    opening_hours: WeeklyHours | None = None
    """The host's own hours; without them, the business's."""
    away: tuple[ClosedDays, ...] = ()


class Location(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Text
    address: str = Field(min_length=1)


class Policy(Part):
    minimum_notice_minutes: int = Field(default=60, ge=0)
    horizon_days: int = Field(default=60, gt=0, le=730)
    grid_minutes: int = Field(default=15, gt=0, le=24 * 60)
    """Appointments start at these minutes, counted from the start of each span of opening hours."""
    hold_minutes: int = Field(default=10, gt=0, le=120)
    email: EmailPolicy = EmailPolicy.NEVER
    reason: ReasonPolicy = ReasonPolicy.OPTIONAL
    ask_host: bool = False
    """Ask who they would like to see; otherwise a host is only taken when the caller names one."""
    handoff_number: E164 | None = None
    """Where calls for a person are transferred to; without it a call-back is noted."""
    retention_days: int = Field(default=365, gt=0)


class Facts(Part):
    """Answers the business gives to questions; what is missing is said not to be known."""

    parking: Text | None = None
    preparation: Text | None = None
    price: Text | None = None
    privacy: Text | None = None
    emergency: Text | None = None
    """What somebody in danger is told; without it, to call the emergency number of the region."""


class ChatDoor(Part):
    token_env: str | None = None
    """Name of the environment variable that holds the bearer token; without it the chat webhook is open."""


class TwilioDoor(Part):
    numbers: tuple[E164, ...] = ()
    """The numbers people dial."""
    auth_token_env: str = "TWILIO_AUTH_TOKEN"
    voice: str | None = None
    speech_model: str = "googlev2_telephony"


class Doors(Part):
    """The channels the business is reached on."""

    chat: ChatDoor = ChatDoor()
    twilio: TwilioDoor | None = None
    try_page: bool = False
    """Show the page to try it, with the day's bookings, at `/`: for demonstrations, it needs no password."""


class Business(Part):
    """One business. All wall-clock times are in `time_zone`."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str = Field(min_length=1, max_length=120)
    time_zone: str
    region: str = Field(pattern=r"^[A-Z]{2}$")
    """Country of phone numbers given without one (ISO 3166-1)."""
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    greeting: Text | None = None
    phone: E164 | None = None
    email: str | None = None
    video_link: str | None = None
    opening_hours: WeeklyHours
    closed: tuple[ClosedDays, ...] = ()
    policy: Policy = Policy()
    facts: Facts = Facts()
    services: tuple[Service, ...] = Field(min_length=1)
    hosts: tuple[Host, ...] = Field(min_length=1)
    locations: tuple[Location, ...] = ()
    doors: Doors = Doors()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def service(self, id: str) -> Service:
        return next(service for service in self.services if service.id == id)

    def host(self, id: str) -> Host:
        return next(host for host in self.hosts if host.id == id)

    def location(self, id: str) -> Location:
        return next(location for location in self.locations if location.id == id)

    def hosts_of(self, service: Service) -> tuple[Host, ...]:
        return tuple(host for host in self.hosts if not service.hosts or host.id in service.hosts)

    def locations_of(self, service: Service) -> tuple[Location, ...]:
        return tuple(place for place in self.locations if not service.locations or place.id in service.locations)

    def email_policy(self, service: Service) -> EmailPolicy:
        return service.email or self.policy.email

    def reason_policy(self, service: Service) -> ReasonPolicy:
        return service.reason or self.policy.reason

    def notice_minutes(self, service: Service) -> int:
        own = service.minimum_notice_minutes
        return self.policy.minimum_notice_minutes if own is None else own

    def grid_minutes(self, service: Service) -> int:
        return service.grid_minutes or self.policy.grid_minutes

    def hours_of(self, host: Host) -> WeeklyHours:
        return host.opening_hours or self.opening_hours

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.time_zone not in available_timezones():
            raise ValueError(f'time_zone "{self.time_zone}" is not an IANA time zone; write one like "Europe/London"')
        if self.region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError(f'region "{self.region}" is not a country; write one like "GB" or "US"')
        for kind, things in (("service", self.services), ("host", self.hosts), ("location", self.locations)):
            ids = [thing.id for thing in things]
            for twice in {id for id in ids if ids.count(id) > 1}:
                raise ValueError(f'two {kind}s have the id "{twice}"; give each its own')
        host_ids = {host.id for host in self.hosts}
        location_ids = {place.id for place in self.locations}
        for service in self.services:
            for id in sorted(set(service.hosts) - host_ids):
                raise ValueError(f'service "{service.id}" names the host "{id}", who is not under [[hosts]]')
            for id in sorted(set(service.locations) - location_ids):
                raise ValueError(f'service "{service.id}" names the location "{id}", which is not under [[locations]]')
            if Channel.IN_PERSON in service.channels and not self.locations:
                raise ValueError(f'service "{service.id}" is offered in person; add a [[locations]] with its address')
            if Channel.PHONE_INCOMING in service.channels and not self.phone:
                raise ValueError(f'service "{service.id}" lets people call in; add `phone`, the number of the business')
        return self
