"""What a new booking and a place on the waitlist ask for, held against what the business offers."""

from typing import Protocol

from frontdesk.channels.fields import read_phone
from frontdesk.channels.staff.access import bad_body
from frontdesk.channels.staff.wire.drafts import ReadPhone
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.service import Service


class Asked(Protocol):
    @property
    def service(self) -> str: ...
    @property
    def host(self) -> str | None: ...
    @property
    def location(self) -> str | None: ...
    @property
    def duration_minutes(self) -> int | None: ...
    @property
    def contact_channel(self) -> Channel | None: ...
    @property
    def address(self) -> str: ...


def asked_service(asked: Asked, business: Business) -> Service:
    """The service, if the business does it with this host, in this place, for so long. Raises `Problem` 422."""
    service = next((service for service in business.services if service.id == asked.service), None)
    if service is None:
        raise bad_body("must be the id of a service of this business", "#/service")
    if asked.host is not None and asked.host not in {host.id for host in business.hosts_of(service)}:
        raise bad_body("must be the id of a host who does this service", "#/host")
    if asked.location is not None and asked.location not in {place.id for place in business.locations_of(service)}:
        raise bad_body("must be the id of a place where this service is done", "#/location")
    if asked.duration_minutes not in (None, *service.durations):
        raise bad_body("must be one of the service's durations", "#/duration_minutes")
    return service


def asked_channel(asked: Asked, service: Service) -> Channel:
    """How they want to meet. Raises `Problem` 422 where the service is not done that way."""
    channel = asked.contact_channel or service.channels[0]
    if channel not in service.channels:
        raise bad_body(f"must be one of: {', '.join(service.channels)}", "#/contact_channel")
    if channel is Channel.AT_CUSTOMER and not asked.address.strip():
        raise bad_body("is needed where the business comes to the customer", "#/address")
    return channel


def phone_reader(region: str) -> ReadPhone:
    def read(written: str, pointer: str) -> str:
        try:
            return read_phone(written, region)
        except ValueError as error:
            raise bad_body(str(error), pointer) from None

    return read
