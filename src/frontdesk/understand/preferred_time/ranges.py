"""Rules for ranges and bounds of clock times and days: "between 2 and 4", "not before ten", "by Friday"."""

from frontdesk.model.when import DAY_MINUTES, ClockSpan, DaySpan, Grain
from frontdesk.understand.preferred_time.calendar import WEEK, add_months, make_date
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.periods import said_day, whole_of
from frontdesk.understand.preferred_time.spans import Pieces, said_clock
from frontdesk.understand.preferred_time.values import ONE_DAY, Clock, Clocks, Day, Form, Mark, Part, Piece, one_day

_DATE_NUMBERS = {"ordinal", "day_number", "date_number"}


def clocks_between(got: Got) -> Pieces | None:
    clocks = [value for _, value in got.filled if isinstance(value, Clock)]
    return _clocks_between(clocks[-2], clocks[-1])


def lone_hours_between(got: Got) -> Pieces | None:
    """ "9-11", "9 to 11": numbers that nothing else makes clock times."""
    hours = [value for _, value in got.filled if isinstance(value, int)]
    clocks = [Clock(hour * 60, twin=1 <= hour <= 12) for hour in hours[-2:]]
    return _clocks_between(*clocks)


def _clocks_between(first: Clock, last: Clock) -> Pieces | None:
    """Readings of a range: each start with the next end after it, so that "9 to 5" ends at 17:00."""
    pairs = [(start, min(_after(start, end) for end in last.readings())) for start in first.readings()]
    if not last.twin and first.twin:  # "11 to 2 pm": the nearer start
        pairs = [min(pairs, key=lambda pair: pair[1] - pair[0])]
    pairs = [pair for pair in pairs if 0 < pair[1] - pair[0] <= 18 * 60]
    by_day = [pair for pair in pairs if pair[1] <= DAY_MINUTES] or pairs  # "9 to 5" is hardly through the night
    return (Clocks(tuple(ClockSpan(start, end, Grain.PART) for start, end in by_day)),) if by_day else None


def _after(start: int, end: int) -> int:
    return end if end > start else end + DAY_MINUTES


def clock_from(got: Got) -> Pieces:
    """ "after five", "not before ten", "from 3"."""
    return (Clocks(tuple(ClockSpan(minute, None, Grain.PART) for minute in said_clock(got).readings())),)


def clock_until(got: Got) -> Pieces:
    """ "by five", "until noon", "before ten"."""
    readings = [minute or DAY_MINUTES for minute in said_clock(got).readings()]
    return (Clocks(tuple(ClockSpan(None, minute, Grain.PART) for minute in readings)),)


def part_until(got: Got) -> Pieces | None:
    """ "before lunch", "before the evening"."""
    start = got.one("part", Part).start
    return None if start is None else (Clocks((ClockSpan(None, start, Grain.PART, part=True),)),)


def part_from(got: Got) -> Pieces | None:
    """ "from the afternoon on"; "after lunch" starts where lunchtime ends (1)."""
    part = got.one("part", Part)
    start = part.until if got.phrase.number else part.start
    return None if start is None else (Clocks((ClockSpan(start, None, Grain.PART, part=True),)),)


def parts_between(got: Got) -> Pieces | None:
    """ "morning to early afternoon"."""
    first, last = got.all("part", Part)[-2:]
    if first.start is None or last.until is None or last.until <= first.start:
        return None
    return (Clocks((ClockSpan(first.start, last.until, Grain.PART, part=True),)),)


def days_between(got: Got) -> Pieces | None:
    """ "Monday to Wednesday", "from the 3rd until the 5th": the last day is meant too."""
    first, last = [value for _, value in got.filled if isinstance(value, Day)][-2:]
    if first.form is Form.NUMBER and last.form is Form.DATE:
        first = _number_before(first.number, last) or first
    spans = [_between(start, last) for start in first.spans]
    found = tuple(span for span in spans if span is not None)
    return (Day(found, Form.PERIOD),) if found else None


def number_until_day(got: Got) -> Pieces | None:
    """ "9.-13.3.": a day of the month of the date, or of the month before."""
    last = got.one("day", Day)
    first = _number_before(got.one("ordinal", int), last)
    span = first and _between(first.spans[0], last)
    return (Day((span,), Form.PERIOD),) if span else None


