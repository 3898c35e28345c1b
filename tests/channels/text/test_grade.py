"""Grading proves red: whatever differs from the transcript is seen, and is shown where it happened."""

from dataclasses import replace

import pytest
from tests.channels.text.samples import NOW, PRIYA, booking, opening, read

from frontdesk.channels.text.grade import Verdict, diff, grade, matches, show
from frontdesk.channels.text.play import Performance, Turn
from frontdesk.channels.text.transcript import Expected, Script, Transcript
from frontdesk.conversations.ports import Callback
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    AskAnythingElse,
    Confirm,
    Goodbye,
    Greet,
    NotifySuccess,
    Offer,
)
from frontdesk.model.booking import Booking, BookingStatus, Hold, NoOpenings
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium

CALL = """\
now: Thu 2026-03-05 09:00

agent   ask name
caller  Priya Nair
agent   ask phone
agent   "your number"
caller  four one five, five five five, oh one two three
agent   success Fri 10:00
"""
END = "booked  Fri 10:00, Priya Nair, +14155550123\n"
NAMED = Acknowledge(SlotName.NAME, PersonName("Priya", "Nair"))


def turn(*acts: AgentAct, words: str = "Thanks. And your  Number?") -> Turn:
    return Turn(acts, words)


TURNS = (
    turn(Greet(), Ask(SlotName.NAME)),
    turn(NAMED, Ask(SlotName.PHONE)),
    turn(NotifySuccess(booking()), words="You are booked."),
)


def played(
    *turns: Turn | None,
    bookings: tuple[Booking, ...] = (booking(),),
    callbacks: tuple[Callback, ...] = (),
    holds: tuple[Hold, ...] = (),
    over: bool = True,
) -> Performance:
    return Performance(Script((), ()), turns or TURNS, over, bookings, callbacks, holds)


def graded(text: str, performance: Performance) -> tuple[Transcript, Verdict]:
    transcript = read(text)
    return transcript, grade(transcript, replace(performance, script=transcript.script(Medium.TEXT)))


def passes(text: str, performance: Performance) -> bool:
    return graded(text, performance)[1].passed


def failure(text: str, performance: Performance) -> str:
    """The diff, which there must be."""
    transcript, verdict = graded(text, performance)
    assert not verdict.passed
    return diff(transcript, verdict)


def test_a_call_as_written_passes() -> None:
    assert passes(CALL + END, played())


def test_a_wrong_act_fails_and_is_shown_in_its_place() -> None:
    shown = failure(CALL + END, played(TURNS[0], turn(Ask(SlotName.EMAIL)), TURNS[2]))
    assert '- agent   ask phone\n  agent   "your number"\n+ agent   ask email\n      said "Thanks.' in shown
    assert "  agent   success Fri 10:00" in shown


def test_an_unlisted_act_fails() -> None:
    shown = failure(CALL + END, played(TURNS[0], TURNS[1], turn(NotifySuccess(booking()), AskAnythingElse())))
    assert "+ agent   ask anything else" in shown


def test_a_missing_act_fails() -> None:
    assert "- agent   ask phone" in failure(CALL + END, played(TURNS[0], turn(NAMED), TURNS[2]))


def test_acts_out_of_order_fail() -> None:
    text = "now: Thu 2026-03-05 09:00\ncaller bye\nagent ask anything else + goodbye\n"
    performance = played(None, turn(Goodbye(), AskAnythingElse()), bookings=())
    assert "- agent ask anything else + goodbye" in failure(text, performance)


def test_courtesies_may_be_left_out_unless_the_transcript_is_strict() -> None:
    strict = CALL.replace("09:00\n", "09:00   strict: yes\n") + END
    shown = failure(strict, played())
    assert "+ agent   greet" in shown
    assert "+ agent   acknowledge name Priya Nair" in shown


def test_other_words_fail() -> None:
    shown = failure(CALL + END, played(TURNS[0], turn(Ask(SlotName.PHONE), words="How can we reach you?"), TURNS[2]))
    assert '- agent   "your number"    (other words were said)' in shown
    assert 'said "How can we reach you?"' in shown


def test_words_that_must_not_be_said_fail() -> None:
    text = CALL + 'agent   not "booked"\n' + END
    assert '- agent   not "booked"' in failure(text, played())
    assert passes(text, played(*TURNS[:2], turn(NotifySuccess(booking()), words="Done.")))


def test_an_answer_that_changed_on_redelivery_fails() -> None:
    assert "(said twice)" in failure(CALL + END, played(*TURNS[:2], replace(TURNS[2], fault="said twice")))


