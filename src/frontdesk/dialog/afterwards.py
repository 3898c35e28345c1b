"""After something is done: thanks and goodbye, questions, a change of what was just booked, one more booking."""

from dataclasses import replace

from frontdesk.dialog import messages, several, tasks, whose
from frontdesk.dialog.appointments import again, changing, finding, restoring
from frontdesk.dialog.appointments.tasks import as_said_of_it, still, turn_to
from frontdesk.dialog.asking import ask, ask_again
from frontdesk.dialog.changing import cannot_change, look_further
from frontdesk.dialog.commands import begin
from frontdesk.dialog.effects import LeaveCallback
from frontdesk.dialog.facts import tell
from frontdesk.dialog.heard import Acts, sort
from frontdesk.dialog.hearing import hear
from frontdesk.dialog.memory import Filled, Pause, Phase, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import end, no_match, person, understood
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.preferred_time import exactly
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    AgentAct,
    AskAnythingElse,
    ConfirmInstead,
    HandOffReason,
    Help,
    NotifySuccess,
    Say,
    TellAppointments,
)
from frontdesk.model.booking import Booking
from frontdesk.model.caller import ContactChannel, PersonName, PhoneNumber
from frontdesk.model.caller_acts import CallerAct, Command, Inform, RequestAlternatives, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium
from frontdesk.model.when import PreferredTime

INSTEAD_OF = (SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS)
TAKEN_UP_BY = (
    (Command.RESCHEDULE, Task.MOVE),
    (Command.CANCEL, Task.CANCEL),
    (Command.NEVER_MIND, Task.CANCEL),
    (Command.CHECK, Task.CHECK),
)


@rule
def hear_afterwards(state: State, heard: tuple[CallerAct, ...], here: Situation) -> Step:
    """One utterance in a conversation that has done what it was for."""
    acts = as_said_of_it(sort(heard), state)
    commands = acts.commands
    booking = state.booking
    active = booking is not None and booking.stands
    state = understood(state)
    if state.expectation.expecting is Expecting.CALLBACK:
        if acts.affirms or Command.PERSON in commands or whose.answers_call_back(acts):
            return _call_back(*whose.when_to_call(state, acts), here)
        state = replace(state, hand_off=None)
        if acts.negates and not acts.answers and not state.cancelling and not state.moving:
            return _how_it_stands(state)
    if state.cancelling or state.moving:
        return changing.still_unknown(state)
    if state.expectation.expecting is Expecting.INSTEAD and (answer := _to_instead(state, acts, here)):
        return answer
    if Command.PERSON in commands:
        return person(state, here, HandOffReason.REQUESTED)
    if Command.KEEP in commands and (gone := restoring.just_cancelled(state, acts, here)):
        return _book_again(state, gone, here)
    asks_about_it = any(one.topic is Topic.BOOKED for one in acts.questions)
    about_it = asks_about_it or bool(commands & {Command.CANCEL, Command.NEVER_MIND, Command.CHECK})
    if about_it and booking is not None and not booking.stands and not state.known_to_stand:
        return _say(state, Note.CANCELLED)
    if Command.KEEP in commands and active and (back := _put_back(state, acts, here)):
        return back
    for command, task in TAKEN_UP_BY:
        if command in commands:
            return begin(task, state, acts, here)
    if Command.CANNOT_COME in commands:
        return hear(state, heard, here)
    if tasks.begins(acts):
        return hear(state, heard, here)
    one_more = not several.ONE_MORE.isdisjoint(commands) or several.is_beside(state, acts)
    if one_more or (acts.informs and not active):
        return _one_more(state, heard, acts, here)
    if asks_about_it and not active:
        return begin(Task.CHECK, state, acts, here)
    if told := tell(acts.questions, state, here):
        return Step(state, told).then(_anything_else)
    if active and _wants_another_time(state, acts):
        return _move(state, acts, here)
    if acts.change or acts.alternatives or _differs(state, acts):
        return cannot_change(state, acts, here)
    told_again = asks_about_it or acts.informs or Command.REPEAT in commands or Command.SLOWER in commands
    if told_again and active and booking is not None:
        slower = state.slower or Command.SLOWER in commands
        here_made = booking.id in state.handled
        again: AgentAct = NotifySuccess(booking, again=True) if here_made else TellAppointments((booking,))
        return Step(replace(state, slower=slower), (again,)).then(_anything_else)
    if Command.GOODBYE in commands or acts.negates:
        return end(state)
    if Command.THANKS in commands:
        return _say(state, Note.WELCOME)
    if Command.WAIT in commands:
        return Step(replace(state, pause=Pause.WAITING), (Say(Note.TAKE_YOUR_TIME),))
    if acts.affirms or Command.HELP in commands or Command.GREET in commands:
        return Step(state, (Help(state.expectation),))
    if Command.OUT_OF_SCOPE in commands:
        return _say(state, Note.NOT_OUR_BUSINESS)
    return no_match(state, here)


