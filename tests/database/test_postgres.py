"""PostgreSQL as many processes share it: transactions at once, a migration by one of them, errors in sentences."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only
from tests.database.units import adding, numbers
from tests.postgres import Server, a_database, shared

from frontdesk.database import postgres as module
from frontdesk.database.engine import Database, open_database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.locks import lock


@pytest.fixture
async def database_url() -> AsyncIterator[str]:
    async with a_database() as url:
        yield url


@pytest.fixture
def server() -> Server:
    return shared()


async def until_somebody_waits(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE NOT granted AND datname = current_database()"
    )
    async with asyncio.timeout(10):
        while not await database.read(lambda connection: connection.execute(waiting).scalar()):
            pass


async def test_a_reader_sees_one_state(database: Database) -> None:
    await database.write(adding(1))

    def twice(connection: Connection) -> tuple[list[int], list[int]]:
        before = numbers(connection)
        await_only(database.write(adding(2)))
        return before, numbers(connection)

    assert await database.read(twice) == ([1], [1])
    assert await database.read(numbers) == [1, 2]


async def test_a_lock_is_waited_for_and_what_it_protects_is_seen_then(database: Database) -> None:
    first_is_in = asyncio.Event()

    def first(connection: Connection) -> None:
        lock(connection, "host/quayside/ada", "host/quayside/ben")
        first_is_in.set()
        await_only(until_somebody_waits(database))
        adding(1)(connection)

    def second(connection: Connection) -> list[int]:
        lock(connection, "host/quayside/zoe", "host/quayside/ben")
        return numbers(connection)

    waiting = asyncio.ensure_future(database.write(first))
    await first_is_in.wait()
    assert await database.write(second) == [1]
    await waiting


async def test_locks_are_taken_in_one_order(database: Database) -> None:
    names = [f"host/quayside/{number}" for number in range(40)]

    def take(connection: Connection, order: list[str]) -> None:
        lock(connection, *order)

    tries = [partial(take, order=order) for order in (names, names[::-1]) * 20]
    await asyncio.gather(*(database.write(each) for each in tries))
    deadlocks = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    assert await database.read(lambda connection: connection.execute(deadlocks).scalar()) == 0


async def test_of_two_that_wait_for_each_other_one_is_run_again(database: Database) -> None:
    runs: list[str] = []
    both = asyncio.Barrier(2)

    def take(connection: Connection, name: str, other: str) -> None:
        runs.append(name)
        lock(connection, name)
        if runs.count(name) == 1:
            await_only(both.wait())
        lock(connection, other)

    await asyncio.gather(
        database.write(partial(take, name="a", other="b")), database.write(partial(take, name="b", other="a"))
    )
    assert len(runs) == 3


def raising(code: str, times: int, runs: list[None], number: int = 1) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        runs.append(None)
        adding(number)(connection)
        if len(runs) <= times:
            connection.exec_driver_sql(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
        return len(runs)

    return work


async def test_what_the_server_undid_for_another_is_run_again_but_not_for_ever(database: Database) -> None:
    runs: list[None] = []
    assert await database.write(raising("40001", 2, runs)) == 3
    runs.clear()
    with pytest.raises(DatabaseFailed, match="too many transactions want the same rows at once: try again"):
        await database.write(raising("40001", 99, runs, number=2))
    assert len(runs) == module.TRIES
    assert await database.read(numbers) == [1]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("53100", "the disk of its server is full: free some space on it"),
        ("57P03", "its server is stopping or starting"),
        ("XX001", "it is damaged: look into the server's log"),
        ("P0001", "P0001"),
    ],
)
async def test_what_the_server_cannot_do_is_said_and_not_tried_again(
    database: Database, code: str, sentence: str
) -> None:
    runs: list[None] = []
    with pytest.raises(DatabaseFailed, match=sentence):
        await database.write(raising(code, 99, runs))
    assert len(runs) == 1
    assert await database.read(numbers) == []


async def test_a_failed_statement_that_is_passed_over_is_no_success(database: Database) -> None:
    def pass_over(connection: Connection) -> str:
        adding(1)(connection)
        with suppress(DBAPIError):  # just what must not be done
            connection.exec_driver_sql("SELECT 1 / 0")
        return "all is well"

    with pytest.raises(DatabaseFailed, match="undid a transaction in which a statement had failed"):
        await database.write(pass_over)
    assert await database.read(numbers) == []


async def test_who_stops_waiting_cuts_nothing_in_two(database_url: str) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    database = await open_database(database_url)

    def add(connection: Connection) -> None:
        adding(1)(connection)
        begun.set()
        await_only(go_on.wait())
        adding(2)(connection)

    waiting = asyncio.ensure_future(database.write(add))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go_on.set()
    await database.close()
    database = await open_database(database_url)
    assert await database.read(numbers) == [1, 2]
    await database.close()


async def test_connections_that_are_all_busy(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POOL_SECONDS", 0.05)
    database = await open_database(f"{database_url}&pool_size=1")
    with pytest.raises(DatabaseFailed, match="all its connections are busy: raise pool_size"):
        await database.write(lambda _: await_only(database.read(numbers)))
    assert await database.write(adding(1)) == 1
    await database.close()
    for size in ("none", "0", "-1", "1&pool_size=2"):
        with pytest.raises(DatabaseFailed, match="write it like pool_size=10"):
            await open_database(f"{database_url}&pool_size={size}")


async def test_what_takes_too_long_is_stopped(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMITS", {"statement_timeout": "200ms", "lock_timeout": "50ms"})
    database, other = await open_database(database_url), await open_database(database_url)
    with pytest.raises(DatabaseFailed, match="a statement took too long and was stopped"):
        await database.write(lambda connection: connection.exec_driver_sql("SELECT pg_sleep(60)"))

    def in_the_way(connection: Connection) -> None:
        lock(connection, "a")
        await_only(other.write(lambda theirs: lock(theirs, "a")))

    with pytest.raises(DatabaseFailed, match="another transaction keeps it locked"):
        await database.write(in_the_way)
    await database.close()
    await other.close()


async def test_processes_that_start_at_once_migrate_once(server: Server) -> None:
    url = server.url(await server.empty())
    opened = await asyncio.gather(*(open_database(url) for _ in range(4)))
    assert await opened[0].write(adding(1)) == 1
    assert await opened[3].read(numbers) == [1]
    for each in opened:
        await each.close()


async def test_a_database_that_cannot_be_opened_says_why_and_never_with_the_password(server: Server) -> None:
    name = await server.empty()
    await server.execute("CREATE ROLE guest LOGIN; CREATE ROLE crowd LOGIN CONNECTION LIMIT 0")
    await server.execute("REVOKE CREATE ON SCHEMA public FROM public", name)

    async def fails(user: str, database: str, sentence: str, host: object = server.folder) -> None:
        with pytest.raises(DatabaseFailed, match=sentence) as caught:
            await open_database(f"postgresql://{user}:hush@/{database}?host={host}")
        assert "hush" not in str(caught.value)
        assert f"postgresql://{user}@/{database}" in str(caught.value)

    await fails("frontdesk", "nowhere", "no such database: make it with createdb")
    await fails("nobody-we-know", name, "does not let this user in")
    await fails("guest", name, "permission is denied: let the user in its URL make and change tables")
    await fails("crowd", name, "no connection left: lower pool_size")
    await fails("frontdesk", name, "cannot be reached: check that it runs", host="/tmp/nowhere")  # noqa: S108
    await server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    await fails("frontdesk", name, "it is read-only: name the primary server")


async def test_without_its_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    monkeypatch.delitem(sys.modules, "frontdesk.database.postgres")
    monkeypatch.delattr("frontdesk.database.postgres")
    with pytest.raises(DatabaseFailed, match=r"needs asyncpg, which is not installed: run pip install 'frontdesk\["):
        await open_database("postgresql://frontdesk@localhost/frontdesk")
