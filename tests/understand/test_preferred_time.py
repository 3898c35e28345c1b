"""The preferred-time reader: its examples in every language, and that its cost is bounded."""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.examples.sayings import Saying, hear_time, read_sayings
from frontdesk.examples.time_notation import describe
from frontdesk.model.when import Wish
from frontdesk.understand.lexicon import parse_cuts
from frontdesk.understand.normalize import Cuts, tokenize
from frontdesk.understand.number_words import NumberWords
from frontdesk.understand.preferred_time import Said, TimeReading, TimeWords, read_preferred_time
from frontdesk.understand.preferred_time.reader import match_all
from frontdesk.understand.preferred_time.values import Moment
from frontdesk.understand.preferred_time.words import tidy

PROMPTS = Path(__file__).parents[2] / "prompts"
LANGUAGES = sorted(path.parents[1].name for path in PROMPTS.glob("*/hear/preferred_time.examples.toml"))
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def table(stem: str, code: str = "en") -> dict[str, Any]:
    return tomllib.loads((PROMPTS / code / "hear" / f"{stem}.toml").read_text("utf-8"))


@cache
def cuts(code: str = "en") -> Cuts:
    return parse_cuts(table("cuts", code))


@cache
def words(code: str = "en") -> TimeWords:
    return TimeWords.parse(table("preferred_time", code), NumberWords.parse(table("numbers", code)), cuts(code))


SAYINGS = [saying for code in LANGUAGES for saying in read_sayings(PROMPTS, code, "preferred_time")]


def read(
    text: str, *, now: datetime = NOW, day_first: bool = True, asked: bool = False, code: str = "en"
) -> tuple[TimeReading, ...]:
    return read_preferred_time(tokenize(text, cuts(code)), now, words(code), day_first, asked)


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying.name)
def test_saying(saying: Saying) -> None:
    assert hear_time(saying, words(saying.language), cuts(saying.language)) == saying.means


@pytest.mark.parametrize("code", LANGUAGES)
def test_there_are_sayings_of_both_kinds(code: str) -> None:
    means = [bool(saying.means) for saying in SAYINGS if saying.language == code]
    assert means.count(True) >= 250
    assert means.count(False) >= 60


@pytest.mark.parametrize("change", [str.upper, str.title, lambda text: f"{text}.", lambda text: f"  {text} "])
def test_case_and_edges_do_not_matter(change: Callable[[str], str]) -> None:
    for text in ("half past two tomorrow", "monday or tuesday after 4", "the 9th of march at 10:30"):
        assert [r.value for r in read(change(text))] == [r.value for r in read(text)]


def test_what_was_said_and_where() -> None:
    reading = read("well, on friday at three would be lovely")[0]
    assert (reading.first, reading.next) == (2, 6)
    assert reading.said == {Said.DAY, Said.CLOCK}
    assert reading.sure == 1
    assert read("three", asked=True)[0].sure < 1


def test_two_structures_are_two_readings() -> None:
    first, second = read("friday, 10 to 3")
    assert describe(first.value) == "2026-03-06 10:00-15:00"
    assert describe(second.value) == "2026-03-06 14:50|02:50"
    assert second.sure < first.sure


def test_a_date_and_another_weekday_are_two_readings() -> None:
    """The 7th is a Saturday: one of the two was misspoken, and the dialogue asks which."""
    wish: Wish = read("friday the 7th of march")[0].value.wishes[0]
    assert [str(span.first) for span in wish.days] == ["2026-03-07", "2026-03-06"]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("at three or four pm", "15:00; 16:00"),
        ("at nine or four pm", "09:00|21:00; 16:00"),
        ("leave on april 14th and come back on the 3rd", "2026-04-14; 2026-05-03"),
        ("wednesday doesn't work, thursday does", "not 2026-03-11; 2026-03-12|2026-03-05"),
        ("friday i can't, monday", "not 2026-03-06; 2026-03-09"),
        ("next week from monday to wednesday", "2026-03-09..2026-03-11"),
        ("in a month and a half", "2026-04-20"),
    ],
)
def test_one_thing_said_settles_another(text: str, means: str) -> None:
    assert describe(read(text)[0].value) == means


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read_preferred_time(tokenize("today"), datetime(2026, 3, 5), words(), True, False)  # noqa: DTZ001


