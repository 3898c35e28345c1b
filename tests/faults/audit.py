"""What was said, held against what the vendor has."""

from collections import Counter
from collections.abc import Iterator

from tests.faults.world import Afterwards

from frontdesk.model.agent_acts import Failure, NotifyFailure, NotifySuccess
from frontdesk.model.booking import Booking, BookingStatus


def audit(after: Afterwards) -> list[str]:
    """Everything that must not be, one sentence each."""
    return [*_twice(after), *_claimed(after), *_lost(after), *_complained(after)]


def _twice(after: Afterwards) -> Iterator[str]:
    """No time is booked twice for the same caller."""
    starts = Counter(entry.start.timestamp() for entry in after.entries if entry.stands)
    for start, times in starts.items():
        if times > 1:
            yield f"booked {times} times: {start}"


def _claimed(after: Afterwards) -> Iterator[str]:
    """What callers were last told of each appointment is true."""
    there = {entry.start.timestamp() for entry in after.entries if entry.stands}
    known = {booking.id: booking for booking in after.known}
    for booking in _told(after).values():
        now = known.get(booking.id)
        if now is None and booking.id in after.unreadable:
            if not after.tasks and not _unsure(after):
                yield "nobody can tell what became of it, and nobody was told so"
        elif now is None:
            yield "claimed, and not in our ledger"
        elif _is_on(now) and now.request.opening.start.timestamp() not in there:
            yield "claimed, and not at the vendor"
        elif _is_on(now) and not now.request.opening.starts_at(booking.request.opening.start) and not _unsure(after):
            yield "claimed for one time, and booked for another"


def _lost(after: Afterwards) -> Iterator[str]:
    """What the vendor has is known to us, and to the caller or to the staff."""
    known = {booking.request.opening.start.timestamp() for booking in after.known if _is_on(booking)}
    told = {booking.request.opening.start.timestamp() for booking in _told(after).values()}
    for entry in after.entries:
        start = entry.start.timestamp()
        if entry.stands and start not in known and not after.tasks:
            yield "at the vendor, and neither known nor a task for the staff"
        if entry.stands and start not in told and not _earlier(after, start) and not after.tasks:
            yield "at the vendor, and nobody was told"


def _complained(after: Afterwards) -> Iterator[str]:
    yield from (f"the vendor would complain: {complaint}" for complaint in after.complaints)


def _told(after: Afterwards) -> dict[str, Booking]:
    """The last that was said of each booking."""
    acts = (act for reply in after.replies for act in reply.acts)
    return {act.booking.id: act.booking for act in acts if isinstance(act, NotifySuccess)}


def _unsure(after: Afterwards) -> bool:
    acts = [act for reply in after.replies for act in reply.acts]
    return any(isinstance(act, NotifyFailure) and act.failure is Failure.UNKNOWN for act in acts)


def _earlier(after: Afterwards, start: float) -> bool:
    known = (one.request for one in after.known)
    return any(one.source == "earlier" and one.opening.start.timestamp() == start for one in known)


def _is_on(booking: Booking) -> bool:
    """Also when it is over by now."""
    return booking.status is not BookingStatus.CANCELLED
