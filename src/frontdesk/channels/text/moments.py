"""Times as transcripts write them: `Fri 10:00` within a week of the transcript's `now`, else `Fri 2026-03-13 10:00`."""

import re
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK = timedelta(days=7)

MOMENT = re.compile(r"(?:([A-Z][a-z]{2})\s+)?(?:(\d{4}-\d{2}-\d{2})\s+)?(\d{1,2}:\d{2})")


def read_moment(text: str, now: datetime) -> datetime:
    """The instant meant by `Fri 10:00`, `2026-03-13 10:00` or `Fri 2026-03-13 10:00`, in the zone of `now` (aware).

    A weekday alone is today or one of the six days after it. Raises ValueError with one sentence for the author.
    """
    match = MOMENT.fullmatch(text.strip())
    if not match or not (match[1] or match[2]):
        raise ValueError(f'"{text.strip()}" is not a time; write it like "Fri 10:00" or "Fri 2026-03-13 10:00"')
    weekday, day, clock = match.groups()
    if weekday and weekday not in WEEKDAYS:
        raise ValueError(f'"{weekday}" is not a weekday; write {", ".join(WEEKDAYS)}')
    when = date.fromisoformat(day) if day else _next(WEEKDAYS.index(weekday), now.date())
    if weekday and WEEKDAYS[when.weekday()] != weekday:
        raise ValueError(f'{when.isoformat()} is a {WEEKDAYS[when.weekday()]}, not a {weekday}; correct "{text}"')
    return datetime.combine(when, time.fromisoformat(clock.rjust(5, "0")), now.tzinfo)


def write_moment(at: datetime, now: datetime) -> str:
    """How transcripts write an instant; the inverse of `read_moment` for the same `now`."""
    local = at.astimezone(now.tzinfo)
    return f"{write_day(local.date(), now)} {local:%H:%M}"


def write_day(day: date, now: datetime) -> str:
    name = WEEKDAYS[day.weekday()]
    return name if timedelta() <= day - now.date() < WEEK else f"{name} {day.isoformat()}"


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)