@rule
def _to_instead(state: State, acts: Acts, here: Situation) -> Step | None:
    """The booking came back with another way to meet, or another place. Nobody is left with what they do not want: it
    is cancelled, or a person sees to it."""
    question = state.question
    assert isinstance(question, ConfirmInstead)
    if acts.affirms and not acts.informs:
        agreed = take_up_next(ask(state, AskAnythingElse()), here)
        if Command.GOODBYE in acts.commands:
            return end(agreed.state)
        spoken = state.medium is Medium.VOICE or agreed.state.phase is not Phase.SETTLED
        return agreed if spoken else Step(agreed.state, (Say(Note.WELCOME),), agreed.do)
    wanted = [one.value for one in acts.informs if one.slot in INSTEAD_OF] or [question.wanted]
    refused = acts.negates and not acts.commands & {Command.CANCEL, Command.RESCHEDULE, Command.PERSON}
    if not refused and not any(one.slot in INSTEAD_OF for one in acts.informs):
        return None
    slot = SlotName.CONTACT_CHANNEL if isinstance(wanted[0], ContactChannel) else SlotName.LOCATION
    state = replace(state, cannot=(Inform(slot, wanted[0]),))
    if not here.business.policy.callers_may_cancel:
        return person(state, here, HandOffReason.BEYOND, Say(Note.NOT_AS_ASKED))
    asked = begin(Task.CANCEL, state, replace(acts, informs=()), here)
    return Step(asked.state, (Say(Note.NOT_AS_ASKED), *asked.say), asked.do)


def take_up_next(booked: Step, here: Situation) -> Step:
    """What was asked for besides: a message for somebody, one more appointment."""
    if SlotName.MESSAGE in booked.state.slots:
        return messages.after_booking(booked).then(lambda after: go_on(after, here))
    if not booked.state.more:
        return booked
    step, said = several.take_up(booked, here)
    if step.state.phase is Phase.SETTLED:
        return step
    return step.then(lambda after: hear(after, said, here) if said else go_on(after, here))


@rule
def _one_more(state: State, heard: tuple[CallerAct, ...], acts: Acts, here: Situation) -> Step:
    """ "Another one for my son": a name that is known is the caller's, and only that."""
    fresh = several.another(state, acts, here)
    if Command.AGAIN in acts.commands and state.booking is not None and state.booking.stands:
        fresh = again.like(fresh, state.booking, here)
        if any(inform.slot is SlotName.PREFERRED_TIME for inform in acts.informs):
            fresh = fresh.clear(SlotName.PREFERRED_TIME)
    if {Command.SEVERAL, Command.TOGETHER} <= acts.commands:  # "and then two for the girls"
        fresh, heard = several.another(state, sort((*heard, several.THEIRS)), here), (*heard, several.THEIRS)
    begun = (several.ANOTHER, *(act for act in heard if isinstance(act, RequestAlternatives)))  # "another one"
    return hear(fresh, tuple(act for act in heard if act not in begun), here)


@rule
def _call_back(state: State, acts: Acts, here: Situation) -> Step:
    """On the number just given, if it is one, else on the one that is known, else on one we ask for."""
    given = next((one.value for one in acts.informs if isinstance(one.value, PhoneNumber)), state.get(SlotName.PHONE))
    name = next((one.value.full for one in acts.informs if isinstance(one.value, PersonName)), state.who_calls)
    number = given.e164 if isinstance(given, PhoneNumber) else state.caller_id
    if number is None:
        return go_on(replace(state, phase=Phase.COLLECTING, calling_back=True), here)
    return Step(state, (), (LeaveCallback(number, name),))


@rule
def _how_it_stands(state: State) -> Step:
    """No call-back, then: what is booked stays as it is."""
    if state.booking is None:
        return _say(state, Note.STAYS)
    return _say(state, still(state.booking).note if state.booking.stands else Note.CANCELLED)


def _wants_another_time(state: State, acts: Acts) -> bool:
    """ "Could we make it Tuesday instead?", "something later", "change the time"."""
    if acts.change is not None:
        return acts.change.slot is SlotName.PREFERRED_TIME
    return bool(acts.alternatives) or any(
        one.slot is SlotName.PREFERRED_TIME and (one.corrects or state.get(one.slot) != one.value)
        for one in acts.informs
    )


@rule
def _move(state: State, acts: Acts, here: Situation) -> Step:
    if acts.alternatives is None or acts.informs:
        return begin(Task.MOVE, state, acts, here)
    turned = turn_to(state, Task.MOVE)
    return turned.then(lambda now: look_further(finding.settle(now, here), acts, here))


@rule
def _put_back(state: State, acts: Acts, here: Situation) -> Step | None:
    """ "No, leave it as it was": what was just moved goes back to where it was, once that is agreed to."""
    booking, was = state.booking, state.was
    if booking is None or was is None or was.booking != booking.id:
        return None if acts.answers else _how_it_stands(state)
    wish = exactly(was.opening.start.astimezone(here.business.zone))
    said = [one.value for one in acts.informs if isinstance(one.value, PreferredTime)]
    if not all(finding.fits_time(one, was.opening, here) for one in said):
        return None
    turned = turn_to(state, Task.MOVE)
    return turned.then(lambda now: go_on(now.fill(SlotName.PREFERRED_TIME, Filled(wish)), here))


@rule
def _book_again(state: State, gone: Booking, here: Situation) -> Step:
    """ "Can I have it back?", of what was just cancelled: the same, if it is still free, else what is near."""
    return go_on(restoring.as_it_was(state, gone, here), here)


def _differs(state: State, acts: Acts) -> bool:
    """Something was said that is not what is booked."""
    return any(inform.corrects or state.get(inform.slot) != inform.value for inform in acts.informs)


def _anything_else(state: State) -> Step:
    if state.expectation.expecting is Expecting.INSTEAD:
        return ask_again(state)
    step = ask(state, AskAnythingElse())
    return step if state.medium is Medium.VOICE else Step(step.state)


def _say(state: State, note: Note) -> Step:
    return Step(state, (Say(note),)).then(_anything_else)
