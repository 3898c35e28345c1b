"""Every act, in every form it can have, in both media: said well, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.speak.scene import (
    LANGUAGES,
    NOW,
    OPENINGS,
    VALUES,
    at,
    booking,
    expectation,
    on,
    opening,
    say_files,
    voice,
    voice_in,
)

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
from frontdesk.model.booking import Awaiting, BookingStatus, NoOpenings, Search, Window
from frontdesk.model.caller import Channel, ContactChannel, PersonName, PhoneDigits, PhoneEnding
from frontdesk.model.caller_acts import Direction, Topic
from frontdesk.model.change import Refusal
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.note import Note
from frontdesk.model.slots import Address, HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus
from frontdesk.model.when import PreferredTime, Wish
from frontdesk.speak.render import render
from frontdesk.speak.voice import Voice

QUESTION = "first"
OTHERS: dict[SlotName, Value] = {
    SlotName.SERVICE: ServiceChoice(("whitening",)),
    SlotName.HOST: HostChoice(("kim",)),
    SlotName.PREFERRED_TIME: PreferredTime((Wish((on(13),), at(900)),)),
    SlotName.CONTACT_CHANNEL: ContactChannel(Channel.VIDEO),
    SlotName.LOCATION: LocationChoice(("main",)),
}


HALVES = (PersonName("Priya"), PersonName(family="Nair"))


def questions() -> Iterator[Expectation]:
    yield from (expectation(Expecting.SLOT, slot) for slot in SlotName)
    yield from (replace(expectation(Expecting.SLOT, SlotName.NAME), value=half) for half in HALVES)
    yield from (expectation(expecting) for expecting in Expecting)


def slot_acts() -> Iterator[AgentAct]:
    for slot, value in VALUES.items():
        yield Ask(slot, QUESTION if slot is SlotName.QUESTION else None)
        yield Confirm(slot, value)
        yield Acknowledge(slot, value)
        yield Acknowledge(slot, value, corrected=True)
        yield Which(slot, (Option(value), Option(OTHERS.get(slot, value))))
        yield from (Say(note, slot) for note in Note)
    yield from (Say(note) for note in Note)
    yield Ask(SlotName.QUESTION, "unknown")
    yield from (Ask(SlotName.NAME, known=half) for half in HALVES)
    yield Confirm(SlotName.NAME, PersonName("Priya", "Nair", spelled=True))
    yield Confirm(SlotName.PHONE, PhoneEnding("0123"))
    yield Acknowledge(SlotName.HOST, HostChoice(()))
    yield from (Acknowledge(SlotName.CONTACT_CHANNEL, ContactChannel(channel)) for channel in Channel)


def reprompts() -> Iterator[AgentAct]:
    for question in questions():
        yield Help(question)
        for trouble in Trouble:
            for count in (1, 2, 3, 4):
                yield from (Reprompt(question, trouble, count, keys) for keys in (False, True))
    wrong = replace(expectation(Expecting.SLOT, SlotName.PHONE), value=PhoneDigits("020794"))
    yield Reprompt(wrong, Trouble.INVALID, 1)


def booking_acts() -> Iterator[AgentAct]:
    for openings in (OPENINGS, OPENINGS[:1], OPENINGS[:2], (opening(5, 10), opening(5, 10, host="kim"))):
        yield from (Offer(openings, missed=missed) for missed in (None, *NoOpenings))
        yield Offer(openings, taken=True)
        yield Offer(openings, more=True)
    for reason in NoOpenings:
        yield from (SayNoOpenings(reason, direction) for direction in (None, *Direction))
    for slot in (SlotName.HOST, SlotName.LOCATION, SlotName.CONTACT_CHANNEL):
        yield from (NotOffered(slot, VALUES[slot], "check-up", (VALUES[slot],) * count) for count in (0, 1, 2))
    for again in (False, True):
        yield ReadBack(tuple(VALUES.items()), OPENINGS[2], again)
        yield ReadBack((), OPENINGS[0], again)
        for channel in Channel:
            yield ReadBack(((SlotName.CONTACT_CHANNEL, ContactChannel(channel)),), OPENINGS[0], again)
        for status in (BookingStatus.CONFIRMED, BookingStatus.PENDING):
            yield from (NotifySuccess(booking(status, channel), again) for channel in Channel)
        for awaiting in Awaiting:
            waiting = replace(booking(BookingStatus.PENDING), awaiting=awaiting, pending_until=NOW, ticket="K42")
            yield NotifySuccess(waiting, again)
    yield from (ConfirmInstead(booking(), ContactChannel(channel)) for channel in Channel)
    yield ConfirmInstead(booking(), Address("1 Example Street"))
    yield from (NotifyFailure(failure) for failure in Failure)
    yield ConfirmCancel(booking())


def change_acts() -> Iterator[AgentAct]:
    asked = replace(booking(BookingStatus.PENDING), awaiting=Awaiting.HOST, ticket="K42")
    own = replace(asked, awaiting=Awaiting.ATTENDEE)
    yield Ask(SlotName.PHONE, to_find=True)
    yield Confirm(SlotName.PHONE, VALUES[SlotName.PHONE], to_find=True)
    yield from (SayNotFound(), AskMoveOrCancel(), AskNewTime(booking()), ConfirmCancel(asked))
    yield from (TellAppointments(told) for told in ((), (booking(),), (asked,), (own,), (booking(), asked, own)))
    yield from (WhichAppointment(told) for told in ((booking(),), (booking(), asked)))
    yield from (ConfirmMove(booking(), opening) for opening in (*OPENINGS, opening(5, 10, host="kim")))
    yield from (NotifySuccess(one, moved=True) for one in (booking(), asked))
    yield from (SayRefused("move", why, NOW) for why in Refusal)
    yield from (SayRefused("cancel", why) for why in Refusal)


def other_acts() -> Iterator[AgentAct]:
    told = ((SlotName.SERVICE, VALUES[SlotName.SERVICE]), (SlotName.PREFERRED_TIME, VALUES[SlotName.PREFERRED_TIME]))
    yield from (Recap(told, OPENINGS[2]), Recap(told[1:]), Recap(told, booking=booking()))
    yield from (Greet(), AskWhatToChange(), OfferCallback(), AskAnythingElse(), Goodbye())
    yield AskConsent("terms", "Do you accept our terms?")
    yield from (Tell(topic, known) for topic in Topic for known in (True, False))
    yield from (HandOff(reason, number) for reason in HandOffReason for number in (None, "+442079460100"))


def waiting_acts() -> Iterator[AgentAct]:
    made = booking()
    opening = made.request.opening
    wanted = Search(opening.service, Window(opening.start, opening.end))
    for instead_of in (None, made.id):
        request = WaitlistRequest(wanted, made.request.attendee, Channel.PHONE, instead_of=instead_of)
        yield ConfirmWaiting(request, PreferredTime(earliest=True))
        yield NotifyWaiting(WaitlistEntry("entry", WaitStatus.WAITING, request, made.created, 0))


ACTS = (*slot_acts(), *reprompts(), *booking_acts(), *change_acts(), *waiting_acts(), *other_acts())
VOICES = [voice(medium, turn, slower=turn == 1) for medium in Medium for turn in (0, 1, 2)]
VOICES += [voice(medium, locale="en-US") for medium in Medium]
VOICES += [voice_in(code, medium, turn) for code in LANGUAGES for medium in Medium for turn in (0, 1)]


def faults(text: str, medium: Medium) -> Iterator[str]:
    """What no line may have, whoever's words are in it."""
    if "None" in text or "Undefined" in text:
        yield "a missing value"
    if "  " in text or text != text.strip():
        yield "a space too many"
    if re.search(r"\s[,.]|[ \t\n][;:?!]|[,;:][,.;:?!]|[.?!][.,]|\.\.", text):  # French has a no-break space there
        yield "doubled or loose punctuation"
    if not text.endswith((".", "?", "!")):
        yield "no end"
    first = text.lstrip("¿¡«„\"'")[:1]
    if not first.isupper() and not first.isdigit():
        yield "no capital"
    if medium is Medium.VOICE:
        if re.search(r"\d:\d|https?:|www\.|[(){}\[\]<>*_#|;@]", text):
            yield "something that cannot be spoken"
    elif "{%" in text or "{{" in text.replace("{{ 7*7 }}", ""):
        yield "an unfilled template"


