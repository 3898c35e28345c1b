"""The waiting list: which service, when, who; one confirmation, and exactly what was confirmed is joined.

Nothing is booked by it, and nothing is ever said to be. Nobody waits for what is free.
"""

from dataclasses import replace
from datetime import datetime

from frontdesk.dialog.appointments.finding import settle
from frontdesk.dialog.appointments.tasks import ABOUT_ONE, OF_THE_CALLER, still
from frontdesk.dialog.asking import ask
from frontdesk.dialog.commitment import attendee_of
from frontdesk.dialog.effects import Aim, FindOpenings, JoinWaitlist, Purpose
from frontdesk.dialog.events import OpeningsFound
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import NOTHING, Filled, Grounding, Phase, Source, Task
from frontdesk.dialog.offering import STANDING_BY, find_wish, hold
from frontdesk.dialog.reach import MOST_OFFERED, preferred_of, wish_readings
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.slots.preferred_time import Reading, windows
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    Ask,
    AskAnythingElse,
    ConfirmWaiting,
    Failure,
    HandOffReason,
    NotifyFailure,
    NotifyWaiting,
    Offer,
    OfferCallback,
    Say,
)
from frontdesk.model.booking import Booking, Search, Window
from frontdesk.model.caller import ContactChannel, PhoneNumber
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, LocationChoice, Reason, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.model.when import PreferredTime, Wish

SOONER = PreferredTime(earliest=True)


@rule
def begin(state: State, acts: Acts) -> Step:
    """Everything that is known stays known, such as the appointment that an earlier one is waited for instead of.

    Who was offered times waits for others than those, and is asked which; unless none was free as they wished, or they
    said before that they would rather wait for just that.
    """
    wish, offered = state.get(SlotName.PREFERRED_TIME), state.question if isinstance(state.question, Offer) else None
    begun = replace(
        state, task=Task.WAIT, phase=Phase.COLLECTING, reopened=None, read_back=None, question=None, expectation=NOTHING
    )
    if offered and offered.missed is None and state.seen != wish and not _says_when(acts):
        begun = begun.clear(SlotName.PREFERRED_TIME)
    if offered and isinstance(wish, PreferredTime):
        begun = replace(begun, seen=wish)
    if state.booked and (state.phase is Phase.SETTLED or state.task in ABOUT_ONE):
        begun = _as_booked(begun.clear(SlotName.PREFERRED_TIME))  # another time than the one they have
    return let_go(replace(begun, offered=()))


def _says_when(acts: Acts) -> bool:
    return any(inform.slot is SlotName.PREFERRED_TIME for inform in acts.informs)


def _as_booked(state: State) -> State:
    """The rest is as it was booked, as far as nothing else was said."""
    assert state.booking is not None
    request, opening = state.booking.request, state.booking.request.opening
    host = state.slots.get(SlotName.HOST)
    if host and host.source is not Source.SAID:
        state = state.clear(SlotName.HOST)  # anybody will do, if only it is earlier
    known: dict[SlotName, Value] = {
        SlotName.SERVICE: ServiceChoice((opening.service,)),
        SlotName.CONTACT_CHANNEL: ContactChannel(request.channel),
        SlotName.NAME: request.attendee.name,
        SlotName.PHONE: PhoneNumber(request.attendee.phone),
    }
    if opening.location:
        known[SlotName.LOCATION] = LocationChoice((opening.location,))
    for slot, value in known.items():
        if slot not in state.slots:
            state = state.fill(slot, Filled(value, Grounding.CONFIRMED, Source.LAST_TIME))
    return state


def has_one(state: State) -> Booking | None:
    """The appointment they have of the service that they wait for: an earlier one is meant, if nothing else is said."""
    booking = state.booking
    if booking is None or not booking.stands:
        return None
    return booking if state.get(SlotName.SERVICE) == ServiceChoice((booking.request.opening.service,)) else None


@rule
def when(state: State, here: Situation) -> Step | None:
    """Whoever has an appointment waits for an earlier one, unless they say when."""
    known = SlotName.PREFERRED_TIME in state.slots or has_one(state)
    return None if known else ask(state, Ask(SlotName.PREFERRED_TIME))


@rule
def free_already(state: State, here: Situation) -> Step | None:
    """Nobody is put on a list for a time that can be had: it is looked for first, once."""
    wish = _wish(state)
    if state.seen == wish:
        return None
    wanted, booking = _window(state, here), has_one(state)
    host, place, service = (state.get(slot) for slot in (SlotName.HOST, SlotName.LOCATION, SlotName.SERVICE))
    assert isinstance(service, ServiceChoice)
    instead = booking.id if booking else None
    search = Search(service.ids[0], wanted, _one(host), location=_one(place), instead_of=instead)
    parts = _parts(state, here) or (wanted,)
    searches = tuple(replace(search, window=part) for part in parts)
    return Step(replace(state, seen=wish), (), (FindOpenings(searches, Purpose(Aim.WAIT)),))


@rule
def on_looked(state: State, event: OpeningsFound, here: Situation) -> Step:
    """What is free is offered: they wait only for what is not."""
    booking, said = has_one(state), SlotName.PREFERRED_TIME in state.slots
    soon = [
        one
        for answer in event.answers
        for one in answer.found
        if booking is None or said or one.start < booking.request.opening.start
    ]
    if not soon:
        return Step(state)
    if booking is None:
        found = find_wish(replace(state, task=Task.BOOK), here)
    else:
        slots = {slot: filled for slot, filled in state.slots.items() if slot in OF_THE_CALLER}
        wish = Filled(_wish(state))
        moving = settle(replace(state, task=Task.MOVE, slots=slots, subject=booking.id), here)
        moving = moving.fill(SlotName.PREFERRED_TIME, wish)
        starts = {one.start: one for one in reversed(soon)}
        earliest = tuple(starts[start] for start in sorted(starts, key=datetime.timestamp))
        found = hold(moving, earliest[: MOST_OFFERED + STANDING_BY], Purpose(Aim.WISH), MOST_OFFERED)
    return Step(found.state, (Say(Note.FREE_ALREADY), *found.say), found.do)


