"""The same as last time: the appointment before is found by phone number and name, and fills what it can.

Only the time is asked then, and the weekday and time of day of last time are offered first. What the caller says
counts, and what the profile does not have any more is asked.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import FindBookings
from frontdesk.dialog.memory import Filled, Grounding, Source, Task
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.slots.preferred_time import Reading, exactly
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Acknowledge, Ask, Confirm, Say
from frontdesk.model.booking import Booking
from frontdesk.model.caller import ContactChannel, PersonName, PhoneNumber
from frontdesk.model.change import Lookup
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value

WEEK = timedelta(days=7)


def can_begin(state: State) -> bool:
    """While something else is done with an appointment, "as always" is about that; and it is looked for once."""
    return state.task is Task.BOOK and state.like is None


# --- rules ------------------------------------------------------------------------------------------------------------


@rule
def phone(state: State, here: Situation) -> Step | None:
    """On the phone the number they call from is offered, never silently taken."""
    if SlotName.PHONE in state.slots:
        return None
    if state.caller_id and SlotName.PHONE not in state.checked:
        return ask(state, Confirm(SlotName.PHONE, PhoneNumber(state.caller_id), to_find=True))
    return ask(state, Ask(SlotName.PHONE, to_find=True))


@rule
def name(state: State, here: Situation) -> Step | None:
    return None if SlotName.NAME in state.slots else ask(state, Ask(SlotName.NAME))


@rule
def look_up(state: State, here: Situation) -> Step | None:
    number, who = state.get(SlotName.PHONE), state.get(SlotName.NAME)
    if not isinstance(number, PhoneNumber) or not isinstance(who, PersonName):
        return None
    lookup = Lookup("", phone=number.e164, name=who, last=True)
    return None if lookup in state.sought else Step(_sought(state, lookup), (), (FindBookings(lookup),))


@rule
def not_found(state: State, here: Situation) -> Step | None:
    """The truth, and everything is asked."""
    return without(state)


# --- what became of it ------------------------------------------------------------------------------------------------


@rule
def on_found(state: State, bookings: tuple[Booking, ...], here: Situation) -> Step:
    services = {one.id for one in here.business.services}
    last = next((one for one in bookings if one.request.opening.service in services), None)
    if last is None:
        return without(state)
    after = like(replace(state, task=Task.BOOK), last, here)
    service = after.slots[SlotName.SERVICE]
    said = (Acknowledge(SlotName.SERVICE, service.value),) if service.source is Source.LAST_TIME else ()
    return Step(after, (Say(Note.AS_LAST_TIME), *said))


@rule
def without(state: State) -> Step:
    return Step(replace(state, task=Task.BOOK), (Say(Note.NO_LAST_TIME),))


@rule
def ask_when(state: State) -> Step:
    """The time of last time is not free: nobody asked for it, so nothing is said of it."""
    return ask(state.clear(SlotName.PREFERRED_TIME), Ask(SlotName.PREFERRED_TIME))


# --- what it was like -------------------------------------------------------------------------------------------------


def like(state: State, last: Booking, here: Situation) -> State:
    """Filled as the last one was, where the profile still has it and the caller did not say otherwise."""
    request, opening = last.request, last.request.opening
    business = here.business
    state = _keep(state, SlotName.SERVICE, ServiceChoice((opening.service,)))
    if state.get(SlotName.SERVICE) != ServiceChoice((opening.service,)):
        return state  # "as always, but a massage": what was agreed on for another service is not for this one
    service = business.service(opening.service)
    if opening.host in {host.id for host in business.hosts_of(service)}:
        state = _keep(state, SlotName.HOST, HostChoice((opening.host,)))
    if contact_channel.offered(request.channel, service):
        state = _keep(state, SlotName.CONTACT_CHANNEL, ContactChannel(request.channel))
    if opening.location and opening.location in {place.id for place in business.locations_of(service)}:
        state = _keep(state, SlotName.LOCATION, LocationChoice((opening.location,)))
    start = opening.start.astimezone(business.zone)
    return _keep(replace(state, like=start), SlotName.PREFERRED_TIME, exactly(_next(start, here.now)))


def within(start: datetime, reading: Reading, zone: ZoneInfo) -> datetime:
    """The same time of day, on the day of the reading or on the same weekday within it."""
    day = reading.days.first
    assert day is not None
    if not reading.one_day:
        day += timedelta(days=(start.weekday() - day.weekday()) % 7)
    return datetime.combine(day, start.astimezone(zone).time(), zone)


def _next(start: datetime, now: datetime) -> datetime:
    """The next time that it is that weekday and that hour, and not the very appointment; wall-clock time."""
    later = start
    while later <= max(now, start):
        later += WEEK
    return later


def _keep(state: State, slot: SlotName, value: Value) -> State:
    known = state.slots.get(slot)
    if known is not None and known.source is Source.SAID:
        return state
    return state.fill(slot, Filled(value, Grounding.CONFIRMED, Source.LAST_TIME))


def _sought(state: State, lookup: Lookup) -> State:
    return replace(state, sought=(*state.sought, lookup))
