"""Finds openings at SavvyCal: by the public calls a host at a time, with a token all hosts in one answer.

A search costs one request for every 20 days (`days_at_a_time`) and every channel of the service; with the public calls
also for every host. At most four are under way at once, and it ends with the first days that have openings.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from frontdesk.booking_systems.remote.connection import Answer, Connection
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.booking_systems.savvycal import wire
from frontdesk.booking_systems.savvycal.answers import Slot, Slots, SlotsByTokenAnswer
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Opening, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel

AT_ONCE = 4
WHAT = "list openings"

Days = tuple[date, date]
"""First and last."""
Found = set[tuple[datetime, datetime, str]]
"""Start and end in UTC, and the id of the profile's host."""


class OpeningSearch:
    def __init__(self, connection: Connection, settings: SavvycalSettings, business: Business) -> None:
        self._connection = connection
        self._settings = settings
        self._business = business

    async def search(self, search: Search) -> list[Opening]:
        """The earliest that start in the window, by start: those of the first days that have any.

        The way to meet may not be chosen yet, so an opening is one that can be booked by every channel of the service.
        Left out is what the wire cannot express: see `wire.as_time`.
        """
        service = self._business.service(search.service)
        hosts = [host.id for host in self._business.hosts_of(service) if search.host in (None, host.id)]
        if not hosts:
            return []
        channels = self._settings.services[service.id].channels.values()
        turns = asyncio.Semaphore(AT_ONCE)  # of this search: nobody waits for another caller's
        for days in self._days(search.window):
            ways = await asyncio.gather(*(self._of_service(id, hosts, days, turns) for id in channels))
            found = [
                one
                for one in self._openings(service.id, set.intersection(*ways))
                if search.window.start.timestamp() <= one.start.timestamp() < search.window.end.timestamp()
            ]
            if found:
                return found
        return []

    async def is_open(self, opening: Opening, channel: Channel) -> bool:
        """Whether it can (still) be booked."""
        zone = self._business.zone
        day = opening.start.astimezone(zone).date()
        theirs = self._settings.services[opening.service].channels[channel]
        found = await self._of_service(theirs, [opening.host], (day, day), asyncio.Semaphore(1))
        return (opening.start.astimezone(UTC), opening.end.astimezone(UTC), opening.host) in found

    def _days(self, window: Window) -> Iterator[Days]:
        """First and last of some local days, from the beginning of the window to its end."""
        zone = self._business.zone
        first = window.start.astimezone(zone).date()
        end = (window.end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
        while first <= end:
            last = min(end, first + timedelta(days=self._settings.days_at_a_time - 1))
            yield first, last
            first = last + timedelta(days=1)

    def _openings(self, service: str, found: Found) -> list[Opening]:
        zone, form = self._business.zone, self._settings.time_format
        all = (
            Opening(service, host, start.astimezone(zone), end.astimezone(zone)) for start, end, host in sorted(found)
        )
        return [opening for opening in all if wire.expressible(opening, zone, form)]

    async def _of_service(self, id: str, hosts: Sequence[str], days: Days, turns: asyncio.Semaphore) -> Found:
        """Of one of SavvyCal's services."""
        if self._settings.token_env:
            found = await self._by_token(id, hosts, days, turns)
        else:
            parts = await asyncio.gather(*(self._publicly(id, host, days, turns) for host in hosts))
            found = set[tuple[datetime, datetime, str]]().union(*parts)
        # What is asked for is a day more, of which there may be only some.
        over = datetime.combine(days[1] + timedelta(days=1), time(), self._business.zone).astimezone(UTC)
        self._require_length(id, found)
        return {one for one in found if one[0] < over}

    async def _publicly(self, id: str, host: str, days: Days, turns: asyncio.Semaphore) -> Found:
        answer = await self._ask(f"/v1/public/services/{id}/slots", days, self._settings.hosts.get(host), turns)
        return _as_found(answer.parse(Slots).data, host)

    async def _by_token(self, id: str, hosts: Sequence[str], days: Days, turns: asyncio.Semaphore) -> Found:
        provider = self._settings.hosts.get(hosts[0]) if len(hosts) == 1 else None
        answer = await self._ask(f"/v1/services/{id}/slots", days, provider, turns)
        told = answer.parse(SlotsByTokenAnswer).data
        if not self._settings.hosts:
            return _as_found(told.aggregated_slots, hosts[0])
        found: Found = set()
        for one in told.provider_slots:
            host = self._settings.host_of(one.service_provider.provider.id)
            if host in hosts:
                found |= _as_found(one.open, host)
        return found

    async def _ask(self, path: str, days: Days, provider: str | None, turns: asyncio.Semaphore) -> Answer:
        params = wire.window(*days, self._business.zone, provider)
        async with turns:
            answer = await self._connection.read(WHAT, path, params=params)
        if answer.ok:
            return answer
        if answer.status == 404:
            raise Misconfigured(f"SavvyCal has no such service: {WHAT}; look at booking_system.services.")
        if answer.status == 422 and provider is not None:
            raise Misconfigured(f"SavvyCal does not take the question: {WHAT}; look at booking_system.hosts.")
        raise SystemDown(f"SavvyCal does not take the question: {WHAT}: HTTP {answer.status}.")

    def _require_length(self, id: str, found: Found) -> None:
        """Raises `Misconfigured`: callers are told a duration, and SavvyCal books its own."""
        ours = self._settings.service_of(id)
        if ours is None or not found:
            return
        service = self._business.service(ours[0])
        for start, end, _ in found:
            if (lasts := end - start) != timedelta(minutes=service.duration_minutes):
                minutes = lasts // timedelta(minutes=1)
                raise Misconfigured(
                    f'Service "{service.id}" lasts {minutes} minutes in SavvyCal; set its duration_minutes to that.'
                )


def _as_found(slots: Iterable[Slot], host: str) -> Found:
    return {(slot.start_at.astimezone(UTC), slot.end_at.astimezone(UTC), host) for slot in slots}
