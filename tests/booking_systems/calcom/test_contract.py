"""What every booking system promises, kept over Cal.com: with one event type, and with one for each host."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.booking_systems.calcom.desk import ONE, open_desk
from tests.contracts.booking_system import ALONE, EVERYTHING, FRIDAY, BookingSystemContract, StillClock

from frontdesk.conversations.ports import BookingRejected, BookingSystem
from frontdesk.model.booking import Search
from frontdesk.model.booking_system import Notices
from frontdesk.model.change import Refusal


@asynccontextmanager
async def one_event_type(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with open_desk(section=ONE, business=ALONE, clock=clock) as desk:
        yield desk.system


@asynccontextmanager
async def one_for_each_host(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with open_desk(clock=clock) as desk:
        yield desk.system


EACH_HOST = replace(EVERYTHING, invite=False, notices=Notices.UNSIGNED, moves_make_another=True)


class TestOneForEachHost(BookingSystemContract):
    column = "Cal.com"
    make = staticmethod(one_for_each_host)
    capabilities = EACH_HOST

    async def test_a_booking_moves_to_another_host(self, system: BookingSystem) -> None:
        """It stays within its event type, which is one host's: that is all it is offered, and another is refused."""
        self.notes.append(("declared", "moves"))
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        offered = await system.openings(Search("checkup", FRIDAY, instead_of=booking.id))
        assert {opening.host for opening in offered.found} == {"ada"}
        elsewhere = (await system.openings(Search("checkup", FRIDAY, "ben"))).found[0]
        with pytest.raises(BookingRejected) as refused:
            await system.reschedule(booking.id, elsewhere, None)
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert await system.get(booking.id) == booking


class TestOneEventType(BookingSystemContract):
    make = staticmethod(one_event_type)
    capabilities = replace(EACH_HOST, names_hosts=False)


async def test_the_capabilities_are_those_of_the_adapter() -> None:
    async with open_desk() as desk:
        assert desk.system.capabilities == TestOneForEachHost.capabilities
    async with open_desk(section=ONE, business=ALONE) as desk:
        assert desk.system.capabilities == TestOneEventType.capabilities
