"""When a business and its hosts are there: weekly hours, dated exceptions, closed days, absences, public holidays.

All in wall-clock time of the business's zone. Which of them wins on a day is told in `Host.special_hours`.
"""

import itertools
import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from frontdesk.model.part import Part, Text


def _clock(text: object) -> object:
    if isinstance(text, str):
        match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text.strip())
        if not match:
            raise ValueError(f'"{text}" is not a span of time; write it like "09:00-12:30"')
        hour1, minute1, hour2, minute2 = map(int, match.groups())
        for hour, minute in ((hour1, minute1), (hour2, minute2)):
            if minute > 59 or hour > 24 or (hour == 24 and (minute or hour1 == 24)):
                raise ValueError(f"{hour:02}:{minute:02} is not a time of day; write it like 09:00-17:30")
        return {"start": hour1 * 60 + minute1, "until": hour2 * 60 + minute2}
    return text


class OpenSpan(Part):
    """Wall-clock minutes after midnight, `until` exclusive. Written "09:00-12:30"; "-24:00" is the end of the day."""

    start: int = Field(ge=0, lt=1440)
    until: int = Field(gt=0, le=1440)

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start >= self.until:
            raise ValueError("a span of opening hours must end after it starts")
        return self


Span = Annotated[OpenSpan, BeforeValidator(_clock)]


class WeeklyHours(Part):
    """Opening hours by weekday, in the business's zone; a day without spans is closed."""

    monday: tuple[Span, ...] = ()
    tuesday: tuple[Span, ...] = ()
    wednesday: tuple[Span, ...] = ()
    thursday: tuple[Span, ...] = ()
    friday: tuple[Span, ...] = ()
    saturday: tuple[Span, ...] = ()
    sunday: tuple[Span, ...] = ()

    def on(self, weekday: int) -> tuple[OpenSpan, ...]:
        """The spans of a weekday, 0 = Monday."""
        days = (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)
        return days[weekday]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for weekday in range(7):
            _require_order(self.on(weekday))
        return self


class ClosedDays(Part):
    """Days the business is closed: one `date`, or `date` to `until`, both days included."""

    day: date = Field(alias="date")
    until: date | None = None
    reason: Text | None = None

    @property
    def last(self) -> date:
        return self.until or self.day

    def includes(self, day: date) -> bool:
        return self.day <= day <= self.last

    @model_validator(mode="after")
    def _not_backwards(self) -> Self:
        if self.last < self.day:
            raise ValueError(f"until ({self.until}) lies before date ({self.day}); write the first day as date")
        return self


class Absence(ClosedDays):
    """Days a host is away; with `hours`, only away during these hours of each of the days."""

    hours: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _hours_in_order(self) -> Self:
        _require_order(self.hours)
        return self


class SpecialHours(ClosedDays):
    """Days with opening hours of their own; empty `hours` are a day off."""

    hours: tuple[Span, ...]

    @model_validator(mode="after")
    def _hours_in_order(self) -> Self:
        _require_order(self.hours)
        return self


class Holidays(Part):
    """The public holidays on which the business is closed."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    """ISO 3166-1, such as GB."""
    subdivision: str | None = None
    """A part of the country with holidays of its own, such as ENG or BY."""
    open: tuple[date, ...] = ()
    """Holidays on which it is open all the same."""


def _require_order(spans: tuple[OpenSpan, ...]) -> None:
    if any(later.start < earlier.until for earlier, later in itertools.pairwise(spans)):
        raise ValueError("the spans of a day must be in order and must not overlap")


def require_distinct_days(special: Iterable[SpecialHours], whose: str) -> None:
    """Raises ValueError when two entries give hours for the same day."""
    ordered = sorted(special, key=lambda entry: entry.day)
    for earlier, later in itertools.pairwise(ordered):
        if later.day <= earlier.last:
            raise ValueError(f"{whose} has special_hours for {later.day} twice; write each day once")
