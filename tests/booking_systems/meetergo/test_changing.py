"""Cancelling, moving and reading again; and what can be done while a booking waits for somebody's word."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.booking_systems.meetergo.desk import SEARCH, Desk
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import request
from tests.doubles.meetergo import MEETING_TYPES
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected, NeverKnown, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Awaiting, BookingStatus
from frontdesk.model.change import Refusal

LOST = [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.STALL_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON]


async def made(desk: Desk) -> Reading:
    return await desk.vendor.create(await desk.wanted(), "maria-1")


# --- cancelling


@pytest.mark.parametrize("status", [200, 201])
async def test_cancelling_with_a_reason(desk: Desk, status: int) -> None:
    desk.set(action_status=status)
    booked = await made(desk)
    cancelled = await desk.vendor.cancel(booked.reference, "x" * 501)
    assert cancelled == replace(booked, status=BookingStatus.CANCELLED)
    assert desk.double.called("POST", "/cancel")[0].json == {"reason": "x" * 500}
    assert await desk.vendor.read(booked.reference) == cancelled


async def test_what_is_cancelled_already_is_no_error(desk: Desk) -> None:
    booked = await made(desk)
    desk.double.cancel(desk.double.diary.entries[0])
    cancelled = await desk.vendor.cancel(booked.reference, "")
    assert cancelled is not None
    assert cancelled.status is BookingStatus.CANCELLED
    assert desk.double.called("POST", "/cancel")[0].json == {}


@pytest.mark.parametrize("fault", LOST)
async def test_a_cancelling_without_a_clear_answer_is_unknown_and_can_be_read(desk: Desk, fault: Fault) -> None:
    booked = await made(desk)
    desk.fail(fault, "/cancel", "POST")
    with pytest.raises(OutcomeUnknown):
        await desk.vendor.cancel(booked.reference, "")
    now = await desk.vendor.read(booked.reference)
    assert now is not None
    assert now.status is BookingStatus.CANCELLED
    assert len(desk.double.called("POST", "/cancel")) == 1


async def test_what_we_have_no_right_to_change_is_for_a_person(desk: Desk) -> None:
    booked, other = await made(desk), await desk.opening(number=4)
    desk.set(cancel_allowed=False)
    for change in (desk.vendor.cancel(booked.reference, ""), desk.vendor.move(booked.reference, request(other))):
        with pytest.raises(BookingRejected) as refused:
            await change
        assert refused.value.why is Refusal.NOT_BY_CALLER
    assert await desk.vendor.read(booked.reference) == booked


async def test_what_never_was_is_neither_read_nor_changed(desk: Desk) -> None:
    wanted = await desk.wanted()
    assert await desk.vendor.read("never/was") is None
    for change in (desk.vendor.cancel("never/was", ""), desk.vendor.move("never/was", wanted)):
        with pytest.raises(BookingRejected) as refused:
            await change
        assert refused.value.why is Refusal.UNKNOWN


async def test_a_cancelling_that_shows_nothing_of_it_is_unknown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    booked = await made(desk)
    monkeypatch.setattr(desk.double, "_take_out", lambda *_: None)
    with pytest.raises(OutcomeUnknown, match="as it was"):
        await desk.vendor.cancel(booked.reference, "")


# --- moving


async def test_a_move_keeps_its_id_and_its_length(desk: Desk) -> None:
    booked, other = await made(desk), await desk.opening(number=8)
    moved = await desk.vendor.move(booked.reference, request(other))
    assert moved == replace(booked, start=other.start, end=other.end)
    sent = desk.double.called("POST", "/reschedule")[0].json
    assert sent == {"start": other.start.isoformat(), "ignoreAvailability": False}
    assert await desk.vendor.move(booked.reference, request(other)) == moved, "it is there already"
    assert len(desk.double.called("POST", "/reschedule")) == 1


async def test_a_move_to_what_is_taken_leaves_it(desk: Desk) -> None:
    desk.set(stale=True)
    booked, other = await made(desk), await desk.opening(number=8)
    desk.double.book_elsewhere("ada", other.start)
    with pytest.raises(OpeningTaken):
        await desk.vendor.move(booked.reference, request(other))
    asked = dict(desk.double.called("GET", "availability")[-1].query)
    assert (asked["existingAppointmentId"], asked["refreshCache"]) == (booked.reference, "true")
    assert await desk.vendor.read(booked.reference) == booked


@pytest.mark.parametrize("fault", LOST)
async def test_a_move_without_a_clear_answer_is_unknown_and_can_be_read(desk: Desk, fault: Fault) -> None:
    booked, other = await made(desk), await desk.opening(number=8)
    desk.fail(fault, "/reschedule", "POST")
    with pytest.raises(OutcomeUnknown):
        await desk.vendor.move(booked.reference, request(other))
    now = await desk.vendor.read(booked.reference)
    assert now is not None
    assert now.start == other.start
    assert len(desk.double.called("POST", "/reschedule")) == 1


async def test_a_move_to_another_time_than_asked_for_is_unknown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    booked, other = await made(desk), await desk.opening(number=8)
    move = desk.double.move
    monkeypatch.setattr(desk.double, "move", lambda entry, start: move(entry, start + timedelta(hours=1)))
    with pytest.raises(OutcomeUnknown, match="another time"):
        await desk.vendor.move(booked.reference, request(other))


async def test_a_move_to_another_host_or_length_is_for_a_person(desk: Desk) -> None:
    booked, with_ben, later = await made(desk), await desk.opening("ben"), await desk.opening(number=8)
    longer = replace(later, end=later.end + timedelta(minutes=15))
    for opening in (with_ben, longer):
        with pytest.raises(BookingRejected) as refused:
            await desk.vendor.move(booked.reference, request(opening))
        assert refused.value.why is Refusal.NOT_BY_CALLER
    assert not desk.double.called("POST", "/reschedule")


async def test_what_is_cancelled_is_not_moved(desk: Desk) -> None:
    booked, other = await made(desk), await desk.opening(number=8)
    await desk.vendor.cancel(booked.reference, "")
    with pytest.raises(BookingRejected) as refused:
        await desk.vendor.move(booked.reference, request(other))
    assert refused.value.why is Refusal.OVER


async def test_openings_for_a_move_are_those_it_can_be_moved_to(desk: Desk) -> None:
    desk.set(durations=(30, 45))
    first = (await desk.vendor.openings(replace(SEARCH, host="ada", duration_minutes=45), None))[0]
    booked = await desk.vendor.create(request(first), "maria-1")
    found = await desk.vendor.openings(SEARCH, booked.reference)
    assert {opening.host for opening in found} == {"ada"}
    assert {opening.minutes for opening in found} == {45}
    assert found[0].start == first.start, "its own time is free to it"
    assert {one.host for one in await desk.vendor.openings(replace(SEARCH, host="ben"), booked.reference)} == {"ben"}
    moved = await desk.vendor.move(booked.reference, request(found[1]))
    assert (moved.start, moved.end) == (found[1].start, found[1].end)


async def test_an_appointment_of_another_meeting_type_frees_nothing_and_is_for_a_person(desk: Desk) -> None:
    elsewhere = desk.double.book_elsewhere("ada", (await desk.opening()).start)
    elsewhere.service = MEETING_TYPES["team"]
    reference = desk.double.of(elsewhere).id
    found = await desk.vendor.openings(SEARCH, reference)
    assert {opening.host for opening in found} == {"ada", "ben"}
    assert not any("existingAppointmentId" in dict(call.query) for call in desk.double.calls)
    with pytest.raises(BookingRejected) as refused:
        await desk.vendor.move(reference, request(found[0]))
    assert refused.value.why is Refusal.NOT_BY_CALLER


# --- what waits for somebody's word


@asynccontextmanager
async def waiting(desk: Desk) -> AsyncIterator[RemoteBookingSystem]:
    desk.set(pending="requireHostConfirmation")
    async with over(desk.vendor, desk.clock) as system:
        yield system


async def test_what_waits_stays_as_it_is_until_it_is_confirmed(desk: Desk) -> None:
    async with waiting(desk) as system:
        asked = await system.book(await desk.wanted(), "maria-1")
        assert (asked.status, asked.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        assert await system.get(asked.id) == asked
        desk.clock.pass_time(minutes=5)
        assert await system.get(asked.id) == asked
        desk.double.approve(desk.double.diary.entries[0])
        desk.clock.pass_time(minutes=5)
        sure = await system.get(asked.id)
        assert sure is not None
        assert (sure.id, sure.status, sure.awaiting) == (asked.id, BookingStatus.CONFIRMED, None)
        assert sure.request == asked.request
        moved = await system.reschedule(asked.id, await desk.opening(number=8), None)
        assert (await system.cancel(moved.id)).status is BookingStatus.CANCELLED


async def test_what_waits_is_a_persons_to_change(desk: Desk) -> None:
    async with waiting(desk) as system:
        asked = await system.book(await desk.wanted(), "maria-1")
        for change in (system.cancel(asked.id), system.reschedule(asked.id, await desk.opening(number=8), None)):
            with pytest.raises(BookingRejected) as refused:
                await change
            assert refused.value.why is Refusal.NOT_BY_CALLER
        assert await system.get(asked.id) == asked
        assert not desk.double.called("POST", "/v4/appointment")


async def test_what_waits_says_itself_where_it_is_and_frees_nothing(desk: Desk) -> None:
    desk.set(pending="requireHostConfirmation")
    asked = await made(desk)
    assert await desk.vendor.read(asked.reference) == asked
    assert await desk.vendor.openings(SEARCH, asked.reference) == await desk.vendor.openings(SEARCH, None)


async def test_what_was_confirmed_meanwhile_is_cancelled_and_moved_at_once(desk: Desk) -> None:
    async with waiting(desk) as system:
        asked = await system.book(await desk.wanted(), "maria-1")
        desk.double.approve(desk.double.diary.entries[0])
        there = await desk.opening(number=8)
        moved = await system.reschedule(asked.id, there, None)
        assert (moved.status, moved.request.opening) == (BookingStatus.CONFIRMED, there)
        assert (await system.cancel(asked.id)).status is BookingStatus.CANCELLED


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.RESET_BEFORE, Fault.ERROR_AFTER, Fault.ERROR_BEFORE])
async def test_whether_something_waits_cannot_be_told_and_it_is_not_asked_for_twice(desk: Desk, fault: Fault) -> None:
    async with waiting(desk) as system:
        wanted = await desk.wanted()
        desk.fail(fault, "/v4/booking", "POST")
        with pytest.raises(OutcomeUnknown):
            await system.book(wanted, "maria-1")
        desk.clock.pass_time(hours=1)
        with pytest.raises(NeverKnown):
            await system.find_by_key("maria-1")
        with pytest.raises(OutcomeUnknown):
            await system.book(wanted, "maria-2")
        assert len(desk.double.diary.entries) == (fault in LOST)
        if fault in LOST:
            desk.double.approve(desk.double.diary.entries[0])
            found = await system.find_by_key("maria-1")
            assert found is not None
            assert found.status is BookingStatus.CONFIRMED


async def test_what_waits_cannot_be_read_while_meetergo_is_away(desk: Desk) -> None:
    async with waiting(desk) as system:
        asked = await system.book(await desk.wanted(), "maria-1")
        desk.fail(Fault.ERROR_BEFORE, "/appointment/paginated", times=3)
        with pytest.raises(SystemDown):
            await system.get(asked.id)
