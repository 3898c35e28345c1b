"""What somebody agreed to: the words they were asked with, when they said yes, and nothing that they did not."""

from datetime import UTC, datetime
from functools import cache

from tests.dialog.world import World

from frontdesk.dialog.events import Began, Heard
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AskConsent, HandOff, Help, ReadBack
from frontdesk.model.booking import Consent
from frontdesk.model.business import Business, ConsentQuestion
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.caller_acts import Command, Do, Inform, SpeakLanguage
from frontdesk.model.part import ByLanguage
from frontdesk.model.slots import Answer, ServiceChoice, SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.profiles import SAMPLE, load_profile

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
FRIDAY = DaySpan(NOW.date().replace(day=6), NOW.date().replace(day=7), Grain.DAY)
KNOWN = (
    Inform(SlotName.SERVICE, ServiceChoice(("sports-massage",))),
    Inform(SlotName.PREFERRED_TIME, PreferredTime((Wish((FRIDAY,), (ClockSpan(600, 601, Grain.MINUTE),)),))),
    Inform(SlotName.NAME, PersonName("Ada", "Example")),
    Inform(SlotName.PHONE, PhoneNumber("+442079460123")),
)
SHOULDER = Inform(SlotName.QUESTION, Answer("area", "the left shoulder"))
YES, NO = (Do(Command.AFFIRM),), (Do(Command.NEGATE),)


@cache
def business() -> Business:
    terms = ByLanguage[str](texts={"en": "Do you accept our terms?", "de": "Sind Sie einverstanden?"})
    news = ByLanguage[str](texts={"*": "May we write to you?"})
    asked = (ConsentQuestion(id="terms", ask=terms), ConsentQuestion(id="news", ask=news, required=False))
    return load_profile(SAMPLE).model_copy(update={"consents": asked})


def up_to_the_terms() -> tuple[World, State]:
    world = World(business(), NOW)
    state, _ = world.turn(State("conversation", Medium.TEXT), Began())
    state, _ = world.turn(state, Heard(KNOWN))
    state, _ = world.turn(state, Heard((Do(Command.NEGATE),)))  # no e-mail
    state, said = world.turn(state, Heard((SHOULDER,)))
    assert said == (AskConsent("terms", "Do you accept our terms?"),)
    return world, state


def test_the_words_and_the_instant_are_kept() -> None:
    world, state = up_to_the_terms()
    for acts in (YES, NO, YES):
        state, _ = world.turn(state, Heard(acts))
    (booking,) = world.bookings.values()
    assert booking.request.consents == (Consent("terms", "Do you accept our terms?", NOW),)


def test_another_language_asks_in_its_own_words_and_those_are_kept() -> None:
    world, state = up_to_the_terms()
    state, said = world.turn(state, Heard((SpeakLanguage("de", "de-DE", asked=True),)))
    assert said[-1] == AskConsent("terms", "Sind Sie einverstanden?")
    state, _ = world.turn(state, Heard(YES))
    assert state.consents == (Consent("terms", "Sind Sie einverstanden?", NOW),)


def test_a_yes_in_another_language_is_to_the_words_that_were_asked() -> None:
    world, state = up_to_the_terms()
    state, _ = world.turn(state, Heard((SpeakLanguage("de", "de-DE", asked=False), *YES)))
    assert state.language == "de"
    assert state.consents == (Consent("terms", "Do you accept our terms?", NOW),)


def test_help_and_new_values_are_no_yes() -> None:
    world, state = up_to_the_terms()
    state, said = world.turn(state, Heard((Do(Command.HELP),)))
    assert isinstance(said[0], Help)
    assert isinstance(said[-1], AskConsent)
    state, said = world.turn(state, Heard((Inform(SlotName.NAME, PersonName("Eve", "Example"), corrects=True),)))
    assert isinstance(said[-1], AskConsent)
    assert not state.consents


def test_nothing_is_booked_without_a_required_one() -> None:
    world, state = up_to_the_terms()
    for acts in (NO,) * 6:
        state, said = world.turn(state, Heard(acts))
        assert not any(isinstance(act, ReadBack) for act in said)
    assert not world.books
    assert not state.consents


def test_on_the_phone_a_second_no_is_put_through() -> None:
    world, state = up_to_the_terms()
    spoken = State(**{name: getattr(state, name) for name in state.__slots__} | {"medium": Medium.VOICE})
    spoken, _ = world.turn(spoken, Heard(NO))
    _, said = world.turn(spoken, Heard(NO))
    assert any(isinstance(act, HandOff) and act.number for act in said)
    assert not world.books


def test_one_more_booking_asks_for_nothing_again() -> None:
    world, state = up_to_the_terms()
    for acts in (YES, NO, YES, (Do(Command.BOOK),)):
        state, _ = world.turn(state, Heard(acts))
    later = Inform(SlotName.PREFERRED_TIME, PreferredTime((Wish((FRIDAY,), (ClockSpan(840, 841, Grain.MINUTE),)),)))
    state, said = world.turn(state, Heard((KNOWN[0], later)))
    while not isinstance(said[-1], ReadBack):
        assert not any(isinstance(act, AskConsent) for act in said)
        state, said = world.turn(state, Heard(NO if state.expectation.slot is SlotName.EMAIL else (SHOULDER,)))


def test_starting_over_asks_anew() -> None:
    world, state = up_to_the_terms()
    state, _ = world.turn(state, Heard(YES))
    state, _ = world.turn(state, Heard((Do(Command.START_OVER),)))
    assert not state.consents
