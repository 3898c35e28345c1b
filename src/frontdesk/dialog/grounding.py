"""Grounding: takes what the caller informed us of into the slots, corrected at any time.

A correction keeps everything else, takes back the read-back, and an unusable new value never wipes a good old one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from frontdesk.dialog import whose
from frontdesk.dialog.asking import ask
from frontdesk.dialog.filling import (
    REFUSED_OFTEN,
    SURE_ENOUGH,
    confirm,
    fill,
    let_go,
    refused,
    service_of,
    turn_down,
    wanted,
)
from frontdesk.dialog.memory import Filled, Source, Task
from frontdesk.dialog.slots import contact_channel, name, phone, preferred_time
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AgentAct, Ask, NotOffered, Reprompt, Trouble
from frontdesk.model.booking import Booking
from frontdesk.model.caller import ContactChannel, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.caller_acts import Inform
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.service import Service
from frontdesk.model.slots import Answer, HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that took a value, or could not: then `asks` tells that it ends with the question itself."""

    step: Step
    asks: bool = False


def ground(state: State, inform: Inform, here: Situation) -> Taken:
    """Takes one value; one that can mean what was settled before means just that."""
    if inform.slot is SlotName.APPOINTMENT:
        return _appointment(state, inform)
    known = state.get(inform.slot)
    if _settled(known, inform.value) and state.reopened is not inform.slot:
        return Taken(Step(state))
    return _READERS.get(type(inform.value), _plain)(state, inform, here)


def _settled(known: Value | None, said: Value) -> bool:
    """ "The massage", once it is clear which one of two."""
    match known, said:
        case (ServiceChoice((one,)), ServiceChoice(ids)) | (LocationChoice((one,)), LocationChoice(ids)):
            return len(ids) > 1 and one in ids
        case HostChoice((one,)), HostChoice(ids, any_of=False):
            return len(ids) > 1 and one in ids
        case _:
            return False


def _plain(state: State, inform: Inform, here: Situation) -> Taken:
    service = service_of(state, here)
    if service is not None and not wanted(inform.slot, service, here):
        return Taken(Step(state))
    return Taken(fill(state, inform.slot, inform.value, sure=inform.sure))


def _service(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, ServiceChoice)
    before = service_of(state, here)
    step = fill(state, SlotName.SERVICE, inform.value, sure=inform.sure)
    after = service_of(step.state, here)
    if before == after:
        return Taken(step)
    if before is not None:
        step = step.then(let_go)
    return Taken(step.then(lambda now: _without_what_no_longer_fits(now, here)))


def _without_what_no_longer_fits(state: State, here: Situation) -> Step:
    """Another service may have other channels, hosts, places and questions."""
    service = service_of(state, here)
    if service is None:
        return Step(state)
    told: list[AgentAct] = []
    match state.get(SlotName.CONTACT_CHANNEL):
        case ContactChannel(channel) as way if not contact_channel.offered(channel, service):
            told += _if_said(state, not_offered(SlotName.CONTACT_CHANNEL, way, service, here))
            state = state.clear(SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS)
    match state.get(SlotName.HOST):
        case HostChoice(any_of=False) as host if _nobody_of(host, service, here):
            told.append(not_offered(SlotName.HOST, host, service, here))
            several = len(here.business.hosts_of(service)) > 1
            state = replace(state.clear(SlotName.HOST), reopened=SlotName.HOST if several else state.reopened)
    match state.get(SlotName.LOCATION):
        case LocationChoice() as place if _nowhere_of(place, service, here):
            said = _if_said(state, not_offered(SlotName.LOCATION, place, service, here))
            several = len(here.business.locations_of(service)) > 1
            told += said
            state = replace(
                state.clear(SlotName.LOCATION), reopened=SlotName.LOCATION if said and several else state.reopened
            )
    asked = {question.id for question in service.questions}
    answers = tuple(answer for answer in state.answers if answer[0] in asked)
    return Step(replace(state, answers=answers), tuple(told))


def _if_said(state: State, told: NotOffered) -> list[AgentAct]:
    """What the profile settled by itself goes without a word."""
    return [told] if state.slots[told.slot].source is Source.SAID else []


def _nobody_of(choice: HostChoice, service: Service, here: Situation) -> bool:
    """Somebody is named, and none of them does this service."""
    return bool(choice.ids) and not {host.id for host in here.business.hosts_of(service)} & {*choice.ids}


def _nowhere_of(choice: LocationChoice, service: Service, here: Situation) -> bool:
    """A place is named, and the service is not done there."""
    return bool(choice.ids) and not {place.id for place in here.business.locations_of(service)} & {*choice.ids}


def _host(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, HostChoice)
    service = service_of(state, here)
    if service is not None and _nobody_of(inform.value, service, here):
        return _cannot(state, not_offered(SlotName.HOST, inform.value, service, here))
    inform = replace(inform, value=_heard_without_comma(inform.value, state, inform.corrects, here))
    assert isinstance(inform.value, HostChoice)
    changed = state.get(SlotName.HOST) != inform.value
    step = fill(state, SlotName.HOST, inform.value, sure=inform.sure)
    if not changed:
        return Taken(step)
    match inform.value:
        case HostChoice(ids) if state.opening and state.opening.host in ids and (inform.value.any_of or len(ids) == 1):
            return Taken(step)
        case HostChoice(()):
            return Taken(step)
    return Taken(step.then(let_go))


