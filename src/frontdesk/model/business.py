"""A business as its profile describes it. One TOML file, parsed once, frozen.

Every type refuses unknown keys, so that a misspelt one is named at start. Words the business writes are per language.
"""

from collections.abc import Mapping
from typing import Annotated, Self
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from frontdesk.model.caller import Channel
from frontdesk.model.hours import Absence, ClosedDays, Holidays, SpecialHours, WeeklyHours, require_distinct_days
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.numbering import e164, read_number
from frontdesk.model.part import Names, Part, Text, texts_of
from frontdesk.model.service import Assignment, EmailPolicy, ReasonPolicy, Service
from frontdesk.model.zones import known_zones


def _e164(text: str) -> str:
    number = read_number(text, None)
    if number is None:
        raise ValueError(f'"{text}" is not a phone number; write it with its country, like "+14155550123"')
    return e164(number)


E164 = Annotated[str, AfterValidator(_e164)]


class ConsentQuestion(Part):
    """Something callers are asked to agree to before they book, in a question that is answered with yes or no."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ask: Text
    """Said word for word, and kept with the booking."""
    required: bool = True
    """Without it nothing is booked."""


class Host(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: str = Field(min_length=1)
    also_called: tuple[str, ...] = ()
    opening_hours: WeeklyHours | None = None
    """The host's own hours; without them, the business's."""
    special_hours: tuple[SpecialHours, ...] = ()
    """Hours of single days. What is true of a day: the first of these that says anything about it.

    1. The host's `special_hours`: exactly these, even when the host is away or the business is closed.
    2. The host is `away`: not there. Absences of some hours are taken out of whatever the rest of this list gives.
    3. The business's `special_hours`; for a host with `opening_hours` of their own, where the two agree.
    4. The business is `closed`, then a public holiday that is not kept `open`: nobody is there.
    5. The host's own `opening_hours`, else those of the business.
    """
    away: tuple[Absence, ...] = ()
    locations: tuple[str, ...] = ()
    """Ids of the places where the host works; empty means all of them."""
    max_per_day: int | None = Field(default=None, gt=0)
    """How many appointments a day, of all services together; a group event counts once."""


class Location(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Text
    address: str = Field(min_length=1)


class Resource(Part):
    """A room, a chair, a machine: something an appointment needs, and nobody else can have meanwhile."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    kind: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    """What services name in `needs`, such as room."""
    name: Text | None = None
    location: str | None = None
    """Id of the place where it stands; without it, it is of use everywhere."""


class Limits(Part):
    """How far one conversation may go before a person takes over, or it ends politely."""

    turns: int = Field(default=60, ge=10)
    turns_without_progress: int = Field(default=20, ge=5)
    """Turns in a row in which nothing new became known, offered or booked."""
    insults: int = Field(default=1, ge=0)
    """How many are answered calmly before a person takes over."""
    complaints: int = Field(default=1, ge=0)
    """How often a person is only mentioned to somebody who complains, before one takes over."""
    bookings: int = Field(default=5, gt=0)
    """How many appointments one conversation can make."""
    dropped_call_minutes: int = Field(default=10, ge=0)
    """How long after a call broke off the same number is asked whether to go on; 0: never."""
    recap_after_minutes: int = Field(default=30, gt=0)
    """After how long who just says hello in a chat is reminded of where it was left."""


class Policy(Part):
    minimum_notice_minutes: int = Field(default=60, ge=0)
    horizon_days: int = Field(default=60, gt=0, le=730)
    grid_minutes: int = Field(default=15, gt=0, le=24 * 60)
    """Appointments start at these minutes, counted from the start of each span of opening hours."""
    hold_minutes: int = Field(default=10, gt=0, le=120)
    callers_may_cancel: bool = True
    callers_may_reschedule: bool = True
    cancel_notice_minutes: int = Field(default=0, ge=0)
    """How long before the start callers can cancel at the latest."""
    reschedule_notice_minutes: int = Field(default=0, ge=0)
    """How long before the start callers can move an appointment at the latest."""
    pending_hours: int = Field(default=48, gt=0)
    """How long an appointment waits to be approved or confirmed before it lapses."""
    offer_waitlist: bool = True
    """Let callers wait for a time that is taken; without it they are told that there is no waiting list."""
    waitlist_offer_minutes: int = Field(default=60, gt=0, le=7 * 24 * 60)
    """How long a time that became free is kept for who waited for it."""
    one_at_a_time: bool = False
    """Refuse a second booking of the same phone number for an overlapping time."""
    max_upcoming_per_phone: int | None = Field(default=None, gt=0)
    """How many bookings that lie ahead one phone number can have."""
    email: EmailPolicy = EmailPolicy.NEVER
    reason: ReasonPolicy = ReasonPolicy.OPTIONAL
    full_name: bool = False
    """A first and a last name are both needed: who gives one is asked for the other."""
    ask_host: bool = False
    """Ask who they would like to see; otherwise a host is only taken when the caller names one."""
    name_with_phone: bool = False
    """Ask for the name and the phone number in one question, where neither is known."""
    confirm_phone: bool = True
    """Ask whether a number that was spoken is right, before going on. Otherwise it is said back in passing, and only
    one that was hardly heard is asked about; the read-back has it in any case."""
    handoff_number: E164 | None = None
    """Where calls for a person are transferred to; without it a call-back is noted."""
    retention_days: int = Field(default=365, gt=0)
    limits: Limits = Limits()


class OwnAnswer(Part):
    """An answer of the business's own, to a question that only its callers ask."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    asked: Names
    """Words or phrases of the question, in the notation of `hear/`: "wifi", "(bring|take) my dog"."""
    answer: Text


