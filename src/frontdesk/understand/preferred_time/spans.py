"""Rules for what stands around days and clock times: ranges, bounds, and the marks between them.

Each gives the pieces that `wishes.py` puts together.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta

from frontdesk.model.when import DAY_MINUTES, ClockSpan, DaySpan, Grain, Shift
from frontdesk.understand.preferred_time.calendar import WEEK, add_months, make_date, month_of
from frontdesk.understand.preferred_time.days import day_number, every_weekday
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.values import (
    ONE_DAY,
    Clock,
    Clocks,
    Day,
    Duration,
    Form,
    Mark,
    Moment,
    Part,
    Piece,
    day_span,
    one_day,
)

Pieces = tuple[Piece, ...]
_DATE_NUMBERS = {"ordinal", "day_number", "date_number"}
SLOT = 1
"""An exact clock time is a span of one minute: a start that must match."""


def day(got: Got) -> Pieces:
    return (next(value for _, value in got.filled if isinstance(value, Day)),)


def clock(got: Got) -> Pieces:
    return (_exactly(_clock(got)),)


def about_clock(got: Got) -> Pieces:
    """ "3 pm or so"."""
    return (_exactly(replace(_clock(got), approximate=True)),)


def _clock(got: Got) -> Clock:
    return next(value for _, value in got.filled if isinstance(value, Clock))


def lone_hour(got: Got) -> Pieces:
    """A bare number; 0 to 24."""
    hour = next(value for name, value in got.filled if name in ("lone", "bare") and isinstance(value, int))
    return (_exactly(Clock(hour * 60 % DAY_MINUTES, twin=1 <= hour <= 12)),)


def _exactly(clock: Clock) -> Clocks:
    grain, about = Grain.MINUTE, clock.approximate
    return Clocks(tuple(ClockSpan(minute, minute + SLOT, grain, about) for minute in clock.readings()))


def lone_day(got: Got) -> Pieces | None:
    """ "fifth": a day of the month that only the question, or a time beside it, makes one."""
    found = day_number(got)
    return None if found is None else (found,)


def looks_like_time(got: Got) -> Pieces:
    """Words of the layer "thing" give nothing."""
    return ()


def tonight(got: Got) -> Pieces:
    return (one_day(got.at.today), Part(got.phrase.start, got.phrase.until, got.phrase.settles))


def part(got: Got) -> Pieces:
    return (got.one("part", Part),)


def day_and_part(got: Got) -> Pieces:
    """ "tonight", "this morning": the entry's number of days from today."""
    day = got.maybe("day", Day) or one_day(got.at.today + timedelta(days=got.phrase.number))
    return (day, got.one("part", Part))


def later_today(got: Got) -> Pieces:
    """ "later today", "later this afternoon"."""
    span, part = ClockSpan(got.at.minute, None, Grain.PART), got.maybe("part", Part)
    if part is not None:
        late = max(part.start or 0, got.at.minute)
        span = ClockSpan(late, part.until, Grain.PART)
        if part.until is not None and late >= part.until:
            return (one_day(got.at.today), part)
    return (one_day(got.at.today), Clocks((span,)))


def window(got: Got) -> Pieces:
    """ "after work": a stretch of clock times from the entry."""
    return (Clocks((ClockSpan(got.phrase.start, got.phrase.until, Grain.PART),)),)


def exact_moment(got: Got) -> Pieces | None:
    """An ISO date and time; with an offset it is moved to the clock of the business."""
    day, clock = _moment(got.one("stamp", str), got.at) or (None, 0)
    return None if day is None else (one_day(day), _exactly(Clock(clock, twin=False)))


def _moment(stamp: str, at: Moment) -> tuple[date, int] | None:
    text = stamp.upper().replace("Z", "+00:00")
    day, _, clock = text.partition("T")
    year, month, number = (int(part) for part in day.split("-"))
    found = make_date(year, month, number)
    hour, minute = int(clock[:2].rstrip(":")), int(clock.split(":")[1][:2])
    if found is None or hour > 23 or minute > 59:
        return None
    sign = next((c for c in clock if c in "+-"), "")
    if not sign:
        return found, hour * 60 + minute
    ahead = clock.split(sign)[1].replace(":", "")
    offset = timedelta(hours=int(ahead[:2]), minutes=int(ahead[2:4])) * (1 if sign == "+" else -1)
    local = at.now.replace(tzinfo=UTC, year=year, month=month, day=number, hour=hour, minute=minute, fold=0) - offset
    local = local.astimezone(at.now.tzinfo)
    return local.date(), local.hour * 60 + local.minute


def in_duration(got: Got) -> Pieces | None:
    """ "in half an hour", "in 3 hours": real minutes, whatever the clocks do meanwhile."""
    length = got.one("duration", Duration)
    if not length.minutes or length.days or length.months:
        return None
    then = (got.at.now.astimezone(UTC) + timedelta(minutes=length.minutes)).astimezone(got.at.now.tzinfo)
    return (one_day(then.date()), _exactly(Clock(then.hour * 60 + then.minute, twin=False)))


def shifted(got: Got) -> Pieces | None:
    """ "an hour later" (1), "half an hour earlier" (-1), from the time just discussed."""
    length = got.maybe("duration", Duration) or Duration(days=1)
    if length.months or length.working_days:
        return None
    return (Shift(minutes=length.minutes * got.phrase.number, days=length.days * got.phrase.number),)


def shifted_by_unit(got: Got) -> Pieces | None:
    """ "the following week", "the day after": a day where no unit was said."""
    days = {"days": 1, "weeks": 7, "fortnights": 14}.get(got.maybe("unit", str) or "days")
    return None if days is None else (Shift(days=days * got.phrase.number),)


