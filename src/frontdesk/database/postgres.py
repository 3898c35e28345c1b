"""PostgreSQL: many processes on many machines, a pool of connections each."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, Connection, NullPool, event
from sqlalchemy.exc import InvalidatePoolError, NotSupportedError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from frontdesk.database.failures import CommitFailed, DatabaseFailed, explain, sqlstate
from frontdesk.database.migrate import upgrade_to_head

T = TypeVar("T")
POOL_SIZE = 10
POOL_SECONDS = 10.0
"""How long a unit of work waits for a connection when all of them are busy."""
RECYCLE_SECONDS = 1800
"""A connection older than this is replaced: firewalls forget what was open for long."""
CONNECT_SECONDS = 10.0
CLOSE_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""How long the server may take for a statement before it is taken to be gone; longer than its own limits below."""
LIMITS = {
    "lock_timeout": "5s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
TRIES = 5
"""How often a unit of work is run when the server undoes it for the sake of another, or the connection breaks."""
UNDONE = {"40001", "40P01"}
"""Serialization failure and deadlock: https://www.postgresql.org/docs/current/errcodes-appendix.html"""
WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
FAILURES = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class ConnectionLost(Exception):
    """The connection broke before the commit was sent: the server undoes what was done on it."""


class PostgresDatabase:
    """Implements `Database`. Made by `open_postgres`."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self.name = name
        self._engine = engine
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._run(work, WRITE)

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._run(work, READ)

    async def close(self) -> None:
        self._closed = True
        await asyncio.gather(*self._running, return_exceptions=True)
        await _dispose(self._engine)

    async def _run(self, work: Callable[[Connection], T], begin: str) -> T:
        """In a task of its own: a caller that is cancelled must not cut a commit in two."""
        if self._closed:
            raise DatabaseFailed(f"The database {self.name} is closed already: Frontdesk is stopping.")
        task = asyncio.create_task(self._try(work, begin))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _try(self, work: Callable[[Connection], T], begin: str) -> T:
        for pause in range(1, TRIES):
            try:
                return await self._once(work, begin)
            except FAILURES as error:
                # A statement prepared before another process migrated is refused once, too; SQLAlchemy has noted it.
                if sqlstate(error) not in UNDONE and not isinstance(error, NotSupportedError):
                    raise DatabaseFailed(explain(error, self.name)) from None
            except ConnectionLost:
                pass
            await asyncio.sleep(pause / 100)
        try:
            return await self._once(work, begin)
        except FAILURES as error:
            raise DatabaseFailed(explain(error, self.name)) from None
        except ConnectionLost:
            raise DatabaseFailed(f"The database {self.name} cannot be used: connections to it break.") from None

    async def _once(self, work: Callable[[Connection], T], begin: str) -> T:
        """Errors come as they are until the commit is sent; they may quote what callers said, so nobody chains them."""
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await driver.execute(begin)
                result = await connection.run_sync(work)
                if driver.is_closed():
                    raise ConnectionLost
            except BaseException as error:
                if not await _undo(connection, driver, error) and isinstance(error, FAILURES):
                    raise ConnectionLost from None
                raise
            try:
                ended = await driver.execute("COMMIT")
            except BaseException as error:
                await connection.invalidate()
                raise CommitFailed(explain(error, self.name)) from None
            if ended != "COMMIT":  # so the server answers when a failed statement was passed over
                raise DatabaseFailed(f"The database {self.name} undid a transaction in which a statement had failed.")
            return result


async def _undo(connection: AsyncConnection, driver: Any, error: BaseException) -> bool:
    """Rolls back. False when the connection is broken; then it is thrown away, as is one that does not answer."""
    try:
        if isinstance(error, TimeoutError):
            await connection.invalidate()
        else:
            await driver.execute("ROLLBACK")
    except FAILURES:
        if not connection.invalidated:
            await connection.invalidate()
        return False
    return True


async def open_postgres(url: URL) -> PostgresDatabase:
    """Opens the database at `url`, made or migrated if need be.

    Raises `DatabaseFailed` when it cannot be used, is damaged, or belongs to a newer Frontdesk.
    """
    size = _pool_size(url)
    await run_once(url, upgrade_to_head)
    engine = _engine(
        partial(_connect, _dsn(url), LIMITS, ANSWER_SECONDS),
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
        isolation_level="AUTOCOMMIT",  # transactions are ours: what COMMIT answers has to be seen
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def require_alive(connection: Any, _record: object, _proxy: object) -> None:
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError  # all that are as old are replaced: the server was started again

    return PostgresDatabase(engine, _name(url))


async def run_once(url: URL, work: Callable[[Connection], T]) -> T:
    """Runs `work` in one transaction, nothing migrated, and without the limits: a migration waits for another process
    that migrates, and may have much to do. Raises `DatabaseFailed`."""
    engine = _engine(partial(_connect, _dsn(url), {}, None), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except FAILURES as error:
        raise DatabaseFailed(explain(error, _name(url))) from None
    finally:
        await _dispose(engine)


async def _dispose(engine: AsyncEngine) -> None:
    with suppress(TimeoutError):  # a server that is gone does not say good-bye
        async with asyncio.timeout(CLOSE_SECONDS):
            await engine.dispose()


def _name(url: URL) -> str:
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").difference_update_query(["pool_size"]).render_as_string(hide_password=False)


def _engine(connect: Callable[[], Any], **options: Any) -> AsyncEngine:
    return create_async_engine("postgresql+asyncpg://", async_creator=connect, hide_parameters=True, **options)


async def _connect(dsn: str, limits: dict[str, str], patience: float | None) -> "asyncpg.Connection[Any]":
    settings = {"application_name": "frontdesk", **limits}
    return await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, command_timeout=patience, server_settings=settings)


def _pool_size(url: URL) -> int:
    text = url.query.get("pool_size", str(POOL_SIZE))
    if not isinstance(text, str) or not text.isdecimal() or int(text) < 1:
        raise DatabaseFailed("The database URL's pool_size is no number of connections: write it like pool_size=10.")
    return int(text)
