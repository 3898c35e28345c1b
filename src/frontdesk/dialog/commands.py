"""Things a caller may say in any state: start over, a person, cancel, repeat, slower, go back, help, wait, goodbye."""

from collections.abc import Callable
from dataclasses import replace

from frontdesk.dialog import facts, messages, waiting
from frontdesk.dialog.appointments.finding import fits_time
from frontdesk.dialog.appointments.tasks import (
    OF_THE_CALLER,
    done,
    is_about_one,
    narrow,
    not_cancelled,
    still,
    take,
    turn_to,
    under_way,
)
from frontdesk.dialog.asking import ask, ask_again, expected
from frontdesk.dialog.changing import reopen
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import Pause, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import end, no_match, person, understood
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AskMoveOrCancel, Failure, HandOffReason, Help, NotifyFailure, Say, Tell
from frontdesk.model.caller_acts import ABOUT_ONE_THERE_IS, Command, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime


@rule
def _start_over(state: State, acts: Acts, here: Situation) -> Step | None:
    return Step(state.afresh(), (Say(Note.STARTED_OVER),), let_go(state).do).then(lambda now: go_on(now, here))


@rule
def _check(state: State, acts: Acts, here: Situation) -> Step | None:
    if not (under_way(state) and state.opening):
        return begin(Task.CHECK, state, acts, here)
    if acts.asks_or_answers:
        return None
    truth = NotifyFailure(Failure.UNKNOWN) if state.unresolved else Say(Note.NOTHING_BOOKED)
    return Step(state, (truth,)).then(ask_again)


def begin(task: Task, state: State, acts: Acts, here: Situation) -> Step:
    """Turns to an appointment there is, with everything that was said along with it."""
    taken = turn_to(state, task).then(lambda now: take(narrow(now, acts), acts, here))
    asks = any(expected(act).expecting is not Expecting.NOTHING for act in taken.say)
    return taken if asks else taken.then(lambda now: go_on(now, here))


@rule
def _cannot_come(state: State, acts: Acts, here: Situation) -> Step | None:
    """Before anything is said of an appointment, it is asked what to do with it."""
    if under_way(state) or is_about_one(state):
        return None
    policy = here.business.policy
    if not (policy.callers_may_cancel or policy.callers_may_reschedule):
        return begin(Task.CANCEL, state, acts, here)
    taken = turn_to(state, Task.MOVE).then(lambda now: take(now, acts, here))
    return taken.then(lambda now: ask(now, AskMoveOrCancel()))


@rule
def _keep(state: State, acts: Acts, here: Situation) -> Step | None:
    """ "No, keep it", "I don't want to cancel any more": what was to be done with an appointment is not done."""
    if not is_about_one(state) or state.task is Task.CHECK or _names_another_time(state, acts, here):
        return None
    cancelling = state.expectation.expecting is Expecting.CONFIRM_CANCEL
    kept = not_cancelled(state, here) if cancelling else done(state, Say(Note.STAYS))
    return kept.then(lambda now: go_on(now, here))


def _names_another_time(state: State, acts: Acts, here: Situation) -> bool:
    """ "Keep it on Tuesday, but at four"."""
    said = [one.value for one in acts.informs if isinstance(one.value, PreferredTime)]
    return any(state.about is None or not fits_time(one, state.about.request.opening, here) for one in said)


@rule
def _never_mind(state: State, acts: Acts, here: Situation) -> Step | None:
    """What was to be done with an appointment, or else the booking that is being made."""
    return _keep(state, acts, here) or _cancel(state, acts, here)


@rule
def _cancel(state: State, acts: Acts, here: Situation) -> Step | None:
    if state.expectation.expecting is Expecting.CONFIRM_WAITING:
        return waiting.on_refused(state)  # "no, let's leave it": the waiting list, not what is booked
    if state.expectation.expecting is Expecting.CONFIRM_CANCEL and is_about_one(state):
        return None
    if is_about_one(state):
        return begin(Task.CANCEL, state, acts, here)
    another = Command.FOR_SOMEBODY in acts.commands and state.known_to_stand  # "cancel my husband's"
    mine = Command.FOR_MYSELF in acts.commands and state.for_other and state.known_to_stand
    another = another or mine or Command.THE_OTHER in acts.commands
    if not under_way(state) or another or any(inform.slot is SlotName.APPOINTMENT for inform in acts.informs):
        return begin(Task.CANCEL, state, acts, here)
    if acts.informs:
        return None  # "never mind, make it Monday" takes back a value, not the booking
    ended = end(state)
    return Step(ended.state, (still(state.last), *ended.say), ended.do) if state.made else ended


