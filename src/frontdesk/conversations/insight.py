"""What a conversation has come to, for whoever looks at it: slots, how sure they are, what is asked, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from frontdesk.dialog.memory import Source, Task
from frontdesk.dialog.slots import contact_channel
from frontdesk.dialog.state import State
from frontdesk.model.booking import Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import ContactChannel
from frontdesk.model.caller_acts import CallerAct
from frontdesk.model.expectation import Expectation
from frontdesk.model.service import EmailPolicy, ReasonPolicy
from frontdesk.model.slots import ServiceChoice, SlotName, Value

MISSING, DECLINED = "missing", "declined"
ALWAYS = (SlotName.SERVICE, SlotName.PREFERRED_TIME, SlotName.CONTACT_CHANNEL, SlotName.NAME, SlotName.PHONE)
"""What every booking needs."""


@dataclass(frozen=True, slots=True)
class SlotSeen:
    """`grounding` is missing, declined, heard or confirmed; only what is filled has a value and a source."""

    slot: SlotName
    grounding: str
    value: Value | None = None
    source: Source | None = None
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Insight:
    """One look at a conversation after a turn."""

    task: str
    phase: str
    asks: Expectation
    heard: tuple[CallerAct, ...]
    rules: tuple[str, ...]
    slots: tuple[SlotSeen, ...]
    answers: tuple[tuple[str, str], ...]
    """To the service's extra questions: id and text."""
    opening: Opening | None
    held: tuple[Opening, ...]


def look(state: State, business: Business) -> Insight:
    return Insight(
        task=state.task,
        phase=state.phase,
        asks=state.expectation,
        heard=state.heard,
        rules=state.rules,
        slots=tuple(_slots(state, business)),
        answers=state.answers,
        opening=state.opening,
        held=tuple(hold.opening for hold in state.holds),
    )


def _slots(state: State, business: Business) -> Iterator[SlotSeen]:
    """What is filled or declined, and what is still to come, in the order of the model."""
    needed = set(_needed(state, business)) if state.task is Task.BOOK else set()
    for slot in SlotName:
        filled = state.slots.get(slot)
        if filled is not None:
            yield SlotSeen(slot, str(filled.grounding), filled.value, filled.source, filled.sure)
        elif slot in state.declined:
            yield SlotSeen(slot, DECLINED)
        elif slot in needed:
            yield SlotSeen(slot, MISSING)


def _needed(state: State, business: Business) -> Iterator[SlotName]:
    """As far as it can be told yet: what a service asks for shows when the service is known."""
    yield from ALWAYS
    chosen = state.get(SlotName.SERVICE)
    if not isinstance(chosen, ServiceChoice) or len(chosen.ids) != 1:
        return
    service = business.service(chosen.ids[0])
    if business.policy.ask_host and len(business.hosts_of(service)) > 1:
        yield SlotName.HOST
    if business.email_policy(service) is not EmailPolicy.NEVER:
        yield SlotName.EMAIL
    if business.reason_policy(service) is not ReasonPolicy.NEVER:
        yield SlotName.REASON
    channel = state.get(SlotName.CONTACT_CHANNEL)
    if isinstance(channel, ContactChannel) and (more := contact_channel.needs(channel.channel, service, business)):
        yield more
