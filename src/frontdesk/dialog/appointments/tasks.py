"""Turning to an appointment there is, and back: what a conversation keeps, puts aside and takes up again."""

from dataclasses import replace

from frontdesk.dialog.asking import ask
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.grounding import ground
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.meant import ANY, Whose, said_of_it
from frontdesk.dialog.memory import NOTHING, Filled, Phase, Source, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.preferred_time import exactly
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    AskAnythingElse,
    HandOff,
    HandOffReason,
    OfferCallback,
    Say,
)
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import Command, Inform
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime

ABOUT_ONE = (Task.CHECK, Task.MOVE, Task.CANCEL)
"""Tasks that are about an appointment there is."""
OF_THE_CALLER = (SlotName.NAME, SlotName.CALLER_NAME, SlotName.PHONE, SlotName.EMAIL)
"""Said for one thing, they hold for the next as well."""


def under_way(state: State) -> bool:
    """A booking is being made, and more is said of it than who is calling."""
    said = (slot for slot, filled in state.slots.items() if filled.source is Source.SAID)
    booking = state.task is Task.BOOK and state.phase is Phase.COLLECTING
    return booking and any(slot not in OF_THE_CALLER for slot in said)


@rule
def turn_to(state: State, task: Task) -> Step:
    """The caller wants something with an appointment there is. A booking under way is put aside, and what was held for
    it is free again: it is searched anew when it is taken up."""
    if state.task in ABOUT_ONE and state.phase is Phase.COLLECTING:
        return let_go(replace(state, task=task, offered=(), given_up=None, reopened=None))
    aside = state.slots if under_way(state) else None
    if aside is not None and state.opening is not None:
        aside = {**aside, SlotName.PREFERRED_TIME: Filled(exactly(state.opening.start))}
    fresh = replace(
        state,
        task=task,
        phase=Phase.COLLECTING,
        slots={slot: filled for slot, filled in state.slots.items() if slot in OF_THE_CALLER},
        aside=aside,
        subject="" if task is Task.CHECK else _at_hand(state),
        offered=(),
        given_up=None,
        reopened=None,
        read_back=None,
        undone=None,
    )
    return let_go(fresh)


def _at_hand(state: State) -> str:
    """What was just made or told of is what "it" is."""
    standing = state.phase is Phase.SETTLED and state.booking is not None and state.booking.stands
    return state.booking.id if standing and state.booking else ""


@rule
def take(state: State, acts: Acts, here: Situation) -> Step:
    """What was said along with it. A value that cannot be used ends the step with its question."""
    step = Step(state)
    for inform in acts.informs:
        if state.task is Task.CANCEL and Command.BOOK in acts.commands and inform.slot not in OF_THE_CALLER:
            aside = {**(step.state.aside or {}), inform.slot: Filled(inform.value, sure=inform.sure)}
            step = Step(replace(step.state, aside=aside), step.say, step.do)  # "cancel it and book me Thursday at four"
            continue
        taken = ground(step.state, inform, here)
        step = Step(taken.step.state, step.say + taken.step.say, step.do + taken.step.do)
        if taken.asks:
            return step
    return Step(step.state, tuple(act for act in step.say if not isinstance(act, Acknowledge)), step.do)


@rule
def done(state: State, *said: AgentAct) -> Step:
    """It is done, or given up: a booking that was put aside goes on, else there may be something else."""
    state = _with_own_name(state) if state.meant.whose is Whose.OTHERS and not state.for_other else state
    kept = {slot: filled for slot, filled in state.slots.items() if slot in OF_THE_CALLER}
    state = replace(state, task=Task.BOOK, subject="", meant=ANY, misses=0, opening=None, reopened=None, hand_off=None)
    state = replace(state, offered=(), given_up=None)
    freed = let_go(state)
    state = freed.state
    if state.aside is not None:
        state = replace(state, phase=Phase.COLLECTING, slots={**state.aside, **kept}, aside=None)
        return Step(state, (*said, Say(Note.BACK_TO_BOOKING)), freed.do)
    asked = ask(replace(state, phase=Phase.SETTLED, slots=kept), AskAnythingElse())
    return Step(asked.state, (*said, *(asked.say if state.medium is Medium.VOICE else ())), freed.do)


