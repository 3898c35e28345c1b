"""Searches for openings. One search costs a request for each event type of the service, and as many once more where a
window is longer than `SOON` and nothing is free in its beginning; moving an appointment, one more to read it first."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from frontdesk.booking_systems.calcom.account import Account
from frontdesk.booking_systems.calcom.event_types import lengths_to_choose
from frontdesk.booking_systems.calcom.settings import Counterpart
from frontdesk.booking_systems.calcom.wire import Slot
from frontdesk.model.booking import Opening, Search, Window
from frontdesk.model.service import Service

SOON = timedelta(days=14)
AT_ONCE = 4
"""Requests that run beside each other, for one search."""


async def find_openings(
    account: Account, service: Service, counterparts: Sequence[Counterpart], search: Search, instead_of: str | None
) -> list[Opening]:
    """What starts in the window, or in its beginning if anything does. `counterparts` are those of the service.

    An appointment that is to be moved stays in its event type, and so with its host: nothing else is offered.
    """
    wanted = [one for one in counterparts if search.host in (None, one.host)]
    if instead_of is not None:
        moved = await account.booking(instead_of)
        if moved is not None:
            wanted = [one for one in wanted if one.event_type == moved.event_type.id]
        instead_of = moved.uid if moved is not None and moved.stands else None
    few = asyncio.Semaphore(AT_ONCE)

    async def of(counterpart: Counterpart, part: Window) -> list[Opening]:
        async with few:
            return await _openings_of(account, service, counterpart, search.duration_minutes, part, instead_of)

    for part in parts(search.window):
        found = await asyncio.gather(*(of(one, part) for one in wanted))
        if openings := [opening for some in found for opening in some]:
            return sorted(openings, key=lambda opening: opening.start.timestamp())
    return []


def parts(window: Window) -> Iterator[Window]:
    """A long window in two. Seconds are the finest that is asked for: what starts outside is left out afterwards."""
    border = window.start + SOON
    if border + SOON / 7 < window.end:
        yield Window(window.start, border)
        yield Window(border, window.end)
    else:
        yield window


async def _openings_of(
    account: Account,
    service: Service,
    counterpart: Counterpart,
    asked: int | None,
    window: Window,
    instead_of: str | None,
) -> list[Opening]:
    """With one host. `asked` is how long it is to take; without it, it takes as long as is usual there."""
    kind = (await account.known_kinds()).get(counterpart.event_type)
    choice = lengths_to_choose(kind, service)
    minutes = asked or service.duration_minutes
    if asked is not None and kind is not None and asked not in kind.lengths:
        return []
    start, end = _whole_seconds(window)
    slots = await account.slots(
        counterpart.event_type, start, end, minutes=minutes if minutes in choice else None, instead_of=instead_of
    )
    openings = (_opening(slot, counterpart) for slot in slots)
    return [one for one in openings if asked in (None, one.minutes) and _starts_in(one, window)]


def _opening(slot: Slot, counterpart: Counterpart) -> Opening:
    return Opening(counterpart.service, counterpart.host, slot.start, slot.end)


def _starts_in(opening: Opening, window: Window) -> bool:
    return window.start.timestamp() <= opening.start.timestamp() < window.end.timestamp()


def _whole_seconds(window: Window) -> tuple[datetime, datetime]:
    """The window and up to a second more on each side."""
    end = window.end if window.end.microsecond == 0 else window.end + timedelta(seconds=1)
    return window.start.replace(microsecond=0), end.replace(microsecond=0)
