"""What an utterance does while a conversation collects: commands first, then values, then the answer itself."""

from dataclasses import replace

from frontdesk.dialog import several, tasks, whose
from frontdesk.dialog.answers import ANSWERS, answer_otherwise
from frontdesk.dialog.appointments.tasks import as_said_of_it, done, is_about_one
from frontdesk.dialog.asking import ask_again, ask_briefly, expected
from frontdesk.dialog.changing import changed
from frontdesk.dialog.choosing import choose_again
from frontdesk.dialog.commands import COMMANDS
from frontdesk.dialog.facts import take_interest, tell, tell_closed
from frontdesk.dialog.grounding import ground
from frontdesk.dialog.heard import Acts, sort
from frontdesk.dialog.memory import Phase, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import IN_A_ROW, no_match, person, understood
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AgentAct, HandOffReason, Say, Tell
from frontdesk.model.caller_acts import AskFact, CallerAct, Command, Do, Inform, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium

FREELY = (Expecting.OPENING, Expecting.OPTION, Expecting.CONFIRM_SLOT, Expecting.SLOT)
"""What is chosen here is read back before anything is done with it."""


def hear(state: State, heard: tuple[CallerAct, ...], here: Situation) -> Step:
    """One utterance in a conversation that has not booked yet."""
    this, more = several.apart(state, heard)
    if more:
        return _one_more(several.queue(understood(state), more), several.without_known(state, this), here)
    acts = as_said_of_it(sort(heard), state)
    if is_about_one(state) and several.is_one_beside_it(acts):
        return _beside_it(state, heard, acts, here)
    if AskFact(Topic.EMERGENCY) in acts.questions:
        return person(state, here, HandOffReason.BEYOND, Tell(Topic.EMERGENCY))
    if Command.JOIN_WAITLIST in acts.commands and not here.business.policy.offer_waitlist:
        return _no_waitlist(state, tuple(act for act in heard if act != Do(Command.JOIN_WAITLIST)), here)
    for command, obey in COMMANDS:
        if command in acts.commands and (step := obey(state, acts, here)):
            return step
    if step := choose_again(state, acts, here):
        return step
    state, acts = whose.when_to_call(state, acts)
    begun = tasks.begin(state, acts)
    plan = several.plan(begun.state, acts)
    before = state if begun.state.question is state.question else begun.state  # what was open is not open any more
    listened = _listen(before, whose.settle(plan.state, plan.acts), plan.acts, here)
    return Step(listened.state, plan.say + listened.say, begun.do + listened.do)


@rule
def _one_more(state: State, this: tuple[CallerAct, ...], here: Situation) -> Step:
    """One more comes after this one, which goes on where it was."""
    step = hear(state, this, here) if this else ask_briefly(state)
    if step.state.phase is not Phase.COLLECTING:
        return step
    return Step(step.state, (Say(Note.AFTER_THIS), *step.say), step.do)


@rule
def _beside_it(state: State, heard: tuple[CallerAct, ...], acts: Acts, here: Situation) -> Step:
    """ "No, I want to keep that one, I want a second one": a time that was looked for is that of the second."""
    kept = done(state, Say(Note.STAYS))
    told = tuple(act for act in kept.say if expected(act).expecting is Expecting.NOTHING)
    if kept.state.phase is Phase.COLLECTING:
        return Step(kept.state, told, kept.do).then(lambda now: go_on(now, here))
    fresh, wish = several.another(kept.state, acts, here), state.slots.get(SlotName.PREFERRED_TIME)
    fresh = fresh.fill(SlotName.PREFERRED_TIME, wish) if wish and state.task is Task.MOVE else fresh
    said = tuple(act for act in heard if isinstance(act, Inform) or act == Do(Command.FOR_SOMEBODY))
    return Step(fresh, told, kept.do).then(lambda now: hear(now, said, here) if said else go_on(now, here))


@rule
def _no_waitlist(state: State, rest: tuple[CallerAct, ...], here: Situation) -> Step:
    """The business keeps none: that is said, and what else was said is heard."""
    after = hear(state, rest, here) if rest else ask_again(state)
    return Step(after.state, (Say(Note.NO_WAITLIST), *after.say), after.do)


