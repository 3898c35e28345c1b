"""The dialogue in one function: `step(state, event, now, business)` gives the next state, acts to say, effects to do.

The same state, event, instant and business always give the same step.
"""

from dataclasses import replace
from datetime import datetime

from frontdesk.dialog import coming_back, commitment, limits, messages, offering, repair, unwaiting, waiting
from frontdesk.dialog.afterwards import hear_afterwards, take_up_next
from frontdesk.dialog.appointments import again, changing, finding
from frontdesk.dialog.asking import ask_again, expected
from frontdesk.dialog.effects import Aim, Purpose
from frontdesk.dialog.events import (
    Began,
    Booked,
    BookingRefused,
    BookingsFound,
    CallbackLeft,
    Cancelled,
    Event,
    Heard,
    Held,
    HungUp,
    LookupClosed,
    Moved,
    NoInput,
    NotBooked,
    NotCancelled,
    NotMoved,
    OpeningLost,
    OpeningsFound,
    OutcomeUnknown,
    SystemDown,
    Unanswered,
    WaitlistJoined,
    WaitlistLeft,
    WaitlistNotJoined,
)
from frontdesk.dialog.hearing import hear
from frontdesk.dialog.memory import Pause, Phase, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    Acknowledge,
    AgentAct,
    AskConsent,
    Confirm,
    ConfirmMove,
    ConfirmWaiting,
    Goodbye,
    Greet,
    NotifySuccess,
    NotOffered,
    Offer,
    ReadBack,
    Say,
    Which,
)
from frontdesk.model.business import Business
from frontdesk.model.caller_acts import CallerAct, SpeakLanguage
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName

TURNS = (Began, Heard, NoInput, HungUp, Unanswered)
"""A turn begins with these, and with it the reasons of its answer."""


def step(state: State, event: Event, now: datetime, business: Business) -> Step:
    """What happens to a conversation when `event` happens at the aware instant `now`. Never raises on any input."""
    here = Situation(business, now.astimezone(business.zone))
    if isinstance(event, TURNS):
        state = replace(state, heard=event.acts if isinstance(event, Heard) else (), rules=())
    match event:
        case Began(arrival, before):
            greeted = Step(replace(state, arrival=arrival), (Greet(),))
            return greeted.then(lambda now: (before and coming_back.begin(now, before)) or go_on(now, here))
        case Heard(acts, interrupted, returned):
            state = replace(state, turn=state.turn + 1, pause=Pause.NONE)
            unheard = limits.talked_over(state, acts) if interrupted else None
            welcomed = coming_back.welcome_back(state, acts) if returned else None
            if instead := unheard or welcomed:
                return instead
            stale = returned and state.expectation.expecting in limits.BINDING
            return _long_after(state, acts, here) if stale else _heard(state, acts, here)
        case NoInput():
            if state.phase is Phase.ENDED:
                return Step(state, (Goodbye(),))
            return repair.no_input(replace(state, turn=state.turn + 1), here)
        case HungUp():
            return coming_back.leave(state)
        case Unanswered():
            return repair.unanswered(state)
        case OpeningsFound(purpose=Purpose(Aim.WAIT)):
            looked = waiting.on_looked(state, event, here)
            return looked if looked.do or looked.say else looked.then(lambda after: go_on(after, here))
        case OpeningsFound():
            return offering.on_openings_found(state, event, here)
        case Held():
            held = offering.on_held(state, event, here)
            taken = event.purpose.aim is Aim.TAKE and bool(event.holds)
            return held.then(lambda after: go_on(after, here)) if taken else held
        case Booked(booking):
            booked = commitment.on_booked(state, booking)
            agreed = booked.state.expectation.expecting is not Expecting.INSTEAD
            return take_up_next(booked, here) if agreed else booked
        case OpeningLost():
            return changing.on_opening_lost(state, here) if state.moving else commitment.on_opening_lost(state, here)
        case BookingRefused():
            return commitment.on_refused(state)
        case OutcomeUnknown():
            return commitment.on_unknown(state)
        case SystemDown():
            return commitment.on_down(state)
        case NotBooked(told=True):
            return commitment.on_not_made(state).then(lambda after: go_on(after, here))
        case NotBooked():
            return commitment.on_not_booked(state)
        case Cancelled(booking):
            return changing.on_cancelled(state, booking).then(lambda after: go_on(after, here))
        case NotCancelled(standing, why):
            return changing.on_not_cancelled(state, standing, why, here)
        case BookingsFound(bookings) if state.task is Task.AGAIN:
            return again.on_found(state, bookings, here).then(lambda after: go_on(after, here))
        case BookingsFound(bookings):
            return go_on(finding.on_found(state, bookings, here), here)
        case LookupClosed() if state.task is Task.AGAIN:
            return again.without(state).then(lambda after: go_on(after, here))
        case LookupClosed():
            return finding.on_closed(state, here)
        case Moved(booking):
            return changing.on_moved(state, booking).then(lambda after: go_on(after, here))
        case NotMoved(standing, why):
            return changing.on_not_moved(state, standing, why, here)
        case WaitlistJoined(entry):
            return waiting.on_joined(state, entry)
        case WaitlistLeft(entries):
            return unwaiting.on_left(state, entries).then(lambda after: go_on(after, here))
        case WaitlistNotJoined():
            return waiting.on_not_joined(state)
        case CallbackLeft(stored) if state.task is Task.MESSAGE and not state.calling_back:
            left = messages.on_left(state, stored)
            if messages.is_a_farewell(left.state):
                return left.then(repair.end)
            return left.then(lambda after: go_on(after, here))
        case CallbackLeft(stored):
            note = Say(Note.CALLBACK_NOTED if stored else Note.CALLBACK_FAILED)
            ended = repair.hung_up(replace(state, calling_back=False))
            return Step(ended.state, (note, Goodbye()), ended.do)


