"""What a booking system refuses or cannot do, as problems with one sentence for an integrator."""

from frontdesk.channels.headers import changed_meanwhile
from frontdesk.channels.openings import NotOpen
from frontdesk.channels.problems import Problem
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    KeyReused,
    OpeningTaken,
    OutcomeUnknown,
    RevisionChanged,
    TooManyTries,
)
from frontdesk.model.booking import NoOpenings
from frontdesk.model.change import Refusal

RETRY_AFTER = {"Retry-After": "2"}
TRIES_AFTER = {"Retry-After": "900"}

REFUSED = {
    Refusal.UNKNOWN: "There is nothing with this id.",
    Refusal.TOO_LATE: "It is later than customers may change this booking; the business still can.",
    Refusal.NOT_BY_CALLER: "The business does not let customers do this themselves; they have to speak to it.",
    Refusal.OVER: "The booking is cancelled, or its time has passed.",
    Refusal.NOT_PENDING: "The booking does not wait to be approved or confirmed.",
    Refusal.NOT_YET: "The appointment has not begun.",
    Refusal.ANOTHER_SERVICE: "A booking is moved within its service; for another service, make a new one.",
    Refusal.AT_THAT_TIME: "The same phone number has an appointment at that time.",
    Refusal.TOO_MANY: "The same phone number has as many appointments ahead as the business gives one person.",
    Refusal.NOT_ACCEPTED: "The booking system does not take this request.",
}
NOT_OPEN = {
    NoOpenings.CLOSED: "The business is closed then.",
    NoOpenings.NOTICE: "That is sooner than the business takes bookings.",
    NoOpenings.PAST: "That time has passed.",
    NoOpenings.FULL: "That time is taken.",
    NoOpenings.HORIZON: "That is further ahead than the business takes bookings.",
    NoOpenings.HOST_AWAY: "The host is not there then.",
    NoOpenings.LIMIT: "There are as many appointments on that day as the business takes.",
    NoOpenings.OFF_GRID: "Appointments do not start at that minute.",
}


def problem_of(error: BookingSystemError) -> Problem:
    """The problem to answer with; what is not known here is "cannot be served at the moment"."""
    match error:
        case BookingRejected():
            status = 404 if error.why is Refusal.UNKNOWN else 409
            kind = "not-found" if error.why is Refusal.UNKNOWN else _kind(error.why)
            return Problem(status, REFUSED[error.why], kind)
        case NotOpen():
            return Problem(409, f"{NOT_OPEN[error.reason]} GET /v1/openings lists what is free.", _kind(error.reason))
        case OpeningTaken():
            return Problem(409, "That time is taken. GET /v1/openings lists what is free.", "opening-taken")
        case RevisionChanged():
            return changed_meanwhile()
        case KeyReused():
            return Problem(
                422,
                "This Idempotency-Key was used before for another request: use a new one.",
                "idempotency-key-reused",
            )
        case TooManyTries():
            return Problem(429, "Too many tries that failed: wait a while.", "too-many-tries", headers=TRIES_AFTER)
        case OutcomeUnknown():
            sentence = "It is not known whether this was done: read the booking again before you repeat it."
            return Problem(503, sentence, "outcome-unknown", headers=RETRY_AFTER)
    return unavailable()


def unavailable() -> Problem:
    return Problem(503, "This cannot be served at the moment; try again.", "unavailable", headers=RETRY_AFTER)


def _kind(reason: Refusal | NoOpenings) -> str:
    return reason.value.replace("_", "-")