def _number_before(number: int, last: Day) -> Day | None:
    day = last.spans[0].first
    for month in (day, add_months(day, -1)) if day is not None else ():
        found = make_date(month.year, month.month, number)
        if found is not None and day is not None and found < day:
            return one_day(found)
    return None


def _between(start: DaySpan, last: Day) -> DaySpan | None:
    if start.first is None or (last.spans and last.spans[0].weekdays):
        return None
    for end in last.spans[::-1]:
        until = end.until
        if until is None:
            continue
        if until <= start.first and last.form is Form.WEEKDAY:
            until += WEEK
        if until <= start.first and last.form is Form.NUMBER:
            until = add_months(until - ONE_DAY, 1) + ONE_DAY
        if start.first + ONE_DAY < until:
            if last.form is Form.WEEKDAY:
                until -= (until - start.first).days // 8 * WEEK
            return DaySpan(start.first, until, Grain.DAY)
    return None


def numbers_between(got: Got) -> Pieces | None:
    """ "March 3 to 5", "the 3rd to the 5th of March"."""
    month, today = got.one("month", int), got.at.today
    numbers = [v for name, v in got.filled if name in _DATE_NUMBERS and isinstance(v, int)][-2:]
    year = got.maybe("year", int) or today.year
    first, last = (make_date(year, month, number) for number in numbers)
    if first is None or last is None or last <= first:
        return None
    if last < today and got.maybe("year", int) is None:
        first, last = add_months(first, 12), add_months(last, 12)
    return (Day((DaySpan(first, last + ONE_DAY, Grain.DAY),), Form.PERIOD),)


def day_from(got: Got) -> Pieces | None:
    """ "from Friday on" (0), "after Friday" (1)."""
    day = said_day(got)
    found = tuple(
        DaySpan(start, None, Grain.DAY)
        for span in day.spans
        for start in [span.until if got.phrase.number else span.first]
        if start is not None
    )
    return (Day(found, Form.PERIOD),) if found else None


def day_until(got: Got) -> Pieces | None:
    """ "by Friday", which Friday still is (1), and "before Friday" (0); the end of a month, until it is over."""
    day = whole_of(got) if got.maybe("unit", str) is not None else said_day(got)
    if day is None:
        return None
    found = tuple(
        DaySpan(None, end, Grain.DAY)
        for span in day.spans
        for end in [span.until if got.phrase.number else span.first]
        if end is not None
    )
    return (Day(found, Form.PERIOD),) if found else None


def either_month_day(got: Got) -> Pieces | None:
    """ "March 3rd or 4th", "the 10th, 11th or 12th of April": days of one month."""
    month, today = got.one("month", int), got.at.today
    numbers = [v for name, v in got.filled if name in _DATE_NUMBERS and isinstance(v, int)]
    year = today.year + (month < today.month)
    days = [make_date(year, month, number) for number in numbers]
    pieces: list[Piece] = []
    for found in days:
        if found is None:
            return None
        pieces += [Mark.OR, one_day(found)]
    return tuple(pieces[1:])


RANGE_RULES = {
    "clocks_between": Meaning(clocks_between, "clock|time clock|time"),
    "lone_hours_between": Meaning(lone_hours_between, "bare|lone bare|lone"),
    "clock_from": Meaning(clock_from, "clock|time"),
    "clock_until": Meaning(clock_until, "clock|time"),
    "part_until": Meaning(part_until, "part"),
    "part_from": Meaning(part_from, "part"),
    "parts_between": Meaning(parts_between, "part part"),
    "days_between": Meaning(days_between, "day|date day|date"),
    "number_until_day": Meaning(number_until_day, "ordinal day"),
    "numbers_between": Meaning(numbers_between, "month ordinal|day_number|date_number ordinal|day_number|date_number"),
    "either_month_day": Meaning(
        either_month_day, "month ordinal|day_number|date_number ordinal|day_number|date_number"
    ),
    "day_from": Meaning(day_from, "day|date|period"),
    "day_until": Meaning(day_until, "day|date|period|unit"),
}
