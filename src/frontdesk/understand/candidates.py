"""A preferred time as spans of local time, the likeliest first: what is meant where no openings can settle it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from frontdesk.model.when import ClockSpan, DaySpan, Grain, PreferredTime, Wish

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Candidate:
    """Wall-clock times, without a zone, from `start` up to, not including, `end`.

    "Until Friday" has no start; "after five" has no end and is `open`.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    part: bool = field(default=False, compare=False)
    """Named as a part of the day, without a clock time."""

    @property
    def open(self) -> bool:
        return self.end is None


def candidates(value: PreferredTime, now: datetime) -> tuple[Candidate, ...]:
    """Every reading of every wish; a time of day without a day is the next one. `now` is local."""
    now = now.replace(tzinfo=None, second=0, microsecond=0)
    found = [one for wish in value.wishes if not wish.excluded for one in _of_wish(wish, now)]
    if not found and value.shift is not None:
        start = now + timedelta(days=value.shift.days, minutes=value.shift.minutes)
        found = [Candidate(start, start + MINUTE, Grain.MINUTE) if value.shift.minutes else _whole_day(start.date())]
    if not found and value.earliest:
        found = [Candidate(now, None, Grain.MINUTE)]
    return tuple(dict.fromkeys(found))


def _of_wish(wish: Wish, now: datetime) -> Iterator[Candidate]:
    for days in wish.days or (None,):
        for clock in wish.clocks or (None,):
            if days is not None and clock is None:
                yield _days(days, now.date())
            elif days is not None and clock is not None:
                yield _clock_on(days, clock, now.date())
            elif clock is not None:
                yield _next(clock, now)


def _days(days: DaySpan, today: date) -> Candidate:
    if days.weekdays and (day := _first_day(days, today)):
        return _whole_day(day)
    start = _midnight(days.first) if days.first else None
    return Candidate(start, _midnight(days.until) if days.until else None, days.grain)


def _clock_on(days: DaySpan, clock: ClockSpan, today: date) -> Candidate:
    """A time of day on the first of the days; "by Friday at five" and "from Friday at five" are open on one side."""
    if days.first is None and days.until is not None and not days.weekdays:
        at = _at(days.until - DAY, clock, days.until - DAY)
        return Candidate(None, at.start or at.end, at.grain, at.part)
    at = _at(_first_day(days, today) or today, clock, today)
    return replace(at, end=None) if days.until is None and not days.weekdays else at


def _next(clock: ClockSpan, now: datetime) -> Candidate:
    at = _at(now.date(), clock, now.date())
    over = at.start is not None and at.start < now and (at.end is None or at.end <= now)
    return _at(now.date() + DAY, clock, now.date()) if over or (at.end is not None and at.end <= now) else at


def _at(day: date, clock: ClockSpan, today: date) -> Candidate:
    midnight = _midnight(day)
    start = None if clock.start is None else midnight + clock.start * MINUTE
    end = None if clock.until is None else midnight + clock.until * MINUTE
    if start is None and day != today:
        start = midnight  # "Friday before noon" is on Friday
    return Candidate(start, end, Grain.HOUR if clock.grain is Grain.PART else clock.grain, clock.part)


def _first_day(days: DaySpan, today: date) -> date | None:
    if not days.weekdays:
        return days.first or today
    first = max(days.first or today, today)  # "a Monday in March" is one that is still to come
    return next((day for day in (first + n * DAY for n in range(WEEK)) if days.includes(day)), None)


def _whole_day(day: date) -> Candidate:
    return Candidate(_midnight(day), _midnight(day + DAY), Grain.DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
