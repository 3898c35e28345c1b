"""What every booking system promises, kept over meetergo: hosts with a meeting type each, one of them, and a queue."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.booking_systems.meetergo.desk import BY_HOST, BY_ONE, BY_QUEUE, PLATFORM, adapter
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import ALONE, BUSINESS, EVERYTHING, FRIDAY, BookingSystemContract
from tests.doubles.meetergo import MEETING_TYPES, MeetergoDouble

from frontdesk.conversations.ports import BookingRejected, BookingSystem, Clock
from frontdesk.model.booking import Search
from frontdesk.model.booking_system import Notices
from frontdesk.model.business import Business
from frontdesk.model.change import Refusal

CAPABILITIES = replace(EVERYTHING, finds=False, notices=Notices.UNSIGNED)
NAMELESS = replace(CAPABILITIES, names_hosts=False)


@asynccontextmanager
async def through_meetergo(
    clock: Clock, business: Business, settings: Mapping[str, object], away: str = ""
) -> AsyncIterator[BookingSystem]:
    async with MeetergoDouble(clock) as double:
        if away:
            double.diary.add(MEETING_TYPES[away], away, FRIDAY.start, FRIDAY.end + timedelta(days=90))
        async with over(adapter(double, business, settings), clock, business) as system:
            yield system
        assert double.complaints == []


@asynccontextmanager
async def by_host(clock: Clock) -> AsyncIterator[BookingSystem]:
    async with through_meetergo(clock, BUSINESS, BY_HOST) as system:
        assert system.capabilities == CAPABILITIES  # type: ignore[attr-defined]
        yield system


@asynccontextmanager
async def one_to_one(clock: Clock) -> AsyncIterator[BookingSystem]:
    async with through_meetergo(clock, ALONE, {**BY_ONE, **PLATFORM}) as system:
        assert system.capabilities == NAMELESS  # type: ignore[attr-defined]
        yield system


@asynccontextmanager
async def queue(clock: Clock) -> AsyncIterator[BookingSystem]:
    """A team of which one is away: an opening can be had once."""
    async with through_meetergo(clock, ALONE, BY_QUEUE, away="ben") as system:
        assert system.capabilities == NAMELESS  # type: ignore[attr-defined]
        yield system


class TestByHost(BookingSystemContract):
    column = "meetergo"
    make = staticmethod(by_host)
    capabilities = CAPABILITIES

    async def test_a_booking_moves_to_another_host(self, system: BookingSystem) -> None:
        """It stays within its meeting type, which is one host's: that is all it is offered, and another is refused."""
        self.notes.append(("declared", "moves"))
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        offered = await system.openings(Search("checkup", FRIDAY, instead_of=booking.id))
        assert {opening.host for opening in offered.found} == {"ada"}
        elsewhere = (await system.openings(Search("checkup", FRIDAY, "ben"))).found[0]
        with pytest.raises(BookingRejected) as refused:
            await system.reschedule(booking.id, elsewhere, None)
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert await system.get(booking.id) == booking


class TestOneToOne(BookingSystemContract):
    make = staticmethod(one_to_one)
    capabilities = NAMELESS


class TestQueue(BookingSystemContract):
    make = staticmethod(queue)
    capabilities = NAMELESS
