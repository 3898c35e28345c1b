"""What every booking system promises, kept over calendars on a real CalDAV server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.booking_systems.caldav.practice import opened
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import BookingSystemContract, StillClock

from frontdesk.booking_systems.caldav.client import CAPABILITIES
from frontdesk.conversations.ports import BookingSystem


@asynccontextmanager
async def calendars(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with opened(clock) as practice, over(practice.another(), clock) as system:
        yield system


class TestCalendars(BookingSystemContract):
    column = "CalDAV"
    make = staticmethod(calendars)
    capabilities = CAPABILITIES
