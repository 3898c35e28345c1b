"""Which task an utterance takes up, beside booking: waiting for a time, leaving word, the same as last time."""

from dataclasses import replace

from frontdesk.dialog.appointments import again
from frontdesk.dialog.grounding import let_go
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Phase, State, Step, Task
from frontdesk.model.caller_acts import Command
from frontdesk.model.slots import SlotName

BEGUN_BY = {
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
    return _take_up(state, task)


@rule
def _take_up(state: State, task: Task) -> Step:
    """Everything that is known stays known. Whoever waits holds nothing."""
    begun = replace(state, task=task, phase=Phase.COLLECTING, reopened=None)
    if task is not Task.WAIT:
        return Step(begun)
    if state.booked:  # another time than the one they have
        begun = begun.clear(SlotName.PREFERRED_TIME)
    return let_go(replace(begun, read_back=None, offered=()))


def finish(state: State) -> State:
    """The task is done: back to the appointment that was being made, or to whatever else they want."""
    wanted = SlotName.PREFERRED_TIME in state.slots or state.opening is not None
    open = wanted and not state.booked and state.task is Task.MESSAGE
    return replace(state, task=Task.BOOK, phase=Phase.COLLECTING if open else Phase.SETTLED)
