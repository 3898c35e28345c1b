"""The embedded booking system, on a real file and in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.contracts.booking_system import BUSINESS, BookingSystemContract

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import BookingSystem, Clock
from frontdesk.database.engine import open_database


@asynccontextmanager
async def open_file(clock: Clock) -> AsyncIterator[BookingSystem]:
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'frontdesk.db'}")
        yield EmbeddedBookingSystem(database, BUSINESS, clock)
        await database.close()


@asynccontextmanager
async def open_in_memory(clock: Clock) -> AsyncIterator[BookingSystem]:
    database = open_database("sqlite://")
    yield EmbeddedBookingSystem(database, BUSINESS, clock)
    await database.close()


class TestOnFile(BookingSystemContract):
    make = staticmethod(open_file)


class TestInMemory(BookingSystemContract):
    make = staticmethod(open_in_memory)
