"""Rules for single days: which dates a phrase may mean, seen from today, the likeliest first."""

from datetime import date, timedelta

from frontdesk.model.when import Grain
from frontdesk.understand.preferred_time.calendar import (
    WEEK,
    add_months,
    coming_date,
    coming_numbers,
    coming_weekday,
    easter,
    later,
    make_date,
    month_of,
    nth_weekday,
    week_of,
)
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.narrowing import narrowed
from frontdesk.understand.preferred_time.periods import said_day, whole_of
from frontdesk.understand.preferred_time.values import ONE_DAY, Day, Duration, Form, days_on, one_day, recurring

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def days_from_today(got: Got) -> Day:
    return one_day(got.at.today + timedelta(days=got.phrase.number))


def weekday(got: Got) -> Day | None:
    """ "Friday": the coming one. On a Friday it rarely means the same day, for which people say "today"."""
    said, today = got.one("weekday", int), got.at.today
    coming = coming_weekday(today, said)
    found = days_on((coming + WEEK, coming) if coming == today else (coming,), Form.WEEKDAY, said)
    return recurring(found, Grain.WEEK)


def this_weekday(got: Got) -> Day | None:
    said = got.one("weekday", int)
    return days_on([coming_weekday(got.at.today, said)], Form.WEEKDAY, said)


def next_weekday(got: Got) -> Day | None:
    """ "next Friday": people disagree whether it is this week's or the week after's, so both are readings.

    When the coming one lies in the next week already, or is today, there is nothing to disagree about. With the
    entry's number 1 the nearer is likelier, as "el próximo viernes" is.
    """
    said, today = got.one("weekday", int), got.at.today
    coming = coming_weekday(today, said)
    if coming == today:
        found = [coming + WEEK]
    elif week_of(today).includes(coming):
        found = [coming, coming + WEEK] if got.phrase.number else [coming + WEEK, coming]
    else:
        found = [coming]
    return days_on(found, Form.WEEKDAY, said)


def weekday_of_period(got: Got) -> Day | None:
    """ "el lunes de la semana que viene": one phrase, so that it may bound a range ("until Monday of next week")."""
    named = weekday(got)
    return named and narrowed(named, got.one("period", Day), got.at.today)


def last_weekday(got: Got) -> Day | None:
    """The one gone by, kept so that the dialogue can say that it is past."""
    said = got.one("weekday", int)
    return days_on([coming_weekday(got.at.today, said) - WEEK])


def weekday_later(got: Got) -> Day | None:
    """ "Friday week", "Friday after next": the coming one and the entry's number of weeks."""
    said = got.one("weekday", int)
    coming = coming_weekday(got.at.today, said)
    return days_on([coming + got.phrase.number * WEEK])


def weekday_after_next(got: Got) -> Day | None:
    """ "Friday after next": a week after each reading of "next Friday"."""
    next_ = next_weekday(got)
    return next_ and days_on([span.first + WEEK for span in next_.spans if span.first is not None], Form.DATE)


def weekday_number(got: Got) -> Day | None:
    """ "Friday 13": a date when the coming 13th is a Friday; small numbers are rather clock times ("Friday 10"),
    unless the entry's number says that a lone number is a date.
    """
    said, number = got.one("weekday", int), _number(got)
    if got.phrase.number:
        named, dated = weekday(got), day_number(got)
        return narrowed(named, dated, got.at.today) if named and dated else None
    found = next(coming_numbers(got.at.today, number), None)
    return days_on([found]) if found is not None and number > 12 and found.weekday() == said else None


def weekday_and_date(got: Got) -> Day | None:
    """ "Monday 30 March": one phrase, so that a time said after it stays one ("Monday 30 March 8am")."""
    named, dated = weekday(got), day_of_month(got)
    return narrowed(named, dated, got.at.today) if named and dated else None


def weekday_of_week(got: Got) -> Day | None:
    """ "Tuesday next week" as one day, so that "by Tuesday next week" is bounded by it."""
    named, period = weekday(got), got.one("period", Day)
    if named is None or any(span.grain is not Grain.WEEK for span in period.spans):
        return None
    return narrowed(period, named, got.at.today)


def weekday_in_weeks(got: Got) -> Day | None:
    """ "Monday in two weeks": of that week, or two weeks after the coming one."""
    said, today = got.one("weekday", int), got.at.today
    weeks = got.maybe("n", int) or got.phrase.number
    if weeks > 100:
        return None
    of_week = coming_weekday(today - timedelta(days=today.weekday()), said) + weeks * WEEK
    return days_on([of_week, coming_weekday(today, said) + weeks * WEEK], Form.WEEKDAY, said)