def _with_own_name(state: State) -> State:
    """The name that was given last was of whom the appointment was for."""
    caller = state.slots.get(SlotName.CALLER_NAME)
    state = state.clear(SlotName.NAME, SlotName.CALLER_NAME)
    return state.fill(SlotName.NAME, caller) if caller else state


def narrow(state: State, acts: Acts) -> State:
    """ "My wife's", "mine", "the other one": what is at hand may not be what is meant."""
    at_hand = state.subject or (state.booking.id if state.booking and state.booking.stands else "")
    meant = said_of_it(acts.commands, at_hand)
    if meant == ANY:
        return state
    named = state.slots.get(SlotName.NAME)
    if meant.whose is Whose.OTHERS and named and not state.for_other and SlotName.CALLER_NAME not in state.slots:
        state = state.clear(SlotName.NAME).fill(SlotName.CALLER_NAME, named)
    state = replace(state, meant=meant)
    if state.about is None or meant.can_be(state.about, caller_of(state)):
        return state
    of_it = (slot for slot, filled in state.slots.items() if filled.source is Source.PROFILE)
    return replace(state.clear(*of_it), subject="", opening=None)


def caller_of(state: State) -> PersonName | None:
    """Who is calling, where an appointment may be somebody else's."""
    other = state.for_other or state.meant.whose is Whose.OTHERS
    name = state.get(SlotName.CALLER_NAME) or (None if other else state.get(SlotName.NAME))
    return name if isinstance(name, PersonName) else None


@rule
def give_up(state: State, here: Situation, reason: HandOffReason, *first: AgentAct) -> Step:
    """It is for a person: the call is put through where there is a number for that, else a call-back is offered."""
    number = here.business.policy.handoff_number
    over = done(state)
    if state.medium is Medium.VOICE and number:
        ended = replace(over.state, phase=Phase.ENDED, hand_off=reason, question=None)
        return Step(replace(ended, expectation=NOTHING), (*first, HandOff(reason, number)), over.do)
    asked = ask(replace(over.state, hand_off=reason), OfferCallback())
    return Step(asked.state, (*first, *asked.say), over.do)


def still(booking: Booking | None) -> Say:
    """It stands, and is not said to be booked while it waits for somebody's word."""
    pending = booking is not None and booking.status is BookingStatus.PENDING
    return Say(Note.STILL_PENDING if pending else Note.STILL_BOOKED)


@rule
def not_cancelled(state: State, here: Situation) -> Step:
    """The caller keeps it after all. Who does not want it as it is gets a person."""
    kept = still(state.about)
    if any(isinstance(one, Inform) for one in state.cannot):
        return give_up(state, here, HandOffReason.BEYOND, kept)
    return done(state, kept)


def is_about_one(state: State) -> bool:
    return state.task in ABOUT_ONE and state.phase is Phase.COLLECTING


def as_said_of_it(acts: Acts, state: State) -> Acts:
    """Times in "cancel the three o'clock" and "when on Tuesday is it?" are those of the appointment there is."""
    commands = acts.commands
    prevented = Command.CANNOT_COME in commands  # "I have an appointment on Tuesday and something came up"
    if Command.RESCHEDULE in commands or (Command.BOOK in commands and not prevented):
        return acts
    asked = is_about_one(state) and (
        state.task is not Task.MOVE or state.expectation.expecting is Expecting.APPOINTMENT
    )
    wanted = bool(commands & {Command.CANCEL, Command.CHECK, Command.CANNOT_COME}) and not under_way(state)
    wanted = wanted or _another(state, acts)
    if not (asked or wanted):
        return acts
    informs = (
        replace(one, slot=SlotName.APPOINTMENT) if one.slot is SlotName.PREFERRED_TIME else one for one in acts.informs
    )
    return replace(acts, informs=tuple(informs))


def _another(state: State, acts: Acts) -> bool:
    """ "And cancel my appointment on Monday", while a time is held for a new one: there is another one already."""
    named = [one.value for one in acts.informs if isinstance(one.value, PreferredTime) and not one.corrects]
    meant = Command.CANCEL in acts.commands and not acts.alternatives and not acts.change
    return bool(meant and state.opening and named and all(one.names_day for one in named))
