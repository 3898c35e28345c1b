"""Rules for weeks, months and the weekdays in them: periods, which are more than one day."""

from datetime import date

from frontdesk.model.when import DaySpan, Grain
from frontdesk.understand.preferred_time.calendar import WEEK, add_months, later, month_of, week_of, weekend_of
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.values import ONE_DAY, Day, Duration, Form, days_on, one_day

WORKING_DAYS = (0, 1, 2, 3, 4)


def as_period(*spans: DaySpan) -> Day:
    return Day(tuple(dict.fromkeys(spans)), Form.PERIOD)


def said_day(got: Got) -> Day:
    """What fills the first hole that is a day."""
    return next(value for _, value in got.filled if isinstance(value, Day))


def _period_of(unit: str, ahead: int, today: date) -> Day | None:
    match unit:
        case "weeks":
            return as_period(week_of(today + ahead * WEEK))
        case "months":
            first = add_months(today.replace(day=1), ahead)
            return as_period(month_of(first.year, first.month))
        case "years":
            year = today.year + ahead
            return as_period(DaySpan(date(year, 1, 1), date(year + 1, 1, 1), Grain.MONTH))
        case "days" if ahead == 1:
            return one_day(today + ONE_DAY)
        case _:
            return None


def whole_of(got: Got) -> Day | None:
    """The period that a part is of: a named one, or the present one in "the end of the month"."""
    named = got.maybe("period", Day)
    return named if named is not None else _period_of(got.maybe("unit", str) or "weeks", 0, got.at.today)


def every_weekday(got: Got) -> Day:
    """ "Mondays", "a Monday": any of them from today on."""
    said = [v for name, v in got.filled if name in ("every_weekday", "weekday") and isinstance(v, int)]
    return as_period(DaySpan(got.at.today, None, Grain.DAY, tuple(sorted(set(said)))))


def working_days(got: Got) -> Day:
    return as_period(DaySpan(got.at.today, None, Grain.DAY, WORKING_DAYS))


def weekends(got: Got) -> Day:
    return as_period(DaySpan(got.at.today, None, Grain.DAY, (5, 6)))


def weekend(got: Got) -> Day:
    """The coming or present one (0), or "next weekend", about which people disagree as about "next Friday": mostly that
    of next week (1), or mostly the nearer (2)."""
    today = got.at.today
    this, next_ = weekend_of(today), weekend_of(today + WEEK)
    if got.phrase.number == 0:
        return as_period(this)
    if today.weekday() >= 5:
        return as_period(next_)
    return as_period(next_, this) if got.phrase.number == 1 else as_period(this, next_)


def within_duration(got: Got) -> Day | None:
    """ "in the next two weeks": from today to that day; where none is said, as many days as the entry's number."""
    length, today = got.maybe("duration", Duration) or Duration(days=got.phrase.number), got.at.today
    if length.minutes % (24 * 60):  # "within 48 hours" is counted in days
        return None
    return as_period(DaySpan(today, later(today, length) + ONE_DAY, Grain.DAY))


def between_durations(got: Got) -> Day | None:
    """ "in two or three weeks", "in a week or two" (1)."""
    counts = got.all("n", int) or [got.phrase.number, got.phrase.number + 1]
    days = {"days": 1, "weeks": 7, "months": 30}.get(got.one("unit", str))
    if days is None or not 0 < counts[0] < counts[-1] < 100:
        return None
    first, last = (got.at.today + count * days * ONE_DAY for count in (counts[0], counts[-1]))
    return as_period(DaySpan(first, last + ONE_DAY, Grain.DAY))


def period(got: Got) -> Day | None:
    """ "this week" (0), "next month" (1), "the week after next" (2)."""
    return _period_of(got.one("unit", str), got.phrase.number, got.at.today)


def whole_period(got: Got) -> Day | None:
    """ "next week"; not a month by its name, which may be a caller's ("May", "April") and only counts beside others."""
    found = got.one("period", Day)
    return None if found.number else found


def week_around(got: Got) -> Day | None:
    """ "the week of the 9th"; the entry's number of weeks after it ("the week after Easter")."""
    spans = [week_of(span.first + got.phrase.number * WEEK) for span in said_day(got).spans if span.first is not None]
    return as_period(*spans) if spans else None


def weekend_around(got: Got) -> Day | None:
    """ "the weekend of the 5th"."""
    spans = [weekend_of(span.first) for span in said_day(got).spans if span.first is not None]
    return as_period(*spans) if spans else None


def working_day_in_period(got: Got) -> Day | None:
    """ "the last working day of March" (-1), "the first working day of next month" (1); no holidays are known here."""
    whole = whole_of(got)
    span = whole.spans[0] if whole is not None else None
    if span is None or span.first is None or span.until is None:
        return None
    back = got.phrase.number < 0
    day = span.until - ONE_DAY if back else span.first
    while day.weekday() not in WORKING_DAYS:
        day += -ONE_DAY if back else ONE_DAY
    return one_day(day)


def calendar_week(got: Got) -> Day | None:
    """ "Kalenderwoche 12": as ISO 8601 numbers the weeks; without a year the next one, the present week included."""
    number = got.number("n", "ordinal")
    today, said = got.at.today, got.maybe("year", int)
    for year in (today.isocalendar().year, today.isocalendar().year + 1) if said is None else (said,):
        if 1 <= number <= date(year, 12, 28).isocalendar().week:  # the 28th is always in the last week
            found = week_of(date.fromisocalendar(year, number, 1))
            if said is not None or (found.until is not None and found.until > today):
                return as_period(found)
    return None


