"""The clocks. Only here is the machine's time read."""

from datetime import UTC, datetime, timedelta

from frontdesk.conversations.ports import Clock


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime) -> Clock:
    """A clock that shows the aware instant `start` now and ticks on from there: for demonstrations."""
    offset: timedelta = start - system_clock()
    return lambda: system_clock() + offset
