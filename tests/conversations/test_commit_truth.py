"""The truth of a booking through lost answers, crashes, slow systems and second thoughts."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from unittest.mock import AsyncMock

import pytest
from tests.conversations.desk import BUSINESS, NOW, Office, hire
from tests.conversations.test_runner import (
    UP_TO_THE_READ_BACK,
    Failing,
    killed_before_booking,
    kinds,
    talk,
    with_broken_store,
    with_failures,
)

from frontdesk.conversations.keeping import Keeping
from frontdesk.conversations.ports import ConversationKey, Intent, OutcomeUnknown, SystemDown
from frontdesk.model.agent_acts import Failure, NotifyFailure, NotifySuccess, Say
from frontdesk.model.booking import BookingStatus
from frontdesk.model.change import Actor, Mandate
from frontdesk.model.note import Note
from frontdesk.model.reply import Reply

KEY = ConversationKey(BUSINESS.id, "web_chat", "ada")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.conversations.performing.LOOK_UPS", (0.0, 0.0))


def words(reply: Reply) -> str:
    return " ".join(line.text for line in reply.lines)


def says_booked(reply: Reply) -> bool:
    return any(isinstance(act, NotifySuccess) for act in reply.acts)


async def active(office: Office) -> int:
    return sum(booking.status is not BookingStatus.CANCELLED for booking in await office.bookings())


async def unknown_for_now(office: Office) -> Failing:
    """It was booked, but no answer came, and for the moment nobody can tell."""
    failing = with_failures(office)
    failing.book_error, failing.book_anyway, failing.look_ups_fail = OutcomeUnknown("timed out"), True, True
    await talk(office, *UP_TO_THE_READ_BACK)
    reply = await office.say("yes")
    assert not says_booked(reply)
    return failing


async def test_trying_again_after_an_unknown_outcome_books_once(office: Office) -> None:
    failing = await unknown_for_now(office)
    await talk(office, "no, try again", "yes", "no")
    assert failing.books == 1, "nothing is tried while nobody knows"
    failing.look_ups_fail, failing.book_error = False, None
    reply = await office.say("yes")
    assert says_booked(reply)
    assert await active(office) == 1


async def test_an_unknown_outcome_is_found_out_without_the_caller(office: Office) -> None:
    failing = await unknown_for_now(office)
    failing.look_ups_fail = False
    office.clock.now = NOW.replace(minute=30)
    assert await office.receptionist.settle() == 1
    (task,) = await office.store.callbacks(BUSINESS.id)
    assert task.summary.startswith("This was booked, and the caller does not know yet")
    assert says_booked(await office.say("hello?"))
    assert await active(office) == 1


async def test_what_was_booked_in_a_conversation_that_cannot_be_read_any_more_is_for_the_staff(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = await unknown_for_now(office)
    failing.look_ups_fail = False
    monkeypatch.setattr(Keeping, "read", lambda *_: None)
    office.clock.now = NOW.replace(minute=30)
    assert await office.receptionist.settle() == 1
    (task,) = await office.store.callbacks(BUSINESS.id)
    assert task.summary.startswith("This was booked, and the caller does not know yet: please tell them. Appointment:")


@pytest.mark.parametrize("reached", [True, False])
async def test_what_stays_unknown_becomes_a_task_for_the_staff(office: Office, reached: bool) -> None:
    failing = await unknown_for_now(office)
    failing.look_ups_fail, failing.never_known = not reached, reached
    if not reached:
        office.clock.now = NOW.replace(minute=55)
        await office.receptionist.settle()
        assert not await office.store.callbacks(BUSINESS.id), "it may be reached again"
        office.clock.now = NOW.replace(hour=NOW.hour + 1, minute=30)
    else:
        office.clock.now = NOW.replace(minute=30)
    assert await office.receptionist.settle() == 1
    (task,) = await office.store.callbacks(BUSINESS.id)
    assert task.summary.startswith("It is not known whether this was booked")
    assert task.phone
    office.clock.now = NOW.replace(hour=NOW.hour + 2)
    assert await office.receptionist.settle() == 0, "once is enough"
    assert not says_booked(await office.say("am I booked?"))


async def test_what_can_never_be_known_is_called_unknown_at_once(office: Office) -> None:
    failing = with_failures(office)
    failing.book_error, failing.never_known = OutcomeUnknown("timed out"), True
    await talk(office, *UP_TO_THE_READ_BACK)
    reply = await office.say("yes")
    assert NotifyFailure(Failure.UNKNOWN) in reply.acts


async def test_a_look_up_that_fails_after_a_crash_is_not_called_unbooked(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    store.failures = 1
    await office.say("yes")
    failing = with_failures(office)
    failing.look_ups_fail = True
    reply = await office.say("hello?")
    assert "notify_failure" in kinds(reply)
    assert "nothing has been booked" not in words(reply).lower()
    failing.look_ups_fail = False
    assert says_booked(await office.say("hello?"))
    assert await active(office) == 1


async def test_who_takes_it_back_after_a_crash_is_not_booked(office: Office) -> None:
    await killed_before_booking(office)
    reply = await office.say("no wait, stop, cancel that")
    assert not says_booked(reply)
    assert await active(office) == 0


async def test_a_lost_answer_to_a_cancellation_is_looked_up(office: Office) -> None:
    failing = with_failures(office)
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "cancel it please")
    failing.cancel_error = TimeoutError()
    reply = await office.say("yes")
    assert await active(office) == 0
    assert "still booked" not in words(reply)
    assert "say cancelled" in [f"{act.kind} {getattr(act, 'note', '')}" for act in reply.acts]


async def test_a_cancellation_that_may_be_under_way_is_not_said_to_have_failed(office: Office) -> None:
    """Its answer is late; a moment after the look-up it may be done."""
    failing = with_failures(office)
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "cancel it please")
    failing.cancel_error, failing.cancel_anyway = TimeoutError(), False
    reply = await office.say("yes")
    assert NotifyFailure(Failure.CANCEL) in reply.acts


async def test_nobody_is_told_that_nothing_is_booked_when_the_disk_is_full(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK, "yes")
    store.failures = 5
    reply = await office.say("thanks")
    assert "nothing has been booked" not in words(reply).lower()
    assert await active(office) == 1


async def test_a_defect_of_the_booking_system_after_the_commit_is_looked_up(office: Office) -> None:
    failing = with_failures(office)
    failing.book_error, failing.book_anyway = ValueError("not what the contract says"), True
    await talk(office, *UP_TO_THE_READ_BACK)
    assert says_booked(await office.say("yes"))
    assert await active(office) == 1


async def test_what_was_settled_meanwhile_is_said_first(office: Office) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    store.failures = 1
    await office.say("yes", delivery="yes")
    office.clock.now = NOW.replace(minute=30)
    await office.receptionist.settle()
    assert says_booked(await office.say("yes", delivery="yes"))
    assert await active(office) == 1


@pytest.mark.parametrize("number", ["call me on 0207 946", "020 7946 0123"])
@pytest.mark.parametrize("answer", ["no", "thanks", "what are your hours", "no, never mind", "yes"])
async def test_a_call_back_wanted_after_booking_leaves_the_booking_alone(
    office: Office, number: str, answer: str
) -> None:
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "can I speak to a person")
    told = [words(await office.say(line)) for line in (number, answer, "the first one", "yes")]
    assert await active(office) == 1
    assert "nothing booked" not in " ".join(told).lower()
    assert "somebody" not in " ".join(told).lower()


async def test_a_state_nobody_can_read_starts_a_new_conversation(office: Office) -> None:
    await talk(office, "a sports massage on Friday at ten")
    stored = await office.store.current(KEY)
    assert stored is not None
    await office.store.save(type(stored)(stored.id, KEY, stored.version, b'{"id": 1}', NOW, False))
    reply = await office.say("hello")
    assert reply.lines
    assert reply.conversation != stored.id
    await office.receptionist.end(KEY)


async def test_a_failing_hold_gives_up_its_siblings(office: Office) -> None:
    failing = with_failures(office)
    failing.hold_errors = [None, SystemDown("one of three"), None]
    reply = await office.say("a sports massage tomorrow morning")
    assert len(reply.expectation.openings) == 2, "what could be held is offered"
    await office.receptionist.end(KEY)
    again = await office.say("a sports massage tomorrow morning", "bea")
    assert len(again.expectation.openings) == 3, "and nothing stays held"


async def test_a_turn_that_cannot_be_spoken_ends_in_an_answer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await talk(office, "a sports massage on Friday at ten")

    async def broken(*_: object, **__: object) -> Reply:
        raise ZeroDivisionError

    monkeypatch.setattr(office.receptionist, "_turn", broken)
    reply = await office.say("my name is Ada Example")
    assert kinds(reply) == ["notify_failure"]


async def test_settling_goes_on_after_one_that_cannot_be_settled(office: Office) -> None:
    failing = with_failures(office)
    failing.book_error, failing.look_ups_fail = OutcomeUnknown("timed out"), True
    for sender in ("ada", "bea"):
        day = "Friday" if sender == "ada" else "Tuesday"
        for line in (f"a sports massage on {day} at ten", *UP_TO_THE_READ_BACK[1:], "yes"):
            await office.say(line, sender)
    stored = await office.store.current(KEY)
    assert stored is not None
    await office.store.save(type(stored)(stored.id, KEY, stored.version, b"{}", NOW, False))
    office.clock.now = NOW.replace(minute=30)
    office.receptionist = hire(failing.system, office.store, office.clock, count(500))
    assert await office.receptionist.settle() == 2
    assert len(await office.store.callbacks(BUSINESS.id)) == 2, "both are for the staff"


async def test_a_move_to_another_host_that_did_not_happen_is_not_said_to_have(office: Office) -> None:
    """The same time with somebody else: when it begins tells nothing of whether it was moved."""
    failing = with_failures(office)
    await talk(office, "a follow-up by video with Daniel on Friday at ten, please", *UP_TO_THE_READ_BACK[1:], "yes")
    reply = await office.say("move it to Friday at ten with Marta")
    assert "confirm_move" in kinds(reply), words(reply)
    failing.move_error = TimeoutError()
    (before,) = await office.bookings()
    reply = await office.say("yes")
    assert NotifyFailure(Failure.MOVE) in reply.acts
    assert not says_booked(await office.say("and now?"))
    assert await office.bookings() == [before]


async def test_a_cancellation_of_unknown_outcome_is_not_said_to_have_failed(office: Office) -> None:
    failing = with_failures(office)
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "cancel it please")
    failing.cancel_error, failing.cancel_anyway = OutcomeUnknown("no answer"), False
    assert NotifyFailure(Failure.CANCEL) in (await office.say("yes")).acts


async def test_what_is_cancelled_is_what_was_confirmed(office: Office) -> None:
    """The staff moved it after it was read for this turn."""
    failing = with_failures(office)
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "cancel it please")
    failing.reads_fail = True  # what was read last is what is known
    (booking,) = await office.bookings()
    later = replace(booking.request.opening, start=booking.request.opening.start + timedelta(hours=1))
    later = replace(later, end=later.start + timedelta(minutes=booking.request.opening.minutes))
    await office.system.reschedule(booking.id, later, None, Mandate(Actor.STAFF))
    reply = await office.say("yes")
    assert await active(office) == 1
    assert "say cancelled" not in [f"{act.kind} {getattr(act, 'note', '')}" for act in reply.acts]


@pytest.mark.parametrize("settled", [True, False], ids=["settled", "found out"])
async def test_what_was_booked_and_cancelled_meanwhile_is_not_said_to_be_booked(office: Office, settled: bool) -> None:
    store = with_broken_store(office)
    await talk(office, *UP_TO_THE_READ_BACK)
    store.failures = 1
    await office.say("yes")
    office.clock.now = NOW.replace(minute=30)
    if settled:
        await office.receptionist.settle()
    (booking,) = await office.bookings()
    await office.system.cancel(booking.id, Mandate(Actor.STAFF))
    reply = await office.say("hello?")
    assert not says_booked(reply), words(reply)
    assert Say(Note.CANCELLED) in reply.acts


async def test_an_intent_that_was_settled_already_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process looked it up meanwhile, and the conversation went on to the next appointment."""
    await talk(office, *UP_TO_THE_READ_BACK, "yes", "I would like to book one more sports massage for Tuesday at two")
    before = await office.store.current(KEY)
    assert before is not None
    (booking,) = await office.bookings()
    intent = Intent(booking.key, before.id, BUSINESS.id, b"", NOW)
    monkeypatch.setattr(office.store, "take_open_intents", AsyncMock(return_value=[intent]))
    assert await office.receptionist.settle() == 1
    after = await office.store.current(KEY)
    assert after is not None
    assert after.state == before.state


async def test_an_appointment_that_was_only_found_is_not_handed_to_the_channel(office: Office) -> None:
    """Who names two facts is told when it is, and no e-mail address or reason besides."""
    await talk(office, *UP_TO_THE_READ_BACK, "yes")
    await office.say("I want to cancel my appointment", sender="bea")
    found = [await office.say(text, sender="bea") for text in ("020 7946 0123", "Ada Example")]
    assert "confirm_cancel" in kinds(found[-1]), words(found[-1])
    assert found[-1].booking is None
    cancelled = await office.say("yes", sender="bea")
    assert cancelled.booking is not None
    assert cancelled.booking.status is BookingStatus.CANCELLED
