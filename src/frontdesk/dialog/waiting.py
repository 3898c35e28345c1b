"""The waiting list: which service, when, who; one confirmation, and exactly what was confirmed is joined.

Nothing is booked by it, and nothing is ever said to be.
"""

from dataclasses import replace

from frontdesk.dialog import tasks
from frontdesk.dialog.asking import ask
from frontdesk.dialog.commitment import attendee_of
from frontdesk.dialog.effects import JoinWaitlist
from frontdesk.dialog.reach import preferred_of, wish_readings
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.state import Phase, Situation, State, Step, Task
from frontdesk.model.agent_acts import (
    Ask,
    AskAnythingElse,
    ConfirmWaiting,
    Failure,
    HandOffReason,
    NotifyFailure,
    NotifyWaiting,
    OfferCallback,
    Say,
)
from frontdesk.model.booking import Search, Window
from frontdesk.model.caller import ContactChannel
from frontdesk.model.note import Note
from frontdesk.model.slots import HostChoice, LocationChoice, Reason, ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest
from frontdesk.model.when import PreferredTime

SOONER = PreferredTime(earliest=True)


@rule
def when(state: State, here: Situation) -> Step | None:
    """Whoever has an appointment waits for an earlier one, unless they say when."""
    known = SlotName.PREFERRED_TIME in state.slots or state.booked
    return None if known else ask(state, Ask(SlotName.PREFERRED_TIME))


@rule
def confirm(state: State, here: Situation) -> Step | None:
    request = _request(state, here)
    wish = preferred_of(state) if SlotName.PREFERRED_TIME in state.slots else SOONER
    return ask(replace(state, waiting=request), ConfirmWaiting(request, wish))


@rule
def join(state: State) -> Step:
    """The caller said yes to exactly this."""
    wanted = state.waiting
    assert wanted is not None
    state = replace(state, attempt=state.attempt + 1)
    return Step(state, (), (JoinWaitlist(wanted, f"{state.id}:wait:{state.attempt}"),))


@rule
def on_joined(state: State, entry: WaitlistEntry) -> Step:
    return _settled(state, NotifyWaiting(entry))


@rule
def on_not_joined(state: State) -> Step:
    """The truth, and a person."""
    failed = replace(state, task=Task.BOOK, waiting=None, hand_off=HandOffReason.SYSTEM)
    failed = replace(failed, phase=Phase.SETTLED if state.booked else Phase.COLLECTING)
    return Step(failed, (NotifyFailure(Failure.WAITLIST),)).then(lambda now: ask(now, OfferCallback()))


@rule
def on_refused(state: State) -> Step:
    """No, rather not: whatever they have stays as it is."""
    return _settled(state, Say(Note.STILL_BOOKED if state.booked else Note.NOTHING_BOOKED))


def _settled(state: State, said: NotifyWaiting | Say) -> Step:
    step = ask(replace(tasks.finish(state), waiting=None), AskAnythingElse())
    return Step(step.state, (said, *(step.say if state.medium is Medium.VOICE else ())))


def _request(state: State, here: Situation) -> WaitlistRequest:
    values = {slot: filled.value for slot, filled in state.slots.items()}
    service, channel = values[SlotName.SERVICE], values[SlotName.CONTACT_CHANNEL]
    assert isinstance(service, ServiceChoice)
    assert isinstance(channel, ContactChannel)
    bound = here.business.bound_to_places(here.business.service(service.ids[0]))
    window, earlier = _window(state, here), None
    if state.booked and state.booking and window.end <= state.booking.request.opening.start:
        earlier = state.booking.id
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
        place=contact_channel.place(values, here.business),
        reason=reason.text if isinstance(reason, Reason) else "",
        source="",
        instead_of=earlier,
    )


def _window(state: State, here: Situation) -> Window:
    """From the first to the last moment that any reading of the wish allows."""
    if SlotName.PREFERRED_TIME not in state.slots and state.booking is not None:
        return Window(here.now, max(here.now, state.booking.request.opening.start))
    windows = [one.window for one in wish_readings(state, here)]
    return Window(min(one.start for one in windows), max(one.end for one in windows))


def _one(value: Value | None) -> str | None:
    match value:
        case HostChoice((one,)) | LocationChoice((one,)):
            return one
        case _:
            return None
