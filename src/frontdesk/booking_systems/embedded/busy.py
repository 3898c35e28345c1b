"""What keeps hosts and resources busy, and how long an appointment does.

Pure; minutes since 1970 UTC, ends exclusive.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from frontdesk.model.service import Service

Span = tuple[int, int]


class Claimed(NamedTuple):
    """One thing (a host or a resource, by id) that is kept by one claim, held or booked."""

    claim: str
    thing: str
    span: Span
    """With the buffers."""
    service: str
    """Empty for time that is blocked without an appointment."""
    start: int
    """The appointment's own first minute."""
    end: int
    seats: int = 1
    """How many of its seats are taken, at a group event."""
    location: str = ""
    """The id of the place where it is, if it is known."""
    joinable: bool = True
    """It is a group event; an appointment of one's own is none, also where the service has become one for groups."""


FindClaims = Callable[[Sequence[str], Span], Sequence[Claimed]]
"""Gives everything that is claimed of some things and overlaps a span of minutes."""

FindLoad = Callable[[str, Sequence[str], Span], Mapping[str, int]]
"""Gives how many bookings of a service, by id, each of some hosts has that start in a span of minutes."""


def kept_span(service: Service, first: int, minutes: int | None = None) -> Span:
    """What an appointment of a service keeps busy that starts at a minute: itself and its buffers."""
    end = first + (minutes or service.duration_minutes)
    return first - service.buffer_before_minutes, end + service.buffer_after_minutes


def minute_of(instant: datetime) -> int:
    """The minute an instant lies in."""
    return int(instant.timestamp() // 60)


def first_minute_from(instant: datetime) -> int:
    """The first whole minute at or after an instant."""
    return -int(-instant.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
