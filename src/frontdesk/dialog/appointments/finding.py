"""Whose appointment, and which: a phone number and a second fact, and one question where several are meant.

Nothing is told of an appointment before two facts fit, and a wrong fact and a stranger's number sound the same.
"""

from dataclasses import replace
from datetime import date

from frontdesk.dialog.appointments.tasks import caller_of, give_up
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import FindBookings
from frontdesk.dialog.meant import Whose
from frontdesk.dialog.memory import Filled, Grounding, Source, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.preferred_time import fits, merge, readings, that_day
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Ask, Confirm, HandOffReason, Say, SayNotFound, WhichAppointment
from frontdesk.model.booking import Booking, Opening
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.change import Lookup
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Ticket
from frontdesk.model.when import PreferredTime

MOST_TOLD = 3


def settle(state: State, here: Situation) -> State:
    """Knows which appointment is meant as soon as only one can be."""
    if state.about is not None:
        return state if _is_loaded(state) else _with_subject(state, state.about, here)
    meant = those_meant(state, here)
    return _with_subject(state, meant[0], here) if len(meant) == 1 else state


def choose(state: State, booking: Booking, here: Situation) -> State:
    """It is this one."""
    return _with_subject(state, booking, here)


def theirs(state: State, here: Situation) -> list[Booking]:
    """What the caller has shown to be theirs and still stands, by start."""
    ahead = (one for one in state.known if one.stands and one.request.opening.end > here.now)
    return sorted(ahead, key=lambda one: one.request.opening.start)


def those_meant(state: State, here: Situation) -> list[Booking]:
    """Those that fit what was said of it; all of them when none does and nothing is left to look for."""
    all_of_them = theirs(state, here)
    all_of_them = [one for one in all_of_them if state.meant.can_be(one, caller_of(state))]
    if state.meant.whose is Whose.OTHERS:
        all_of_them = [one for one in all_of_them if one.request.booked_by is not None] or all_of_them
    fitting = [one for one in all_of_them if _fits_all(one, state, here)]
    if fitting or _untried(state, here) or not all_of_them:
        return fitting
    return all_of_them


def _fits_all(booking: Booking, state: State, here: Situation) -> bool:
    opening = booking.request.opening
    match state.get(SlotName.APPOINTMENT):
        case PreferredTime() as said if not fits_time(said, opening, here):
            return False
        case Ticket(code) if code != booking.ticket:
            return False
    match state.get(SlotName.SERVICE):
        case ServiceChoice(ids) if opening.service not in ids:
            return False
    match state.get(SlotName.HOST):
        case HostChoice(ids) if ids and opening.host not in ids and state.task is not Task.MOVE:
            return False
    return True


def fits_time(said: PreferredTime, opening: Opening, here: Situation) -> bool:
    """Whether a time that was said can be that of this opening; a mere "Tuesday" is any Tuesday."""
    zone = here.business.zone
    said = merge(None, replace(said, shift=None), opening.start.astimezone(zone))
    horizon = here.business.policy.horizon_days
    return any(fits(one, opening, said, zone) for one in readings(said, here.now, zone, horizon))


def _is_loaded(state: State) -> bool:
    service = state.slots.get(SlotName.SERVICE)
    return state.task is not Task.MOVE or (service is not None and service.source is Source.PROFILE)


def _with_subject(state: State, booking: Booking, here: Situation) -> State:
    """Everything about the appointment stays as it is; what was said of a new time counts from its own."""
    state = replace(state, subject=booking.id, booking=booking)
    if state.task is not Task.MOVE:
        return state
    opening = booking.request.opening
    said = state.get(SlotName.PREFERRED_TIME)
    named = state.get(SlotName.APPOINTMENT)
    if said is None and isinstance(named, PreferredTime) and not fits_time(named, opening, here):
        said = named  # "reschedule my appointment for Thursday", which is on a Tuesday: Thursday is where to
    host = state.get(SlotName.HOST)
    able = {one.id for one in here.business.hosts_of(here.business.service(opening.service))}
    if not (isinstance(host, HostChoice) and (host.ids == () or {*host.ids} & able)):
        state = _keep(state, SlotName.HOST, HostChoice((opening.host,)))
    state = _keep(state, SlotName.SERVICE, ServiceChoice((opening.service,)))
    if opening.location:
        state = _keep(state, SlotName.LOCATION, LocationChoice((opening.location,)))
    if isinstance(said, PreferredTime):
        start = opening.start.astimezone(here.business.zone)
        wish = merge(that_day(start), said, start)
        state = state.fill(SlotName.PREFERRED_TIME, Filled(wish))
    return state


