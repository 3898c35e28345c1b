"""A calendar on paper that several look at, and every order in which they can do so.

Each step of each of them (a request to the server) is one turn, and whose turn it is next is chosen: one order after
the other, until there is none left.
"""

from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any

from tests.contracts.booking_system import NOW, ZONE

from frontdesk.booking_systems.caldav.collection import Collection, Listed
from frontdesk.booking_systems.caldav.entries import Entry, occurrences
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.conversations.ports import BookingSystemError, OutcomeUnknown

Doing = Coroutine[Any, Any, object]
Sheet = dict[str, Member]


class Turn:
    """Waits until it is one's turn."""

    def __await__(self) -> Generator[None, None, None]:
        yield


class Paper(Collection):
    """The calendar of a host as one of several processes sees it: all write on the same sheet."""

    def __init__(self, host: str, sheet: Sheet) -> None:
        super().__init__(host, None, ZONE)  # type: ignore[arg-type]
        self.sheet = sheet

    async def busy(self, start: datetime, end: datetime) -> Listed:
        return await self.listed(start, end)

    async def listed(self, start: datetime, end: datetime) -> Listed:
        await Turn()
        return Listed(tuple(standing(self.sheet)), NOW)

    async def get(self, name: str) -> tuple[Member, datetime] | None:
        await Turn()
        return (self.sheet[name], NOW) if name in self.sheet else None

    async def add(self, name: str, content: bytes) -> bool:
        await Turn()
        if name in self.sheet:
            return False
        self._write(name, content)
        return True

    async def change(self, member: Member, content: bytes) -> bool:
        await Turn()
        if self.sheet.get(member.name) != member:
            return False
        self._write(member.name, content)
        return True

    async def remove(self, name: str, etag: str) -> None:
        await Turn()
        if name in self.sheet and self.sheet[name].etag != etag:
            raise OutcomeUnknown("changed meanwhile")
        self.sheet.pop(name, None)

    def _write(self, name: str, content: bytes) -> None:
        self.sheet[name] = Member(name, f"{next(_revisions)}", content.decode())


_revisions = count(1)


@lru_cache(maxsize=4096)
def _times(name: str, text: str) -> list[Entry]:
    return occurrences(Member(name, "", text), ZONE)[0]


def standing(sheet: Sheet) -> list[Entry]:
    found = []
    for member in sheet.values():
        found += [
            Entry(one.name, member.etag, one.start, one.end, one.service) for one in _times(member.name, member.text)
        ]
    return found


def every_order(begin: Callable[[], Sequence[Doing]]) -> Iterator[tuple[list[object], list[int]]]:
    """What became of each (what it returned, or what it raised), and whose turns they were, for every order."""
    prefix: list[int] = []
    while True:
        results, turns, widths = _run(begin(), prefix)
        yield results, turns
        while turns and turns[-1] + 1 >= widths[-1]:
            turns.pop()
            widths.pop()
        if not turns:
            return
        prefix = [*turns[:-1], turns[-1] + 1]


def some_orders(begin: Callable[[], Sequence[Doing]], times: int) -> Iterator[list[object]]:
    """What became of each, for as many orders by chance, always the same ones."""
    random = Random(1)
    for _ in range(times):
        yield _run(begin(), [random.randrange(60) for _ in range(60)])[0]


def _run(doing: Sequence[Doing], prefix: Sequence[int]) -> tuple[list[object], list[int], list[int]]:
    """Turns are places among those who still have something to do; after the prefix, it is always the first one."""
    results: list[object] = [None] * len(doing)
    left = list(range(len(doing)))
    for number in tuple(left):
        _step(doing, results, left, number)  # up to their first request
    turns: list[int] = []
    widths: list[int] = []
    while left:
        place = prefix[len(turns)] % len(left) if len(turns) < len(prefix) else 0
        turns.append(place)
        widths.append(len(left))
        _step(doing, results, left, left[place])
    return results, turns, widths


def _step(doing: Sequence[Doing], results: list[object], left: list[int], number: int) -> None:
    try:
        doing[number].send(None)
    except StopIteration as done:
        results[number] = done.value
        left.remove(number)
    except BookingSystemError as error:
        results[number] = error
        left.remove(number)
