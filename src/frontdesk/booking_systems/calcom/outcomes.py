"""What a refusal of Cal.com means for a booking. Only the text of a 400 (`error.message`) tells its causes apart. Pure.

That somebody has the opening is only believed where that text says so.
"""

from pydantic import ValidationError

from frontdesk.booking_systems.calcom.event_types import Told
from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OpeningTaken
from frontdesk.model.change import Refusal

NOT_OPEN = (
    "already has booking at this time or is not available",
    'be booked at the "start" time',
    "in the past",
)
"""Somebody has it, or the event type's notice or booking window does not allow it any more."""


class Cause(Told):
    message: str


class Refused(Told):
    error: Cause


def refusal_to_book(answer: Answer) -> BookingSystemError:
    """What to raise for a booking or a move that was not made."""
    text = _text(answer)
    if answer.status == 400 and any(part in text for part in NOT_OPEN):
        return OpeningTaken(f"Cal.com: {answer.what}: the opening is taken, or may not be booked any more.")
    if answer.status == 400 and "maximum number of active bookings" in text:
        return BookingRejected(
            f"Cal.com: {answer.what}: the attendee has as many bookings as the event type allows.", Refusal.TOO_MANY
        )
    if answer.status == 400 and "error_required_field" in text:
        return BookingRejected(
            f"Cal.com: {answer.what}: a booking field that the event type requires is empty; look at `fields`."
        )
    return _other(answer)


def refusal_to_cancel(answer: Answer) -> BookingSystemError:
    """What to raise for a booking that stands and was not cancelled."""
    if answer.status == 400:
        over = "in the past" in _text(answer)
        why = Refusal.OVER if over else Refusal.NOT_BY_CALLER
        return BookingRejected(f"Cal.com: {answer.what}: the event type does not let it be cancelled.", why)
    return _other(answer)


def misunderstanding(answer: Answer) -> BookingSystemError:
    """What to raise for a question that was not answered."""
    return Misconfigured(
        f"Cal.com: {answer.what}: HTTP {answer.status}; look at base_url, the versions and the event types."
    )


def _other(answer: Answer) -> BookingSystemError:
    if answer.status < 400:
        return Misconfigured(f"Cal.com: {answer.what}: HTTP {answer.status}; look at base_url.")
    return BookingRejected(f"Cal.com: {answer.what}: HTTP {answer.status}: it does not take what it was given.")


def _text(answer: Answer) -> str:
    try:
        return Refused.model_validate(answer.json).error.message.casefold()
    except ValidationError:
        return ""
