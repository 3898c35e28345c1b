"""Preferred time: which days and which times of day a caller named, before any opening is known.

Days and times of day are kept apart so that "Thursday" and, a turn later, "at three" join without guessing.
Everything here is wall-clock time of the business; `dialog` turns it into instants in the business's IANA zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

DAY_MINUTES = 24 * 60


class Grain(StrEnum):
    """How exact something was said."""

    MINUTE = "minute"
    HOUR = "hour"
    PART = "part"
    """A part of a day: "morning", "around lunch", "after five"."""
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Local days from `first` up to, not including, `until`; only those on `weekdays` (0 = Monday) if any are given.

    "by Friday", "from the 3rd": a side nobody named is None.
    """

    first: date | None
    until: date | None
    grain: Grain
    weekdays: tuple[int, ...] = ()
    recurs: Literal[Grain.WEEK, Grain.MONTH] | None = field(default=None, compare=False)
    """ "Wednesday" alone comes every week and "the 16th" every month: `first` is the next, and another may be meant."""

    def includes(self, day: date) -> bool:
        return (
            (self.first is None or self.first <= day)
            and (self.until is None or day < self.until)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )

    def dates(self, most: int) -> Iterator[date]:
        """Its days, where there are no more than `most`; none of a span that is longer, or open on a side."""
        if self.first and self.until and (self.until - self.first).days <= most:
            days = (self.first + timedelta(days=n) for n in range((self.until - self.first).days))
            yield from (day for day in days if self.includes(day))


@dataclass(frozen=True, slots=True)
class ClockSpan:
    """Wall-clock minutes after midnight from `start` up to, not including, `until`; a side nobody named is None.

    An exact "three o'clock" is `start=900, until=901, grain=MINUTE`: a start that must match. "after five" is
    `start=1020, until=None, grain=PART`. `until` may pass 1440 when a span crosses midnight.
    `approximate` marks "around three", "threeish".
    """

    start: int | None
    until: int | None
    grain: Grain
    approximate: bool = False
    part: bool = field(default=False, compare=False)
    """Named as a part of the day ("in the evening", "after work"), without a clock time."""

    def includes(self, minute: int) -> bool:
        return (self.start is None or self.start <= minute) and (self.until is None or minute < self.until)


@dataclass(frozen=True, slots=True)
class Wish:
    """One time the caller would take. `days` and `clocks` are *readings* of what was said, the likeliest first:
    "next Friday" has two days, "at three" has 03:00 and 15:00. Empty means that nothing was said about it.
    """

    days: tuple[DaySpan, ...] = ()
    clocks: tuple[ClockSpan, ...] = ()
    excluded: bool = False
    """ "any day but Monday": this is what the caller does not want."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A wish relative to the time just discussed: "an hour later" is `minutes=60`, "a week later" is `days=7`, and
    nothing at all is "the same day"."""

    minutes: int = 0
    days: int = 0
    behind: bool = False
    """From its end: "straight after that"."""


@dataclass(frozen=True, slots=True)
class PreferredTime:
    """What was said about time: wishes the caller would take (any will do), and how to choose among openings."""

    wishes: tuple[Wish, ...] = ()
    earliest: bool = False
    """ "as soon as possible": take the first opening there is (within the wishes, if any)."""
    flexible: bool = False
    """ "any time", "I don't mind"."""
    shift: Shift | None = None
    kind: Literal["preferred_time"] = "preferred_time"

    @property
    def names_day(self) -> bool:
        return any(wish.days and not wish.excluded for wish in self.wishes)

    @property
    def names_clock(self) -> bool:
        return any(wish.clocks and not wish.excluded for wish in self.wishes)
