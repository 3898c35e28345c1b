"""Simulated callers: they get what they want, nothing is booked that nobody wanted, and a seed is a seed."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from tests.spoken import languages_of

from frontdesk.channels.text.grade import grade
from frontdesk.languages import Language
from frontdesk.model.agent_acts import ReadBack
from frontdesk.model.booking import Opening
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.simulation.conversation import Outcome, Settings, hold_conversation
from frontdesk.simulation.goals import Goal, Purpose, Wanted, draw_phone
from frontdesk.simulation.listening import wrong_in
from frontdesk.simulation.noise import SURE, recognise
from frontdesk.simulation.phrasebook import LANGUAGES, load_phrasebook
from frontdesk.simulation.report import success, table, wrong
from frontdesk.simulation.saving import save
from frontdesk.simulation.sayings import Speaker
from frontdesk.simulation.temperaments import Temperament
from frontdesk.simulation.world import House
from frontdesk.stage import Through, perform, read_transcript

BUSINESS = load_profile(SAMPLE)
CALLS = Settings(seed=7, languages=tuple(code for code in BUSINESS.languages if code in LANGUAGES))
MONDAY = datetime(2026, 3, 9, 9, tzinfo=BUSINESS.zone)


@pytest.fixture(scope="module")
def languages() -> Mapping[str, Language]:
    return languages_of(BUSINESS)


@pytest.fixture(scope="module")
def house(languages: Mapping[str, Language]) -> House:
    return House.of(BUSINESS, languages)


def hold(house: House, numbers: range, calls: Settings = CALLS) -> list[Outcome]:
    async def all_of_them() -> list[Outcome]:
        return [await hold_conversation(house, number, calls) for number in numbers]

    return asyncio.run(all_of_them())


def test_callers_of_every_kind_get_what_they_want_and_nothing_else(house: House) -> None:
    outcomes = hold(house, range(40))
    assert {one.language for one in outcomes} == set(CALLS.languages)
    assert not [one.error for one in outcomes if one.error]
    assert wrong(outcomes) == 0, table(outcomes)
    assert success(outcomes) >= 0.95, table(outcomes)


def test_in_writing_too_and_where_a_recogniser_mishears(house: House) -> None:
    outcomes = hold(house, range(8), replace(CALLS, medium=Medium.TEXT))
    outcomes += hold(house, range(8), replace(CALLS, noise=0.1))
    assert wrong(outcomes) == 0, table(outcomes)


def test_the_same_seed_gives_the_same_conversation(house: House) -> None:
    once, again = hold(house, range(3, 5)), hold(house, range(3, 5))
    assert [one.exchanges for one in once] == [one.exchanges for one in again]
    other = hold(house, range(3, 5), replace(CALLS, seed=8))
    assert [one.goal for one in once] != [one.goal for one in other]


def test_a_saved_conversation_plays_as_it_went(house: House, languages: Mapping[str, Language], tmp_path: Path) -> None:
    outcome = hold(house, range(1))[0]
    transcript = read_transcript(save(outcome, SAMPLE.stem, tmp_path))
    verdict = grade(transcript, asyncio.run(perform(transcript, Through.CORE, languages)))
    assert verdict.passed


def goal(wanted: Wanted) -> Goal:
    name = PersonName("Ada", "Example")
    return Goal(Purpose.BOOK, "follow-up", None, None, wanted, wanted, BUSINESS.services[1].channels[0], name,
                "+442079460123", None, False)  # fmt: skip


def test_a_caller_hears_what_is_wrong_in_a_read_back() -> None:
    opening = Opening("follow-up", "daniel", MONDAY, MONDAY)
    told = ReadBack(
        ((SlotName.NAME, PersonName("Ada", "Exampel")), (SlotName.PHONE, PhoneNumber("+442079460124"))), opening
    )
    later = MONDAY.replace(hour=10)
    assert wrong_in(told, goal(Wanted(later))) == [SlotName.PREFERRED_TIME, SlotName.NAME, SlotName.PHONE]
    assert wrong_in(told, goal(Wanted(MONDAY))) == [SlotName.NAME, SlotName.PHONE]


def test_a_recogniser_gets_names_wrong_and_says_that_it_is_unsure() -> None:
    book, rng = load_phrasebook("en"), Random(1)
    clear = recognise("It's Ada Example, at 10:30.", frozenset(), book, 0.0, rng)
    assert (clear.text, clear.confidence) == ("it's ada example at 10:30", SURE)
    heard = [recognise("Ada Example", frozenset({"ada", "example"}), book, 0.5, rng) for _ in range(20)]
    assert any(one.text != "ada example" and (one.confidence or 1) < SURE for one in heard)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_can_be_put_into_words(language: str) -> None:
    book = load_phrasebook(language)
    english = load_phrasebook("en")
    assert (len(book.words), len(book.ordinals)) == (100, 31)
    assert set(book.say) == set(english.say)
    for aloud in (True, False):
        speaker = Speaker(book, Random(3), date(2026, 3, 9), aloud)
        said = [
            speaker.when(Wanted(MONDAY.replace(day=day, hour=hour, minute=30)))
            for day in range(9, 31)
            for hour in (8, 13)
        ]
        assert all("{" not in one for one in said)
        assert any(sign.isdigit() for one in said for sign in one) is not aloud
        assert speaker.phone(draw_phone("GB", Random(1)))


def test_all_temperaments_are_reported(house: House) -> None:
    rows = table(hold(house, range(2), replace(CALLS, temperaments=(Temperament.TERSE, Temperament.CHATTY))))
    assert rows.splitlines()[-1].startswith("| all | 2 |")
