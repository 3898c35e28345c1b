"""What comes late, at once, or from somebody else in between: still one booking, and nobody is told what is not so."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.booking_systems.remote.plain_vendor import Trouble, a_while, without
from tests.booking_systems.remote.test_making import Practice, practice
from tests.contracts.booking_system import BUSINESS, FRIDAY

from frontdesk.booking_systems.remote import making
from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import KeyReused, NeverKnown, OutcomeUnknown, SystemDown, TooManyTries
from frontdesk.database.failures import DatabaseFailed
from frontdesk.dialog import events
from frontdesk.dialog.effects import Book
from frontdesk.model.booking import BookingRequest, BookingStatus
from frontdesk.model.caller import PersonName
from frontdesk.model.change import Lookup

__all__ = ["practice"]


async def outcome(practice: Practice) -> events.Event:
    """What a conversation hears of a booking."""
    performer = Performer(practice.system, timedelta(minutes=5), 8.0)
    event = await performer.perform(Book(practice.wanted(), "maria-1"), "conversation-1", practice.clock())
    assert event is not None
    return event


async def lost(practice: Practice, trouble: Trouble) -> None:
    practice.vendor.trouble = trouble
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(practice.wanted(), "maria-1")


def asked(practice: Practice, name: str = "") -> Lookup:
    said = PersonName(name) if name else None
    return Lookup("asker", phone=practice.wanted().attendee.phone, name=said, day=FRIDAY.start.date())


async def test_what_is_there_at_another_time_is_not_told_as_nothing_booked(practice: Practice) -> None:
    practice.vendor.capabilities = without(cancels=False)
    practice.vendor.trouble = Trouble.ELSEWHEN
    assert await outcome(practice) == events.OutcomeUnknown()
    assert len(practice.vendor.diary.standing) == 1


async def test_what_cannot_be_noted_is_not_told_as_nothing_booked(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DatabaseFailed("the disk is full")

    monkeypatch.setattr(making, "_note", full)
    assert await outcome(practice) == events.OutcomeUnknown()
    assert len(practice.vendor.diary.standing) == 1


async def test_what_the_staff_moved_before_it_was_looked_up_is_not_cancelled(practice: Practice) -> None:
    await lost(practice, Trouble.LOST)
    (entry,) = practice.vendor.diary.standing
    entry.start, entry.end = practice.openings[6].start, practice.openings[6].end
    with pytest.raises(NeverKnown, match="another time"):
        await practice.system.find_by_key("maria-1")
    assert practice.vendor.diary.standing == [entry]


async def test_what_is_under_way_is_not_given_up_by_an_older_look_up(practice: Practice) -> None:
    await lost(practice, Trouble.NEVER)
    practice.clock.pass_time(seconds=20)
    looked, looking, calling, plain = asyncio.Event(), asyncio.Event(), asyncio.Event(), practice.vendor.look_up

    async def slow(request: BookingRequest, key: str, since: datetime) -> Reading | None:
        found = await plain(request, key, since)
        looked.set()
        await looking.wait()
        return found

    practice.vendor.look_up = slow  # type: ignore[method-assign]
    settling = asyncio.create_task(practice.system.find_by_key("maria-1"))
    await looked.wait()
    practice.vendor.look_up, practice.vendor.pause = plain, calling.wait  # type: ignore[method-assign]
    practice.clock.pass_time(seconds=1)
    again = asyncio.create_task(practice.system.book(practice.wanted(), "maria-1"))
    while practice.vendor.created < 2:
        await a_while()
    looking.set()
    with pytest.raises(SystemDown, match="at this moment"):
        await settling
    practice.vendor.pause = None
    beside = replace(practice.wanted(), opening=replace(practice.openings[0], host="ben"))
    with pytest.raises(OutcomeUnknown):
        await practice.system.book(beside, "maria-2")
    calling.set()
    await again
    assert len(practice.vendor.diary.standing) == 1


async def test_a_key_is_for_one_request_also_at_once(practice: Practice) -> None:
    going_on = asyncio.Event()
    practice.vendor.pause = going_on.wait
    first = asyncio.create_task(practice.system.book(practice.wanted(), "one-key"))
    while not practice.vendor.created:
        await a_while()
    second = asyncio.create_task(practice.system.book(practice.wanted("Noah", opening=3), "one-key"))
    await a_while()
    going_on.set()
    await first
    with pytest.raises(KeyReused):
        await second


async def test_a_change_that_was_overtaken_is_not_noted_over_the_later_one(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    other = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock)
    moved, go_on, plain = asyncio.Event(), asyncio.Event(), practice.vendor.move

    async def slow(reference: str, request: BookingRequest) -> Reading:
        reading = await plain(reference, request)
        moved.set()
        await go_on.wait()
        return reading

    practice.vendor.move = slow  # type: ignore[method-assign]
    moving = asyncio.create_task(practice.system.reschedule(booking.id, practice.openings[4], None))
    await moved.wait()
    assert (await other.cancel(booking.id)).status is BookingStatus.CANCELLED
    go_on.set()
    with pytest.raises(OutcomeUnknown, match="somebody else"):
        await moving
    (stored,) = await other.bookings(FRIDAY.start, FRIDAY.end)
    assert not stored.stands
    await other.close()


async def test_a_move_that_somebody_else_has_seen_already_is_done(practice: Practice) -> None:
    booking = await practice.system.book(practice.wanted(), "maria-1")
    other = RemoteBookingSystem(practice.vendor, practice.database, BUSINESS, practice.clock)
    plain = practice.vendor.move

    async def seen(reference: str, request: BookingRequest) -> Reading:
        reading = await plain(reference, request)
        assert await other.get(booking.id) != booking
        return reading

    practice.vendor.move = seen  # type: ignore[method-assign]
    now = await practice.system.reschedule(booking.id, practice.openings[4], None)
    assert now.request.opening.starts_at(practice.openings[4].start)
    await other.close()


async def test_what_can_never_be_known_does_not_close_the_door_for_ever(practice: Practice) -> None:
    practice.vendor.capabilities = without(looks_up=False, finds=False)
    await lost(practice, Trouble.NEVER)
    with pytest.raises(SystemDown):
        await practice.system.find(asked(practice))
    practice.clock.pass_time(days=30)
    assert await practice.system.find(asked(practice)) == ()


async def test_what_is_unclear_is_no_wrong_answer(practice: Practice) -> None:
    practice.vendor.capabilities = without(finds=False)
    practice.vendor.reading_down = True
    await lost(practice, Trouble.LOST)
    for _ in range(4):
        with pytest.raises(SystemDown):
            await practice.system.find(asked(practice))
    practice.vendor.reading_down = False
    (found,) = await practice.system.find(asked(practice))
    assert found.key == "maria-1"


async def test_who_knows_the_number_alone_does_not_hear_that_something_was_asked_for(practice: Practice) -> None:
    practice.vendor.capabilities = without(finds=False)
    practice.vendor.reading_down = True
    await lost(practice, Trouble.LOST)
    for _ in range(3):
        assert await practice.system.find(asked(practice, "Olga")) == ()
    with pytest.raises(TooManyTries):
        await practice.system.find(asked(practice, "Olga"))


async def test_what_arrives_after_it_was_given_up_is_found_by_who_asks(practice: Practice) -> None:
    practice.vendor.capabilities = without(finds=False)
    await lost(practice, Trouble.NEVER)
    practice.clock.pass_time(seconds=20)
    assert await practice.system.find_by_key("maria-1") is None
    opening = practice.openings[0]
    practice.vendor.diary.add("checkup", "ada", opening.start, opening.end, key="maria-1")
    (found,) = await practice.system.find(asked(practice))
    assert found.key == "maria-1"
