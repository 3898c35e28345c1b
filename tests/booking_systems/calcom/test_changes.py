"""Appointments at Cal.com that are read, found, cancelled and moved, by us and behind our back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.booking_systems.calcom.desk import alone, open_desk
from tests.contracts.booking_system import FRIDAY, NOW
from tests.doubles.calcom import Settings
from tests.doubles.calcom_records import Booking
from tests.doubles.calcom_wire import Cancel
from tests.doubles.serving import Fault

from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingStatus
from frontdesk.model.caller import PersonName
from frontdesk.model.change import Lookup, Refusal

# --- reading and finding


async def test_what_is_not_there_is_none_and_what_fails_is_not_none() -> None:
    async with alone() as desk:
        made = await desk.made()
        assert await desk.vendor.read("never-was") is None
        for fault in (Fault.WRONG_SHAPE, Fault.NOT_JSON):
            desk.double.faults.order(fault, "/bookings")
            with pytest.raises(SystemDown, match="not as documented"):
                await desk.vendor.read(made.reference)
        desk.double.faults.order(Fault.ERROR_BEFORE, "/bookings", times=3)
        with pytest.raises(SystemDown, match="does not answer"):
            await desk.vendor.read(made.reference)


async def test_what_staff_moved_is_read_where_it_is_now() -> None:
    async with alone() as desk:
        made = await desk.made()
        entry = desk.double.diary.standing[0]
        for hours in (2, 3):
            entry = desk.double.move(entry, made.start + timedelta(hours=hours))
        read = await desk.vendor.read(made.reference)
        assert read is not None
        assert read.reference == entry.details["uid"]
        assert (read.start - made.start, read.status) == (timedelta(hours=3), BookingStatus.CONFIRMED)


async def test_appointments_are_found_by_number_whoever_made_them() -> None:
    async with open_desk() as desk:
        made = await desk.made()
        other = (await desk.openings("ben"))[3]
        wanted = replace(await desk.wanted(5), opening=other)
        his = await desk.vendor.create(wanted, "maria-2")
        await desk.vendor.cancel((await desk.made(6, "maria-3")).reference, "")
        noahs = replace(wanted, opening=(await desk.openings())[8])
        await desk.vendor.create(replace(noahs, attendee=replace(noahs.attendee, phone="+442079460150")), "noah-1")
        assert await desk.vendor.find("+442079460123") == [made, his]
        assert (his.service, his.host, his.name) == ("checkup", "ben", PersonName("Maria", "Lopez"))
        assert await desk.vendor.find("+442079460199") == []


async def test_pending_ones_are_found_too_and_get_a_booking_of_ours() -> None:
    async with alone(Settings(approval=True)) as desk:
        made = await desk.made()
        (found,) = await desk.system.find(Lookup("a", phone="+442079460123", day=FRIDAY.start.date()))
        assert (found.status, found.request.opening.start) == (BookingStatus.PENDING, made.start)
        assert (await desk.system.cancel(found.id)).status is BookingStatus.CANCELLED
        assert not desk.double.diary.standing


async def test_a_long_list_is_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.booking_systems.calcom.account.PAGE", 2)
    async with alone() as desk:
        made = [await desk.made(2 * number, f"maria-{number}") for number in range(5)]
        assert await desk.vendor.find("+442079460123") == made
        assert [dict(call.query)["skip"] for call in desk.double.called("GET", "/bookings")] == ["0", "2", "4", "0"]
        monkeypatch.setattr("frontdesk.booking_systems.calcom.account.PAGES", 1)
        assert await desk.vendor.find("+442079460123") == made[:2], "it has an end"
        wanted = await desk.wanted(1)
        with pytest.raises(SystemDown, match="more bookings"):  # and is not taken for "it is not there"
            await desk.vendor.look_up(wanted, "maria-9", desk.clock())


# --- cancelling


async def test_cancelled_with_a_reason_always() -> None:
    async with alone(Settings(reason_required=True), cancellation_reason="Asked for on the phone") as desk:
        for number, (reason, told) in enumerate({"": "Asked for on the phone", "ill": "ill"}.items()):
            made = await desk.made(4 * number, f"maria-{number}")
            cancelled = await desk.vendor.cancel(made.reference, reason)
            assert cancelled is not None
            assert cancelled.status is BookingStatus.CANCELLED
            assert desk.sent == {"cancellationReason": told}
            again = await desk.vendor.cancel(made.reference, reason)
            assert again == cancelled, "a second time is no error"
        assert len(desk.double.called("POST", "/cancel")) == 2


async def test_what_staff_moved_is_cancelled_where_it_is_now() -> None:
    async with alone() as desk:
        made = await desk.made()
        desk.double.move(desk.double.diary.standing[0], made.start + timedelta(hours=3))
        await desk.vendor.cancel(made.reference, "")
        assert not desk.double.diary.standing


async def test_cancelling_may_be_for_staff_only() -> None:
    async with alone(Settings(cancel_allowed=False)) as desk:
        made = await desk.made()
        with pytest.raises(BookingRejected) as refused:
            await desk.vendor.cancel(made.reference, "")
        assert refused.value.why is Refusal.NOT_BY_CALLER
        with pytest.raises(BookingRejected) as refused:
            await desk.vendor.cancel("never-was", "")
        assert refused.value.why is Refusal.UNKNOWN
        assert len(desk.double.diary.standing) == 1


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.WRONG_SHAPE])
async def test_a_lost_cancel_is_unknown_then_read(fault: Fault) -> None:
    async with alone() as desk:
        booking = await desk.system.book(await desk.wanted(), "maria-1")
        desk.double.faults.order(fault, "/cancel")
        with pytest.raises(OutcomeUnknown):
            await desk.system.cancel(booking.id)
        read = await desk.system.get(booking.id)
        assert read is not None
        assert read.status is BookingStatus.CANCELLED
        assert len(desk.double.called("POST", "/cancel")) == 1


async def test_somebody_else_may_be_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    async with alone() as desk:
        made = await desk.made()
        cancel = desk.double.practice.cancel

        def faster(uid: str, asked: Cancel, member: bool) -> Booking:
            desk.double.cancel(desk.double.diary.standing[0])
            return cancel(uid, asked, member)

        monkeypatch.setattr(desk.double.practice, "cancel", faster)
        cancelled = await desk.vendor.cancel(made.reference, "")
        assert cancelled is not None
        assert cancelled.status is BookingStatus.CANCELLED


async def test_what_is_said_to_be_done_must_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    async with alone() as desk:
        made, wanted = await desk.made(), await desk.wanted(6)
        practice = desk.double.practice
        booking = practice.bookings[made.reference]
        monkeypatch.setattr(practice, "cancel", lambda *_: booking)
        with pytest.raises(OutcomeUnknown, match="tells that the booking stands"):
            await desk.vendor.cancel(made.reference, "")
        monkeypatch.setattr(practice, "reschedule", lambda *_: practice.end(booking, "cancelled"))
        with pytest.raises(OutcomeUnknown, match="tells that the booking is cancelled"):
            await desk.vendor.move(made.reference, wanted)
        monkeypatch.setattr(practice, "create", lambda *_: booking)
        with pytest.raises(BookingRejected, match="turned down at once"):
            await desk.vendor.create(wanted, "maria-2")


async def test_what_is_of_another_kind_in_a_list_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account has more than what the profile names, and it may be of any kind."""
    async with alone() as desk:
        made = await desk.made()
        strange = [{"recurring": True}, {"id": 1, "eventType": {"slug": "gone"}}, {"id": 2, "eventType": None}]
        strange += [{"id": 3, "eventType": {"id": 999}, "start": None}]
        listed, data = desk.double.practice.list, desk.double._data
        monkeypatch.setattr(desk.double.practice, "list", lambda query: [*strange, *listed(query)])
        monkeypatch.setattr(desk.double, "_data", lambda one: one if isinstance(one, dict) else data(one))
        assert await desk.vendor.look_up(await desk.wanted(3), "maria-1", NOW) is None
        assert await desk.vendor.find("+442079460123") == [made]