def test_a_turn_that_is_not_graded_may_be_anything() -> None:
    text = "now: Thu 2026-03-05 09:00\ncaller bye\nagent ...\n"
    assert passes(text, played(None, turn(Goodbye()), bookings=()))


@pytest.mark.parametrize(
    ("end", "shown"),
    [
        (
            "booked  Fri 10:30, Priya Nair, +14155550123\n",
            "- booked  Fri 10:30, Priya Nair, +14155550123\n+ booked  Fri",
        ),
        ("booked  Fri 10:00, Maya Nair\n", "- booked  Fri 10:00, Maya Nair\n+ booked  Fri 10:00, Priya Nair"),
        ("booked  Fri 10:00, video\n", "+ booked  Fri 10:00, Priya Nair, +14155550123, in_person"),
        ('booked  Fri 10:00, reason "a knee"\n', "no reason"),
        ("booked  Fri 10:00, email priya@example.com\n", "no email"),
        ("booked  nothing\n", "+ booked  Fri 10:00"),
        ("", "+ booked  Fri 10:00"),
        (END + "booked  Fri 11:00, Priya Nair\n", "- booked  Fri 11:00"),
        (END + "cancelled Fri 10:00\n", "- cancelled Fri 10:00\n+ cancelled nothing"),
        (END + "callback Priya Nair\n", "- callback Priya Nair\n+ callback nothing"),
        (END + "held    Fri 10:00\n", "- held    Fri 10:00\n+ held    nothing"),
    ],
)
def test_a_booking_core_that_ends_otherwise_fails(end: str, shown: str) -> None:
    assert shown in failure(CALL + end, played())


def test_a_missing_booking_fails() -> None:
    assert "- booked  Fri 10:00, Priya Nair, +14155550123\n+ booked  nothing" in failure(
        CALL + END, played(bookings=())
    )


def test_an_extra_booking_fails() -> None:
    both = (booking(), booking(opening(hour=11)))
    assert "+ booked  Fri 11:00, Priya Nair" in failure(CALL + END, played(bookings=both))


def test_a_call_back_nobody_listed_fails() -> None:
    callback = Callback("c1", "standard", NOW, "+14155550123", "Priya Nair", "wants a person")
    assert "+ callback Priya Nair, +14155550123" in failure(CALL + END, played(callbacks=(callback,)))
    listed = CALL + END + 'callback Priya Nair, "a person"\n'
    assert passes(listed, played(callbacks=(callback,)))


def test_a_hold_that_outlives_the_call_fails() -> None:
    hold = Hold("h1", opening(hour=11), NOW)
    assert "+ held    Fri 11:00" in failure(CALL + END, played(holds=(hold,)))
    assert passes(CALL + END, played(holds=(hold,), over=False))
    assert passes(CALL + END + "held Fri 11:00\n", played(holds=(hold,)))


def test_a_cancelled_booking_is_no_booking() -> None:
    cancelled = booking(status=BookingStatus.CANCELLED)
    assert "- booked  Fri 10:00" in failure(CALL + END, played(bookings=(cancelled,)))
    assert passes(CALL + "booked nothing\ncancelled Fri 10:00\n", played(bookings=(cancelled,)))


@pytest.mark.parametrize(
    ("expected", "description", "same"),
    [
        ("ask phone", "ask phone", True),
        ("ask", "ask phone", True),
        ("ask ph", "ask phone", False),
        ("ask phone number", "ask phone", False),
        ("Reprompt phone no_input", "reprompt phone no-input 1", True),
        ("say take your time", "say take_your_time", True),
        ("offer Fri 10:00", "offer Fri 10:00, Fri 10:30; full", True),
        ("offer Fri 10:30", "offer Fri 10:00, Fri 10:30; full", False),
        ("offer Fri 10:00; full", "offer Fri 10:00, Fri 10:30; with robin; full", True),
        ("offer Fri 10:00; taken", "offer Fri 10:00, Fri 10:30; full", False),
        ("confirm phone +1415555012", "confirm phone +14155550123", False),
    ],
)
def test_the_beginning_and_any_parts_are_enough(expected: str, description: str, same: bool) -> None:
    assert matches(Expected(expected), description) is same


def test_a_whole_call_can_be_shown() -> None:
    acts = (Offer((opening(),), missed=NoOpenings.FULL), Confirm(SlotName.PHONE, PhoneNumber(PRIYA.phone)))
    text = "now: Thu 2026-03-05 09:00\ncaller hi\nagent ...\n"
    shown = show(*graded(text, played(None, turn(*acts), bookings=())))
    assert 'caller hi\nagent   offer Fri 10:00; full\nagent   confirm phone +14155550123\n        # "Thanks.' in shown