OTHER_WORDS: dict[str, object] = {
    "weekday": {"monday": ["montag"], "friday": ["freitag", "viernes"]},
    "month": {"march": ["mars"]},
    "unit": {"weeks": ["woche", "wochen"], "hours": ["heures"]},
    "glue": "um am el a de",
    "clock": [
        {"means": "written_hour", "say": ["{nought_hour} h {minute}"]},
        {"means": "hour_shifted", "number": -30, "say": ["halb {hour}"]},
        {"means": "hour_shifted", "number": -45, "say": ["viertel {hour}"]},
        {"means": "hour_shifted", "number": -15, "say": ["{hour} (heures|heure) moins le quart", "viertel vor {hour}"]},
        {"means": "hour_shifted", "number": 30, "say": ["las {hour} y media", "{hour} heures et demie"]},
        {"means": "hour_and_minute", "say": ["{hour} (uhr|h) {minute}"]},
        {"means": "hour_and_minute", "say": ["{hour} heures {minutes}"]},
        {"means": "hour", "say": ["{hour} uhr"]},
    ],
    "time": [{"means": "same_clock", "say": ["{clock}"]}],
    "duration": [
        {"means": "length", "say": ["{n} {unit}"]},
        {"means": "length", "number": 1, "say": ["einer {unit}"]},
        {"means": "fixed_length", "number": 7, "say": ["huit jours"]},
    ],
    "day": [
        {"means": "weekday", "say": ["{weekday}"]},
        {"means": "next_weekday", "number": 1, "say": ["el próximo {weekday}"]},
        {"means": "weekend", "number": 2, "say": ["el próximo finde"]},
        {"means": "day_and_month_number", "say": ["el {day_number} del {n}"]},
        {"means": "holiday_week", "on": "easter", "say": ["semana santa"]},
        {"means": "next_weekday", "say": ["nächsten {weekday}", "el {weekday} que viene"]},
        {"means": "after_duration", "say": ["in {duration}"]},
        {"means": "weekday_later", "number": 1, "say": ["{weekday} in einer woche"]},
        {"means": "after_duration", "say": ["dans {duration}"]},
        {"means": "within_duration", "say": ["sous {duration}"]},
        {"means": "weekday_number", "number": 1, "say": ["{weekday} {lone_number}"]},
        {"means": "day_number", "say": ["le {lone_number}"]},
        {"means": "day_of_month", "say": ["{day_number} {month}"]},
        {"means": "week_around", "say": ["la semaine du {date}"]},
        {"means": "half_of_month", "number": 2, "say": ["fin {period}"]},
    ],
    "period": [{"means": "month", "say": ["{month}"]}],
    "date": [{"means": "same_day", "say": ["{day}"]}, {"means": "day_number", "say": ["{date_number}"]}],
    "span": [
        {"means": "mark", "on": "no", "say": ["no"]},
        {"means": "day_piece", "say": ["{day}"]},
        {"means": "clock", "say": ["{clock}"]},
        {"means": "clock_from", "say": ["ab {time}"]},
        {"means": "days_between", "say": ["du {date} au {date}"]},
        {"means": "day_from", "say": ["dès le {date}"]},
    ],
}
OTHER_NUMBERS: dict[str, object] = {
    "cardinals": {
        "zéro": 0,
        "zwei": 2,
        "deux": 2,
        "drei": 3,
        "tres": 3,
        "cinq": 5,
        "six": 6,
        "vierzehn": 14,
        "dreißig": 30,
    },
    "ordinals": {"erste": 1},
}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("halb drei", "14:30|02:30"),
        ("am Freitag um halb drei", "2026-03-06 14:30|02:30"),
        ("viertel drei", "14:15|02:15"),
        ("Viertel vor drei", "14:45|02:45"),
        ("vierzehn Uhr dreißig", "14:30"),
        ("14h30", "14:30"),
        ("deux heures moins le quart", "13:45|01:45"),
        ("a las tres y media el viernes que viene", "2026-03-13|2026-03-06 15:30|03:30"),
        ("nächsten Freitag ab 14 Uhr", "2026-03-13|2026-03-06 14:00-"),
        ("in zwei Wochen", "2026-03-19"),
        ("Montag in einer Woche", "2026-03-16"),
        ("deux heures cinq", "14:05|02:05"),
        ("06h30", "06:30|18:30"),
        ("6h30", "18:30|06:30"),
        ("dans huit jours", "2026-03-12"),
        ("sous 48 heures", "2026-03-05..2026-03-07"),
        ("montag 9", "2026-03-09"),
        ("le 9", "2026-03-09"),
        ("le 9 14h30", "2026-03-09 14:30"),
        ("du 9 au 12", "2026-03-09..2026-03-12"),
        ("dès le cinq", "2026-03-05.."),
        ("la semaine du 18", "2026-03-16..2026-03-22 week"),
        ("fin mars", "2026-03-16..2026-03-31"),
        ("el próximo viernes", "2026-03-06|2026-03-13"),
        ("el próximo finde", "2026-03-07..2026-03-08|2026-03-14..2026-03-15"),
        ("el tres del deux", "2027-02-03"),
        ("semana santa", "2026-03-30..2026-04-05 week"),
        ("montag no", "not 2026-03-09"),
        ("montag no, viernes", "2026-03-06"),
    ],
)
def test_another_language_is_data(text: str, means: str) -> None:
    """German, French and Spanish ways of telling the time need other phrases, and no other rules."""
    other = TimeWords.parse(OTHER_WORDS, NumberWords.parse(OTHER_NUMBERS))
    found = read_preferred_time(tokenize(text), NOW, other, day_first=True, asked=False)
    assert [describe(reading.value) for reading in found] == [means]


