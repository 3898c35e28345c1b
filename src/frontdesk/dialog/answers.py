"""What the acts mean as an answer: a function for each thing that may be expected, and one for everything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

from frontdesk.dialog import coming_back, commitment, waiting, whose
from frontdesk.dialog.appointments.answers import (
    to_confirm_cancel,
    to_confirm_move,
    to_move_or_cancel,
    to_which_appointment,
)
from frontdesk.dialog.appointments.tasks import (
    OF_THE_CALLER,
    done,
    give_up,
    is_about_one,
    turn_to,
    under_way,
)
from frontdesk.dialog.asking import ask, ask_again
from frontdesk.dialog.changing import (
    admit_not_knowing,
    cannot_change,
    changed,
    decline,
    look_further,
    refuse,
    reopen,
    same_half,
    turned_down,
)
from frontdesk.dialog.choosing import choose, named_host, yes_to_several
from frontdesk.dialog.commands import begin
from frontdesk.dialog.filling import confirm, fill, let_go
from frontdesk.dialog.grounding import ground
from frontdesk.dialog.habits import learn
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import Source, Task
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import IN_A_ROW, end, may_skip, no_match, person, skip
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots.name import same_again
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.dialog.tasks import is_for_afterwards
from frontdesk.model.agent_acts import (
    AskWhatToChange,
    Failure,
    HandOffReason,
    NotifyFailure,
    Reprompt,
    Say,
    TellAppointments,
    Trouble,
)
from frontdesk.model.booking import Consent
from frontdesk.model.caller import PersonName
from frontdesk.model.caller_acts import Command, Decline, Inform, Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import Answer, SlotName
from frontdesk.model.when import PreferredTime

BOOKING = {
    Command.BOOK,
    Command.ANOTHER,
    Command.SEVERAL,
    Command.TOGETHER,
    Command.RECURRING,
    Command.FOR_SOMEBODY,
    Command.FOR_MYSELF,
}
"""What only says that an appointment is wanted."""


@rule
def answer_otherwise(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """Whatever was asked, the caller may change, decline, look for other times, or just be polite."""
    if acts.change is not None and acts.change.slot is SlotName.PREFERRED_TIME and not _has_a_time(after):
        return begin(Task.MOVE, after, acts, here)  # "change the time": of the one that they have
    if (
        acts.change is not None
        and acts.change.slot in OF_THE_CALLER
        and not _has_a_time(after)
        and not after.progressed
    ):
        return cannot_change(after, acts, here)  # "change the name": on one that was booked before
    if acts.change is not None:
        return reopen(after, acts.change.slot, here, acts.change.part)
    if changed(before, after):
        return go_on(after, here)
    if any(one.topic is Topic.AVAILABILITY for one in acts.questions) or acts.alternatives:
        return look_further(after, acts, here)
    if any(one.topic is Topic.BOOKED for one in acts.questions) and not after.unresolved:
        if after.about is not None:
            return Step(after, (TellAppointments((after.about,)),)).then(ask_again)
        if is_about_one(after):
            return ask_again(after)
        if not under_way(after):
            return turn_to(after, Task.CHECK).then(lambda now: go_on(now, here))
    if any(one.topic is Topic.BOOKED for one in acts.questions):
        truth = NotifyFailure(Failure.UNKNOWN) if after.unresolved else Say(Note.NOTHING_BOOKED)
        return Step(after, (truth,)).then(ask_again)
    if is_about_one(after) and (step := _no_more_facts(after, acts, here)):
        return step
    if acts.decline is not None:
        return decline(after, acts.decline, here)
    if Command.DONT_KNOW in acts.commands:
        return admit_not_knowing(after, here)
    if not BOOKING.isdisjoint(acts.commands) or Command.KEEP in acts.commands or acts.informs:
        return ask_again(after)
    for command, note in (
        (Command.THANKS, Note.WELCOME),
        (Command.GREET, Note.HELLO),
        (Command.OUT_OF_SCOPE, Note.NOT_OUR_BUSINESS),
    ):
        if command in acts.commands:
            return Step(after, (Say(note),)).then(ask_again)
    return None


def _has_a_time(state: State) -> bool:
    """There is a time to change in what is being made, or something was said of what is to be made."""
    return under_way(state) or is_about_one(state) or state.task is not Task.BOOK or bool(state.offered)


@rule
def _no_more_facts(state: State, acts: Acts, here: Situation) -> Step | None:
    """What an appointment could be found by is not known, or is only said once more."""
    asked = state.expectation.slot in (SlotName.PHONE, SlotName.APPOINTMENT)
    finding = asked and state.expectation.expecting is Expecting.SLOT and state.about is None
    nothing_new = acts.decline is not None or Command.DONT_KNOW in acts.commands or (acts.informs and state.misses)
    if finding and acts.negates and not acts.answers and state.misses:  # "no" to "could you give me the name?"
        return done(state, Say(Note.STAYS)).then(lambda now: go_on(now, here))
    if finding and nothing_new:
        return give_up(state, here, HandOffReason.BEYOND, Say(Note.NOT_FOUND))
    moving = state.task is Task.MOVE and state.expectation.slot is SlotName.PREFERRED_TIME
    backs_out = moving or (finding and state.task is not Task.CHECK and not acts.informs)
    if backs_out and acts.negates:  # "no", "no, I'd rather not"
        return done(state, Say(Note.STAYS)).then(lambda now: go_on(now, here))
    return None


@rule
def _to_slot(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    options, slot = before.expectation.options, before.expectation.slot
    named = any(inform.slot is slot for inform in acts.informs)
    if acts.select and slot and not named and acts.select.index < len(options):
        return ground(after, Inform(slot, options[acts.select.index].value), here).step.then(
            lambda now: go_on(now, here)
        )
    if changed(before, after) or before.reopened is not after.reopened:
        return go_on(after, here)
    if _said_the_same_half(before, acts):
        return same_half(after, here)
    if acts.negates and not acts.answers:
        if after.reopened:
            return decline(after, Decline(after.reopened), here)
        if may_skip(after, here):
            return skip(after, here)
        return refuse(after, slot, here) if slot is SlotName.EMAIL or before.expectation.half else None
    if acts.affirms and not acts.decline and may_skip(after, here):
        return ask(after, Reprompt(before.expectation, Trouble.NO_INPUT, 1))  # "yes, you can have my e-mail"
    return None


def _said_the_same_half(before: State, acts: Acts) -> bool:
    half, said = before.expectation.half, [one.value for one in acts.informs if one.slot is SlotName.NAME]
    return half is not None and any(isinstance(one, PersonName) and same_again(half, one) for one in said)


@rule
def _to_confirm_slot(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    expectation = before.expectation
    slot, value = expectation.slot, expectation.value
    assert slot is not None
    assert value is not None
    if any(inform.slot is slot for inform in acts.informs):
        return go_on(after, here)
    if acts.affirms or acts.select:
        offered = slot not in after.slots
        state = fill(after, slot, value, source=Source.CALLER_ID).state if offered else after
        return go_on(confirm(state, slot), here)
    if acts.negates or acts.decline:
        if slot not in after.slots:  # not the number they are calling from
            return go_on(replace(after, checked=(*after.checked, slot)), here)
        return turned_down(after if slot is SlotName.NAME else after.clear(slot), slot, here)
    return go_on(after, here) if changed(before, after) else None


@rule
def _to_opening(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    openings = before.expectation.openings
    if acts.select and acts.select.index < len(openings):
        return choose(after, openings[acts.select.index], here)
    if any(inform.slot in (SlotName.PREFERRED_TIME, SlotName.SERVICE, SlotName.HOST) for inform in acts.informs):
        named = named_host(acts, openings)
        return choose(after, named, here) if named else go_on(after, here)
    if acts.alternatives or (acts.negates and not acts.change and not acts.informs):
        return look_further(after, acts, here)
    if acts.affirms and len(openings) == 1:
        return choose(after, openings[0], here)
    if changed(before, after):
        return ask_again(after)
    return yes_to_several(before, openings, here) if acts.affirms and openings else None


@rule
def _to_option(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    expectation = before.expectation
    assert expectation.slot is not None
    if any(inform.slot is expectation.slot for inform in acts.informs):
        return go_on(after, here)
    if acts.select and acts.select.index < len(expectation.options):
        chosen = Inform(expectation.slot, expectation.options[acts.select.index].value)
        said = after.get(SlotName.PREFERRED_TIME)
        if isinstance(said, PreferredTime) and isinstance(chosen.value, PreferredTime):
            after = replace(after, habits=learn(after.habits, said, chosen.value)).clear(SlotName.PREFERRED_TIME)
        return ground(after, chosen, here).step.then(lambda now: go_on(now, here))
    if acts.negates or acts.alternatives:
        return let_go(after.clear(expectation.slot)).then(lambda now: go_on(now, here))
    return ask_again(after) if changed(before, after) else None


@rule
def _to_consent(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """Kept with the words that were asked, and the instant; said along with other things, a yes is a yes."""
    value = before.expectation.value
    assert isinstance(value, Answer)
    about_this = acts.decline is None or acts.decline.slot is None
    if acts.affirms and acts.decline is None:
        given = Consent(value.question, value.text, here.now.astimezone(UTC))
        return go_on(replace(after, consents=(*after.consents, given)), here)
    if changed(before, after):
        return go_on(after, here)
    if (acts.negates or acts.decline) and about_this and not acts.change and not acts.alternatives:
        return skip(after, here) if may_skip(after, here) else refuse(after, None, here)
    return None


@rule
def _to_read_back(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if acts.change is not None or acts.alternatives:
        return None
    if changed(before, after) and not is_for_afterwards(before, acts):
        return go_on(after, here)
    if acts.affirms and acts.decline is None:
        return _half_a_yes(before, acts, here) or commitment.commit(after, here)
    if acts.negates and acts.decline is None:
        return _balk(after, here) or ask(_balked(after), AskWhatToChange())
    return (_balk(after, here) or ask_again(_balked(after))) if acts.informs else None


def _balked(state: State) -> State:
    return replace(state, balked=state.balked + 1)


@rule
def _balk(state: State, here: Situation) -> Step | None:
    """Something is wrong with what was read back, and what it is cannot be understood: that is for a person."""
    return person(state, here, HandOffReason.STUCK) if state.balked >= IN_A_ROW else None


@rule
def _half_a_yes(state: State, acts: Acts, here: Situation) -> Step | None:
    """After a no, with nothing changed since, "great, thanks, goodbye" may be a yes or just a farewell: yes or no is
    asked plainly. Who then takes leave again has booked nothing."""
    if not state.balked or acts.commands.isdisjoint({Command.THANKS, Command.GOODBYE}):
        return None
    if not state.troubles.in_a_row:
        return no_match(state, here)
    return end(state) if Command.GOODBYE in acts.commands else None


@rule
def _to_change(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """What is only said once more is read back once more: the caller hears that it is what we have."""
    if changed(before, after):
        return go_on(after, here)
    if (acts.affirms or acts.negates or acts.informs) and acts.change is None:
        return go_on(after, here)
    return None


@rule
def _to_resume(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    """Yes goes on with the same time, held again if it can be had; a new time or service with the rest of it."""
    moved = any(inform.slot in (SlotName.PREFERRED_TIME, SlotName.SERVICE, SlotName.HOST) for inform in acts.informs)
    if acts.negates and not acts.answers:
        return coming_back.start_anew(after, here)
    if not (acts.affirms or changed(before, after)):
        return None
    back, openings = coming_back.remember(after), before.expectation.openings
    return go_on(back, here) if moved or not openings else choose(back, openings[0], here)


@rule
def _to_callback(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if acts.affirms or whose.answers_call_back(acts):
        return go_on(replace(after, calling_back=True), here)
    once_more = acts.alternatives is not None or any(one.slot is SlotName.PREFERRED_TIME for one in acts.informs)
    if once_more and after.unresolved:
        return commitment.on_unknown(after)  # what may be booked already is not tried again
    if acts.negates or once_more or changed(before, after):  # "no", "try again", "Tuesday then", the same time again
        return go_on(replace(after, hand_off=None), here)
    return None


@rule
def _to_waiting(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    if changed(before, after):
        return go_on(after, here)
    if acts.affirms and acts.decline is None:
        return waiting.join(after)
    return waiting.on_refused(after) if acts.negates and acts.change is None else None


def _to_nothing(before: State, after: State, acts: Acts, here: Situation) -> Step | None:
    return go_on(after, here)


ANSWERS: dict[Expecting, Callable[[State, State, Acts, Situation], Step | None]] = {
    Expecting.SLOT: _to_slot,
    Expecting.CONFIRM_SLOT: _to_confirm_slot,
    Expecting.OPENING: _to_opening,
    Expecting.OPTION: _to_option,
    Expecting.CONSENT: _to_consent,
    Expecting.CONFIRM_BOOKING: _to_read_back,
    Expecting.CHANGE: _to_change,
    Expecting.CONFIRM_WAITING: _to_waiting,
    Expecting.CALLBACK: _to_callback,
    Expecting.RESUME: _to_resume,
    Expecting.APPOINTMENT: to_which_appointment,
    Expecting.CONFIRM_MOVE: to_confirm_move,
    Expecting.CONFIRM_CANCEL: to_confirm_cancel,
    Expecting.MOVE_OR_CANCEL: to_move_or_cancel,
    Expecting.INSTEAD: _to_nothing,
    Expecting.ANYTHING_ELSE: _to_nothing,
    Expecting.NOTHING: _to_nothing,
}