@pytest.mark.parametrize("speaker", VOICES, ids=lambda v: f"{v.language}-{v.medium}-{v.turn}-{v.locale}")
def test_every_act_is_said_well(speaker: Voice) -> None:
    wrong = []
    for act in ACTS:
        lines = render((act,), speaker)
        if not lines:
            wrong.append(f"{act} is not said")
        for line in lines:
            wrong += [f"{fault}: {line.text!r} ({act})" for fault in faults(line.text, speaker.medium)]
    assert not wrong, "\n".join(wrong[:20])


@pytest.mark.parametrize(
    "bad", ["None.", "A  b.", "A ,b.", "No end", "no capital.", "At 10:30.", "See www.a.", "So (a)."]
)
def test_a_bad_line_is_seen(bad: str) -> None:
    assert list(faults(bad, Medium.VOICE))


def test_the_schema_and_the_acts_leave_nothing_unsaid() -> None:
    kinds = {act.kind for act in ACTS}
    assert kinds == {member.__dataclass_fields__["kind"].default for member in AgentAct.__args__}


def heard_often(act: AgentAct, medium: Medium) -> bool:
    """Acts a caller may meet twice in a row. Extra questions have the business's words; chats know no silence."""
    match act:
        case Ask(slot):
            return slot is not SlotName.QUESTION
        case Reprompt(question, Trouble.NO_MATCH, 1):
            return question.slot is not SlotName.QUESTION
        case Reprompt(question, Trouble.NO_INPUT, 1):
            return medium is Medium.VOICE
        case (
            Offer()
            | SayNoOpenings()
            | NotOffered()
            | ReadBack()
            | NotifySuccess()
            | NotifyFailure()
            | AskAnythingElse()
            | Goodbye()
        ):
            return True
        case _:
            return False


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_same_act_is_worded_differently_the_next_turn(code: str, medium: Medium) -> None:
    for act in ACTS:
        if heard_often(act, medium):
            first, second = ([line.text for line in render((act,), voice_in(code, medium, t))] for t in (0, 1))
            assert first != second, act
            assert first == [line.text for line in render((act,), voice_in(code, medium, 0))]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_ladder_climbs(code: str) -> None:
    for question in questions():
        for trouble in (Trouble.NO_INPUT, Trouble.NO_MATCH):
            said = [render((Reprompt(question, trouble, count),), voice_in(code))[0].text for count in (1, 2, 3, 4)]
            assert len(set(said[:3])) == 3, question
            assert said[3] == said[2]


def test_keys_are_named_after_what_they_mean_and_only_on_the_phone() -> None:
    act = Reprompt(expectation(Expecting.CONFIRM_BOOKING), Trouble.NO_MATCH, 3, keys=True)
    assert "For yes, press one. For no, press two. For a person, press zero." in render((act,), voice())[0].text
    assert "press" not in render((act,), voice(Medium.TEXT))[0].text
    assert "press" not in render((replace(act, keys=False),), voice())[0].text
    phone = Reprompt(expectation(Expecting.SLOT, SlotName.PHONE), Trouble.NO_MATCH, 3, keys=True)
    assert "hash" in render((phone,), voice())[0].text
    assert "pound" in render((phone,), voice(locale="en-US"))[0].text


def wordings(table: object) -> Iterator[str]:
    match table:
        case dict():
            for value in table.values():
                yield from wordings(value)
        case list():
            yield from table
        case str():
            yield table


@pytest.mark.parametrize("word", ["invalid", "error", "input", "incorrect", "you said something", "you must", "failed"])
def test_callers_are_never_blamed(word: str) -> None:
    assert not [text for text in wordings(say_files()) if word in text.replace("no_input", "").lower()]
