"""What is free in Cubu, and what it says of services: a call for the calendars of a day, one more for each of them."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, TypeVar

from frontdesk.booking_systems.cubu.calls import Calls, NotThere
from frontdesk.booking_systems.cubu.wire import CHANNELS, Calendar, Spot, days_of, opening_of
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Opening, Search
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.business import Business

T = TypeVar("T")

WEEK = 7
PATIENCE = 7.0
"""Seconds that one search may take: callers wait for 8."""


class Hosts:
    """Who of the profile a calendar is of: the agent it names or, where no users are set up, the one host."""

    def __init__(self, business: Business, users: dict[str, str]) -> None:
        self._business = business
        self._by_user = {user.casefold(): host for host, user in users.items()}

    @property
    def named(self) -> bool:
        return bool(self._by_user)

    def host_of(self, service: str, calendar: Calendar) -> str | None:
        """None for the calendar of somebody who does not do this service, or is not in the profile."""
        theirs = [host.id for host in self._business.hosts_of(self._business.service(service))]
        if not self.named:
            return theirs[0]
        host = self.agent_of(calendar)
        return host if host in theirs else None

    def agent_of(self, calendar: Calendar) -> str | None:
        """The host that a calendar names."""
        return next((self._by_user[user] for user in sorted(calendar.users) if user in self._by_user), None)


async def search(calls: Calls, hosts: Hosts, wanted: Search) -> Sequence[Opening]:
    """All openings of the first week of the window that has any, by start.

    A day costs one request, and one more for each calendar of it that counts: 3 for two hosts, 21 for a week of them.
    Weeks are looked through one after the other, the days of one at the same time, `requests_at_once` at once.
    Raises `SystemDown` also where that takes longer than a caller waits: that nothing is free is not known then.
    """
    days = days_of(wanted.window.start, wanted.window.end, calls.settings.zone)
    try:
        async with asyncio.timeout(PATIENCE):
            for first in range(0, len(days), WEEK):
                week = [_on(calls, hosts, wanted, day) for day in days[first : first + WEEK]]
                found = [one for one in chain(*await _together(week)) if _is_in(one, wanted)]
                if found:
                    return sorted(found, key=lambda one: one.start)
    except TimeoutError:
        raise SystemDown(
            f"Cubu could not be asked about {len(days)} days in time; shorten policy.horizon_days."
        ) from None
    return []


async def terms(calls: Calls, hosts: Hosts, service: str) -> ServiceTerms | None:
    """What the next day with calendars says of a service: at most 8 requests. None where the coming week has none."""
    its = calls.settings.services[service]
    today = (await calls.tokens.instant()).astimezone(calls.settings.zone).date()
    try:
        for day in (today + timedelta(days=ahead) for ahead in range(WEEK)):
            if calendars := await calls.calendars(its.service_id, day):
                vacancies = await calls.vacancies(its, day, calendars[0].cu_index)
                return _terms(calls, hosts, service, calendars, vacancies.duration)
    except NotThere:
        fault = f'service "{service}": Cubu does not know it; look at booking_system.services.{service}.'
        return ServiceTerms(faults=(fault,))
    return None


def _terms(calls: Calls, hosts: Hosts, service: str, calendars: Sequence[Calendar], minutes: int) -> ServiceTerms:
    """What any calendar of ours demands counts for all: callers are asked before it is known whose it will be."""
    ours = [one for one in calendars if hosts.host_of(service, one)] or calendars
    faults = []
    if any(one.is_customer_required for one in ours) and calls.settings.customers is None:
        faults.append(f'service "{service}" needs a customer record there: set up [booking_system.customers].')
    if hosts.named and not any(one.user for one in calendars):
        faults.append(f'service "{service}": its calendars name nobody there; leave out [booking_system.hosts].')
    return ServiceTerms(
        needs_email=any(one.is_email_required for one in ours),
        channels=tuple(CHANNELS),
        durations_minutes=(minutes,),
        faults=tuple(faults),
    )


async def _on(calls: Calls, hosts: Hosts, wanted: Search, day: date) -> list[Opening]:
    """Of one day. Several calendars of one host may have the same start: one of them is kept, which will be booked."""
    service = calls.settings.services[wanted.service]
    theirs = [
        (host, calendar.cu_index)
        for calendar in await calls.calendars(service.service_id, day)
        if (host := hosts.host_of(wanted.service, calendar)) is not None and wanted.host in (None, host)
    ]
    asked = await _together([calls.vacancies(service, day, index) for _, index in theirs])
    found: dict[tuple[str, int], Opening] = {}
    for (host, index), vacancies in zip(theirs, asked, strict=True):
        if wanted.duration_minutes not in (None, vacancies.duration):
            continue
        for minute in vacancies.slots:
            spot = Spot(day=day, cu_index=index, minute=minute)
            opening = opening_of(wanted.service, host, spot, vacancies.duration, calls.settings.zone)
            if opening is not None:
                found.setdefault((host, minute), opening)
    return list(found.values())


def _is_in(opening: Opening, wanted: Search) -> bool:
    return wanted.window.start.timestamp() <= opening.start.timestamp() < wanted.window.end.timestamp()


async def _together(calls: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them answer; the first that fails ends the others."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