def after_duration(got: Got) -> Day | None:
    """ "in three days", "two weeks from Friday", "a week on Monday"; with the number -1 "zwei Tage vor Ostern"."""
    length, from_ = got.one("duration", Duration), got.maybe("day", Day) or got.maybe("date", Day)
    if length.minutes and length.minutes % (24 * 60):
        return None
    if got.phrase.number < 0:
        length = Duration(days=-length.days, months=-length.months)
    start = [got.at.today] if from_ is None else [span.first for span in from_.spans]
    return days_on(later(day, length) for day in start if day is not None)


def before_or_after(got: Got) -> Day | None:
    """ "the day after Christmas", "the Monday before the 5th": the entry's number is 1 for after, -1 for before."""
    step, day = got.phrase.number, said_day(got)
    said = got.maybe("weekday", int)
    found: list[date] = []
    for span in day.spans:
        if span.first is None or span.until is None:
            continue
        near = span.until if step > 0 else span.first - ONE_DAY
        if said is not None:
            near = coming_weekday(near, said) if step > 0 else near - timedelta(days=(near.weekday() - said) % 7)
        found.append(near)
    return days_on(found)


def same_day(got: Got) -> Day:
    return said_day(got)


def _number(got: Got) -> int:
    return got.number(*_NUMBER_HOLES)


_NUMBER_HOLES = {"ordinal", "lone_ordinal", "figure_ordinal", "day_number", "date_number", "lone_number"}


def day_of_month(got: Got) -> Day | None:
    """ "March 5", "the fifth of March 2027": without a year the next one, today included."""
    number, month, today = _number(got), got.one("month", int), got.at.today
    if (year := got.maybe("year", int)) is not None:
        return days_on([make_date(year, month, number)])
    if got.phrase.number:
        return days_on([make_date(today.year + got.phrase.number, month, number)])
    return days_on([coming_date(today, month, number)])


def day_and_month_number(got: Got) -> Day | None:
    """ "el cinco del tres", "am fünften dritten": the month by its number."""
    numbers = [value for name, value in got.filled if name not in ("weekday", "year") and isinstance(value, int)]
    number, month, year = numbers[0], numbers[1], got.maybe("year", int)
    dated = days_on([coming_date(got.at.today, month, number) if year is None else make_date(year, month, number)])
    named = weekday(got) if got.maybe("weekday", int) is not None else None
    return narrowed(named, dated, got.at.today) if named and dated else dated


SHORTEST_MONTH = 28


def is_no_date(got: Got) -> bool:
    """ "31 April", "29 February 2027", "31/4": there is no such day."""
    if (figures := got.maybe("figures", str)) is not None:
        numbers = [int(part) for part in figures.split("/") if part.isdigit()][:2]
        could_be = len(numbers) == 2 and 1 <= min(numbers) <= 12 and SHORTEST_MONTH < max(numbers) <= 31
        return could_be and numeric_date(got) is None
    number, month, year = _number(got), got.one("month", int), got.maybe("year", int)
    found = coming_date(got.at.today, month, number) if year is None else make_date(year, month, number)
    return found is None


def day_of_period(got: Got) -> Day | None:
    """ "the 5th of next month", "the 5th of this month"."""
    whole = whole_of(got)
    span = whole.spans[0] if whole is not None else None
    if span is None or span.grain is not Grain.MONTH or span.first is None:
        return None
    return days_on([make_date(span.first.year, span.first.month, _number(got))])


def day_number(got: Got) -> Day | None:
    """ "the 5th": of this month, or of the next when that is past."""
    number = _number(got)
    return recurring(days_on([next(coming_numbers(got.at.today, number), None)], Form.NUMBER, number), Grain.MONTH)


def weekday_in_period(got: Got) -> Day | None:
    """ "the first Monday of July", "the last Friday of the month": when it is past, the next month's or year's."""
    period, today = whole_of(got), got.at.today
    said, nth = got.one("weekday", int), got.maybe("ordinal", int) or got.phrase.number
    if period is None:
        return None
    whole = period.spans[0]
    if whole.grain is not Grain.MONTH or whole.first is None:
        return None
    found = nth_weekday(whole, said, nth)
    if found is None:
        return None
    if found < today and whole.includes(today):
        first = add_months(whole.first, 12 if period.number else 1)
        found = nth_weekday(month_of(first.year, first.month), said, nth)
    return days_on([found])


