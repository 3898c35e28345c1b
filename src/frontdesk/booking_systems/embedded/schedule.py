"""When appointments can start by the profile alone, whatever is booked; worked out once and remembered. Pure.

All rules are in the wall-clock time of the business's zone. An appointment starts on the grid, counted from the start
of a span of the host's hours, and ends within that span; it lasts its real minutes, also over a clock change. A start
that the clocks skip is not offered, one that they show twice is the first. An absence of some hours takes away the
appointments that would meet it, and leaves the grid as it is. Which hours a day has is told in `Host.special_hours`.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.embedded.local_day import midnight_of_plain_day, minute_at, minute_from
from frontdesk.booking_systems.embedded.minutes import NONE, Minutes, between, only, starts_that_meet
from frontdesk.model.business import Business, Host
from frontdesk.model.open_days import OpenDays, Spans

REMEMBERED_WEEKS = 8192
REMEMBERED_BUSINESSES = 256


class Starts(NamedTuple):
    """The minutes of a week at which an appointment fits into the hours."""

    on_grid: Minutes
    possible: Minutes
    """On the grid or not."""

    def and_possible(self, others: "Starts") -> "Starts":
        """Those at which the appointment fits into the hours of others too, who follow this grid."""
        return Starts(self.on_grid & others.possible, self.possible & others.possible)


NOWHERE = Starts(NONE, NONE)


@dataclass(frozen=True, slots=True)
class Week:
    """A local week from Monday, in minutes since 1970 UTC; sets of its minutes count from `first`."""

    monday: date
    days: tuple[int, ...]
    """Where each of the seven days begins, and where the last one ends."""

    @property
    def first(self) -> int:
        return self.days[0]

    @property
    def end(self) -> int:
        return self.days[7]

    def minutes(self, first: int, end: int) -> Minutes:
        """The part of a span that lies in the week."""
        return between(first - self.first, min(end, self.end) - self.first)

    def day_of(self, minute: int) -> int:
        """Which of its days a minute lies in: 0 is Monday, -1 and 7 are before and after the week."""
        return bisect_right(self.days, minute) - 1


class Schedule:
    """When appointments fit into the hours of a business and its hosts, week by week."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.zone = business.zone
        self._open = OpenDays(business)
        self._weeks: dict[tuple[str, date, int, int], Starts] = {}

    def starts_of(self, host: Host, week: Week, duration: int, grid: int) -> Starts:
        """When an appointment of so many minutes fits into the hours of a host."""
        key = host.id, week.monday, duration, grid
        starts = self._weeks.get(key)
        if starts is None:
            if len(self._weeks) >= REMEMBERED_WEEKS:
                self._weeks.clear()
            starts = self._weeks[key] = self._week_of(lambda day: self._open.hours_of(host, day), week, duration, grid)
        return starts

    def starts_of_business(self, week: Week, duration: int, grid: int) -> Starts:
        """When it fits into the hours of the business, whoever is there."""
        return self._week_of(lambda day: (self._open.hours(day), ()), week, duration, grid)

    def _week_of(self, hours_of: Callable[[date], tuple[Spans, Spans]], week: Week, duration: int, grid: int) -> Starts:
        on_grid = possible = NONE
        for number in range(7):
            day = week.monday + timedelta(days=number)
            hours, absent = hours_of(day)
            if not hours:
                continue
            midnight = midnight_of_plain_day(self.zone, day)
            if midnight is not None:
                starts, shift = _on_plain_day(hours, absent, duration, grid), midnight - week.first
            else:
                starts, shift = _on_odd_day(self.zone, day, week.first, hours, absent, duration, grid), 0
            on_grid |= starts.on_grid << shift
            possible |= starts.possible << shift
        return Starts(on_grid, possible)


_schedules: dict[int, Schedule] = {}


def schedule_of(business: Business) -> Schedule:
    """The schedule of a business, made once for as long as the same profile is in use."""
    schedule = _schedules.get(id(business))
    if schedule is None or schedule.business is not business:
        if len(_schedules) >= REMEMBERED_BUSINESSES:
            _schedules.clear()
        schedule = _schedules[id(business)] = Schedule(business)
    return schedule


def week_at(minute: int, zone: ZoneInfo) -> Week:
    """The local week that a minute since 1970 UTC lies in."""
    day = datetime.fromtimestamp(minute * 60, zone).date()
    return week_of(day - timedelta(days=day.weekday()), zone)


@lru_cache(maxsize=1024)
def week_of(monday: date, zone: ZoneInfo) -> Week:
    return Week(monday, tuple(minute_from(zone, monday + timedelta(days=number), 0) for number in range(8)))


@lru_cache(maxsize=4096)
def _on_plain_day(hours: Spans, absent: Spans, duration: int, grid: int) -> Starts:
    """The starts of a day on which the clocks do not change, counted from its midnight."""
    return _on_day(lambda clock: clock, lambda clock: clock, hours, absent, duration, grid)


def _on_odd_day(zone: ZoneInfo, day: date, base: int, hours: Spans, absent: Spans, duration: int, grid: int) -> Starts:
    """The starts of a day on which the clocks change, counted from `base`."""

    def exactly(clock: int) -> int | None:
        minute = minute_at(zone, day, clock)
        return None if minute is None else minute - base

    return _on_day(exactly, lambda clock: minute_from(zone, day, clock) - base, hours, absent, duration, grid)


def _on_day(
    exactly: Callable[[int], int | None],
    at_or_after: Callable[[int], int],
    hours: Spans,
    absent: Spans,
    duration: int,
    grid: int,
) -> Starts:
    """The two functions turn the time on the clock into the minute it is: None for a time that the clocks skip."""
    on_grid = possible = NONE
    for start, until in hours:
        fitting = between(at_or_after(start), at_or_after(until) - duration + 1)
        marks = NONE
        for clock in range(start, until, grid):
            minute = exactly(clock)
            if minute is not None and minute >= 0:
                marks |= only(minute)
        on_grid |= marks & fitting
        possible |= fitting
    for start, until in absent:
        gone = starts_that_meet(at_or_after(start), at_or_after(until), 0, duration)
        on_grid, possible = on_grid & ~gone, possible & ~gone
    return Starts(on_grid, possible)
