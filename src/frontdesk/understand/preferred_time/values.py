"""What the rules of the grammar make of words: days, clock times, parts of the day, and marks between them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from frontdesk.model.when import DAY_MINUTES, ClockSpan, DaySpan, Grain, Shift

NOON = DAY_MINUTES // 2
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where something is said: the clock of the business, and the order of its numeric dates."""

    now: datetime
    day_first: bool
    asked: bool

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def minute(self) -> int:
        return self.now.hour * 60 + self.now.minute


class Form(StrEnum):
    """How a day was named, which decides what can narrow it further."""

    WEEKDAY = "weekday"
    """ "Friday": a week, month or number said beside it picks which one."""
    NUMBER = "number"
    """ "the 5th": a weekday or month said beside it picks which one."""
    DATE = "date"
    PERIOD = "period"
    """More than one day: a week, a month, "Monday to Wednesday"."""


@dataclass(frozen=True, slots=True)
class Day:
    """Readings of a day or period, the likeliest first."""

    spans: tuple[DaySpan, ...]
    form: Form
    number: int = 0
    """The weekday or the day of the month that was said, for WEEKDAY and NUMBER."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as said: minutes after midnight, and whether it may as well be twelve hours later or earlier."""

    minute: int
    twin: bool
    approximate: bool = False
    literal_first: bool = False
    """ "03:30" is written as in a timetable: the night is the likelier reading."""

    def readings(self) -> tuple[int, ...]:
        """Minutes after midnight. Without am or pm, daytime comes first: 7 to 11 in the morning, 12 to 6 after noon."""
        if not self.twin:
            return (self.minute,)
        early = self.minute % NOON
        late = early + NOON
        return (early, late) if self.literal_first or early >= 7 * 60 else (late, early)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, and the clock times that it makes certain: "evening" is 17 to 22 and makes "at 4" 16:00."""

    start: int | None
    until: int | None
    settles: tuple[int, int] | None = None

    @property
    def span(self) -> ClockSpan:
        return ClockSpan(self.start, self.until, Grain.PART, part=True)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Readings of a clock time or of a range of them, the likeliest first."""

    spans: tuple[ClockSpan, ...]

    @property
    def part(self) -> bool:
        """Named as a part of the day: "after work"."""
        return all(span.part for span in self.spans)

    def as_part(self) -> "Part":
        """The stretch itself settles a clock time beside it: "after work at six"."""
        start, until = self.spans[0].start, self.spans[0].until
        return Part(start, until, (start or 0, until or DAY_MINUTES))

    def settled(self, part: Part) -> "Clocks":
        """Only the readings that fall into `part`; all of them if none does."""
        if part.settles is None:
            return self
        first, last = part.settles
        kept = [
            span
            for span in self.spans
            for minute in [span.start if span.start is not None else span.until]
            if minute is not None and (first <= minute < last or first <= minute + DAY_MINUTES < last)
        ]
        return Clocks(tuple(kept)) if kept else self


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: "half an hour", "two weeks", "three months"."""

    minutes: int = 0
    days: int = 0
    months: int = 0
    working_days: int = 0

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.minutes + other.minutes, self.days + other.days, self.months + other.months)


class Mark(StrEnum):
    """Words between times that say how they belong together, or what is wanted besides a time."""

    OR = "or"
    ELSE = "else"
    """Another wish that shares nothing with the one before: "Saturday, otherwise Sunday afternoon"."""
    NOT = "not"
    """What follows is not wanted."""
    NOT_THAT = "not_that"
    """What was just said is not wanted: "Friday doesn't work"."""
    UNABLE = "unable"
    """ "I can't": what follows is not wanted, or, when no time follows, what was just said."""
    CORRECTION = "correction"
    """What follows replaces what was just said: "three, sorry, four"."""
    NO = "no"
    """What follows at once replaces what was just said, else that is refused: "el viernes no"."""
    EARLIEST = "earliest"
    FLEXIBLE = "flexible"
    SAME_TIME = "same_time"
    IMPOSSIBLE = "impossible"
    """ "31 April": a day that was named and that there is not."""


Piece = Day | Clocks | Part | Shift | Mark


@dataclass(frozen=True, slots=True)
class Place:
    """Pieces at the tokens from `start` up to, not including, `end`."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    weak: bool = False
    """Counts only beside other pieces, or when a time was asked for: a lone "three", "May"."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One wish while it is being put together from pieces."""

    day: Day | None = None
    clocks: Clocks | None = None
    part: Part | None = None
    excluded: bool = False
    clock_first: bool = False
    """The clock time was said before the day: it holds for the days that follow too."""
    listed: bool = False
    """Joined to the wish before by "or" or a comma."""
    end: int = field(default=0, compare=False)

    @property
    def timed(self) -> bool:
        return self.clocks is not None or self.part is not None

    def with_time_of(self, other: "Shape") -> "Shape":
        return replace(self, clocks=other.clocks, part=other.part)


def days_on(dates: Iterable[date | None], form: Form = Form.DATE, number: int = 0) -> Day | None:
    """The dates that there are as readings of one day; None when there is none."""
    spans = tuple(dict.fromkeys(day_span(day) for day in dates if day is not None))
    return Day(spans, form, number) if spans else None


def recurring(day: Day | None, grain: Literal[Grain.WEEK, Grain.MONTH]) -> Day | None:
    """The same day, said without its week or its month."""
    return day and replace(day, spans=tuple(replace(span, recurs=grain) for span in day.spans))


def one_day(day: date, form: Form = Form.DATE, number: int = 0) -> Day:
    return Day((day_span(day),), form, number)


def day_span(day: date) -> DaySpan:
    return DaySpan(day, day + ONE_DAY, Grain.DAY)
