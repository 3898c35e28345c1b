"""The profile's section on Cal.com: the account, and which event type is what in the profile."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from frontdesk.booking_systems.remote.settings import VendorSettings
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.part import Part
from frontdesk.model.service import Assignment, Service

Id = Annotated[int, Field(gt=0)]
Said = Annotated[str, Field(min_length=1)]

LANGUAGES = tuple("ar ca cs da de el en es fi fr he hu it ja ko nl no pl pt pt-BR ro ru sk sv tr uk vi zh-CN".split())


class ServiceSettings(Part):
    """One service at Cal.com: one event type, or one for each host."""

    event_type: Id | None = None
    event_types: dict[str, Id] = Field(default_factory=dict)
    """By id of the profile's host."""
    locations: dict[Channel, Said] = Field(default_factory=dict)
    """Which location of the event type a contact channel is, where there are several or they cannot be read: a type
    such as `attendeePhone`, or the name of an integration such as `google-meet`."""
    fields: dict[str, Said] = Field(default_factory=dict)
    """Slug of the booking field that takes the answer, by id of the profile's question."""
    notes_field: str = "notes"
    """Slug of the booking field for the reason, and for answers without a field of their own. Empty: there is none."""

    @model_validator(mode="after")
    def _is_one_or_many(self) -> Self:
        if (self.event_type is None) == (not self.event_types):
            raise ValueError(
                "set either event_type = 4711, or one for each host as in event_types = { ada = 4721, ben = 4722 }"
            )
        return self


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An event type, and what it is in the profile."""

    event_type: int
    service: str
    host: str


class Settings(VendorSettings[ServiceSettings]):
    base_url: str = Field(default="https://api.cal.com/v2", pattern=r"^https?://\S+$")
    access: Literal["key", "client", "none"] = "key"
    """`key`: an API key or an OAuth access token. `client`: a platform client. `none`: the open calls only."""
    api_key_env: Said = "CALCOM_API_KEY"
    client_id_env: Said = "CALCOM_CLIENT_ID"
    client_secret_env: Said = "CALCOM_CLIENT_SECRET"
    usernames: tuple[Said, ...] = ()
    """Whose event types the services are: what they offer and need is read there. Empty: it is not read."""
    bookings_version: Said = "2024-08-13"
    slots_version: Said = "2024-09-04"
    event_types_version: Said = "2024-06-14"
    phone_field: Said = "attendeePhoneNumber"
    """Slug of an event type's own field for the phone number."""
    languages: tuple[Said, ...] = LANGUAGES
    """Those that Cal.com writes to attendees in; whoever speaks another is written to in its own default."""
    cancellation_reason: Said = "Cancelled by the customer"
    """Told where no other reason is given: an event type may demand one."""
    webhook_secret_env: Said | None = None

    @model_validator(mode="after")
    def _may_ask(self) -> Self:
        if self.access == "none" and self.usernames:
            raise ValueError('usernames: event types are only read with credentials; leave it out with access = "none"')
        return self

    def counterparts(self, business: Business) -> tuple[Counterpart, ...]:
        """All event types. Raises `ValueError` where they and the services and hosts of the profile do not fit."""
        self.require_services_of(business)
        found = tuple(one for service in business.services for one in self._counterparts_of(service, business))
        seen: dict[int, str] = {}
        for one in found:
            if one.event_type in seen:
                raise ValueError(
                    f"booking_system.services.{one.service}: event type {one.event_type} is also that of "
                    f'"{seen[one.event_type]}"; give each its own'
                )
            seen[one.event_type] = one.service
        return found

    def _counterparts_of(self, service: Service, business: Business) -> Iterator[Counterpart]:
        ours, key = self.services[service.id], f"booking_system.services.{service.id}"
        hosts = [host.id for host in business.hosts_of(service)]
        _require_doable(service, business, key)
        _require_questions(service, ours, key)
        if ours.event_type is not None:
            if len(hosts) != 1:
                raise ValueError(
                    f"{key}.event_type does not say with whom an appointment is, and the service has several hosts; "
                    f"name one host for it, or write event_types = {{ {hosts[0]} = … }} with an event type of each"
                )
            yield Counterpart(ours.event_type, service.id, hosts[0])
            return
        for host in hosts:
            if host not in ours.event_types:
                raise ValueError(f'{key}.event_types.{host} is missing: say there which event type is with "{host}"')
            yield Counterpart(ours.event_types[host], service.id, host)
        for host in sorted(set(ours.event_types) - set(hosts)):
            raise ValueError(f"{key}.event_types.{host}: no such host does this service; check the spelling")


def _require_doable(service: Service, business: Business, key: str) -> None:
    """What an event type cannot express is refused at the start."""
    if service.assignment is Assignment.TOGETHER:
        raise ValueError(f'{key}: Cal.com does not tell who of several hosts comes; "together" cannot be kept there')
    if service.capacity > 1:
        raise ValueError(f"{key}: event types with seats are not supported; set capacity = 1")
    if Channel.IN_PERSON in service.channels and len(business.locations_of(service)) > 1:
        raise ValueError(f"{key}: an event type has one address; name one location for the service, or make it several")


def _require_questions(service: Service, ours: ServiceSettings, key: str) -> None:
    asked = {question.id for question in service.questions}
    for id in sorted(set(ours.fields) - asked):
        raise ValueError(f'{key}.fields.{id}: the service has no question "{id}"; check the spelling')
    if not ours.notes_field and (lost := sorted(asked - set(ours.fields))):
        raise ValueError(f'{key}.fields.{lost[0]} is missing: say which booking field takes the answer to "{lost[0]}"')
