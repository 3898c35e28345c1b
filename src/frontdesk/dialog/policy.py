"""What to ask, offer or book next: an ordered list of small rules. The first that applies wins."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from frontdesk.dialog import commitment, messages, offering, unwaiting, waiting
from frontdesk.dialog.appointments import again, changing, finding
from frontdesk.dialog.appointments.finding import FINDING
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import LeaveCallback
from frontdesk.dialog.filling import GUESSED, SURE_ENOUGH, ask_for, service_of, wanted
from frontdesk.dialog.memory import Filled, Grounding, Phase, Source, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Ask, AskConsent, Confirm, HandOffReason, Say, Which
from frontdesk.model.business import Location
from frontdesk.model.caller import Channel, ContactChannel, PersonName, PhoneNumber
from frontdesk.model.expectation import Option
from frontdesk.model.note import Note
from frontdesk.model.service import EmailPolicy, ReasonPolicy, Service
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium

Rule = Callable[[State, Situation], Step | None]


def go_on(state: State, here: Situation) -> Step:
    """The next move of a conversation that is collecting."""
    if state.phase is not Phase.COLLECTING:
        return Step(state)
    if state.task in (Task.BOOK, Task.WAIT):
        state = _settle(state, here)
    if state.task not in (Task.BOOK, Task.AGAIN):
        state = finding.settle(state, here)
    for applies in RULES[state.task]:
        if step := applies(state, here):
            return step if step.state.task is state.task else step.then(lambda after: go_on(after, here))
    raise AssertionError("the last rule always applies")


def _settle(state: State, here: Situation) -> State:
    """Fills what leaves no choice, from the profile."""
    business = here.business
    if SlotName.SERVICE not in state.slots and len(business.services) == 1:
        state = _from_profile(state, SlotName.SERVICE, ServiceChoice((business.services[0].id,)))
    service = service_of(state, here)
    if service is None:
        return state
    state = state.clear(*(slot for slot in state.slots if not wanted(slot, service, here)))
    channel = state.get(SlotName.CONTACT_CHANNEL)
    if isinstance(channel, ContactChannel) and not contact_channel.offered(channel.channel, service):
        state = state.clear(SlotName.CONTACT_CHANNEL)
    if SlotName.CONTACT_CHANNEL not in state.slots and len(service.channels) == 1:
        state = _from_profile(state, SlotName.CONTACT_CHANNEL, ContactChannel(service.channels[0]))
    places = _places(state, service, here)
    place = state.slots.get(SlotName.LOCATION)
    if place is not None and place.source is Source.PROFILE and len(places) > 1 and state.opening is None:
        state = state.clear(SlotName.LOCATION)  # it was that of a host who is not wanted any more
    if SlotName.LOCATION not in state.slots and len(places) == 1:
        state = _from_profile(state, SlotName.LOCATION, LocationChoice((places[0].id,)))
    return state


def _places(state: State, service: Service, here: Situation) -> tuple[Location, ...]:
    """Where the service is to be had, with whoever is wanted for it."""
    wanted, places = state.get(SlotName.HOST), here.business.locations_of(service)
    named = wanted.ids if isinstance(wanted, HostChoice) else ()
    bound = [host.locations for host in here.business.hosts if host.id in named]
    return tuple(one for one in places if not bound or any(not ids or one.id in ids for ids in bound)) or places


def _from_profile(state: State, slot: SlotName, value: Value) -> State:
    return state.fill(slot, Filled(value, Grounding.CONFIRMED, Source.PROFILE))


@rule
def _callback(state: State, here: Situation) -> Step | None:
    """The caller agreed to be called back: on a number they gave, or else on one we ask for."""
    if not state.calling_back:
        return None
    phone = state.get(SlotName.PHONE)
    number = phone.e164 if isinstance(phone, PhoneNumber) else state.caller_id
    if number is None:
        return ask(state, Ask(SlotName.PHONE))
    nameable = state.hand_off is not HandOffReason.STUCK and SlotName.CALLER_NAME not in state.declined
    if not state.who_calls and nameable:
        return ask(state, Ask(SlotName.CALLER_NAME))
    return Step(state, (), (LeaveCallback(number, state.who_calls),))


@rule
def _which_one(state: State, here: Situation) -> Step | None:
    """What was said fits several services, hosts or places: one question with their names."""
    for slot in (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION):
        value = state.get(slot)
        if isinstance(value, ServiceChoice | HostChoice | LocationChoice) and len(value.ids) > 1:
            if isinstance(value, HostChoice) and value.any_of:
                continue
            return ask(state, Which(slot, tuple(Option(type(value)((id,))) for id in value.ids[:3])))
    return None


@rule
def _reopened(state: State, here: Situation) -> Step | None:
    """The caller wants to change this; the old value stays until there is a new one."""
    return _ask(state, state.reopened, here) if state.reopened else None


def _ask(state: State, slot: SlotName, here: Situation) -> Step:
    return ask(state, ask_for(state, slot), _values(slot, state, here))


def _values(slot: SlotName, state: State, here: Situation) -> tuple[Value, ...]:
    """What a slot can be filled with, where the profile has a short list of it, in the profile's order."""
    business, service = here.business, service_of(state, here)
    match slot:
        case SlotName.SERVICE:
            return tuple(ServiceChoice((one.id,)) for one in business.services)
        case SlotName.HOST if service:
            return (*(HostChoice((host.id,)) for host in business.hosts_of(service)), HostChoice(()))
        case SlotName.LOCATION if service:
            return tuple(LocationChoice((place.id,)) for place in _places(state, service, here))
        case SlotName.CONTACT_CHANNEL if service:
            return tuple(ContactChannel(channel) for channel in Channel if channel in service.channels)
        case _:
            return ()


