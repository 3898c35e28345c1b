"""How far one conversation goes: turns, circles, bookings, holds; and what is never taken for an answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.dialog.world import World

from frontdesk.dialog.events import Began, Heard
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State, Troubles
from frontdesk.model.agent_acts import AgentAct, Goodbye, HandOff, HandOffReason, OfferCallback, ReadBack, Say
from frontdesk.model.business import Business, Limits
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Command,
    Conduct,
    Direction,
    Do,
    Inform,
    RequestAlternatives,
    Topic,
)
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.profiles import SAMPLE, load_profile

NOW = datetime(2026, 3, 5, 17, tzinfo=UTC)
YES = (Do(Command.AFFIRM),)
WHO = (Inform(SlotName.NAME, PersonName("Ada", "Example")), Inform(SlotName.PHONE, PhoneNumber("+14155550123")))


def business(**limits: int) -> Business:
    standard = load_profile(SAMPLE.with_name("standard.toml"))
    return standard.model_copy(update={"policy": standard.policy.model_copy(update={"limits": Limits(**limits)})})


def at(day: int, hour: int = 10) -> Inform:
    days = DaySpan(NOW.date().replace(day=day), NOW.date().replace(day=day + 1), Grain.DAY)
    wish = Wish((days,), (ClockSpan(hour * 60, hour * 60 + 1, Grain.MINUTE),))
    return Inform(SlotName.PREFERRED_TIME, PreferredTime((wish,)))


def begun(house: Business, medium: Medium = Medium.TEXT) -> tuple[World, State]:
    world = World(house, NOW)
    state, _ = world.turn(State("conversation", medium), Began())
    return world, state


def say(world: World, state: State, *acts: CallerAct) -> tuple[State, tuple[AgentAct, ...]]:
    return world.turn(state, Heard(acts))


def test_going_round_in_circles_ends_with_a_person_and_then_ends() -> None:
    world, state = begun(business(turns_without_progress=5))
    for _ in range(6):  # the first brought the service
        state, said = say(world, state, AskFact(Topic.HOURS))
        assert OfferCallback() not in said
    state, said = say(world, state, AskFact(Topic.HOURS))
    assert said[-1] == OfferCallback()
    for _ in range(9):
        if state.phase is not Phase.ENDED:
            state, said = say(world, state, AskFact(Topic.HOURS))
    assert state.phase is Phase.ENDED


def test_who_gets_ahead_may_take_many_turns() -> None:
    world, state = begun(business(turns_without_progress=5))
    said: tuple[AgentAct, ...] = ()
    for act in (at(6), *WHO):
        for _ in range(4):
            state, said = say(world, state, AskFact(Topic.HOURS))
            assert OfferCallback() not in said
        state, said = say(world, state, act)
    assert isinstance(said[-1], ReadBack)


def test_a_conversation_without_end_is_handed_over_and_a_yes_to_the_call_back_still_counts() -> None:
    world, state = begun(business(turns=10, turns_without_progress=50))
    for _ in range(10):
        state, said = say(world, state, RequestAlternatives(Direction.OTHER))
        assert OfferCallback() not in said
    state, said = say(world, state, RequestAlternatives(Direction.OTHER))
    assert said[-1] == OfferCallback()
    state, _ = say(world, state, *YES)
    state, said = say(world, state, WHO[1])
    assert said[-2:] == (Say(Note.CALLBACK_NOTED), Goodbye())
    assert [one.phone for one in world.callbacks] == ["+14155550123"]


def test_forty_openings_are_not_for_one_conversation() -> None:
    world, state = begun(business(bookings=2))
    for day in (6, 9):
        for acts in ((Do(Command.BOOK),), (at(day),), WHO, YES):
            if state.expectation.expecting is not Expecting.ANYTHING_ELSE or acts != WHO:
                state, said = say(world, state, *acts)
        while state.phase is not Phase.SETTLED:
            state, said = say(world, state, *YES)
    assert len(world.bookings) == 2
    state, said = say(world, state, Do(Command.BOOK))
    assert said == (Say(Note.ENOUGH_BOOKED), OfferCallback())
    for acts in ((at(10),), (at(11),), WHO, YES, YES):
        state, said = say(world, state, *acts)
    assert len(world.bookings) == 2


def test_however_many_times_are_asked_for_three_are_held() -> None:
    world, state = begun(business(turns=60))
    for number in range(20):
        acts = RequestAlternatives(Direction.LATER) if number % 2 else at(6 + 3 * (number % 3))
        state, _ = say(world, state, acts)
        assert len(world.holds) <= 3


@pytest.mark.parametrize("conduct", list(Conduct))
def test_nothing_of_it_confirms_what_was_read_back(conduct: Conduct) -> None:
    world, state = begun(business(), Medium.VOICE)
    state, said = say(world, state, at(6), *WHO)
    while not isinstance(said[-1], ReadBack):
        state, said = say(world, state, *YES)
    state, said = say(world, state, Behave(conduct))
    assert not world.books
    state, said = say(world, state, Behave(conduct))
    assert not world.books
    assert state.read_back is None or state.phase in (Phase.ENDED, Phase.COLLECTING)


def test_a_threat_is_put_through_at_once_and_noted_for_the_staff() -> None:
    house = business()
    policy = house.policy.model_copy(update={"handoff_number": "+14155550199"})
    world, state = begun(house.model_copy(update={"policy": policy}), Medium.VOICE)
    state = replace(state, arrival=replace(state.arrival, caller_id="+14155550123"))
    state, said = say(world, state, at(6), Behave(Conduct.THREAT))
    assert said == (HandOff(HandOffReason.THREAT, "+14155550199"),)
    assert [(one.phone, one.told) for one in world.callbacks] == [("+14155550123", False)]


def at_the_read_back() -> tuple[World, State]:
    world, state = begun(business(), Medium.VOICE)
    state, said = say(world, state, at(6), *WHO)
    while not isinstance(said[-1], ReadBack):
        state, said = say(world, state, *YES)
    return world, state


def test_a_yes_into_the_read_back_books_nothing_before_it_was_heard_to_its_end() -> None:
    world, state = at_the_read_back()
    state, said = world.turn(state, Heard(YES, interrupted=True))
    assert said[0] == Say(Note.HEAR_IT_OUT)
    assert isinstance(said[-1], ReadBack)
    assert not world.books
    say(world, state, *YES)
    assert len(world.bookings) == 1


def test_a_correction_into_the_read_back_is_taken() -> None:
    world, state = at_the_read_back()
    _, said = world.turn(state, Heard((at(9),), interrupted=True))
    assert isinstance(said[-1], ReadBack)
    assert said[-1].opening.start.day == 9


def test_mhm_into_an_open_question_answers_nothing_and_counts_as_no_trouble() -> None:
    world, state = begun(business(), Medium.VOICE)
    asked = state.question
    state, said = world.turn(state, Heard(YES, interrupted=True))
    assert said == (asked,)
    assert state.troubles == Troubles()


def test_a_yes_into_a_question_for_yes_or_no_is_an_answer() -> None:
    world, state = begun(business(), Medium.VOICE)
    state, said = say(world, state, at(6), *WHO)
    assert state.expectation.expecting is Expecting.CONFIRM_SLOT
    _, said = world.turn(state, Heard(YES, interrupted=True))
    assert isinstance(said[-1], ReadBack)
