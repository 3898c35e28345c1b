"""Coming back after a call that broke off, or later to a chat: where it was left, and whether to go on from there."""

from dataclasses import replace

from frontdesk.dialog.asking import ask, ask_again, expected
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.heard import sort
from frontdesk.dialog.memory import Filled, Phase, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import hung_up
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.preferred_time import exactly
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AskAnythingElse, NotifySuccess, Recap
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.caller_acts import CallerAct, Command, Do
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import ServiceChoice, SlotName, Value

TOLD = (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION, SlotName.CONTACT_CHANNEL, SlotName.PREFERRED_TIME)
"""What may be said to whoever calls from the same number."""
SAYS_NOTHING = {Command.GREET, Command.THANKS, Command.BOOK}


@rule
def leave(state: State) -> Step:
    """The caller is gone. What was chosen is remembered for a while, though it is not held any more."""
    gone = hung_up(state)
    return replace(gone, state=replace(gone.state, opening=state.opening, dropped=True))


@rule
def begin(state: State, before: State) -> Step | None:
    """The same number calls again. What was booked is said first: it may never have been heard."""
    booking = before.booking
    if booking is not None and any(isinstance(act, NotifySuccess) for act in before.said):
        if booking.status is not BookingStatus.CONFIRMED:
            return None
        step = ask(replace(state, phase=Phase.SETTLED), AskAnythingElse())
        return Step(step.state, (Recap(_of_booking(booking), booking=booking), *step.say))
    recap = _recap(before)
    return ask(state, recap) if recap else None


@rule
def welcome_back(state: State, acts: tuple[CallerAct, ...]) -> Step | None:
    """Who writes again after long and only says hello is reminded; what answers the open question is simply heard."""
    heard = sort(acts)
    if state.phase is not Phase.COLLECTING or heard.asks_or_answers or not heard.commands <= SAYS_NOTHING:
        return None
    recap = _recap(state)
    return ask(state, recap) if recap else None


def without_yes(state: State, acts: tuple[CallerAct, ...]) -> tuple[CallerAct, ...]:
    """What was said besides the yes to the open question."""
    yes = (
        {Command.AFFIRM, Command.CANCEL}
        if state.expectation.expecting is Expecting.CONFIRM_CANCEL
        else {Command.AFFIRM}
    )
    return tuple(act for act in acts if not (isinstance(act, Do) and act.command in yes))


@rule
def put_again(before: State, step: Step) -> Step:
    """A yes to what was asked long ago binds nobody: while that question is open it is put in full once more."""
    if step.state.question is not before.question:
        return step
    told = tuple(act for act in step.say if expected(act).expecting is Expecting.NOTHING)
    return Step(step.state, told, step.do).then(ask_again)


def remember(state: State) -> State:
    """With the values of the recap, where nothing else was said since."""
    if isinstance(state.question, Recap):
        for slot, value in state.question.values:
            state = state if slot in state.slots else state.fill(slot, Filled(value))
    return state


@rule
def start_anew(state: State, here: Situation) -> Step:
    return Step(state.afresh(), (), let_go(state).do).then(lambda now: go_on(now, here))


def _recap(state: State) -> Recap | None:
    """None where nothing is known that is worth a question, or a booking of it is not settled."""
    known = SlotName.PREFERRED_TIME in state.slots or (state.progressed and SlotName.SERVICE in state.slots)
    if not known or state.task is not Task.BOOK or state.committing is not None:
        return None
    values = {slot: state.slots[slot].value for slot in TOLD if slot in state.slots}
    if state.opening is not None:
        values[SlotName.PREFERRED_TIME] = exactly(state.opening.start)
    return Recap(tuple(values.items()), state.opening)


def _of_booking(booking: Booking) -> tuple[tuple[SlotName, Value], ...]:
    opening = booking.request.opening
    service = ServiceChoice((opening.service,))
    return ((SlotName.SERVICE, service), (SlotName.PREFERRED_TIME, exactly(opening.start)))
