"""Bookings a second through the core, with every rule and guarantee, beside bare inserts of the very same rows; on both
engines, durable, in one run, so that the ratios mean something.

    make bench                  prints the tables
    make bench ARGS=--write     also puts them into docs/performance.md
"""

import argparse
import asyncio
import itertools
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
from benchmarks.pages import PERFORMANCE, put
from sqlalchemy import Connection, Table, insert, select
from tests.postgres import Server

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.database.engine import Database, open_database
from frontdesk.database.schema import bookings, changes, claimed_minutes, claims
from frontdesk.model.booking import Attendee, BookingRequest, Invite, Opening, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
HOSTS = 20
BOOKINGS = 2_000
AT_ONCE = 32
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
BUSINESS = Business.model_validate(
    {
        "id": "quayside",
        "name": "Quayside Clinic",
        "time_zone": "Europe/London",
        "region": "GB",
        "opening_hours": {day: ["09:00-17:00"] for day in DAYS},
        "policy": {"grid_minutes": 30, "horizon_days": 200},
        "services": [{"id": "checkup", "names": ["check-up"], "duration_minutes": 30, "channels": ["phone"]}],
        "hosts": [{"id": f"host-{number}", "name": f"Host {number}"} for number in range(HOSTS)],
    }
)
WRITTEN = (claims, claimed_minutes, bookings, changes)
Rows = dict[Table, list[dict[str, Any]]]
"""What one booking is in the database."""


def clock() -> datetime:
    return NOW


def request(opening: Opening, number: int) -> BookingRequest:
    phone = f"+4420794601{number % 100:02}"
    return BookingRequest(
        opening=opening,
        hold=None,
        attendee=Attendee(PersonName("Ada", "Example"), phone, None, "en"),
        channel=Channel.PHONE,
        place=phone,
        reason="it hurts when I lift things",
        answers=(),
        invite=Invite("Check-up: Ada Example", f"Phone\n\nName: Ada Example\nPhone: {phone}"),
        source="telephony",
    )


async def all_openings(database: Database) -> list[Opening]:
    """In an order of chance, the same in every process."""
    window = Window(NOW, NOW + timedelta(days=150))
    found = (
        await EmbeddedBookingSystem(database, BUSINESS, clock).openings(Search("checkup", window, None, 10**6))
    ).found
    openings = list(found)
    random.Random(7).shuffle(openings)
    return openings


async def at_once(work: Iterator[Callable[[], Awaitable[object]]]) -> int:
    """Does the work, so much of it at once, and counts it."""
    done = itertools.count()

    async def worker() -> None:
        for each in work:
            await each()
            next(done)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return next(done)


async def rate(work: Iterator[Callable[[], Awaitable[object]]]) -> float:
    began = time.perf_counter()
    return await at_once(work) / (time.perf_counter() - began)


def booking_work(database: Database, openings: Sequence[Opening]) -> Iterator[Callable[[], Awaitable[object]]]:
    system = EmbeddedBookingSystem(database, BUSINESS, clock)
    return (
        lambda number=number, opening=opening: system.book(request(opening, number), f"{opening.host}-{opening.start}")  # type: ignore[misc]
        for number, opening in enumerate(openings)
    )


async def written(database: Database) -> list[Rows]:
    """The rows that the bookings came to, booking by booking."""

    def read(connection: Connection) -> list[Rows]:
        kept = {table: [dict(row) for row in connection.execute(select(table)).mappings()] for table in WRITTEN}
        by_claim = {row["id"]: row for row in kept[claims]}
        histories = {row["booking"]: row for row in kept[changes]}
        rows = []
        for booking in kept[bookings]:
            claim = by_claim[booking["claim"]]
            minutes = range(claim["first_minute"], claim["end_minute"])
            shared = {"business": claim["business"], "thing": claim["thing"]}
            rows.append(
                {
                    claims: [claim],
                    claimed_minutes: [shared | {"minute": minute} for minute in minutes],
                    bookings: [booking],
                    changes: [histories[booking["id"]]],
                }
            )
        return rows

    return await database.read(read)


def insert_all(connection: Connection, rows: Rows) -> None:
    for table, values in rows.items():
        connection.execute(insert(table), values)


def inserting_work(database: Database, stored: Sequence[Rows]) -> Iterator[Callable[[], Awaitable[object]]]:
    """The same rows through the same database, with nothing looked at."""
    return (
        lambda rows=rows: database.write(lambda connection: insert_all(connection, rows))  # type: ignore[misc]
        for rows in stored
    )


def statement(table: Table, mark: Callable[[int], str]) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    marks = ", ".join(mark(number) for number, _ in enumerate(table.columns, 1))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608


