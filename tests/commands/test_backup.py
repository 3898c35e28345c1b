"""`frontdesk backup`: a copy of the file while others write, whole, sound and never in another's place."""

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import select
from tests.booking_systems.embedded.busy_desk import faults
from tests.booking_systems.embedded.test_processes import acknowledged, start
from tests.commands.running import fails, run_here
from tests.database.first_release import connected, first_release

from frontdesk.database.schema import bookings


def copied(file: Path) -> dict[str, str]:
    """The status of each key in a copy, which is as good as any database."""

    def read(connection: object) -> dict[str, str]:
        found = connection.execute(select(bookings.c.key, bookings.c.status))  # type: ignore[attr-defined]
        return {row.key: row.status for row in found}

    assert asyncio.run(connected(f"sqlite:///{file}", faults)) == []
    return asyncio.run(connected(f"sqlite:///{file}", read))


def test_what_was_acknowledged_before_is_in_it(tmp_path: Path) -> None:
    """Somebody books, cancels and holds all the while."""
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    writer = start(url, "busy", visitors=4, rounds=1000)
    assert writer.stdout
    lines: list[str] = []
    try:
        for number in range(3):
            lines += [writer.stdout.readline() for _ in range(15)]
            said = acknowledged(lines)
            done = run_here("backup", f"{number}.db", cwd=tmp_path, FRONTDESK_DATABASE_URL=url)
            assert (done.returncode, done.stdout, done.stderr) == (0, f"{number}.db is a whole copy, and sound.\n", "")
            kept = copied(tmp_path / f"{number}.db")
            assert said.keys() <= kept.keys()
            assert all(kept[key] == "cancelled" for key, status in said.items() if status == "cancelled")
        assert writer.poll() is None, "it was at work all the while"
    finally:
        writer.kill()
        writer.communicate()
    assert not [file for file in tmp_path.iterdir() if ".part" in file.name]
    assert (tmp_path / "0.db").stat().st_mode & 0o777 == 0o600, "it is personal data"


def test_a_copy_in_the_place_of_the_database_goes_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"
    asyncio.run(first_release(url))
    assert run_here("migrate", cwd=tmp_path).returncode == 0
    assert run_here("backup", "copy.db", cwd=tmp_path).returncode == 0
    before = run_here("export", "--output", "before.jsonl", cwd=tmp_path)
    (tmp_path / "frontdesk.db").write_bytes(b"\0" * 4096)
    os.replace(tmp_path / "copy.db", tmp_path / "frontdesk.db")
    after = run_here("export", "--output", "after.jsonl", cwd=tmp_path)
    assert before.returncode == after.returncode == 0
    one, other = ((tmp_path / name).read_text("utf-8").splitlines() for name in ("before.jsonl", "after.jsonl"))
    assert one[1:] == other[1:]


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    asyncio.run(first_release(f"sqlite:///{tmp_path / 'frontdesk.db'}"))
    with closing(sqlite3.connect(tmp_path / "frontdesk.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'ix_bookings_business_start'")
    done = run_here("backup", "copy.db", cwd=tmp_path)
    fails(done, "it is damaged")
    assert [file.name for file in tmp_path.iterdir() if "copy" in file.name] == []


def test_mistakes(tmp_path: Path) -> None:
    fails(run_here("backup", "copy.db", cwd=tmp_path), "There is no database frontdesk.db to copy")
    fails(run_here("backup", "copy.db", FRONTDESK_DATABASE_URL="sqlite://", cwd=tmp_path), "no database in memory")
    assert list(tmp_path.iterdir()) == []
    assert run_here("migrate", cwd=tmp_path).returncode == 0
    (tmp_path / "copy.db").write_text("mine")
    fails(run_here("backup", "copy.db", cwd=tmp_path), "copy.db is there already; name another file")
    assert (tmp_path / "copy.db").read_text() == "mine"
    fails(run_here("backup", "no/copy.db", cwd=tmp_path), "cannot be written: No such file or directory")
    server = "postgresql://desk:secret@localhost/desk"
    done = run_here("backup", "new.db", FRONTDESK_DATABASE_URL=server, cwd=tmp_path)
    fails(done, "pg_dump --format=custom")
    assert "secret" not in done.stderr
