"""What can be booked: one question per meeting type and `days_at_once`, and no further than the first that has any."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.meetergo.references import Target
from frontdesk.booking_systems.meetergo.refusals import unreadable
from frontdesk.booking_systems.meetergo.requests import DAY, availability
from frontdesk.booking_systems.meetergo.wire import Availability
from frontdesk.booking_systems.remote.connection import Connection
from frontdesk.model.booking import Opening, Window

AT_ONCE = 4
"""Questions that are asked at the same time."""


@dataclass(frozen=True, slots=True)
class Diary:
    """The openings of one service with one host of the profile, so many minutes long."""

    service: str
    host: str
    target: Target
    minutes: int
    instead_of: str | None = None
    """Id of an appointment whose own time is free to it."""

    def opening(self, start: datetime, zone: ZoneInfo) -> Opening:
        """It lasts its real minutes, also where the clocks change meanwhile."""
        end = start.astimezone(UTC) + timedelta(minutes=self.minutes)
        return Opening(self.service, self.host, start.astimezone(zone), end.astimezone(zone), self.target.text)


class Openings:
    """Asked for through one connection."""

    def __init__(self, connection: Connection, zone: ZoneInfo, days_at_once: int) -> None:
        self._connection = connection
        self._zone = zone
        self._days_at_once = days_at_once

    async def within(self, window: Window, diaries: Sequence[Diary]) -> list[Opening]:
        """All that start in the window, or in the first `days_at_once` of it that have any. Raises `SystemDown`.

        Costs a request for each diary and each time as many days: for 60 days, two at most for each host.
        """
        turns = asyncio.Semaphore(AT_ONCE)

        async def ask(diary: Diary, first: date, last: date) -> list[Opening]:
            async with turns:
                starts = await self._starts(diary, first, last, fresh=False)
            return [diary.opening(start, self._zone) for start in starts if window.start <= start < window.end]

        for first, last in self._spans(window):
            found = await asyncio.gather(*(ask(diary, first, last) for diary in diaries))
            if any(found):
                return sorted((opening for each in found for opening in each), key=lambda one: one.start.timestamp())
        return []

    async def has(self, diary: Diary, start: datetime) -> bool:
        """Whether it can be booked just now, past what meetergo remembers. Raises `SystemDown`."""
        day = start.astimezone(self._zone).date()
        starts = await self._starts(diary, day, day, fresh=True)
        return any(one.timestamp() == start.timestamp() for one in starts)

    async def _starts(self, diary: Diary, first: date, last: date, *, fresh: bool) -> list[datetime]:
        params = availability(diary.target, first, last, self._zone.key, diary.instead_of, fresh=fresh)
        answer = await self._connection.read("list openings", "/booking-availability", params=params)
        if not answer.ok:
            raise unreadable(answer)
        starts = answer.parse(Availability).starts
        return [one for one in starts if first <= one.astimezone(self._zone).date() <= last]

    def _spans(self, window: Window) -> Iterator[tuple[date, date]]:
        """Local days, from one to another, both included."""
        first = window.start.astimezone(self._zone).date()
        end = (window.end.astimezone(UTC) - timedelta(microseconds=1)).astimezone(self._zone).date()
        while first <= end:
            last = min(first + (self._days_at_once - 1) * DAY, end)
            yield first, last
            first = last + DAY
