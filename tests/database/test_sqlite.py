"""SQLite: units of work together in one commit and apart in failure, and errors that say what to do."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from tests.database.units import add_and_fail, adding, numbers

from frontdesk.database import sqlite as sqlite_module
from frontdesk.database.engine import Database, open_database
from frontdesk.database.failures import CommitFailed, DatabaseFailed


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "frontdesk.db"


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    database = await open_database(f"sqlite:///{file}")
    yield database
    await database.close()


async def together(database: Database, *units: Callable[[Connection], Any]) -> list[Any]:
    """What each unit gave or raised, when they all wait at the same time."""
    gate, reached = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def block(connection: Connection) -> None:
        loop.call_soon_threadsafe(reached.set)
        gate.wait(10)

    blocker = asyncio.ensure_future(database.write(block))
    await reached.wait()
    waiting = [asyncio.ensure_future(database.write(unit)) for unit in units]
    loop.call_soon(gate.set)
    await blocker
    return await asyncio.gather(*waiting, return_exceptions=True)


@contextmanager
def counting(happening: str) -> Iterator[list[object]]:
    seen: list[object] = []

    def note(connection: Connection) -> None:
        seen.append(connection)

    event.listen(Engine, happening, note)
    yield seen
    event.remove(Engine, happening, note)


async def test_units_that_wait_share_one_commit(database: Database) -> None:
    with counting("commit") as commits:
        assert await together(database, *(adding(n) for n in range(20))) == list(range(20))
    assert len(commits) == 2, "the blocking unit's, and one for the twenty"
    assert await database.read(numbers) == list(range(20))


async def test_a_unit_that_fails_is_undone_and_its_neighbours_are_not(database: Database) -> None:
    results = await together(database, adding(1), add_and_fail, adding(2), adding(1), adding(3))
    assert [results[0], results[2], results[4]] == [1, 2, 3]
    assert isinstance(results[1], ValueError)
    assert isinstance(results[3], DatabaseFailed)
    assert await database.read(numbers) == [1, 2, 3]


async def test_a_full_disk_fails_the_unit_that_needs_more_and_no_other(database: Database, file: Path) -> None:
    def limit(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")

    await database.write(limit)
    results = await together(database, adding(1), adding(2, size=1_000_000), adding(3))
    assert [results[0], results[2]] == [1, 3]
    assert isinstance(results[1], DatabaseFailed)
    assert str(results[1]) == f"The database {file} cannot be used: the disk is full: free some space on it."
    assert await database.read(numbers) == [1, 3]
    assert await database.write(adding(4)) == 4


async def test_when_the_commit_fails_nobody_is_told_that_it_was_done(database: Database) -> None:
    def make_tables(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")

    def found_wrong_at_commit(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO child VALUES (1)")

    await database.write(make_tables)
    results = await together(database, adding(1), add_and_fail, found_wrong_at_commit, adding(2))
    assert [type(result) for result in results] == [CommitFailed] * 4
    assert await database.read(numbers) == []
    assert await database.write(adding(5)) == 5


async def test_a_waiter_that_gave_up_is_left_out(database: Database) -> None:
    gate = threading.Event()
    blocker = asyncio.ensure_future(database.write(lambda connection: gate.wait(10)))
    await asyncio.sleep(0)
    given_up, kept = (asyncio.ensure_future(database.write(adding(number))) for number in (1, 2))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.sleep(0)
    gate.set()
    await blocker
    assert await kept == 2
    assert await database.read(numbers) == [2]


async def test_closing_finishes_what_waits(file: Path) -> None:
    database = await open_database(f"sqlite:///{file}")
    waiting = [asyncio.ensure_future(database.write(adding(n))) for n in range(200)]
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    assert await asyncio.gather(*waiting) == list(range(200))
    with pytest.raises(DatabaseFailed, match="closed already"):
        await database.write(adding(999))
    with pytest.raises(DatabaseFailed, match="closed already"):
        await database.read(numbers)
    assert not list(file.parent.glob("*-wal")), "the last one to close leaves one file"


async def test_a_reader_sees_one_state_and_never_waits_for_the_writer(database: Database) -> None:
    await database.write(adding(1))
    reached, gate = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> None:
        adding(2)(connection)
        reached.set()
        gate.wait(10)

    writing = asyncio.ensure_future(database.write(slowly))
    await asyncio.get_running_loop().run_in_executor(None, reached.wait, 10)
    assert await database.read(numbers) == [1]
    gate.set()
    await writing
    assert await database.read(numbers) == [1, 2]


async def test_the_file_is_as_durable_as_a_booking_needs(database: Database) -> None:
    def settings(connection: Connection) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)

    assert await database.write(settings) == ("wal", 2, 1)


async def test_among_those_who_write_all_the_time_everyone_has_a_turn(file: Path, database: Database) -> None:
    at_it, enough = threading.Event(), threading.Event()

    def hog() -> None:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=0)) as other:
            while not enough.wait(0.002):  # it lets go for so long, and writes for ten times as long
                with suppress(sqlite3.OperationalError):
                    other.execute("BEGIN IMMEDIATE")
                    at_it.set()
                    time.sleep(0.02)
                    other.execute("COMMIT")

    hogging = asyncio.get_running_loop().run_in_executor(None, hog)
    await asyncio.get_running_loop().run_in_executor(None, at_it.wait, 10)
    try:
        for number in range(20):
            assert await database.write(adding(number)) == number
    finally:
        enough.set()
        await hogging


async def test_another_process_that_keeps_writing_is_named(
    file: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_module, "BUSY_MILLISECONDS", 0)
    hasty = await open_database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseFailed, match=r"locked by another program: close whatever"):
            await hasty.write(adding(1))
        assert await hasty.read(numbers) == []
        other.execute("ROLLBACK")
    assert await hasty.write(adding(2)) == 2
    await hasty.close()


async def test_a_read_only_database_says_so(file: Path) -> None:
    await (await open_database(f"sqlite:///{file}")).close()
    with pytest.raises(DatabaseFailed, match="it is read-only: let the user who runs Frontdesk write the file"):
        await open_database(f"sqlite:///file:{file}?mode=ro&uri=true")


async def test_a_database_that_turns_read_only_says_so(database: Database) -> None:
    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))
    with pytest.raises(DatabaseFailed, match="it is read-only"):
        await database.write(adding(1))
    assert await database.read(numbers) == []


async def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailed, match="cannot be opened: check that its folder exists"):
        await open_database(f"sqlite:///{tmp_path / 'missing' / 'frontdesk.db'}")


def test_a_file_that_is_something_else_says_so(file: Path) -> None:
    file.write_bytes(b"hello, this is a text file and not a database at all\n" * 100)
    with pytest.raises(DatabaseFailed, match="it is not a database: name another file"):
        asyncio.run(open_database(f"sqlite:///{file}"))
