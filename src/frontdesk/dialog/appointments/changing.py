"""Checking, moving and cancelling the appointment that is at hand: asked first, done as confirmed, told as it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from frontdesk.dialog import offering
from frontdesk.dialog.appointments.finding import those_meant
from frontdesk.dialog.appointments.tasks import caller_of, done, give_up, still
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import Aim, CancelBooking, LeaveCallback, MoveBooking, Purpose
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.meant import is_own
from frontdesk.dialog.memory import Phase, Task, Undone, Was
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    AgentAct,
    AskNewTime,
    ConfirmCancel,
    ConfirmMove,
    Failure,
    HandOffReason,
    NotifyFailure,
    NotifySuccess,
    OfferCallback,
    Say,
    SayRefused,
    TellAppointments,
)
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.change import Refusal, in_the_way
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName

Doing = Literal["move", "cancel"]
MOST_TOLD = 5


# --- rules ------------------------------------------------------------------------------------------------------------


@rule
def tell(state: State, here: Situation) -> Step | None:
    """What is booked: the one that is meant, or all of them."""
    one = state.about
    if one is not None and not one.stands:
        return done(state, Say(Note.CANCELLED))
    told = (one,) if one else tuple(those_meant(state, here)[:MOST_TOLD])
    return done(state, TellAppointments(told))


@rule
def by_staff(state: State, here: Situation) -> Step | None:
    """Callers cannot do this here: that is said before they are asked for anything, and a person is told."""
    doing: Doing = "cancel" if state.task is Task.CANCEL else "move"
    allowed, _ = _rule(doing, here)
    return None if allowed else _for_staff(state, doing, here, SayRefused(doing, Refusal.NOT_BY_CALLER))


@rule
def _for_staff(state: State, doing: Doing, here: Situation, said: AgentAct) -> Step:
    undone = Undone(doing, state.get(SlotName.APPOINTMENT), state.get(SlotName.PREFERRED_TIME))
    return give_up(replace(state, undone=undone), here, HandOffReason.BEYOND, said)


@rule
def stands(state: State, here: Situation) -> Step | None:
    """Somebody else cancelled it, or it is over, or it is too late to change it: that is the answer."""
    booking = state.about
    assert booking is not None
    if booking.status is BookingStatus.CANCELLED:
        return done(state, Say(Note.CANCELLED))
    doing: Doing = "cancel" if state.task is Task.CANCEL else "move"
    why = _in_the_way(booking, doing, here)
    return _refused(state, booking, doing, why, here) if why else None


@rule
def new_time(state: State, here: Situation) -> Step | None:
    booking = state.about
    assert booking is not None
    if SlotName.PREFERRED_TIME in state.slots:
        return None if state.opening else offering.find_wish(state, here)
    return ask(state, AskNewTime(booking))


@rule
def confirm_move(state: State, here: Situation) -> Step:
    booking, opening = state.about, state.opening
    assert booking is not None
    assert opening is not None
    return ask(state, ConfirmMove(booking, opening, _is_own(booking, state)))


@rule
def confirm_cancel(state: State, here: Situation) -> Step:
    booking = state.about
    assert booking is not None
    return ask(state, ConfirmCancel(booking, _is_own(booking, state)))


def _is_own(booking: Booking, state: State) -> bool:
    return is_own(booking, caller_of(state))


# --- what was confirmed -----------------------------------------------------------------------------------------------


@rule
def move(state: State) -> Step:
    """The caller said yes: moves exactly what they were asked about, or asks again if it is not that any more."""
    booking, opening = state.about, state.opening
    assert booking is not None
    assert opening is not None
    if state.question != ConfirmMove(booking, opening):
        return ask(state, ConfirmMove(booking, opening, _is_own(booking, state)))
    hold = next((hold.id for hold in state.holds if hold.opening == opening), None)
    attempt = state.attempt + 1
    effect = MoveBooking(booking.id, opening, hold or None, booking.revision, f"{state.id}:move:{attempt}")
    return Step(replace(state, attempt=attempt, moving=effect), (), (effect,))


@rule
def cancel(state: State) -> Step:
    booking = state.about
    assert booking is not None
    if state.question != ConfirmCancel(booking):
        return ask(state, ConfirmCancel(booking, _is_own(booking, state)))
    return Step(state, (), (CancelBooking(booking.id, booking.revision),))


# --- what became of it ------------------------------------------------------------------------------------------------


@rule
def on_moved(state: State, booking: Booking) -> Step:
    """It has its new time: now it may be said."""
    hold, before = state.moving.hold if state.moving else None, state.about
    was = Was(before.id, before.request.opening) if before else None
    held = tuple(one for one in state.holds if one.id != hold)
    state = replace(state.at_hand(booking, handled=True), moving=None, holds=held, was=was)
    return done(state, NotifySuccess(booking, moved=True))


@rule
def on_opening_lost(state: State, here: Situation) -> Step:
    """Somebody was faster: it stays where it was, and what is near is offered."""
    lost = let_go(replace(state, moving=None))
    return lost.then(lambda after: offering.find_near(after, here, Purpose(Aim.NEAR, taken=True)))


@rule
def on_not_moved(state: State, booking: Booking | None, why: Refusal | None, here: Situation) -> Step:
    """It stays where it was, and why; or nobody knows, and a person looks at it."""
    if booking is None:
        return _for_staff_to_see(_unknown(state, Failure.MOVE))
    before = state.about
    state = replace(state.at_hand(booking), moving=None)
    if not booking.stands:
        return done(state, Say(Note.CANCELLED))
    if why is Refusal.AT_THAT_TIME:
        freed = let_go(state.clear(SlotName.PREFERRED_TIME))
        return Step(freed.state, (SayRefused("move", why),), freed.do).then(lambda now: ask(now, AskNewTime(booking)))
    if why is not None:
        return _refused(state, booking, "move", why, here)
    if before is not None and before.revision != booking.revision and state.opening is not None:
        # somebody else changed it meanwhile
        return Step(state, (TellAppointments((booking,)),)).then(lambda now: confirm_move(now, here))
    return give_up(state, here, HandOffReason.SYSTEM, NotifyFailure(Failure.UNREACHABLE))


@rule
def on_cancelled(state: State, booking: Booking) -> Step:
    before = state.about or state.booking
    request = before is not None and before.status is BookingStatus.PENDING
    off = replace(state.at_hand(booking, handled=True), cancelling=False, cannot=())
    return done(off, Say(Note.WITHDRAWN if request else Note.CANCELLED))


@rule
def on_not_cancelled(state: State, booking: Booking | None, why: Refusal | None, here: Situation) -> Step:
    """The cancellation failed: it stands, or nobody knows; either way a person has to look at it."""
    if booking is None:
        return _for_staff_to_see(_unknown(replace(state, cancelling=True), Failure.CANCEL))
    before = state.about
    state = replace(state.at_hand(booking), cancelling=False)
    if why is not None:
        return _refused(state, booking, "cancel", why, here)
    if before is not None and before.revision != booking.revision:  # somebody else changed it meanwhile
        return Step(state, (TellAppointments((booking,)),)).then(lambda now: confirm_cancel(now, here))
    return give_up(state, here, HandOffReason.SYSTEM, still(booking))


@rule
def still_unknown(state: State) -> Step:
    """Whatever is said meanwhile: nothing is done before it is known what became of the last change."""
    return _unknown(state, Failure.MOVE if state.moving else Failure.CANCEL)


@rule
def _unknown(state: State, failure: Failure) -> Step:
    state = replace(state, phase=Phase.SETTLED, hand_off=HandOffReason.SYSTEM)
    return Step(state, (NotifyFailure(failure),)).then(lambda now: ask(now, OfferCallback()))


def _for_staff_to_see(step: Step) -> Step:
    """ "A colleague will check": whatever the caller says next, and if they say nothing any more."""
    booking = step.state.about
    assert booking is not None
    who = booking.request.attendee
    note = LeaveCallback(who.phone, step.state.who_calls or who.name.full, told=False)
    return replace(step, do=(*step.do, note))


# --- what stands in the way -------------------------------------------------------------------------------------------


def _in_the_way(booking: Booking, doing: Doing, here: Situation) -> Refusal | None:
    return in_the_way(booking.request.opening.start, *_rule(doing, here), here.now)


def _rule(doing: Doing, here: Situation) -> tuple[bool, int]:
    policy = here.business.policy
    if doing == "move":
        return policy.callers_may_reschedule, policy.reschedule_notice_minutes
    return policy.callers_may_cancel, policy.cancel_notice_minutes


@rule
def _refused(state: State, booking: Booking, doing: Doing, why: Refusal, here: Situation) -> Step:
    _, notice = _rule(doing, here)
    until = booking.request.opening.start - timedelta(minutes=notice) if why is Refusal.TOO_LATE else None
    return _for_staff(state, doing, here, SayRefused(doing, why, until))
