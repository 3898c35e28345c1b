"""Golden sentences: dates, times, numbers and places the way people say and write them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.speak.scene import (
    ALOUD,
    AMERICAN,
    BUSINESS,
    OPENINGS,
    PARTS,
    WRITTEN,
    at,
    on,
    opening,
    say_files,
)

from frontdesk.languages import merge
from frontdesk.model.caller import Channel
from frontdesk.model.hours import WeeklyHours
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish
from frontdesk.speak.describe import describe_openings, describe_time
from frontdesk.speak.formats import (
    plain,
    say_clock_face,
    say_date,
    say_duration,
    say_email,
    say_hours,
    say_phone,
    say_time,
    space_marks,
    tidy,
)
from frontdesk.speak.prompts import Prompts
from frontdesk.speak.voice import Voice

AMERICAN_WRITTEN = replace(AMERICAN, medium=WRITTEN.medium)


@pytest.mark.parametrize(
    ("clock", "british", "american", "with_part"),
    [
        ("00:00", "midnight", "midnight", "midnight"),
        ("00:15", "quarter past twelve in the morning", "twelve fifteen in the morning", None),
        ("06:30", "half past six in the morning", "six thirty in the morning", None),
        ("07:00", "seven o'clock", "seven o'clock", "seven o'clock in the morning"),
        ("09:05", "nine oh five", "nine oh five", "nine oh five in the morning"),
        ("09:15", "quarter past nine", "nine fifteen", "quarter past nine in the morning"),
        ("09:30", "half past nine", "nine thirty", "half past nine in the morning"),
        ("09:45", "quarter to ten", "nine forty-five", "quarter to ten in the morning"),
        ("10:00", "ten o'clock", "ten o'clock", "ten o'clock in the morning"),
        ("10:20", "ten twenty", "ten twenty", "ten twenty in the morning"),
        ("11:45", "quarter to twelve", "eleven forty-five", "quarter to twelve in the morning"),
        ("12:00", "twelve noon", "noon", "twelve noon"),
        ("12:15", "quarter past twelve", "twelve fifteen", "quarter past twelve in the afternoon"),
        ("12:45", "quarter to one", "twelve forty-five", "quarter to one in the afternoon"),
        ("14:15", "quarter past two", "two fifteen", "quarter past two in the afternoon"),
        ("17:59", "five fifty-nine", "five fifty-nine", "five fifty-nine in the afternoon"),
        ("18:30", "half past six", "six thirty", "half past six in the evening"),
        ("19:00", "seven o'clock in the evening", "seven o'clock in the evening", None),
        ("22:00", "ten o'clock at night", "ten o'clock at night", None),
        ("23:45", "quarter to twelve at night", "eleven forty-five at night", None),
    ],
)
def test_times_aloud(clock: str, british: str, american: str, with_part: str | None) -> None:
    minute = int(clock[:2]) * 60 + int(clock[3:])
    assert say_time(minute, ALOUD) == british
    assert say_time(minute, AMERICAN) == american
    assert say_time(minute, ALOUD, with_part=True) == (with_part or british)


def test_every_minute_of_the_day_is_said_in_its_own_words() -> None:
    aloud = {say_time(minute, ALOUD, with_part=True) for minute in range(1440)}
    written = {say_time(minute, WRITTEN) for minute in range(1440)}
    assert len(aloud) == len(written) == 1440
    assert not any(char.isdigit() for text in aloud for char in text)


def test_times_written() -> None:
    assert [say_time(minute, WRITTEN) for minute in (0, 570, 600, 720, 1050)] == [
        "12:00 am",
        "9:30 am",
        "10:00 am",
        "12:00 pm",
        "5:30 pm",
    ]
    assert say_time(570, AMERICAN_WRITTEN) == "9:30 AM"
    assert say_clock_face(900, WRITTEN) == "3:00"


@pytest.mark.parametrize(
    ("day", "aloud", "written", "american"),
    [
        ("2026-03-05", "today, Thursday the fifth of March", "today, Thursday 5 March", "today, Thursday, March fifth"),
        (
            "2026-03-06",
            "tomorrow, Friday the sixth of March",
            "tomorrow, Friday 6 March",
            "tomorrow, Friday, March sixth",
        ),
        ("2026-03-21", "Saturday the twenty-first of March", "Saturday 21 March", "Saturday, March twenty-first"),
        ("2026-03-31", "Tuesday the thirty-first of March", "Tuesday 31 March", "Tuesday, March thirty-first"),
        ("2027-03-04", "Thursday the fourth of March", "Thursday 4 March", "Thursday, March fourth"),
        (
            "2027-03-12",
            "Friday the twelfth of March twenty twenty-seven",
            "Friday 12 March 2027",
            "Friday, March twelfth, twenty twenty-seven",
        ),
    ],
)
def test_dates(day: str, aloud: str, written: str, american: str) -> None:
    parsed = date.fromisoformat(day)
    said = [say_date(parsed, speaker).rstrip(",") for speaker in (ALOUD, WRITTEN, AMERICAN)]
    assert said == [aloud, written, american]


def test_today_is_the_business_s_today() -> None:
    late = replace(AMERICAN, now=datetime.fromisoformat("2026-03-06T01:00+00:00"))
    assert say_date(date(2026, 3, 5), late).startswith("today")


@pytest.mark.parametrize(
    ("number", "speaker", "said"),
    [
        ("+442079460123", ALOUD, "oh two oh, seven nine four six, oh one two three"),
        ("+442079460123", WRITTEN, "020 7946 0123"),
        ("+442079460123", AMERICAN, "plus four four, two oh, seven nine four six, oh one two three"),
        ("+442079460123", AMERICAN_WRITTEN, "+44 20 7946 0123"),
        ("+14155550123", AMERICAN, "four one five, five five five, oh one two three"),
        ("+14155550123", AMERICAN_WRITTEN, "(415) 555-0123"),
        ("+14155550123", ALOUD, "plus one, four one five, five five five, oh one two three"),
        ("+14155550123", WRITTEN, "+1 415-555-0123"),
        ("+493023125012", ALOUD, "plus four nine, three oh, two three one two, five oh one two"),
        ("+442079460123", replace(ALOUD, slower=True), "oh, two, oh, seven, nine, four, six, oh, one, two, three"),
    ],
)
def test_phone_numbers(number: str, speaker: Voice, said: str) -> None:
    assert say_phone(number, speaker) == said


def test_e_mail_addresses() -> None:
    assert say_email("priya_nair-1@example.co.uk", ALOUD) == "priya underscore nair dash 1 at example dot co dot uk"
    assert say_email("priya@example.com", WRITTEN) == "priya@example.com"


@pytest.mark.parametrize(
    ("minutes", "aloud", "written"),
    [
        (1, "one minute", "1 minute"),
        (45, "forty-five minutes", "45 minutes"),
        (60, "one hour", "1 hour"),
        (90, "one hour and thirty minutes", "1 hour and 30 minutes"),
        (1440, "twenty-four hours", "24 hours"),
        (60 * 1440, "sixty days", "60 days"),
    ],
)
def test_durations(minutes: int, aloud: str, written: str) -> None:
    assert say_duration(minutes, ALOUD) == aloud
    assert say_duration(minutes, WRITTEN) == written


def test_opening_hours() -> None:
    hours = WeeklyHours.model_validate(
        {day: ["09:00-17:30"] for day in ("monday", "tuesday", "wednesday")}
        | {"saturday": ["10:00-12:00", "13:00-14:00"]}
    )
    assert say_hours(hours, ALOUD) == (
        "Monday to Wednesday from nine to half past five, "
        "Saturday from ten to twelve noon and from one to two, and closed on Thursday, Friday and Sunday"
    )
    every_day = WeeklyHours.model_validate(
        {day: ["00:00-24:00"] for day in "monday tuesday wednesday thursday friday saturday sunday".split()}
    )
    assert say_hours(every_day, WRITTEN) == "Monday to Sunday 12:00 am to 12:00 am"


def test_openings_are_grouped_by_day() -> None:
    assert describe_openings(OPENINGS, ALOUD) == ("today at ten or eleven, or tomorrow at half past nine")
    later = (opening(10, 14), opening(11, 14))
    assert describe_openings(later, WRITTEN) == "Tuesday 10 March at 2:00 pm or Wednesday 11 March at 2:00 pm"


def test_aloud_a_day_is_as_short_as_it_is_clear() -> None:
    days = (5, 6, 7, 11, 12, 31)
    assert [describe_openings((opening(day, 10),), ALOUD) for day in days] == [
        "today at ten",
        "tomorrow at ten",
        "Saturday at ten",
        "Wednesday at ten",
        "Thursday the twelfth at ten",
        "Tuesday the thirty-first at ten",
    ]
    in_april = replace(opening(31, 10), start=opening(31, 10).start + timedelta(days=3))
    assert describe_openings((in_april,), ALOUD) == "Friday the third of April at ten"
    assert describe_openings((opening(7, 10),), WRITTEN) == "Saturday 7 March at 10:00 am"


def test_the_half_of_the_day_is_said_once() -> None:
    times = (opening(10, 10), opening(10, 11), opening(10, 14))
    assert describe_openings(times, WRITTEN) == "Tuesday 10 March at 10:00 or 11:00 am, or 2:00 pm"
    assert describe_openings(times, ALOUD) == "Tuesday at ten, eleven or two"
    early = (opening(10, 6), opening(10, 6, 30), opening(10, 21))
    assert describe_openings(early, ALOUD) == "Tuesday at six or half past six in the morning, or nine in the evening"


def test_somebody_far_away_is_offered_times_by_their_own_clock_too() -> None:
    far = replace(ALOUD, caller_zone="America/New_York", channel=Channel.VIDEO)
    assert describe_openings((opening(10, 14), opening(10, 15)), far) == (
        "Tuesday at two or three London time, which is ten or eleven in New York"
    )
    assert "New York" not in describe_openings((opening(10, 14),), replace(far, channel=Channel.IN_PERSON))
    assert "New York" not in describe_openings((opening(10, 14),), replace(far, channel=None))


def test_hosts_are_named_when_they_differ_or_were_asked_for() -> None:
    both = (opening(10, 10), opening(10, 10, host="kim"))
    assert describe_openings(both, ALOUD).endswith("ten with Dr Sam Carter or ten with Dr Kim Lee")
    assert "Sam" not in describe_openings(both[:1], ALOUD)
    assert "with Dr Sam Carter" in describe_openings(both[:1], replace(ALOUD, host="sam"))


MORNING = (ClockSpan(360, 720, Grain.PART),)
NEXT_WEEK = DaySpan(date(2026, 3, 9), date(2026, 3, 16), Grain.WEEK)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish((on(10),), at(900)), "Tuesday at three o'clock"),
        (Wish((), at(180, 900)), "at three o'clock"),
        (Wish((), (ClockSpan(600, 660, Grain.HOUR, approximate=True),)), "around ten o'clock"),
        (Wish((), MORNING), "in the morning"),
        (Wish((), (ClockSpan(840, 960, Grain.PART),)), "between two o'clock and four o'clock"),
        (Wish((), (ClockSpan(1020, None, Grain.PART),)), "after five o'clock"),
        (Wish((), (ClockSpan(None, 720, Grain.PART),)), "before twelve noon"),
        (Wish((NEXT_WEEK,), MORNING), "next week in the morning"),
        (Wish((DaySpan(date(2026, 3, 2), date(2026, 3, 9), Grain.WEEK),)), "this week"),
        (
            Wish((DaySpan(date(2026, 3, 23), date(2026, 3, 30), Grain.WEEK),)),
            "the week of Monday the twenty-third",
        ),
        (Wish((DaySpan(date(2026, 4, 1), date(2026, 5, 1), Grain.MONTH),)), "in April"),
        (Wish((DaySpan(None, date(2026, 3, 14), Grain.DAY),)), "by Friday the thirteenth"),
        (Wish((DaySpan(date(2026, 3, 10), None, Grain.DAY),)), "from Tuesday on"),
        (Wish((DaySpan(None, None, Grain.DAY, (0, 1)),)), "on a Monday or Tuesday"),
        (Wish((replace(NEXT_WEEK, weekdays=(0,)),)), "next week, on a Monday"),
        (Wish((on(10),), excluded=True), "not Tuesday"),
    ],
)
def test_preferred_times(wish: Wish, said: str) -> None:
    assert tidy(describe_time(PreferredTime((wish,)), ALOUD)) == said


def test_preferred_times_without_a_day() -> None:
    assert describe_time(PreferredTime(earliest=True), ALOUD) == "as soon as possible"
    assert describe_time(PreferredTime(flexible=True), ALOUD) == "any time"


def test_other_people_s_words_are_made_fit_to_be_spoken() -> None:
    text = "Park behind (not in front); see https://example.com/x?a=1.  <b>*Free*</b>"
    assert plain(text, ALOUD) == "Park behind, not in front, see our website, b, Free, /b"
    assert plain("  Two\n lines. ", WRITTEN) == "Two lines"


def test_a_language_can_count_to_24_say_years_and_pairs_of_digits_its_own_way() -> None:
    files = say_files()
    files["formats"] = merge(
        files["formats"],
        {
            "pairs": [f"<{pair:02}>" for pair in range(100)],
            "date": {"year": "{{ century }} hundred {{ rest }}"},
            "time": {"hour": "{{ hour24 }} bells", "half_past": "{{ full_hour }} thirty", "in_part": "{{ time }}"},
        },
    )
    speaker = replace(ALOUD, prompts=Prompts.parse(files, PARTS))
    assert say_time(30, speaker) == "zero bells thirty"
    assert say_time(14 * 60 + 30, speaker, with_part=True) == "fourteen bells thirty"
    assert say_date(date(2027, 3, 12), speaker).endswith("twenty hundred twenty-seven")
    french = replace(speaker, business=BUSINESS.model_copy(update={"region": "FR"}))
    assert say_phone("+33123456789", french) == "<01>, <23>, <45>, <67>, <89>"
    assert say_phone("+442079460123", speaker) == "oh two oh, seven nine four six, oh one two three"
    slowly = replace(french, slower=True)
    assert say_phone("+33123456789", slowly) == "<01>, <23>, <45>, <67>, <89>"


def test_some_languages_write_a_space_before_certain_marks() -> None:
    files = say_files()
    files["formats"] = merge(files["formats"], {"spaced_marks": "? ! :"})
    speaker = replace(WRITTEN, prompts=Prompts.parse(files, PARTS))
    assert space_marks("Pardon? Ici: 10:30, https://example.com.", speaker) == (
        "Pardon\u00a0? Ici\u00a0: 10:30, https://example.com."
    )
    assert space_marks("Pardon?", WRITTEN) == space_marks("Pardon?", replace(speaker, medium=ALOUD.medium)) == "Pardon?"
