"""What the caller's acts do while a conversation collects: commands first, then values, then the answer itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from frontdesk.dialog import commitment, offering
from frontdesk.dialog.asking import ask, ask_again
from frontdesk.dialog.effects import Aim, HoldOpenings, Purpose
from frontdesk.dialog.facts import tell
from frontdesk.dialog.grounding import confirm, fill, ground, let_go, service_of
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import IN_A_ROW, end, may_skip, no_match, person, skip, understood
from frontdesk.dialog.state import Situation, Source, State, Step
from frontdesk.model.acts import (
    AgentAct,
    AskFact,
    AskWhatToChange,
    CallerAct,
    Change,
    Command,
    Decline,
    Direction,
    Do,
    Expectation,
    Expecting,
    HandOffReason,
    Help,
    Inform,
    Note,
    Reprompt,
    RequestAlternatives,
    Say,
    Select,
    Topic,
    Trouble,
)
from frontdesk.model.booking import Opening
from frontdesk.model.slots import HostChoice, SlotName
from frontdesk.model.when import PreferredTime

Act = TypeVar("Act", bound=CallerAct)

GROUND_ORDER = (SlotName.SERVICE, SlotName.HOST)
"""Taken first: what else can be taken depends on them."""


@dataclass(frozen=True, slots=True)
class Acts:
    """One utterance's acts, sorted by kind."""

    informs: tuple[Inform, ...]
    commands: frozenset[Command]
    questions: tuple[AskFact, ...]
    select: Select | None
    alternatives: RequestAlternatives | None
    change: Change | None
    decline: Decline | None

    @property
    def affirms(self) -> bool:
        return Command.AFFIRM in self.commands and Command.NEGATE not in self.commands

    @property
    def negates(self) -> bool:
        return Command.NEGATE in self.commands

    @property
    def answers(self) -> bool:
        """There is more than a command in it."""
        return bool(self.informs or self.select or self.alternatives or self.change or self.decline or self.affirms)


def sort(acts: tuple[CallerAct, ...]) -> Acts:
    """One utterance's acts by kind; of those that can only be meant once, the first."""

    def first(kind: type[Act]) -> Act | None:
        return next((act for act in acts if isinstance(act, kind)), None)

    informs = sorted(
        (act for act in acts if isinstance(act, Inform)),
        key=lambda inform: GROUND_ORDER.index(inform.slot) if inform.slot in GROUND_ORDER else len(GROUND_ORDER),
    )
    return Acts(
        informs=tuple(informs),
        commands=frozenset(act.command for act in acts if isinstance(act, Do)),
        questions=tuple(act for act in acts if isinstance(act, AskFact)),
        select=first(Select),
        alternatives=first(RequestAlternatives),
        change=first(Change),
        decline=first(Decline),
    )


def hear(state: State, heard: tuple[CallerAct, ...], here: Situation) -> Step:
    """One utterance in a conversation that has not booked yet."""
    acts = sort(heard)
    for command, obey in COMMANDS:
        if command in acts.commands and (step := obey(state, acts, here)):
            return step
    return _listen(state, acts, here)


# --- commands: possible in every state --------------------------------------------------------------------------------


def _start_over(state: State, acts: Acts, here: Situation) -> Step | None:
    fresh = State(
        state.id, state.medium, caller_id=state.caller_id, turn=state.turn, slower=state.slower, attempt=state.attempt
    )
    step = let_go(state)
    return Step(fresh, (Say(Note.STARTED_OVER),), step.do).then(lambda now: go_on(now, here))


def _cancel(state: State, acts: Acts, here: Situation) -> Step | None:
    if not state.progressed and not acts.informs:
        return person(state, here, HandOffReason.BEYOND, Say(Note.EXISTING))
    return end(state)


def _reschedule(state: State, acts: Acts, here: Situation) -> Step | None:
    if state.progressed and (state.opening or state.holds):
        return None if acts.informs else _reopen(state, SlotName.PREFERRED_TIME, here)
    return person(state, here, HandOffReason.BEYOND, Say(Note.EXISTING))


