"""Several appointments in one conversation: one after the other, each with its own read-back and its own yes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from frontdesk.dialog.appointments.tasks import under_way
from frontdesk.dialog.heard import Acts, sort
from frontdesk.dialog.memory import Filled, Grounding, More, Phase, Source, Task
from frontdesk.dialog.slots.preferred_time import exactly, from_then_on
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AgentAct, AskAnythingElse, NotifySuccess, Say
from frontdesk.model.booking import Booking
from frontdesk.model.caller import ContactChannel
from frontdesk.model.caller_acts import ABOUT_ONE_THERE_IS, CallerAct, Command, Do, Inform
from frontdesk.model.note import Note
from frontdesk.model.slots import LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import DaySpan, Grain, PreferredTime

WHO_IS_CALLING = (SlotName.NAME, SlotName.CALLER_NAME, SlotName.PHONE, SlotName.EMAIL)
"""One more booking: who is calling is known, everything else is new."""
OF_WHO_CALLS = (SlotName.CALLER_NAME, SlotName.PHONE, SlotName.EMAIL)
THE_SAME = (SlotName.SERVICE, SlotName.HOST, SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS)
"""Of several that were asked for at once, what was said of one holds for all."""
OF_IT = (SlotName.PREFERRED_TIME, *THE_SAME)
ONE_MORE = {
    Command.BOOK,
    Command.START_OVER,
    Command.ANOTHER,
    Command.SEVERAL,
    Command.TOGETHER,
    Command.RECURRING,
    Command.FOR_SOMEBODY,
    Command.AGAIN,
}
"""After a booking, these begin another one."""
BESIDE = ONE_MORE - {Command.BOOK, Command.START_OVER}
"""They say that it is one beside the one before, and so like it."""
ANOTHER = Do(Command.ANOTHER)
THEIRS = Do(Command.FOR_SOMEBODY)
OR_MORE = More(asked=True)
"""Behind the last that is known of: nobody said how many there are."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Plan:
    """What of an utterance is for the appointment at hand; the rest is kept in `state.more`."""

    state: State
    acts: Acts
    say: tuple[AgentAct, ...] = ()


def plan(state: State, acts: Acts) -> Plan:
    """ "Two appointments, Tuesday and Thursday", "and one for Friday as well": the first of them comes first."""
    wanted = acts.commands
    if not state.more:
        if {Command.SEVERAL, Command.TOGETHER} <= wanted:  # "for me and my two daughters"
            theirs = (More((THEIRS,)), OR_MORE)
            return Plan(replace(state, more=theirs), acts, (Say(Note.ONE_BY_ONE),))
        if Command.SEVERAL in wanted:
            return _first_of(state, acts)
        if Command.TOGETHER in wanted:
            return Plan(replace(state, more=(More(together=True), OR_MORE)), acts, (Say(Note.ONE_BY_ONE),))
        if Command.RECURRING in wanted:
            informs = tuple(map(_first_week, acts.informs))
            weekly = replace(state, more=(More(weekly=True),))
            return Plan(weekly, replace(acts, informs=informs), (Say(Note.ONE_BY_ONE),))
    elif {Command.SEVERAL, Command.TOGETHER} & wanted:
        asked = () if any(one.asked or one.weekly for one in state.more) else (OR_MORE,)
        return Plan(replace(state, more=(*state.more, *asked)), acts, (Say(Note.ONE_BY_ONE),))
    return Plan(state, acts)


def apart(state: State, heard: tuple[CallerAct, ...]) -> tuple[tuple[CallerAct, ...], tuple[CallerAct, ...]]:
    """What of an utterance is for the appointment that is being made, and what for one more beside it."""
    if ANOTHER not in heard or state.task is not Task.BOOK or state.phase is not Phase.COLLECTING:
        return heard, ()
    at = heard.index(ANOTHER)
    before, behind = heard[:at], heard[at + 1 :]
    more = tuple(act for act in behind if _tells_of_it(act))
    if THEIRS not in more:  # "for my son, and one for me, I'm Ada": who calls is said of both
        more = tuple(act for act in more if not (isinstance(act, Inform) and act.slot is SlotName.NAME))
        other = state.for_other or THEIRS in before
        behind = tuple(_of_the_caller(act) if other else act for act in behind)
    if not more:  # "Wednesday at eleven as well"
        more = tuple(act for act in before if isinstance(act, Inform) and act.slot in OF_IT and not act.corrects)
        more = more if state.opening is not None else ()
    told = {*state.slots, *(act.slot for act in before if isinstance(act, Inform) and act not in more)}
    other = _is_other(state, before, more)
    of_both = OF_IT if other else THE_SAME  # "a massage for me and a follow-up for my son on Tuesday afternoon"
    for_both = {act for act in more if _holds_for(act, of_both) and isinstance(act, Inform) and act.slot not in told}
    rest = tuple(act for act in (*before, *behind) if act not in more or act in for_both)
    timed = SlotName.PREFERRED_TIME in told or state.opening is not None
    made = timed or other or (under_way(state) and THEIRS in more)
    instead = any(isinstance(act, Inform) and act.slot is SlotName.SERVICE and act.corrects for act in more)
    return (rest, more) if made and more and not instead else (heard, ())


