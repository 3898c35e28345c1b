"""When a host can be booked: the hours of the profile, less what the calendar has. Pure.

The rules are those of `docs/scheduling.md`: starts lie on the grid, counted from the beginning of a span of hours; an
appointment lasts its real minutes and ends within its span; a start that the clocks skip is none, one that they show
twice is the first; an absence takes away what would meet it, and does not move the grid. Buffers keep the host, also
out of the hours: those of an appointment that came from us are known by its service.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.caldav.entries import Entry
from frontdesk.model.booking import Window
from frontdesk.model.business import Business, Host
from frontdesk.model.open_days import OpenDays

Span = tuple[datetime, datetime]
"""In UTC, the end exclusive."""


def starts(days: OpenDays, host: Host, minutes: int, grid: int, window: Window) -> list[datetime]:
    """The starts in a window by the hours alone, in UTC and in order."""
    zone = days.business.zone
    first, end = window.start.astimezone(UTC), window.end.astimezone(UTC)
    found = []
    day = first.astimezone(zone).date()
    while _at_or_after(zone, day, 0) < end:
        hours, absences = days.hours_of(host, day)
        away = [(_at_or_after(zone, day, start), _at_or_after(zone, day, until)) for start, until in absences]
        for opens, closes in hours:
            shut = _at_or_after(zone, day, closes)
            for clock in range(opens, closes, grid):
                start = _instant(zone, day, clock)
                if start is None or not first <= start < end:
                    continue
                span = start, start + timedelta(minutes=minutes)
                if span[1] <= shut and not any(meet(span, absence) for absence in away):
                    found.append(start)
        day += timedelta(days=1)
    return found


def kept(business: Business, service: str, start: datetime, end: datetime) -> Span:
    """What an appointment keeps of its host, with its buffers; just its time where the service is none of ours."""
    known = next((one for one in business.services if one.id == service), None)
    if known is None:
        return start, end
    return start - timedelta(minutes=known.buffer_before_minutes), end + timedelta(minutes=known.buffer_after_minutes)


def meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def reach(business: Business, start: datetime, end: datetime) -> Span:
    """Where everything lies that can be in the way of a time.

    Servers place all-day entries and such without a zone in a zone of their own, so a day more is looked at on each
    side; and the buffers of what lies there may reach here.
    """
    buffers = [max(one.buffer_before_minutes, one.buffer_after_minutes) for one in business.services]
    margin = timedelta(days=1, minutes=2 * max(buffers))
    return start.astimezone(UTC) - margin, end.astimezone(UTC) + margin


class Taken:
    """The busy times of one host."""

    def __init__(self, business: Business, entries: Iterable[Entry]) -> None:
        spans = sorted(kept(business, entry.service, entry.start, entry.end) for entry in entries)
        self._spans = _merged(spans)
        self._firsts = [span[0] for span in self._spans]

    def meets(self, span: Span) -> bool:
        before = bisect_right(self._firsts, span[1])
        return any(meet(span, other) for other in self._spans[max(0, before - 2) : before])


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _instant(zone: ZoneInfo, day: date, clock: int) -> datetime | None:
    """The instant of a wall-clock minute; None for one that the clocks skip."""
    wall = datetime.combine(day, time()) + timedelta(minutes=clock)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None


def _at_or_after(zone: ZoneInfo, day: date, clock: int) -> datetime:
    """The instant of the first wall-clock minute from there on that exists."""
    while (instant := _instant(zone, day, clock)) is None:
        clock += 1
    return instant
