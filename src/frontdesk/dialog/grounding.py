"""Grounding: takes what the caller informed us of into the slots. missing -> heard -> confirmed, corrected at any time.

A correction keeps everything else, takes back the read-back, and an unusable new value never wipes a good old one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from frontdesk.dialog.effects import ReleaseHolds
from frontdesk.dialog.slots import contact_channel, name, phone, preferred_time
from frontdesk.dialog.state import Filled, Grounding, Situation, Source, State, Step
from frontdesk.model.acts import Acknowledge, Inform, Note, Reprompt, Say, Trouble
from frontdesk.model.business import EmailPolicy, ReasonPolicy, Service
from frontdesk.model.caller import ContactChannel, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import Answer, HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import PreferredTime

SURE_ENOUGH = 0.8
"""Below this a value is put to the caller as a question of its own: the usual bound of implicit confirmation."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that took a value, or could not: then `asks` tells that it ends with the question itself."""

    step: Step
    asks: bool = False


def ground(state: State, inform: Inform, here: Situation) -> Taken:
    """Takes one value."""
    return _READERS.get(type(inform.value), _plain)(state, inform, here)


def fill(state: State, slot: SlotName, value: Value, *, sure: float = 1.0, source: Source = Source.SAID) -> Step:
    """Puts a value into its slot; a changed one takes back what was confirmed and is acknowledged."""
    old = state.get(slot)
    if old == value:
        return Step(replace(state, reopened=None if state.reopened is slot else state.reopened))
    corrected = old is not None
    filled = Filled(value, Grounding.HEARD, source, sure)
    state = replace(
        state.fill(slot, filled),
        reopened=None if state.reopened is slot else state.reopened,
        declined=tuple(declined for declined in state.declined if declined is not slot),
        checked=tuple(checked for checked in state.checked if checked is not slot),
        path=(*(before for before in state.path if before is not slot), slot) if source is Source.SAID else state.path,
        corrected=state.corrected or corrected,
    )
    return Step(state, (Acknowledge(slot, value, corrected),))


def confirm(state: State, slot: SlotName) -> State:
    """The caller said yes to this one value."""
    filled = state.slots.get(slot)
    return state.fill(slot, replace(filled, grounding=Grounding.CONFIRMED)) if filled else state


def let_go(state: State) -> Step:
    """Gives up the chosen opening and everything held: the time is open again."""
    ids = tuple(hold.id for hold in state.holds)
    return Step(replace(state, opening=None, holds=()), (), (ReleaseHolds(ids),) if ids else ())


def service_of(state: State, here: Situation) -> Service | None:
    """The service that is settled, if one is."""
    match state.get(SlotName.SERVICE):
        case ServiceChoice((one,)):
            return here.business.service(one)
        case _:
            return None


def _plain(state: State, inform: Inform, here: Situation) -> Taken:
    service = service_of(state, here)
    if service is not None and not wanted(inform.slot, service, here):
        return Taken(Step(state))
    return Taken(fill(state, inform.slot, inform.value, sure=inform.sure))


def wanted(slot: SlotName, service: Service, here: Situation) -> bool:
    """Does the profile allow this to be kept for a booking of this service?"""
    if slot is SlotName.EMAIL:
        return here.business.email_policy(service) is not EmailPolicy.NEVER
    if slot is SlotName.REASON:
        return here.business.reason_policy(service) is not ReasonPolicy.NEVER
    return True


def _service(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, ServiceChoice)
    before = service_of(state, here)
    step = fill(state, SlotName.SERVICE, inform.value, sure=inform.sure)
    after = service_of(step.state, here)
    if before == after:
        return Taken(step)
    if before is not None:
        step = step.then(let_go)
    return Taken(step.then(lambda now: Step(_without_what_no_longer_fits(now, here))))


def _without_what_no_longer_fits(state: State, here: Situation) -> State:
    """Another service may have other channels, hosts, places and questions."""
    service = service_of(state, here)
    if service is None:
        return state
    match state.get(SlotName.CONTACT_CHANNEL):
        case ContactChannel(channel) if not contact_channel.offered(channel, service):
            state = state.clear(SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS)
    match state.get(SlotName.HOST):
        case HostChoice(any_of=False) as host if _nobody_of(host, service, here):
            state = replace(state.clear(SlotName.HOST), reopened=SlotName.HOST)
    match state.get(SlotName.LOCATION):
        case LocationChoice() as place if _nowhere_of(place, service, here):
            said = state.slots[SlotName.LOCATION].source is Source.SAID
            state = replace(state.clear(SlotName.LOCATION), reopened=SlotName.LOCATION if said else state.reopened)
    asked = {question.id for question in service.questions}
    return replace(state, answers=tuple(answer for answer in state.answers if answer[0] in asked))


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
        return _refuse(state, SlotName.HOST)
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