def as_stored(table: Table, row: dict[str, Any]) -> tuple[Any, ...]:
    microsecond = timedelta(microseconds=1)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    values = (row[column.name] for column in table.columns)
    return tuple((value - epoch) // microsecond if isinstance(value, datetime) else value for value in values)


def bare_sqlite(file: Path, stored: Sequence[Rows]) -> float:
    """The driver alone, one transaction and one fsync for each booking's rows: what a small program would do."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    texts = {table: statement(table, lambda _: "?") for table in WRITTEN}
    values = [{table: [as_stored(table, row) for row in rows] for table, rows in one.items()} for one in stored]
    began = time.perf_counter()
    for one in values:
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in one.items():
            connection.executemany(texts[table], rows)
        connection.execute("COMMIT")
    taken = time.perf_counter() - began
    connection.close()
    return len(stored) / taken


async def bare_postgres(url: str, stored: Sequence[Rows]) -> float:
    """The driver alone, on as many connections as the core's pool has."""
    pool = await asyncpg.create_pool(url, min_size=10, max_size=10)
    texts = {table: statement(table, lambda number: f"${number}") for table in WRITTEN}
    values = [{table: [as_stored(table, row) for row in rows] for table, rows in one.items()} for one in stored]

    async def one(rows_of: dict[Table, list[tuple[Any, ...]]]) -> None:
        async with pool.acquire() as connection, connection.transaction():
            for table, rows in rows_of.items():
                await connection.executemany(texts[table], rows)

    found = await rate(lambda rows_of=rows_of: one(rows_of) for rows_of in values)  # type: ignore[misc]
    await pool.close()
    return found


async def measure_sqlite(folder: Path) -> list[tuple[str, float]]:
    async def fresh(name: str) -> Database:
        return await open_database(f"sqlite:///{folder / name}")

    database = await fresh("booked.db")
    booked = await rate(booking_work(database, (await all_openings(database))[:BOOKINGS]))
    stored = await written(database)
    await database.close()
    database = await fresh("inserted.db")
    inserted = await rate(inserting_work(database, stored))
    await database.close()
    database = await fresh("bare.db")
    await database.close()
    return [
        ("bookings through the core", booked),
        ("bare inserts of the same rows, same writer and group commit", inserted),
        ("bare inserts, driver alone, a commit each", bare_sqlite(folder / "bare.db", stored)),
    ]


async def measure_postgres() -> list[tuple[str, float]]:
    server = Server()  # as it comes: every commit is on the disk
    try:
        database = await open_database(server.url(await server.empty()))
        openings = await all_openings(database)
        booked = await rate(booking_work(database, openings[:BOOKINGS]))
        stored = await written(database)
        await database.close()
        database = await open_database(server.url(await server.empty()))
        inserted = await rate(inserting_work(database, stored))
        await database.close()
        url = server.url(await server.empty())
        await (await open_database(url)).close()
        bare = await bare_postgres(url, stored)
        shared = server.url(await server.empty())
        await (await open_database(shared)).close()
        alone, together = await processes(shared, 1), await processes(shared, 2)
    finally:
        server.close()
    return [
        ("bookings through the core", booked),
        ("bare inserts of the same rows, same pool", inserted),
        ("bare inserts, driver alone, a commit each", bare),
        ("bookings by one process", alone),
        ("bookings by two processes", together),
    ]


async def processes(url: str, number: int) -> float:
    """Bookings a second of all processes together, while all of them work."""
    commands = [
        [sys.executable, "-m", "benchmarks.commits", "--process", f"{number}", f"{share}", url]
        for share in range(number)
    ]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True)
        for command in commands
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    done = sum(int(process.communicate()[0]) for process in running)
    return done / (time.perf_counter() - began)


async def be_a_process(number: int, share: int, url: str) -> None:
    database = await open_database(url)
    openings = (await all_openings(database))[share::number][: BOOKINGS // number]
    print("ready", flush=True)
    sys.stdin.readline()
    print(await at_once(booking_work(database, openings)), flush=True)
    await database.close()


def table(engines: dict[str, list[tuple[str, float]]]) -> str:
    lines = ["| engine | what | a second | bookings through the core against it |", "| --- | --- | ---: | ---: |"]
    for engine, figures in engines.items():
        core = figures[0][1]
        for name, figure in figures:
            against = "" if name.startswith("bookings") else f"{core / figure:.2f}"
            if name == "bookings by two processes":
                against = f"{figure / figures[-2][1]:.2f} of one process"
            lines.append(f"| {engine} | {name} | {figure:,.0f} | {against} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--process", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.process:
        number, share, url = asked.process
        asyncio.run(be_a_process(int(number), int(share), url))
        return
    with tempfile.TemporaryDirectory() as folder:
        engines = {"SQLite": asyncio.run(measure_sqlite(Path(folder)))}
    engines["PostgreSQL"] = asyncio.run(measure_postgres())
    found = table(engines)
    print(found)
    if asked.write:
        put(PERFORMANCE, {"commits": found})


if __name__ == "__main__":
    main()