async def test_too_many_cancels_is_told() -> None:
    async with alone(Settings(cancels_per_minute=1)) as desk:
        await desk.vendor.cancel((await desk.made()).reference, "")
        made = await desk.made(key="maria-2")
        with pytest.raises(SystemDown, match="asked too often"):
            await desk.vendor.cancel(made.reference, "")


# --- moving


async def test_a_move_gives_another_reference() -> None:
    async with alone() as desk:
        made, wanted = await desk.made(), await desk.wanted(6)
        moved = await desk.vendor.move(made.reference, wanted)
        assert moved.start == wanted.opening.start
        assert moved.reference != made.reference == moved.was
        assert desk.sent == {"start": "2026-03-06T11:00:00Z"}
        assert await desk.vendor.read(made.reference) == moved
        assert await desk.vendor.move(made.reference, wanted) == moved, "an old uid is followed; it is there already"
        assert len(desk.double.called("POST", "/reschedule")) == 1


async def test_a_move_may_wait_for_the_host() -> None:
    async with alone(Settings(approval=True)) as desk:
        made = await desk.made()
        desk.double.approve(desk.double.diary.standing[0])
        moved = await desk.vendor.move(made.reference, await desk.wanted(6))
        assert moved.status is BookingStatus.PENDING


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_a_lost_move_is_unknown_then_read_and_done_once(fault: Fault) -> None:
    async with alone() as desk:
        booking = await desk.system.book(await desk.wanted(), "maria-1")
        opening = (await desk.openings())[6]
        desk.double.faults.order(fault, "/reschedule")
        with pytest.raises(OutcomeUnknown):
            await desk.system.reschedule(booking.id, opening, None)
        moved = await desk.system.reschedule(booking.id, opening, None)
        assert moved.request.opening == opening
        assert await desk.system.get(booking.id) == moved
        assert len(desk.double.called("POST", "/reschedule")) == 1
        await desk.system.cancel(booking.id)
        assert not desk.double.diary.standing


async def test_a_move_to_what_is_taken_leaves_it() -> None:
    async with alone() as desk:
        made, wanted = await desk.made(), await desk.wanted(6)
        desk.double.book_elsewhere("ada", wanted.opening.start)
        with pytest.raises(OpeningTaken):
            await desk.vendor.move(made.reference, wanted)
        assert await desk.vendor.read(made.reference) == made


async def test_what_cannot_be_moved() -> None:
    async with open_desk() as desk:
        made, wanted = await desk.made(), await desk.wanted(6)
        longer = replace(wanted.opening, end=wanted.opening.end + timedelta(minutes=15))
        for other in (longer, replace(wanted.opening, host="ben")):
            with pytest.raises(BookingRejected) as refused:
                await desk.vendor.move(made.reference, replace(wanted, opening=other))
            assert refused.value.why is Refusal.NOT_BY_CALLER
        await desk.vendor.cancel(made.reference, "")
        for reference, why in ((made.reference, Refusal.OVER), ("never-was", Refusal.UNKNOWN)):
            with pytest.raises(BookingRejected) as refused:
                await desk.vendor.move(reference, wanted)
            assert refused.value.why is why
        assert not desk.double.called("POST", "/reschedule")
