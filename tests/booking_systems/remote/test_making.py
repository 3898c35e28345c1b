"""One confirmation, one booking, whatever becomes of the vendor's answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.booking_systems.remote.plain_vendor import PlainVendor, Trouble, a_while, without
from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request

from frontdesk.booking_systems.remote import making
from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import (
    BookingRejected,
    KeyReused,
    NeverKnown,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.database.engine import Database, open_database
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.caller import PersonName
from frontdesk.model.change import Lookup


@dataclass(slots=True)
class Practice:
    vendor: PlainVendor
    system: RemoteBookingSystem
    database: Database
    clock: StillClock
    openings: tuple[Opening, ...]

    def wanted(self, name: str = "Maria", opening: int = 0) -> BookingRequest:
        return request(self.openings[opening], name=name)

    async def again(self) -> None:
        """The process is gone, and another takes its place."""
        self.system = RemoteBookingSystem(self.vendor, self.database, BUSINESS, self.clock)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    clock, database = StillClock(), await open_database("sqlite://")
    vendor = PlainVendor(clock)
    system = RemoteBookingSystem(vendor, database, BUSINESS, clock)
    openings = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    practice = Practice(vendor, system, database, clock, openings)
    yield practice
    await practice.system.close()
    await database.close()


async def test_an_answer_that_is_lost_is_looked_up_and_not_asked_for_again(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    booking = await practice.system.find_by_key("maria-1")
    assert booking is not None
    assert booking.request.opening == practice.openings[0]
    assert await practice.system.book(practice.wanted(), "maria-1") == booking
    assert len(practice.vendor.diary.standing) == practice.vendor.created == 1


async def test_the_same_again_before_it_was_looked_up_is_found_and_not_made(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    booking = await practice.system.book(practice.wanted(), "maria-1")
    assert booking.stands
    assert len(practice.vendor.diary.standing) == practice.vendor.created == 1


@pytest.mark.parametrize("key", ["maria-1", "maria-2"])
async def test_what_may_still_be_made_is_not_asked_for_again_under_any_key(practice: Practice, key: str) -> None:
    practice.vendor.trouble = Trouble.NEVER
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    with pytest.raises(SystemDown, match="may still be made"):
        await practice.system.find_by_key("maria-1")
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), key)
    assert practice.vendor.created == 1
    practice.clock.pass_time(seconds=20)
    assert await practice.system.find_by_key("maria-1") is None
    assert (await practice.system.book(practice.wanted(), key)).stands
    assert len(practice.vendor.diary.standing) == 1


async def test_what_arrives_late_is_found_before_the_same_is_asked_for(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.NEVER
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    practice.clock.pass_time(seconds=20)
    assert await practice.system.find_by_key("maria-1") is None
    opening = practice.openings[0]
    practice.vendor.diary.add("checkup", "ada", opening.start, opening.end, key="maria-1")
    booking = await practice.system.book(practice.wanted(), "maria-2")
    assert booking.key == "maria-1"
    assert len(practice.vendor.diary.standing) == practice.vendor.created == 1


async def test_what_an_attempt_before_has_made_answers_every_key_that_asked_for_it(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    booking = await practice.system.book(practice.wanted(), "maria-2")
    await practice.again()
    assert await practice.system.find_by_key("maria-2") == await practice.system.find_by_key("maria-1") == booking
    assert await practice.system.book(practice.wanted(), "maria-2") == booking, "asked again after a crash"
    with pytest.raises(KeyReused):
        await practice.system.book(practice.wanted(opening=1), "maria-2")
    assert len(practice.vendor.diary.standing) == practice.vendor.created == 1


async def test_another_person_of_the_same_number_is_not_taken_for_the_same(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    beside = replace(practice.openings[0], host="ben")
    tom = replace(request(beside), attendee=replace(request(beside).attendee, name=PersonName("Tom", "Lopez")))
    assert (await practice.system.book(tom, "tom-1")).request.attendee.name.given == "Tom"
    assert len(practice.vendor.diary.standing) == 2


async def test_what_was_not_sent_in_time_is_not_sent_any_more(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SENT_WITHIN", timedelta(seconds=0.05))
    practice.vendor.pause = lambda: asyncio.sleep(60)
    with pytest.raises(OutcomeUnknown, match="too long"):
        await practice.system.book(practice.wanted(), "maria-1")
    assert not practice.vendor.diary.standing
    with pytest.raises(SystemDown, match="may still be made"):
        await practice.system.find_by_key("maria-1")


async def test_a_vendor_that_says_it_failed_is_asked_at_once_and_nothing_was_booked(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.FAILED
    with pytest.raises(SystemDown, match="nothing was booked"):
        await practice.system.book(practice.wanted(), "maria-1")
    assert await practice.system.find_by_key("maria-1") is None
    assert (await practice.system.book(practice.wanted(), "maria-1")).stands


async def test_while_it_cannot_be_looked_up_it_is_unknown(practice: Practice) -> None:
    practice.vendor.trouble, practice.vendor.reading_down = Trouble.FAILED, True
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    with pytest.raises(SystemDown):
        await practice.system.find_by_key("maria-1")
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    assert practice.vendor.created == 1


async def test_a_vendor_that_cannot_look_up_never_gets_the_same_again(practice: Practice) -> None:
    practice.vendor.capabilities = without(looks_up=False)
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    practice.clock.pass_time(hours=1)
    with pytest.raises(NeverKnown):
        await practice.system.find_by_key("maria-1")
    for key in ("maria-1", "maria-2"):
        with pytest.raises(OutcomeUnknown):
            await practice.system.book(practice.wanted(), key)
    assert practice.vendor.created == 1
    assert (await practice.system.book(practice.wanted(opening=3), "maria-3")).stands, "another time is another matter"


async def test_nothing_is_left_of_what_was_certainly_not_made(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.DOWN
    with pytest.raises(SystemDown):
        await practice.system.book(practice.wanted(), "maria-1")
    assert await practice.system.find_by_key("maria-1") is None
    assert (await practice.system.book(practice.wanted(), "maria-1")).stands


async def test_who_stops_waiting_does_not_stop_it(practice: Practice) -> None:
    going_on = asyncio.Event()

    async def wait() -> None:
        await going_on.wait()

    practice.vendor.pause = wait
    impatient = asyncio.create_task(practice.system.book(practice.wanted(), "maria-1"))
    while not practice.vendor.created:
        await a_while()
    impatient.cancel()
    looked_up = asyncio.create_task(practice.system.find_by_key("maria-1"))
    again = asyncio.create_task(practice.system.book(practice.wanted(), "maria-1"))
    await a_while()
    going_on.set()
    booking = await looked_up
    assert booking is not None
    assert await again == booking
    assert len(practice.vendor.diary.standing) == practice.vendor.created == 1


async def test_a_crash_between_the_call_and_its_answer_is_recovered(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    await practice.again()
    assert (await practice.system.find_by_key("maria-1")) is not None
    assert practice.vendor.created == 1


async def test_a_booking_at_another_time_is_taken_back_and_never_told(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.ELSEWHEN
    with pytest.raises(BookingRejected, match="another time"):
        await practice.system.book(practice.wanted(), "maria-1")
    assert not practice.vendor.diary.standing
    assert await practice.system.find_by_key("maria-1") is None


async def test_a_booking_at_another_time_that_cannot_be_taken_back_is_for_the_staff(practice: Practice) -> None:
    practice.vendor.capabilities = without(cancels=False)
    practice.vendor.trouble = Trouble.ELSEWHEN
    with pytest.raises(OutcomeUnknown, match="another time"):
        await practice.system.book(practice.wanted(), "maria-1")
    with pytest.raises(NeverKnown, match="another time"):
        await practice.system.find_by_key("maria-1")
    assert not await practice.system.bookings(FRIDAY.start, FRIDAY.end)


async def test_a_key_is_for_one_request_also_while_its_outcome_is_unknown(practice: Practice) -> None:
    practice.vendor.trouble = Trouble.NEVER
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    with pytest.raises(KeyReused):
        await practice.system.book(practice.wanted(opening=3), "maria-1")


async def test_a_used_up_hold_and_somebody_elses_are_no_way_in(practice: Practice) -> None:
    hold = await practice.system.hold(practice.openings[0], "maria", practice.clock().replace(hour=10))
    with pytest.raises(OpeningTaken):
        await practice.system.book(practice.wanted("Noah"), "noah-1")
    await practice.system.book(replace(practice.wanted(), hold=hold.id), "maria-1")
    with pytest.raises(OpeningTaken):
        await practice.system.book(replace(practice.wanted(), hold=hold.id), "maria-2")
    assert practice.vendor.created == 1


async def test_what_somebody_elses_request_has_become_is_never_ours_too(practice: Practice) -> None:
    """A vendor that tells appointments apart by their number can take that of a relative for ours."""
    first = await practice.system.book(practice.wanted("Noah"), "noah-1")

    async def look_up(request: BookingRequest, key: str, since: datetime) -> Reading | None:
        return await practice.vendor.read(str(practice.vendor.diary.standing[0].id))

    practice.vendor.look_up = look_up  # type: ignore[method-assign]
    practice.vendor.trouble = Trouble.NEVER
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted("Maria"), "maria-1")
    with pytest.raises(NeverKnown):
        await practice.system.find_by_key("maria-1")
    practice.vendor.trouble = Trouble.FAILED
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted("Ada"), "ada-1")
    assert await practice.system.bookings(FRIDAY.start, FRIDAY.end) == [first]


async def test_who_asks_for_what_is_not_known_yet_is_not_told_that_there_is_none(practice: Practice) -> None:
    practice.vendor.capabilities = without(finds=False)
    practice.vendor.trouble, practice.vendor.reading_down = Trouble.LOST, True
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")
    lookup = Lookup("a", phone=practice.wanted().attendee.phone, day=FRIDAY.start.date())
    with pytest.raises(SystemDown, match="nobody can tell yet"):
        await practice.system.find(lookup)
    practice.vendor.reading_down = False
    (found,) = await practice.system.find(lookup)
    assert found.key == "maria-1"
