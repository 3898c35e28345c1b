"""Repair: silence, words nobody could use, and the way out to a person. Nobody is ever stuck.

The ladder (after the tapered prompts of W3C VoiceXML 2.0): a short reprompt, one with an example and keys, keys
first, and then a person, a call-back or a polite end. Counters start again with every success; a whole conversation
has a budget too.
"""

from dataclasses import replace

from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import LeaveCallback, ReleaseHolds
from frontdesk.dialog.filling import service_of
from frontdesk.dialog.memory import NOTHING, Filled, Pause, Phase, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step, Troubles
from frontdesk.model.agent_acts import (
    AgentAct,
    Failure,
    Goodbye,
    HandOff,
    HandOffReason,
    NotifyFailure,
    OfferCallback,
    Reprompt,
    Say,
    Trouble,
)
from frontdesk.model.caller import PhoneNumber
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.service import EmailPolicy, ReasonPolicy
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime

IN_A_ROW = 3
"""Reprompts of one question before a person is brought in."""
IN_ALL = 8
"""Reprompts in one conversation."""
SILENT_START = 2
"""A line that never said a word is given up sooner: a muted phone, or a machine."""


@rule
def no_input(state: State, here: Situation) -> Step:
    """The caller said nothing. Who asked for a moment is only asked, once, whether they are still there."""
    if state.pause is Pause.WAITING and state.medium is Medium.VOICE:
        return Step(replace(state, pause=Pause.ASKED), (Say(Note.STILL_THERE),))
    state = replace(state, pause=Pause.NONE)
    troubles = replace(state.troubles, no_input=state.troubles.no_input + 1, total=state.troubles.total + 1)
    state = replace(state, troubles=troubles, digits="")
    if state.medium is Medium.TEXT:
        return _reprompt(state, Trouble.NO_INPUT, min(troubles.no_input, IN_A_ROW))
    open_still = state.expectation.expecting is Expecting.INSTEAD and troubles.no_input <= IN_A_ROW
    if (state.phase is Phase.SETTLED and not open_still) or state.expectation.expecting is Expecting.CALLBACK:
        return _with_a_note(state, end(state))
    if troubles.no_input > IN_A_ROW or (troubles.no_input >= SILENT_START and state.turn <= SILENT_START):
        ended = end(state)
        return Step(ended.state, (HandOff(HandOffReason.SILENT, None), *ended.say), ended.do)
    return _reprompt(state, Trouble.NO_INPUT, troubles.no_input)


@rule
def no_match(state: State, here: Situation) -> Step:
    """The caller said something, and nothing of it could be used here."""
    troubles = replace(state.troubles, no_match=state.troubles.no_match + 1, total=state.troubles.total + 1)
    state = replace(state, troubles=troubles)
    if state.phase is Phase.SETTLED and troubles.no_match >= IN_A_ROW and state.medium is Medium.VOICE:
        return end(state)
    optional = troubles.no_match >= IN_A_ROW and may_skip(state, here)
    if optional:
        return skip(state, here)
    if troubles.no_match == IN_A_ROW and _can_offer(state, here):
        wish = Filled(PreferredTime(earliest=True, flexible=True))
        return go_on(replace(state.fill(SlotName.PREFERRED_TIME, wish), reopened=None), here)
    if troubles.in_a_row > IN_A_ROW or troubles.total > IN_ALL:
        return person(state, here, HandOffReason.STUCK)
    return _reprompt(state, Trouble.NO_MATCH, troubles.no_match)


def _can_offer(state: State, here: Situation) -> bool:
    """The time was asked for and not understood: a choice of three, by key if need be, is the narrower question."""
    asked = state.expectation.expecting is Expecting.SLOT and state.expectation.slot is SlotName.PREFERRED_TIME
    return asked and state.opening is None and service_of(state, here) is not None


@rule
def _reprompt(state: State, trouble: Trouble, count: int) -> Step:
    keys = state.medium is Medium.VOICE and state.troubles.in_a_row >= 2
    return ask(state, Reprompt(state.expectation, trouble, count, keys))


def understood(state: State) -> State:
    """Something was understood: the counters of the open question start again."""
    return replace(state, troubles=Troubles(total=state.troubles.total))


