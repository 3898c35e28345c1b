"""Which task an utterance takes up, beside booking: waiting for a time, leaving word, the same as last time."""

from dataclasses import replace

from frontdesk.dialog import waiting
from frontdesk.dialog.appointments import again
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import NOTHING, Phase, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import State, Step
from frontdesk.model.caller_acts import Command
from frontdesk.model.expectation import Expecting
from frontdesk.model.slots import SlotName

BEGUN_BY = {
    Command.LEAVE_WAITLIST: Task.UNWAIT,
    Command.JOIN_WAITLIST: Task.WAIT,
    Command.LEAVE_MESSAGE: Task.MESSAGE,
    Command.RUNNING_LATE: Task.MESSAGE,
    Command.AGAIN: Task.AGAIN,
}


def begins(acts: Acts) -> bool:
    """Something else than one more booking."""
    return any(task is not Task.AGAIN for command, task in BEGUN_BY.items() if command in acts.commands)


def begin(state: State, acts: Acts) -> Step:
    """What the utterance takes up, if it does."""
    task = next((task for command, task in BEGUN_BY.items() if command in acts.commands), state.task)
    if task is state.task or (task is Task.AGAIN and not again.can_begin(state)):
        return Step(state)
    if is_for_afterwards(state, acts):
        return Step(state)
    if task is Task.WAIT:
        return waiting.begin(state, acts)
    answers = acts.select is not None or acts.affirms or acts.negates or task is Task.AGAIN
    return take_up(state if answers else replace(state, question=None, expectation=NOTHING), task)


def is_for_afterwards(state: State, acts: Acts) -> bool:
    """ "Yes, and could you ask her to ring me before?" at the read-back: that is booked, and then the message comes."""
    agreed = state.expectation.expecting is Expecting.CONFIRM_BOOKING and acts.affirms and not state.more
    otherwise = acts.change or acts.alternatives or acts.decline
    told = {inform.slot for inform in acts.informs}
    return agreed and not otherwise and told == {SlotName.MESSAGE}


@rule
def take_up(state: State, task: Task) -> Step:
    """Everything that is known stays known, and what was under way goes on after it."""
    under_way = state.phase is Phase.COLLECTING
    interrupted = state.task if under_way and task is not Task.AGAIN else None
    opening = state.opening if under_way else None  # what is booked is held no longer
    begun = replace(state, task=task, phase=Phase.COLLECTING, reopened=None, interrupted=interrupted, opening=opening)
    return Step(begun)


def finish(state: State) -> State:
    """What came in between is done: back to what was under way, or to whatever else they want."""
    chosen = state.opening is not None  # also in between, when nothing was under way
    task = state.interrupted or (Task.BOOK if chosen else None)
    goes_on = task is not None and (task is not Task.BOOK or chosen or SlotName.PREFERRED_TIME in state.slots)
    phase = Phase.COLLECTING if goes_on else Phase.SETTLED
    return replace(state, task=task if task and goes_on else Task.BOOK, phase=phase, interrupted=None)
