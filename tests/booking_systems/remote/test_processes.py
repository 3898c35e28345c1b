"""Several processes on one database: one appointment for one wish, and what one of them knows undoes nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tests.booking_systems.remote.plain_vendor import PlainVendor, Trouble
from tests.booking_systems.remote.test_making import Practice
from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock
from tests.doubles.diary import Entry

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import OutcomeUnknown
from frontdesk.database.engine import Database
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Search
from frontdesk.model.change import Lookup


class Shared(PlainVendor):
    """Its openings have room for many, so that it books as often as it is asked; and it finds by phone number."""

    async def create(self, request: BookingRequest, key: str) -> Reading:
        self.created += 1
        if self.pause is not None:
            await self.pause()
        trouble, self.trouble = self.trouble, None
        if trouble is Trouble.NEVER:
            raise OutcomeUnknown("lost")
        opening = request.opening
        entry = self.diary.add(opening.service, opening.host, opening.start, opening.end, key=key, who=request.attendee)
        if trouble is Trouble.LOST:
            raise OutcomeUnknown("lost")
        return self._reading(entry)

    async def find(self, phone: str) -> list[Reading]:
        return [reading for reading in map(self._in_full, self.diary.standing) if reading.phone == phone]

    def _in_full(self, entry: Entry) -> Reading:
        who = entry.details["who"]
        assert isinstance(who, Attendee)
        return replace(self._reading(entry), service=entry.service, name=who.name, phone=who.phone)


@pytest.fixture
async def practice(database: Database) -> AsyncIterator[Practice]:
    clock = StillClock()
    vendor = Shared(clock)
    system = RemoteBookingSystem(vendor, database, BUSINESS, clock)
    openings = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    yield Practice(vendor, system, database, clock, openings)
    await system.close()


@asynccontextmanager
async def another(practice: Practice) -> AsyncIterator[RemoteBookingSystem]:
    system = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock)
    yield system
    await system.close()


@pytest.mark.parametrize("keys", [("maria-1", "maria-1"), ("maria-1", "maria-2")], ids=["same-key", "two-keys"])
async def test_the_same_asked_for_by_two_at_once_is_made_once(practice: Practice, keys: tuple[str, str]) -> None:
    async with another(practice) as other:
        practice.vendor.pause = lambda: asyncio.sleep(0.1)
        both = practice.system.book(practice.wanted(), keys[0]), other.book(practice.wanted(), keys[1])
        answers = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in answers if not isinstance(one, Booking)] == [OutcomeUnknown]
        assert practice.vendor.created == 1


async def test_what_two_tried_in_vain_is_tried_again_by_one_of_them(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.NEVER
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    practice.clock.pass_time(seconds=20)
    async with another(practice) as other:
        practice.vendor.pause = lambda: asyncio.sleep(0.1)
        both = practice.system.book(practice.wanted(), "maria-1"), other.book(practice.wanted(), "maria-1")
        answers = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in answers if not isinstance(one, Booking)] == [OutcomeUnknown]
        assert len(practice.vendor.diary.standing) == 1


async def test_an_appointment_that_is_found_before_it_is_noted_is_one(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    wanted = practice.wanted()
    lookup = Lookup("a", phone=wanted.attendee.phone, name=wanted.attendee.name)
    async with another(practice) as other:
        (found,) = await other.find(lookup)
    booking = await practice.system.find_by_key("maria-1")
    assert booking is not None
    assert (booking.id, booking.key, booking.request.attendee) == (found.id, "maria-1", wanted.attendee)
    assert await practice.system.find(lookup) == (booking,)
    assert await practice.system.book(wanted, "maria-1") == booking
    assert len(await practice.system.history(booking.id)) == 2


async def test_one_that_two_find_at_once_is_one(practice: Practice) -> None:
    wanted = practice.wanted()
    opening = wanted.opening
    practice.vendor.diary.add("checkup", "ada", opening.start, opening.end, who=wanted.attendee)
    lookups = (Lookup(asker, phone=wanted.attendee.phone, name=wanted.attendee.name) for asker in "ab")
    async with another(practice) as other:
        one, two = await asyncio.gather(practice.system.find(next(lookups)), other.find(next(lookups)))
    assert one == two
    assert len(one) == 1


async def test_what_was_read_before_it_was_cancelled_does_not_bring_it_back(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    read, reading, cancelled = practice.vendor.read, asyncio.Event(), asyncio.Event()

    async def read_slowly(reference: str) -> Reading | None:
        told = await read(reference)
        reading.set()
        await cancelled.wait()
        return told

    practice.vendor.read = read_slowly  # type: ignore[method-assign]
    got = asyncio.create_task(practice.system.get(booking.id))
    await reading.wait()
    async with another(practice) as other:
        gone = await other.cancel(booking.id)
    cancelled.set()
    assert await got == gone
    assert await practice.system.get(booking.id) == gone
