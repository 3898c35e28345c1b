"""What the vendor has is what is true: moves and cancellations whose answer is lost, and changes made there."""

import pytest
from tests.booking_systems.remote.plain_vendor import Trouble
from tests.booking_systems.remote.test_making import Practice, practice
from tests.contracts.booking_system import BUSINESS, FRIDAY

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.conversations.ports import OutcomeUnknown, SystemDown
from frontdesk.model.booking import Booking, BookingStatus
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


async def test_two_processes_know_the_same(practice: Practice) -> None:
    booking = await booked(practice)
    other = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock)
    moved = await other.reschedule(booking.id, practice.openings[4], None)
    assert await practice.system.get(booking.id) == moved
    await other.close()
