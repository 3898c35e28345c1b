"""What is kept here of a vendor's appointments: moved with everything else, and forgotten when it is to be."""

import pytest
from tests.booking_systems.remote.plain_vendor import Trouble
from tests.booking_systems.remote.test_making import Practice, practice
from tests.contracts.booking_system import BUSINESS, FRIDAY
from tests.database.test_transfer import exported, imported

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.conversations.ports import OutcomeUnknown
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Search
from frontdesk.model.waitlist import WaitlistRequest

__all__ = ["practice"]  # a fixture


async def test_it_moves_to_another_database(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    until = practice.clock().replace(hour=10)
    await practice.system.hold(practice.openings[4], "noah", until)
    practice.vendor.trouble = Trouble.LOST
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted("Noah", 8), "noah-1")
    other = await open_database("sqlite://")
    await imported(other, await exported(practice.database))
    moved = RemoteBookingSystem(practice.vendor, other, BUSINESS, practice.clock)
    assert await moved.get(booking.id) == booking
    assert practice.openings[4] not in (await moved.openings(Search("checkup", FRIDAY, "ada"))).found
    assert (await moved.find_by_key("noah-1")) is not None, "what is open goes along"
    assert practice.vendor.created == 2
    await moved.cancel(booking.id)
    await moved.close()
    await other.close()


async def test_what_is_over_for_long_is_forgotten(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    await practice.system.tidy()
    assert await practice.system.forget(booking.request.opening.end) == 0
    practice.clock.now = booking.request.opening.end.replace(hour=23)
    assert await practice.system.forget(practice.clock()) == 1
    assert await practice.system.get(booking.id) is None


async def test_a_number_is_erased_but_for_what_lies_ahead(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    phone = booking.request.attendee.phone
    assert (await practice.system.erase(phone)).ahead == 1
    await practice.system.cancel(booking.id)
    erased = await practice.system.erase(phone)
    assert (erased.bookings, erased.ahead) == (1, 0)
    assert await practice.system.get(booking.id) is None


async def test_a_hold_ends_with_its_time_and_leaves_nothing(practice: Practice) -> None:
    opening, clock = practice.openings[0], practice.clock
    await practice.system.hold(opening, "maria", clock().replace(minute=17))
    assert [one.start for one in await practice.system.held(FRIDAY.start, FRIDAY.end)] == [opening.start]
    clock.pass_time(minutes=10)
    assert not await practice.system.held(FRIDAY.start, FRIDAY.end)
    await practice.system.tidy()
    assert opening in (await practice.system.openings(Search("checkup", FRIDAY, "ada"))).found


async def test_nobody_waits_here(practice: Practice) -> None:
    wanted = practice.wanted()
    request = WaitlistRequest(Search("checkup", FRIDAY), wanted.attendee, wanted.channel, "web_chat")
    with pytest.raises(Exception, match="does not do that"):
        await practice.system.join_waitlist(request, "maria-1")