def _listen(before: State, state: State, acts: Acts, here: Situation) -> Step:
    if state.expectation.expecting is Expecting.CONFIRM_BOOKING:
        state = replace(state, corrected=False)  # what was corrected has been read back
    state = take_interest(_without_declined(state, acts), acts, here)
    step = _take_values(state, acts, here)
    if step.state.question is not before.question:
        step = _with_the_answer(before, step, acts, here)
        stuck = step.state.troubles.in_a_row > IN_A_ROW
        return Step(step.state, (), step.do).then(lambda now: person(now, here, HandOffReason.STUCK)) if stuck else step
    after = understood(step.state)
    told = tell(acts.questions, after, here) + tell_closed(before, after, here)
    answer = ANSWERS[before.expectation.expecting](before, after, acts, here)
    if answer is None:
        answer = answer_otherwise(before, after, acts, here)
    if answer is None and any(one.known for one in told):
        answer = _told(after)
    if answer is None and told:
        return _cannot_tell(before, told, here)
    if answer is None:
        return no_match(before, here)
    if step.say or changed(before, answer.state):
        told = tuple(one for one in told if one.known)  # what was answered was hardly a question we cannot answer
    return Step(answer.state, told + _wanted(step.say, before) + answer.say, step.do + answer.do)


def _without_declined(state: State, acts: Acts) -> State:
    """ "A follow-up on Thursday, no e-mail": what is declined beside other values is not asked for later."""
    slot = acts.decline.slot if acts.decline and acts.informs else None
    if slot not in (SlotName.EMAIL, SlotName.REASON) or slot in state.slots or slot in state.declined:
        return state
    return replace(state, declined=(*state.declined, slot))


@rule
def _cannot_tell(state: State, told: tuple[Tell, ...], here: Situation) -> Step:
    """Nobody answers questions we cannot answer for ever: they count like words that nobody could use."""
    row = state.troubles.no_match + 1
    state = replace(state, troubles=replace(state.troubles, no_match=row, total=state.troubles.total + 1))
    if row > IN_A_ROW:
        return person(state, here, HandOffReason.STUCK)
    return Step(state, told).then(ask_briefly)


def _with_the_answer(before: State, refused: Step, acts: Acts, here: Situation) -> Step:
    """ "The second one, and my number is five five five …": what was answered counts, though a value has to be asked
    again. Not so a yes to a question that binds: not all was right that it was said to."""
    expectation = before.expectation
    if expectation.expecting not in FREELY or (acts.change or acts.alternatives):
        return refused
    open_again = replace(refused.state, question=before.question, expectation=expectation, reopened=before.reopened)
    answer = ANSWERS[expectation.expecting](before, open_again, acts, here)
    if answer is None or not changed(open_again, answer.state):
        return refused
    return Step(_open(answer.state, refused.state), refused.say, refused.do + answer.do)


def _take_values(state: State, acts: Acts, here: Situation) -> Step:
    """Grounds every value; one that cannot be used asks its question again, the others are kept all the same."""
    step, asking = Step(state), Step(state)
    for inform in acts.informs:
        taken = ground(step.state, inform, here)
        if taken.asks:
            asking = taken.step
        else:
            step = Step(taken.step.state, step.say + taken.step.say, step.do + taken.step.do)
    return _refused(step.state, step, asking) if asking.say else step


@rule
def _told(state: State) -> Step:
    """A question was answered and nothing else was said: back to exactly where we were."""
    return ask_briefly(state)


@rule
def _refused(state: State, taken: Step, asking: Step) -> Step:
    """A value cannot be used, or not yet: its question is open again, and what else was said is kept."""
    return Step(_open(state, asking.state), taken.say + asking.say, taken.do)


def _open(state: State, refused: State) -> State:
    """With the question open that asks for a value once more."""
    return replace(
        state,
        question=refused.question,
        expectation=refused.expectation,
        troubles=refused.troubles,
        digits=refused.digits,
        reopened=refused.reopened,
    )


def _wanted(said: tuple[AgentAct, ...], before: State) -> tuple[AgentAct, ...]:
    """A plain answer to the question just asked needs no echo; what was corrected or said unasked does, and a number
    that was spoken: nobody sees whether it was heard right."""
    asked = before.expectation.slot
    aloud = before.medium is Medium.VOICE and asked is SlotName.PHONE
    return tuple(
        act
        for act in said
        if aloud or not (getattr(act, "slot", None) is asked and not getattr(act, "corrected", True))
    )
