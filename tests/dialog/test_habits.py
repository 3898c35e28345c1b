"""What a caller meant by words that can mean two things is kept, for words of the same kind alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.dialog.habits import UNKNOWN, Habits, as_usual, learn
from frontdesk.dialog.slots.preferred_time import readings
from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 2, 9, tzinfo=ZONE)


def day(month: int, number: int) -> DaySpan:
    first = date(2026, month, number)
    return DaySpan(first, first + timedelta(days=1), Grain.DAY)


def at(*hours: int) -> tuple[ClockSpan, ...]:
    return tuple(ClockSpan(hour * 60, hour * 60 + 1, Grain.MINUTE) for hour in hours)


def wish(days: tuple[DaySpan, ...] = (), clocks: tuple[ClockSpan, ...] = ()) -> PreferredTime:
    return PreferredTime((Wish(days, clocks),))


NEXT_FRIDAY = (day(3, 13), day(3, 6))
FIVE_SIX = (day(6, 5), day(5, 6))


def meant(habits: Habits, said: PreferredTime) -> set[tuple[date | None, int | None]]:
    read = as_usual(habits, readings(said, NOW, ZONE, 200))
    return {(one.days.first, one.clock.start if one.clock else None) for one in read}


def test_the_week_is_kept() -> None:
    later = learn(UNKNOWN, wish(NEXT_FRIDAY), wish(NEXT_FRIDAY[:1]))
    sooner = learn(UNKNOWN, wish(NEXT_FRIDAY), wish(NEXT_FRIDAY[1:]))
    assert (later.later_week, sooner.later_week) == (True, False)
    assert meant(later, wish((day(3, 5), day(3, 12)))) == {(date(2026, 3, 12), None)}
    assert meant(sooner, wish((day(3, 5), day(3, 12)))) == {(date(2026, 3, 5), None)}


def test_the_order_of_day_and_month_is_kept() -> None:
    swapped = learn(UNKNOWN, wish(FIVE_SIX), wish(FIVE_SIX[1:]))
    assert swapped == Habits(swapped=True)
    assert meant(swapped, wish((day(8, 7), day(7, 8)))) == {(date(2026, 7, 8), None)}
    assert meant(Habits(swapped=False), wish((day(8, 7), day(7, 8)))) == {(date(2026, 8, 7), None)}


def test_the_half_of_the_day_is_kept() -> None:
    evening = learn(UNKNOWN, wish((day(3, 6),), at(7, 19)), wish((day(3, 6),), at(19)))
    assert evening == Habits(afternoon=True)
    assert meant(evening, wish((day(3, 6),), at(8, 20))) == {(date(2026, 3, 6), 1200)}


def test_other_words_are_as_open_as_before() -> None:
    every = Habits(later_week=True, swapped=True, afternoon=True)
    two_days = wish((day(3, 5), day(3, 6)), at(9))
    assert len(meant(every, two_days)) == 2
    assert meant(every, wish((day(3, 6),), at(7))) == {(date(2026, 3, 6), 420)}
    assert learn(UNKNOWN, two_days, wish((day(3, 5),), at(9))) == UNKNOWN