@rule
def _reschedule(state: State, acts: Acts, here: Situation) -> Step | None:
    if state.task is Task.MOVE and state.about is not None and state.expectation.expecting in _MOVING:
        return None if acts.asks_or_answers else reopen(state, SlotName.PREFERRED_TIME, here)
    named = any(inform.slot is SlotName.APPOINTMENT for inform in acts.informs)
    if under_way(state) and not named and (state.opening or state.holds):
        return None if acts.informs else reopen(state, SlotName.PREFERRED_TIME, here)
    return begin(Task.MOVE, state, acts, here)


_MOVING = {Expecting.SLOT, Expecting.OPENING, Expecting.OPTION, Expecting.CONFIRM_MOVE}
"""While these are open, a new time is looked for already."""


@rule
def _book_after_all(state: State, acts: Acts, here: Situation) -> Step | None:
    """ "No, sorry, I wanted to book one", while the appointment that was understood to be meant is not found."""
    named = any(inform.slot is SlotName.APPOINTMENT for inform in acts.informs)
    if not is_about_one(state) or state.about is not None or named or not ABOUT_ONE_THERE_IS.isdisjoint(acts.commands):
        return None
    kept = {slot: filled for slot, filled in state.slots.items() if slot in OF_THE_CALLER}
    back = replace(state, task=Task.BOOK, slots={**(state.aside or {}), **kept}, aside=None, misses=0, reopened=None)
    told = Step(back, facts.tell(acts.questions, back, here))  # "I've booked nothing yet, how late can I cancel?"
    return told.then(lambda now: take(now, acts, here)).then(lambda now: go_on(now, here))


@rule
def _person(state: State, acts: Acts, here: Situation) -> Step | None:
    """Who names one of the hosts wants just them: that is for whoever calls back, and chooses nobody to book with."""
    wanted = [one.value for one in acts.informs] + [one for question in acts.questions for one in question.about]
    names = [here.business.host(one.ids[0]).name for one in wanted if isinstance(one, HostChoice) and len(one.ids) == 1]
    asked = replace(state, asked_for=names[0]) if names else state
    by_phone = state.medium is Medium.TEXT and here.business.phone
    if acts.negates and by_phone and state.expectation.expecting is Expecting.CALLBACK:  # "no, now"
        return Step(replace(asked, hand_off=None), (Tell(Topic.PHONE),)).then(lambda now: go_on(now, here))
    return person(asked, here, HandOffReason.REQUESTED)


@rule
def _repeat(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.asks_or_answers else Step(state, state.said)


@rule
def _slower(state: State, acts: Acts, here: Situation) -> Step | None:
    if acts.asks_or_answers:
        return None
    promise = Say(Note.SLOWER)
    return Step(replace(state, slower=True), (promise, *(act for act in state.said if act != promise)))


@rule
def _help(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.asks_or_answers else Step(state, (Help(state.expectation),)).then(ask_again)


@rule
def _wait(state: State, acts: Acts, here: Situation) -> Step | None:
    if acts.negates and not acts.asks_or_answers and (step := _keep(state, acts, here)):
        return step  # "no, wait"
    return None if acts.asks_or_answers else Step(replace(state, pause=Pause.WAITING), (Say(Note.TAKE_YOUR_TIME),))


@rule
def _go_back(state: State, acts: Acts, here: Situation) -> Step | None:
    if acts.informs:
        return None
    if not state.path:
        return ask_again(state)
    back = replace(understood(state), path=state.path[:-1])
    step = reopen(back, state.path[-1], here)
    return Step(step.state, (Say(Note.WENT_BACK), *step.say), step.do)


@rule
def _goodbye(state: State, acts: Acts, here: Situation) -> Step | None:
    if state.task is Task.MESSAGE and SlotName.MESSAGE in state.slots:
        return messages.enough(state, here)
    just_okay = acts.only_affirms and state.expectation.expecting is Expecting.SLOT
    if acts.asks_or_answers and not just_okay:
        return None
    at_read_back = state.expectation.expecting is Expecting.CONFIRM_BOOKING and not state.made
    undecided = at_read_back and not acts.negates and not state.troubles.in_a_row
    return no_match(state, here) if undecided else end(state)  # "that's all, thanks": book it, or not?


COMMANDS: tuple[tuple[Command, Callable[[State, Acts, Situation], Step | None]], ...] = (
    (Command.START_OVER, _start_over),
    (Command.PERSON, _person),
    (Command.KEEP, _keep),
    (Command.NEVER_MIND, _never_mind),
    (Command.RESCHEDULE, _reschedule),
    (Command.CANCEL, _cancel),
    (Command.CANNOT_COME, _cannot_come),
    (Command.CHECK, _check),
    (Command.BOOK, _book_after_all),
    (Command.REPEAT, _repeat),
    (Command.SLOWER, _slower),
    (Command.GO_BACK, _go_back),
    (Command.HELP, _help),
    (Command.WAIT, _wait),
    (Command.GOODBYE, _goodbye),
)
"""In order: the first that is in the utterance and has something to do here wins."""
