"""What a caller may do whatever was asked: change a value, leave one out, look for other times, not know."""

from dataclasses import replace

from frontdesk.dialog import offering
from frontdesk.dialog.asking import ask, ask_again
from frontdesk.dialog.filling import REFUSED_OFTEN, fill, refused, service_of, turn_down
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import end, may_skip, no_match, person, skip
from frontdesk.dialog.rules import rule
from frontdesk.dialog.slots import preferred_time
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import (
    AgentAct,
    Ask,
    AskWhatToChange,
    HandOffReason,
    Help,
    Reprompt,
    Say,
    Trouble,
)
from frontdesk.model.caller_acts import Decline, Direction
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.service import EmailPolicy, ReasonPolicy
from frontdesk.model.slots import SlotName
from frontdesk.model.when import Grain, PreferredTime


def changed(before: State, after: State) -> bool:
    """Whether something was said that is known now, and was not, or not so."""
    return (before.slots, before.opening, before.answers, before.for_other, before.task) != (
        after.slots,
        after.opening,
        after.answers,
        after.for_other,
        after.task,
    )


@rule
def reopen(state: State, slot: SlotName | None, here: Situation, part: Grain | None = None) -> Step:
    """ "Change my number": asks for it again and keeps the old one until there is a new one; of a time only
    the `part` that is to be another."""
    if slot is None:
        return ask(state, AskWhatToChange())
    if slot not in state.slots and slot is not SlotName.PREFERRED_TIME:
        return go_on(state, here)
    read_back = state.expectation.expecting is Expecting.CONFIRM_BOOKING
    if read_back and slot in (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL) and slot in state.turned_down:
        return turned_down(state, slot, here)
    if read_back and slot is SlotName.NAME:
        state = turn_down(state, slot)
    reopened = replace(state, reopened=slot)
    staying = preferred_time.without(_known_time(state, here), part) if part else None
    return ask(reopened, Ask(slot, staying=staying)) if staying else go_on(reopened, here)


def _known_time(state: State, here: Situation) -> PreferredTime | None:
    """The time that was chosen, or what is known of it so far."""
    if state.opening is not None:
        return preferred_time.exactly(state.opening.start.astimezone(here.business.zone))
    known = state.get(SlotName.PREFERRED_TIME)
    return known if isinstance(known, PreferredTime) else None


@rule
def cannot_change(state: State, acts: Acts, here: Situation) -> Step:
    """It is for a person, who is told what was to be changed."""
    named = () if acts.change is None or acts.change.slot is None else (acts.change.slot,)
    wanted = replace(state, cannot=(*acts.informs, *named))
    return person(wanted, here, HandOffReason.BEYOND, Say(Note.CANNOT_CHANGE))


@rule
def turned_down(state: State, slot: SlotName, here: Situation) -> Step:
    """The value we have is wrong: it is asked for again, then in another way, and then it is for a person."""
    state = turn_down(replace(state, reopened=slot if slot in state.slots else None), slot)
    if state.turned_down.count(slot) > REFUSED_OFTEN:
        return person(state, here, HandOffReason.STUCK)
    return ask(state, refused(state, slot))


@rule
def decline(state: State, decline: Decline, here: Situation) -> Step:
    slot = decline.slot or state.expectation.slot
    asked = state.expectation.expecting is Expecting.SLOT and state.expectation.slot is slot
    if asked and may_skip(state, here):
        return skip(state, here)
    if slot in (SlotName.EMAIL, SlotName.REASON) and not asked and not _needed(slot, state, here):
        state = replace(state.clear(slot), declined=(*state.declined, slot))
        return Step(state, (Say(Note.WITHOUT, slot),)).then(lambda now: go_on(now, here))
    if state.reopened is slot and slot in state.slots:
        return Step(replace(state, reopened=None), (Say(Note.KEPT, slot),)).then(lambda now: go_on(now, here))
    if slot is None and state.expectation.expecting is Expecting.CONFIRM_BOOKING:
        return no_match(state, here)  # "skip", where there is nothing to leave out
    return refuse(state, slot, here)


def _needed(slot: SlotName, state: State, here: Situation) -> bool:
    """The service that is settled, else any that there is, cannot be booked without it."""
    business, service = here.business, service_of(state, here)
    services = (service,) if service else business.services
    if slot is SlotName.EMAIL:
        return all(business.email_policy(one) is EmailPolicy.REQUIRED for one in services)
    return slot is SlotName.REASON and all(business.reason_policy(one) is ReasonPolicy.REQUIRED for one in services)


@rule
def refuse(state: State, slot: SlotName | None, here: Situation, *, again: AgentAct | None = None) -> Step:
    """Something was declined that the booking cannot do without: said once, and then it is for a person. Who wants
    none, and will not give it either, is not asked for ever. `again` asks for it where the question alone will not do.
    """
    if slot is not None and slot in state.withheld:
        ended = end(state)
        return Step(ended.state, (Say(Note.NEEDED, slot), *ended.say), ended.do)
    known = slot is not None and slot in state.slots and state.expectation.half is None
    if state.refusals >= (2 if known else 1):
        withheld = state if slot is None else replace(state, withheld=(*state.withheld, slot))
        return person(withheld, here, HandOffReason.BEYOND, Say(Note.NEEDED, slot))
    state = replace(state, refusals=state.refusals + 1)
    if again is not None:
        return ask(state, again)
    return Step(state, (Say(Note.NEEDED, slot),)).then(ask_again)


@rule
def same_half(state: State, here: Situation) -> Step:
    """The word that is known already, where the other half of the name was asked for: it is asked which it is."""
    return refuse(state, SlotName.NAME, here, again=Reprompt(state.expectation, Trouble.INVALID, 1))


@rule
def admit_not_knowing(state: State, here: Situation) -> Step:
    """Not knowing is an answer: the first openings, a list, or going on without."""
    expectation = state.expectation
    if may_skip(state, here):
        return skip(state, here)
    if expectation.expecting is Expecting.SLOT and (expectation.slot is SlotName.EMAIL or expectation.half):
        return refuse(state, expectation.slot, here)
    if expectation.slot is SlotName.PREFERRED_TIME and expectation.expecting is Expecting.SLOT:
        wish = fill(state, SlotName.PREFERRED_TIME, PreferredTime(earliest=True, flexible=True))
        return go_on(wish.state, here)
    return Step(state, (Help(expectation),)).then(ask_again)


@rule
def look_further(state: State, acts: Acts, here: Situation) -> Step:
    """Other times than those on the table, or the first there are."""
    if service_of(state, here) is None:
        return go_on(state, here)
    if not state.offered and state.opening is None and not state.moved:
        wish = state
        if SlotName.PREFERRED_TIME not in state.slots:
            wish = fill(state, SlotName.PREFERRED_TIME, PreferredTime(earliest=True, flexible=True)).state
        return go_on(replace(wish, reopened=None), here)
    direction = acts.alternatives.direction if acts.alternatives else Direction.OTHER
    return offering.find_more(replace(state, reopened=None), here, direction)