@pytest.mark.parametrize("text", ["le 9 rue", "zéro six cinq quatorze trente, deux drei cinq", "sous 50 heures"])
def test_another_language_has_no_time_there_either(text: str) -> None:
    other = TimeWords.parse(OTHER_WORDS, NumberWords.parse(OTHER_NUMBERS))
    assert not read_preferred_time(tokenize(text), NOW, other, day_first=True, asked=False)


FIGURES = (
    "5 10 12 30 31 99 2026 - , . : / 5/6 10:30 10.30 2026-02-30 29 0 0000 2400 24:00 25:61 31/31 "
    "2026-03-06T25:00 2026-13-40T10:00+99:99"
).split()


@cache
def spoken(code: str) -> st.SearchStrategy[str]:
    """A word of the language's times, or figures."""
    return st.sampled_from([*sorted(words(code).words), *FIGURES])


@pytest.mark.parametrize("code", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(data=st.data(), asked=st.booleans(), now=st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
def test_nothing_raises(code: str, data: st.DataObject, asked: bool, now: datetime) -> None:
    text = " ".join(data.draw(st.lists(st.one_of(spoken(code), st.text(max_size=6)), max_size=30)))
    for reading in read(text, now=now.replace(tzinfo=UTC), asked=asked, code=code):
        assert reading.said
        for wish in reading.value.wishes:
            for span in wish.days:
                assert span.first is None or span.until is None or span.first < span.until
            for clock in wish.clocks:
                assert clock.start is None or clock.until is None or clock.start < clock.until


@pytest.mark.parametrize("code", LANGUAGES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_work_grows_with_the_number_of_words(code: str, data: st.DataObject) -> None:
    """Whatever is repeated: the time that reading takes is counted, not measured."""
    unit = " ".join(data.draw(st.lists(spoken(code), min_size=1, max_size=4))) + " "
    assert _work_per_token(unit, code) < 120


@pytest.mark.parametrize(
    "unit",
    [
        *("a week from ", "five to ", "the day after ", "between ", "10 ", "monday or ", "one ", "1/2 ", "not before "),
        *(
            "the first monday of ",
            "half past ",
            "twenty ",
            "- ",
            "from 3 to ",
            "march ",
            "in two weeks and a half ",
            "no ",
        ),
    ],
)
def test_work_grows_with_the_number_of_tokens(unit: str) -> None:
    assert _work_per_token(unit, "en") < 120


def _work_per_token(unit: str, code: str) -> float:
    kept = tidy(tokenize(unit * 400, cuts(code)), words(code).ranged, words(code).fillers)
    matcher = match_all(kept, words(code), Moment(NOW, True, True))
    for i in range(len(kept)):
        matcher.match("span", i)
        matcher.match("thing", i)
    return matcher.work / max(1, len(kept))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"clock": [{"means": "hours", "say": ["{hour}"]}]}, "clock entry 1"),
        ({"clock": [{"means": "hour", "say": ["{hours}"]}]}, "{hours}"),
        ({"clock": [{"means": "hour", "say": ["o'clock"]}]}, "needs {hour}"),
        ({"clock": [{"means": "about", "say": ["{clock} sharp"]}]}, "begin with a hole that leads to it again"),
        ({"clock": [{"means": "fixed_clock", "start": "25 o'clock", "say": ["late"]}]}, "clock entry 1, start"),
        ({"clock": [{"means": "fixed_clock", "begin": "12:00", "say": ["noon"]}]}, "clock entry 1, begin"),
        ({"clock": [{"means": "hour", "say": ["{hour} [am"]}]}, "clock entry 1"),
        ({"day": [{"means": "holiday", "on": "eastern", "say": ["easter"]}]}, "day entry 1"),
        ({"span": [{"means": "mark", "on": "perhaps", "say": ["perhaps"]}]}, "span entry 1"),
        ({"weekday": {"mo": ["monday"]}}, "weekday.mo"),
        ({"unit": {"days": ["working day"]}}, "unit.days"),
        ({"weekdays": {"monday": ["monday"]}}, "weekdays"),
    ],
)
def test_a_mistake_in_the_words_is_named(change: dict[str, object], names: str) -> None:
    with pytest.raises(ValueError) as raised:
        TimeWords.parse(table("preferred_time") | change, NumberWords.parse(table("numbers")))
    assert "preferred_time.toml" in str(raised.value)
    assert names in str(raised.value)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("am fünften dritten", "2026-03-05"),
        ("KW 12", "2026-03-16..2026-03-22 week"),
        ("KW 9 2027", "2027-03-01..2027-03-07 week"),
        ("Freitag morgen um 8", "2026-03-06 08:00"),
        ("Monatsende", "2026-03-21..2026-03-31"),
        ("Buß- und Bettag 2028", "2028-11-22"),
        ("10.12.", "2026-12-10"),
        ("28.-2.4.", "2026-03-28..2026-04-02"),
        ("ein Uhr", "13:00|01:00"),
        ("ich kann Montag nicht", "not 2026-03-09"),
        ("12.03.2026 14 Uhr", "2026-03-12 14:00"),
    ],
)
def test_german_needs_these_rules(text: str, means: str) -> None:
    assert [describe(reading.value) for reading in read(text, code="de")][:1] == [means]
