"""Off the waiting list again: what was joined in this conversation, or whatever two facts fit."""

from dataclasses import replace

from frontdesk.dialog import tasks
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import LeaveWaitlist
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import AskAnythingElse, Say
from frontdesk.model.caller import PersonName, PhoneNumber
from frontdesk.model.change import Lookup
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry


@rule
def own(state: State, here: Situation) -> Step | None:
    """Who joined just now need not say who they are."""
    if not state.joined:
        return None
    return Step(state, (), (LeaveWaitlist(Lookup("", reference=state.joined[-1].id)),))


@rule
def look(state: State, here: Situation) -> Step | None:
    phone, name = state.get(SlotName.PHONE), state.get(SlotName.NAME)
    assert isinstance(phone, PhoneNumber)
    assert isinstance(name, PersonName)
    return Step(state, (), (LeaveWaitlist(Lookup("", phone=phone.e164, name=name)),))


@rule
def on_left(state: State, entries: tuple[WaitlistEntry, ...]) -> Step:
    """Who joined in this conversation and is not on the list any more was taken off it, now or before."""
    known = bool(state.joined or entries)
    said = (Say(Note.OFF_WAITLIST if known else Note.NOT_WAITING),)
    done = tasks.finish(replace(state, joined=state.joined[:-1]))
    if done.phase is Phase.COLLECTING:
        return Step(done, said)
    step = ask(done, AskAnythingElse())
    return Step(step.state, said + (step.say if state.medium is Medium.VOICE else ()))
