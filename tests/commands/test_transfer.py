"""`frontdesk export` and `frontdesk import`: from one database into another, of either engine."""

import asyncio
import json
from pathlib import Path

import pytest
from tests.commands.running import fails, run, run_here
from tests.database.first_release import first_release
from tests.postgres import shared

BOTH = "harbour-physio, quayside"
TOLD = f"{BOTH}: bookings 5, callbacks 1, changes 5, claims 11, conversations 8, deliveries 10, intents 4, turns 10.\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a database in which there is something."""
    asyncio.run(first_release(f"sqlite:///{tmp_path / 'frontdesk.db'}"))
    assert run_here("migrate", cwd=tmp_path).returncode == 0
    return tmp_path


def test_from_sqlite_to_postgresql_and_back(desk: Path) -> None:
    done = run_here("export", "--output", "all.jsonl", cwd=desk)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"Exported {TOLD}")
    assert (desk / "all.jsonl").stat().st_mode & 0o777 == 0o600, "it is personal data"
    server = shared().url(asyncio.run(shared().empty()))
    for url, file in ((server, "of the server.jsonl"), ("sqlite:///new.db", "of the new file.jsonl")):
        done = run_here("import", "all.jsonl", FRONTDESK_DATABASE_URL=url, cwd=desk)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"Imported {TOLD}", "")
        assert run_here("export", "--output", file, FRONTDESK_DATABASE_URL=url, cwd=desk).returncode == 0
        exported = [(desk / name).read_text("utf-8").splitlines() for name in ("all.jsonl", file)]
        assert exported[0][1:] == exported[1][1:], "but for the time in the first line"


def test_it_is_written_to_standard_output(desk: Path) -> None:
    done = run("export", "--business", "quayside", cwd=desk)
    assert (done.returncode, done.stderr) == (0, "Exported quayside: bookings 1, changes 1, claims 1.\n")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("table") for line in lines] == [None, "bookings", "changes", "claims"]


def test_mistakes(desk: Path) -> None:
    fails(
        run_here("export", "--business", "nobody", cwd=desk), "has nothing of nobody, but of harbour-physio, quayside"
    )
    fails(run_here("export", "--output", "frontdesk.db", cwd=desk), "frontdesk.db is there already; name another file")
    fails(run_here("export", "--output", "no/such/folder", cwd=desk), "cannot be written: No such file or directory")
    other = {"FRONTDESK_DATABASE_URL": "sqlite:///other.db"}
    fails(run_here("export", "--output", "none.jsonl", cwd=desk, **other), "There is no database yet")
    assert {file.name for file in desk.iterdir()} == {"frontdesk.db"}, "nothing is left of what failed"
    assert run_here("migrate", cwd=desk, **other).returncode == 0
    fails(run_here("export", cwd=desk, **other), "there is nothing to export")
    assert run_here("export", "--output", "all.jsonl", cwd=desk).returncode == 0
    fails(run_here("import", "all.jsonl", cwd=desk), "has something of harbour-physio, quayside already")
    fails(run_here("import", "frontdesk.db", cwd=desk), "is no export of Frontdesk")
    fails(run_here("import", "nothing.jsonl", cwd=desk), "does not exist", code=2)
