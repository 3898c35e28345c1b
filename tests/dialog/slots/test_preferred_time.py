"""Which day a bare weekday or day of the month means, once another day was discussed."""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from frontdesk.dialog.slots.preferred_time import exactly, merge
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish

ZONE = ZoneInfo("Europe/London")


def said(day: date, recurs: Literal[Grain.WEEK, Grain.MONTH] | None, *clocks: ClockSpan) -> PreferredTime:
    return PreferredTime((Wish((DaySpan(day, day + timedelta(1), Grain.DAY, recurs=recurs),), clocks),))


def day_of(preferred: PreferredTime) -> date | None:
    return preferred.wishes[0].days[0].first


@pytest.mark.parametrize(
    ("chosen", "first", "recurs", "means"),
    [
        (date(2026, 4, 15), date(2026, 3, 16), Grain.MONTH, date(2026, 4, 16)),
        (date(2026, 4, 29), date(2026, 4, 2), Grain.MONTH, date(2026, 5, 2)),
        (date(2026, 3, 30), date(2026, 3, 31), Grain.MONTH, date(2026, 3, 31)),
        (date(2026, 3, 9), date(2026, 4, 3), Grain.MONTH, date(2026, 4, 3)),
        (date(2026, 4, 29), date(2026, 3, 11), Grain.WEEK, date(2026, 4, 29)),
        (date(2026, 4, 28), date(2026, 3, 11), Grain.WEEK, date(2026, 4, 29)),
        (date(2026, 3, 6), date(2026, 3, 9), Grain.WEEK, date(2026, 3, 9)),
        (date(2026, 4, 15), date(2026, 3, 16), None, date(2026, 3, 16)),
    ],
)
def test_the_one_nearest_to_the_day_just_discussed(
    chosen: date, first: date, recurs: Literal[Grain.WEEK, Grain.MONTH] | None, means: date
) -> None:
    anchor = datetime(chosen.year, chosen.month, chosen.day, 10, 30, tzinfo=ZONE)
    assert day_of(merge(exactly(anchor), said(first, recurs), anchor)) == means


def test_the_first_to_come_when_no_day_was_discussed() -> None:
    assert day_of(merge(None, said(date(2026, 3, 16), Grain.MONTH), None)) == date(2026, 3, 16)


def test_the_time_of_day_stays() -> None:
    anchor = datetime(2026, 4, 15, 10, 30, tzinfo=ZONE)
    merged = merge(exactly(anchor), said(date(2026, 3, 16), Grain.MONTH), anchor)
    assert merged.wishes[0].clocks == exactly(anchor).wishes[0].clocks
