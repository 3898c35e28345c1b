"""The whole of understanding: several acts in one utterance, several hypotheses, keys, and whatever else comes in."""

from datetime import datetime
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spoken import language
from tests.understand.said import LANGUAGES, vocabulary

from frontdesk.examples.notation import describe_act
from frontdesk.examples.sayings import NOW, asked_for, offered
from frontdesk.model.caller import Channel, ContactChannel, PhoneNumber
from frontdesk.model.caller_acts import CallerAct, Command, Do, Inform, Select
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.slots import ServiceChoice, SlotName
from frontdesk.model.utterance import Hypothesis, Keys, Words, typed
from frontdesk.model.when import PreferredTime
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.understand.interpret import Interpretation, interpret
from frontdesk.understand.vocabulary import Vocabulary, writes_day_first

NUMBER = PhoneNumber("+442079460123")


def hear(text: str, asked: str = "nothing") -> tuple[str, ...]:
    return tuple(map(describe_act, interpret(typed(text), asked_for(asked), NOW, vocabulary()).acts))


def press(keys: str, open: Expectation) -> tuple[CallerAct, ...]:
    return interpret(Keys(keys), open, NOW, vocabulary()).acts


def recognise(*heard: tuple[str, float | None], asked: str) -> Interpretation:
    return interpret(Words(tuple(Hypothesis(*one) for one in heard)), asked_for(asked), NOW, vocabulary())


# --- several acts in one utterance ------------------------------------------------------------------------------------


def test_everything_in_one_breath() -> None:
    said = "hi, this is Ada Example, could I come in Thursday around three for a first consultation"
    assert hear(said) == ("greet", "name Ada Example", "book", "time", "service first-consultation")


def test_everything_in_one_breath_as_a_recogniser_writes_it() -> None:
    said = "hello my name is ada example i'd like a massage on friday at ten my number is oh two oh 7946 0123"
    assert hear(said) == ("greet", "name Ada Example", "service sports-massage", "time", "+442079460123")


@pytest.mark.parametrize("said", ["Friday at 3", "a haircut at 3pm", "on the 21st"])
def test_the_number_of_a_house_is_not_the_place(said: str) -> None:
    """The places of this business are 3 Mill Lane and 21 The Green."""
    salon = load_profile(SAMPLE.with_name("salon.toml"))
    words = Vocabulary(language("en").lexicon, salon, "en")
    assert SlotName.PREFERRED_TIME in slots_heard(said, words)
    assert SlotName.LOCATION not in slots_heard(said, words)
    assert SlotName.LOCATION in slots_heard(f"{said} at 21 The Green", words)


def slots_heard(said: str, words: Vocabulary) -> set[SlotName]:
    acts = interpret(typed(said), asked_for("nothing"), NOW, words).acts
    return {act.slot for act in acts if isinstance(act, Inform)}


def test_what_one_reader_took_no_other_one_reads() -> None:
    assert hear("this is April May") == ("name April May",)
    assert hear("my number is 020 7946 0123") == ("+442079460123",)


def test_an_answer_and_a_question() -> None:
    assert hear("Friday at ten, and how much is it?", "preferred_time") == ("time", "ask price")


def test_what_was_said_keeps_its_order_and_its_words() -> None:
    heard = interpret(typed("yes, but make it video"), asked_for("confirm_booking"), NOW, vocabulary())
    assert [(one.reader, one.text) for one in heard.evidence] == [
        ("yes_no", "yes"),
        ("contact_channel", "make it video"),
    ]


# --- hypotheses -------------------------------------------------------------------------------------------------------


def test_the_first_hypothesis_that_answers_wins() -> None:
    heard = recognise(("thank you", 0.7), ("oh two oh 7946 0123", 0.6), ("goodbye", 0.5), asked="phone")
    assert heard.acts == (Inform(SlotName.PHONE, NUMBER, sure=0.6),)


def test_without_an_answer_the_first_that_means_anything_is_taken() -> None:
    assert recognise(("mumble", 0.9), ("can you repeat that", 0.8), asked="phone").acts == (Do(Command.REPEAT),)


def test_a_hypothesis_that_is_hardly_sure_counts_for_nothing() -> None:
    assert recognise(("oh two oh 7946 0123", 0.2), asked="phone").acts == ()


def test_no_confidence_is_full_confidence() -> None:
    assert recognise(("oh two oh 7946 0123", None), asked="phone").acts == (Inform(SlotName.PHONE, NUMBER),)


# --- keys -------------------------------------------------------------------------------------------------------------

CONFIRM = Expectation(Expecting.CONFIRM_BOOKING)
OFFER = Expectation(Expecting.OPENING, openings=offered())
CHANNELS = tuple(Option(ContactChannel(channel)) for channel in (Channel.VIDEO, Channel.PHONE))
SERVICES = tuple(Option(ServiceChoice((id,))) for id in ("first-consultation", "follow-up"))


def slot(name: SlotName) -> Expectation:
    return Expectation(Expecting.SLOT, name)


