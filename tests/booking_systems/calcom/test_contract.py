"""What every booking system promises, kept over Cal.com: with one event type, and with one for each host."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.booking_systems.calcom.desk import ONE, open_desk
from tests.contracts.booking_system import ALONE, EVERYTHING, BookingSystemContract, StillClock

from frontdesk.conversations.ports import BookingSystem
from frontdesk.model.booking_system import Notices


@asynccontextmanager
async def one_event_type(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with open_desk(section=ONE, business=ALONE, clock=clock) as desk:
        yield desk.system


@asynccontextmanager
async def one_for_each_host(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with open_desk(clock=clock) as desk:
        yield desk.system


EACH_HOST = replace(EVERYTHING, invite=False, notices=Notices.UNSIGNED)


class TestOneForEachHost(BookingSystemContract):
    column = "Cal.com, an event type for each host"
    make = staticmethod(one_for_each_host)
    capabilities = EACH_HOST
    moves_between_hosts = False


class TestOneEventType(BookingSystemContract):
    column = "Cal.com, one event type"
    make = staticmethod(one_event_type)
    capabilities = replace(EACH_HOST, names_hosts=False)


async def test_the_capabilities_are_those_of_the_adapter() -> None:
    async with open_desk() as desk:
        assert desk.system.capabilities == TestOneForEachHost.capabilities
    async with open_desk(section=ONE, business=ALONE) as desk:
        assert desk.system.capabilities == TestOneEventType.capabilities
