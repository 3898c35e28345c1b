"""Preferred time: how a new wish joins the last one, which instants it means, and which openings fit it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.model.booking import Opening, Window
from frontdesk.model.when import DAY_MINUTES, ClockSpan, DaySpan, Grain, PreferredTime, Wish

OUTLOOK_DAYS = 14
"""How far a wish without a last day looks ahead."""
WEEK_DAYS = 7
NOON, AFTERNOON = 12 * 60, 13 * 60
"""Nobody who asks for "the afternoon" means noon, though that is where it begins."""
AROUND_MINUTES = 30
"""What "around three" still means."""


def exactly(start: datetime) -> PreferredTime:
    """The wish for one instant, given in the business's zone."""
    minute = start.hour * 60 + start.minute
    day = start.date()
    return PreferredTime(
        (Wish((DaySpan(day, day + timedelta(1), Grain.DAY),), (ClockSpan(minute, minute + 1, Grain.MINUTE),)),)
    )


def that_day(start: datetime) -> PreferredTime:
    """The wish for the day of an instant, given in the business's zone."""
    return PreferredTime(tuple(Wish(wish.days) for wish in exactly(start).wishes))


def from_then_on(moment: datetime) -> PreferredTime:
    """The wish for the rest of a day from an instant on, given in the business's zone."""
    later = ClockSpan(moment.hour * 60 + moment.minute, None, Grain.PART)
    return PreferredTime(tuple(Wish(wish.days, (later,)) for wish in exactly(moment).wishes))


def from_today(said: PreferredTime, today: date) -> PreferredTime:
    """ "The week after", where no day was spoken of: the week after this one."""
    if said.shift is None or not said.shift.days or said.shift.days % WEEK_DAYS or said.shift.minutes:
        return said
    monday = today + timedelta(said.shift.days - today.weekday())
    week = DaySpan(monday, monday + timedelta(WEEK_DAYS), Grain.WEEK)
    wishes = tuple(replace(wish, days=wish.days or (week,)) for wish in said.wishes or (Wish(),))
    return replace(said, wishes=wishes, shift=None)


def back_to(said: PreferredTime, start: datetime) -> PreferredTime | None:
    """ "Or no, Friday after all": the weekday of a time that was given up is the day of that; None for any other."""
    match said:
        case PreferredTime(wishes=(Wish(days=days, excluded=False) as wish,)) if any(
            span.recurs is Grain.WEEK and span.first and span.first.weekday() == start.weekday() for span in days
        ):
            day = DaySpan(start.date(), start.date() + timedelta(1), Grain.DAY)
            return replace(said, wishes=(replace(wish, days=(day,)),))
        case _:
            return None


def without(preferred: PreferredTime | None, part: Grain) -> PreferredTime | None:
    """The one time of day without its day, or the one day without its time; None where there is no such thing."""
    match preferred:
        case PreferredTime(wishes=(Wish(days=(day, *_), clocks=clocks, excluded=False),)):
            left = Wish((), clocks) if part is Grain.DAY else Wish((day,))
            return PreferredTime((left,)) if left.days or left.clocks else None
        case _:
            return None


def merge(
    old: PreferredTime | None, new: PreferredTime, anchor: datetime | None, end: datetime | None = None
) -> PreferredTime:
    """Joins what is said now with what was said before: "Thursday" and then "at three" is Thursday at three.

    `anchor` is the time just discussed, in the business's zone; "an hour later" counts from it, "straight after that"
    from its `end`, and "the 16th" is the 16th nearest to it.
    """
    if anchor is not None:
        new = replace(new, wishes=tuple(_near(wish, anchor.date()) for wish in new.wishes))
    if new.shift is not None and anchor is not None:
        if new.shift.behind:
            return exactly(end or anchor) if not new.wishes else merge(old, replace(new, shift=None), None)
        if new.shift.minutes:
            return exactly(anchor + timedelta(days=new.shift.days, minutes=new.shift.minutes))
        shifted = exactly(anchor + timedelta(days=new.shift.days))
        shifted = shifted if new.shift.days else that_day(anchor)
        return merge(shifted, replace(new, shift=None), None) if new.wishes else shifted
    if old is None or new.flexible or (new.earliest and not new.wishes):
        return replace(new, shift=None)
    excluded = tuple(wish for wish in old.wishes if wish.excluded)
    if not any(not wish.excluded for wish in new.wishes):
        kept = tuple(wish for wish in old.wishes if not wish.excluded and wish not in _opposites(new))
        return replace(new, wishes=kept + excluded + new.wishes, earliest=new.earliest or old.earliest, shift=None)
    wanted = tuple(wish for wish in new.wishes if not wish.excluded)
    lifted = [bar for bar in excluded if any(_asks_for(wish, bar) for wish in wanted)]
    barred = tuple(wish for wish in excluded if wish not in lifted)
    barred += tuple(wish for wish in new.wishes if wish.excluded)
    joined = tuple(dict.fromkeys(_completed(wish, before) for wish in wanted for before in _wanted(old) or (Wish(),)))
    named = {days for wish in joined for days in wish.days}
    barred = tuple(wish for wish in barred if not (set(wish.days) & named and not wish.clocks))
    return replace(new, wishes=joined + barred, shift=None)


