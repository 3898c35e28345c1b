"""Reading and cancelling in Cubu: what is not seen to be done is never told as done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import PRACTICE, practice
from tests.doubles.diary import Entry
from tests.doubles.serving import Fault

from frontdesk.booking_systems.cubu.wire import Reference
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingStatus
from frontdesk.model.change import Refusal

LISTED = replace(PRACTICE, cancelled_status="Gone")
GONE: dict[str, Any] = {"statuses": {"Gone": "cancelled"}}
NINE = ("ada", "06 09:00")
BOOKED = "/appointments"


# --- reading


async def test_what_staff_moved_within_the_day_is_found_where_it_is() -> None:
    async with practice() as here:
        reading = await here.book()
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
        reading = await here.book()
        entry = here.double.diary.entries[0]
        here.double.move(entry, entry.start + timedelta(days=3))
        with pytest.raises(SystemDown, match="moved to another day"):
            await here.vendor.read(reading.reference)


async def test_what_is_not_in_its_day_is_cancelled_where_the_profile_says_so() -> None:
    async with practice(missing_means="cancelled") as here:
        reading = await here.book()
        here.double.cancel(here.double.diary.entries[0])
        assert await here.vendor.read(reading.reference) is None


async def test_what_is_listed_as_cancelled_is() -> None:
    async with practice(LISTED, **GONE) as here:
        reading = await here.book()
        here.double.cancel(here.double.diary.entries[0])
        read = await here.vendor.read(reading.reference)
        assert read is not None
        assert read.status is BookingStatus.CANCELLED
    async with practice(LISTED) as here:
        reading = await here.book()
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
        reading = await here.book()
        gone = Reference.model_validate_json(reading.reference).model_copy(update={"cu_index": 7})
        read = await here.vendor.read(gone.model_dump_json())
        assert read is not None
        assert (read.reference, read.host) == (reading.reference, "ada")


# --- cancelling


@pytest.mark.parametrize("settings", [PRACTICE, LISTED])
async def test_what_is_cancelled_is_seen_to_be(settings: object) -> None:
    assert isinstance(settings, type(PRACTICE))
    async with practice(settings, **GONE) as here:
        reading = await here.book()
        cancelled = await here.vendor.cancel(reading.reference, "")
        assert cancelled is not None
        assert cancelled.status is BookingStatus.CANCELLED
        assert here.standing == []


async def test_what_is_cancelled_already_is_no_error_where_that_can_be_seen() -> None:
    async with practice(LISTED, **GONE) as here:
        reading = await here.book()
        here.double.cancel(here.double.diary.entries[0])
        cancelled = await here.vendor.cancel(reading.reference, "")
        assert cancelled is not None
        assert cancelled.status is BookingStatus.CANCELLED
        assert here.double.called("DELETE", "") == []


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.STALL_AFTER])
async def test_a_cancellation_whose_answer_is_lost_is_seen_to_be_done(fault: Fault) -> None:
    async with practice(time_limit_seconds=0.2) as here:
        reading = await here.book()
        here.double.faults.order(fault, method="DELETE")
        cancelled = await here.vendor.cancel(reading.reference, "")
        assert cancelled is not None
        assert cancelled.status is BookingStatus.CANCELLED


@pytest.mark.parametrize(("fault", "error"), [(Fault.RESET_BEFORE, OutcomeUnknown), (Fault.ERROR_BEFORE, SystemDown)])
async def test_a_cancellation_that_was_not_done_is_not_told_as_done(fault: Fault, error: type[Exception]) -> None:
    async with practice() as here:
        reading = await here.book()
        here.double.faults.order(fault, method="DELETE")
        with pytest.raises(error):
            await here.vendor.cancel(reading.reference, "")
        assert here.standing == [NINE]
        await here.vendor.cancel(reading.reference, "")


async def test_a_cancellation_that_is_refused_stays_booked() -> None:
    async with practice(replace(PRACTICE, cancel_allowed=False)) as here:
        reading = await here.book()
        with pytest.raises(BookingRejected) as refused:
            await here.vendor.cancel(reading.reference, "")
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert here.standing == [NINE]


async def test_a_call_that_is_not_there_is_a_mistake_in_the_settings() -> None:
    async with practice(replace(PRACTICE, cancel_call=None), complains=True) as here:
        reading = await here.book()
        with pytest.raises(Misconfigured, match="cancel"):
            await here.vendor.cancel(reading.reference, "")


async def test_a_call_that_does_something_else_is_not_believed() -> None:
    """It answers well, and the calendar still has the appointment."""
    async with practice() as here:
        reading = await here.book()
        here.double.cancel = lambda entry: None  # type: ignore[method-assign]
        with pytest.raises(OutcomeUnknown, match="still has"):
            await here.vendor.cancel(reading.reference, "")


async def test_a_cancellation_that_cannot_be_seen_is_unknown() -> None:
    async with practice(never_waits=True) as here:
        reading = await here.book()
        cancel = here.double.cancel

        def cancel_and_fail(entry: Entry) -> None:
            cancel(entry)
            here.double.faults.order(Fault.ERROR_BEFORE, BOOKED, method="GET", times=9)

        here.double.cancel = cancel_and_fail  # type: ignore[method-assign]
        with pytest.raises(OutcomeUnknown):
            await here.vendor.cancel(reading.reference, "")
