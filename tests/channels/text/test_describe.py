"""Every act has one short text."""

from datetime import date
from typing import get_args

import pytest
from tests.channels.text.samples import BUSINESS, NOW, booking, opening

from frontdesk.channels.text.describe import describe, describe_booking, describe_value
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    Ask,
    AskAnythingElse,
    AskConsent,
    AskMoveOrCancel,
    AskNewTime,
    AskWhatToChange,
    Confirm,
    ConfirmCancel,
    ConfirmInstead,
    ConfirmMove,
    ConfirmWaiting,
    Failure,
    Goodbye,
    Greet,
    HandOff,
    HandOffReason,
    Help,
    NotifyFailure,
    NotifySuccess,
    NotifyWaiting,
    NotOffered,
    Offer,
    OfferCallback,
    ReadBack,
    Recap,
    Reprompt,
    Say,
    SayNoOpenings,
    SayNotFound,
    SayRefused,
    Tell,
    TellAppointments,
    Trouble,
    Which,
    WhichAppointment,
)
from frontdesk.model.booking import NoOpenings, Search, Window
from frontdesk.model.caller import (
    Channel,
    ContactChannel,
    EmailAddress,
    PersonName,
    PhoneDigits,
    PhoneEnding,
    PhoneNumber,
)
from frontdesk.model.caller_acts import Direction, Topic
from frontdesk.model.change import Refusal
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.note import Note
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Message,
    Reason,
    ServiceChoice,
    SlotName,
    Ticket,
    Value,
)
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Shift, Wish

PHONE = PhoneNumber("+14155550123")
FRIDAY = DaySpan(date(2026, 3, 6), date(2026, 3, 7), Grain.DAY)
NEXT_FRIDAY = DaySpan(date(2026, 3, 13), date(2026, 3, 14), Grain.DAY)


def days(*readings: DaySpan) -> PreferredTime:
    return PreferredTime((Wish(days=readings),))


def clock(start: int | None, until: int | None, grain: Grain, approximate: bool = False) -> PreferredTime:
    return PreferredTime((Wish(clocks=(ClockSpan(start, until, grain, approximate),)),))


WAITING = WaitlistRequest(
    Search("appointment", Window(opening().start, opening().end)), booking().request.attendee, Channel.IN_PERSON
)

ACTS: list[tuple[AgentAct, str]] = [
    (Greet(), "greet"),
    (Ask(SlotName.PHONE), "ask phone"),
    (Ask(SlotName.QUESTION, "first_time"), "ask question first_time"),
    (Reprompt(Expectation(Expecting.SLOT, SlotName.PHONE), Trouble.NO_INPUT, 2), "reprompt phone no-input 2"),
    (
        Reprompt(Expectation(Expecting.CONFIRM_SLOT, SlotName.NAME), Trouble.NO_MATCH, 1, keys=True),
        "reprompt confirm name no-match 1; keys",
    ),
    (
        Reprompt(Expectation(Expecting.OPTION, SlotName.PREFERRED_TIME), Trouble.INVALID, 1),
        "reprompt which preferred_time invalid 1",
    ),
    (Reprompt(Expectation(Expecting.OPENING), Trouble.PARTIAL, 3), "reprompt opening partial 3"),
    (Confirm(SlotName.PHONE, PHONE), "confirm phone +14155550123"),
    (Acknowledge(SlotName.NAME, PersonName("Priya", "Nair")), "acknowledge name Priya Nair"),
    (Acknowledge(SlotName.NAME, PersonName("Priya"), corrected=True), "acknowledge name Priya; corrected"),
    (
        Which(SlotName.PREFERRED_TIME, (Option(days(FRIDAY)), Option(days(NEXT_FRIDAY)))),
        "which preferred_time Fri, Fri 2026-03-13",
    ),
    (Offer((opening(), opening(hour=11))), "offer Fri 10:00, Fri 11:00"),
    (
        Offer((opening(day=13),), missed=NoOpenings.FULL, taken=True, more=True),
        "offer Fri 2026-03-13 10:00; full; taken; more",
    ),
    (NotOffered(SlotName.HOST, HostChoice(("sam",)), "check-up", ()), "not offered host sam"),
    (SayNoOpenings(NoOpenings.CLOSED), "no openings closed"),
    (SayNoOpenings(NoOpenings.HORIZON, Direction.LATER), "no openings horizon; later"),
    (
        ReadBack(((SlotName.PHONE, PHONE), (SlotName.REASON, Reason("a knee"))), opening(), again=True),
        'read back Fri 10:00; phone +14155550123; reason "a knee"; again',
    ),
    (AskWhatToChange(), "ask what to change"),
    (AskConsent("terms", "Do you accept our terms?"), "ask consent terms"),
    (
        NotifySuccess(booking(), again=True),
        (
            "success Fri 10:00; Priya Nair; +14155550123; in_person; confirmed; appointment; with robin; no email; "
            'no reason; place "12 Harbour Street"; again'
        ),
    ),
    (Ask(SlotName.NAME, known=PersonName("Priya")), "ask name; family"),
    (ConfirmInstead(booking(), ContactChannel(Channel.VIDEO)), "confirm instead in_person; not video"),
    (ConfirmInstead(booking(), Address("1 Mill Lane")), 'confirm instead 12 Harbour Street; not "1 Mill Lane"'),
    (NotifyFailure(Failure.UNKNOWN), "failure unknown"),
    (Tell(Topic.PARKING), "tell parking"),
    (Tell(Topic.PRICE, known=False), "tell price; unknown"),
    (Help(Expectation(Expecting.CONFIRM_BOOKING)), "help confirm_booking"),
    (Say(Note.TAKE_YOUR_TIME), "say take_your_time"),
    (Say(Note.NEEDED, SlotName.PHONE), "say needed phone"),
    (OfferCallback(), "offer callback"),
    (HandOff(HandOffReason.REQUESTED, None), "hand off requested"),
    (HandOff(HandOffReason.STUCK, "+14155550101"), "hand off stuck +14155550101"),
    (AskAnythingElse(), "ask anything else"),
    (ConfirmCancel(booking()), "confirm cancel Fri 10:00"),
    (Recap(((SlotName.REASON, Reason("a knee")),)), 'recap left; reason "a knee"'),
    (Recap((), booking=booking()), "recap booked"),
    (SayNotFound(), "say not found"),
    (TellAppointments((booking(),)), "tell appointments Fri 10:00"),
    (TellAppointments(()), "tell appointments none"),
    (WhichAppointment((booking(), booking())), "which appointment Fri 10:00, Fri 10:00"),
    (AskNewTime(booking()), "ask new time Fri 10:00"),
    (ConfirmMove(booking(), opening(hour=11)), "confirm move Fri 10:00 to Fri 11:00"),
    (AskMoveOrCancel(), "ask move or cancel"),
    (SayRefused("cancel", Refusal.OVER), "say refused cancel over"),
    (SayRefused("move", Refusal.TOO_LATE, opening().start), "say refused move too_late; until Fri 10:00"),
    (ConfirmWaiting(WAITING, days(FRIDAY)), "confirm waiting Fri; Priya Nair; +14155550123; appointment"),
    (
        NotifyWaiting(WaitlistEntry("entry", WaitStatus.WAITING, WAITING, NOW, 0)),
        "waiting Fri 10:00; until Fri 10:30; Priya Nair; +14155550123; appointment; waiting",
    ),
    (Goodbye(), "goodbye"),
]