def _asks_for(wish: Wish, bar: Wish) -> bool:
    """Is just this time wanted, which was ruled out before? Nobody asks for a time they still do not want."""
    if not wish.clocks or (bar.clocks and set(wish.clocks).isdisjoint(bar.clocks)):
        return False
    return not bar.days or not wish.days or not set(wish.days).isdisjoint(bar.days)


def _completed(wish: Wish, before: Wish) -> Wish:
    """ "In the afternoon", after "Tuesday or Friday", is either afternoon."""
    return replace(wish, days=wish.days or before.days, clocks=wish.clocks or before.clocks)


def _near(wish: Wish, anchor: date) -> Wish:
    """A weekday or day of the month said alone, when a day was just discussed: the one nearest to that day."""
    return replace(wish, days=tuple(dict.fromkeys(_nearest(span, anchor) for span in wish.days)))


def _nearest(span: DaySpan, anchor: date) -> DaySpan:
    if span.first is None or span.recurs is None:
        return span
    day = min(_recurrences(span.first, span.recurs, anchor + timedelta(31)), key=lambda day: abs(day - anchor))
    return replace(span, first=day, until=day + timedelta(1))


def _recurrences(first: date, recurs: Grain, last: date) -> Iterator[date]:
    """`first`, and up to `last` every day on the same weekday or with the same number in its month."""
    yield first
    for ahead in range(1, (last - first).days + 1):
        day = first + timedelta(ahead)
        if day.weekday() == first.weekday() if recurs is Grain.WEEK else day.day == first.day:
            yield day


def possible_within(preferred: PreferredTime, first: int, last: int) -> PreferredTime:
    """The wish without the times of day that lie wholly outside the minutes `first` to `last` of any day."""

    def possible(clock: ClockSpan) -> bool:
        return (clock.start is None or clock.start < last) and (clock.until is None or first < clock.until)

    return replace(
        preferred,
        wishes=tuple(
            wish if wish.excluded else replace(wish, clocks=tuple(filter(possible, wish.clocks)))
            for wish in preferred.wishes
        ),
    )


def _wanted(preferred: PreferredTime) -> tuple[Wish, ...]:
    return tuple(wish for wish in preferred.wishes if not wish.excluded)


def _opposites(preferred: PreferredTime) -> tuple[Wish, ...]:
    """What was wanted before and is excluded now."""
    return tuple(replace(wish, excluded=False) for wish in preferred.wishes if wish.excluded)


def heard_without_comma(new: PreferredTime, discussed: Iterable[datetime]) -> PreferredTime:
    """ "Not then, tomorrow at ten", as a recogniser writes it: without the comma. To rule out one instant makes sense
    only if it is one of those that were `discussed` (in the business's zone); any other one is wanted."""
    starts = tuple(discussed)
    exact = all(wish.excluded and wish.days and wish.clocks and not wish.days[0].weekdays for wish in new.wishes)
    if not starts or not new.wishes or not exact or any(clock.grain is not Grain.MINUTE for clock in _clocks(new)):
        return new
    if any(_rules_out(wish, at.date(), at.hour * 60 + at.minute) for wish in new.wishes for at in starts):
        return new
    return replace(new, wishes=_opposites(new))


