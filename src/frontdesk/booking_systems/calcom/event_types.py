"""Event types as Cal.com describes them (`GET /v2/event-types`, version 2024-06-14), and how people meet. Pure."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from frontdesk.booking_systems.calcom.settings import ServiceSettings
from frontdesk.model.caller import Channel
from frontdesk.model.service import Service


class Told(BaseModel):
    """What Cal.com answers; what we do not need of it is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class Switch(Told):
    """A part of an event type that is there, and may say that it is off."""

    disabled: bool = False


class Location(Told):
    type: str
    integration: str = ""
    address: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """As settings have it."""
        return self.integration or self.type


class BookingField(Told):
    type: str
    slug: str
    required: bool
    hidden: bool = False


class EventType(Told):
    id: int
    length_in_minutes: int
    length_in_minutes_options: tuple[int, ...] | None = None
    locations: tuple[Location, ...]
    booking_fields: tuple[BookingField, ...]
    confirmation_policy: Switch | None = None
    requires_booker_email_verification: bool = False
    seats: Switch | None = None

    @property
    def lengths(self) -> tuple[int, ...]:
        return self.length_in_minutes_options or (self.length_in_minutes,)

    def field(self, slug: str) -> BookingField | None:
        return next((field for field in self.booking_fields if field.slug == slug), None)

    def needs_email(self, phone_field: str) -> bool:
        """Whether a phone number is not enough: that takes an e-mail that is not required, and a phone that is."""
        phone = self.field(phone_field)
        return self._shows_required("email") or phone is None or not phone.required

    def overwrites_email(self, phone_field: str) -> bool:
        """Whether an e-mail address that is sent is of no use: the field is hidden, and the number is enough."""
        email = self.field("email")
        return email is not None and email.hidden and not self.needs_email(phone_field)

    def splits_name(self) -> bool:
        name = self.field("name")
        return name is not None and name.type != "name"

    def _shows_required(self, slug: str) -> bool:
        field = self.field(slug)
        return field is not None and field.required and not field.hidden


class EventTypes(Told):
    data: tuple[EventType, ...]


USUAL: Mapping[Channel, Location] = {
    Channel.IN_PERSON: Location(type="address"),
    Channel.AT_CUSTOMER: Location(type="attendeeAddress"),
    Channel.PHONE: Location(type="attendeePhone"),
    Channel.PHONE_INCOMING: Location(type="phone"),
    Channel.VIDEO: Location(type="integration", integration="cal-video"),
    Channel.WHATSAPP: Location(type="integration", integration="whatsapp-video"),
}
"""How people meet, where the event type was not read and the settings say nothing."""
CHANNELS: Mapping[str, Channel] = {
    "address": Channel.IN_PERSON,
    "attendeeAddress": Channel.AT_CUSTOMER,
    "attendeePhone": Channel.PHONE,
    "phone": Channel.PHONE_INCOMING,
    "integration": Channel.VIDEO,
    "link": Channel.VIDEO,
    "organizersDefaultApp": Channel.VIDEO,
}
"""What a type of location is; with any other, such as `attendeeDefined`, it is not said how people meet."""


def channel_of(location: Location) -> Channel | None:
    if location.type == "integration" and location.integration.startswith("whatsapp"):
        return Channel.WHATSAPP
    return CHANNELS.get(location.type)


def location_for(channel: Channel, kind: EventType | None, ours: ServiceSettings) -> Location | None:
    """The event type's own location for a channel: what the settings name, else the first. None: it has none."""
    wanted = ours.locations.get(channel)
    if kind is None:
        return _named(wanted) if wanted else USUAL[channel]
    if wanted:
        return next((one for one in kind.locations if one.name == wanted), None)
    return next((one for one in kind.locations if channel_of(one) is channel), None)


def _named(name: str) -> Location:
    return Location(type=name) if name in CHANNELS else Location(type="integration", integration=name)


def channels_of(kind: EventType, ours: ServiceSettings) -> tuple[Channel, ...]:
    """In the order of the event type's locations; what the settings name for a channel comes last."""
    own = [channel for one in kind.locations if (channel := channel_of(one)) is not None]
    found = dict.fromkeys([*own, *ours.locations])
    return tuple(channel for channel in found if location_for(channel, kind, ours) is not None)


def lengths_to_choose(kind: EventType | None, service: Service) -> tuple[int, ...]:
    """In minutes. Empty: it has just one, and a request that names it is refused. Without the event type, the profile
    says whether there are several."""
    if kind is not None:
        return kind.length_in_minutes_options or ()
    return service.durations if len(service.durations) > 1 else ()
