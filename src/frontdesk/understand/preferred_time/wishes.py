"""Puts the pieces of an utterance together into wishes: what belongs together, is listed, refused or corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from frontdesk.model.when import ClockSpan, PreferredTime, Shift, Wish
from frontdesk.understand.normalize import Token
from frontdesk.understand.preferred_time.narrowing import joined_clocks, narrowed, same_list, within
from frontdesk.understand.preferred_time.values import (
    NOON,
    Clocks,
    Day,
    Form,
    Mark,
    Moment,
    Part,
    Place,
    Shape,
    days_on,
)

MOST_WISHES = 12


@dataclass(slots=True)
class Gap:
    """What stands between two places: nothing but glue, a comma, or the end of a thought."""

    tight: bool
    comma: bool
    broken: bool


@dataclass(slots=True)
class Composer:
    """Reads pieces from left to right; the last shape is the wish being said."""

    at: Moment
    shapes: list[Shape] = field(default_factory=list)
    either: bool = False
    """An "or" or "and" was just said."""
    other: bool = False
    """An "otherwise" was just said: the next wish shares nothing with the last."""
    refusing: bool = False
    """ "not", "I can't do": what follows at once is not wanted."""
    excluded: bool = False
    """Whether the piece being taken belongs to what is not wanted."""
    unable: bool = False
    """ "I can't" was just said, and it is open what."""
    unable_before: bool = False
    """ "I can't" was said right after a time: when none follows, it is that one."""
    refused_behind: bool = False
    """What was said last was refused by words behind it: "Monday I can't, and Tuesday?" goes on with something else."""
    denied: bool = False
    """ "no" was just said, and it is open whether something else is wanted instead."""
    replaceable: set[str] = field(default_factory=set)
    """After "no, sorry": what the next words may replace, "day" and "time"."""
    earliest: bool = False
    flexible: bool = False
    same_time: bool = False
    impossible: bool = False
    """A day that there is not was named, and nothing was said instead: what else was said must not stand without it."""
    shift: Shift | None = None
    period: Day | None = None
    """The week or month last named, which weekdays listed after it belong to."""

    def take(self, place: Place, gap: Gap) -> None:
        if not gap.tight or (gap.comma and self.unable and self.unable_before):
            self._let_go()
        for piece in place.pieces:
            if isinstance(piece, Mark):
                self._mark(piece, gap)
            elif isinstance(piece, Shift):
                self._shift(piece, gap)
            else:
                self._settle(gap)
                self._day(piece, gap) if isinstance(piece, Day) else self._time(piece, gap)
                self.refusing = False
            gap = Gap(tight=True, comma=False, broken=False)

    def _shift(self, shift: Shift, gap: Gap) -> None:
        """ "I land on Friday; the day after would be good": days from a day just named, else from the last time."""
        named = next((shape.day for shape in reversed(self.shapes) if shape.day is not None), None)
        if not shift.days or named is None or named.form is Form.PERIOD:
            self.shift = shift
            return
        if not (self.either and gap.tight):
            self.shapes = [shape for shape in self.shapes if shape.excluded]
        self.excluded = False
        ahead = timedelta(days=shift.days)
        self._begin(Shape(day=days_on(span.first + ahead for span in named.spans if span.first is not None)))

    def _let_go(self) -> None:
        """Other words followed "not" or "I can't": they were about something else, or about what was said before."""
        if self.denied or (self.unable and self.unable_before):
            self._refuse_last()
        if self.denied:
            self.replaceable = set()
        self.unable = self.refusing = self.denied = False

    def _settle(self, gap: Gap) -> None:
        """Decides whether the piece that comes now is refused, alone or with what was refused before it."""
        self.refusing = self.refusing or self.unable
        self.unable = self.denied = False
        last = self.shapes[-1] if self.shapes else None
        goes_on = last is not None and last.excluded and gap.tight and (self.either or not gap.comma)
        goes_on = goes_on and not self.refused_behind
        self.excluded = self.refusing or (goes_on and not self.replaceable)

    def _mark(self, mark: Mark, gap: Gap) -> None:
        if self.denied and mark is not Mark.CORRECTION:
            self._let_go()
        match mark:
            case Mark.OR:
                self.either, self.impossible = bool(self.shapes), False
            case Mark.ELSE:
                self.either = self.other = bool(self.shapes)
                self.impossible = False
            case Mark.NOT:
                self.refusing = True
            case Mark.NOT_THAT if gap.tight:
                self._refuse_last()
            case Mark.UNABLE:
                self.unable, self.unable_before = True, gap.tight
            case Mark.CORRECTION | Mark.NO:
                self.denied = False
                self._let_go()
                self.impossible = False
                self.replaceable = {"day", "time"} if self.shapes else set()
                self.denied = mark is Mark.NO and gap.tight and bool(self.shapes)
            case Mark.EARLIEST:
                self.earliest = True
            case Mark.FLEXIBLE:
                self.flexible = True
            case Mark.SAME_TIME:
                self.same_time = True
            case Mark.IMPOSSIBLE:
                self.impossible = True

    def _refuse_last(self) -> None:
        """ "Monday or Tuesday doesn't work": all that was listed last."""
        for i in range(len(self.shapes) - 1, -1, -1):
            listed = self.shapes[i].listed
            self.shapes[i] = replace(self.shapes[i], excluded=True)
            if not listed:
                break
        self.refused_behind = True

    def _day(self, day: Day, gap: Gap) -> None:
        last = self.shapes[-1] if self.shapes else None
        if last is None or self._apart(last):
            self._begin(Shape(day=self._in_list(day) if self.excluded else day))
        elif "day" in self.replaceable:
            self.replaceable.discard("day")
            self._change(day=day)
        elif last.day is None and not self.either:
            self._change(day=day, clock_first=True)
        elif (
            not self.either
            and gap.tight
            and not (gap.comma and last.timed and not last.clock_first)
            and last.day is not None
        ):
            self._narrow(last.day, day, gap)
        else:
            self._begin(Shape(day=self._in_list(day)), listed=self.either or (gap.tight and gap.comma))
        if day.form is Form.PERIOD:
            self.period = day

    def _narrow(self, before: Day, day: Day, gap: Gap) -> None:
        found = narrowed(before, day, self.at.today)
        if found is None:
            self._begin(Shape(day=self._in_list(day)), listed=gap.comma)
            return
        self._change(day=found)
        if self.shapes[-1].listed:  # "Tuesday or Wednesday next week"
            for i in range(len(self.shapes) - 2, -1, -1):
                other = self.shapes[i].day
                if other is None or other.form is not before.form:
                    break
                again = narrowed(other, day, self.at.today)
                self.shapes[i] = replace(self.shapes[i], day=again or other)

    def _in_list(self, day: Day) -> Day:
        """ "next week Tuesday or Wednesday", "March 5th or 6th": the second in the same week, the same month;
        "leave on April 14th, back on the 21st"."""
        if self.period is not None and day.form is Form.WEEKDAY:
            return narrowed(self.period, day, self.at.today) or day
        before = self.shapes[-1].day if self.shapes else None
        if day.form is Form.NUMBER and before is not None and (self.either or before.form is Form.DATE):
            return same_list(before, day)
        return day

    def _time(self, time: Clocks | Part, gap: Gap) -> None:
        last = self.shapes[-1] if self.shapes else None
        new = Shape(clocks=time) if isinstance(time, Clocks) else Shape(part=time)
        if last is None or self._apart(last):
            self._begin(new)
        elif "time" in self.replaceable:
            self.replaceable.discard("time")
            if isinstance(time, Clocks):
                self._change(clocks=time, part=last.part if last.clocks is not None else None)
            else:
                self._change(part=time, clocks=None)
        elif (
            last.clocks is not None
            and isinstance(time, Clocks)
            and not self.either
            and time.part is not last.clocks.part
        ):
            window, exact = (time, last.clocks) if time.part else (last.clocks, time)
            self._change(clocks=exact.settled(window.as_part()))
        elif last.clocks is not None and isinstance(time, Clocks):
            goes_on = last.clock_first and not self.either and not gap.comma
            both = joined_clocks(last.clocks, time) or (within(last.clocks, time) if goes_on else None)
            if both is not None:
                self._change(clocks=both)
            else:
                self._begin(new, listed=self.either or gap.tight)
        elif isinstance(time, Part) and last.part == time and not self.either:
            return  # "tomorrow morning, at ten in the morning"
        elif not self.either and not (last.timed and isinstance(time, Part) and last.part is not None):
            self._change(clocks=time) if isinstance(time, Clocks) else self._change(part=time)
        else:
            self._begin(new, listed=self.either or gap.tight)

    def _apart(self, last: Shape) -> bool:
        """Whether what follows cannot belong to the last wish, because one is refused and the other is not."""
        return self.refusing or last.excluded is not self.excluded

    def _begin(self, shape: Shape, *, listed: bool = False) -> None:
        if len(self.shapes) < MOST_WISHES:
            self.shapes.append(
                replace(shape, listed=(listed or self.either) and not self.other, excluded=self.excluded)
            )
        self.either = self.other = self.refused_behind = False

    def _change(self, **changes: object) -> None:
        self.shapes[-1] = replace(self.shapes[-1], **changes)  # type: ignore[arg-type]
        self.either = False

    def result(self) -> PreferredTime:
        self._let_go()
        shapes = _share(self.shapes)
        wishes = list(dict.fromkeys(_wish(shape, self.at) for shape in shapes))
        today = self.at.today
        coming = [
            w for w in wishes if w.excluded or not w.days or any(d.until is None or d.until > today for d in w.days)
        ]
        wishes = coming if any(not wish.excluded for wish in coming) else wishes
        shift = self.shift
        if self.same_time and len(wishes) == 1 and not wishes[0].clocks and wishes[0].days:
            first = wishes[0].days[0].first
            if self.period is not None and first is not None:
                shift, wishes = Shift(days=(first - today).days // 7 * 7 + 7), []
        return PreferredTime(tuple(wishes), self.earliest, self.flexible, shift)


def _share(shapes: Sequence[Shape]) -> list[Shape]:
    """Gives wishes in a list what was said once for all of them: "Tuesday or Wednesday at 3", "Friday at 3 or 4"."""
    found = list(shapes)
    for i in range(1, len(found)):
        before, here = found[i - 1], found[i]
        if here.excluded != before.excluded:
            continue
        if here.day is None and before.day is not None:
            found[i] = replace(here, day=before.day)
        elif here.listed and not here.timed and before.timed and before.clock_first:
            found[i] = replace(here.with_time_of(before), clock_first=True)
    for i in range(len(found) - 2, -1, -1):
        here, after = found[i], found[i + 1]
        if here.excluded != after.excluded:
            continue
        if here.day is None and after.day is not None:
            found[i] = replace(here, day=after.day)
        elif after.listed and not here.timed and after.timed:
            found[i] = here.with_time_of(after)
        elif after.listed and after.part is not None and here.clocks is not None and here.part is None:
            found[i] = replace(here, part=after.part)
        elif after.listed and shapes[i + 1].day is None and here.clocks is not None and after.clocks is not None:
            found[i] = replace(here, clocks=_in_same_half(here.clocks, after.clocks))
    return found


def _in_same_half(first: Clocks, last: Clocks) -> Clocks:
    """ "three or four pm": both after noon."""
    if len(last.spans) > 1 or last.spans[0].start is None:
        return first
    noon, end = last.spans[0].start // NOON, last.spans[0].start
    fitting = tuple(s for s in first.spans if s.start is not None and s.start // NOON == noon and s.start < end)
    return Clocks(fitting) if len(fitting) == 1 else first


def _wish(shape: Shape, at: Moment) -> Wish:
    days = () if shape.day is None else shape.day.spans
    clocks: tuple[ClockSpan, ...] = ()
    if shape.clocks is not None:
        clocks = (shape.clocks if shape.part is None else shape.clocks.settled(shape.part)).spans
    elif shape.part is not None:
        clocks = (shape.part.span,)
    if clocks and days and days[-1].first == at.today and days[-1].until is not None and not shape.excluded:
        ahead = tuple(span for span in clocks if _last_minute(span) > at.minute)
        if len(days) == 1:
            clocks = ahead or clocks
        elif not ahead:
            days = days[:-1]
    return Wish(days, clocks, shape.excluded)


def _last_minute(span: ClockSpan) -> int:
    """A bound of clock times that today can still meet lies after now."""
    return 24 * 60 if span.until is None else span.until


def gap_between(tokens: Sequence[Token], glue: frozenset[str], breaks: frozenset[str]) -> Gap:
    """What the tokens between two places say about whether they belong together."""
    comma = any(token.norm == "," for token in tokens)
    broken = any(token.norm in breaks for token in tokens)
    return Gap(tight=not broken and all(t.norm in glue or t.norm == "," for t in tokens), comma=comma, broken=broken)