def _clocks(preferred: PreferredTime) -> tuple[ClockSpan, ...]:
    return tuple(clock for wish in preferred.wishes for clock in wish.clocks)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand one wish, with the instants in which a start would meet it."""

    wish: int
    days: DaySpan
    clock: ClockSpan | None
    window: Window

    @property
    def one_day(self) -> bool:
        return self.days.first is not None and self.days.until == self.days.first + timedelta(1)

    def preferred(self) -> PreferredTime:
        """The wish with this reading alone."""
        return PreferredTime((Wish((self.days,), (self.clock,) if self.clock else ()),))


def readings(preferred: PreferredTime, now: datetime, zone: ZoneInfo, horizon_days: int) -> tuple[Reading, ...]:
    """Every reading of every wish, likeliest first within a wish; a wish that names nothing looks two weeks ahead."""
    return tuple(_readings(_wanted(preferred) or (Wish(),), now.astimezone(zone).date(), zone, horizon_days))


def _readings(wishes: tuple[Wish, ...], today: date, zone: ZoneInfo, horizon_days: int) -> Iterator[Reading]:
    for index, wish in enumerate(wishes):
        for days in wish.days or (DaySpan(today, None, Grain.DAY),):
            first = days.first or today
            until = days.until or first + timedelta(min(OUTLOOK_DAYS, horizon_days))
            until = max(until, first + timedelta(1))
            for clock in wish.clocks or (None,):
                start, end = _minutes(clock)
                last_day = until - timedelta(1)
                window = Window(_instant(first, start, zone), _instant(last_day, end, zone))
                yield Reading(index, replace(days, first=first, until=until), clock, window)


def windows(wanted: Iterable[Reading], preferred: PreferredTime, zone: ZoneInfo) -> tuple[Window, ...]:
    """Exactly the instants of some readings, without the days and times of day that were ruled out; in order."""
    found: list[Window] = []
    for reading in wanted:
        for day in _days(reading.days):
            spans = [_minutes(reading.clock)]
            for start, until in _ruled_out(preferred, day):
                spans = [rest for one in spans for rest in _without(one, start, until)]
            found += [Window(_instant(day, start, zone), _instant(day, until, zone)) for start, until in spans]
    return _joined(found)


def _ruled_out(preferred: PreferredTime, day: date) -> Iterator[tuple[int, int]]:
    """Minutes of a day."""
    for wish in preferred.wishes:
        if wish.excluded and (not wish.days or wish.days[0].includes(day)):
            yield from map(_minutes, wish.clocks or (None,))


def _days(span: DaySpan) -> Iterator[date]:
    assert span.first is not None
    assert span.until is not None
    days = (span.first + timedelta(ahead) for ahead in range((span.until - span.first).days))
    return (day for day in days if span.includes(day))


def _without(span: tuple[int, int], start: int, until: int) -> Iterator[tuple[int, int]]:
    if span[0] < min(start, span[1]):
        yield span[0], min(start, span[1])
    if max(until, span[0]) < span[1]:
        yield max(until, span[0]), span[1]


def _joined(found: Iterable[Window]) -> tuple[Window, ...]:
    """What touches is one."""
    joined: list[Window] = []
    for window in sorted(found, key=lambda one: one.start.timestamp()):
        if joined and window.start.timestamp() <= joined[-1].end.timestamp():
            before = joined.pop()
            window = Window(before.start, max(before.end, window.end, key=datetime.timestamp))
        joined.append(window)
    return tuple(joined)


def _minutes(clock: ClockSpan | None) -> tuple[int, int]:
    if clock is None:
        return 0, DAY_MINUTES
    start = clock.start or 0
    until = DAY_MINUTES if clock.until is None else clock.until
    if clock.part and start == NOON and until > 2 * AFTERNOON - NOON:
        start = AFTERNOON
    if clock.approximate and until - start <= 1:
        return max(0, start - AROUND_MINUTES), start + AROUND_MINUTES + 1
    return start, max(until, start + 1)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(minutes // DAY_MINUTES), time(), zone).replace(
        hour=minutes % DAY_MINUTES // 60, minute=minutes % 60
    )


def fits(reading: Reading, opening: Opening, preferred: PreferredTime, zone: ZoneInfo) -> bool:
    """Does the opening start where this reading of the wish wants it, and nowhere the caller ruled out?"""
    local = opening.start.astimezone(zone)
    minute = local.hour * 60 + local.minute
    start, until = _minutes(reading.clock)
    if not reading.days.includes(local.date()) or not start <= minute < until:
        return False
    return not any(_rules_out(wish, local.date(), minute) for wish in preferred.wishes if wish.excluded)


def _rules_out(wish: Wish, day: date, minute: int) -> bool:
    days = not wish.days or wish.days[0].includes(day)
    clocks = not wish.clocks or any(_within(clock, minute) for clock in wish.clocks)
    return days and clocks and bool(wish.days or wish.clocks)


def _within(clock: ClockSpan, minute: int) -> bool:
    start, until = _minutes(clock)
    return start <= minute < until


def target(reading: Reading, zone: ZoneInfo) -> datetime:
    """The instant that alternatives should be near to: the middle of a vague time of day, the start of a plain day."""
    if reading.clock is None:
        return reading.window.start
    start, until = _minutes(reading.clock)
    if reading.clock.until is None:
        middle = start
    elif reading.clock.start is None:
        middle = until
    else:
        middle = start + (until - 1 - start) // 2
    assert reading.days.first is not None
    return _instant(reading.days.first, middle, zone)
