"""Many conversations, and what is wrong with any."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tests.faults.audit import audit
from tests.faults.world import System, VendorWorld, open_vendor_world

from frontdesk.conversations.ports import SystemDown
from frontdesk.languages import Language
from frontdesk.model.agent_acts import NotifyFailure, NotifySuccess
from frontdesk.model.business import Business
from frontdesk.model.utterance import Medium
from frontdesk.simulation.conversation import Settings, hold_conversation
from frontdesk.simulation.temperaments import Temperament
from frontdesk.simulation.world import House

AT_ONCE = 3
SETTINGS = Settings(medium=Medium.TEXT, temperaments=(Temperament.PLAIN,))


@dataclass(slots=True)
class Report:
    system: str
    conversations: int = 0
    got_it: int = 0
    """Callers who had in the end what they called for."""
    faults: int = 0
    """Conversations in which somebody was told that something failed or is not known."""
    booked: int = 0
    tasks: int = 0
    wrong: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Report") -> "Report":
        return Report(
            self.system,
            self.conversations + other.conversations,
            self.got_it + other.got_it,
            self.faults + other.faults,
            self.booked + other.booked,
            self.tasks + other.tasks,
            self.wrong + other.wrong,
            self.errors + other.errors,
        )

    def line(self) -> str:
        return (
            f"{self.system:24} {self.conversations:6} conversations, {self.got_it:5} got what they wanted, "
            f"{self.faults:5} were told of a failure, {self.tasks:4} tasks for the staff, {len(self.wrong):3} wrong"
        )


async def run(
    system: System, practice: Business, languages: Mapping[str, Language], numbers: Iterable[int], seed: int = 7
) -> Report:
    """The same number and seed give the same caller and the same faults."""
    report, free = Report(system.name), asyncio.Semaphore(AT_ONCE)
    house = House.of(practice, languages)

    async def one(number: int) -> None:
        async with free:
            for last in (False, False, True):  # a machine that is too busy to set the scene is no fault of anybody
                try:
                    await _hold(system, languages, house, number, seed, report)
                    break
                except SystemDown:
                    if last:
                        raise

    await asyncio.gather(*(one(number) for number in numbers))
    return report


async def _hold(
    system: System, languages: Mapping[str, Language], house: House, number: int, seed: int, report: Report
) -> None:
    @asynccontextmanager
    async def opened(_: House, now: datetime, locale: str, medium: Medium) -> AsyncIterator[VendorWorld]:
        chance = seed * 1_000_003 + number
        async with open_vendor_world(system, house.business, languages, chance, now, locale, medium) as world:
            yield world
            after = await world.afterwards()
            acts = [act for reply in after.replies for act in reply.acts]
            report.faults += any(isinstance(act, NotifyFailure) for act in acts)
            report.booked += any(isinstance(act, NotifySuccess) for act in acts)
            report.tasks += len(after.tasks)
            report.wrong += [f"conversation {number}: {fault}" for fault in audit(after)]

    outcome = await hold_conversation(house, number, Settings(seed, medium=SETTINGS.medium), opened)
    report.conversations += 1
    report.got_it += outcome.success
    if outcome.error:
        report.errors[outcome.error] += 1
