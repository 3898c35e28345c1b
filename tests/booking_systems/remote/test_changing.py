"""What the vendor has is what is true: moves and cancellations whose answer is lost, and changes made there."""

import asyncio

import pytest
from tests.booking_systems.remote.plain_vendor import Trouble, a_while
from tests.booking_systems.remote.test_making import Practice, practice
from tests.contracts.booking_system import BUSINESS, FRIDAY

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import OutcomeUnknown, SystemDown
from frontdesk.model.booking import Booking, BookingRequest, BookingStatus, Invite
from frontdesk.model.change import Lookup

__all__ = ["practice"]  # a fixture


async def booked(practice: Practice) -> Booking:
    return await practice.system.book(practice.wanted(), "maria-1")


@pytest.mark.parametrize("trouble", [Trouble.LOST, Trouble.NEVER])
async def test_a_move_whose_answer_is_lost_is_read(practice: Practice, trouble: Trouble) -> None:
    booking = await booked(practice)
    practice.vendor.trouble = trouble
    with pytest.raises(OutcomeUnknown):
        await practice.system.reschedule(booking.id, practice.openings[4], None)
    read = await practice.system.get(booking.id)
    assert read is not None
    assert read.request.opening.start == practice.openings[4 if trouble is Trouble.LOST else 0].start
    assert len(practice.vendor.diary.standing) == 1


async def test_a_cancellation_whose_answer_is_lost_is_read(practice: Practice) -> None:
    booking = await booked(practice)
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.cancel(booking.id)
    read = await practice.system.get(booking.id)
    assert read is not None
    assert read.status is BookingStatus.CANCELLED
    assert await practice.system.cancel(booking.id) == read


async def test_what_is_gone_there_is_cancelled_without_more_ado(practice: Practice) -> None:
    booking = await booked(practice)
    practice.vendor.diary.entries.clear()
    cancelled = await practice.system.cancel(booking.id)
    assert cancelled.status is BookingStatus.CANCELLED
    assert cancelled.request == booking.request


async def test_what_is_said_to_be_done_and_is_not_is_not_passed_on(practice: Practice) -> None:
    booking = await booked(practice)
    practice.vendor.trouble = Trouble.UNTOUCHED
    with pytest.raises(OutcomeUnknown, match="somewhere else"):
        await practice.system.reschedule(booking.id, practice.openings[4], None)
    practice.vendor.trouble = Trouble.UNTOUCHED
    with pytest.raises(OutcomeUnknown, match="as it was"):
        await practice.system.cancel(booking.id)
    assert await practice.system.get(booking.id) == booking


async def test_what_was_cancelled_there_is_not_found(practice: Practice) -> None:
    booking = await booked(practice)
    practice.vendor.diary.standing[0].stands = False
    lookup = Lookup("a", phone=booking.request.attendee.phone, day=FRIDAY.start.date())
    assert await practice.system.find(lookup) == ()
    read = await practice.system.get(booking.id)
    assert read is not None
    assert (read.status, read.revision) == (BookingStatus.CANCELLED, 1)


async def test_what_was_moved_there_is_found_where_it_is(practice: Practice) -> None:
    booking = await booked(practice)
    entry, later = practice.vendor.diary.standing[0], practice.openings[6]
    entry.start, entry.end = later.start, later.end
    found = await practice.system.find(
        Lookup("a", phone=booking.request.attendee.phone, name=booking.request.attendee.name)
    )
    assert [one.request.opening.start for one in found] == [later.start]


async def test_it_is_not_called_gone_while_the_vendor_does_not_answer(practice: Practice) -> None:
    booking = await booked(practice)
    practice.vendor.reading_down = True
    with pytest.raises(SystemDown):
        await practice.system.find(Lookup("a", phone=booking.request.attendee.phone, day=FRIDAY.start.date()))


async def test_an_appointment_is_not_read_for_every_turn(practice: Practice) -> None:
    booking = await booked(practice)
    for _ in range(5):
        await practice.system.get(booking.id)
    assert practice.vendor.read_count == 1
    practice.clock.pass_time(seconds=60)
    await practice.system.get(booking.id)
    assert practice.vendor.read_count == 2


async def test_a_notice_has_it_read_again_at_once(practice: Practice) -> None:
    booking = await booked(practice)
    await practice.system.get(booking.id)
    entry = practice.vendor.diary.standing[0]
    entry.stands = False
    await practice.system.noticed({}, str(entry.id).encode())
    read = await practice.system.get(booking.id)
    assert read is not None
    assert not read.stands
    for other in (b"", b"4711"):
        await practice.system.noticed({}, other)


async def test_a_notice_of_a_move_may_bring_another_reference(practice: Practice) -> None:
    booking = await booked(practice)
    old, start = practice.vendor.diary.standing[0], practice.openings[4].start
    new = practice.vendor.diary.add(old.service, old.host, start, practice.openings[4].end, was=old.id)
    old.stands, old.details["moved_to"] = False, new.id
    await practice.system.noticed({}, str(new.id).encode())
    read = await practice.system.get(booking.id)
    assert read is not None
    assert read.stands
    assert read.request.opening.start == start
    reads = practice.vendor.read_count
    await practice.system.noticed({}, str(new.id).encode())
    assert practice.vendor.read_count == reads + 1, "it is known by its new reference now"


async def test_two_processes_know_the_same(practice: Practice) -> None:
    booking = await booked(practice)
    other = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock)
    moved = await other.reschedule(booking.id, practice.openings[4], None)
    assert await practice.system.get(booking.id) == moved
    await other.close()


async def test_the_invite_says_what_the_vendor_made_of_it(practice: Practice) -> None:
    """A link of the vendor's own goes into the calendar entry, and a time that was changed there."""

    def write(request: BookingRequest) -> Invite:
        return Invite("Check-up", f"{request.place} {request.opening.start:%H:%M}")

    system = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock, write_invite=write)
    practice.vendor.place = "https://vendor.example.com/room"
    booking = await system.book(practice.wanted(), "maria-1")
    assert booking.request.invite.description == "https://vendor.example.com/room 09:00"
    entry, later = practice.vendor.diary.standing[0], practice.openings[6]
    entry.start, entry.end = later.start, later.end
    read = await system.get(booking.id)
    assert read is not None
    assert read.request.invite.description == "https://vendor.example.com/room 10:30"
    await system.close()


async def test_what_was_read_before_a_move_does_not_undo_it(practice: Practice) -> None:
    booking = await booked(practice)
    read, is_read, go_on = practice.vendor.read, asyncio.Event(), asyncio.Event()

    async def slow(reference: str) -> Reading | None:
        told = await read(reference)
        is_read.set()
        await go_on.wait()
        return told

    practice.vendor.read = slow  # type: ignore[method-assign]
    reading = asyncio.create_task(practice.system.get(booking.id))
    await is_read.wait()
    moved = await practice.system.reschedule(booking.id, practice.openings[4], None)
    go_on.set()
    assert await reading == moved


async def test_changes_of_one_booking_are_made_one_after_the_other(practice: Practice) -> None:
    booking = await booked(practice)
    at_once = most = 0

    async def pause() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await a_while()
        at_once -= 1

    practice.vendor.pause = pause
    moves = (practice.system.reschedule(booking.id, practice.openings[which], None) for which in (4, 6))
    await asyncio.gather(*moves, practice.system.cancel(booking.id))
    assert most == 1
    assert practice.vendor.diary.standing == []
