"""After the booking: thanks and goodbye, questions, cancelling what was just booked, one more booking."""

from dataclasses import replace

from frontdesk.dialog import commitment
from frontdesk.dialog.asking import ask, ask_again
from frontdesk.dialog.effects import CancelBooking, LeaveCallback
from frontdesk.dialog.facts import tell
from frontdesk.dialog.heard import Acts, sort
from frontdesk.dialog.hearing import hear
from frontdesk.dialog.repair import end, no_match, person, understood
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Pause, Situation, State, Step
from frontdesk.model.acts import (
    AgentAct,
    AskAnythingElse,
    CallerAct,
    Command,
    ConfirmCancel,
    HandOffReason,
    Help,
    Note,
    NotifySuccess,
    Say,
    Topic,
)
from frontdesk.model.booking import BookingStatus
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium

KEPT_FOR_THE_NEXT = (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL)
"""One more booking: who is calling is known, everything else is new."""


@rule
def hear_afterwards(state: State, heard: tuple[CallerAct, ...], here: Situation) -> Step:
    """One utterance in a conversation whose booking is made (or made and cancelled)."""
    acts = sort(heard)
    commands = acts.commands
    active = state.booking is not None and state.booking.status is not BookingStatus.CANCELLED
    state = understood(state)
    if state.expectation.expecting is Expecting.CALLBACK:
        if acts.affirms or Command.PERSON in commands or any(one.slot is SlotName.PHONE for one in acts.informs):
            return _call_back(state, acts)
        state = replace(state, hand_off=None)
        if acts.negates and not acts.answers and not state.cancelling:
            return _say(state, Note.STILL_BOOKED if active else Note.CANCELLED)
    if state.cancelling:
        return commitment.on_not_cancelled(state, None)
    if Command.PERSON in commands:
        return person(state, here, HandOffReason.REQUESTED)
    if state.expectation.expecting is Expecting.CONFIRM_CANCEL:
        return _to_cancel(state, acts, here)
    if Command.CANCEL in commands and state.booking:
        return ask(state, ConfirmCancel(state.booking)) if active else _say(state, Note.CANCELLED)
    if Command.BOOK in commands or Command.START_OVER in commands or (acts.informs and not active):
        return hear(state.afresh(KEPT_FOR_THE_NEXT), heard, here)
    asks_about_it = any(one.topic is Topic.BOOKED for one in acts.questions)
    if asks_about_it and not active:
        return _say(state, Note.CANCELLED)
    if told := tell(acts.questions, state, here):
        return Step(state, told).then(_anything_else)
    if Command.RESCHEDULE in commands or acts.change or acts.alternatives or _differs(state, acts):
        return person(state, here, HandOffReason.BEYOND, Say(Note.CANNOT_CHANGE))
    told_again = asks_about_it or acts.informs or Command.REPEAT in commands or Command.SLOWER in commands
    if told_again and active and state.booking:
        slower = state.slower or Command.SLOWER in commands
        again = NotifySuccess(state.booking, again=True)
        return Step(replace(state, slower=slower), (again,)).then(_anything_else)
    if Command.GOODBYE in commands or acts.negates:
        return end(state)
    if Command.THANKS in commands:
        return _say(state, Note.WELCOME)
    if Command.WAIT in commands:
        return Step(replace(state, pause=Pause.WAITING), (Say(Note.TAKE_YOUR_TIME),))
    if acts.affirms or Command.HELP in commands or Command.GREET in commands:
        return Step(state, (Help(state.expectation),))
    if Command.OUT_OF_SCOPE in commands:
        return _say(state, Note.NOT_OUR_BUSINESS)
    return no_match(state, here)


@rule
def _call_back(state: State, acts: Acts) -> Step:
    """On the number just given, if it is one, else on the one the appointment was booked with."""
    given = next((one.value for one in acts.informs if isinstance(one.value, PhoneNumber)), state.get(SlotName.PHONE))
    name = state.get(SlotName.NAME)
    number = given.e164 if isinstance(given, PhoneNumber) else state.caller_id
    return Step(state, (), (LeaveCallback(number, name.full if isinstance(name, PersonName) else ""),))


def _differs(state: State, acts: Acts) -> bool:
    """Something was said that is not what is booked."""
    return any(inform.corrects or state.get(inform.slot) != inform.value for inform in acts.informs)


def _anything_else(state: State) -> Step:
    step = ask(state, AskAnythingElse())
    return step if state.medium is Medium.VOICE else Step(step.state)


def _say(state: State, note: Note) -> Step:
    return Step(state, (Say(note),)).then(_anything_else)


@rule
def _to_cancel(state: State, acts: Acts, here: Situation) -> Step:
    assert state.booking is not None
    if acts.affirms or Command.CANCEL in acts.commands:
        return Step(state, (), (CancelBooking(state.booking.id),))
    if acts.negates:
        said: tuple[AgentAct, ...] = (Say(Note.STILL_BOOKED),)
        return Step(state, said).then(_anything_else)
    helped = (Help(state.expectation),) if Command.HELP in acts.commands else ()
    return Step(state, (*tell(acts.questions, state, here), *helped)).then(ask_again)
