"""What SavvyCal means by an answer to a write that is no success.

Only the status and the codes count: some titles in its documentation belong to other errors.
"""

from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OutcomeUnknown
from frontdesk.model.change import Refusal


def of_create(answer: Answer) -> BookingSystemError:
    """Other than that the opening is taken."""
    if answer.status == 404:
        return Misconfigured("SavvyCal does not know what is to be booked; look at booking_system.services.")
    return _of_write(answer, "SavvyCal does not take the appointment as it is.")


def of_change(answer: Answer) -> BookingSystemError:
    """Other than that the opening is taken, or the appointment is cancelled."""
    if answer.status == 403:
        return against_policy()
    if answer.status == 404:
        return unknown()
    return _of_write(answer, "SavvyCal does not take the change as it is.")


def against_policy() -> BookingRejected:
    """Too late, or never: it is not told which."""
    return BookingRejected("The service's policy in SavvyCal does not let customers do that.", Refusal.NOT_BY_CALLER)


def unknown() -> BookingRejected:
    return BookingRejected("SavvyCal has no such appointment any more.", Refusal.UNKNOWN)


def over() -> BookingRejected:
    return BookingRejected("The appointment is cancelled in SavvyCal.", Refusal.OVER)


def _of_write(answer: Answer, refused: str) -> BookingSystemError:
    """A 4xx of any kind is a request that was not carried out (RFC 9110, 15.5), but for one that timed out."""
    if 400 <= answer.status < 500 and answer.status != 408:
        return BookingRejected(refused)
    return OutcomeUnknown(f"SavvyCal answers what is not documented: {answer.what}: HTTP {answer.status}.")