def numbered_week(got: Got) -> Day | None:
    """ "the second week of March": seven days each from the 1st; -1 is the last seven."""
    period = whole_of(got)
    whole = DaySpan(None, None, Grain.DAY) if period is None else period.spans[0]
    number = got.maybe("ordinal", int) or got.phrase.number
    if whole.grain is not Grain.MONTH or whole.first is None or whole.until is None or not -1 <= number <= 5:
        return None
    first = whole.until - WEEK if number < 0 else whole.first + (number - 1) * WEEK
    return as_period(DaySpan(first, min(first + WEEK, whole.until), Grain.WEEK))


def half_of_month(got: Got) -> Day | None:
    """ "the first half of March": to the 15th (1), or from the 16th on (2)."""
    whole = whole_of(got)
    span = whole.spans[0] if whole is not None else None
    if span is None or span.grain is not Grain.MONTH or span.first is None:
        return None
    middle = span.first + 15 * ONE_DAY
    first, until = (span.first, middle) if got.phrase.number == 1 else (middle, span.until)
    return as_period(DaySpan(first, until, Grain.DAY))


def part_of_period(got: Got) -> Day | None:
    """The beginning (1), middle (2), end (3) or rest (4) of a week or month."""
    return _part(got, whole_of(got))


def part_of_month(got: Got) -> Day | None:
    """ "Monatsende": a part of the present month in one word."""
    return _part(got, _period_of("months", 0, got.at.today))


def _part(got: Got, whole: Day | None) -> Day | None:
    spans = [_part_of(span, got.phrase.number, got.at.today) for span in whole.spans] if whole is not None else []
    found = [span for span in spans if span is not None]
    if got.maybe("period", Day) is None and found and found[0].until is not None and found[0].until <= got.at.today:
        found = [_a_period_later(found[0])]  # "midweek", said on a Friday
    return as_period(*found) if found else None


def _a_period_later(span: DaySpan) -> DaySpan:
    """The same part of the next week, or of the next month where the part is longer than a week's."""
    if span.first is None or span.until is None:
        return span
    length = span.until - span.first
    first = span.first + WEEK if length.days < 7 else add_months(span.first, 1)
    return DaySpan(first, first + length, span.grain)


def _part_of(span: DaySpan, number: int, today: date) -> DaySpan | None:
    if span.first is None or span.until is None or span.grain not in (Grain.WEEK, Grain.MONTH):
        return None
    cuts: tuple[int, ...] = (0, 2, 3, 5) if span.grain is Grain.WEEK else (0, 10, 20, (span.until - span.first).days)
    if number == 4:
        first = max(span.first, today + ONE_DAY)
        return DaySpan(first, span.until, Grain.DAY) if first < span.until else None
    if (span.until - span.first).days > 31:  # a year or a season
        months = 4 if (span.until - span.first).days > 100 else 1
        first, until = (add_months(span.first, months * count) for count in (number - 1, number))
        return DaySpan(first, until, Grain.DAY)
    return DaySpan(span.first + cuts[number - 1] * ONE_DAY, span.first + cuts[number] * ONE_DAY, Grain.DAY)


def last_day_of_period(got: Got) -> Day | None:
    """ "the last day of the month", and the first (1)."""
    whole = whole_of(got)
    spans = whole.spans if whole is not None else ()
    last = got.phrase.number < 0
    return days_on(span.until - ONE_DAY if last and span.until is not None else span.first for span in spans)


def month(got: Got) -> Day | None:
    """ "March", "March 2027"; the present month until it is over."""
    number, today = got.one("month", int), got.at.today
    year = got.maybe("year", int) or today.year + (number < today.month)
    return Day((month_of(year, number),), Form.PERIOD, number) if 1900 <= year < 2200 else None


def month_ahead(got: Got) -> Day | None:
    """ "March next year": the entry's number of years from now."""
    return as_period(month_of(got.at.today.year + got.phrase.number, got.one("month", int)))


def season(got: Got) -> Day | None:
    """ "This summer": three whole months from the entry's number on; until it is over, or in the year that was said."""
    month, today, said = got.phrase.number, got.at.today, got.maybe("year", int)
    for year in (today.year - 1, today.year, today.year + 1) if said is None else (said,):
        first = date(year, month, 1)
        until = add_months(first, 3)
        if said is not None or until > today:
            return as_period(DaySpan(first, until, Grain.MONTH))
    return None


PERIOD_RULES = {
    "every_weekday": Meaning(every_weekday, "every_weekday|weekday"),
    "working_days": Meaning(working_days),
    "weekends": Meaning(weekends),
    "weekend": Meaning(weekend),
    "within_duration": Meaning(within_duration),
    "between_durations": Meaning(between_durations, "unit"),
    "whole_period": Meaning(whole_period, "period"),
    "period": Meaning(period, "unit"),
    "week_around": Meaning(week_around, "day|date"),
    "weekend_around": Meaning(weekend_around, "day|date"),
    "working_day_in_period": Meaning(working_day_in_period, "period|unit"),
    "calendar_week": Meaning(calendar_week, "n|ordinal"),
    "numbered_week": Meaning(numbered_week, "period|unit"),
    "half_of_month": Meaning(half_of_month, "period|unit"),
    "part_of_period": Meaning(part_of_period),
    "part_of_month": Meaning(part_of_month),
    "last_day_of_period": Meaning(last_day_of_period, "period|unit"),
    "month": Meaning(month, "month"),
    "season": Meaning(season),
    "month_ahead": Meaning(month_ahead, "month"),
}
