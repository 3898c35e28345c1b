"""Whose appointment it is: the caller's own, or somebody else's; then both names are kept."""

from dataclasses import replace

from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import Task
from frontdesk.dialog.state import State
from frontdesk.model.caller_acts import Command, Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.when import PreferredTime


def settle(state: State, acts: Acts) -> State:
    """ "It's for my mother": a name that was given before is the caller's own; "it's for me" takes that back."""
    if state.task in (Task.CHECK, Task.MOVE, Task.CANCEL):
        return state  # whose the appointment is that there is
    if Command.FOR_MYSELF in acts.commands:
        return _for_caller(state) if state.for_other else state
    if Command.FOR_SOMEBODY not in acts.commands or state.for_other:
        return state
    named = state.slots.get(SlotName.NAME)
    state = replace(state.clear(SlotName.NAME), for_other=True)
    return state.fill(SlotName.CALLER_NAME, named) if named else state


def _for_caller(state: State) -> State:
    caller = state.slots.get(SlotName.CALLER_NAME)
    state = replace(state.clear(SlotName.CALLER_NAME, SlotName.NAME), for_other=False, corrected=True)
    return state.fill(SlotName.NAME, caller) if caller else state


def answers_call_back(acts: Acts) -> bool:
    """ "Shall we call you back?" "Ada Example, 415 555 0146": whoever says who and where to call wants to be called."""
    slots = {inform.slot for inform in acts.informs}
    return SlotName.PHONE in slots or (bool(slots) and slots <= {SlotName.NAME, SlotName.CALLER_NAME})


def when_to_call(state: State, acts: Acts) -> tuple[State, Acts]:
    """A time said beside a yes to a call-back is when to call, and no time for an appointment."""
    asked = state.calling_back or state.expectation.expecting is Expecting.CALLBACK
    if not asked or not (state.calling_back or acts.affirms or answers_call_back(acts)):
        return state, acts
    for inform in acts.informs:
        if isinstance(inform.value, PreferredTime):
            informs = tuple(one for one in acts.informs if one is not inform)
            return replace(state, call_when=inform.value), replace(acts, informs=informs)
    return state, acts


def slot_of_name(state: State, inform: Inform) -> SlotName:
    """A name that is given unasked, when it is known who comes, is that of who is calling."""
    asked = state.expectation.slot is SlotName.NAME or state.expectation.expecting is Expecting.CHANGE
    mine = state.for_other and SlotName.NAME in state.slots and SlotName.CALLER_NAME not in state.slots
    if inform.slot is SlotName.CALLER_NAME and not state.for_other:
        return SlotName.NAME
    return SlotName.CALLER_NAME if mine and not asked and not inform.corrects else inform.slot
