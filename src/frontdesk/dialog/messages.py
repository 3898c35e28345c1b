"""Leaving word for somebody: the words, who is calling and where to reach them; then it is noted for the staff."""

from dataclasses import replace

from frontdesk.dialog import tasks
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import LeaveCallback
from frontdesk.dialog.filling import confirm
from frontdesk.dialog.memory import Grounding, Phase, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Ask, AskAnythingElse, Confirm, Say
from frontdesk.model.caller import PhoneNumber
from frontdesk.model.caller_acts import Command, Do
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium


@rule
def words(state: State, here: Situation) -> Step | None:
    """What is to be said, and whether it was heard right: once, and shortly."""
    filled = state.slots.get(SlotName.MESSAGE)
    if filled is None:
        return ask(state, Ask(SlotName.MESSAGE))
    if filled.grounding is Grounding.CONFIRMED or SlotName.MESSAGE in state.checked:
        return None
    checked = replace(state, checked=(*state.checked, SlotName.MESSAGE))
    return ask(checked, Confirm(SlotName.MESSAGE, filled.value))


@rule
def who(state: State, here: Situation) -> Step | None:
    known = state.who_calls or SlotName.CALLER_NAME in state.declined
    return None if known else ask(state, Ask(SlotName.CALLER_NAME))


@rule
def leave(state: State, here: Situation) -> Step | None:
    """The summary that goes with it has the words, and the appointment that is known."""
    return _left_as_it_is(state)


@rule
def enough(state: State, here: Situation) -> Step:
    """ "That's all": of the message. It is not lost because somebody does not say who they are."""
    read_back = state.expectation.expecting is Expecting.CONFIRM_SLOT and state.expectation.slot is SlotName.MESSAGE
    if read_back:
        state = confirm(state, SlotName.MESSAGE)
    if step := words(state, here) or (who(state, here) if read_back else None):
        return step
    return _left_as_it_is(state)


def _left_as_it_is(state: State) -> Step:
    phone = state.get(SlotName.PHONE)
    number = phone.e164 if isinstance(phone, PhoneNumber) else state.caller_id
    return Step(state, (), (LeaveCallback(number, state.who_calls),))


def after_booking(booked: Step) -> Step:
    """What was said along with the yes is taken up now, before anything else is asked."""
    told = tuple(act for act in booked.say if not isinstance(act, AskAnythingElse))
    return Step(booked.state, told, booked.do).then(lambda now: tasks.take_up(now, Task.MESSAGE))


def is_a_farewell(state: State) -> bool:
    """ "That's all, bye" was said to the message, and nothing else is under way."""
    return Do(Command.GOODBYE) in state.heard and state.phase is Phase.SETTLED


@rule
def on_left(state: State, stored: bool) -> Step:
    """It is noted; nobody is said to have heard it, or to do something by a certain time."""
    left = state.clear(SlotName.MESSAGE)
    done = tasks.finish(replace(left, checked=tuple(slot for slot in left.checked if slot is not SlotName.MESSAGE)))
    said = (Say(Note.MESSAGE_NOTED if stored else Note.CALLBACK_FAILED),)
    if done.phase is Phase.COLLECTING or is_a_farewell(done):
        return Step(done, said)
    step = ask(done, AskAnythingElse())
    return Step(step.state, said + (step.say if state.medium is Medium.VOICE else ()))
