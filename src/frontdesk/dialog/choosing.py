"""Choosing from an offer: one of it, another of it once one was chosen, or none."""

from dataclasses import replace

from frontdesk.dialog import offering
from frontdesk.dialog.asking import ask
from frontdesk.dialog.effects import Aim, Purpose
from frontdesk.dialog.filling import let_go
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.policy import go_on
from frontdesk.dialog.repair import no_match, understood
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import Situation, State, Step
from frontdesk.model.agent_acts import Offer
from frontdesk.model.booking import Opening
from frontdesk.model.slots import HostChoice


@rule
def yes_to_several(state: State, openings: tuple[Opening, ...], here: Situation) -> Step:
    """ "Perfect": which of them? To another yes the first of them is put alone, and a yes to that takes it."""
    return ask(state, Offer(openings[:1])) if state.troubles.no_match else no_match(state, here)


def named_host(acts: Acts, openings: tuple[Opening, ...]) -> Opening | None:
    """ "The one with Dr Park", when exactly one of those offered is."""
    for inform in acts.informs:
        match inform.value:
            case HostChoice((host,), any_of=False) if len(acts.informs) == 1:
                with_host = [opening for opening in openings if opening.host == host]
                return with_host[0] if len(with_host) == 1 and len(openings) > 1 else None
    return None


@rule
def choose(state: State, opening: Opening, here: Situation) -> Step:
    """This one. If its hold ran out while the caller thought, it is held again first."""
    if not any(hold.opening == opening and hold.until > here.now for hold in state.holds):
        return offering.hold(state, (opening,), Purpose(Aim.TAKE))
    return offering.take(replace(state, reopened=None), opening).then(lambda now: go_on(now, here))


@rule
def choose_again(state: State, acts: Acts, here: Situation) -> Step | None:
    """ "No, wait, the first one": another of those that one was chosen from."""
    if acts.reselect is None or acts.informs or state.opening is None or acts.reselect.index >= len(state.table):
        return None
    meant, table = state.table[acts.reselect.index], state.table
    if meant == state.opening:
        return go_on(understood(state), here)
    freed = let_go(replace(understood(state), corrected=True))
    return freed.then(lambda now: choose(replace(now, table=table), meant, here))