def _is_other(state: State, before: tuple[CallerAct, ...], more: tuple[CallerAct, ...]) -> bool:
    """What is wanted behind is another service than that of the appointment at hand."""
    if ABOUT_ONE_THERE_IS & sort((*before, *more)).commands:
        return False  # "cancel my massage and my follow-up as well"
    said = [act.value for act in before if isinstance(act, Inform) and act.slot is SlotName.SERVICE]
    mine = said[-1] if said else state.get(SlotName.SERVICE)
    theirs = [act.value for act in more if isinstance(act, Inform) and act.slot is SlotName.SERVICE]
    return mine is not None and bool(theirs) and mine not in theirs


def queue(state: State, said: tuple[CallerAct, ...]) -> State:
    """One more is remembered. The same other service named again is that one, and no third: what is new counts."""
    theirs = [act.value for act in said if isinstance(act, Inform) and act.slot is SlotName.SERVICE]
    for at, one in enumerate(state.more):
        known = [act.value for act in one.said if isinstance(act, Inform) and act.slot is SlotName.SERVICE]
        if theirs and theirs == known and theirs != [state.get(SlotName.SERVICE)]:
            new = {act.slot for act in said if isinstance(act, Inform)}
            kept = (act for act in one.said if act not in said and not (isinstance(act, Inform) and act.slot in new))
            more = (*state.more[:at], replace(one, said=(*kept, *said)), *state.more[at + 1 :])
            return replace(state, more=more)
    return replace(state, more=(*state.more, More(said)))


def without_known(state: State, this: tuple[CallerAct, ...]) -> tuple[CallerAct, ...]:
    """ "No, I said two: a massage for me and …": the massage is what we have, and the no is to its being all."""
    known = [act for act in this if isinstance(act, Inform) and state.get(act.slot) == act.value]
    if not known:
        return this
    return tuple(act for act in this if act not in known and act not in (Do(Command.NEGATE), Do(Command.SEVERAL)))


def _holds_for(act: CallerAct, slots: tuple[SlotName, ...]) -> bool:
    """A clock, or "right after", is of the one it was said of; a day, or an afternoon, may be of both."""
    if not isinstance(act, Inform) or act.slot not in slots:
        return False
    value = act.value
    return not isinstance(value, PreferredTime) or (value.names_day and value.shift is None and not _exact(value))


def _exact(time: PreferredTime) -> bool:
    return any(clock.grain is Grain.MINUTE for wish in time.wishes for clock in wish.clocks)


def _of_the_caller(act: CallerAct) -> CallerAct:
    named = isinstance(act, Inform) and act.slot is SlotName.NAME
    return replace(act, slot=SlotName.CALLER_NAME) if named and isinstance(act, Inform) else act


def _tells_of_it(act: CallerAct) -> bool:
    if isinstance(act, Inform):
        return act.slot not in OF_WHO_CALLS
    return isinstance(act, Do) and act.command in {*BESIDE, Command.FOR_MYSELF}


def _first_week(inform: Inform) -> Inform:
    """ "Every Tuesday": the first of them."""
    if not isinstance(inform.value, PreferredTime):
        return inform
    wishes = tuple(replace(wish, days=tuple(map(_within_a_week, wish.days))) for wish in inform.value.wishes)
    return replace(inform, value=replace(inform.value, wishes=wishes))


def _within_a_week(span: DaySpan) -> DaySpan:
    return replace(span, until=span.first + WEEK) if span.first and span.until is None else span


