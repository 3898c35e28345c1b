"""Two things said about one day or one stretch of hours, and the one thing they mean together."""

from dataclasses import replace
from datetime import date, timedelta

from frontdesk.model.when import ClockSpan, DaySpan, Grain
from frontdesk.understand.preferred_time.calendar import add_months, coming_numbers, coming_weekday, make_date
from frontdesk.understand.preferred_time.values import Clocks, Day, Form, day_span

NEAR = timedelta(days=70)


def narrowed(first: Day, second: Day, today: date) -> Day | None:
    """ "Friday" and "the 6th", "next week" and "Tuesday", "the 5th" and "next month"; None if they are two things."""
    if first.form is Form.PERIOD and second.form is Form.PERIOD:
        return _overlap(first, second)
    if second.form is Form.PERIOD or (second.form is Form.WEEKDAY and first.form is not Form.PERIOD):
        first, second = second, first
    match first.form, second.form:
        case Form.PERIOD, Form.WEEKDAY:
            return _weekday_in(first, second.number)
        case Form.PERIOD, Form.NUMBER:
            return _number_in(first, second.number)
        case Form.PERIOD, Form.DATE:
            kept = tuple(
                s for s in second.spans if s.first is not None and any(p.includes(s.first) for p in first.spans)
            )
            return Day(kept, Form.DATE) if kept else None
        case Form.WEEKDAY, Form.NUMBER:
            return _weekday_and_number(first, second.number, today)
        case Form.WEEKDAY, Form.DATE:
            return _weekday_and_date(first, second)
        case _ if first.form is second.form and set(first.spans) & set(second.spans) and first.form is not Form.WEEKDAY:
            return Day(tuple(span for span in first.spans if span in second.spans), first.form, first.number)
    return None


def _overlap(first: Day, second: Day) -> Day | None:
    found: list[DaySpan] = []
    for one in first.spans:
        for other in second.spans:
            starts = [day for day in (one.first, other.first) if day is not None]
            ends = [day for day in (one.until, other.until) if day is not None]
            start, until = max(starts, default=None), min(ends, default=None)
            weekdays = one.weekdays or other.weekdays
            if one.weekdays and other.weekdays and one.weekdays != other.weekdays:
                continue
            if start is not None and until is not None and start >= until:
                continue
            whole = next((s for s in (one, other) if (s.first, s.until) == (start, until)), None)
            grain = whole.grain if whole is not None else Grain.DAY
            found.append(DaySpan(start, until, grain, weekdays))
    return Day(tuple(found), Form.PERIOD) if found else None


def _weekday_in(period: Day, weekday: int) -> Day | None:
    found: list[DaySpan] = []
    for span in period.spans:
        if span.weekdays and weekday not in span.weekdays:
            continue
        if span.first is None or span.until is None or (span.until - span.first).days > 7:
            found.append(DaySpan(span.first, span.until, span.grain, (weekday,)))
        elif span.includes(day := coming_weekday(span.first, weekday)):
            found.append(day_span(day))
    short = all(span.grain is Grain.DAY for span in found)
    return Day(tuple(found), Form.DATE if short else Form.PERIOD) if found else None


def _number_in(period: Day, number: int) -> Day:
    for span in period.spans:
        if span.first is None:
            continue
        for ahead in (0, 1):
            month = add_months(span.first.replace(day=1), ahead)
            day = make_date(month.year, month.month, number)
            if day is not None and span.includes(day):
                return Day((day_span(day),), Form.DATE)
    return period  # "the 31st of April": the month is all that is certain


def _weekday_and_number(weekday: Day, number: int, today: date) -> Day | None:
    """The next such number on such a weekday; where that is far off one was misspoken, and all are readings."""
    dates = list(coming_numbers(today, number))
    fitting = [day for day in dates if day.weekday() == weekday.number]
    if fitting and fitting[0] - today <= NEAR:
        return Day((day_span(fitting[0]),), Form.DATE)
    if not dates:
        return None
    spans = (day_span(dates[0]), day_span(_nearest(dates[0], weekday.number)), *map(day_span, fitting[:1]))
    return Day(tuple(dict.fromkeys(spans)), Form.DATE)


def _weekday_and_date(weekday: Day, day: Day) -> Day:
    """ "5/6" on a Friday keeps the order that is one; a date on another weekday stays, and the weekday near it."""
    dates = [span.first for span in day.spans if span.first is not None]
    fitting = [date_ for date_ in dates if date_.weekday() == weekday.number]
    if not fitting and dates:
        fitting = [dates[0], _nearest(dates[0], weekday.number)]
    return Day(tuple(map(day_span, fitting)), Form.DATE)


def _nearest(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)


def same_list(before: Day, number: Day) -> Day:
    """ "March 5th or 6th": the second number in the month of the first, or in the next one."""
    first = before.spans[0].first
    if first is None or before.form not in (Form.DATE, Form.NUMBER):
        return number
    found = next((day for day in coming_numbers(first, number.number)), None)
    if found is None:
        return number
    return Day((replace(day_span(found), recurs=before.spans[0].recurs),), Form.NUMBER, number.number)


def joined_clocks(first: Clocks, second: Clocks) -> Clocks | None:
    """ "after two and before four" as one range, the second of two bounds on one side ("after work, from 5:30");
    None if they are two times: "before ten or after four".
    """
    if (nearer := _nearer(first, second)) is not None:
        return nearer
    found: list[ClockSpan] = []
    until, start = first.spans[0].until, second.spans[0].start
    if first.spans[0].start is None and until is not None and start is not None and start >= until:
        return None
    for one in first.spans:
        for other in second.spans:
            if one.start is None and other.start is not None and other.until is None:
                start, until = other.start, one.until
            elif one.until is None and one.start is not None and other.start is None:
                start, until = one.start, other.until
            else:
                return None
            if until is not None and start < until:
                found.append(ClockSpan(start, until, Grain.PART))
    found.sort(key=lambda span: (span.until or 0) - (span.start or 0))
    return Clocks(tuple(found[:2])) if found else None


def within(bound: Clocks, exact: Clocks) -> Clocks | None:
    """ "I finish at three, so Monday at four": the clock time alone, in the readings that the bound leaves."""
    if any(None not in (one.start, one.until) for one in bound.spans):
        return None
    exact_spans = [span for span in exact.spans if span.start is not None and span.until is not None]
    kept = [span for span in exact_spans if any(one.includes(span.start or 0) for one in bound.spans)]
    return Clocks(tuple(kept)) if kept and len(exact_spans) == len(exact.spans) else None


def _nearer(first: Clocks, second: Clocks) -> Clocks | None:
    """Of two lower or two upper bounds the second, in the readings that the first leaves."""
    pairs = [(one, other) for one in first.spans for other in second.spans]
    kept = []
    if all(one.until is None and other.until is None for one, other in pairs):
        kept = [other for one, other in pairs if (other.start or 0) >= (one.start or 0)]
    elif all(one.start is None and other.start is None for one, other in pairs):
        kept = [other for one, other in pairs if (other.until or 0) <= (one.until or 0)]
    else:
        return None
    return Clocks(tuple(dict.fromkeys(kept))) if kept else second
