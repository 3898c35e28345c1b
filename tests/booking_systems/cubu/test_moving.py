"""Moving in Cubu, which is booking another and cancelling the old one: what is half done is never told as done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import PRACTICE, Practice, practice
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import request
from tests.doubles.cubu import TimeUtc, case_id
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Booking, BookingRequest
from frontdesk.model.change import Actor, Mandate, Refusal

LISTED = replace(PRACTICE, cancelled_status="Gone")
GONE: dict[str, Any] = {"statuses": {"Gone": "cancelled"}}
NINE, ELEVEN = ("ada", "06 09:00"), ("ada", "06 11:00")
BOOKED = "/appointments"


async def eleven(here: Practice) -> BookingRequest:
    opening = next(one for one in await here.openings() if one.start.hour == 11)
    return request(opening)


async def test_another_is_booked_before_the_old_one_is_cancelled() -> None:
    async with practice() as here:
        reading = await here.book()
        moved = await here.vendor.move(reading.reference, await eleven(here))
        assert here.standing == [ELEVEN]
        assert moved.reference != reading.reference
        writes = [call.method for call in here.double.calls if call.method == "DELETE" or BOOKED in call.path]
        assert writes.index("DELETE") > len(writes) - 1 - writes[::-1].index("POST")


async def test_a_move_to_what_is_taken_stays_where_it_was() -> None:
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.book_elsewhere("ada", wish.opening.start)
        with pytest.raises(OpeningTaken):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE, ELEVEN]
        assert here.double.called("DELETE", "") == []


async def test_a_move_whose_old_appointment_stays_is_taken_back() -> None:
    """The first cancelling call is of the old one and fails; the second is of the new one."""
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.faults.order(Fault.ERROR_BEFORE, method="DELETE")
        with pytest.raises(SystemDown):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE]


async def test_a_move_that_can_be_neither_finished_nor_taken_back_is_unknown() -> None:
    async with practice(replace(PRACTICE, cancel_allowed=False)) as here, over(here.vendor, here.clock) as system:
        wish, later = await here.wish(), await eleven(here)
        booking = await system.book(wish, "maria-1")
        with pytest.raises(OutcomeUnknown, match="half done"):
            await system.reschedule(booking.id, later.opening, None)
        assert here.standing == [NINE, ELEVEN]
        with pytest.raises(SystemDown, match="half done"):  # it stays unknown until a person has cleared it up
            await system.get(booking.id)
        here.double.cancel(here.double.diary.entries[-1])
        assert await system.get(booking.id) == booking


async def test_an_old_appointment_of_unknown_fate_keeps_the_new_one() -> None:
    """Taking back the new one could leave the customer without any, as long as nobody knows."""
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.faults.order(Fault.RESET_BEFORE, method="DELETE")
        with pytest.raises(OutcomeUnknown):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE, ELEVEN]
        there = await here.vendor.read(reading.reference)
        assert there is not None
        assert there.reference == reading.reference, "it stands: so what stands beside it is taken back"
        assert here.standing == [NINE]


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.NOT_JSON])
async def test_a_new_appointment_whose_answer_is_lost_is_found_and_the_move_goes_on(fault: Fault) -> None:
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.faults.order(fault, BOOKED, method="POST")
        await here.vendor.move(reading.reference, wish)
        assert here.standing == [ELEVEN]


@pytest.mark.parametrize(("fault", "error"), [(Fault.RESET_BEFORE, OutcomeUnknown), (Fault.ERROR_BEFORE, SystemDown)])
async def test_a_new_appointment_that_was_not_made_leaves_the_old_one(fault: Fault, error: type[Exception]) -> None:
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.faults.order(fault, BOOKED, method="POST")
        with pytest.raises(error):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE]


async def test_a_move_to_another_instant_than_was_asked_for_is_taken_back() -> None:
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.settings = replace(PRACTICE, time_utc=TimeUtc.WRONG)
        here.double.paper.settings = here.double.settings
        with pytest.raises(BookingRejected, match="another time"):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE]


async def test_what_does_not_stand_is_not_moved() -> None:
    async with practice(LISTED, **GONE) as here:
        reading, wish = await here.book(), await eleven(here)
        here.double.cancel(here.double.diary.entries[0])
        with pytest.raises(BookingRejected) as refused:
            await here.vendor.move(reading.reference, wish)
        assert refused.value.why is Refusal.OVER
        assert here.standing == []


async def test_what_was_there_before_is_not_what_a_failed_move_made() -> None:
    """Somebody else with the same number got the time just before."""
    async with practice() as here:
        reading, wish = await here.book(), await eleven(here)
        relative = here.double.book_elsewhere("ada", wish.opening.start)
        relative.details["phone"] = here.double.diary.entries[0].details["phone"]
        here.double.faults.order(Fault.ERROR_BEFORE, BOOKED, method="POST")
        with pytest.raises(SystemDown):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE, ELEVEN]


async def test_two_moves_at_once_leave_one_appointment() -> None:
    async with practice() as here, over(here.vendor, here.clock) as system:
        openings = await here.openings()
        booking = await system.book(request(openings[0]), "maria-1")
        ways = [
            system.reschedule(booking.id, opening, None, Mandate(Actor.CALLER, key=opening.reference))
            for opening in openings[4:8:2]
        ]
        await asyncio.gather(*ways, return_exceptions=True)
        assert len(here.standing) == 1


async def test_what_is_cancelled_while_it_is_moved_is_gone() -> None:
    async with practice() as here, over(here.vendor, here.clock) as system:
        openings = await here.openings()
        booking = await system.book(request(openings[0]), "maria-1")
        moving = system.reschedule(booking.id, openings[4], None, Mandate(Actor.CALLER, key="move"))
        _, cancelled = await asyncio.gather(moving, system.cancel(booking.id))
        assert not cancelled.stands
        assert here.standing == []


@asynccontextmanager
async def half_moved() -> AsyncIterator[tuple[Practice, RemoteBookingSystem, Booking]]:
    """From nine to eleven; no answer came to the cancelling of nine, which is not done yet."""
    async with (
        practice(time_limit_seconds=0.3, missing_means="cancelled") as here,
        over(here.vendor, here.clock) as system,
    ):
        booking = await system.book(await here.wish(), "maria-1")
        here.double.faults.order(Fault.STALL_BEFORE, method="DELETE")
        with pytest.raises(OutcomeUnknown):
            await system.reschedule(booking.id, (await eleven(here)).opening, None)
        assert here.standing == [NINE, ELEVEN]
        yield here, system, booking


async def test_a_move_that_was_done_late_is_not_told_as_a_cancellation() -> None:
    async with half_moved() as (here, system, booking):
        here.double.cancel(here.double.diary.entries[0])
        read = await system.get(booking.id)
        assert read is not None
        assert (read.stands, read.request.opening.start.hour) == (True, 11)
        cancelled = await system.cancel(booking.id)
        assert not cancelled.stands
        assert here.standing == []


async def test_who_cancels_after_half_a_move_has_neither() -> None:
    async with half_moved() as (here, system, booking):
        cancelled = await system.cancel(booking.id)
        assert not cancelled.stands
        assert here.standing == []


async def test_who_asks_for_half_a_move_again_has_one() -> None:
    async with half_moved() as (here, system, booking):
        moved = await system.reschedule(booking.id, (await here.wish(-1)).opening, None)
        assert moved.stands
        assert len(here.standing) == 1
        booking = await system.reschedule(booking.id, (await eleven(here)).opening, None)
        assert here.standing == [ELEVEN]


async def test_what_half_a_move_left_and_nobody_can_take_back_is_never_told_as_cancelled() -> None:
    async with half_moved() as (here, system, booking):
        here.double.faults.order(Fault.RESET_BEFORE, f"/{case_id(here.double.diary.entries[1])}", method="DELETE")
        with pytest.raises(OutcomeUnknown):
            await system.cancel(booking.id)
