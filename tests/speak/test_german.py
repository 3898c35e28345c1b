"""What German needs that English does not: one clock of twenty-four hours, years in one word, numbers in parts."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.speak.scene import BUSINESS, NOW, OPENINGS, PARTS

from frontdesk.model.utterance import Medium
from frontdesk.speak.describe import describe_openings
from frontdesk.speak.formats import say_clock_face, say_date, say_duration, say_phone, say_time, tidy
from frontdesk.speak.prompts import Prompts
from frontdesk.speak.voice import Voice

SAY = Path(__file__).parents[2] / "prompts/de/say"
PROMPTS = Prompts.parse({path.stem: tomllib.loads(path.read_text("utf-8")) for path in SAY.glob("*.toml")}, PARTS)
ALOUD = Voice(PROMPTS, BUSINESS.model_copy(update={"region": "DE"}), "de", "de-DE", Medium.VOICE, NOW, 0)
WRITTEN = replace(ALOUD, medium=Medium.TEXT)


@pytest.mark.parametrize(
    ("minute", "aloud", "written"),
    [
        (0, "Mitternacht", "0:00 Uhr"),
        (60, "ein Uhr", "1:00 Uhr"),
        (545, "neun Uhr fünf", "9:05 Uhr"),
        (570, "neun Uhr dreißig", "9:30 Uhr"),
        (720, "zwölf Uhr", "12:00 Uhr"),
        (870, "vierzehn Uhr dreißig", "14:30 Uhr"),
        (1260, "einundzwanzig Uhr", "21:00 Uhr"),
    ],
)
def test_times(minute: int, aloud: str, written: str) -> None:
    assert [say_time(minute, voice, with_part=True) for voice in (ALOUD, WRITTEN)] == [aloud, written]


def test_a_time_of_either_half_of_the_day_is_said_in_small_hours() -> None:
    assert [say_clock_face(900, voice) for voice in (ALOUD, WRITTEN)] == ["drei Uhr", "3:00 Uhr"]


def test_dates_stand_as_they_do_behind_am() -> None:
    assert say_date(date(2026, 3, 31), ALOUD) == "Dienstag, den einunddreißigsten März"
    assert say_date(date(2027, 3, 12), ALOUD) == "Freitag, den zwölften März zweitausendsiebenundzwanzig"
    assert say_date(date(2026, 3, 31), WRITTEN) == "Dienstag, 31. März"
    assert say_date(date(2027, 1, 4), replace(WRITTEN, locale="de-AT")) == "Montag, 4. Jänner"


def test_one_minute_and_one_hour_are_feminine() -> None:
    assert say_duration(61, ALOUD) == "eine Stunde und eine Minute"


def test_a_long_number_is_said_in_parts() -> None:
    assert say_phone("+493023125012", ALOUD) == "null drei null, zwei drei eins zwei, fünf null eins zwei"


def test_openings() -> None:
    said = tidy(describe_openings(OPENINGS[:2], ALOUD))
    assert said == "heute um zehn oder elf Uhr"