def _heard(state: State, acts: tuple[CallerAct, ...], here: Situation) -> Step:
    wanted = next((act for act in acts if isinstance(act, SpeakLanguage)), None)
    if wanted is not None:
        rest = tuple(act for act in acts if act is not wanted)
        return _in_language(replace(state, language=wanted.language, locale=wanted.locale), wanted, rest, here)
    if state.phase is Phase.ENDED:
        return Step(state, (Goodbye(),))
    state = limits.count(state)
    if bounded := limits.bound(state, acts, here):
        return bounded
    acts = limits.without_conduct(acts)
    if not acts:
        return repair.no_match(state, here)
    if state.phase is Phase.SETTLED:
        return hear_afterwards(state, acts, here)
    heard = hear(state, acts, here)
    idle = heard.state.phase is Phase.COLLECTING and not heard.do
    return heard.then(lambda after: offering.keep_holding(after, here)) if idle else heard


def _long_after(state: State, acts: tuple[CallerAct, ...], here: Situation) -> Step:
    """What is said to a question that binds and was asked long ago."""
    rest = coming_back.without_yes(state, acts)
    return coming_back.put_again(state, _heard(state, rest, here) if rest else offering.keep_holding(state, here))


@rule
def _in_language(state: State, wanted: SpeakLanguage, rest: tuple[CallerAct, ...], here: Situation) -> Step:
    """Goes on in the caller's language: what is known stays, and what was open is asked in it."""
    if not wanted.asked:
        return _heard(state, rest, here)
    if isinstance(state.question, AskConsent) and not rest:
        after = go_on(state, here)  # what is agreed to is kept in the words that were asked
    else:
        after = _heard(state, rest, here) if rest else ask_again(state)
    return Step(after.state, (Say(Note.LANGUAGE), *after.say), after.do)


def finish(state: State, said: tuple[AgentAct, ...]) -> Step:
    """Ends a turn: of several questions only the last is asked, echoes go where a read-back, a success or the question
    itself says it all, and what is left is remembered for "could you repeat that?"."""
    if state.phase is Phase.ENDED and Goodbye() in said:  # who says goodbye at once is not greeted and asked first
        said = tuple(act for act in said if act != Greet() and expected(act).expecting is Expecting.NOTHING)
    asking = [index for index, act in enumerate(said) if expected(act).expecting is not Expecting.NOTHING]
    last = asking[-1] if asking else None
    if last is not None and state.phase is Phase.SETTLED and not _is_open(said[last], state):
        last = None  # the greeting's question, in a chat whose first words were answered at once
    complete = any(isinstance(act, ReadBack | NotifySuccess | ConfirmMove | ConfirmWaiting) for act in said)
    unsettled = {act.slot for act in said if isinstance(act, Which | Confirm)}
    named = {SlotName.SERVICE} if any(isinstance(act, NotOffered) for act in said) else set()
    named |= {SlotName.HOST} if any(isinstance(act, Offer) for act in said) else set()
    kept = tuple(
        act
        for index, act in enumerate(said)
        if not (index in asking and index != last)
        and not (isinstance(act, Acknowledge) and (complete or act.slot in unsettled or act.slot in named))
    )
    courtesy = not asking and state.phase is Phase.COLLECTING  # "take your time": the question before it stays open
    return Step(state if courtesy else replace(state, said=tuple(map(_in_full, kept))), kept)


def _is_open(act: AgentAct, state: State) -> bool:
    return expected(act).expecting is state.expectation.expecting


def _in_full(act: AgentAct) -> AgentAct:
    """To be repeated."""
    return replace(act, brief=False) if isinstance(act, ReadBack) else act
