"""The calendars of a business as its booking system: what `RemoteBookingSystem` asks of a vendor, over CalDAV."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from frontdesk.booking_systems.caldav import entries
from frontdesk.booking_systems.caldav.collection import Collection
from frontdesk.booking_systems.caldav.entries import Reference
from frontdesk.booking_systems.caldav.making import Making
from frontdesk.booking_systems.caldav.moving import Moving
from frontdesk.booking_systems.caldav.openings import Taken, kept, reach, starts
from frontdesk.booking_systems.caldav.settings import Settings
from frontdesk.booking_systems.caldav.settling import Settling
from frontdesk.booking_systems.remote.connection import Connection, Headers
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.model.booking import BookingRequest, BookingStatus, Opening, Search
from frontdesk.model.booking_system import Capabilities, ServiceTerms
from frontdesk.model.business import Business, Host
from frontdesk.model.open_days import OpenDays
from frontdesk.model.service import Assignment

CAPABILITIES = Capabilities(
    tells_terms=False,  # a calendar knows nothing of services
    names_hosts=True,
    phone_only=True,
    chooses_channel=True,
    invite=True,
    answers=True,
    pends=False,  # what is in a calendar waits for nobody, unless somebody marks it as tentative by hand
    reads=True,
    looks_up=True,
    finds=True,
    cancels=True,
    moves=True,
)
AT_ONCE = 4
"""How many calendars are asked at the same time."""


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Raises `ValidationError`, `ValueError` or `SettingsError` for a section or a profile that cannot be used."""
    ours = Settings.model_validate(dict(settings))
    ours.require_fit(business)
    return Caldav(business, ours, ours.authorization(secret))


class Caldav:
    """Implements `Vendor`. `authorization` is the header of that name."""

    def __init__(
        self,
        business: Business,
        settings: Settings,
        authorization: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        async def authorize(refused: bool) -> Headers:
            if refused:
                raise Misconfigured("The calendar server refuses who we say we are; look at the password or the token.")
            return {"Authorization": authorization}

        def opened(host: Host) -> Collection:
            address = settings.calendars[host.id]
            connection = Connection(f"The calendar of {host.id}", address, authorize, settings.limits, sleep)
            return Collection(host.id, connection, business.zone)

        self._business = business
        self._days = OpenDays(business)
        self._calendars = {host.id: opened(host) for host in business.hosts}
        settling = Settling(business, sleep)
        self._making = Making(business, self._calendars, settling)
        self._moving = Moving(business, self._calendars, settling)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def terms(self) -> Mapping[str, ServiceTerms]:
        return {}

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """All that start in the window. One request for each host who is there in it, two where the server does not
        expand what recurs, and one more for a calendar that was not listed before; `AT_ONCE` hosts at a time."""
        service = self._business.service(search.service)
        minutes = search.duration_minutes or service.duration_minutes
        moved = Reference.parse(instead_of) if instead_of else None
        gate = asyncio.Semaphore(AT_ONCE)

        async def of(host: Host) -> list[Opening]:
            grid = self._business.grid_minutes(service)
            possible = starts(self._days, host, minutes, grid, search.window)
            if not possible:
                return []
            async with gate:
                span = reach(self._business, possible[0], possible[-1] + timedelta(minutes=minutes))
                listed = await self._calendars[host.id].busy(*span)
            own = moved.name if moved and moved.host == host.id else None
            taken = Taken(self._business, (entry for entry in listed.entries if entry.name != own))
            ends = ((start, start + timedelta(minutes=minutes)) for start in possible)
            free = (
                (start, end) for start, end in ends if not taken.meets(kept(self._business, service.id, start, end))
            )
            zone = self._business.zone
            return [Opening(service.id, host.id, start.astimezone(zone), end.astimezone(zone)) for start, end in free]

        asked = [host for host in self._business.hosts_of(service) if search.host in (None, host.id)]
        found = [opening for some in await asyncio.gather(*map(of, asked)) for opening in some]
        found.sort(key=lambda opening: opening.start.timestamp())  # keeps the order of the hosts
        if service.assignment is not Assignment.FIRST_FREE:
            return found
        first = {opening.start.timestamp(): opening for opening in reversed(found)}
        return [opening for opening in found if first[opening.start.timestamp()] is opening]

    async def create(self, request: BookingRequest, key: str) -> Reading:
        return await self._making.create(request, key)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        return await self._making.look_up(request, key)

    async def read(self, reference: str) -> Reading | None:
        """One request, and one for each time that it went to another calendar."""
        found = await self._moving.follow(Reference.parse(reference))
        return None if found is None else found.reading

    async def find(self, phone: str) -> Sequence[Reading]:
        """What has the number in our property for it. A request for each calendar, and one for what time it is;
        one more for a calendar that was not listed before."""
        now = await next(iter(self._calendars.values())).now()
        until = now + timedelta(days=self._business.policy.horizon_days + 1)
        listed = await asyncio.gather(*(calendar.members(now, until) for calendar in self._calendars.values()))
        found = [
            calendar.appointment(member)
            for calendar, members in zip(self._calendars.values(), listed, strict=True)
            for member in members
            if entries.has_a_phone(member)
        ]
        return [one for one in found if one.phone == phone and _stands(one)]

    async def cancel(self, reference: str, reason: str) -> Reading | None:
        return await self._moving.cancel(Reference.parse(reference), reason)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        return await self._moving.move(Reference.parse(reference), request.opening)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        raise ValueError("a calendar sends no notices")

    async def close(self) -> None:
        for calendar in self._calendars.values():
            await calendar.close()


def _stands(reading: Reading) -> bool:
    return reading.status is not BookingStatus.CANCELLED
