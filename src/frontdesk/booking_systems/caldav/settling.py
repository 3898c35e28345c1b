"""Who keeps a time that two took at once: CalDAV servers let entries overlap, so it is for us to see to it.

Whoever books looks first, then writes their entry, then reads what is there. Only who finds themselves alone keeps it:

- Something that did not come from us, or an entry of ours whose name sorts before, is there: withdraw, at once.
- Only entries of ours whose names sort after are there: their owners withdraw as they see this one, so look again some
  moments later. Who is still not alone then withdraws.

Of two that overlap, one was written first; whoever wrote the other one reads after that, and finds it. So never do both
find themselves alone, however the steps of the two interleave, as long as the server shows what was written before.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from frontdesk.booking_systems.caldav.collection import Collection
from frontdesk.booking_systems.caldav.entries import Entry
from frontdesk.booking_systems.caldav.openings import kept, meet, reach
from frontdesk.conversations.ports import OpeningTaken, OutcomeUnknown
from frontdesk.model.booking import Opening
from frontdesk.model.business import Business

PAUSES = (0.1, 0.2, 0.4, 0.8)
"""In seconds: how long others are given to withdraw."""


class Settling:
    """For the calendars of one business."""

    def __init__(self, business: Business, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._business = business
        self._sleep = sleep

    async def settle(self, calendar: Collection, name: str, opening: Opening, ignoring: tuple[str, ...] = ()) -> Entry:
        """Keeps the entry that was just written, or withdraws it and raises `OpeningTaken`. One request, or two more
        for each race.

        Raises `OutcomeUnknown` where it is not shown, or cannot be withdrawn; and `SystemDown`, when it may be there.
        """
        pauses = iter(PAUSES)
        while True:
            listed = await calendar.listed(*reach(self._business, opening.start, opening.end))
            mine = next((entry for entry in listed.entries if entry.name == name), None)
            if mine is None:
                raise OutcomeUnknown(f"The calendar of {calendar.host} does not show what was just written into it.")
            others = (entry for entry in listed.entries if entry.name not in (name, *ignoring))
            rivals = [entry for entry in others if self._meet(entry, mine)]
            if not rivals:
                return mine
            goes_first = all(rival.service and name < rival.name for rival in rivals)
            pause = next(pauses, None) if goes_first else None
            if pause is None:
                break
            await self._sleep(pause)
        await calendar.remove(name, mine.etag)
        raise taken(opening)

    def is_taken(self, entries: Iterable[Entry], opening: Opening, ignoring: tuple[str, ...] = ()) -> bool:
        wanted = Entry("", "", opening.start, opening.end, opening.service)
        return any(self._meet(entry, wanted) for entry in entries if entry.name not in ignoring)

    def _meet(self, one: Entry, other: Entry) -> bool:
        spans = (kept(self._business, entry.service, entry.start, entry.end) for entry in (one, other))
        return meet(*spans)


def taken(opening: Opening) -> OpeningTaken:
    return OpeningTaken(f"{opening.service} with {opening.host} at {opening.start.isoformat()} is taken.")
