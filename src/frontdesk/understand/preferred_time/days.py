"""Rules for days, weeks and months: which dates a phrase may mean, seen from today, the likeliest first."""

from collections.abc import Iterable
from datetime import date, timedelta

from frontdesk.model.when import DaySpan, Grain
from frontdesk.understand.preferred_time.calendar import (
    WEEK,
    add_months,
    add_working_days,
    coming_date,
    coming_numbers,
    coming_weekday,
    easter,
    make_date,
    month_of,
    nth_weekday,
    week_of,
    weekend_of,
)
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.values import ONE_DAY, Day, Duration, Form, day_span, one_day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WORKING_DAYS = (0, 1, 2, 3, 4)


def _days(dates: Iterable[date | None], form: Form = Form.DATE, number: int = 0) -> Day | None:
    spans = tuple(dict.fromkeys(day_span(day) for day in dates if day is not None))
    return Day(spans, form, number) if spans else None


def _period(*spans: DaySpan) -> Day:
    return Day(tuple(dict.fromkeys(spans)), Form.PERIOD)


def days_from_today(got: Got) -> Day:
    return one_day(got.at.today + timedelta(days=got.phrase.number))


def weekday(got: Got) -> Day | None:
    """ "Friday": the coming one. On a Friday it rarely means the same day, for which people say "today"."""
    said, today = got.one("weekday", int), got.at.today
    coming = coming_weekday(today, said)
    return _days((coming + WEEK, coming) if coming == today else (coming,), Form.WEEKDAY, said)


def this_weekday(got: Got) -> Day | None:
    said = got.one("weekday", int)
    return _days([coming_weekday(got.at.today, said)], Form.WEEKDAY, said)


def next_weekday(got: Got) -> Day | None:
    """ "next Friday": people disagree whether it is this week's or the week after's, so both are readings.

    When the coming one lies in the next week already, or is today, there is nothing to disagree about.
    """
    said, today = got.one("weekday", int), got.at.today
    coming = coming_weekday(today, said)
    if coming == today:
        found = [coming + WEEK]
    elif week_of(today).includes(coming):
        found = [coming + WEEK, coming]
    else:
        found = [coming]
    return _days(found, Form.WEEKDAY, said)


def last_weekday(got: Got) -> Day | None:
    """The one gone by, kept so that the dialogue can say that it is past."""
    said = got.one("weekday", int)
    return _days([coming_weekday(got.at.today, said) - WEEK])


def weekday_later(got: Got) -> Day | None:
    """ "Friday week", "Friday after next": the coming one and the entry's number of weeks."""
    said = got.one("weekday", int)
    coming = coming_weekday(got.at.today, said)
    return _days([coming + got.phrase.number * WEEK])


def every_weekday(got: Got) -> Day:
    """ "Mondays", "a Monday": any of them from today on."""
    said = [v for name, v in got.filled if name in ("every_weekday", "weekday") and isinstance(v, int)]
    return _period(DaySpan(got.at.today, None, Grain.DAY, tuple(sorted(set(said)))))


def working_days(got: Got) -> Day:
    return _period(DaySpan(got.at.today, None, Grain.DAY, WORKING_DAYS))


def weekends(got: Got) -> Day:
    return _period(DaySpan(got.at.today, None, Grain.DAY, (5, 6)))


def weekend(got: Got) -> Day:
    """The coming or present one (0), or "next weekend" (1), about which people disagree as about "next Friday"."""
    today = got.at.today
    this, next_ = weekend_of(today), weekend_of(today + WEEK)
    if got.phrase.number == 0:
        return _period(this)
    return _period(next_, this) if today.weekday() < 5 else _period(next_)


def after_duration(got: Got) -> Day | None:
    """ "in three days", "two weeks from Friday", "a week on Monday", "a fortnight today"."""
    length, from_ = got.one("duration", Duration), got.maybe("day", Day)
    if length.minutes and length.minutes % (24 * 60):
        return None
    start = [got.at.today] if from_ is None else [span.first for span in from_.spans]
    return _days(_later(day, length) for day in start if day is not None)


