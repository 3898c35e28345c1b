"""What the acts mean as an answer where an appointment that was booked before is asked about: which one it is, and
whether it shall be moved or cancelled."""

from frontdesk.dialog.appointments.changing import cancel, move
from frontdesk.dialog.appointments.finding import choose
from frontdesk.dialog.appointments.tasks import done, give_up, narrow, not_cancelled
from frontdesk.dialog.asking import ask_again
from frontdesk.dialog.changing import changed
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import HandOffReason, Say, WhichAppointment
from frontdesk.model.booking import Booking
from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import Command
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName


@rule
def to_which_appointment(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    asked = before.question
    meant = asked.bookings if isinstance(asked, WhichAppointment) else ()
    named = [one for one in meant if _booked_under(one, acts)]
    if acts.select and acts.select.index < len(meant):
        named = [meant[acts.select.index]]
    elif acts.affirms and len(meant) == 1:
        named = list(meant)
    if len(named) == 1:
        return go_on(choose(after, named[0], here), here)
    if acts.informs or changed(before, after):
        return go_on(after, here)
    if acts.negates or acts.alternatives or acts.decline:
        return give_up(after, here, HandOffReason.BEYOND, Say(Note.NOT_FOUND))
    return None


def _booked_under(booking: Booking, acts: Acts) -> bool:
    """ "The Example appointment"."""
    name = booking.request.attendee.name
    parts = {name.given.casefold(), name.family.casefold()} - {""}
    said = [one.value for one in acts.informs if isinstance(one.value, PersonName)]
    return any({*one.full.casefold().split()} & parts for one in said)


@rule
def _another_one(state: State, acts: Acts, here: Situation) -> Step | None:
    """ "No, my wife's", "no, the other one"."""
    narrowed = narrow(state, acts)
    return let_go(narrowed).then(lambda now: go_on(now, here)) if narrowed.subject != state.subject else None


@rule
def to_confirm_move(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if instead := _another_one(after, acts, here):
        return instead
    if acts.alternatives or acts.change:
        return None
    if changed(before, after):
        return go_on(after, here)
    if acts.affirms and acts.decline is None:
        return move(after)
    if acts.negates and acts.decline is None:
        freed = let_go(after.clear(SlotName.PREFERRED_TIME))
        return freed.then(lambda now: go_on(now, here))
    return None


@rule
def to_confirm_cancel(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if instead := _another_one(after, acts, here):
        return instead
    if acts.negates and Command.CANCEL not in acts.commands:
        return not_cancelled(after, here).then(lambda now: go_on(now, here))
    if after.subject != before.subject or changed(before, after):
        return go_on(after, here)
    if acts.negates:  # "no don't cancel" and "no, cancel" are told apart by a comma that nobody hears
        return ask_again(after)
    if acts.affirms or Command.CANCEL in acts.commands:
        return cancel(after)
    return None


@rule
def to_move_or_cancel(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """Moving and cancelling are commands; a new time says that it is to be moved."""
    if acts.negates and not acts.informs:
        return done(after, Say(Note.STAYS)).then(lambda now: go_on(now, here))
    if SlotName.PREFERRED_TIME in after.slots:
        return go_on(after, here)
    return ask_again(after) if changed(before, after) else None
