"""What a conversation promises whatever happens around it: deliveries, races, failures, crashes."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest
from tests.conversations.desk import BUSINESS, NOW, Office, hire

from frontdesk.conversations.ports import (
    Callback,
    ConversationKey,
    Delivery,
    Intent,
    NeverKnown,
    OutcomeUnknown,
    StoredConversation,
    StoreFailed,
    SystemDown,
    TurnRecord,
)
from frontdesk.model.agent_acts import NotifyFailure, NotifySuccess, Offer
from frontdesk.model.booking import Booking, BookingRequest, Hold, Opening, Openings, Search
from frontdesk.model.change import BY_CALLER, Lookup, Mandate
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.stores.conversations import DatabaseConversations

UP_TO_THE_READ_BACK = (
    "a sports massage on Friday at ten, please",
    "my name is Ada Example",
    "020 7946 0123",
    "skip",
    "my left shoulder",
)


async def talk(office: Office, *lines: str, sender: str = "ada") -> None:
    for line in lines:
        await office.say(line, sender)


def kinds(office_reply: object) -> list[str]:
    return [act.kind for act in getattr(office_reply, "acts", ())]


async def test_the_same_message_again_gets_the_same_answer_and_changes_nothing(office: Office) -> None:
    first = await office.say("a sports massage on Friday at ten", delivery="m1")
    second = await office.say("my name is Ada Example", delivery="m2")
    assert await office.say("my name is Ada Example", delivery="m2") == second
    assert await office.say("a sports massage on Friday at ten", delivery="m1") == first
    assert (await office.say("020 7946 0123", delivery="m3")).expectation != second.expectation


async def test_two_messages_at_once_are_taken_one_after_the_other(office: Office) -> None:
    await talk(office, "a sports massage on Friday at ten")
    await asyncio.gather(office.say("my name is Ada Example"), office.say("my number is 020 7946 0123"))
    await talk(office, "skip", "my left shoulder", "yes")
    (booking,) = await office.bookings()
    assert booking.request.attendee.name.full == "Ada Example"
    assert booking.request.attendee.phone == "+442079460123"


async def test_a_yes_sent_twice_books_once(office: Office) -> None:
    await talk(office, *UP_TO_THE_READ_BACK)
    await asyncio.gather(*(office.say("yes", delivery=f"yes-{number}") for number in range(5)))
    assert len(await office.bookings()) == 1


async def test_many_callers_race_for_one_opening(office: Office, engine: str) -> None:
    callers = [f"caller-{number}" for number in range({"sqlite": 50, "postgresql": 15}[engine])]

    async def one(office: Office, sender: str) -> list[str]:
        said: list[str] = []
        for line in (*UP_TO_THE_READ_BACK, "yes"):
            reply = await office.say(line, sender)
            said += kinds(reply)
            if any(isinstance(act, Offer) for act in reply.acts):
                assert reply.lines, "an alternative is offered in words"
                return said
        return said

    heard = await asyncio.gather(*(one(office, sender) for sender in callers))
    assert sum("notify_success" in said for said in heard) == 1
    assert sum("offer" in said for said in heard) == len(callers) - 1
    (booking,) = await office.bookings()
    assert booking.request.opening.start.astimezone(BUSINESS.zone).hour == 10


class Failing:
    """The real booking system, with one call that fails as told."""

    def __init__(self, office: Office) -> None:
        self.system = office.system
        self.openings_error: Exception | None = None
        self.book_error: BaseException | None = None
        self.book_anyway = False
        self.look_ups_fail = False
        self.never_known = False
        self.cancel_error: BaseException | None = None
        self.cancel_anyway = True
        self.move_error: BaseException | None = None
        self.reads_fail = False
        self.hold_errors: list[Exception | None] = []
        self.books = 0

    async def openings(self, search: Search) -> Openings:
        if self.openings_error:
            raise self.openings_error
        return await self.system.openings(search)

    async def hold(self, opening: Opening, holder: str, until: object) -> Hold:
        if self.hold_errors and (error := self.hold_errors.pop(0)):
            raise error
        return await self.system.hold(opening, holder, until)  # type: ignore[arg-type]

    async def release(self, hold: str) -> None:
        await self.system.release(hold)

    async def book(self, request: BookingRequest, key: str) -> Booking:
        self.books += 1
        if self.book_error and self.book_anyway:
            await self.system.book(request, key)
        if self.book_error:
            raise self.book_error
        return await self.system.book(request, key)

    async def find_by_key(self, key: str) -> Booking | None:
        if self.look_ups_fail:
            raise SystemDown("no answer")
        if self.never_known:
            raise NeverKnown("this system cannot tell")
        return await self.system.find_by_key(key)

    async def get(self, id: str) -> Booking | None:
        if self.reads_fail:
            raise SystemDown("no answer")
        return await self.system.get(id)

    async def bookings(self, start: object, end: object, phone: str | None = None) -> list[Booking]:
        return await self.system.bookings(start, end, phone)  # type: ignore[arg-type]

    async def find(self, lookup: Lookup) -> tuple[Booking, ...]:
        return await self.system.find(lookup)

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate = BY_CALLER) -> Booking:
        if self.move_error:
            raise self.move_error
        return await self.system.reschedule(id, opening, hold, mandate)

    async def cancel(self, id: str, mandate: Mandate = BY_CALLER) -> Booking:
        if self.cancel_error and not self.cancel_anyway:
            raise self.cancel_error
        cancelled = await self.system.cancel(id, mandate)
        if self.cancel_error:
            raise self.cancel_error
        return cancelled

    async def join_waitlist(self, request: WaitlistRequest, key: str) -> WaitlistEntry:
        return await self.system.join_waitlist(request, key)

    async def stop_waiting(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        return await self.system.stop_waiting(lookup)


def with_failures(office: Office) -> Failing:
    failing = Failing(office)
    office.system = failing
    office.receptionist = hire(failing, office.store, office.clock, count(100))
    return failing


async def test_a_booking_system_that_is_down_is_said_and_a_call_back_noted(office: Office) -> None:
    failing = with_failures(office)
    failing.openings_error = SystemDown("connection refused")
    reply = await office.say("a sports massage on Friday at ten")
    assert kinds(reply)[-2:] == ["notify_failure", "offer_callback"]
    await talk(office, "yes please", "020 7946 0123", "Ada Example")
    (callback,) = await office.store.callbacks(BUSINESS.id)
    assert callback.phone == "+442079460123"
    assert not await office.bookings()


async def test_an_unclear_outcome_is_looked_up_before_anything_is_said(office: Office) -> None:
    failing = with_failures(office)
    failing.book_error, failing.book_anyway = OutcomeUnknown("timed out"), True
    await talk(office, *UP_TO_THE_READ_BACK)
    reply = await office.say("yes")
    assert any(isinstance(act, NotifySuccess) for act in reply.acts)
    assert failing.books == 1
    assert len(await office.bookings()) == 1


async def test_an_outcome_that_stays_unclear_is_not_called_booked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontdesk.conversations.performing.LOOK_UPS", (0.0, 0.0))
    failing = with_failures(office)
    failing.book_error, failing.look_ups_fail = OutcomeUnknown("timed out"), True
    await talk(office, *UP_TO_THE_READ_BACK)
    reply = await office.say("yes")
    assert not any(isinstance(act, NotifySuccess) for act in reply.acts)
    assert any(isinstance(act, NotifyFailure) for act in reply.acts)
    assert reply.booking is None
    assert reply.handoff is not None


class Broken(DatabaseConversations):
    """A store whose next saves fail."""

    failures = 0

    async def save(
        self,
        conversation: StoredConversation,
        turns: tuple[TurnRecord, ...] = (),
        delivery: Delivery | None = None,
        intent: Intent | None = None,
        settled: str | None = None,
        callback: Callback | None = None,
    ) -> StoredConversation:
        if self.failures and intent is None:
            self.failures -= 1
            raise StoreFailed("the disk is full; free some space")
        return await super().save(conversation, turns, delivery, intent, settled, callback)


def with_broken_store(office: Office) -> Broken:
    store = Broken(office.database)
    office.store = store
    office.receptionist = hire(office.system, store, office.clock, count(200))
    return store


async def test_a_full_disk_is_said_and_the_conversation_goes_on_afterwards(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, UP_TO_THE_READ_BACK[0])
    store.failures = 1
    reply = await office.say(UP_TO_THE_READ_BACK[1])
    assert kinds(reply) == ["notify_failure"]
    assert reply.lines
    await talk(office, *UP_TO_THE_READ_BACK[1:], "yes")
    assert len(await office.bookings()) == 1


async def test_a_booking_is_true_even_if_its_turn_cannot_be_kept(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    store.failures = 1
    reply = await office.say("yes", delivery="yes")
    assert any(isinstance(act, NotifySuccess) for act in reply.acts)
    again = await office.say("yes", delivery="yes")
    assert any(isinstance(act, NotifySuccess) for act in again.acts)
    (booking,) = await office.bookings()
    assert again.booking == booking


async def test_what_a_crash_left_is_settled_without_the_caller(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    store.failures = 1
    await office.say("yes")
    office.clock.now = NOW.replace(minute=30)
    assert await office.receptionist.settle() == 1
    assert await office.receptionist.settle() == 0
    reply = await office.say("am I booked?")
    assert reply.booking is not None
    assert len(await office.bookings()) == 1


class Killed(BaseException):
    """The process ends here."""


async def killed_before_booking(office: Office) -> None:
    """The intent is on record, and the process is gone before the booking is made."""
    failing = with_failures(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    failing.book_error = Killed()
    with pytest.raises(Killed):
        await office.say("yes", delivery="yes")
    failing.book_error = None
    office.receptionist = hire(failing, office.store, office.clock, count(300))


async def test_a_caller_who_comes_back_after_a_crash_hears_that_it_is_booked(office: Office) -> None:
    await killed_before_booking(office)
    reply = await office.say("yes", delivery="yes")
    assert any(isinstance(act, NotifySuccess) for act in reply.acts)
    assert len(await office.bookings()) == 1


async def test_a_confirmed_booking_that_was_never_made_becomes_a_call_back(office: Office) -> None:
    await killed_before_booking(office)
    office.clock.now = NOW.replace(minute=30)
    assert await office.receptionist.settle() == 1
    (callback,) = await office.store.callbacks(BUSINESS.id)
    assert (callback.phone, callback.name) == ("+442079460123", "Ada Example")
    assert not await office.bookings()


async def test_leaving_gives_up_what_is_held(office: Office) -> None:
    await talk(office, UP_TO_THE_READ_BACK[0])
    assert (await office.say("Friday at ten for a sports massage", "bea")).acts != ()
    await office.receptionist.end(ConversationKey(BUSINESS.id, "web_chat", "ada"))
    await office.receptionist.end(ConversationKey(BUSINESS.id, "web_chat", "bea"))
    reply = await office.say("a sports massage on Friday at ten", "cal")
    assert "offer" not in kinds(reply), "ten o'clock is free again"


async def test_a_new_day_is_a_new_conversation(office: Office) -> None:
    first = await office.say("a sports massage on Friday at ten")
    office.clock.now = NOW.replace(day=7)
    second = await office.say("hello")
    assert second.conversation != first.conversation
    assert replace(second.expectation, options=()).slot == "service"