def holiday(got: Got) -> Day | None:
    """The next time a holiday comes: a fixed day ("12-25"), days from Easter ("easter-2"), an nth weekday
    ("11-4-thursday"; "5--1-monday" is the last Monday of May), or the first weekday from a day on ("11-27+sunday").
    """
    today = got.at.today
    years = range(today.year, today.year + 2)
    if (year := got.maybe("year", int)) is not None:
        years = range(year, year + 1)
    found = [holiday_date(got.phrase.on, y) for y in years]
    coming = [day for day in found if day is not None and (day >= today or len(years) == 1)]
    return days_on(coming[:1])


def holiday_week(got: Got) -> Day | None:
    """ "Semana Santa": the week that a holiday is in."""
    found = holiday(got)
    first = found.spans[0].first if found is not None and found.spans else None
    return None if first is None else Day((week_of(first),), Form.PERIOD)


def holiday_date(on: str, year: int) -> date | None:
    """When the holiday written as `on` is in `year`. Raises ValueError when `on` says nothing."""
    if on.startswith("easter"):
        return easter(year) + timedelta(days=int(on.removeprefix("easter") or 0))
    if "+" in on:
        day, _, name = on.partition("+")
        from_ = holiday_date(day, year)
        return from_ and coming_weekday(from_, WEEKDAYS.index(name))
    month, _, rest = on.partition("-")
    if "-" not in rest[1:]:
        return make_date(year, int(month), int(rest))
    nth, _, name = rest.rpartition("-")
    return nth_weekday(month_of(year, int(month)), WEEKDAYS.index(name), int(nth))


def numeric_date(got: Got) -> Day | None:
    """ "5/6", "05.06.2026", "2026-03-05": both orders of day and month where both make a date, the local one first.

    Two numbers with a point between are a clock time or a price, unless the entry's number says that dates are written
    so (German "5.6."), the day always first.
    """
    text, today = got.one("figures", str), got.at.today
    sign = next(c for c in text if not c.isdigit())
    parts = text.split(sign)
    if not all(part.isdigit() for part in parts) or len(parts) not in (2, 3):
        return None
    numbers = [int(part) for part in parts]
    if len(parts) == 2:
        if (sign == "." and not got.phrase.number) or sign == "-" or max(map(len, parts)) > 2:
            return None
        first, second = numbers
        orders = [(second, first), (first, second)] if got.at.day_first else [(first, second), (second, first)]
        return days_on(coming_date(today, *order) for order in (orders[:1] if sign == "." else orders))
    if len(parts[0]) == 4:
        return days_on([make_date(*numbers)])
    if len(parts[2]) not in (2, 4):
        return None
    first, second, year = numbers
    year += 2000 if year < 100 else 0
    days = [make_date(year, second, first), make_date(year, first, second)]
    if sign == "." and got.phrase.number:
        return days_on(days[:1])
    return days_on(days if got.at.day_first or sign == "." else days[::-1])


DAY_RULES = {
    "days_from_today": Meaning(days_from_today),
    "weekday": Meaning(weekday, "weekday"),
    "this_weekday": Meaning(this_weekday, "weekday"),
    "next_weekday": Meaning(next_weekday, "weekday"),
    "weekday_of_period": Meaning(weekday_of_period, "weekday period"),
    "last_weekday": Meaning(last_weekday, "weekday"),
    "weekday_later": Meaning(weekday_later, "weekday"),
    "weekday_after_next": Meaning(weekday_after_next, "weekday"),
    "weekday_number": Meaning(weekday_number, "weekday day_number|lone_number|lone_ordinal|figure_ordinal|ordinal"),
    "weekday_and_date": Meaning(weekday_and_date, "weekday month ordinal|figure_ordinal|day_number"),
    "weekday_of_week": Meaning(weekday_of_week, "weekday period"),
    "weekday_in_weeks": Meaning(weekday_in_weeks, "weekday"),
    "after_duration": Meaning(after_duration, "duration"),
    "before_or_after": Meaning(before_or_after, "day|date"),
    "same_day": Meaning(same_day, "day|date|period"),
    "day_of_month": Meaning(day_of_month, "month ordinal|figure_ordinal|day_number"),
    "day_and_month_number": Meaning(day_and_month_number, "day_number|ordinal n|ordinal"),
    "day_of_period": Meaning(day_of_period, "period|unit ordinal|figure_ordinal|day_number"),
    "day_number": Meaning(day_number, "ordinal|lone_ordinal|figure_ordinal|day_number|date_number|lone_number"),
    "weekday_in_period": Meaning(weekday_in_period, "weekday period|unit"),
    "holiday": Meaning(holiday),
    "holiday_week": Meaning(holiday_week),
    "numeric_date": Meaning(numeric_date, "figures"),
}
