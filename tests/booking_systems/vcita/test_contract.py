"""What every booking system promises, kept over vcita: with clients' own tokens, with ours, and as a partner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.booking_systems.vcita.at_vcita import DIRECTORY, desk
from tests.contracts.booking_system import EVERYTHING, FRIDAY, BookingSystemContract, StillClock

from frontdesk.conversations.ports import BookingRejected, BookingSystem
from frontdesk.model.booking import Search
from frontdesk.model.booking_system import Notices

CHECKED = replace(EVERYTHING, chooses_channel=False, invite=False, notices=Notices.UNSIGNED)
UNCHECKED = replace(CHECKED, answers=False)
BLIND = replace(CHECKED, reads=False, looks_up=False, finds=False, cancels=False, moves=False, notices=Notices.NONE)


class VcitaContract(BookingSystemContract):
    async def test_a_booking_moves_to_another_host(self, system: BookingSystem) -> None:
        """vcita's call has no place for it: only the own host's times are offered, and another's is refused."""
        if not self.capabilities.moves:
            return await self.without_moves(system)
        self.notes.append(("declared", "moves"))
        opening = await self.first_opening(system)
        booking = await system.book(self.request(opening), "maria-1")
        offered = await system.openings(Search("checkup", FRIDAY, instead_of=booking.id))
        assert {opening.host for opening in offered.found} == {"ada"}
        elsewhere = (await system.openings(Search("checkup", FRIDAY, "ben"))).found[0]
        with pytest.raises(BookingRejected):
            await system.reschedule(booking.id, elsewhere, None)
        assert await system.get(booking.id) == booking
        return None


@asynccontextmanager
async def checked(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with desk(clock=clock) as made:
        assert made.vendor.capabilities == CHECKED
        yield made.system


@asynccontextmanager
async def unchecked(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with desk(clock=clock, booking="unchecked") as made:
        assert made.vendor.capabilities == UNCHECKED
        yield made.system


@asynccontextmanager
async def as_directory(clock: StillClock) -> AsyncIterator[BookingSystem]:
    async with desk(clock=clock, token=DIRECTORY) as made:
        assert made.vendor.capabilities == BLIND
        yield made.system


class TestChecked(VcitaContract):
    column = "vcita"
    make = staticmethod(checked)
    capabilities = CHECKED


class TestUnchecked(VcitaContract):
    make = staticmethod(unchecked)
    capabilities = UNCHECKED


class TestAsDirectory(VcitaContract):
    make = staticmethod(as_directory)
    capabilities = BLIND
