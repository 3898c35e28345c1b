"""What vcita's catalogue means for the profile's services: which can be booked, how, and what is in the way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.booking_systems.vcita.answers import ServiceSaid
from frontdesk.booking_systems.vcita.catalogue import EMAIL, LAST_NAME, Catalogue, answer_to
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.wire import INTERACTIONS
from frontdesk.model.booking import Attendee
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.service import Confirmation, Service

NOBODY = Attendee(PersonName(), "", None, "")


@dataclass(frozen=True, slots=True)
class Offer:
    """A service of the profile, as it can be booked. All of its ways take equally long."""

    ways: Mapping[Channel, ServiceSaid]
    """vcita's service for each channel; empty where none is fit."""
    minutes: int
    faults: tuple[str, ...]


def offer_of(service: Service, settings: VcitaSettings, catalogue: Catalogue) -> Offer:
    """A way that is not fit is left out, and its fault told, with what to do."""
    ways: dict[Channel, ServiceSaid] = {}
    found: list[str] = []
    minutes = 0
    for channel, id in settings.services[service.id].ids.items():
        listed = catalogue.services.get(id)
        fault = _fault(listed, channel, settings)
        if listed is None or fault:
            found.append(f'service "{service.id}" by {channel}: {fault}')
        elif minutes and listed.duration != minutes:
            found.append(f'service "{service.id}" by {channel}: it lasts longer or shorter there; make them equal.')
        else:
            ways[channel], minutes = listed, listed.duration or 0
    return Offer(ways, minutes, tuple(found))


def terms_of(business: Business, settings: VcitaSettings, catalogue: Catalogue) -> dict[str, ServiceTerms]:
    return {service.id: _terms(business, service, settings, catalogue) for service in business.services}


def _fault(listed: ServiceSaid | None, channel: Channel, settings: VcitaSettings) -> str:
    if listed is None:
        return "vcita does not list its id; look it up among the services there."
    if listed.type.lower() != "appointmentservice" or not listed.duration or listed.duration < 0:
        return "it is no service for appointments there; use one that is."
    if (listed.interaction_type or "").lower() not in INTERACTIONS[channel]:
        return "they meet in another way there; put its id under that channel, or change the service there."
    if listed.price and not settings.allow_price:
        return "it has a price there; make it free, or set booking_system.allow_price = true."
    return ""


def _terms(business: Business, service: Service, settings: VcitaSettings, catalogue: Catalogue) -> ServiceTerms:
    offer = offer_of(service, settings, catalogue)
    faults = list(offer.faults)
    gone = [host.id for host in business.hosts_of(service) if settings.hosts[host.id] not in catalogue.staff]
    faults += [f'host "{id}" does not work there; look at booking_system.hosts.{id}.' for id in gone]
    required = [
        field for listed in offer.ways.values() for field in catalogue.forms.get(listed.id, ()) if field.required
    ]
    if any(answer_to(field, NOBODY) is None for field in required):
        faults.append(f'service "{service.id}": its form requires what nobody asks; make those fields optional there.')
    return ServiceTerms(
        needs_email=any(field.type == EMAIL for field in required),
        needs_full_name=any(field.type == LAST_NAME for field in required),
        channels=tuple(offer.ways),
        durations_minutes=(offer.minutes,) if offer.ways else None,
        confirmation=_confirmation(offer, settings),
        faults=tuple(faults),
    )


def _confirmation(offer: Offer, settings: VcitaSettings) -> Confirmation | None:
    """What the staff book is not approved by anybody."""
    modes = {(listed.approval_mode or "").lower() for listed in offer.ways.values()}
    if settings.booking == "unchecked" and modes:
        return Confirmation.INSTANT
    if "manual" in modes:
        return Confirmation.APPROVAL
    return Confirmation.INSTANT if modes == {"auto"} else None
