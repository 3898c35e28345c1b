"""What a search for openings costs, with its query: 50 hosts, a year of openings, 20,000 bookings in a SQLite file, and
the same with ten times as many. One run, so that the ratios mean something.

    make bench                  prints the table, after that of the turns
    make bench ARGS=--write     also puts it into docs/performance.md
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from statistics import median

from benchmarks.pages import PERFORMANCE, put
from sqlalchemy import Connection, insert

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.embedded.occupancy import look
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.database.engine import open_database
from frontdesk.database.schema import claims
from frontdesk.model.booking import Search, Window
from frontdesk.model.business import Business

HOSTS = 50
BOOKINGS = 20_000
"""In the year ahead."""
YEARS_BEFORE = 9
"""With as many bookings each, in the second file."""
ROUNDS = 100
LENGTH, GRID = 30, 15
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
SERVICE = {"names": ["visit"], "duration_minutes": LENGTH, "buffer_after_minutes": 10, "channels": ["phone"]}
BUSINESS = Business.model_validate(
    {
        "id": "quayside",
        "name": "Quayside Clinic",
        "time_zone": "Europe/London",
        "region": "GB",
        "opening_hours": {day: ["08:00-12:00", "13:00-18:00"] for day in WEEKDAYS},
        "holidays": {"country": "GB", "subdivision": "ENG"},
        "services": [
            {"id": "visit", **SERVICE},
            {"id": "by-turns", "assignment": "round_robin", **SERVICE},
        ],
        "hosts": [{"id": f"host-{number}", "name": f"Host {number}"} for number in range(HOSTS)],
        "policy": {"horizon_days": 365, "grid_minutes": GRID},
    }
)
NOW = datetime(2026, 1, 5, 9, tzinfo=BUSINESS.zone)
THURSDAY = datetime(2026, 6, 11, tzinfo=BUSINESS.zone)
AFTERNOON = Window(THURSDAY + timedelta(hours=12), THURSDAY + timedelta(hours=18))


def ahead(days: int) -> Window:
    return Window(THURSDAY, THURSDAY + timedelta(days=days))


def claims_of(window: Window) -> Callable[[Work], object]:
    """The rows that a search in a window needs, and nothing done with them."""
    hosts = [host.id for host in BUSINESS.hosts]
    span = int(window.start.timestamp()) // 60, int(window.end.timestamp()) // 60
    return lambda work: look(work, hosts, span)


class Desk(EmbeddedBookingSystem):
    async def read(self, do: Callable[[Work], object]) -> object:
        return await self._units.read(do)


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    ask: Callable[[Desk], Awaitable[object]]


QUESTIONS = (
    Question("first three on a Thursday afternoon", lambda desk: desk.openings(Search("visit", AFTERNOON, limit=3))),
    Question("the same, hosts by turns", lambda desk: desk.openings(Search("by-turns", AFTERNOON, limit=3))),
    Question("first three of the year ahead", lambda desk: desk.openings(Search("visit", ahead(200), limit=3))),
    Question("a day of one host", lambda desk: desk.openings(Search("visit", ahead(1), "host-7"))),
    Question("the claims of a month, only read", lambda desk: desk.read(claims_of(ahead(30)))),
    Question("month view", lambda desk: desk.days(Search("visit", ahead(30)))),
    Question("month view, hosts by turns", lambda desk: desk.days(Search("by-turns", ahead(30)))),
    Question("half a year, day by day", lambda desk: desk.days(Search("visit", ahead(182)))),
)


@asynccontextmanager
async def desk_with_bookings(years_before: int) -> AsyncIterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/desk.db")
        try:
            for year in range(-years_before, 1):
                await database.write(partial(fill, year=NOW.year + year))
            yield Desk(database, BUSINESS, lambda: NOW)
        finally:
            await database.close()


def fill(connection: Connection, year: int) -> None:
    """A year of bookings, at random times on the grid that do not overlap. Only what a search reads is written."""
    rows = [
        {
            "id": f"{year}-{number}",
            "thing": host,
            "business": BUSINESS.id,
            "first_minute": start,
            "end_minute": start + LENGTH + 10,
            "service": "visit" if number % 2 else "by-turns",
            "start_minute": start,
            "finish_minute": start + LENGTH,
            "location": "",
            "holder": f"booking:{year}-{number}",
            "created": NOW,
        }
        for number, (host, start) in enumerate(sorted(times(year)))
    ]
    connection.execute(insert(claims), rows)


def times(year: int) -> set[tuple[str, int]]:
    chance, found = random.Random(year), set[tuple[str, int]]()
    while len(found) < BOOKINGS:
        day = date(year, 1, 1) + timedelta(days=chance.randrange(365))
        clock = datetime(day.year, day.month, day.day, 8, tzinfo=BUSINESS.zone) + timedelta(hours=chance.randrange(9))
        if day.weekday() < 5:
            found.add((f"host-{chance.randrange(HOSTS)}", int(clock.timestamp()) // 60))
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """In seconds, half of the rounds cost less."""

    wall: float
    cpu: float
    """Of all threads of this process: whatever else the machine does is left out."""


async def measure(desk: Desk, question: Question) -> Cost:
    """The first round is not counted: it remembers the hours of the weeks it looks at."""
    rounds = []
    for _ in range(ROUNDS + 1):
        before = time.perf_counter(), time.process_time()
        await question.ask(desk)
        rounds.append((time.perf_counter() - before[0], time.process_time() - before[1]))
    return Cost(*(median(seconds) for seconds in zip(*rounds[1:], strict=True)))


async def run() -> list[tuple[str, Cost, Cost]]:
    async with desk_with_bookings(0) as young, desk_with_bookings(YEARS_BEFORE) as old:
        return [(one.name, await measure(young, one), await measure(old, one)) for one in QUESTIONS]


def table(measured: list[tuple[str, Cost, Cost]]) -> str:
    lines = [
        f"| what | p50 | p50 of CPU | p50 of CPU with {BOOKINGS * (YEARS_BEFORE + 1):,} bookings | ratio |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, young, old in measured:
        times = " | ".join(f"{seconds * 1000:.2f} ms" for seconds in (young.wall, young.cpu, old.cpu))
        lines.append(f"| {name} | {times} | {old.cpu / young.cpu:.2f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    arguments = parser.parse_args()
    measured = table(asyncio.run(run()))
    print(measured)
    if arguments.write:
        put(PERFORMANCE, {"availability": measured + "\n"})


if __name__ == "__main__":
    main()
