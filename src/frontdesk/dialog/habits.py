"""How this caller means words that can mean two things: asked once, and kept for the rest of the conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from frontdesk.dialog.slots.preferred_time import Reading
from frontdesk.model.when import DAY_MINUTES, ClockSpan, Grain, PreferredTime, Wish

HALF_DAY = DAY_MINUTES // 2


@dataclass(frozen=True, slots=True)
class Habits:
    """None where it was not asked yet."""

    later_week: bool | None = None
    """ "Next Friday" is the one of the week after."""
    swapped: bool | None = None
    """ "5/6" is not in the order that is usual at this desk."""
    afternoon: bool | None = None
    """ "At seven" is in the second half of the day."""


UNKNOWN = Habits()


def learn(habits: Habits, said: PreferredTime, chosen: PreferredTime) -> Habits:
    """What the choice of one reading of `said` tells about the next time such words are said."""
    for option in chosen.wishes[:1]:
        for wish in (one for one in said.wishes if _is_reading(option, one)):
            days, half = [span.first for span in wish.days if span.first], _halves(wish.clocks)
            first = option.days[0].first if option.days else None
            if first in days and _weeks_apart(days):
                return replace(habits, later_week=first != min(days))
            if first in days and _swapped(days):
                return replace(habits, swapped=first != days[0])
            if half and option.clocks and option.clocks[0].start is not None:
                return replace(habits, afternoon=option.clocks[0].start >= HALF_DAY)
    return habits


def as_usual(habits: Habits, readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Without the readings this caller does not mean by such words."""
    kept: list[Reading] = []
    for index in dict.fromkeys(reading.wish for reading in readings):
        some = [reading for reading in readings if reading.wish == index]
        days = list(dict.fromkeys(reading.days.first for reading in some if reading.days.first))
        meant: date | None = None
        if habits.later_week is not None and _weeks_apart(days):
            meant = max(days) if habits.later_week else min(days)
        elif habits.swapped is not None and _swapped(days):
            meant = days[1] if habits.swapped else days[0]
        half = habits.afternoon is not None and _halves([one.clock for one in some if one.clock])
        kept += [
            one
            for one in some
            if (meant is None or one.days.first == meant)
            and not (half and one.clock and ((one.clock.start or 0) >= HALF_DAY) is not habits.afternoon)
        ]
    return tuple(kept)


def _is_reading(option: Wish, wish: Wish) -> bool:
    days = not wish.days or any(span.first == one.first for span in wish.days for one in option.days)
    return days and (not wish.clocks or any(span.start == one.start for span in wish.clocks for one in option.clocks))


def _weeks_apart(days: Sequence[date]) -> bool:
    return len(days) > 1 and len({day.weekday() for day in days}) == 1


def _swapped(days: Sequence[date]) -> bool:
    """The fifth of June and the sixth of May."""
    return len(days) == 2 and (days[0].day, days[0].month) == (days[1].month, days[1].day)


def _halves(clocks: Iterable[ClockSpan]) -> bool:
    """The same time on the face of a clock, in both halves of the day."""
    starts = {clock.start for clock in clocks if clock.grain is Grain.MINUTE and clock.start is not None}
    return len(starts) == 2 and max(starts) - min(starts) == HALF_DAY
