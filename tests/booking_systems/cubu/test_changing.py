"""Reading, cancelling and moving in Cubu: what is half done, or only said to be done, is never told as done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import PRACTICE, Practice, practice
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import request
from tests.doubles.cubu import TimeUtc
from tests.doubles.diary import Entry
from tests.doubles.serving import Fault

from frontdesk.booking_systems.cubu.wire import Reference
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus
from frontdesk.model.change import Refusal

LISTED = replace(PRACTICE, cancelled_status="Gone")
GONE: dict[str, Any] = {"statuses": {"Gone": "cancelled"}}
NINE, ELEVEN = ("ada", "06 09:00"), ("ada", "06 11:00")
BOOKED = "/appointments"


async def booked(here: Practice) -> Reading:
    return await here.book()


async def eleven(here: Practice) -> BookingRequest:
    opening = next(one for one in await here.openings() if one.start.hour == 11)
    return request(opening)


# --- reading


async def test_what_staff_moved_within_the_day_is_found_where_it_is() -> None:
    async with practice() as here:
        reading = await booked(here)
        entry = here.double.diary.entries[0]
        here.double.move(entry, entry.start + timedelta(hours=1))
        moved = await here.vendor.read(reading.reference)
        assert moved is not None
        assert moved.start == reading.start + timedelta(hours=1)
        entry.host = "ben"
        given = await here.vendor.read(reading.reference)
        assert given is not None
        assert (given.host, given.status) == ("ben", BookingStatus.CONFIRMED)
        assert given.reference != reading.reference
        assert await here.vendor.read(given.reference) == replace(given, host="")


async def test_what_is_not_in_its_day_may_be_cancelled_or_moved_and_is_not_told_as_either() -> None:
    async with practice() as here:
        reading = await booked(here)
        entry = here.double.diary.entries[0]
        here.double.move(entry, entry.start + timedelta(days=3))
        with pytest.raises(SystemDown, match="moved to another day"):
            await here.vendor.read(reading.reference)


async def test_what_is_not_in_its_day_is_cancelled_where_the_profile_says_so() -> None:
    async with practice(missing_means="cancelled") as here:
        reading = await booked(here)
        here.double.cancel(here.double.diary.entries[0])
        assert await here.vendor.read(reading.reference) is None


async def test_what_is_listed_as_cancelled_is() -> None:
    async with practice(LISTED, **GONE) as here:
        reading = await booked(here)
        here.double.cancel(here.double.diary.entries[0])
        read = await here.vendor.read(reading.reference)
        assert read is not None
        assert read.status is BookingStatus.CANCELLED
    async with practice(LISTED) as here:
        reading = await booked(here)
        here.double.cancel(here.double.diary.entries[0])
        with pytest.raises(SystemDown, match="statuses"):
            await here.vendor.read(reading.reference)


async def test_a_reference_of_another_system_is_refused() -> None:
    async with practice() as here:
        with pytest.raises(BookingRejected) as refused:
            await here.vendor.read("uid-of-another-system")
        assert refused.value.why is Refusal.UNKNOWN
        assert "uid" not in str(refused.value)


async def test_a_calendar_that_is_gone_is_no_error() -> None:
    async with practice() as here:
        reading = await booked(here)
        gone = Reference.model_validate_json(reading.reference).model_copy(update={"cu_index": 7})
        read = await here.vendor.read(gone.model_dump_json())
        assert read is not None
        assert (read.reference, read.host) == (reading.reference, "ada")


# --- cancelling


@pytest.mark.parametrize("settings", [PRACTICE, LISTED])
async def test_what_is_cancelled_is_seen_to_be(settings: object) -> None:
    assert isinstance(settings, type(PRACTICE))
    async with practice(settings, **GONE) as here:
        reading = await booked(here)
        cancelled = await here.vendor.cancel(reading.reference, "")
        assert cancelled.status is BookingStatus.CANCELLED
        assert here.standing == []


async def test_what_is_cancelled_already_is_no_error_where_that_can_be_seen() -> None:
    async with practice(LISTED, **GONE) as here:
        reading = await booked(here)
        here.double.cancel(here.double.diary.entries[0])
        assert (await here.vendor.cancel(reading.reference, "")).status is BookingStatus.CANCELLED
        assert here.double.called("DELETE", "") == []


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.STALL_AFTER])
async def test_a_cancellation_whose_answer_is_lost_is_seen_to_be_done(fault: Fault) -> None:
    async with practice(time_limit_seconds=0.2) as here:
        reading = await booked(here)
        here.double.faults.order(fault, method="DELETE")
        assert (await here.vendor.cancel(reading.reference, "")).status is BookingStatus.CANCELLED


@pytest.mark.parametrize(("fault", "error"), [(Fault.RESET_BEFORE, OutcomeUnknown), (Fault.ERROR_BEFORE, SystemDown)])
async def test_a_cancellation_that_was_not_done_is_not_told_as_done(fault: Fault, error: type[Exception]) -> None:
    async with practice() as here:
        reading = await booked(here)
        here.double.faults.order(fault, method="DELETE")
        with pytest.raises(error):
            await here.vendor.cancel(reading.reference, "")
        assert here.standing == [NINE]
        await here.vendor.cancel(reading.reference, "")


async def test_a_cancellation_that_is_refused_stays_booked() -> None:
    async with practice(replace(PRACTICE, cancel_allowed=False)) as here:
        reading = await booked(here)
        with pytest.raises(BookingRejected) as refused:
            await here.vendor.cancel(reading.reference, "")
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert here.standing == [NINE]


async def test_a_call_that_is_not_there_is_a_mistake_in_the_settings() -> None:
    async with practice(replace(PRACTICE, cancel_call=None), complains=True) as here:
        reading = await booked(here)
        with pytest.raises(Misconfigured, match="cancel"):
            await here.vendor.cancel(reading.reference, "")


async def test_a_call_that_does_something_else_is_not_believed() -> None:
    """It answers well, and the calendar still has the appointment."""
    async with practice() as here:
        reading = await booked(here)
        here.double.cancel = lambda entry: None  # type: ignore[method-assign]
        with pytest.raises(OutcomeUnknown, match="still has"):
            await here.vendor.cancel(reading.reference, "")


async def test_a_cancellation_that_cannot_be_seen_is_unknown() -> None:
    async with practice(never_waits=True) as here:
        reading = await booked(here)
        cancel = here.double.cancel

        def cancel_and_fail(entry: Entry) -> None:
            cancel(entry)
            here.double.faults.order(Fault.ERROR_BEFORE, BOOKED, method="GET", times=9)

        here.double.cancel = cancel_and_fail  # type: ignore[method-assign]
        with pytest.raises(OutcomeUnknown):
            await here.vendor.cancel(reading.reference, "")


# --- moving


async def test_another_is_booked_before_the_old_one_is_cancelled() -> None:
    async with practice() as here:
        reading = await booked(here)
        moved = await here.vendor.move(reading.reference, await eleven(here))
        assert here.standing == [ELEVEN]
        assert moved.reference != reading.reference
        writes = [call.method for call in here.double.calls if call.method == "DELETE" or BOOKED in call.path]
        assert writes.index("DELETE") > len(writes) - 1 - writes[::-1].index("POST")


async def test_a_move_to_what_is_taken_stays_where_it_was() -> None:
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.book_elsewhere("ada", wish.opening.start)
        with pytest.raises(OpeningTaken):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE, ELEVEN]
        assert here.double.called("DELETE", "") == []


async def test_a_move_whose_old_appointment_stays_is_taken_back() -> None:
    """The first cancelling call is of the old one and fails; the second is of the new one."""
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
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
        still = await system.get(booking.id)
        assert still is not None
        assert still.request.opening == booking.request.opening


async def test_an_old_appointment_of_unknown_fate_keeps_the_new_one() -> None:
    """Taking back the new one could leave the customer without any."""
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.faults.order(Fault.RESET_BEFORE, method="DELETE")
        with pytest.raises(OutcomeUnknown):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE, ELEVEN]


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.NOT_JSON])
async def test_a_new_appointment_whose_answer_is_lost_is_found_and_the_move_goes_on(fault: Fault) -> None:
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.faults.order(fault, BOOKED, method="POST")
        await here.vendor.move(reading.reference, wish)
        assert here.standing == [ELEVEN]


@pytest.mark.parametrize(("fault", "error"), [(Fault.RESET_BEFORE, OutcomeUnknown), (Fault.ERROR_BEFORE, SystemDown)])
async def test_a_new_appointment_that_was_not_made_leaves_the_old_one(fault: Fault, error: type[Exception]) -> None:
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.faults.order(fault, BOOKED, method="POST")
        with pytest.raises(error):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE]


async def test_a_move_to_another_instant_than_was_asked_for_is_taken_back() -> None:
    async with practice() as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.settings = replace(PRACTICE, time_utc=TimeUtc.WRONG)
        here.double.paper.settings = here.double.settings
        with pytest.raises(BookingRejected, match="another time"):
            await here.vendor.move(reading.reference, wish)
        assert here.standing == [NINE]


async def test_what_does_not_stand_is_not_moved() -> None:
    async with practice(LISTED, **GONE) as here:
        reading, wish = await booked(here), await eleven(here)
        here.double.cancel(here.double.diary.entries[0])
        with pytest.raises(BookingRejected) as refused:
            await here.vendor.move(reading.reference, wish)
        assert refused.value.why is Refusal.OVER
        assert here.standing == []
