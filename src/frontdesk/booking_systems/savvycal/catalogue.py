"""What SavvyCal tells, with a token, of its services and of who does them; and lists of any kind, page by page."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TypeVar

from frontdesk.booking_systems.remote.connection import Connection, Params
from frontdesk.booking_systems.savvycal.answers import Appointments, Named, Providers, Service, Services
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel

PAGE_SIZE = 100
AT_ONCE = 4

PLACES: Mapping[Channel, str] = {Channel.IN_PERSON: "in_person", Channel.VIDEO: "virtual"}
"""What a service for a channel is in SavvyCal; of the other channels it knows nothing."""


L = TypeVar("L", Services, Providers, Appointments)


async def pages(
    connection: Connection, what: str, path: str, shape: type[L], params: Params = (), most: int = 20
) -> AsyncGenerator[L, None]:
    """All pages of a list. Raises `SystemDown` where there are more than `most`, or where it changes meanwhile, so
    that something may have slipped from one page to another."""

    async def fetch(number: int) -> L:
        asked = [*params, ("page", str(number)), ("page_size", str(PAGE_SIZE))]
        answer = await connection.read(what, path, params=asked)
        if not answer.ok:
            raise SystemDown(f"SavvyCal does not take the question: {what}: HTTP {answer.status}.")
        return answer.parse(shape)

    first = await fetch(1)
    yield first
    last = first.meta.total_pages
    if last > most:
        raise SystemDown(f"SavvyCal has too much to look through: {what}; narrow it down by booking_system.list_query.")
    for number in range(2, last + 1, AT_ONCE):
        some = range(number, min(number + AT_ONCE, last + 1))
        for page in await asyncio.gather(*(fetch(one) for one in some)):
            if page.meta.total_count != first.meta.total_count:
                raise SystemDown(f"SavvyCal's list changed while it was read: {what}.")
            yield page


async def terms(connection: Connection, settings: SavvycalSettings, business: Business) -> dict[str, ServiceTerms]:
    """Costs one request for every hundred services, and one for every hundred providers where hosts are named."""
    services: dict[str, Service] = {}
    async for page in pages(connection, "list services", "/v1/services", Services):
        services |= {one.id: one for one in page.data}
    providers: list[Named] = []
    if settings.hosts:
        async for people in pages(connection, "list providers", "/v1/providers", Providers):
            providers += people.data
    strangers = {host for host, id in settings.hosts.items() if id not in {one.id for one in providers}}
    found = {}
    for service in business.services:
        absent = [host.id for host in business.hosts_of(service) if host.id in strangers]
        theirs = {channel: services.get(id) for channel, id in settings.services[service.id].channels.items()}
        found[service.id] = _terms_of(service.id, theirs, absent)
    return found


def terms_unasked(settings: SavvycalSettings) -> dict[str, ServiceTerms]:
    """What holds of every service there is."""
    return {
        id: ServiceTerms(needs_email=True, needs_full_name=True, channels=tuple(service.channels))
        for id, service in settings.services.items()
    }


def _terms_of(id: str, services: Mapping[Channel, Service | None], absent: Sequence[str]) -> ServiceTerms:
    at = f"booking_system.services.{id}.channels"
    faults = [f"booking_system.hosts.{host}: SavvyCal has no such provider; look at the id." for host in absent]
    durations: set[int] = set()
    for channel, service in services.items():
        if service is None:
            faults.append(f"{at}.{channel}: SavvyCal has no such service; look at the id.")
            continue
        durations.add(service.minutes)
        if channel in PLACES and service.appointment_type != PLACES[channel]:
            faults.append(f"{at}.{channel}: the appointment type there is another; it must be {PLACES[channel]}.")
        if service.booking_policy is not None and not service.booking_policy.allow_booking:
            faults.append(f"{at}.{channel}: the service takes no bookings; allow them in its booking policy.")
    if len(durations) > 1:
        faults.append(f'service "{id}" lasts differently by channel in SavvyCal; give all of them one duration.')
    return ServiceTerms(
        needs_email=True,
        needs_full_name=True,
        channels=tuple(services),
        durations_minutes=tuple(durations) if len(durations) == 1 else None,
        faults=tuple(faults),
    )
