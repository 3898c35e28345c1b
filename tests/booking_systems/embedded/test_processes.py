"""Several processes on one file, and processes that are killed: what was acknowledged is there, nothing half done."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.booking_systems.embedded.busy_desk import faults

from frontdesk.database.engine import Database, open_database
from frontdesk.database.schema import bookings

ROOT = Path(__file__).parents[3]


def start(url: str, name: str, visitors: int, rounds: int) -> subprocess.Popen[str]:
    module = "tests.booking_systems.embedded.busy_desk"
    return subprocess.Popen(
        [sys.executable, "-m", module, url, name, str(visitors), str(rounds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(lines: list[str]) -> dict[str, str]:
    """The last status said of each key."""
    said = [line.split() for line in lines if line.endswith("\n") and line != "taken\n"]
    return {key: {"booked": "confirmed"}.get(what, what) for what, _, key in said}


async def stored(database: Database) -> dict[str, str]:
    rows = await database.read(lambda connection: connection.execute(select(bookings.c.key, bookings.c.status)).all())
    return {row.key: row.status for row in rows}


async def test_processes_that_race_for_the_same_openings_never_share_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    database = await open_database(url)
    racing = [start(url, f"p{number}", visitors=4, rounds=25) for number in range(2)]
    outputs = [process.communicate(timeout=60)[0].splitlines(keepends=True) for process in racing]
    assert [process.returncode for process in racing] == [0, 0]
    assert all("taken\n" in output for output in outputs), "they got in each other's way"
    assert await stored(database) == acknowledged(outputs[0]) | acknowledged(outputs[1])
    assert await database.read(faults) == []
    await database.close()


@pytest.mark.parametrize("seed", range(4))
async def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    process = start(url, f"p{seed}", visitors=8, rounds=1000)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(chance.randrange(1, 60))]
    instant = time.perf_counter() + chance.random() * 0.01
    while time.perf_counter() < instant:
        pass
    process.kill()
    lines += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    assert process.returncode == -9, "it was killed in the middle of its work"

    database = await open_database(url)
    kept, said = await stored(database), acknowledged(lines)
    assert said
    assert said.keys() <= kept.keys()
    # A cancellation may be done and not said yet; a booking that was said to be cancelled is.
    assert all(kept[key] == "cancelled" for key, status in said.items() if status == "cancelled")
    assert await database.read(faults) == []
    await database.close()
