"""What becomes of a booking, as Cubu and the network behave: said only what is known, and done only once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import CUSTOMERS, PRACTICE, Practice, practice, with_email
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import request
from tests.doubles.cubu import TimeUtc
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Failed
from frontdesk.conversations.ports import BookingRejected, NeverKnown, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingStatus
from frontdesk.model.caller import Channel

BOOKED = "/appointments"


@asynccontextmanager
async def system_over(here: Practice) -> AsyncIterator[RemoteBookingSystem]:
    async with over(here.vendor, here.clock) as system:
        yield system


# --- refusals


@pytest.mark.parametrize("status", [400, 409])
async def test_a_start_that_is_gone_is_taken_whatever_the_status(status: int) -> None:
    async with practice(replace(PRACTICE, taken=status)) as here:
        wish = await here.wish()
        here.double.book_elsewhere("ada", wish.opening.start)
        with pytest.raises(OpeningTaken):
            await here.vendor.create(wish, "key")
        assert len(here.standing) == 1


@pytest.mark.parametrize("status", [400, 403, 409, 422])
async def test_a_refusal_of_a_start_that_is_vacant_is_no_taken_opening(status: int) -> None:
    async with practice(replace(PRACTICE, hook_veto=status)) as here:
        with pytest.raises(BookingRejected):
            await here.book()
        assert here.standing == []


async def test_a_refusal_that_cannot_be_explained_booked_nothing() -> None:
    async with practice(replace(PRACTICE, taken=409), never_waits=True) as here:
        wish = await here.wish()
        here.double.book_elsewhere("ada", wish.opening.start)
        here.double.faults.order(Fault.ERROR_BEFORE, "/vacancies", times=9)
        with pytest.raises(SystemDown):
            await here.vendor.create(wish, "key")


async def test_an_email_that_is_demanded_is_never_made_up() -> None:
    async with practice(replace(PRACTICE, email_required=True)) as here:
        wish = await here.wish()
        with pytest.raises(BookingRejected):
            await here.vendor.create(wish, "key")
        assert here.double.called("POST", BOOKED) == []
        await here.vendor.create(with_email(wish, "maria@lopez.example"), "key")


async def test_a_record_that_is_demanded_and_not_set_up_is_a_refusal() -> None:
    async with practice(replace(PRACTICE, customer_required=True)) as here:
        with pytest.raises(BookingRejected, match="customer record"):
            await here.book()


async def test_only_what_was_offered_is_booked() -> None:
    async with practice() as here:
        wish = await here.wish()
        later = replace(wish.opening, start=wish.opening.end)
        for opening in (replace(wish.opening, reference=""), later):
            with pytest.raises(BookingRejected):
                await here.vendor.create(replace(wish, opening=opening), "key")
        assert here.double.called("POST", BOOKED) == []


async def test_an_index_that_is_another_hosts_by_now_is_not_booked() -> None:
    async with practice() as here:
        wish = await here.wish()
        with pytest.raises(OpeningTaken):
            await here.vendor.create(replace(wish, opening=replace(wish.opening, host="ben")), "key")


# --- what was booked


async def test_a_channel_that_a_hook_changed_is_told() -> None:
    async with practice(replace(PRACTICE, hook_channel="Video")) as here:
        assert (await here.book()).channel is Channel.VIDEO


async def test_a_service_type_that_a_hook_changed_is_told_by_its_length() -> None:
    async with practice(replace(PRACTICE, hook_service_type="long")) as here:
        reading = await here.book()
        assert (reading.end - reading.start).seconds == 3600


async def test_another_instant_than_was_asked_for_is_cancelled_again() -> None:
    async with practice(replace(PRACTICE, time_utc=TimeUtc.WRONG)) as here, system_over(here) as system:
        with pytest.raises(BookingRejected, match="another time"):
            await system.book(await here.wish(), "maria-1")
        assert here.standing == []


async def test_another_instant_is_told_also_when_the_answer_was_lost() -> None:
    async with practice(replace(PRACTICE, time_utc=TimeUtc.WRONG)) as here:
        wish = await here.wish()
        await here.vendor.create(wish, "key")
        found = await here.look_up(wish)
        assert found is not None
        assert found.start == wish.opening.start + timedelta(hours=1)


async def test_what_is_made_in_another_status_than_one_that_stands_is_not_told_as_booked() -> None:
    async with practice(statuses={"Planned": "cancelled"}) as here:
        with pytest.raises(OutcomeUnknown):
            await here.book()


async def test_another_instant_that_cannot_be_cancelled_is_not_told_as_booked() -> None:
    settings = replace(PRACTICE, time_utc=TimeUtc.WRONG, cancel_call=None)
    async with practice(settings, cancel=None) as here, system_over(here) as system:
        with pytest.raises(OutcomeUnknown):
            await system.book(await here.wish(), "maria-1")


# --- answers that are lost

LOST = [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON, Fault.STALL_AFTER]


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("said", [{}, {"customers": CUSTOMERS}])
async def test_what_was_made_is_found_and_made_once(fault: Fault, said: dict[str, Any]) -> None:
    async with practice(time_limit_seconds=0.2, **said) as here, system_over(here) as system:
        wish = await here.wish()
        here.double.faults.order(fault, BOOKED, method="POST")
        if fault is Fault.ERROR_AFTER:  # it says that it is done with it, and so is looked for at once
            booking = await system.book(wish, "maria-1")
        else:
            with pytest.raises(OutcomeUnknown):
                await system.book(wish, "maria-1")
            found = await system.find_by_key("maria-1")
            assert found is not None
            booking = found
        assert booking.status is BookingStatus.CONFIRMED
        assert await system.book(wish, "maria-1") == booking
        assert here.standing == [("ada", "06 09:00")]
        assert len(here.double.called("POST", BOOKED)) == 1


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.STALL_BEFORE])
async def test_what_was_not_made_is_not_found(fault: Fault) -> None:
    async with practice(time_limit_seconds=0.2) as here:
        wish = await here.wish()
        here.double.faults.order(fault, BOOKED, method="POST")
        with pytest.raises(Failed if fault is Fault.ERROR_BEFORE else OutcomeUnknown):
            await here.vendor.create(wish, "key")
        assert await here.look_up(wish) is None
        await here.vendor.create(wish, "key")


async def test_being_asked_too_often_is_waited_for() -> None:
    async with practice(never_waits=True) as here:
        here.double.faults.order(Fault.TOO_MANY, BOOKED, method="POST")
        await here.book()
        assert len(here.double.called("POST", BOOKED)) == 2
        assert len(here.standing) == 1


@pytest.mark.parametrize("said", [{}, {"customers": CUSTOMERS}])
async def test_somebody_elses_appointment_is_not_ours(said: dict[str, Any]) -> None:
    async with practice(**said) as here:
        wish = await here.wish()
        await here.vendor.create(request(wish.opening, name="Noah", phone="+442079460150"), "other")
        assert await here.look_up(wish) is None


async def test_what_was_there_before_is_not_what_became_of_this() -> None:
    async with practice() as here:
        wish = await here.wish()
        await here.vendor.create(wish, "earlier")
        here.clock.pass_time(minutes=3)
        assert await here.look_up(wish) is None


async def test_an_appointment_of_nobody_knows_whom_is_never_known() -> None:
    async with practice(replace(PRACTICE, shows_customer=False)) as here, system_over(here) as system:
        wish = await here.wish()
        here.double.faults.order(Fault.RESET_AFTER, BOOKED, method="POST")
        with pytest.raises(OutcomeUnknown):
            await system.book(wish, "maria-1")
        with pytest.raises(NeverKnown):
            await system.find_by_key("maria-1")
        with pytest.raises(OutcomeUnknown):
            await system.book(wish, "maria-2")
        assert len(here.double.called("POST", BOOKED)) == 1


async def test_a_failure_with_an_appointment_of_nobody_knows_whom_is_an_unknown_outcome() -> None:
    async with practice(replace(PRACTICE, shows_customer=False)) as here, system_over(here) as system:
        wish = await here.wish()
        here.double.faults.order(Fault.ERROR_AFTER, BOOKED, method="POST")
        with pytest.raises(OutcomeUnknown):
            await system.book(wish, "maria-1")


async def test_a_booking_is_found_by_the_customers_record_where_the_list_shows_nobody() -> None:
    async with practice(customers=CUSTOMERS) as here:
        wish = await here.wish()
        await here.vendor.create(wish, "key")
        here.double.paper._customer = lambda entry, customers: None  # type: ignore[method-assign]
        assert await here.look_up(wish) is not None
        stranger = request(wish.opening, name="Noah", phone="+442079460150")
        with pytest.raises(NeverKnown):
            await here.look_up(stranger)


async def test_the_appointment_of_somebody_with_the_same_number_is_not_ours() -> None:
    async with practice(customers=CUSTOMERS) as here:
        wish = await here.wish()
        await here.vendor.create(request(wish.opening, name="Noah"), "key")
        assert await here.look_up(wish) is None


async def test_a_number_without_the_name_is_not_enough_where_there_are_records() -> None:
    """Both have a record, and only the first of a number is found."""
    async with practice(customers=CUSTOMERS) as here:
        later, wish = await here.wish(4), await here.wish()
        await here.vendor.create(later, "earlier")
        await here.vendor.create(request(wish.opening, name="Noah"), "key")
        with pytest.raises(NeverKnown):
            await here.look_up(wish)


@pytest.mark.parametrize("said", [{}, {"customers": CUSTOMERS}])
async def test_what_became_of_a_booking_is_looked_for_in_every_calendar_of_the_day(said: dict[str, Any]) -> None:
    """An index can be another calendar's by then. With records it is known whose it is, by the number alone not."""
    async with practice(**said) as here:
        wish = await here.wish()
        await here.vendor.create(wish, "key")
        here.double.diary.entries[0].host = "ben"
        if said:
            found = await here.look_up(wish)
            assert found is not None
            assert found.host == "ben"
        else:
            with pytest.raises(NeverKnown, match="elsewhere"):
                await here.look_up(wish)


async def test_an_appointment_is_found_by_its_instant_where_the_list_counts_minutes_otherwise() -> None:
    """In the guide's own sample, a start and the time beside it do not fit."""
    async with practice() as here:
        wish = await here.wish()
        await here.vendor.create(wish, "key")
        minute = here.double.paper.minute
        here.double.paper.minute = lambda instant: minute(instant) + 11  # type: ignore[method-assign]
        assert await here.look_up(wish) is not None


async def test_what_was_asked_for_under_other_settings_is_never_known() -> None:
    async with practice() as here:
        wish = await here.wish()
        for opening in (replace(wish.opening, service="massage"), replace(wish.opening, reference="")):
            with pytest.raises(NeverKnown):
                await here.look_up(replace(wish, opening=opening))


async def test_what_was_cancelled_meanwhile_is_not_found_as_standing() -> None:
    settings = replace(PRACTICE, cancelled_status="Gone")
    async with practice(settings, statuses={"Gone": "cancelled"}) as here:
        wish = await here.wish()
        await here.vendor.create(wish, "key")
        here.double.cancel(here.double.diary.entries[0])
        assert await here.look_up(wish) is None
