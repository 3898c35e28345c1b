"""What docs/operations.md tells an operator to type does what it says."""

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.commands.running import CLEAN
from tests.database.first_release import connected, first_release, stored
from tests.postgres import programs, shared

PAGE = (Path(__file__).parents[1] / "docs/operations.md").read_text("utf-8")
EXAMPLE = "postgresql://frontdesk:secret@db.example.com/"


def commands(name: str) -> str:
    (found,) = re.findall(rf"<!-- {name} -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def typed(lines: str, folder: Path) -> str:
    """Runs them as a shell does. Returns what they say; the first that fails ends it."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(programs()), os.environ["PATH"]])
    shell = ["/bin/sh", "-ec", lines]
    done = subprocess.run(shell, cwd=folder, env=CLEAN | {"PATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a database in which there is something."""
    asyncio.run(first_release(f"sqlite:///{tmp_path / 'frontdesk.db'}"))
    typed("frontdesk migrate", tmp_path)
    return tmp_path


def everything(file: Path) -> object:
    return asyncio.run(connected(f"sqlite:///{file}", stored))


def test_moving_to_postgresql(desk: Path) -> None:
    server = shared().url(asyncio.run(shared().empty()))
    said = typed(commands("move").replace(f"{EXAMPLE}frontdesk", f"'{server}'"), desk)
    assert said.startswith("Imported harbour-physio, quayside: bookings 5, ")
    moved, kept = (asyncio.run(connected(url, stored)) for url in (server, f"sqlite:///{desk / 'frontdesk.db'}"))
    assert moved == kept


def test_backup_and_restore_with_what_a_killed_process_left(desk: Path) -> None:
    before = everything(desk / "frontdesk.db")
    typed(commands("backup"), desk)
    # Somebody damages the database, and dies with the damage in the log that goes with the file.
    kill = "import os, sqlite3; c = sqlite3.connect('frontdesk.db')"
    kill += "; c.execute('DELETE FROM bookings'); c.commit(); os._exit(9)"
    subprocess.run([sys.executable, "-c", kill], cwd=desk, check=False)
    assert (desk / "frontdesk.db-wal").stat().st_size > 0
    said = typed(commands("restore"), desk)
    assert said == "sqlite:///frontdesk.db is up to date, at schema 4.\n"
    assert everything(desk / "frontdesk.db") == before
    with closing(sqlite3.connect(desk / "frontdesk.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_dump_and_restore_of_postgresql(desk: Path) -> None:
    server, empty = (shared().url(asyncio.run(shared().empty())) for _ in range(2))
    lines = commands("pg_dump")
    lines = lines.replace(f"{EXAMPLE}frontdesk", f"'{server}'").replace(f"{EXAMPLE}restored", f"'{empty}'")
    typed(commands("move").replace(f"{EXAMPLE}frontdesk", f"'{server}'"), desk)
    typed(lines, desk)
    one, other = (asyncio.run(connected(url, stored)) for url in (server, empty))
    assert one == other
    assert typed(f"FRONTDESK_DATABASE_URL='{empty}' frontdesk migrate --check", desk).endswith("at schema 4.\n")