@rule
def _service(state: State, here: Situation) -> Step | None:
    return None if service_of(state, here) else _ask(state, SlotName.SERVICE, here)


@rule
def _host(state: State, here: Situation) -> Step | None:
    service = service_of(state, here)
    assert service is not None
    wanted = here.business.policy.ask_host and len(here.business.hosts_of(service)) > 1
    if wanted and SlotName.HOST not in state.slots and SlotName.HOST not in state.declined:
        return _ask(state, SlotName.HOST, here)
    return None


@rule
def _place_before_time(state: State, here: Situation) -> Step | None:
    """Where an opening is bound to its place, the place is asked before a time is offered there."""
    service = service_of(state, here)
    assert service is not None
    asked = Channel.IN_PERSON in service.channels and len(here.business.locations_of(service)) > 1
    return _contact_channel(state, here) if asked and here.business.bound_to_places(service) else None


@rule
def _preferred_time(state: State, here: Situation) -> Step | None:
    if state.opening is not None:
        return None
    if SlotName.PREFERRED_TIME not in state.slots:
        return ask(state, Ask(SlotName.PREFERRED_TIME))
    return offering.find_wish(state, here)


@rule
def _contact_channel(state: State, here: Situation) -> Step | None:
    channel = state.get(SlotName.CONTACT_CHANNEL)
    if not isinstance(channel, ContactChannel):
        return _ask(state, SlotName.CONTACT_CHANNEL, here)
    service = service_of(state, here)
    assert service is not None
    needed = contact_channel.needs(channel.channel, service, here.business)
    return _ask(state, needed, here) if needed and needed not in state.slots else None


@rule
def _unsure_of_what(state: State, here: Situation) -> Step | None:
    """What was hardly heard, or guessed, is put to the caller before anything is looked for: a time by offering just
    that one. What was written with a slip is not misheard, and is said back in passing."""
    bound = SURE_ENOUGH if state.medium is Medium.VOICE else GUESSED
    guessed = _check(state, here, (SlotName.SERVICE, SlotName.HOST, SlotName.LOCATION), bound)
    return guessed or _check(state, here, (SlotName.CONTACT_CHANNEL,), GUESSED)


def _check(state: State, here: Situation, slots: tuple[SlotName, ...], bound: float = SURE_ENOUGH) -> Step | None:
    for slot in slots:
        filled = state.slots.get(slot)
        if filled is None or filled.grounding is Grounding.CONFIRMED or slot in state.checked:
            continue
        if filled.sure < bound or (_always_confirmed(slot, state, here) and filled.source is Source.SAID):
            return ask(replace(state, checked=(*state.checked, slot)), Confirm(slot, filled.value))
    return None


def _always_confirmed(slot: SlotName, state: State, here: Situation) -> bool:
    """An address that was spoken; and a number, unless the business leaves it to the read-back."""
    if slot is SlotName.PHONE and state.task is Task.BOOK and not here.business.policy.confirm_phone:
        return False
    return state.medium is Medium.VOICE and slot in (SlotName.PHONE, SlotName.EMAIL)


@rule
def _unsure(state: State, here: Situation) -> Step | None:
    """A value we are not sure of is put to the caller once; a number that was spoken always is, by most businesses."""
    return _check(state, here, (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL))


@rule
def _name(state: State, here: Situation) -> Step | None:
    if SlotName.NAME in state.slots:
        return None
    return ask(state, Ask(SlotName.NAME, also=SlotName.PHONE if _phone_as_well(state, here) else None))


@rule
def _full_name(state: State, here: Situation) -> Step | None:
    """Who gave a first or a last name alone is asked for the other, where the booking needs both."""
    service, name = service_of(state, here), state.get(SlotName.NAME)
    needed = service is not None and here.business.needs_full_name(service)
    if not needed or not isinstance(name, PersonName) or name.missing is None:
        return None
    return ask(state, Ask(SlotName.NAME, known=name))


