"""Rules for what stands around days and clock times: ranges, bounds, and the marks between them.

Each gives the pieces that `wishes.py` puts together.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta

from frontdesk.model.when import DAY_MINUTES, ClockSpan, Grain, Shift
from frontdesk.understand.preferred_time.calendar import make_date
from frontdesk.understand.preferred_time.clocks import third_of_part
from frontdesk.understand.preferred_time.days import day_number, is_no_date
from frontdesk.understand.preferred_time.grammar import Got, Meaning
from frontdesk.understand.preferred_time.periods import every_weekday
from frontdesk.understand.preferred_time.values import (
    Clock,
    Clocks,
    Day,
    Duration,
    Mark,
    Moment,
    Part,
    Piece,
    one_day,
)

Pieces = tuple[Piece, ...]
SLOT = 1
"""An exact clock time is a span of one minute: a start that must match."""


def day(got: Got) -> Pieces:
    return (next(value for _, value in got.filled if isinstance(value, Day)),)


def clock(got: Got) -> Pieces:
    return (_exactly(said_clock(got)),)


def about_clock(got: Got) -> Pieces:
    """ "3 pm or so"."""
    return (_exactly(replace(said_clock(got), approximate=True)),)


def said_clock(got: Got) -> Clock:
    return next(value for _, value in got.filled if isinstance(value, Clock))


def lone_hour(got: Got) -> Pieces:
    """A bare number; 0 to 24."""
    hour = got.number("lone", "bare")
    return (_exactly(Clock(hour * 60 % DAY_MINUTES, twin=1 <= hour <= 12)),)


def corrected_clock(got: Got) -> Pieces:
    """ "make it four": also the word of someone who changes what was said before."""
    return (Mark.CORRECTION, *(lone_hour(got) if got.maybe("loose", Clock) is None else clock(got)))


def _exactly(clock: Clock) -> Clocks:
    grain, about = Grain.MINUTE, clock.approximate
    return Clocks(tuple(ClockSpan(minute, minute + SLOT, grain, about) for minute in clock.readings()))


def lone_day(got: Got) -> Pieces | None:
    """ "fifth": a day of the month that only the question, or a time beside it, makes one."""
    found = day_number(got)
    return None if found is None else (found,)


def impossible_date(got: Got) -> Pieces | None:
    return (Mark.IMPOSSIBLE,) if is_no_date(got) else None


def looks_like_time(got: Got) -> Pieces:
    """Words of the layer "thing" give nothing."""
    return ()


def tonight(got: Got) -> Pieces:
    return (one_day(got.at.today), Part(got.phrase.start, got.phrase.until, got.phrase.settles))


def part(got: Got) -> Pieces:
    return (got.one("part", Part),)


def day_and_part(got: Got) -> Pieces:
    """ "this morning": the day that was said, or the entry's number of days from today; and the part that was said, or
    the entry's own, where its word alone means another thing ("Freitag morgen").
    """
    today = one_day(got.at.today + timedelta(days=got.phrase.number))
    day = next((value for _, value in got.filled if isinstance(value, Day)), today)
    return (day, got.maybe("part", Part) or Part(got.phrase.start, got.phrase.until, got.phrase.settles))


def day_and_third(got: Got) -> Pieces | None:
    """ "early tomorrow morning", "late Friday afternoon": the entry's number is the third of the part that is meant."""
    third = third_of_part(got)
    return None if third is None else (got.one("day", Day), third)


def first_thing(got: Got) -> Pieces:
    """ "Friday first thing", "first thing tomorrow morning": as early as there is anything on that day."""
    part = got.maybe("part", Part)
    return (got.one("day", Day), *((part,) if part else ()), Mark.EARLIEST)


def later_today(got: Got) -> Pieces:
    """ "later today", "later this afternoon"."""
    part = got.maybe("part", Part) or Part(None, None)
    start = max(part.start or 0, got.at.minute)
    if part.until is not None and start >= part.until:
        return (one_day(got.at.today), part)
    return (one_day(got.at.today), Part(start, part.until, (start, DAY_MINUTES)))


def part_window(got: Got) -> Pieces:
    """ "over lunch": a part of the day from the entry, which also settles a clock time beside it."""
    return (Part(got.phrase.start, got.phrase.until, got.phrase.settles),)


def window(got: Got) -> Pieces:
    """ "after work": a stretch of clock times from the entry."""
    return (Clocks((ClockSpan(got.phrase.start, got.phrase.until, Grain.PART, part=True),)),)


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
    """ "the following week", "the day after": a day where no unit was said; with 0 "the same day"."""
    days = {"days": 1, "weeks": 7, "fortnights": 14}.get(got.maybe("unit", str) or "days")
    return None if days is None else (Shift(days=days * got.phrase.number),)


def right_after(got: Got) -> Pieces:
    """ "Straight after that": when the appointment just discussed ends."""
    return (Shift(behind=True),)


def mark(got: Got) -> Pieces:
    return (Mark(got.phrase.on),)


def refused(got: Got) -> Pieces:
    """ "no Mondays", "no mornings", "ich kann am Montag nicht"; "no" before a single day rather answers."""
    named = [value for _, value in got.filled if isinstance(value, Day | Part)] or [every_weekday(got)]
    return tuple(piece for value in named for piece in (Mark.NOT, value))


def period_without(got: Got) -> Pieces:
    """ "any day next week but Wednesday"."""
    refused = got.maybe("day", Day) or got.one("date", Day)
    return (got.one("period", Day), Mark.NOT, refused)


def replaced(got: Got) -> Pieces | None:
    """ "move it from Tuesday to Thursday": only the last is wanted, and with 1 only the first ("3 instead of 4")."""
    values = [value for _, value in got.filled if isinstance(value, Day | Clock | Part)]
    wanted = values[0] if got.phrase.number else values[-1]
    return (_exactly(wanted),) if isinstance(wanted, Clock) else (wanted,)


SPAN_RULES = {
    "clock": Meaning(clock, "clock|time|loose"),
    "about_clock": Meaning(about_clock, "clock"),
    "lone_hour": Meaning(lone_hour, "lone|bare"),
    "corrected_clock": Meaning(corrected_clock, "lone|loose"),
    "period_without": Meaning(period_without, "period day|date"),
    "lone_day": Meaning(lone_day, "ordinal|lone_ordinal|figure_ordinal|day_number|lone_number"),
    "impossible_date": Meaning(impossible_date, "month|figures"),
    "looks_like_time": Meaning(looks_like_time),
    "tonight": Meaning(tonight),
    "shifted_by_unit": Meaning(shifted_by_unit),
    "day_and_part": Meaning(day_and_part),
    "day_and_third": Meaning(day_and_third, "day part"),
    "first_thing": Meaning(first_thing, "day"),
    "later_today": Meaning(later_today),
    "window": Meaning(window),
    "part_window": Meaning(part_window),
    "exact_moment": Meaning(exact_moment, "stamp"),
    "in_duration": Meaning(in_duration, "duration"),
    "shifted": Meaning(shifted, "duration"),
    "right_after": Meaning(right_after),
    "mark": Meaning(mark),
    "refused": Meaning(refused, "part|every_weekday|day"),
    "replaced": Meaning(replaced, "day|date|clock|time|part day|date|clock|time|part"),
    "day_piece": Meaning(day, "day|date|period"),
    "part_piece": Meaning(part, "part"),
}
