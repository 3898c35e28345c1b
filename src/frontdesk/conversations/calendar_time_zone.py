"""An IANA time zone as a VTIMEZONE (RFC 5545, 3.6.5), exact from a year before some events to a year after them.

icalendar makes them too, but gives the onset of summer time in the new offset, where the RFC wants the old one.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

YEAR = timedelta(days=366)


def time_zone_component(name: str, earliest: datetime, latest: datetime) -> Timezone:
    """The zone's offsets around these instants: one part for each stretch between clock changes."""
    zone = ZoneInfo(name)
    first = earliest.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - YEAR
    component = Timezone()
    component.add("tzid", name)
    before = first.astimezone(zone)
    for onset in (first, *_clock_changes(zone, first, first + 2 * YEAR + (latest - earliest))):
        after = onset.astimezone(zone)
        offset_before, offset_after = before.utcoffset(), after.utcoffset()
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        part.add("dtstart", (onset + (offset_before or timedelta())).replace(tzinfo=None))
        part.add("tzoffsetfrom", offset_before)
        part.add("tzoffsetto", offset_after)
        part.add("tzname", after.tzname())
        component.add_component(part)
        before = after
    return component


def _clock_changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants (UTC) at which the zone's offset changes; there is never more than one in a day."""
    day = timedelta(days=1)
    while first < last:
        if _offset(zone, first) != _offset(zone, first + day):
            yield _change_within(zone, first, first + day)
        first += day


def _change_within(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if _offset(zone, middle) == _offset(zone, early):
            early = middle
        else:
            late = middle
    return late


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()
