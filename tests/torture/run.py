"""Lets processes race for the openings of one desk, and checks everything they were told."""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select
from tests.booking_systems.embedded.busy_desk import faults
from tests.torture.checker import Outcome, faults_in
from tests.torture.desk import DESK, START, WINDOW, all_openings, state_of
from tests.torture.history import Attempt, read
from tests.torture.process import SPEED, Orders, orders_as_json, seconds_since

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger.records import read_row
from frontdesk.database.engine import Database, open_database
from frontdesk.database.schema import bookings, changes, claimed_minutes, claims
from frontdesk.model.booking import Opening
from frontdesk.model.change import Actor, Doing, Mandate

ROOT = Path(__file__).parents[2]
SKEWS = (0.0, 3.0, -2.0, 5.0)
"""How many seconds the clocks of the processes are ahead, in turn."""
AT_ONCE = 32
STAFF = Mandate(Actor.STAFF)


@dataclass(frozen=True, slots=True)
class Report:
    history: list[Attempt]
    seconds: float
    openings: int
    faults: list[str]

    @property
    def outcomes(self) -> dict[tuple[str, str], int]:
        """How often each answer was given to each wish."""
        return dict(sorted(Counter((one.asked.do, one.told.got) for one in self.history).items()))


async def torture(
    url: str, folder: Path, seed: int, attempts: int, clients: int, processes: int, every: int = 1
) -> Report:
    """`attempts` of all clients together. Files of the history are left in `folder`.

    In the end, `every` so many openings are tried whether they are lost.
    """
    database = await open_database(url)
    zero = time.monotonic()
    racing, files = [], []
    for number in range(processes):
        file = folder / f"history-{number}.jsonl"
        theirs = tuple(range(number, clients, processes))
        skew = SKEWS[number % len(SKEWS)]
        orders = Orders(url, file, seed, theirs, attempts // clients, zero, skew)
        command = [sys.executable, "-m", "tests.torture.process", orders_as_json.dump_json(orders).decode()]
        racing.append(subprocess.Popen(command, cwd=ROOT))  # noqa: ASYNC220
        files.append(file)
    codes = [await asyncio.to_thread(process.wait) for process in racing]
    history = read(files)
    seconds = (history[-1].began - history[0].began) / SPEED
    found = [f"a process ended with {code}" for code in codes if code]
    found += await database.read(faults)
    found += faults_in(history, await database.read(_outcome), max(SKEWS) - min(SKEWS))
    found += await free_everything(database, seconds_since(zero), all_openings()[::every])
    await database.close()
    return Report(history, seconds, len(all_openings()), found)


def _outcome(connection: Connection) -> Outcome:
    stored = [read_row(row) for row in connection.execute(select(bookings))]
    lapsed = connection.execute(select(changes.c.booking).where(changes.c.what == Doing.LAPSED.value)).scalars()
    return Outcome({booking.id: state_of(booking) for booking in stored}, frozenset(lapsed))


async def free_everything(database: Database, now: float, openings: Sequence[Opening]) -> list[str]:
    """Cancels, releases and unblocks all there is. Then openings can be held again, or they were lost for ever."""
    later = START + timedelta(seconds=now, hours=2)
    system = EmbeddedBookingSystem(database, DESK, lambda: later)
    await system.tidy()
    standing = [one for one in await system.bookings(WINDOW.start, WINDOW.end) if one.stands]
    await asyncio.gather(*(system.cancel(booking.id, STAFF) for booking in standing))
    await asyncio.gather(*(system.unblock(block.id) for block in await system.blocks(WINDOW)))
    lost = []
    for table in (claims, claimed_minutes):
        counted = select(func.count()).select_from(table)
        if left := await database.read(lambda connection: connection.execute(counted).scalar_one()):  # noqa: B023
            lost.append(f"{left} rows of {table.name} are left when everything is free")
    until = later + timedelta(minutes=5)
    for first in range(0, len(openings), AT_ONCE):
        holding = (system.hold(opening, "the last one", until) for opening in openings[first : first + AT_ONCE])
        held = await asyncio.gather(*holding, return_exceptions=True)
        lost += [f"lost for ever: {result}" for result in held if isinstance(result, BaseException)]
    return lost + await database.read(faults)
