"""What the business lets callers do with appointments; its staff may do more. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Awaiting, Booking, BookingStatus, Opening
from frontdesk.model.business import Business
from frontdesk.model.change import Actor, Refusal, in_the_way
from frontdesk.model.service import Confirmation


def awaited(business: Business, service: str, by: Actor) -> Awaiting | None:
    """Whose word a new booking waits for. What the staff make is agreed already."""
    if by is Actor.STAFF:
        return None
    match business.service(service).confirmation:
        case Confirmation.APPROVAL:
            return Awaiting.HOST
        case Confirmation.DOUBLE_OPT_IN:
            return Awaiting.ATTENDEE
        case Confirmation.INSTANT:
            return None


def pending_until(business: Business, start: datetime, now: datetime) -> datetime:
    """When a request lapses: after as long as the business takes to answer, and not after it would have begun."""
    return min(now.astimezone(UTC) + timedelta(hours=business.policy.pending_hours), start.astimezone(UTC))


def limits_one_person(business: Business) -> bool:
    """Whether it matters what else somebody has booked."""
    return business.policy.one_at_a_time or business.policy.max_upcoming_per_phone is not None


def require_welcome(business: Business, opening: Opening, ahead: Iterable[Booking]) -> None:
    """Whether one person may have this appointment beside those that lie `ahead`. Raises `BookingRejected`."""
    others, policy = list(ahead), business.policy
    require_nowhere_else(business, opening, others)
    if policy.max_upcoming_per_phone is not None and len(others) >= policy.max_upcoming_per_phone:
        raise BookingRejected(f"The same person has {len(others)} appointments ahead.", Refusal.TOO_MANY)


def require_nowhere_else(business: Business, opening: Opening, others: Iterable[Booking]) -> None:
    """Whether one person has nothing else then, where the business minds. Raises `BookingRejected`."""
    start, end = opening.start.timestamp(), opening.end.timestamp()
    for other in others if business.policy.one_at_a_time else ():
        at = other.request.opening
        if at.start.timestamp() < end and at.end.timestamp() > start:
            raise BookingRejected(f"The same person has booking {other.id} at that time.", Refusal.AT_THAT_TIME)


def require_standing(booking: Booking) -> None:
    """Raises `BookingRejected` for one that is cancelled, or over and done."""
    if not booking.stands:
        raise BookingRejected(f"Booking {booking.id} is {booking.status.value}.", Refusal.OVER)


def require_cancellable(business: Business, booking: Booking, by: Actor, now: datetime) -> None:
    """Raises `BookingRejected` with what stands in the way."""
    require_standing(booking)
    policy = business.policy
    if by is Actor.CALLER:
        _require_in_time(booking, policy.callers_may_cancel, policy.cancel_notice_minutes, now)


def require_movable(business: Business, booking: Booking, opening: Opening, by: Actor, now: datetime) -> None:
    """Raises `BookingRejected` with what stands in the way, the new opening being free or not aside."""
    require_standing(booking)
    if opening.service != booking.request.opening.service:
        raise BookingRejected(f"Booking {booking.id} is for another service: book anew.", Refusal.ANOTHER_SERVICE)
    policy = business.policy
    if by is Actor.CALLER:
        _require_in_time(booking, policy.callers_may_reschedule, policy.reschedule_notice_minutes, now)


def _require_in_time(booking: Booking, allowed: bool, notice: int, now: datetime) -> None:
    match in_the_way(booking.request.opening.start, allowed, notice, now):
        case Refusal.NOT_BY_CALLER as why:
            raise BookingRejected(f"Booking {booking.id} is for the staff to change.", why)
        case Refusal.OVER as why:
            raise BookingRejected(f"Booking {booking.id} has begun.", why)
        case Refusal.TOO_LATE as why:
            raise BookingRejected(f"Booking {booking.id} begins in less than {notice} minutes.", why)


def require_approvable(booking: Booking, by: Actor) -> None:
    """The host approves what waits for the host; the attendee, or the staff for them, what waits for the attendee."""
    if booking.status is not BookingStatus.PENDING:
        raise BookingRejected(f"Booking {booking.id} is {booking.status.value}.", Refusal.NOT_PENDING)
    if by is Actor.CALLER and booking.awaiting is not Awaiting.ATTENDEE:
        raise BookingRejected(f"Booking {booking.id} waits for the business.", Refusal.NOT_BY_CALLER)


def require_begun(booking: Booking, now: datetime) -> None:
    """Whether somebody came is known when it has begun; a pending booking never was an appointment."""
    if booking.status in (BookingStatus.CANCELLED, BookingStatus.PENDING):
        raise BookingRejected(f"Booking {booking.id} is {booking.status.value}.", Refusal.OVER)
    if booking.request.opening.start > now:
        raise BookingRejected(f"Booking {booking.id} has not begun.", Refusal.NOT_YET)
