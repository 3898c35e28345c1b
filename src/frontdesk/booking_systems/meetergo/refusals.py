"""What meetergo means by an answer that is an error (contract, "Errors"). Only texts tell some of them apart. Pure."""

from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OutcomeUnknown, SystemDown
from frontdesk.model.change import Refusal

GONE = "no longer available"
NO_HOST = "hostids or queueid"
DURATION = "duration must match"
NO_USER = "x-meetergo-api-user-id"


def message(answer: Answer) -> str:
    """In lower case; `message` is a text or several. Never to be logged: it may say what was sent."""
    told = answer.json.get("message") if isinstance(answer.json, dict) else None
    parts = told if isinstance(told, list) else [told]
    return "\n".join(part for part in parts if isinstance(part, str)).lower()


def says_gone(answer: Answer) -> bool:
    """The opening is somebody else's now; to be seen in availability before anybody is told.

    A 409 is not documented, and can mean nothing else.
    """
    return answer.status == 409 or (answer.status == 400 and GONE in message(answer))


def was_refused(answer: Answer) -> bool:
    """It certainly did nothing: it says that the request is wrong."""
    return 400 <= answer.status < 500 and answer.status != 408


def refusal(answer: Answer) -> BookingSystemError:
    """Why something was not written; `OutcomeUnknown` where the answer does not say that it was not."""
    what, text = answer.what, message(answer)
    if not was_refused(answer):
        return OutcomeUnknown(f"meetergo gave no clear answer: {what}: HTTP {answer.status}.")
    if answer.status == 404:
        return Misconfigured(f"meetergo does not know what we ask for: {what}: look at meeting_type(s) and user_id.")
    if answer.status == 406:
        return Misconfigured(f"meetergo says that a limit is reached: {what}: look at the limits of its plan.")
    if answer.status == 400 and NO_HOST in text:
        return Misconfigured(f"meetergo misses a host: {what}: the hosts of a meeting type were changed; search again.")
    if answer.status == 400 and any(line.startswith(DURATION) for line in text.splitlines()):
        return Misconfigured(f"meetergo does not allow the duration: {what}: set duration_minutes to what it allows.")
    if answer.status == 400 and NO_USER in text:
        return Misconfigured(f"meetergo misses the user: {what}: set booking_system.user_id, and check it.")
    if answer.status == 403:
        return BookingRejected(f"meetergo does not let us: {what}: look at the key's rights.", Refusal.NOT_BY_CALLER)
    return BookingRejected(f"meetergo does not take it: {what}: HTTP {answer.status}.")


def unreadable(answer: Answer) -> SystemDown:
    """Why something could not be read."""
    if answer.status == 404:
        return Misconfigured(f"meetergo does not know what we ask for: {answer.what}: look at meeting_type(s).")
    if answer.status == 400:
        found = refusal(answer)
        if isinstance(found, Misconfigured):
            return found
    return SystemDown(f"meetergo gives no answer that we know: {answer.what}: HTTP {answer.status}.")
