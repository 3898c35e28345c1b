"""Arithmetic of the calendar: which date a weekday, a week, a month or a holiday falls on."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from frontdesk.model.when import DaySpan, Grain
from frontdesk.understand.preferred_time.values import ONE_DAY, Duration

WEEK = timedelta(days=7)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    if not (1 <= month <= 12 and 1900 <= year <= 2200 and day >= 1):
        return None
    return date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def coming_weekday(today: date, weekday: int) -> date:
    """The first `weekday` (0 = Monday) on or after `today`."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def week_of(day: date) -> DaySpan:
    """Monday to Sunday around `day`."""
    monday = day - timedelta(days=day.weekday())
    return DaySpan(monday, monday + WEEK, Grain.WEEK)


def weekend_of(day: date) -> DaySpan:
    """Saturday and Sunday of the week around `day`."""
    saturday = day - timedelta(days=day.weekday()) + timedelta(days=5)
    return DaySpan(saturday, saturday + 2 * ONE_DAY, Grain.DAY)


def month_of(year: int, month: int) -> DaySpan:
    first = date(year, month, 1)
    return DaySpan(first, add_months(first, 1), Grain.MONTH)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int) -> date:
    """`count` days from Monday to Friday after `day`."""
    count = min(count, 400)
    while count > 0:
        day += ONE_DAY
        count -= day.weekday() < 5
    return day


def coming_date(today: date, month: int, day: int) -> date | None:
    """The next time this day of the year comes, `today` included; the 29th of February may be years away."""
    found = (make_date(year, month, day) for year in range(today.year, today.year + 9))
    return next((date_ for date_ in found if date_ is not None and date_ >= today), None)


def coming_numbers(today: date, number: int) -> Iterator[date]:
    """The dates of the coming year whose day of the month is `number`, `today` included."""
    for ahead in range(13):
        first = add_months(today.replace(day=1), ahead)
        day = make_date(first.year, first.month, number)
        if day is not None and day >= today:
            yield day


def nth_weekday(span: DaySpan, weekday: int, nth: int) -> date | None:
    """The `nth` weekday in a month (1 is the first, -1 the last), or None where the month has no such."""
    if span.first is None or span.until is None:
        return None
    if nth < 0:
        last = span.until - ONE_DAY
        found = last - timedelta(days=(last.weekday() - weekday) % 7) + (nth + 1) * WEEK
    else:
        found = coming_weekday(span.first, weekday) + (nth - 1) * WEEK
    return found if nth != 0 and span.includes(found) else None


def easter(year: int) -> date:
    """Easter Sunday of the western churches: the "anonymous Gregorian" computus (Meeus, Astronomical Algorithms)."""
    century = year // 100
    golden = year % 19
    skipped = century - century // 4 - (8 * century + 13) // 25
    epact = (19 * golden + skipped + 15) % 30
    epact -= epact // 28 * (1 - epact // 28 * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    full_moon = epact - weekday
    month = 3 + (full_moon + 40) // 44
    return date(year, month, full_moon + 28 - 31 * (month // 4))


def later(day: date, length: Duration) -> date:
    """`length` after `day`, to the day."""
    moved = add_months(day, length.months) + timedelta(days=length.days + length.minutes // (24 * 60))
    return add_working_days(moved, length.working_days)
