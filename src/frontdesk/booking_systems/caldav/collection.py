"""One calendar on a CalDAV server: what is asked of it, and what its answers mean.

Every write has a condition (RFC 9110, 13.1): a resource is made only where there is none, and changed or removed only
as it was read. So a write that arrives late, or twice, does nothing that was not meant.
"""

import asyncio
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.caldav import wire
from frontdesk.booking_systems.caldav.entries import Entry, busy_periods, occurrences, reading
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.booking_systems.remote.connection import Answer, Connection, WrongShape
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, SystemDown

T = TypeVar("T")

GONE = frozenset({404, 410})
NO_CALENDAR = frozenset({301, 302, 307, 308, 404, 405, 409, 410})
"""What is said where an address is not that of a calendar (RFC 4918, 9.7.1, for PUT: 409)."""
NOT_NOW = frozenset({423, 507})
"""Locked, or full (RFC 4918, 11.3 and 11.5)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a calendar has at a time. `at` is when it said so, by its own clock."""

    entries: tuple[Entry, ...]
    at: datetime
    unexpanded: bool = False
    """Something recurs that the server did not say the times of."""


class Collection:
    """The calendar of one host. Every method may raise `SystemDown` or `Misconfigured`.

    Whatever lists entries takes one request more until the server has said, once, that the address is that of a
    calendar: that of the server or of an account answers like a calendar in which nothing is.
    """

    def __init__(self, host: str, connection: Connection, zone: ZoneInfo) -> None:
        self.host = host
        self.turn = asyncio.Lock()
        """Whoever books here waits for their turn: those of one process need not race each other."""
        self._connection = connection
        self._zone = zone
        self._is_calendar = False
        """The server said so."""

    async def busy(self, start: datetime, end: datetime) -> Listed:
        """All that keeps it busy. What recurs and is not expanded is asked for as free/busy, without names.

        One request; two where the server does not expand. And one the first time.
        """
        listed = await self.listed(start, end)
        if not listed.unexpanded:
            return listed
        what = f"tell when the calendar of {self.host} is busy"
        body = wire.free_busy_between(start, end)
        answer = await self._read(what, "REPORT", "/", body, {"Depth": "1"}, means={403})
        if answer.status != 200:
            raise Misconfigured(
                f"{what}: HTTP {answer.status}. The server neither expands recurring entries nor tells free and busy."
            )
        periods = _sense(answer, lambda: busy_periods(answer.raw.decode()))
        entries = *listed.entries, *(Entry("", "", *period) for period in periods)
        return Listed(entries, listed.at, unexpanded=True)

    async def listed(self, start: datetime, end: datetime) -> Listed:
        """What can be told of one by one. One request, and one the first time."""
        answer = await self._query(start, end, expand=True)

        def read() -> Listed:
            found, unexpanded = [], False
            for member in wire.members(answer.raw):
                entries, recurs = occurrences(member, self._zone)
                found += entries
                unexpanded |= recurs
            return Listed(tuple(found), wire.told_at(answer.headers), unexpanded)

        return _sense(answer, read)

    async def members(self, start: datetime, end: datetime) -> list[Member]:
        """The resources that touch a time, as they are kept. One request, and one the first time."""
        answer = await self._query(start, end, expand=False)
        return _sense(answer, lambda: wire.members(answer.raw))

    async def now(self) -> datetime:
        """By the clock of the server: we have none. One request."""
        answer = await self._what_it_is("tell the time")
        return _sense(answer, lambda: wire.told_at(answer.headers))

    async def get(self, name: str) -> tuple[Member, datetime] | None:
        """A resource, and when it was read; None where there is none. One request."""
        answer = await self._read("read an entry", "GET", wire.path_of(name), None, wire.NOT_COMPRESSED)
        if answer.status in GONE:
            return None
        etag = answer.headers.get("etag", "")
        if answer.status != 200 or not etag:
            raise WrongShape(f"{answer.what}: HTTP {answer.status}, {'with' if etag else 'without'} an ETag.")
        return _sense(answer, lambda: (Member(name, etag, answer.raw.decode()), wire.told_at(answer.headers)))

    async def add(self, name: str, content: bytes) -> bool:
        """Makes a resource; False where there is one already. Raises `BookingRejected` or `OutcomeUnknown`."""
        return await self._put("make an entry", name, content, {"If-None-Match": "*"})

    async def change(self, member: Member, content: bytes) -> bool:
        """Changes a resource; False where somebody else did, or removed it. Raises like `add`."""
        return await self._put("change an entry", member.name, content, {"If-Match": member.etag})

    async def remove(self, name: str, etag: str) -> None:
        """One that is gone already is no error. Raises `OutcomeUnknown`, also where somebody changed it meanwhile."""
        what = f"remove an entry from the calendar of {self.host}"
        path, condition = wire.path_of(name), {"If-Match": etag}
        answer = await self._connection.write(what, path, method="DELETE", headers=condition)
        if not answer.ok and answer.status not in GONE:
            raise OutcomeUnknown(f"{what}: HTTP {answer.status}.")

    def appointment(self, member: Member) -> Reading:
        """What a resource says. Raises `WrongShape` when somebody wrote into it what is no appointment."""
        return self.sense(lambda: reading(member, self.host, self._zone))

    def sense(self, read: Callable[[], T]) -> T:
        """Raises `WrongShape` for `ValueError`."""
        try:
            return read()
        except ValueError as error:
            raise WrongShape(f"An entry in the calendar of {self.host}: {error}.") from None

    async def close(self) -> None:
        await self._connection.close()

    async def _query(self, start: datetime, end: datetime, *, expand: bool) -> Answer:
        await self._require_calendar()
        body = wire.events_between(start, end, expand)
        answer = await self._read(f"list the calendar of {self.host}", "REPORT", "/", body, {"Depth": "1"})
        if answer.status in NO_CALENDAR:
            raise self._no_calendar()
        return answer

    async def _require_calendar(self) -> None:
        if self._is_calendar:
            return
        answer = await self._what_it_is(f"tell whether the calendar of {self.host} is one")
        if answer.status in NO_CALENDAR or not _sense(answer, lambda: wire.is_calendar(answer.raw)):
            raise self._no_calendar()
        self._is_calendar = True

    async def _what_it_is(self, what: str) -> Answer:
        return await self._read(what, "PROPFIND", "/", wire.WHAT_IT_IS, {"Depth": "0"})

    def _no_calendar(self) -> Misconfigured:
        return Misconfigured(
            f"The address of {self.host} in booking_system.calendars.{self.host} is not that of a calendar; write the "
            'address of the calendar itself, like "https://cal.example.com/desk/ada/", and not that of the server or '
            "of the account."
        )

    async def _read(
        self,
        what: str,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        means: AbstractSet[int] = frozenset(),
    ) -> Answer:
        headers = {**wire.XML_BODY, **headers} if body else {"Accept": "text/calendar", **headers}
        return await self._connection.read(what, path, method=method, body=body, headers=headers, means=means)

    async def _put(self, what: str, name: str, content: bytes, condition: dict[str, str]) -> bool:
        what = f"{what} in the calendar of {self.host}"
        headers = {**wire.CALENDAR_BODY, **condition}
        answer = await self._connection.write(what, wire.path_of(name), method="PUT", body=content, headers=headers)
        if answer.ok or answer.status == 412:
            return answer.ok
        told = f"{what}: HTTP {answer.status}."
        if answer.status in GONE and "If-Match" in condition:
            return False
        if answer.status in NO_CALENDAR:
            raise Misconfigured(f"{told} Its address is not that of a calendar.")
        if answer.status in NOT_NOW:
            raise SystemDown(told)
        raise BookingRejected(told)


def _sense(answer: Answer, read: Callable[[], T]) -> T:
    """What an answer means. Raises `WrongShape` for what means nothing, never taking it for an empty calendar."""
    try:
        return read()
    except ValueError as error:
        raise WrongShape(f"{answer.what}: HTTP {answer.status}: {error}.") from None