def may_skip(state: State, here: Situation) -> bool:
    """Is the open question about something the booking can do without?"""
    expectation = state.expectation
    if expectation.expecting is Expecting.CONSENT:
        return any(one.id == expectation.question and not one.required for one in here.business.consents)
    if expectation.expecting is not Expecting.SLOT:
        return False
    if expectation.slot is SlotName.CALLER_NAME:
        return state.calling_back or state.task is Task.MESSAGE
    service = service_of(state, here)
    if service is None:
        return False
    match expectation.slot:
        case SlotName.EMAIL:
            return here.business.email_policy(service) is not EmailPolicy.REQUIRED
        case SlotName.REASON:
            return here.business.reason_policy(service) is not ReasonPolicy.REQUIRED
        case SlotName.HOST:
            return True
        case SlotName.QUESTION:
            return any(one.id == expectation.question and not one.required for one in service.questions)
        case _:
            return False


@rule
def skip(state: State, here: Situation) -> Step:
    """Goes on without the value that was asked for."""
    expectation = state.expectation
    if expectation.expecting is Expecting.CONSENT and expectation.question:
        refused = replace(understood(state), refused=(*state.refused, expectation.question))
        return go_on(refused, here)
    assert expectation.slot is not None
    if expectation.slot is SlotName.QUESTION and expectation.question:
        state = replace(state, skipped=(*state.skipped, expectation.question))
    else:
        state = replace(state, declined=(*state.declined, expectation.slot))
    state = understood(replace(state, reopened=None)).clear(expectation.slot)
    return Step(state, (Say(Note.WITHOUT, expectation.slot),)).then(lambda now: go_on(now, here))


@rule
def person(state: State, here: Situation, reason: HandOffReason, *first: AgentAct) -> Step:
    """Brings in a person: the call is transferred where there is a number for that, else a call-back is offered."""
    number = here.business.policy.handoff_number
    state = replace(understood(state), hand_off=reason)
    if state.medium is Medium.VOICE and number:
        step = _close(state)
        return Step(step.state, (*first, HandOff(reason, number)), step.do)
    offered = state.expectation.expecting is Expecting.CALLBACK
    if offered and reason is HandOffReason.REQUESTED:
        return go_on(replace(state, phase=Phase.COLLECTING, calling_back=True), here)
    if offered and reason in (HandOffReason.STUCK, HandOffReason.UPSET):
        step = end(state)
        return Step(step.state, first + step.say, step.do)
    return Step(state, first).then(lambda now: ask(now, OfferCallback()))


@rule
def end(state: State) -> Step:
    """A polite end. What is held is given up, and it is said when nothing was booked."""
    said: tuple[AgentAct, ...] = (Goodbye(),)
    if state.unresolved:
        said = (NotifyFailure(Failure.UNKNOWN), Goodbye())
    elif state.phase is Phase.COLLECTING and state.task in (Task.MOVE, Task.CANCEL):
        said = (Say(Note.STAYS), Goodbye())
    elif state.phase is Phase.COLLECTING and state.task is Task.BOOK and state.progressed and not state.made:
        said = (Say(Note.NOTHING_BOOKED), Goodbye())
    step = _close(state)
    return Step(step.state, said, step.do)


@rule
def hung_up(state: State) -> Step:
    """The caller left: nothing to say, everything held is given up."""
    return _with_a_note(state, _close(state))


@rule
def unanswered(state: State) -> Step:
    """Nobody picked up: the conversation goes on, with the offer to be called back."""
    phase = Phase.SETTLED if state.booking else Phase.COLLECTING
    reason = state.hand_off or HandOffReason.REQUESTED
    back = replace(state, phase=phase, unanswered=True, hand_off=reason)
    return Step(back, (Say(Note.NOBODY_ANSWERED),)).then(lambda now: ask(now, OfferCallback()))


def _with_a_note(state: State, step: Step) -> Step:
    """Who wanted a person or a call-back and left before all was said is noted, where the number is known."""
    phone = state.get(SlotName.PHONE)
    number = phone.e164 if isinstance(phone, PhoneNumber) else state.caller_id
    offered = state.unanswered and state.expectation.expecting is Expecting.CALLBACK
    if not (offered or state.calling_back) or number is None:
        return step
    note = LeaveCallback(number, state.who_calls, told=False)
    return Step(replace(step.state, calling_back=False), step.say, (*step.do, note))


def _close(state: State) -> Step:
    ids = tuple(hold.id for hold in state.holds)
    ended = replace(state, phase=Phase.ENDED, holds=(), opening=None, expectation=NOTHING, question=None)
    return Step(ended, (), (ReleaseHolds(ids),) if ids else ())