@rule
def confirm(state: State, here: Situation) -> Step | None:
    """Whoever waits for just that already is told so, and does not join twice."""
    request = _request(state, here)
    if already := next((one for one in state.joined if one.request == request), None):
        return _settled(state, NotifyWaiting(already))
    return ask(replace(state, waiting=request), ConfirmWaiting(request, _as_understood(state, here)))


@rule
def join(state: State) -> Step:
    """The caller said yes to exactly this."""
    wanted = state.waiting
    assert wanted is not None
    state = replace(state, attempt=state.attempt + 1)
    return Step(state, (), (JoinWaitlist(wanted, f"{state.id}:wait:{state.attempt}"),))


@rule
def on_joined(state: State, entry: WaitlistEntry) -> Step:
    others = (one for one in state.joined if one.id != entry.id)
    return _settled(replace(state, joined=(*others, entry)), NotifyWaiting(entry))


@rule
def on_not_joined(state: State) -> Step:
    """The truth, and a person."""
    failed = replace(state, task=Task.BOOK, waiting=None, hand_off=HandOffReason.SYSTEM)
    failed = replace(failed, phase=Phase.SETTLED if state.booked else Phase.COLLECTING)
    return Step(failed, (NotifyFailure(Failure.WAITLIST),)).then(lambda now: ask(now, OfferCallback()))


@rule
def on_refused(state: State) -> Step:
    """No, rather not: whatever they have stays as it is."""
    return _settled(state, still(state.booking) if state.booked else Say(Note.NOTHING_BOOKED))


def _settled(state: State, said: NotifyWaiting | Say) -> Step:
    done = replace(state, task=Task.BOOK, phase=Phase.SETTLED, waiting=None, seen=None)
    step = ask(done, AskAnythingElse())
    return Step(step.state, (said, *(step.say if state.medium is Medium.VOICE else ())))


def _wish(state: State) -> PreferredTime:
    return preferred_of(state) if SlotName.PREFERRED_TIME in state.slots else SOONER


def _as_understood(state: State, here: Situation) -> PreferredTime:
    """The wish without what it may mean as well: what is read back is what is joined."""
    if SlotName.PREFERRED_TIME not in state.slots:
        return SOONER
    meant = {one.wish: one for one in _meant(state, here)}
    wish = preferred_of(state)
    wanted = [one for one in wish.wishes if not one.excluded]
    narrow = (_narrowed(one, meant.get(index)) for index, one in enumerate(wanted))
    return replace(wish, wishes=(*narrow, *(one for one in wish.wishes if one.excluded)))


def _narrowed(wish: Wish, meant: Reading | None) -> Wish:
    if meant is None:
        return wish
    days = (meant.days,) if len(wish.days) > 1 else wish.days
    return Wish(days, (meant.clock,) if len(wish.clocks) > 1 and meant.clock else wish.clocks)


def _meant(state: State, here: Situation) -> tuple[Reading, ...]:
    """The likeliest reading of each wish."""
    likeliest: dict[int, Reading] = {}
    for reading in wish_readings(state, here):
        likeliest.setdefault(reading.wish, reading)
    return tuple(likeliest.values())


def _request(state: State, here: Situation) -> WaitlistRequest:
    values = {slot: filled.value for slot, filled in state.slots.items()}
    service, channel = values[SlotName.SERVICE], values[SlotName.CONTACT_CHANNEL]
    assert isinstance(service, ServiceChoice)
    assert isinstance(channel, ContactChannel)
    bound = here.business.bound_to_places(here.business.service(service.ids[0]))
    window, booking = _window(state, here), has_one(state)
    earlier = booking is not None and window.end <= booking.request.opening.start
    reason = values.get(SlotName.REASON)
    return WaitlistRequest(
        wanted=Search(
            service.ids[0],
            window,
            host=_one(values.get(SlotName.HOST)),
            location=_one(values.get(SlotName.LOCATION)) if bound else None,
        ),
        attendee=replace(attendee_of(state, here), language=state.language),
        channel=channel.channel,
        windows=_parts(state, here),
        place=contact_channel.place(values, here.business),
        reason=reason.text if isinstance(reason, Reason) else "",
        source="",
        instead_of=booking.id if booking and earlier else None,
    )


def _window(state: State, here: Situation) -> Window:
    """From the first to the last moment of the wish."""
    booking = has_one(state)
    if SlotName.PREFERRED_TIME not in state.slots and booking is not None:
        return Window(here.now, max(here.now, booking.request.opening.start))
    spans = [one.window for one in _meant(state, here)]
    return Window(min(one.start for one in spans), max(one.end for one in spans))


def _parts(state: State, here: Situation) -> tuple[Window, ...]:
    """ "Tuesday or Friday", "next week in the afternoon": not what lies between; nothing where it is all one."""
    if SlotName.PREFERRED_TIME not in state.slots:
        return ()
    parts = windows(_meant(state, here), preferred_of(state), here.business.zone)
    return parts if len(parts) > 1 else ()


def _one(value: Value | None) -> str | None:
    match value:
        case HostChoice((one,)) | LocationChoice((one,)):
            return one
        case _:
            return None
