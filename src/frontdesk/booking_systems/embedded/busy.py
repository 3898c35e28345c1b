"""What keeps one host busy, and how long an appointment does. Pure; minutes since 1970 UTC, ends exclusive."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import accumulate

from frontdesk.model.business import Service

Span = tuple[int, int]


class Busy:
    """Spans of time, asked quickly whether another one overlaps any of them."""

    __slots__ = ("_ends", "_firsts")

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        ordered = sorted(spans)
        self._firsts = [first for first, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))

    def overlaps(self, span: Span) -> bool:
        last = bisect_left(self._firsts, span[1]) - 1
        return last >= 0 and self._ends[last] > span[0]


FREE = Busy()


def claim_of(service: Service, first: int) -> Span:
    """What an appointment that starts at a minute keeps busy: itself and its buffers."""
    end = first + service.duration_minutes
    return first - service.buffer_before_minutes, end + service.buffer_after_minutes


def minute_of(instant: datetime) -> int:
    """The minute an instant lies in."""
    return int(instant.timestamp() // 60)


def first_minute_from(instant: datetime) -> int:
    """The first whole minute at or after an instant."""
    return -int(-instant.timestamp() // 60)


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
