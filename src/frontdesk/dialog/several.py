"""Several appointments in one conversation: one after the other, each with its own read-back and its own yes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from frontdesk.dialog.heard import Acts
from frontdesk.dialog.slots.preferred_time import exactly, that_day
from frontdesk.dialog.state import Filled, Grounding, More, Situation, Source, State, Step
from frontdesk.model.agent_acts import AgentAct, NotifySuccess, Say
from frontdesk.model.booking import Booking
from frontdesk.model.caller import ContactChannel
from frontdesk.model.caller_acts import Command, Inform
from frontdesk.model.note import Note
from frontdesk.model.slots import LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import DaySpan, PreferredTime

WHO_IS_CALLING = (SlotName.NAME, SlotName.CALLER_NAME, SlotName.PHONE, SlotName.EMAIL)
"""One more booking: who is calling is known, everything else is new."""
THE_SAME = (SlotName.SERVICE, SlotName.HOST, SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS)
"""Of several that were asked for at once, what was said of one holds for all."""
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
        if Command.SEVERAL in wanted:
            return _first_of(state, acts)
        if Command.TOGETHER in wanted:
            return Plan(replace(state, more=(More(together=True),)), acts, (Say(Note.ONE_BY_ONE),))
        if Command.RECURRING in wanted:
            informs = tuple(map(_first_week, acts.informs))
            weekly = replace(state, more=(More(weekly=True),))
            return Plan(weekly, replace(acts, informs=informs), (Say(Note.ONE_BY_ONE),))
    if Command.ANOTHER in wanted and state.opening is not None:
        said = tuple(one for one in acts.informs if one.slot in (SlotName.PREFERRED_TIME, *THE_SAME))
        if said:
            rest = tuple(one for one in acts.informs if one not in said)
            after = replace(state, more=(*state.more, More(said)))
            return Plan(after, replace(acts, informs=rest), (Say(Note.AFTER_THIS),))
    return Plan(state, acts)


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
    return Plan(replace(state, more=(More(),)), acts, (Say(Note.ONE_BY_ONE),))


def another(state: State, acts: Acts, here: Situation) -> State:
    """Ready for one more. Where, how and what for is as for the one that was just made, unless something else is said;
    "start over" and "I'd like to book" say nothing of the one before."""
    fresh = state.afresh(WHO_IS_CALLING)
    before = state.booking if state.booking is not None and state.booking.stands else None
    if before is None or not (BESIDE & acts.commands or acts.informs) or Command.START_OVER in acts.commands:
        return fresh
    said = {inform.slot for inform in acts.informs}
    for slot, value in _as_before(before, state):
        if slot not in said:
            fresh = fresh.fill(slot, Filled(value, Grounding.CONFIRMED, Source.LAST_TIME))
    for_other = Command.FOR_SOMEBODY in acts.commands and SlotName.PREFERRED_TIME not in said
    start = before.request.opening.start.astimezone(here.business.zone)
    return fresh.fill(SlotName.PREFERRED_TIME, Filled(that_day(start), source=Source.LAST_TIME)) if for_other else fresh


def _as_before(booking: Booking, state: State) -> Iterator[tuple[SlotName, Value]]:
    opening = booking.request.opening
    yield SlotName.SERVICE, ServiceChoice((opening.service,))
    yield SlotName.CONTACT_CHANNEL, ContactChannel(booking.request.channel)
    place = LocationChoice((opening.location,)) if opening.location else state.get(SlotName.LOCATION)
    if place is not None:
        yield SlotName.LOCATION, place


def is_beside(state: State, acts: Acts) -> bool:
    """Another service is named: one more appointment, whatever else is said, and never a move of the one there is."""
    booked = state.booking.request.opening.service if state.booking is not None else None
    named = [one.value.ids for one in acts.informs if isinstance(one.value, ServiceChoice) and not one.corrects]
    return any(booked not in ids for ids in named)


def take_up(booked: Step, here: Situation) -> tuple[Step, tuple[Inform, ...]]:
    """The one before is booked: the next is begun, and what was said of it is to be heard."""
    state = booked.state
    assert state.booking is not None
    one, *rest = state.more
    start = state.booking.request.opening.start.astimezone(here.business.zone)
    named = any(inform.slot is SlotName.SERVICE for inform in one.said)
    fresh = state.afresh(WHO_IS_CALLING if named else (*WHO_IS_CALLING, *THE_SAME))
    fresh = replace(fresh, more=tuple(rest) or ((one,) if one.weekly else ()))
    if one.together:
        fresh = _for_the_other(fresh).fill(SlotName.PREFERRED_TIME, Filled(exactly(start)))
    if one.weekly:
        fresh = fresh.fill(SlotName.PREFERRED_TIME, Filled(exactly(start + WEEK)))
    told = tuple(act for act in booked.say if isinstance(act, NotifySuccess))
    return Step(fresh, (*told, Say(Note.AND_NEXT)), booked.do), one.said


def _for_the_other(state: State) -> State:
    caller = state.slots.get(SlotName.CALLER_NAME) or state.slots.get(SlotName.NAME)
    state = replace(state.clear(SlotName.NAME), for_other=True)
    return state.fill(SlotName.CALLER_NAME, caller) if caller else state
