"""Where a conversation is bounded: insults, threats, tricks, prying, complaints, loops, and bookings without end.

Calm and courteous first, then a person, and where there is none an end. Nothing in here ever counts as an answer.
"""

from dataclasses import replace

from frontdesk.dialog.asking import ask_again
from frontdesk.dialog.effects import LeaveCallback
from frontdesk.dialog.heard import sort
from frontdesk.dialog.memory import Phase, Task
from frontdesk.dialog.repair import end, person
from frontdesk.dialog.rules import rule
from frontdesk.dialog.several import ONE_MORE
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import HandOffReason, Say
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.caller_acts import Behave, CallerAct, Command, Conduct, Do
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium

BINDING = {Expecting.CONFIRM_BOOKING, Expecting.CONSENT, Expecting.CONFIRM_MOVE, Expecting.CONFIRM_CANCEL}
"""A yes to these is acted upon: they are heard to their end."""
YES_OR_NO = {Expecting.CONFIRM_SLOT, Expecting.CALLBACK, Expecting.ANYTHING_ELSE, Expecting.NOTHING}
TO_SAY_YES = 6
"""Turns beyond the last in which a caller can still agree to be called back, and say the number."""


def count(state: State) -> State:
    """Notes how far the conversation has come."""
    settled = len(state.slots) + len(state.answers) + len(state.consents) + len(state.declined) + len(state.checked)
    settled += len(state.offered) + (state.opening is not None) + (state.read_back is not None)
    settled += 100 * state.tally.booked  # the next appointment begins with nothing
    if settled <= state.tally.furthest:
        return state
    return replace(state, tally=replace(state.tally, furthest=settled, furthest_turn=state.turn))


def without_conduct(acts: tuple[CallerAct, ...]) -> tuple[CallerAct, ...]:
    """What is left to answer: "Friday at ten, you idiot" is Friday at ten."""
    return tuple(act for act in acts if not isinstance(act, Behave))


@rule
def bound(state: State, acts: tuple[CallerAct, ...], here: Situation) -> Step | None:
    """What is done instead of hearing an utterance out; None where it is heard as usual."""
    conduct = {act.conduct for act in acts if isinstance(act, Behave)}
    if Conduct.THREAT in conduct:
        return _threatened(state, here)
    if Conduct.MACHINE in conduct and state.medium is Medium.VOICE:
        return end(state)
    leaves = Do(Command.GOODBYE) in acts
    if step := None if leaves else _too_long(state, here) or _too_many(state, acts, here):
        return step
    if Conduct.PRYING in conduct:
        return _back(state, Note.PRIVATE)
    if Conduct.TRICK in conduct:
        return _back(state, Note.NOT_OUR_BUSINESS)
    if not conduct or without_conduct(acts):
        return None
    return _insulted(state, here) if Conduct.INSULT in conduct else _annoyed(state, here)


@rule
def talked_over(state: State, acts: tuple[CallerAct, ...]) -> Step | None:
    """ "Mhm", "yes yes" while we were still speaking: no answer to an open question, and no yes to what was not heard
    to its end. Everything else that was said into our words counts."""
    if not sort(acts).only_affirms or state.question not in state.said:
        return None
    expecting = state.expectation.expecting
    if expecting in BINDING:
        return _back(state, Note.HEAR_IT_OUT)
    return None if expecting in YES_OR_NO or len(state.expectation.openings) == 1 else ask_again(state)


@rule
def _back(state: State, note: Note) -> Step:
    return Step(state, (Say(note),)).then(ask_again)


@rule
def _threatened(state: State, here: Situation) -> Step:
    """At once a person, or an end; the staff are told, the caller is not."""
    name, phone = state.get(SlotName.NAME), state.get(SlotName.PHONE)
    number = phone.e164 if isinstance(phone, PhoneNumber) else state.caller_id
    note = LeaveCallback(number, name.full if isinstance(name, PersonName) else "", told=False)
    state = replace(state, hand_off=HandOffReason.THREAT)
    reachable = state.medium is Medium.VOICE and here.business.policy.handoff_number
    step = person(state, here, HandOffReason.THREAT) if reachable else end(state)
    return Step(step.state, step.say, (*step.do, note))


@rule
def _insulted(state: State, here: Situation) -> Step:
    tally = replace(state.tally, insults=state.tally.insults + 1)
    state = replace(state, tally=tally)
    if tally.insults > here.business.policy.limits.insults:
        return person(state, here, HandOffReason.UPSET)
    return _back(state, Note.STAY_CALM)


@rule
def _annoyed(state: State, here: Situation) -> Step:
    tally = replace(state.tally, complaints=state.tally.complaints + 1)
    state = replace(state, tally=tally)
    if tally.complaints > here.business.policy.limits.complaints:
        return person(state, here, HandOffReason.UPSET)
    return _back(state, Note.ANNOYING)


@rule
def _too_long(state: State, here: Situation) -> Step | None:
    """Going round in circles, or simply on and on."""
    limits = here.business.policy.limits
    over = max(state.turn - limits.turns, state.turn - state.tally.furthest_turn - limits.turns_without_progress)
    if over <= 0:
        return None
    if state.calling_back or state.expectation.expecting is Expecting.CALLBACK:
        return end(state) if over > TO_SAY_YES else None
    return person(state, here, HandOffReason.STUCK)


@rule
def _too_many(state: State, acts: tuple[CallerAct, ...], here: Situation) -> Step | None:
    """One more appointment than one conversation can book."""
    if state.tally.booked < here.business.policy.limits.bookings or state.calling_back:
        return None
    if state.expectation.expecting is Expecting.CALLBACK or state.task is not Task.BOOK:
        return None
    heard = sort(acts)
    another = not ONE_MORE.isdisjoint(heard.commands)
    another = another or (bool(heard.informs) and not state.booked)
    if state.phase is Phase.SETTLED and not another:
        return None
    return person(state, here, HandOffReason.BEYOND, Say(Note.ENOUGH_BOOKED))
