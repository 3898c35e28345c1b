"""Undoing a cancellation: what was just cancelled is proposed once more, and booked only after its own yes."""

from dataclasses import replace

from frontdesk.dialog.appointments import again
from frontdesk.dialog.appointments.finding import fits_time
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import Filled, Grounding, Source
from frontdesk.dialog.slots.preferred_time import exactly
from frontdesk.dialog.state import Situation, State
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.caller import EmailAddress, PhoneNumber
from frontdesk.model.slots import HostChoice, Reason, ServiceChoice, SlotName, Value
from frontdesk.model.when import PreferredTime


def just_cancelled(state: State, acts: Acts, here: Situation) -> Booking | None:
    """What was cancelled last in this conversation, and is not contradicted by what was said of it."""
    by_id = {one.id: one for one in state.known}
    done = [by_id[id] for id in reversed(state.handled) if id in by_id]
    gone = (one for one in done if one.status is BookingStatus.CANCELLED)
    said = [inform.value for inform in acts.informs]
    return next((one for one in gone if all(_is_of(value, one, here) for value in said)), None)


def _is_of(said: Value, booking: Booking, here: Situation) -> bool:
    opening = booking.request.opening
    match said:
        case PreferredTime():
            return fits_time(said, opening, here)
        case ServiceChoice(ids):
            return opening.service in ids
        case HostChoice(ids):
            return opening.host in ids
    return False


def as_it_was(state: State, gone: Booking, here: Situation) -> State:
    """Ready to be read back with all that was agreed on. The reason and the e-mail address of an appointment that was
    not made in this conversation are not told: whoever knows a name and a number need not know them."""
    request = gone.request
    fresh = replace(again.like(state.afresh(), gone, here), like=None, for_other=request.booked_by is not None)
    who: dict[SlotName, Value] = {
        SlotName.NAME: request.attendee.name,
        SlotName.PHONE: PhoneNumber(request.attendee.phone),
    }
    if request.booked_by is not None:
        who[SlotName.CALLER_NAME] = request.booked_by.name
    if gone.key.startswith(f"{state.id}:"):
        fresh = replace(fresh, answers=request.answers, consents=state.consents, declined=_left_out(gone))
        if request.attendee.email:
            who[SlotName.EMAIL] = EmailAddress(request.attendee.email)
        if request.reason:
            who[SlotName.REASON] = Reason(request.reason)
    for slot, value in who.items():
        fresh = fresh.fill(slot, Filled(value, Grounding.CONFIRMED, Source.LAST_TIME))
    wish = exactly(request.opening.start.astimezone(here.business.zone))
    return fresh.fill(SlotName.PREFERRED_TIME, Filled(wish))


def _left_out(gone: Booking) -> tuple[SlotName, ...]:
    without = {SlotName.EMAIL: gone.request.attendee.email, SlotName.REASON: gone.request.reason}
    return tuple(slot for slot, value in without.items() if not value)