class Facts(Part):
    """Answers the business gives to questions; what is missing is said not to be known."""

    parking: Text | None = None
    preparation: Text | None = None
    price: Text | None = None
    payment: Text | None = None
    """How people can pay."""
    insurance: Text | None = None
    cancellation: Text | None = None
    """Without it, how long before the start callers can cancel is told from the policy."""
    accessibility: Text | None = None
    privacy: Text | None = None
    emergency: Text | None = None
    """What somebody in danger is told; without it, to call the emergency number of the region."""
    more: tuple[OwnAnswer, ...] = ()


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


class SystemSection(Part):
    """The profile's section on the booking system: which one, and what only its adapter understands."""

    model_config = ConfigDict(frozen=True, extra="allow")
    kind: str
    webhook_path_env: str | None = None
    """Name of the environment variable with the part of the webhook's address that nobody can guess; without it, the
    system is not listened to, and an appointment is read when somebody asks about it."""

    @property
    def settings(self) -> Mapping[str, object]:
        """What is the adapter's own, unread."""
        return self.model_extra or {}


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
    special_hours: tuple[SpecialHours, ...] = ()
    """Days with hours of their own, or none; they go before `closed` and `holidays`. See `Host.special_hours`."""
    closed: tuple[ClosedDays, ...] = ()
    holidays: Holidays | None = None
    policy: Policy = Policy()
    consents: tuple[ConsentQuestion, ...] = ()
    facts: Facts = Facts()
    services: tuple[Service, ...] = Field(min_length=1)
    hosts: tuple[Host, ...] = Field(min_length=1)
    locations: tuple[Location, ...] = ()
    resources: tuple[Resource, ...] = ()
    doors: Doors = Doors()
    booking_system: SystemSection | None = None
    """Where appointments live; without it, in our own database."""
    language_model: LanguageModel | None = None
    """Asked for a proposal where no reader could read anything; none by default."""

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
        """Where it can be done: the service names the place, its hosts work there, and what it needs stands there."""
        enough = all if service.assignment is Assignment.TOGETHER else any
        return tuple(
            place
            for place in self.locations
            if (not service.locations or place.id in service.locations)
            and enough(not host.locations or place.id in host.locations for host in self.hosts_of(service))
            and all(
                any(one.kind == kind and one.location in (None, place.id) for one in self.resources)
                for kind in service.needs
            )
        )

    def bound_to_places(self, service: Service) -> bool:
        """Whether it matters to an opening where it is: a host, or a resource that is needed, is at one place only."""
        return any(host.locations for host in self.hosts_of(service)) or any(
            resource.location for resource in self.resources if resource.kind in service.needs
        )

    def email_policy(self, service: Service) -> EmailPolicy:
        return service.email or self.policy.email

    def reason_policy(self, service: Service) -> ReasonPolicy:
        return service.reason or self.policy.reason

    def needs_full_name(self, service: Service) -> bool:
        return self.policy.full_name if service.full_name is None else service.full_name

    def notice_minutes(self, service: Service) -> int:
        own = service.minimum_notice_minutes
        return self.policy.minimum_notice_minutes if own is None else own

    def grid_minutes(self, service: Service) -> int:
        return service.grid_minutes or self.policy.grid_minutes

    def hours_of(self, host: Host) -> WeeklyHours:
        return host.opening_hours or self.opening_hours

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.time_zone not in known_zones():
            raise ValueError(f'time_zone "{self.time_zone}" is not an IANA time zone; write one like "Europe/London"')
        if self.region not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError(f'region "{self.region}" is not a country; write one like "GB" or "US"')
        named = {
            "service": [service.id for service in self.services],
            "host": [host.id for host in self.hosts],
            "location": [place.id for place in self.locations],
            "consent": [consent.id for consent in self.consents],
            "answer": [own.id for own in self.facts.more],
        }
        for kind, ids in named.items():
            for twice in {id for id in ids if ids.count(id) > 1}:
                raise ValueError(f'two {kind}s have the id "{twice}"; give each its own')
        for _, text in texts_of(self):
            text.put_first(self.languages)
        self._things_hold_together()
        host_ids = {host.id for host in self.hosts}
        location_ids = {place.id for place in self.locations}
        kinds = {resource.kind for resource in self.resources}
        for service in self.services:
            for id in sorted(set(service.hosts) - host_ids):
                raise ValueError(f'service "{service.id}" names the host "{id}", who is not under [[hosts]]')
            for id in sorted(set(service.locations) - location_ids):
                raise ValueError(f'service "{service.id}" names the location "{id}", which is not under [[locations]]')
            for kind in sorted(set(service.needs) - kinds):
                raise ValueError(f'service "{service.id}" needs a {kind}; add a [[resources]] with kind = "{kind}"')
            if self.locations and not self.locations_of(service):
                raise ValueError(
                    f'service "{service.id}" can be done nowhere: no [[locations]] has its hosts and what it needs'
                )
            if Channel.IN_PERSON in service.channels and not self.locations:
                raise ValueError(f'service "{service.id}" is offered in person; add a [[locations]] with its address')
            if Channel.PHONE_INCOMING in service.channels and not self.phone:
                raise ValueError(f'service "{service.id}" lets people call in; add `phone`, the number of the business')
        return self

    def _things_hold_together(self) -> None:
        """Hosts and resources: what can be busy."""
        ids = [host.id for host in self.hosts]
        for resource in self.resources:
            if resource.id in ids:
                raise ValueError(f'"{resource.id}" is the id of two hosts or resources; give each its own')
            ids.append(resource.id)
        location_ids = {place.id for place in self.locations}
        named = [("host", host.id, id) for host in self.hosts for id in host.locations]
        named += [("resource", resource.id, resource.location) for resource in self.resources if resource.location]
        for kind, thing, id in named:
            if id not in location_ids:
                raise ValueError(f'{kind} "{thing}" names the location "{id}", which is not under [[locations]]')
        require_distinct_days(self.special_hours, "the business")
        for host in self.hosts:
            require_distinct_days(host.special_hours, f'host "{host.id}"')
