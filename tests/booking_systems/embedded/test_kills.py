"""Killed at every step of a booking, a move and a cancellation: all of it was done or none, and once more is once."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.booking_systems.embedded.busy_desk import faults
from tests.booking_systems.embedded.clinic import clinic
from tests.booking_systems.embedded.killed import change
from tests.contracts.booking_system import FRIDAY, StillClock, request

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.database.engine import Database
from frontdesk.model.booking import Booking, Opening, Search

ROOT = Path(__file__).parents[3]


class Victims:
    """Does orders in processes that may not survive them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def carry_out(self, order: dict[str, Any]) -> tuple[bool, bool]:
        """Whether it was acknowledged, and whether the process was killed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order, default=str) + "\n")
        self._process.stdin.flush()
        said = [self._process.stdout.readline().strip()]
        if said[0] == "acknowledged":
            said.append(self._process.stdout.readline().strip())
        assert said[-1] in ("killed", "finished 0"), said
        return len(said) == 2, said[-1] == "killed"


@contextmanager
def victims(url: str, module: str) -> Iterator[Victims]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield Victims(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("engine", "do"),
    [("sqlite", "book"), ("sqlite", "move"), ("sqlite", "cancel"), ("postgresql", "book"), ("postgresql", "move")],
)
async def test_killed_at_every_step(database: Database, database_url: str, do: str) -> None:
    system = EmbeddedBookingSystem(database, clinic(), StillClock())
    outcomes = set()
    with victims(database_url, "tests.booking_systems.embedded.killed") as processes:
        for step in range(1, 100):
            nine, later = (await system.openings(Search("scan", FRIDAY, "ada"))).found[:2]
            key = f"{do}-{step}"
            before = None if do == "book" else await system.book(request(nine), f"before-{key}")
            held = await system.hold(nine, key, FRIDAY.start) if do == "book" else None
            wanted = nine if do == "book" else later  # which overlaps the time that is moved
            order = {"do": do, "step": step, "key": key, "booking": before and before.id, "hold": held and held.id}
            order["opening"] = dataclasses.asdict(wanted)
            acknowledged, killed = processes.carry_out(order)

            assert await database.read(faults) == []
            found = await system.find_by_key(key if before is None else before.key)
            done = is_done(do, before, found, wanted)
            assert done or not acknowledged, "what was acknowledged is there"
            await change(system, json.loads(json.dumps(order, default=str)))  # once more
            again = await system.find_by_key(key if before is None else before.key)
            assert is_done(do, before, again, wanted)
            assert again == found or not done, "once more changes nothing"
            assert await database.read(faults) == []
            outcomes.add((acknowledged, done))
            if not killed:
                break
            assert again
            await system.cancel(again.id)
        else:
            pytest.fail("it takes more steps than that")
    assert outcomes == {(False, False), (False, True), (True, True)}, "before the commit, after it, and told"
    assert step > 8


def is_done(do: str, before: Booking | None, found: Booking | None, wanted: Opening) -> bool:
    """Whether a change was made; half of one is an error."""
    if found is None or found == before:
        assert found == before
        return False
    assert found.revision == (0 if do == "book" else 1)
    assert found.stands == (do != "cancel")
    assert do == "cancel" or found.request.opening == wanted
    return True