def _first_of(state: State, acts: Acts) -> Plan:
    for position, inform in enumerate(acts.informs):
        match inform.value:
            case PreferredTime(wishes) if len(wishes) > 1 and not any(wish.excluded for wish in wishes):
                one, *others = (replace(inform, value=replace(inform.value, wishes=(wish,))) for wish in wishes)
                informs = (*acts.informs[:position], one, *acts.informs[position + 1 :])
                more = tuple(More((other,)) for other in others)
                return Plan(replace(state, more=more), replace(acts, informs=informs), (Say(Note.ONE_BY_ONE),))
    theirs = (THEIRS,) if Command.FOR_SOMEBODY in acts.commands else ()
    return Plan(replace(state, more=(More(theirs), OR_MORE)), acts, (Say(Note.ONE_BY_ONE),))


def another(state: State, acts: Acts, here: Situation) -> State:
    """Ready for one more. Where, how and what for is as for the one that was just made, unless something else is said;
    "start over" and "I'd like to book" say nothing of the one before."""
    fresh = state.afresh(WHO_IS_CALLING)
    before = state.booking if state.booking is not None and state.booking.stands else None
    if before is None or not (BESIDE & acts.commands or acts.informs) or Command.START_OVER in acts.commands:
        return fresh
    said = {inform.slot for inform in acts.informs}
    for slot, value in _as_before(before, state, other_service=SlotName.SERVICE in said):
        if slot not in said:
            fresh = fresh.fill(slot, Filled(value, Grounding.CONFIRMED, Source.LAST_TIME))
    if Command.FOR_SOMEBODY not in acts.commands:
        return fresh
    fresh = fresh.clear(SlotName.NAME) if fresh.for_other else fresh  # of whom the one before was for
    if SlotName.PREFERRED_TIME in said:
        return fresh
    behind = from_then_on(before.request.opening.end.astimezone(here.business.zone))
    return fresh.fill(SlotName.PREFERRED_TIME, Filled(behind, source=Source.LAST_TIME))


def _as_before(booking: Booking, state: State, *, other_service: bool) -> Iterator[tuple[SlotName, Value]]:
    opening, host, address = booking.request.opening, state.slots.get(SlotName.HOST), state.get(SlotName.ADDRESS)
    yield SlotName.SERVICE, ServiceChoice((opening.service,))
    yield SlotName.CONTACT_CHANNEL, ContactChannel(booking.request.channel)
    place = LocationChoice((opening.location,)) if opening.location else state.get(SlotName.LOCATION)
    if place is not None:
        yield SlotName.LOCATION, place
    if host is not None and host.source is Source.SAID and not other_service:
        yield SlotName.HOST, host.value
    if address is not None:
        yield SlotName.ADDRESS, address


def is_beside(state: State, acts: Acts) -> bool:
    """Another service is named: one more appointment, whatever else is said, and never a move of the one there is."""
    booked = state.booking.request.opening.service if state.booking is not None else None
    named = [one.value.ids for one in acts.informs if isinstance(one.value, ServiceChoice) and not one.corrects]
    return any(booked not in ids for ids in named)


def is_one_beside_it(acts: Acts) -> bool:
    """While one is moved or cancelled, one more is wanted, and nothing of that one."""
    return Command.ANOTHER in acts.commands and ABOUT_ONE_THERE_IS.isdisjoint(acts.commands)


def take_up(booked: Step, here: Situation) -> tuple[Step, tuple[CallerAct, ...]]:
    """The one before is booked: the next is begun, and what was said of it is to be heard."""
    state = booked.state
    assert state.booking is not None
    one, *rest = sorted(state.more, key=lambda more: more.asked)  # what was named comes before it is asked for more
    told = tuple(act for act in booked.say if isinstance(act, NotifySuccess))
    if one.asked:
        return Step(replace(state, more=()), (*told, AskAnythingElse()), booked.do), ()
    start = state.booking.request.opening.start.astimezone(here.business.zone)
    said = (THEIRS,) if one.together else one.said
    fresh = another(state, sort((ANOTHER, *said)), here)
    fresh = replace(fresh, more=tuple(rest) or ((one,) if one.weekly else ()))
    at = start if one.together else start + WEEK if one.weekly else None
    fresh = fresh.fill(SlotName.PREFERRED_TIME, Filled(exactly(at))) if at else fresh
    return Step(fresh, (*told, Say(Note.AND_NEXT)), booked.do), said
