"""What every booking system promises, kept over vendors: one that can do everything, and one that can do little."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.booking_systems.remote.plain_vendor import PlainVendor, without
from tests.contracts.booking_system import BUSINESS, BookingSystemContract

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Vendor
from frontdesk.conversations.ports import BookingSystem, Clock
from frontdesk.database.engine import open_database
from frontdesk.model.business import Business

LITTLE = without(moves=False, cancels=False, reads=False, looks_up=False, finds=False)


@asynccontextmanager
async def over(vendor: Vendor, clock: Clock, business: Business = BUSINESS) -> AsyncIterator[RemoteBookingSystem]:
    """A booking system over a vendor, with an empty ledger."""
    database = await open_database("sqlite://")
    system = RemoteBookingSystem(vendor, database, business, clock)
    try:
        yield system
    finally:
        await system.close()
        await database.close()


@asynccontextmanager
async def able(clock: Clock) -> AsyncIterator[BookingSystem]:
    async with over(PlainVendor(clock), clock) as system:
        yield system


@asynccontextmanager
async def hardly_able(clock: Clock) -> AsyncIterator[BookingSystem]:
    async with over(PlainVendor(clock, LITTLE), clock) as system:
        yield system


class TestAble(BookingSystemContract):
    make = staticmethod(able)


class TestHardlyAble(BookingSystemContract):
    make = staticmethod(hardly_able)
    capabilities = LITTLE
