"""What a slot can go through: filled, confirmed, turned down, asked for again. missing -> heard -> confirmed."""

from dataclasses import replace

from frontdesk.dialog.effects import ReleaseHolds
from frontdesk.dialog.memory import Filled, Grounding, Source
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Acknowledge, Ask, Reprompt, Trouble
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.service import EmailPolicy, ReasonPolicy, Service
from frontdesk.model.slots import ServiceChoice, SlotName, Value
from frontdesk.model.utterance import Medium

REFUSED_OFTEN = 2
"""A value that was wrong so often is asked for in another way: a name letter by letter, a number with the keys."""
SURE_ENOUGH = 0.8
"""Below this a value is put to the caller as a question of its own: the usual bound of implicit confirmation."""
GUESSED = 0.6
"""Below this it is put to the caller even where nothing can be misheard: half of the words were slips, or no reader but
a language model made sense of them."""


def fill(
    state: State,
    slot: SlotName,
    value: Value,
    *,
    sure: float = 1.0,
    source: Source = Source.SAID,
    completes: bool = False,
) -> Step:
    """Puts a value into its slot; a changed one takes back what was confirmed and is acknowledged. One that `completes`
    what was asked for in two halves changes nothing."""
    old = state.get(slot)
    if old == value:
        return Step(replace(state, reopened=None if state.reopened is slot else state.reopened))
    corrected = old is not None and state.slots[slot].source is not Source.ASKED and not completes
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


def turn_down(state: State, slot: SlotName) -> State:
    """The caller said that this value is wrong."""
    return replace(state, turned_down=(*state.turned_down, slot))


def ask_for(state: State, slot: SlotName) -> Ask | Reprompt:
    """The question for a slot; in another way where what was heard was wrong too often."""
    count = state.turned_down.count(slot)
    return refused(state, slot) if count >= REFUSED_OFTEN else Ask(slot)


def refused(state: State, slot: SlotName) -> Reprompt:
    """Asks for the right value once a wrong one was turned down."""
    count = state.turned_down.count(slot)
    keys = count >= REFUSED_OFTEN and state.medium is Medium.VOICE
    return Reprompt(Expectation(Expecting.SLOT, slot), Trouble.REFUSED, count, keys)


def let_go(state: State) -> Step:
    """Gives up the chosen opening and everything held: the time is open again."""
    ids = tuple(hold.id for hold in state.holds)
    return Step(replace(state, opening=None, holds=(), table=()), (), (ReleaseHolds(ids),) if ids else ())


def service_of(state: State, here: Situation) -> Service | None:
    """The service that is settled, if one is."""
    match state.get(SlotName.SERVICE):
        case ServiceChoice((one,)):
            return here.business.service(one)
        case _:
            return None


def wanted(slot: SlotName, service: Service, here: Situation) -> bool:
    """Does the profile allow this to be kept for a booking of this service?"""
    if slot is SlotName.EMAIL:
        return here.business.email_policy(service) is not EmailPolicy.NEVER
    if slot is SlotName.REASON:
        return here.business.reason_policy(service) is not ReasonPolicy.NEVER
    return True