def _later(day: date, length: Duration) -> date:
    moved = add_months(day, length.months) + timedelta(days=length.days + length.minutes // (24 * 60))
    return add_working_days(moved, length.working_days)


def within_duration(got: Got) -> Day | None:
    """ "in the next two weeks": from today to that day."""
    length, today = got.one("duration", Duration), got.at.today
    if length.minutes:
        return None
    return _period(DaySpan(today, _later(today, length) + ONE_DAY, Grain.DAY))


def before_or_after(got: Got) -> Day | None:
    """ "the day after Christmas", "the Monday before the 5th": the entry's number is 1 for after, -1 for before."""
    step, day = got.phrase.number, got.one("day", Day)
    said = got.maybe("weekday", int)
    found: list[date] = []
    for span in day.spans:
        if span.first is None or span.until is None:
            continue
        near = span.until if step > 0 else span.first - ONE_DAY
        if said is not None:
            near = coming_weekday(near, said) if step > 0 else near - timedelta(days=(near.weekday() - said) % 7)
        found.append(near)
    return _days(found)


def period(got: Got) -> Day | None:
    """ "this week" (0), "next month" (1), "the week after next" (2)."""
    return _period_of(got.one("unit", str), got.phrase.number, got.at.today)


def _period_of(unit: str, ahead: int, today: date) -> Day | None:
    match unit:
        case "weeks":
            return _period(week_of(today + ahead * WEEK))
        case "months":
            first = add_months(today.replace(day=1), ahead)
            return _period(month_of(first.year, first.month))
        case "years":
            year = today.year + ahead
            return _period(DaySpan(date(year, 1, 1), date(year + 1, 1, 1), Grain.MONTH))
        case "days" if ahead == 1:
            return one_day(today + ONE_DAY)
        case _:
            return None


def _whole(got: Got) -> Day | None:
    """The period that a part is of: a named one, or the present one in "the end of the month"."""
    named = got.maybe("period", Day)
    return named if named is not None else _period_of(got.maybe("unit", str) or "weeks", 0, got.at.today)


def whole_period(got: Got) -> Day | None:
    """ "next week"; not a month by its name, which may be a caller's ("May", "April") and only counts beside others."""
    found = got.one("period", Day)
    return None if found.number else found


def week_around(got: Got) -> Day | None:
    """ "the week of the 9th"."""
    spans = [week_of(span.first) for span in got.one("day", Day).spans if span.first is not None]
    return _period(*spans) if spans else None


def weekend_around(got: Got) -> Day | None:
    """ "the weekend of the 5th"."""
    spans = [weekend_of(span.first) for span in got.one("day", Day).spans if span.first is not None]
    return _period(*spans) if spans else None


def numbered_week(got: Got) -> Day | None:
    """ "the second week of March": seven days each from the 1st; -1 is the last seven."""
    whole = got.one("period", Day).spans[0]
    number = got.maybe("ordinal", int) or got.phrase.number
    if whole.grain is not Grain.MONTH or whole.first is None or whole.until is None or not -1 <= number <= 5:
        return None
    first = whole.until - WEEK if number < 0 else whole.first + (number - 1) * WEEK
    return _period(DaySpan(first, min(first + WEEK, whole.until), Grain.WEEK))


def part_of_period(got: Got) -> Day | None:
    """The beginning (1), middle (2), end (3) or rest (4) of a week or month."""
    whole = _whole(got)
    spans = [_part_of(span, got.phrase.number, got.at.today) for span in whole.spans] if whole is not None else []
    found = [span for span in spans if span is not None]
    return _period(*found) if found else None


def _part_of(span: DaySpan, number: int, today: date) -> DaySpan | None:
    if span.first is None or span.until is None or span.grain not in (Grain.WEEK, Grain.MONTH):
        return None
    cuts = (0, 2, 3, 5) if span.grain is Grain.WEEK else (0, 10, 20, (span.until - span.first).days)
    if number == 4:
        first = max(span.first, today + ONE_DAY)
        return DaySpan(first, span.until, Grain.DAY) if first < span.until else None
    return DaySpan(span.first + cuts[number - 1] * ONE_DAY, span.first + cuts[number] * ONE_DAY, Grain.DAY)


def last_day_of_period(got: Got) -> Day | None:
    """ "the last day of the month", and the first (1)."""
    whole = _whole(got)
    spans = whole.spans if whole is not None else ()
    last = got.phrase.number < 0
    return _days(span.until - ONE_DAY if last and span.until is not None else span.first for span in spans)


def month(got: Got) -> Day | None:
    """ "March", "March 2027"; the present month until it is over."""
    number, today = got.one("month", int), got.at.today
    year = got.maybe("year", int) or today.year + (number < today.month)
    return Day((month_of(year, number),), Form.PERIOD, number) if 1900 <= year < 2200 else None


def month_ahead(got: Got) -> Day | None:
    """ "March next year": the entry's number of years from now."""
    return _period(month_of(got.at.today.year + got.phrase.number, got.one("month", int)))


def same_day(got: Got) -> Day:
    return next(value for _, value in got.filled if isinstance(value, Day))


def _number(got: Got) -> int:
    return next(v for name, v in got.filled if name in _NUMBER_HOLES and isinstance(v, int))


_NUMBER_HOLES = {"ordinal", "lone_ordinal", "figure_ordinal", "day_number"}


def day_of_month(got: Got) -> Day | None:
    """ "March 5", "the fifth of March 2027": without a year the next one, today included."""
    number, month, today = _number(got), got.one("month", int), got.at.today
    if (year := got.maybe("year", int)) is not None:
        return _days([make_date(year, month, number)])
    if got.phrase.number:
        return _days([make_date(today.year + got.phrase.number, month, number)])
    return _days([coming_date(today, month, number)])


def day_of_period(got: Got) -> Day | None:
    """ "the 5th of next month", "the 5th of this month"."""
    whole = _whole(got)
    span = whole.spans[0] if whole is not None else None
    if span is None or span.grain is not Grain.MONTH or span.first is None:
        return None
    return _days([make_date(span.first.year, span.first.month, _number(got))])


def day_number(got: Got) -> Day | None:
    """ "the 5th": of this month, or of the next when that is past."""
    number = _number(got)
    return _days([next(coming_numbers(got.at.today, number), None)], Form.NUMBER, number)


def weekday_in_period(got: Got) -> Day | None:
    """ "the first Monday of July", "the last Friday of the month": when it is past, the next month's or year's."""
    period, today = _whole(got), got.at.today
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
    return _days([found])


def holiday(got: Got) -> Day | None:
    """The next time a holiday comes: a fixed day ("12-25"), days from Easter ("easter-2"), an nth weekday
    ("11-4-thursday"; "5--1-monday" is the last Monday of May).
    """
    today = got.at.today
    years = range(today.year, today.year + 2)
    if (year := got.maybe("year", int)) is not None:
        years = range(year, year + 1)
    found = [holiday_date(got.phrase.on, y) for y in years]
    coming = [day for day in found if day is not None and (day >= today or len(years) == 1)]
    return _days(coming[:1])


def holiday_date(on: str, year: int) -> date | None:
    """When the holiday written as `on` is in `year`. Raises ValueError when `on` says nothing."""
    if on.startswith("easter"):
        return easter(year) + timedelta(days=int(on.removeprefix("easter") or 0))
    month, _, rest = on.partition("-")
    if "-" not in rest[1:]:
        return make_date(year, int(month), int(rest))
    nth, _, name = rest.rpartition("-")
    return nth_weekday(month_of(year, int(month)), WEEKDAYS.index(name), int(nth))


def numeric_date(got: Got) -> Day | None:
    """ "5/6", "05.06.2026", "2026-03-05": both orders of day and month where both make a date, the local one first.

    Two numbers with a point between are a clock time or a price, unless the entry's number allows them (German "5.6.").
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
        return _days(coming_date(today, *order) for order in orders)
    if len(parts[0]) == 4:
        return _days([make_date(*numbers)])
    if len(parts[2]) not in (2, 4):
        return None
    first, second, year = numbers
    year += 2000 if year < 100 else 0
    days = [make_date(year, second, first), make_date(year, first, second)]
    return _days(days if got.at.day_first or sign == "." else days[::-1])


DAY_RULES = {
    "days_from_today": Meaning(days_from_today),
    "weekday": Meaning(weekday, "weekday"),
    "this_weekday": Meaning(this_weekday, "weekday"),
    "next_weekday": Meaning(next_weekday, "weekday"),
    "last_weekday": Meaning(last_weekday, "weekday"),
    "weekday_later": Meaning(weekday_later, "weekday"),
    "every_weekday": Meaning(every_weekday, "every_weekday|weekday"),
    "working_days": Meaning(working_days),
    "weekends": Meaning(weekends),
    "weekend": Meaning(weekend),
    "after_duration": Meaning(after_duration, "duration"),
    "within_duration": Meaning(within_duration, "duration"),
    "whole_period": Meaning(whole_period, "period"),
    "before_or_after": Meaning(before_or_after, "day"),
    "period": Meaning(period, "unit"),
    "week_around": Meaning(week_around, "day"),
    "weekend_around": Meaning(weekend_around, "day"),
    "numbered_week": Meaning(numbered_week, "period"),
    "part_of_period": Meaning(part_of_period),
    "last_day_of_period": Meaning(last_day_of_period, "period|unit"),
    "month": Meaning(month, "month"),
    "month_ahead": Meaning(month_ahead, "month"),
    "same_day": Meaning(same_day, "day|period"),
    "day_of_month": Meaning(day_of_month, "month ordinal|figure_ordinal|day_number"),
    "day_of_period": Meaning(day_of_period, "period|unit ordinal|figure_ordinal|day_number"),
    "day_number": Meaning(day_number, "ordinal|lone_ordinal|figure_ordinal|day_number"),
    "weekday_in_period": Meaning(weekday_in_period, "weekday period|unit"),
    "holiday": Meaning(holiday),
    "numeric_date": Meaning(numeric_date, "figures"),
}
