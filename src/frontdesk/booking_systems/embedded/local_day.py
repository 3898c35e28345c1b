"""Wall-clock time of one day in one zone, as minutes since 1970 UTC, over clock changes too. Pure."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60


def minute_at(zone: ZoneInfo, day: date, clock: int) -> int | None:
    """The instant of a wall-clock minute (0 to 1440, which is the next midnight), as a minute since 1970 UTC.

    None for a time that the clocks skip. A time they show twice is the first of the two.
    """
    midnight = midnight_of_plain_day(zone, day)
    return _exact(zone, day, clock) if midnight is None else midnight + clock


def minute_from(zone: ZoneInfo, day: date, clock: int) -> int:
    """The instant of the first wall-clock minute at or after `clock` that exists on that day or the next."""
    while (minute := minute_at(zone, day, clock)) is None:
        clock += 1
    return minute


@lru_cache(maxsize=4096)
def midnight_of_plain_day(zone: ZoneInfo, day: date) -> int | None:
    """The instant of midnight if the clocks do not change during the day."""
    midnight, next_midnight = _exact(zone, day, 0), _exact(zone, day, DAY)
    plain = midnight is not None and next_midnight is not None and next_midnight - midnight == DAY
    return midnight if plain else None


def _exact(zone: ZoneInfo, day: date, clock: int) -> int | None:
    wall = datetime.combine(day, time()) + timedelta(minutes=clock)
    seconds = int(wall.replace(tzinfo=zone).timestamp())
    exists = datetime.fromtimestamp(seconds, zone).replace(tzinfo=None) == wall
    return seconds // 60 if exists else None
