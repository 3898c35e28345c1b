"""Preferred times as spans, where there are no openings to choose among. Thursday 5 March 2026, nine o'clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Shift, Wish
from frontdesk.understand.candidates import Candidate, candidates

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=ZoneInfo("Europe/London"))
FRIDAY = DaySpan(date(2026, 3, 6), date(2026, 3, 7), Grain.DAY)
NEXT_FRIDAY = DaySpan(date(2026, 3, 13), date(2026, 3, 14), Grain.DAY)
NEXT_WEEK = DaySpan(date(2026, 3, 9), date(2026, 3, 16), Grain.WEEK)
FROM_FRIDAY = DaySpan(date(2026, 3, 6), None, Grain.DAY)
UNTIL_FRIDAY = DaySpan(None, date(2026, 3, 7), Grain.DAY)
MONDAYS = DaySpan(None, None, Grain.DAY, weekdays=(0, 1))
THREE, FIFTEEN = (ClockSpan(minute, minute + 1, Grain.MINUTE) for minute in (180, 900))
MORNING, AFTER_FIVE, BEFORE_NOON = (
    ClockSpan(360, 720, Grain.PART),
    ClockSpan(1020, None, Grain.PART),
    ClockSpan(None, 720, Grain.PART),
)


def show(candidate: Candidate) -> str:
    start = f"{candidate.start:%d %H:%M}" if candidate.start else ""
    end = f"{candidate.end:%d %H:%M}" if candidate.end else ""
    return f"{start}/{end} {candidate.grain}"


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        (Wish((FRIDAY,)), ["06 00:00/07 00:00 day"]),
        (Wish((FRIDAY, NEXT_FRIDAY)), ["06 00:00/07 00:00 day", "13 00:00/14 00:00 day"]),
        (Wish((NEXT_WEEK,)), ["09 00:00/16 00:00 week"]),
        (Wish((FROM_FRIDAY,)), ["06 00:00/ day"]),
        (Wish((UNTIL_FRIDAY,)), ["/07 00:00 day"]),
        (Wish((MONDAYS,)), ["09 00:00/10 00:00 day"]),
        (Wish((FRIDAY,), (FIFTEEN, THREE)), ["06 15:00/06 15:01 minute", "06 03:00/06 03:01 minute"]),
        (Wish((FRIDAY,), (MORNING,)), ["06 06:00/06 12:00 hour"]),
        (Wish((FRIDAY,), (AFTER_FIVE,)), ["06 17:00/ hour"]),
        (Wish((FRIDAY,), (BEFORE_NOON,)), ["06 00:00/06 12:00 hour"]),
        (Wish((NEXT_WEEK,), (MORNING,)), ["09 06:00/09 12:00 hour"]),
        (Wish((FROM_FRIDAY,), (FIFTEEN,)), ["06 15:00/ minute"]),
        (Wish((UNTIL_FRIDAY,), (FIFTEEN,)), ["/06 15:00 minute"]),
        (Wish((MONDAYS,), (FIFTEEN,)), ["09 15:00/09 15:01 minute"]),
        (Wish(clocks=(THREE, FIFTEEN)), ["06 03:00/06 03:01 minute", "05 15:00/05 15:01 minute"]),
        (Wish(clocks=(MORNING,)), ["05 06:00/05 12:00 hour"]),
        (Wish(clocks=(BEFORE_NOON,)), ["/05 12:00 hour"]),
        (Wish((FRIDAY,), excluded=True), []),
    ],
)
def test_a_wish_is_a_span(wish: Wish, shown: list[str]) -> None:
    assert [show(one) for one in candidates(PreferredTime((wish,)), NOW)] == shown


def test_what_is_relative_starts_now() -> None:
    assert [show(one) for one in candidates(PreferredTime(earliest=True), NOW)] == ["05 09:00/ minute"]
    assert [show(one) for one in candidates(PreferredTime(shift=Shift(minutes=60)), NOW)] == [
        "05 10:00/05 10:01 minute"
    ]
    assert [show(one) for one in candidates(PreferredTime(shift=Shift(days=7)), NOW)] == ["12 00:00/13 00:00 day"]
    assert candidates(PreferredTime(flexible=True), NOW) == ()


def test_the_same_span_is_given_once() -> None:
    twice = PreferredTime((Wish((FRIDAY,)), Wish((FRIDAY,))))
    assert [show(one) for one in candidates(twice, NOW)] == ["06 00:00/07 00:00 day"]
