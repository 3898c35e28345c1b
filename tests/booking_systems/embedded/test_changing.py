"""What becomes of a booking after it is made, who may do it, and what its history says."""

from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.embedded.clinic import Desk, OpenDesk
from tests.contracts.booking_system import FRIDAY

from frontdesk.booking_systems.ledger import records
from frontdesk.conversations.ports import BookingRejected, KeyReused, OpeningTaken, RevisionChanged
from frontdesk.model.booking import Awaiting, Booking, BookingStatus, Guest, Invite
from frontdesk.model.caller import PersonName
from frontdesk.model.change import BY_CALLER, Actor, Doing, Mandate, Refusal
from frontdesk.model.diary import Edit

STAFF = Mandate(Actor.STAFF)


async def booked(desk: Desk, service: str = "checkup", hour: int = 9, by: Actor = Actor.CALLER, **more: Any) -> Booking:
    opening = await desk.at(service, hour, host="ada")
    return await desk.system.book(desk.person(opening, **more), f"{service}-{hour}", by)


async def refusal(attempt: Any) -> Refusal:
    with pytest.raises(BookingRejected) as refused:
        await attempt
    return refused.value.why


async def test_a_request_keeps_its_opening_until_the_host_approves_it(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        pending = await booked(desk, "consult")
        assert (pending.status, pending.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        assert pending.pending_until == pending.request.opening.start, "it does not wait beyond its own time"
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(pending.request.opening, "Noah"), "noah")
        assert await refusal(desk.system.approve(pending.id, BY_CALLER)) is Refusal.NOT_BY_CALLER
        approved = await desk.system.approve(pending.id, STAFF)
        assert (approved.status, approved.awaiting, approved.revision) == (BookingStatus.CONFIRMED, None, 1)
        assert await refusal(desk.system.approve(pending.id, STAFF)) is Refusal.NOT_PENDING
        told = [(change.what, change.by) for change in await desk.system.history(pending.id)]
        assert told == [(Doing.REQUESTED, Actor.CALLER), (Doing.APPROVED, Actor.STAFF)]


async def test_a_declined_request_frees_its_opening_and_says_why(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        pending = await booked(desk, "consult")
        declined = await desk.system.decline(pending.id, Mandate(Actor.STAFF, "we are at a fair"))
        assert declined.status is BookingStatus.CANCELLED
        assert (await desk.system.history(pending.id))[-1].reason == "we are at a fair"
        await desk.system.book(desk.person(pending.request.opening, "Noah"), "noah")


async def test_a_request_that_nobody_answers_lapses(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(pending_hours=2) as desk:
        pending = await booked(desk, "consult")
        approved = await booked(desk, "consult", 10)
        await desk.system.approve(approved.id, STAFF)
        desk.clock.pass_time(hours=1, minutes=59)
        await desk.system.tidy()
        assert await desk.system.get(pending.id) == pending
        desk.clock.pass_time(minutes=1)
        await desk.system.tidy()
        lapsed = await desk.system.get(pending.id)
        assert lapsed is not None
        assert lapsed.status is BookingStatus.CANCELLED
        assert (await desk.system.history(pending.id))[-1].what is Doing.LAPSED
        kept = await desk.system.get(approved.id)
        assert kept is not None
        assert kept.status is BookingStatus.CONFIRMED


async def test_who_has_to_confirm_twice_does_so_themselves(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        pending = await booked(desk, "trial")
        assert pending.awaiting is Awaiting.ATTENDEE
        assert (await desk.system.approve(pending.id, BY_CALLER)).status is BookingStatus.CONFIRMED


async def test_what_the_staff_book_is_agreed_and_needs_no_notice(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        opening = await desk.at("consult", 9, host="ada")
        desk.clock.now = opening.start - timedelta(minutes=10)
        with pytest.raises(OpeningTaken, match="notice"):
            await desk.system.book(desk.person(opening), "maria")
        booking = await desk.system.book(desk.person(opening), "staff", Actor.STAFF)
        assert booking.status is BookingStatus.CONFIRMED
        assert (await desk.system.history(booking.id))[0].by is Actor.STAFF


async def test_a_move_by_the_customer_of_what_was_approved_has_to_be_approved_again(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        pending = await booked(desk, "consult")
        await desk.system.approve(pending.id, STAFF)
        moved = await desk.system.reschedule(pending.id, await desk.at("consult", 11, host="ada"), None)
        assert (moved.status, moved.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        again = await desk.system.reschedule(moved.id, await desk.at("consult", 9, host="ada"), None, STAFF)
        assert again.status is BookingStatus.PENDING, "the staff moved it, and did not approve it yet"
        await desk.system.approve(pending.id, STAFF)
        settled = await desk.system.reschedule(moved.id, await desk.at("consult", 10, host="ada"), None, STAFF)
        assert settled.status is BookingStatus.CONFIRMED


async def test_the_invite_of_a_moved_booking_names_its_new_host(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking = await booked(desk)
        moved = await desk.system.reschedule(booking.id, await desk.at("checkup", 9, host="ben"), None)
        assert moved.request.invite == Invite("checkup with ben", "Maria Lopez")
        last = (await desk.system.history(booking.id))[-1]
        assert (last.what, last.before) == (Doing.MOVED, booking.request.opening)


async def test_the_policies_hold_for_callers_and_not_for_the_staff(at_the_desk: OpenDesk) -> None:
    late = {"cancel_notice_minutes": 120, "reschedule_notice_minutes": 240}
    async with at_the_desk(**late) as desk:
        first, second = await booked(desk), await booked(desk, hour=10)
        new = await desk.at("checkup", 11, host="ada")
        desk.clock.now = first.request.opening.start - timedelta(minutes=119)
        assert await refusal(desk.system.cancel(first.id)) is Refusal.TOO_LATE
        assert await refusal(desk.system.reschedule(second.id, new, None)) is Refusal.TOO_LATE
        assert (await desk.system.reschedule(second.id, new, None, STAFF)).request.opening == new
        assert (await desk.system.cancel(first.id, STAFF)).status is BookingStatus.CANCELLED
    async with at_the_desk(callers_may_cancel=False, callers_may_reschedule=False) as desk:
        booking, new = await booked(desk), await desk.at("checkup", 11, host="ada")
        assert await refusal(desk.system.cancel(booking.id)) is Refusal.NOT_BY_CALLER
        assert await refusal(desk.system.reschedule(booking.id, new, None)) is Refusal.NOT_BY_CALLER


async def test_a_booking_that_has_begun_is_not_the_callers_to_change(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking, new = await booked(desk), await desk.at("checkup", 11, host="ada")
        desk.clock.now = booking.request.opening.start
        assert await refusal(desk.system.cancel(booking.id)) is Refusal.OVER
        assert await refusal(desk.system.reschedule(booking.id, new, None)) is Refusal.OVER
        await desk.system.cancel(booking.id, STAFF)


async def test_a_booking_moves_within_its_service(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking, scan = await booked(desk), await desk.at("scan", 10, host="ada")
        assert await refusal(desk.system.reschedule(booking.id, scan, None)) is Refusal.ANOTHER_SERVICE


async def test_whether_they_came_is_known_when_it_has_begun_and_can_be_put_right(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking = await booked(desk)
        assert await refusal(desk.system.complete(booking.id, STAFF)) is Refusal.NOT_YET
        desk.clock.now = booking.request.opening.start
        assert (await desk.system.miss(booking.id, STAFF)).status is BookingStatus.NO_SHOW
        assert (await desk.system.complete(booking.id, STAFF)).status is BookingStatus.COMPLETED
        assert await refusal(desk.system.cancel(booking.id, STAFF)) is Refusal.OVER
        cancelled = await booked(desk, hour=11, by=Actor.STAFF)
        await desk.system.cancel(cancelled.id, STAFF)
        desk.clock.now = FRIDAY.end
        assert await refusal(desk.system.complete(cancelled.id, STAFF)) is Refusal.OVER


async def test_an_edit_is_a_revision_and_leaves_the_key_what_it_was(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        opening = await desk.at("checkup", 9, host="ada")
        asked = desk.person(opening)
        booking = await desk.system.book(asked, "maria")
        guest = Guest(PersonName("Rose", "Lopez"))
        edited = await desk.system.edit(
            booking.id,
            Edit(name=PersonName("Mariana", "Lopez"), guests=(guest,), tags=("vip",), notes="prefers the window"),
            Mandate(Actor.STAFF, revision=0),
        )
        assert edited.revision == 1
        assert edited.request.attendee.name.given == "Mariana"
        assert edited.request.attendee.phone == asked.attendee.phone
        assert (edited.request.guests, edited.request.tags, edited.request.notes) == (
            (guest,), ("vip",), "prefers the window",
        )  # fmt: skip
        assert edited.request.invite.description == "Mariana Lopez"
        assert await desk.system.book(asked, "maria") == edited, "the same request under the same key"
        with pytest.raises(KeyReused):
            await desk.system.book(edited.request, "maria")
        assert await desk.system.edit(booking.id, Edit(tags=("vip",)), STAFF) == edited, "nothing changed"
        with pytest.raises(RevisionChanged):
            await desk.system.edit(booking.id, Edit(notes="x"), Mandate(Actor.STAFF, revision=0))


async def test_a_key_stands_for_one_change(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        first, second = await booked(desk), await booked(desk, hour=10)
        key = Mandate(Actor.STAFF, key="k1")
        cancelled = await desk.system.cancel(first.id, key)
        assert await desk.system.cancel(first.id, key) == cancelled
        for attempt in (desk.system.cancel(second.id, key), desk.system.complete(first.id, key)):
            with pytest.raises(KeyReused):
                await attempt
        assert await desk.system.get(second.id) == second


async def test_one_person_is_in_one_place_at_a_time_where_the_business_says_so(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(one_at_a_time=True) as desk:
        await booked(desk)
        same_time = desk.person(await desk.at("checkup", 9, host="ben"))
        assert await refusal(desk.system.book(same_time, "k")) is Refusal.AT_THAT_TIME
        await desk.system.book(desk.person(same_time.opening, "Noah", 150), "noah")
        later = await desk.system.book(desk.person(await desk.at("checkup", 9, 30, host="ben")), "later")
        await desk.system.cancel((await desk.system.find_by_key("noah") or later).id)
        assert await refusal(desk.system.reschedule(later.id, same_time.opening, None)) is Refusal.AT_THAT_TIME
        await desk.system.reschedule(later.id, await desk.at("checkup", 10, host="ben"), None)
        await desk.system.reschedule(later.id, same_time.opening, None, STAFF)
    async with at_the_desk(max_upcoming_per_phone=2) as desk:
        bookings = [await booked(desk, hour=hour) for hour in (9, 10)]
        third = desk.person(await desk.at("checkup", 11, host="ada"))
        assert await refusal(desk.system.book(third, "third")) is Refusal.TOO_MANY
        await desk.system.cancel(bookings[0].id)
        await desk.system.book(third, "third")


async def test_a_request_that_is_moved_just_now_does_not_lapse(
    at_the_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_the_desk() as desk:
        moved = await booked(desk, "consult")
        monkeypatch.setattr(records, "find_overdue", lambda *_: [moved.id])  # as it was before the move was written
        await desk.system.tidy()
        assert await desk.system.get(moved.id) == moved