def _heard_without_comma(said: HostChoice, state: State, corrects: bool, here: Situation) -> HostChoice:
    """ "No, con Marta", as a recogniser writes it: "no con Marta". Where the appointment is with somebody else anyway,
    there is nothing to rule out: she is wanted."""
    service = service_of(state, here)
    if not (said.any_of and corrects and service and state.opening and state.opening.host in said.ids):
        return said
    named = tuple(host.id for host in here.business.hosts_of(service) if host.id not in said.ids)
    return HostChoice(named) if named else said


def _preferred_time(state: State, inform: Inform, here: Situation) -> Taken:
    value = inform.value
    assert isinstance(value, PreferredTime)
    old = state.get(SlotName.PREFERRED_TIME)
    assert old is None or isinstance(old, PreferredTime)
    if state.task is Task.MOVE and state.about is None:  # what it counts from is not known yet
        return Taken(Step(state.fill(SlotName.PREFERRED_TIME, Filled(value, sure=inform.sure))))
    discussed = state.opening.start if state.opening else state.offered[0] if state.offered else None
    before, end = state.moved or _just_made(state, value), None
    if discussed is None and before:
        discussed, end = before.request.opening.start, before.request.opening.end.astimezone(here.business.zone)
    anchor = discussed.astimezone(here.business.zone) if discussed else None
    base = preferred_time.exactly(anchor) if state.opening and anchor else old
    if base is None and before and anchor:
        base = preferred_time.that_day(anchor)
    chosen = base if state.opening else None
    on_the_table = (state.opening.start,) if state.opening else state.offered
    value = preferred_time.heard_without_comma(value, (one.astimezone(here.business.zone) for one in on_the_table))
    if inform.corrects and state.given_up:
        given_up = state.given_up.start.astimezone(here.business.zone)
        if back := preferred_time.back_to(value, given_up):
            base, value = preferred_time.exactly(given_up), back
    if anchor is None and (base is None or not base.names_day):
        value = preferred_time.from_today(value, here.now.astimezone(here.business.zone).date())
    merged = preferred_time.merge(base, value, anchor, end)
    state = replace(state, reopened=None if state.reopened is inform.slot else state.reopened)
    if merged == chosen:
        return Taken(Step(state))
    changed = replace(
        state.fill(SlotName.PREFERRED_TIME, Filled(merged, sure=inform.sure)),
        offered=(),
        given_up=state.opening or state.given_up,
        corrected=state.corrected or state.opening is not None,
        path=(*(slot for slot in state.path if slot is not SlotName.PREFERRED_TIME), SlotName.PREFERRED_TIME),
    )
    return Taken(let_go(changed))


def _just_made(state: State, value: PreferredTime) -> Booking | None:
    """After a booking, a time without a day ("at eleven", "straight after that") is one of that day."""
    relative = value.shift is not None or (value.names_clock and not value.names_day)
    return state.last if state.task is Task.BOOK and relative else None


def _appointment(state: State, inform: Inform) -> Taken:
    """What tells an appointment there is; said anew, another one may be meant than was understood before."""
    changed = state.get(SlotName.APPOINTMENT) != inform.value
    state = state.fill(SlotName.APPOINTMENT, Filled(inform.value, sure=inform.sure))
    return Taken(Step(replace(state, subject="") if changed else state))


def _contact_channel(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, ContactChannel)
    service = service_of(state, here)
    if service is not None and not contact_channel.offered(inform.value.channel, service):
        return _cannot(state, not_offered(SlotName.CONTACT_CHANNEL, inform.value, service, here))
    return Taken(fill(state, SlotName.CONTACT_CHANNEL, inform.value, sure=inform.sure))


def _location(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, LocationChoice)
    service = service_of(state, here)
    if service is not None and _nowhere_of(inform.value, service, here):
        return _cannot(state, not_offered(SlotName.LOCATION, inform.value, service, here))
    step = fill(state, SlotName.LOCATION, inform.value, sure=inform.sure)
    kept = [hold.opening.location for hold in state.holds]
    kept += [state.opening.location] if state.opening else []
    elsewhere = any(place and (place,) != inform.value.ids for place in kept)
    return Taken(step.then(let_go) if elsewhere else step)