def mark(got: Got) -> Pieces:
    return (Mark(got.phrase.on),)


def refused(got: Got) -> Pieces:
    """ "no Mondays", "no mornings"; "no" before a single day rather answers something else."""
    part = got.maybe("part", Part)
    return (Mark.NOT, part if part is not None else every_weekday(got))


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
    return (Clocks(tuple(ClockSpan(start, end, Grain.PART) for start, end in pairs)),) if pairs else None


def _after(start: int, end: int) -> int:
    return end if end > start else end + DAY_MINUTES


def clock_from(got: Got) -> Pieces:
    """ "after five", "not before ten", "from 3"."""
    return (Clocks(tuple(ClockSpan(minute, None, Grain.PART) for minute in _clock(got).readings())),)


def clock_until(got: Got) -> Pieces:
    """ "by five", "until noon", "before ten"."""
    readings = [minute or DAY_MINUTES for minute in _clock(got).readings()]
    return (Clocks(tuple(ClockSpan(None, minute, Grain.PART) for minute in readings)),)


def part_until(got: Got) -> Pieces | None:
    """ "before lunch", "before the evening"."""
    start = got.one("part", Part).start
    return None if start is None else (Clocks((ClockSpan(None, start, Grain.PART),)),)


def part_from(got: Got) -> Pieces | None:
    """ "from the afternoon on"; "after lunch" starts where lunchtime ends (1)."""
    part = got.one("part", Part)
    start = part.until if got.phrase.number else part.start
    return None if start is None else (Clocks((ClockSpan(start, None, Grain.PART),)),)


def parts_between(got: Got) -> Pieces | None:
    """ "morning to early afternoon"."""
    first, last = got.all("part", Part)[-2:]
    if first.start is None or last.until is None or last.until <= first.start:
        return None
    return (Clocks((ClockSpan(first.start, last.until, Grain.PART),)),)


def days_between(got: Got) -> Pieces | None:
    """ "Monday to Wednesday", "from the 3rd until the 5th": the last day is meant too."""
    first, last = got.all("day", Day)[-2:]
    spans = [_between(start, last) for start in first.spans]
    found = tuple(span for span in spans if span is not None)
    return (Day(found, Form.PERIOD),) if found else None


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
    day = got.one("day", Day)
    found = tuple(
        DaySpan(start, None, Grain.DAY)
        for span in day.spans
        for start in [span.until if got.phrase.number else span.first]
        if start is not None
    )
    return (Day(found, Form.PERIOD),) if found else None


def day_until(got: Got) -> Pieces | None:
    """ "by Friday", which Friday still is (1), and "before Friday" (0)."""
    day = got.one("day", Day)
    found = tuple(
        DaySpan(None, end, Grain.DAY)
        for span in day.spans
        for end in [span.until if got.phrase.number else span.first]
        if end is not None
    )
    return (Day(found, Form.PERIOD),) if found else None


def replaced(got: Got) -> Pieces | None:
    """ "move it from Tuesday to Thursday": only the last is wanted, and with 1 only the first ("3 instead of 4")."""
    values = [value for _, value in got.filled if isinstance(value, Day | Clock | Part)]
    wanted = values[0] if got.phrase.number else values[-1]
    return (_exactly(wanted),) if isinstance(wanted, Clock) else (wanted,)


def either_month_day(got: Got) -> Pieces | None:
    """ "March 3rd or 4th": two days of one month."""
    month, today = got.one("month", int), got.at.today
    numbers = [v for name, v in got.filled if name in _DATE_NUMBERS and isinstance(v, int)][-2:]
    year = today.year + (month < today.month)
    whole = month_of(year, month)
    days = [make_date(year, month, number) for number in numbers]
    if whole.first is None or None in days:
        return None
    first, second = (Day((day_span(found),), Form.DATE) for found in days if found is not None)
    return (first, Mark.OR, second)


SPAN_RULES = {
    "clock": Meaning(clock, "clock|time|loose"),
    "about_clock": Meaning(about_clock, "clock"),
    "lone_hour": Meaning(lone_hour, "lone|bare"),
    "lone_day": Meaning(lone_day, "ordinal|figure_ordinal|day_number"),
    "looks_like_time": Meaning(looks_like_time),
    "tonight": Meaning(tonight),
    "shifted_by_unit": Meaning(shifted_by_unit),
    "day_and_part": Meaning(day_and_part, "part"),
    "later_today": Meaning(later_today),
    "window": Meaning(window),
    "exact_moment": Meaning(exact_moment, "stamp"),
    "in_duration": Meaning(in_duration, "duration"),
    "shifted": Meaning(shifted, "duration"),
    "mark": Meaning(mark),
    "refused": Meaning(refused, "part|every_weekday"),
    "clocks_between": Meaning(clocks_between, "clock|time clock|time"),
    "lone_hours_between": Meaning(lone_hours_between, "bare|lone bare|lone"),
    "clock_from": Meaning(clock_from, "clock|time"),
    "clock_until": Meaning(clock_until, "clock|time"),
    "part_until": Meaning(part_until, "part"),
    "part_from": Meaning(part_from, "part"),
    "parts_between": Meaning(parts_between, "part part"),
    "days_between": Meaning(days_between, "day day"),
    "numbers_between": Meaning(numbers_between, "month ordinal|day_number|date_number ordinal|day_number|date_number"),
    "day_from": Meaning(day_from, "day"),
    "day_until": Meaning(day_until, "day"),
    "replaced": Meaning(replaced, "day|clock|time|part day|clock|time|part"),
    "either_month_day": Meaning(
        either_month_day, "month ordinal|day_number|date_number ordinal|day_number|date_number"
    ),
    "day_piece": Meaning(day, "day|period"),
    "part_piece": Meaning(part, "part"),
}
