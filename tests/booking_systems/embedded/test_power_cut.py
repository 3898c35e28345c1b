"""The power is cut while a desk is busy: what was acknowledged is there, nothing is half done, the file is sound."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from tests.booking_systems.embedded.busy_desk import faults
from tests.booking_systems.embedded.power import cut, read_log

from frontdesk.database.engine import Database, open_database
from frontdesk.database.schema import bookings

ROOT = Path(__file__).parents[3]
CUTS = 12


class BusyDesk:
    """A process that can be stopped in its tracks, and what it has acknowledged until then."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.booking_systems.embedded.power", str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout
        self._output = self._process.stdout
        self._said = self._output.readline()
        os.set_blocking(self._output.fileno(), False)

    def stop(self) -> dict[str, str]:
        """The last status said of each key."""
        os.kill(self._process.pid, signal.SIGSTOP)
        while f" {self._state()} " not in " T t ":
            time.sleep(0.0005)
        self._said += self._output.read() or b""
        said = [line.split() for line in self._said.decode().splitlines(keepends=True) if line.endswith("\n")]
        return {line[2]: {"booked": "confirmed"}.get(line[0], line[0]) for line in said if len(line) == 3}

    def go_on(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._output.close()

    def _state(self) -> str:
        return Path(f"/proc/{self._process.pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs to see that a process stands still")
async def test_what_was_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    chance, counts, tails = random.Random(7), [], 0
    folder = tmp_path / "desk"
    folder.mkdir()
    desk = BusyDesk(folder)
    try:
        for number in range(CUTS):
            await asyncio.sleep(chance.uniform(0.02, 0.15))
            said = desk.stop()
            into = tmp_path / f"cut-{number}"
            into.mkdir()
            file = cut(folder, into, chance)
            tails += (into / "desk.db-wal").stat().st_size < (folder / "desk.db-wal").stat().st_size
            desk.go_on()
            await check(file, said)
            counts.append(len(said))
    finally:
        desk.end()
    assert counts[0] < counts[-1], "it went on"
    assert tails, "something was cut off"


async def check(file: Path, said: dict[str, str]) -> None:
    database = await open_database(f"sqlite:///{file}")
    try:
        assert await database.write(lambda connection: read(connection, "PRAGMA integrity_check")) == "ok"
        assert await database.read(faults) == []
        rows = await database.read(lambda connection: connection.execute(select(bookings.c.key, bookings.c.status)))
        kept = {row.key: row.status for row in rows}
        assert said.keys() <= kept.keys()
        # A cancellation may be done and not said yet; a booking that was said to be cancelled is.
        assert all(kept[key] == "cancelled" for key, status in said.items() if status == "cancelled")
    finally:
        await database.close()


def read(connection: Connection, pragma: str) -> object:
    return connection.exec_driver_sql(pragma).scalar()


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_commit_is_synced_before_it_is_acknowledged(database: Database) -> None:
    for run in (database.write, database.read):
        assert await run(lambda connection: read(connection, "PRAGMA synchronous")) == 2, "FULL"
        assert await run(lambda connection: read(connection, "PRAGMA journal_mode")) == "wal"


def test_frames_of_an_earlier_round_are_not_taken_for_the_log() -> None:
    def frame(page: int, salt: bytes) -> bytes:
        return page.to_bytes(4) + bytes(4) + salt + bytes(8) + bytes(512)

    head = bytes(8) + (512).to_bytes(4) + bytes(4) + b"newround" + bytes(8)
    log = read_log(head + frame(3, b"newround") + frame(7, b"newround") + frame(9, b"oldround"))
    assert log.pages == (3, 7)
    assert log.offset(2) == 32 + 2 * 536
    assert read_log(b"").pages == ()