def _name(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, PersonName)
    slot = whose.slot_of_name(state, inform)
    old = state.get(slot)
    assert old is None or isinstance(old, PersonName)
    if old is not None and _hardly_a_name(inform, slot, state):
        return Taken(Step(state))
    half = state.expectation.half if slot is SlotName.NAME else None
    if half is not None and name.same_again(half, inform.value):
        # who does not mean it for the other half of the name is asked for that half now
        return Taken(fill(state, slot, inform.value, completes=True) if inform.corrects else Step(state))
    joined = name.join(old, inform.value, inform.corrects)
    put_right = state.expectation.expecting in (Expecting.CONFIRM_BOOKING, Expecting.CONFIRM_SLOT)
    if old is not None and joined != old and put_right and state.medium is Medium.VOICE:
        state = turn_down(state, slot)
    step = fill(state, slot, joined, sure=inform.sure, completes=name.completes(half, joined))
    if state.for_other and slot is SlotName.NAME and old is None:
        step = replace(step, say=())  # nobody thanks who is not on the line
    often = step.state.turned_down.count(slot) >= REFUSED_OFTEN
    if joined.spelled and slot in step.state.turned_down:
        return Taken(replace(step, state=confirm(step.state, slot)))  # letters are the last word
    if often and put_right and joined != old:
        return _refuse(step.state, slot, refused(step.state, slot))
    return Taken(step)


def _hardly_a_name(inform: Inform, slot: SlotName, state: State) -> bool:
    """Words beside the answer to another question, that may be a name, replace none that was told."""
    elsewhere = state.expectation.expecting is Expecting.SLOT and state.expectation.slot is not slot
    return elsewhere and inform.sure < SURE_ENOUGH and not inform.corrects and state.reopened is not slot


def _phone(state: State, inform: Inform, here: Situation) -> Taken:
    heard = inform.value
    assert isinstance(heard, PhoneNumber | PhoneDigits | PhoneEnding)
    old, put = state.get(SlotName.PHONE), state.expectation.value
    proposed = put if state.expectation.expecting is Expecting.CONFIRM_SLOT and isinstance(put, PhoneNumber) else None
    known = old if isinstance(old, PhoneNumber) else proposed
    match phone.join(heard, state.digits, known, here.business.region):
        case PhoneNumber() as number:
            step = fill(replace(state, digits=""), SlotName.PHONE, number, sure=inform.sure)
            certain = number == proposed or (inform.keyed and not state.digits)
            return Taken(replace(step, state=confirm(step.state, SlotName.PHONE)) if certain else step)
        case phone.PartialNumber(digits):
            return _invalid_phone(replace(state, digits=digits), Trouble.PARTIAL)
        case phone.WrongNumber():
            return _invalid_phone(replace(state, digits=""), Trouble.INVALID, heard)


def _answer(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, Answer)
    answer = (inform.value.question, inform.value.text)
    others = tuple(other for other in state.answers if other[0] != answer[0])
    return Taken(Step(replace(state, answers=(*others, answer), corrected=state.corrected or others != state.answers)))


def _refuse(
    state: State, slot: SlotName, act: Ask | Reprompt, *before: AgentAct, values: tuple[Value, ...] = ()
) -> Taken:
    """A value was understood and cannot be used (yet): the old one stays, and the question is asked again."""
    troubles = state.troubles
    if not (isinstance(act, Reprompt) and act.trouble is Trouble.PARTIAL):
        troubles = replace(troubles, no_match=troubles.no_match + 1, total=troubles.total + 1)
    step = ask(replace(state, question=None, troubles=troubles, reopened=slot), act, values)
    return Taken(Step(step.state, (*before, *step.say)), asks=True)


def not_offered(slot: SlotName, value: Value, service: Service, here: Situation) -> NotOffered:
    """This service is not to be had with that host, at that place or in that way."""
    instead: dict[SlotName, tuple[Value, ...]] = {
        SlotName.HOST: tuple(HostChoice((host.id,)) for host in here.business.hosts_of(service)),
        SlotName.LOCATION: tuple(LocationChoice((place.id,)) for place in here.business.locations_of(service)),
        SlotName.CONTACT_CHANNEL: tuple(ContactChannel(channel) for channel in service.channels),
    }
    return NotOffered(slot, value, service.id, instead[slot])


def _cannot(state: State, told: NotOffered) -> Taken:
    """Says so. What was settled before stays; where there is only one way, that is how it will be."""
    if state.expectation.expecting is Expecting.CALLBACK:
        return Taken(Step(state))  # "yes, by phone": of the call back
    settled = state.get(told.slot) is not None and state.reopened is not told.slot
    if settled or len(told.instead) == 1:
        return Taken(Step(state, (told,)))
    return _refuse(state, told.slot, Ask(told.slot), told, values=told.instead)


def _invalid_phone(state: State, trouble: Trouble, heard: Value | None = None) -> Taken:
    value = heard if isinstance(heard, PhoneDigits) else None
    count = state.troubles.no_match + (trouble is Trouble.INVALID)
    expectation = Expectation(Expecting.SLOT, SlotName.PHONE, value=value)
    return _refuse(state, SlotName.PHONE, Reprompt(expectation, trouble, max(1, count)))


_READERS: dict[type[Value], Callable[[State, Inform, Situation], Taken]] = {
    ServiceChoice: _service,
    HostChoice: _host,
    PreferredTime: _preferred_time,
    ContactChannel: _contact_channel,
    LocationChoice: _location,
    PersonName: _name,
    PhoneNumber: _phone,
    PhoneDigits: _phone,
    PhoneEnding: _phone,
    Answer: _answer,
}
