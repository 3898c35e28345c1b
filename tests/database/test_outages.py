"""A PostgreSQL that goes away and comes back, connections that are cut, and a commit whose answer is lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.util import await_only
from tests.database.units import adding, numbers
from tests.postgres import QUICK, Server

from frontdesk.database.engine import Database, open_database
from frontdesk.database.failures import CommitFailed, DatabaseFailed

SOCKET = ".s.PGSQL.5432"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One of its own, for it is stopped; and what it has committed outlasts its own crash."""
    server = Server(*QUICK, "synchronous_commit=on")
    yield server
    server.close()


@pytest.fixture
async def url(server: Server) -> str:
    return server.url(await server.empty())


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await open_database(url)
    yield opened
    await opened.close()


async def cut_others(url: str) -> None:
    """As an operator would, or a network: every other connection to the database is ended."""
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    other = await open_database(url)
    await other.read(
        lambda connection: connection.execute(
            text(f"{cut} WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )
    )
    await other.close()


async def test_a_connection_that_died_idle_is_replaced(database: Database, url: str) -> None:
    await asyncio.gather(*(database.write(adding(number)) for number in range(20)))
    await cut_others(url)
    await asyncio.gather(*(database.write(adding(number)) for number in range(20, 40)))
    assert await database.read(numbers) == list(range(40))


@pytest.mark.parametrize("cut_after", ["a statement", "the last statement"])
async def test_a_connection_that_is_cut_before_the_commit(database: Database, url: str, cut_after: str) -> None:
    runs: list[int] = []

    def cut_once(connection: Connection, times: int) -> int:
        runs.append(1)
        adding(1)(connection)
        if len(runs) <= times:
            await_only(cut_others(url))
        if cut_after == "a statement":
            adding(2)(connection)
        return len(runs)

    assert await database.write(lambda connection: cut_once(connection, 1)) == 2, "nothing was written: it runs again"
    runs.clear()
    await database.write(lambda connection: connection.execute(text("DELETE FROM turns")))
    with pytest.raises(DatabaseFailed, match="connections to it break") as caught:
        await database.write(lambda connection: cut_once(connection, 99))
    assert not isinstance(caught.value, CommitFailed)
    assert await database.read(numbers) == []


@pytest.mark.parametrize("signal", ["INT", "QUIT"])
async def test_a_server_that_stops_and_starts_again(server: Server, database: Database, signal: str) -> None:
    await asyncio.gather(*(database.write(adding(number)) for number in range(20)))
    server.stop(signal)
    for attempt in (database.write(adding(98)), database.read(numbers)):
        with pytest.raises(DatabaseFailed, match="cannot be reached: check that it runs"):
            await attempt
    server.start()
    await asyncio.gather(*(database.write(adding(number)) for number in range(20, 40)))
    assert await database.read(numbers) == list(range(40))


async def test_a_server_that_crashes_in_the_middle_of_a_unit(server: Server, database: Database) -> None:
    def crash(connection: Connection) -> None:
        adding(1)(connection)
        server.stop("QUIT")
        adding(2)(connection)

    with pytest.raises(DatabaseFailed, match="cannot be reached") as caught:
        await database.write(crash)
    assert not isinstance(caught.value, CommitFailed)
    server.start()
    assert await database.read(numbers) == []


class Wire:
    """Leads to the server. When `breaks` is set it does at a COMMIT: before it arrives, or before its answer does."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.folder = folder
        self.breaks: Literal["before", "after"] | None = None
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Wire":
        self._listening = await asyncio.start_unix_server(self._connected, str(self.folder / SOCKET))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_unix_connection(str(self._server.folder / SOCKET))
        answering = asyncio.create_task(_pass_on(their_reader, writer))
        self._tasks |= {answering, asyncio.current_task()}  # type: ignore[arg-type]
        try:
            while data := await reader.read(65536):
                if b"COMMIT\0" in data and self.breaks:
                    answering.cancel()
                    if self.breaks == "after":
                        their_writer.write(data)
                        await their_reader.read(65536)
                    return
                their_writer.write(data)
        finally:
            writer.close()
            their_writer.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


@pytest.mark.parametrize(("breaks", "kept"), [("before", [1, 3]), ("after", [1, 2, 3])])
async def test_a_commit_whose_answer_is_lost_is_neither_done_nor_failed(
    server: Server, url: str, breaks: Literal["before", "after"], kept: list[int]
) -> None:
    with TemporaryDirectory(prefix="fd-wire-", dir="/tmp") as folder:
        async with Wire(server, Path(folder)) as wire:
            database = await open_database(url.replace(str(server.folder), folder))
            assert await database.write(adding(1)) == 1
            wire.breaks = breaks
            runs: list[int] = []

            def add(connection: Connection) -> int:
                runs.append(1)
                return adding(2)(connection)

            with pytest.raises(CommitFailed):
                await database.write(add)
            assert len(runs) == 1, "what may have been done is not done again"
            wire.breaks = None
            assert await database.write(adding(3)) == 3
            assert await database.read(numbers) == kept
            await database.close()