def _preferred_time(state: State, inform: Inform, here: Situation) -> Taken:
    value = inform.value
    assert isinstance(value, PreferredTime)
    old = state.get(SlotName.PREFERRED_TIME)
    assert old is None or isinstance(old, PreferredTime)
    discussed = state.opening.start if state.opening else state.offered[0] if state.offered else None
    anchor = discussed.astimezone(here.business.zone) if discussed else None
    base = preferred_time.exactly(anchor) if state.opening and anchor else old
    merged = preferred_time.merge(base, value, anchor)
    state = replace(state, reopened=None if state.reopened is inform.slot else state.reopened)
    if state.opening and merged == base:
        return Taken(Step(state))
    changed = replace(
        state.fill(SlotName.PREFERRED_TIME, Filled(merged, sure=inform.sure)),
        offered=(),
        corrected=state.corrected or state.opening is not None,
        path=(*(slot for slot in state.path if slot is not SlotName.PREFERRED_TIME), SlotName.PREFERRED_TIME),
    )
    return Taken(let_go(changed))


def _contact_channel(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, ContactChannel)
    service = service_of(state, here)
    if service is not None and not contact_channel.offered(inform.value.channel, service):
        if state.get(SlotName.CONTACT_CHANNEL) is not None and state.reopened is not SlotName.CONTACT_CHANNEL:
            return Taken(Step(state, (Say(Note.KEPT, SlotName.CONTACT_CHANNEL),)))
        return _refuse(state, SlotName.CONTACT_CHANNEL)
    return Taken(fill(state, SlotName.CONTACT_CHANNEL, inform.value, sure=inform.sure))


def _location(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, LocationChoice)
    service = service_of(state, here)
    if service is not None and _nowhere_of(inform.value, service, here):
        if state.get(SlotName.LOCATION) is not None and state.reopened is not SlotName.LOCATION:
            return Taken(Step(state, (Say(Note.KEPT, SlotName.LOCATION),)))
        return _refuse(state, SlotName.LOCATION)
    step = fill(state, SlotName.LOCATION, inform.value, sure=inform.sure)
    kept = [hold.opening.location for hold in state.holds]
    kept += [state.opening.location] if state.opening else []
    elsewhere = any(place and (place,) != inform.value.ids for place in kept)
    return Taken(step.then(let_go) if elsewhere else step)


def _name(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, PersonName)
    old = state.get(SlotName.NAME)
    assert old is None or isinstance(old, PersonName)
    joined = name.join(old, inform.value, inform.corrects)
    return Taken(fill(state, SlotName.NAME, joined, sure=inform.sure))


def _phone(state: State, inform: Inform, here: Situation) -> Taken:
    heard = inform.value
    assert isinstance(heard, PhoneNumber | PhoneDigits | PhoneEnding)
    old = state.get(SlotName.PHONE)
    known = old if isinstance(old, PhoneNumber) else None
    if known is None and state.expectation.expecting is Expecting.CONFIRM_SLOT:
        known = state.expectation.value if isinstance(state.expectation.value, PhoneNumber) else None
    match phone.join(heard, state.digits, known, here.business.region):
        case PhoneNumber() as number:
            step = fill(replace(state, digits=""), SlotName.PHONE, number, sure=inform.sure)
            keyed = inform.keyed and not state.digits
            return Taken(replace(step, state=confirm(step.state, SlotName.PHONE)) if keyed else step)
        case phone.PartialNumber(digits):
            return _refuse(replace(state, digits=digits), SlotName.PHONE, Trouble.PARTIAL)
        case phone.WrongNumber():
            return _refuse(replace(state, digits=""), SlotName.PHONE, value=heard)


def _answer(state: State, inform: Inform, here: Situation) -> Taken:
    assert isinstance(inform.value, Answer)
    answer = (inform.value.question, inform.value.text)
    others = tuple(other for other in state.answers if other[0] != answer[0])
    return Taken(Step(replace(state, answers=(*others, answer), corrected=state.corrected or others != state.answers)))


def _refuse(state: State, slot: SlotName, trouble: Trouble = Trouble.INVALID, value: Value | None = None) -> Taken:
    """A value was understood and cannot be used (yet): the old one stays, and the question is asked again."""
    expectation = Expectation(Expecting.SLOT, slot, value=value if isinstance(value, PhoneDigits) else None)
    troubles = state.troubles
    if trouble is Trouble.INVALID:
        troubles = replace(troubles, no_match=troubles.no_match + 1, total=troubles.total + 1)
    count = max(1, troubles.no_match)
    act = Reprompt(expectation, trouble, count)
    kept = replace(state, expectation=expectation, question=act, troubles=troubles, reopened=slot)
    return Taken(Step(kept, (act,)), asks=True)


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
