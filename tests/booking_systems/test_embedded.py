"""The embedded booking system, on a real file and in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import func, select
from tests.contracts.booking_system import BUSINESS, FRIDAY, NOW, BookingSystemContract, StillClock, request
from tests.postgres import a_database

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import BookingSystem, Clock, OpeningTaken
from frontdesk.database.engine import open_database
from frontdesk.database.schema import claimed_minutes, claims
from frontdesk.model.booking import Search, Window


@asynccontextmanager
async def open_file(clock: Clock) -> AsyncIterator[BookingSystem]:
    with TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{Path(folder) / 'frontdesk.db'}")
        yield EmbeddedBookingSystem(database, BUSINESS, clock)
        await database.close()


@asynccontextmanager
async def open_postgres(clock: Clock) -> AsyncIterator[BookingSystem]:
    async with a_database() as url:
        database = await open_database(url)
        yield EmbeddedBookingSystem(database, BUSINESS, clock)
        await database.close()


@asynccontextmanager
async def open_in_memory(clock: Clock) -> AsyncIterator[BookingSystem]:
    database = await open_database("sqlite://")
    yield EmbeddedBookingSystem(database, BUSINESS, clock)
    await database.close()


async def test_what_two_holds_share_is_kept_while_one_of_them_is() -> None:
    clock = StillClock()
    async with open_in_memory(clock) as system:
        nine, quarter_past, *_ = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        until = clock() + timedelta(minutes=10)
        first = await system.hold(nine, "maria", until)
        await system.release((await system.hold(quarter_past, "maria", until)).id)
        with pytest.raises(OpeningTaken):
            await system.hold(quarter_past, "noah", until)
        await system.release(first.id)
        await system.hold(quarter_past, "noah", until)


@pytest.mark.parametrize("chosen", [0, 1])
async def test_choosing_one_of_two_times_that_overlap_gives_up_the_other(chosen: int) -> None:
    clock = StillClock()
    async with open_in_memory(clock) as system:
        offered = (await system.openings(Search("checkup", FRIDAY, "ada"))).found[:2]
        until = clock() + timedelta(minutes=10)
        holds = [await system.hold(opening, "maria", until) for opening in offered]
        booking = await system.book(request(offered[0], holds[chosen].id), "maria-1")
        await system.cancel(booking.id)
        await system.hold(offered[1], "noah", until)


async def test_only_a_hold_that_is_not_over_outlasts_the_minimum_notice() -> None:
    clock = StillClock()
    async with open_in_memory(clock) as system:
        today = Window(NOW, NOW + timedelta(hours=3))
        first, _, third, *_ = (await system.openings(Search("checkup", today, "ada"))).found
        holds = [await system.hold(opening, "maria", clock() + timedelta(minutes=30)) for opening in (first, third)]
        clock.now = first.start - timedelta(minutes=50)
        await system.book(request(first, holds[0].id), "maria-1")
        clock.now = third.start - timedelta(minutes=20)
        with pytest.raises(OpeningTaken, match="notice"):
            await system.book(request(third, holds[1].id), "maria-2")


async def test_no_hold_that_is_over_stays_behind() -> None:
    clock, database = StillClock(), await open_database("sqlite://")
    system = EmbeddedBookingSystem(database, BUSINESS, clock)
    found = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    for number, opening in enumerate(found[:6:2]):
        await system.hold(opening, f"caller-{number}", clock() + timedelta(minutes=10))
    clock.pass_time(minutes=10)
    await system.book(request(found[8]), "maria-1")
    await system.tidy()
    counts = [select(func.count()).select_from(table) for table in (claims, claimed_minutes)]
    left = await database.read(lambda connection: [connection.execute(count).scalar() for count in counts])
    assert left == [1, 30]
    await database.close()


async def test_a_repeated_request_is_the_same_whatever_became_of_its_hold() -> None:
    clock = StillClock()
    async with open_in_memory(clock) as system:
        opening = (await system.openings(Search("checkup", FRIDAY, "ada"))).found[0]
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        booking = await system.book(request(opening, hold.id), "maria-1")
        assert await system.book(request(opening), "maria-1") == booking


class TestOnFile(BookingSystemContract):
    column = "embedded, SQLite"
    make = staticmethod(open_file)


class TestOnPostgres(BookingSystemContract):
    column = "embedded, PostgreSQL"
    make = staticmethod(open_postgres)


class TestInMemory(BookingSystemContract):
    make = staticmethod(open_in_memory)