@pytest.mark.parametrize(
    ("keys", "open", "acts"),
    [
        ("1", CONFIRM, (Do(Command.AFFIRM),)),
        ("2", CONFIRM, (Do(Command.NEGATE),)),
        ("3", CONFIRM, ()),
        ("2", OFFER, (Select(1),)),
        ("9", OFFER, ()),
        ("2", Expectation(Expecting.OPTION, SlotName.CONTACT_CHANNEL, options=CHANNELS), (Select(1),)),
        ("1", Expectation(Expecting.OPTION, SlotName.SERVICE, options=SERVICES), (Select(0),)),
        ("*", CONFIRM, (Do(Command.REPEAT),)),
        ("0", CONFIRM, (Do(Command.PERSON),)),
        ("0", slot(SlotName.NAME), (Do(Command.PERSON),)),
        ("5264", slot(SlotName.NAME), ()),
    ],
)
def test_keys_mean_what_is_asked(keys: str, open: Expectation, acts: tuple[CallerAct, ...]) -> None:
    assert press(keys, open) == acts


def test_a_phone_number_by_keys() -> None:
    (act,) = press("02079460123#", slot(SlotName.PHONE))
    assert isinstance(act, Inform)
    assert getattr(act.value, "digits", "") == "02079460123"


@pytest.mark.parametrize(("keys", "wishes"), [("0603", 1), ("06031430", 1), ("3103", 1), ("9999", 0), ("06032599", 0)])
def test_a_time_by_keys(keys: str, wishes: int) -> None:
    acts = press(keys, slot(SlotName.PREFERRED_TIME))
    values = [act.value for act in acts if isinstance(act, Inform) and isinstance(act.value, PreferredTime)]
    assert sum(len(value.wishes) for value in values) == wishes


# --- whatever comes in ------------------------------------------------------------------------------------------------


@cache
def said_there(code: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(vocabulary(code=code).lexicon.familiar))


HOSTILE = [
    "Robert'); DROP TABLE bookings;--",
    "{{ config.items() }}",
    "<script>alert(1)</script>",
    "\x00\x1b[31m",
    "\u202eevil",
    "(((((((((((",
    "😀" * 50,
    "a" * 5_000,
    "yes " * 2_000,
    "cancel my my my " * 300,
]
EXPECTATIONS = st.one_of(
    st.builds(Expectation, st.sampled_from(Expecting), st.none() | st.sampled_from(SlotName)),
    st.sampled_from([OFFER, Expectation(Expecting.OPTION, SlotName.CONTACT_CHANNEL, options=CHANNELS)]),
)


@pytest.mark.parametrize("code", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(data=st.data(), open=EXPECTATIONS)
def test_no_text_raises(code: str, data: st.DataObject, open: Expectation) -> None:
    words = st.lists(st.one_of(said_there(code), st.text(max_size=5)), max_size=40).map(" ".join)
    text = data.draw(st.one_of(st.text(max_size=300), words))
    heard = interpret(typed(text), open, NOW, vocabulary(code=code))
    assert all(text[one.start : one.end] == one.text and 0 < one.sure <= 1 for one in heard.evidence)
    assert all(one.start <= following.start for one, following in pairwise(heard.evidence))


@settings(max_examples=200, deadline=None)
@given(st.text("0123456789*#", min_size=1, max_size=40), EXPECTATIONS)
def test_no_keys_raise(keys: str, open: Expectation) -> None:
    interpret(Keys(keys), open, datetime(2028, 2, 29, 9, tzinfo=ZoneInfo("Europe/London")), vocabulary())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("asked", ["name", "phone", "email", "reason", "preferred_time", "confirm_booking", "opening"])
def test_hostile_text_is_just_text(text: str, asked: str) -> None:
    heard = interpret(typed(text), asked_for(asked), NOW, vocabulary())
    names = [getattr(act.value, "full", "") for act in heard.acts if isinstance(act, Inform) and act.slot == "name"]
    assert all(len(name) <= 80 and not set(name) & set("<>{};()$") for name in names)


@pytest.mark.parametrize(
    ("language", "region", "day_first"),
    [
        ("en", "US", False),
        ("en", "GB", True),
        ("es", "US", True),
        ("de", "CH", True),
        ("fr", "CA", True),
        ("de", "US", True),
    ],
)
def test_the_order_of_day_and_month_is_that_of_the_language_in_the_region(
    language: str, region: str, day_first: bool
) -> None:
    assert writes_day_first(language, region) is day_first


def test_a_hyphen_in_a_phrase_is_met_with_or_without_it() -> None:
    assert hear("can I re-schedule") == hear("can I re schedule") == ("reschedule",)


@pytest.mark.parametrize("asked", ["preferred_time", "nothing"])
def test_a_date_written_with_spaces_is_no_telephone_number(asked: str) -> None:
    acts = interpret(typed("05. 06. 2026"), asked_for(asked), NOW, vocabulary("DE", "de")).acts
    assert [act.slot for act in acts if isinstance(act, Inform)] == [SlotName.PREFERRED_TIME]


@pytest.mark.parametrize(("code", "said"), [("de", "Friedrich zu Hohenau"), ("es", "Juan y Ejemplo")])
def test_a_name_whose_parts_are_all_tied_together(code: str, said: str) -> None:
    (act,) = interpret(typed(said), asked_for("name"), NOW, vocabulary(code=code)).acts
    assert isinstance(act, Inform)
    assert act.slot is SlotName.NAME