def _phone_as_well(state: State, here: Situation) -> bool:
    """Both are to be asked for, and the number is of who comes."""
    known = SlotName.PHONE in state.slots or state.caller_id or state.for_other
    return here.business.policy.name_with_phone and not known


@rule
def _caller_name(state: State, here: Situation) -> Step | None:
    asked = state.for_other and SlotName.CALLER_NAME not in state.slots
    return ask(state, Ask(SlotName.CALLER_NAME)) if asked else None


@rule
def _phone(state: State, here: Situation) -> Step | None:
    if SlotName.PHONE in state.slots:
        return None
    if state.caller_id and SlotName.PHONE not in state.checked:
        return ask(state, Confirm(SlotName.PHONE, PhoneNumber(state.caller_id)))
    return ask(state, Ask(SlotName.PHONE))


@rule
def _email(state: State, here: Situation) -> Step | None:
    service = service_of(state, here)
    assert service is not None
    policy = here.business.email_policy(service)
    if policy is EmailPolicy.NEVER or SlotName.EMAIL in state.slots:
        return None
    if SlotName.EMAIL not in state.declined:
        return ask(state, Ask(SlotName.EMAIL))
    return None if policy is EmailPolicy.OPTIONAL else _after_all(state, SlotName.EMAIL)


@rule
def _after_all(state: State, slot: SlotName) -> Step:
    """What was declined before it was asked for, and is needed: the truth, and the question."""
    asked = replace(
        state,
        declined=tuple(one for one in state.declined if one is not slot),
        refusals=max(1, state.refusals),
    )
    return Step(asked, (Say(Note.NEEDED, slot),)).then(lambda now: ask(now, Ask(slot)))


@rule
def _reason(state: State, here: Situation) -> Step | None:
    service = service_of(state, here)
    assert service is not None
    policy = here.business.reason_policy(service)
    if policy is ReasonPolicy.NEVER or SlotName.REASON in state.slots:
        return None
    if SlotName.REASON not in state.declined:
        return ask(state, Ask(SlotName.REASON))
    return None if policy is ReasonPolicy.OPTIONAL else _after_all(state, SlotName.REASON)


@rule
def _questions(state: State, here: Situation) -> Step | None:
    service: Service | None = service_of(state, here)
    assert service is not None
    answered = {question for question, _ in state.answers} | set(state.skipped)
    for question in service.questions:
        if question.id not in answered:
            return ask(state, Ask(SlotName.QUESTION, question.id))
    return None


@rule
def _consents(state: State, here: Situation) -> Step | None:
    """Everything is known: what has to be agreed to is asked last, and once."""
    settled = {given.to for given in state.consents} | set(state.refused)
    for consent in here.business.consents:
        if consent.id not in settled:
            return ask(state, AskConsent(consent.id, consent.ask.in_language(state.language)))
    return None


@rule
def _read_back(state: State, here: Situation) -> Step | None:
    return commitment.read_back(state)


BOOKING: tuple[Rule, ...] = (
    _callback,
    _which_one,
    _reopened,
    _unsure_of_what,
    _service,
    _host,
    _place_before_time,
    _preferred_time,
    _contact_channel,
    _unsure,
    _name,
    _full_name,
    _caller_name,
    _phone,
    _email,
    _reason,
    _questions,
    _consents,
    _read_back,
)

WAITING: tuple[Rule, ...] = (
    _callback,
    _which_one,
    _reopened,
    _service,
    _place_before_time,
    waiting.when,
    waiting.free_already,
    _contact_channel,
    _unsure,
    _name,
    _full_name,
    _caller_name,
    _phone,
    _unsure,
    waiting.confirm,
)

UNWAITING: tuple[Rule, ...] = (
    _callback,
    _reopened,
    unwaiting.own,
    _phone,
    _unsure,
    _name,
    unwaiting.look,
)

MESSAGE: tuple[Rule, ...] = (
    _callback,
    _reopened,
    messages.words,
    messages.who,
    _phone,
    _unsure,
    messages.leave,
)

RULES: Mapping[Task, tuple[Rule, ...]] = {
    Task.BOOK: BOOKING,
    Task.CHECK: (_callback, *FINDING, changing.tell),
    Task.MOVE: (
        _callback,
        changing.by_staff,
        *FINDING,
        changing.stands,
        _which_one,
        _reopened,
        changing.new_time,
        changing.confirm_move,
    ),
    Task.CANCEL: (_callback, changing.by_staff, *FINDING, changing.stands, changing.confirm_cancel),
    Task.AGAIN: (_callback, again.phone, _unsure, again.name, again.look_up, again.not_found),
    Task.WAIT: WAITING,
    Task.UNWAIT: UNWAITING,
    Task.MESSAGE: MESSAGE,
}
"""How each task goes, in order."""
