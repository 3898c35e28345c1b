"""One utterance's acts, sorted for the dialogue."""

from dataclasses import dataclass, replace
from typing import TypeVar

from frontdesk.model.caller_acts import (
    AskFact,
    CallerAct,
    Change,
    Command,
    Decline,
    Do,
    Inform,
    RequestAlternatives,
    Select,
)
from frontdesk.model.slots import SlotName

Act = TypeVar("Act", bound=CallerAct)

GROUND_ORDER = (SlotName.SERVICE, SlotName.HOST)
"""Taken first: what else can be taken depends on them."""


@dataclass(frozen=True, slots=True)
class Acts:
    """One utterance's acts, sorted by kind."""

    informs: tuple[Inform, ...]
    commands: frozenset[Command]
    questions: tuple[AskFact, ...]
    select: Select | None
    reselect: Select | None
    alternatives: RequestAlternatives | None
    change: Change | None
    decline: Decline | None

    @property
    def affirms(self) -> bool:
        return Command.AFFIRM in self.commands and Command.NEGATE not in self.commands

    @property
    def negates(self) -> bool:
        return Command.NEGATE in self.commands

    @property
    def answers(self) -> bool:
        """There is more than a command in it."""
        chosen = self.select or self.reselect
        return bool(self.informs or chosen or self.alternatives or self.change or self.decline or self.affirms)

    @property
    def asks_or_answers(self) -> bool:
        return self.answers or bool(self.questions)

    @property
    def only_affirms(self) -> bool:
        """ "Okay": it answers a question that can be answered with yes, and says nothing to any other."""
        return self == replace(NO_ACTS, commands=self.commands) and self.affirms


NO_ACTS = Acts((), frozenset(), (), None, None, None, None, None)


def sort(acts: tuple[CallerAct, ...]) -> Acts:
    """One utterance's acts by kind; of those that can only be meant once, the first."""

    def first(kind: type[Act]) -> Act | None:
        return next((act for act in acts if isinstance(act, kind)), None)

    informs = sorted(
        (act for act in acts if isinstance(act, Inform)),
        key=lambda inform: GROUND_ORDER.index(inform.slot) if inform.slot in GROUND_ORDER else len(GROUND_ORDER),
    )
    change = first(Change)
    if change is not None and any(change.slot in (inform.slot, None) for inform in informs):
        change = None  # "change my number to …" says the new value as well
    return Acts(
        informs=tuple(informs),
        commands=frozenset(act.command for act in acts if isinstance(act, Do)),
        questions=tuple(act for act in acts if isinstance(act, AskFact)),
        select=next((act for act in acts if isinstance(act, Select) and not act.before), None),
        reselect=next((act for act in acts if isinstance(act, Select) and act.before), None),
        alternatives=first(RequestAlternatives),
        change=change,
        decline=first(Decline),
    )