def _person(state: State, acts: Acts, here: Situation) -> Step | None:
    return person(state, here, HandOffReason.REQUESTED)


def _repeat(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.answers else Step(state, state.said)


def _slower(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.answers else Step(replace(state, slower=True), state.said)


def _help(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.answers else Step(state, (Help(state.expectation),)).then(ask_again)


def _wait(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.answers else Step(state, (Say(Note.TAKE_YOUR_TIME),))


def _go_back(state: State, acts: Acts, here: Situation) -> Step | None:
    if acts.informs:
        return None
    if not state.path:
        return ask_again(state)
    back = replace(understood(state), path=state.path[:-1])
    step = _reopen(back, state.path[-1], here)
    return Step(step.state, (Say(Note.WENT_BACK), *step.say), step.do)


def _goodbye(state: State, acts: Acts, here: Situation) -> Step | None:
    return None if acts.answers else end(state)


COMMANDS: tuple[tuple[Command, Callable[[State, Acts, Situation], Step | None]], ...] = (
    (Command.START_OVER, _start_over),
    (Command.PERSON, _person),
    (Command.CANCEL, _cancel),
    (Command.RESCHEDULE, _reschedule),
    (Command.REPEAT, _repeat),
    (Command.SLOWER, _slower),
    (Command.GO_BACK, _go_back),
    (Command.HELP, _help),
    (Command.WAIT, _wait),
    (Command.GOODBYE, _goodbye),
)
"""In order: the first that is in the utterance and has something to do here wins."""


# --- values, and the answer to the open question ----------------------------------------------------------------------


def _listen(state: State, acts: Acts, here: Situation) -> Step:
    before = state
    step = _take_values(state, acts, here)
    if step.state.question is not before.question:
        stuck = step.state.troubles.in_a_row > IN_A_ROW
        return person(step.state, here, HandOffReason.STUCK) if stuck else step
    after = understood(step.state)
    told = tell(acts.questions, after, here)
    answer = ANSWERS[before.expectation.expecting](before, after, acts, here)
    if answer is None:
        answer = _something_else(before, after, acts, here)
    if answer is None and told:
        answer = ask_again(after)
    if answer is None:
        return no_match(before, here)
    return Step(answer.state, told + _wanted(step.say, before.expectation) + answer.say, step.do + answer.do)


def _take_values(state: State, acts: Acts, here: Situation) -> Step:
    """Grounds every value; one that cannot be used asks its question again, the others are kept all the same."""
    step, asking = Step(state), Step(state)
    for inform in acts.informs:
        taken = ground(step.state, inform, here)
        if taken.asks:
            asking = taken.step
        else:
            step = Step(taken.step.state, step.say + taken.step.say, step.do + taken.step.do)
    if asking.say:
        refused = asking.state
        kept = replace(
            step.state,
            question=refused.question,
            expectation=refused.expectation,
            troubles=refused.troubles,
            digits=refused.digits,
            reopened=refused.reopened,
        )
        return Step(kept, step.say + asking.say, step.do)
    return step


def _wanted(said: tuple[AgentAct, ...], expectation: Expectation) -> tuple[AgentAct, ...]:
    """A plain answer to the question just asked needs no echo; what was corrected or said unasked does."""
    return tuple(
        act
        for act in said
        if not (getattr(act, "slot", None) is expectation.slot and not getattr(act, "corrected", True))
    )


def _changed(before: State, after: State) -> bool:
    return (before.slots, before.opening, before.answers) != (after.slots, after.opening, after.answers)


def _something_else(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """Whatever was asked, the caller may change, decline, look for other times, or just be polite."""
    if acts.change is not None:
        return _reopen(after, acts.change.slot, here)
    if _changed(before, after):
        return go_on(after, here)
    if any(one.topic is Topic.AVAILABILITY for one in acts.questions) or acts.alternatives:
        return _alternatives(after, acts, here)
    if acts.decline is not None:
        return _decline(after, acts.decline, here)
    if Command.DONT_KNOW in acts.commands:
        return _dont_know(after, here)
    if Command.BOOK in acts.commands or acts.informs:
        return ask_again(after)
    for command, note in (
        (Command.THANKS, Note.WELCOME),
        (Command.GREET, Note.HELLO),
        (Command.OUT_OF_SCOPE, Note.NOT_OUR_BUSINESS),
    ):
        if command in acts.commands:
            return Step(after, (Say(note),)).then(ask_again)
    return None


def _reopen(state: State, slot: SlotName | None, here: Situation) -> Step:
    """ "Change my number": asks for it again and keeps the old one until there is a new one."""
    if slot is None:
        return ask(state, AskWhatToChange())
    if slot not in state.slots and slot is not SlotName.PREFERRED_TIME:
        return go_on(state, here)
    return go_on(replace(state, reopened=slot), here)


def _decline(state: State, decline: Decline, here: Situation) -> Step:
    slot = decline.slot or state.expectation.slot
    asked = state.expectation.expecting is Expecting.SLOT and state.expectation.slot is slot
    if asked and may_skip(state, here):
        return skip(state, here)
    if slot in (SlotName.EMAIL, SlotName.REASON) and not asked:
        state = replace(state.clear(slot), declined=(*state.declined, slot))
        return Step(state, (Say(Note.WITHOUT, slot),)).then(lambda now: go_on(now, here))
    if state.reopened is slot and slot in state.slots:
        return Step(replace(state, reopened=None), (Say(Note.KEPT, slot),)).then(lambda now: go_on(now, here))
    if state.refusals >= 1:
        return person(state, here, HandOffReason.BEYOND, Say(Note.NEEDED, slot))
    return Step(replace(state, refusals=state.refusals + 1), (Say(Note.NEEDED, slot),)).then(ask_again)


def _dont_know(state: State, here: Situation) -> Step:
    """Not knowing is an answer: the first openings, a list, or going on without."""
    expectation = state.expectation
    if may_skip(state, here):
        return skip(state, here)
    if expectation.slot is SlotName.PREFERRED_TIME and expectation.expecting is Expecting.SLOT:
        wish = fill(state, SlotName.PREFERRED_TIME, PreferredTime(earliest=True, flexible=True))
        return go_on(wish.state, here)
    return Step(state, (Help(expectation),)).then(ask_again)


def _alternatives(state: State, acts: Acts, here: Situation) -> Step:
    """Other times than those on the table, or the first there are."""
    if service_of(state, here) is None:
        return go_on(state, here)
    if not state.offered and state.opening is None:
        wish = state
        if SlotName.PREFERRED_TIME not in state.slots:
            wish = fill(state, SlotName.PREFERRED_TIME, PreferredTime(earliest=True, flexible=True)).state
        return go_on(replace(wish, reopened=None), here)
    direction = acts.alternatives.direction if acts.alternatives else Direction.OTHER
    return offering.find_more(replace(state, opening=None, reopened=None), here, direction)


# --- one function for each thing that may be expected -----------------------------------------------------------------


def _to_slot(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if _changed(before, after) or before.reopened is not after.reopened:
        return go_on(after, here)
    if acts.negates and not acts.answers:
        if after.reopened:
            return _decline(after, Decline(after.reopened), here)
        return skip(after, here) if may_skip(after, here) else None
    return None


def _to_confirm_slot(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    expectation = before.expectation
    slot, value = expectation.slot, expectation.value
    assert slot is not None
    assert value is not None
    if any(inform.slot is slot for inform in acts.informs):
        return go_on(after, here)
    if acts.affirms or acts.select:
        offered = slot not in after.slots
        state = fill(after, slot, value, source=Source.CALLER_ID).state if offered else after
        return go_on(confirm(state, slot), here)
    if acts.negates or acts.decline:
        if slot not in after.slots:
            return go_on(after, here)
        expectation = Expectation(Expecting.SLOT, slot)
        return ask(after.clear(slot), Reprompt(expectation, Trouble.INVALID, 1))
    return go_on(after, here) if _changed(before, after) else None


def _to_opening(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    openings = before.expectation.openings
    if acts.select and acts.select.index < len(openings):
        return _choose(after, openings[acts.select.index], here)
    if any(inform.slot in (SlotName.PREFERRED_TIME, SlotName.SERVICE, SlotName.HOST) for inform in acts.informs):
        named = _named_host(acts, openings)
        return _choose(after, named, here) if named else go_on(after, here)
    if acts.alternatives or (acts.negates and not acts.change):
        return _alternatives(after, acts, here)
    if acts.affirms and len(openings) == 1:
        return _choose(after, openings[0], here)
    return ask_again(after) if _changed(before, after) else None


def _named_host(acts: Acts, openings: tuple[Opening, ...]) -> Opening | None:
    """ "The one with Dr Park", when exactly one of those offered is."""
    for inform in acts.informs:
        match inform.value:
            case HostChoice((host,)) if len(acts.informs) == 1:
                with_host = [opening for opening in openings if opening.host == host]
                return with_host[0] if len(with_host) == 1 and len(openings) > 1 else None
    return None


def _choose(state: State, opening: Opening, here: Situation) -> Step:
    """This one. If its hold ran out while the caller thought, it is held again first."""
    if not any(hold.opening == opening and hold.until > here.now for hold in state.holds):
        return Step(state, (), (HoldOpenings((opening,), Purpose(Aim.TAKE)),))
    return offering.take(replace(state, reopened=None), opening).then(lambda now: go_on(now, here))


def _to_option(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    expectation = before.expectation
    assert expectation.slot is not None
    if any(inform.slot is expectation.slot for inform in acts.informs):
        return go_on(after, here)
    if acts.select and acts.select.index < len(expectation.options):
        chosen = Inform(expectation.slot, expectation.options[acts.select.index].value)
        if expectation.slot is SlotName.PREFERRED_TIME:
            after = after.clear(SlotName.PREFERRED_TIME)
        return ground(after, chosen, here).step.then(lambda now: go_on(now, here))
    if acts.negates or acts.alternatives:
        return go_on(let_go(after.clear(expectation.slot)).state, here)
    return ask_again(after) if _changed(before, after) else None


def _to_read_back(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if acts.change is not None or acts.alternatives:
        return None
    if _changed(before, after):
        return go_on(after, here)
    if acts.affirms and acts.decline is None:
        return commitment.commit(after, here)
    if acts.negates and acts.decline is None:
        return ask(after, AskWhatToChange())
    return None


def _to_change(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if _changed(before, after):
        return go_on(after, here)
    if (acts.affirms or acts.negates) and acts.change is None:
        return go_on(after, here)
    return None


def _to_callback(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if acts.affirms or any(inform.slot is SlotName.PHONE for inform in acts.informs):
        return go_on(replace(after, calling_back=True), here)
    if acts.negates:
        return go_on(replace(after, hand_off=None), here)
    return go_on(replace(after, hand_off=None), here) if _changed(before, after) else None


def _to_nothing(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    return go_on(after, here)


ANSWERS: dict[Expecting, Callable[[State, State, Acts, Situation], Step | None]] = {
    Expecting.SLOT: _to_slot,
    Expecting.CONFIRM_SLOT: _to_confirm_slot,
    Expecting.OPENING: _to_opening,
    Expecting.OPTION: _to_option,
    Expecting.CONFIRM_BOOKING: _to_read_back,
    Expecting.CHANGE: _to_change,
    Expecting.CALLBACK: _to_callback,
    Expecting.CONFIRM_CANCEL: _to_nothing,
    Expecting.ANYTHING_ELSE: _to_nothing,
    Expecting.NOTHING: _to_nothing,
}