def _keep(state: State, slot: SlotName, value: ServiceChoice | HostChoice | LocationChoice) -> State:
    return state.fill(slot, Filled(value, Grounding.CONFIRMED, Source.PROFILE))


# --- rules ------------------------------------------------------------------------------------------------------------


@rule
def which_appointment(state: State, here: Situation) -> Step | None:
    """Several are meant: one question with the concrete alternatives."""
    if state.subject or state.task is Task.CHECK:
        return None
    meant = those_meant(state, here)
    return ask(state, WhichAppointment(tuple(meant[:MOST_TOLD]))) if meant else None


@rule
def phone_to_find(state: State, here: Situation) -> Step | None:
    """On the phone the number they call from is offered, never silently taken."""
    if _found(state, here) or SlotName.PHONE in state.slots:
        return None
    if state.caller_id and SlotName.PHONE not in state.checked:
        return ask(state, Confirm(SlotName.PHONE, PhoneNumber(state.caller_id), to_find=True))
    return ask(state, Ask(SlotName.PHONE, to_find=True))


@rule
def second_fact(state: State, here: Situation) -> Step | None:
    """The number alone is in the book: the name or the code besides, or the day for who calls from that number."""
    if _found(state, here) or _lookups(state, here):
        return None
    return ask(state, Ask(SlotName.APPOINTMENT, to_find=True))


@rule
def look_up(state: State, here: Situation) -> Step | None:
    if _found(state, here):
        return None
    for lookup in _untried(state, here):
        return Step(replace(state, sought=(*state.sought, lookup)), (), (FindBookings(lookup),))
    return None


@rule
def not_found(state: State, here: Situation) -> Step | None:
    """Nothing fits: one more chance to say it otherwise, then a person."""
    if _found(state, here):
        return None
    if state.misses:
        return give_up(state, here, HandOffReason.BEYOND, Say(Note.NOT_FOUND))
    return ask(replace(state, misses=1), SayNotFound())


def on_found(state: State, bookings: tuple[Booking, ...], here: Situation) -> State:
    """Both facts fit: they are the caller's. What the profile does not know any more cannot be spoken about."""
    for booking in bookings:
        if State("", state.medium, booking=booking).fits(here.business):
            state = replace(state.at_hand(booking), booking=state.booking)
    return state


@rule
def on_closed(state: State, here: Situation) -> Step:
    """Too many wrong answers: a person asks further."""
    return give_up(state, here, HandOffReason.BEYOND, Say(Note.NOT_FOUND))


FINDING = (which_appointment, phone_to_find, second_fact, look_up, not_found)
"""In order, before anything is done with an appointment."""


def _found(state: State, here: Situation) -> bool:
    return bool(state.subject or those_meant(state, here))


def _untried(state: State, here: Situation) -> list[Lookup]:
    return [one for one in _lookups(state, here) if one not in state.sought]


def _lookups(state: State, here: Situation) -> list[Lookup]:
    """The phone number with each second fact that was said, the surest first.

    A week has too few days to prove anything by itself: the day counts for whoever calls from that very number.
    """
    phone = state.get(SlotName.PHONE)
    if not isinstance(phone, PhoneNumber):
        return []
    found: list[Lookup] = []
    said, names = state.get(SlotName.APPOINTMENT), (state.get(SlotName.NAME), state.get(SlotName.CALLER_NAME))
    if isinstance(said, Ticket):
        found.append(Lookup("", phone=phone.e164, ticket=said.code))
    found += [Lookup("", phone=phone.e164, name=name) for name in names if isinstance(name, PersonName)]
    if phone.e164 == state.caller_id and isinstance(said, PreferredTime) and (day := _day(said)):
        found.append(Lookup("", phone=phone.e164, day=day))
    return found


def _day(said: PreferredTime) -> date | None:
    """The one day that was named, if it is one."""
    days = [span for wish in said.wishes if not wish.excluded for span in wish.days[:1]]
    if len(days) != 1 or days[0].first is None or days[0].until is None:
        return None
    return days[0].first if (days[0].until - days[0].first).days == 1 else None