VALUES: list[tuple[Value, str]] = [
    (ServiceChoice(("check-up", "clean")), "check-up/clean"),
    (HostChoice(("robin",)), "robin"),
    (HostChoice(()), "anyone"),
    (LocationChoice(("harbour",)), "harbour"),
    (ContactChannel(Channel.VIDEO), "video"),
    (Address("3 Hill Road"), '"3 Hill Road"'),
    (PhoneDigits("415555"), "digits 415555"),
    (PhoneEnding("42"), "ending 42"),
    (EmailAddress("priya@example.com"), "priya@example.com"),
    (Answer("first_time", "yes"), 'first_time "yes"'),
    (Ticket("K42"), "K42"),
    (Message("running late"), '"running late"'),
    (PreferredTime(earliest=True), "earliest"),
    (PreferredTime(flexible=True), "flexible"),
    (PreferredTime(), "nothing"),
    (PreferredTime(shift=Shift(minutes=60)), "shifted +0d +60min"),
    (PreferredTime((Wish((FRIDAY,), excluded=True),)), "not Fri"),
    (days(DaySpan(date(2026, 3, 9), date(2026, 3, 14), Grain.WEEK)), "2026-03-09..2026-03-14"),
    (days(DaySpan(date(2026, 3, 9), None, Grain.DAY)), "from Mon"),
    (days(DaySpan(None, date(2026, 3, 6), Grain.DAY)), "before Fri"),
    (days(DaySpan(None, None, Grain.DAY, weekdays=(0, 2))), "Mon+Wed"),
    (days(FRIDAY, NEXT_FRIDAY), "Fri/Fri 2026-03-13"),
    (clock(600, 601, Grain.MINUTE), "10:00"),
    (clock(900, 901, Grain.MINUTE, approximate=True), "~15:00"),
    (clock(720, 1020, Grain.PART), "12:00-17:00"),
    (clock(1020, None, Grain.PART), "after 17:00"),
    (clock(None, 720, Grain.PART), "before 12:00"),
]


@pytest.mark.parametrize(("act", "text"), ACTS)
def test_an_act_is_described(act: AgentAct, text: str) -> None:
    assert describe(act, BUSINESS, NOW) == text


def test_no_act_is_left_out() -> None:
    assert {type(act) for act, _ in ACTS} == set(get_args(AgentAct))


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_a_value_is_described(value: Value, text: str) -> None:
    assert describe_value(value, NOW) == text


def test_no_value_is_left_out() -> None:
    described = {type(value) for value, _ in VALUES} | {PersonName, PhoneNumber, Reason}  # those are above, in acts
    assert described == set(get_args(Value))


def test_hosts_are_named_where_there_is_a_choice() -> None:
    two = BUSINESS.model_copy(update={"hosts": (*BUSINESS.hosts, BUSINESS.hosts[0].model_copy(update={"id": "sam"}))})
    act = Offer((opening(host="robin"), opening(hour=11, host="sam")))
    assert describe(act, two, NOW) == "offer Fri 10:00, Fri 11:00; with robin/sam"


def test_a_booking_names_its_answers() -> None:
    assert 'first_time "no, never"' in describe_booking(booking(answers=(("first_time", "no, never"),)), NOW)
