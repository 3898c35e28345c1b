"""SQLite: a file, or memory, with nothing to set up. One thread writes, a few read."""

import asyncio
import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.database.failures import DatabaseFailed, explain
from frontdesk.database.migrate import upgrade_to_head
from frontdesk.database.writer import Unit, Writer

T = TypeVar("T")
READERS = 4
BUSY_MILLISECONDS = 5000
"""How long one process waits for another to finish writing."""
ASKING_MILLISECONDS = 2
"""How long SQLite itself waits for its turn to write: it asks less and less often, and among processes that write all
the time it may never be there at the right moment. So we ask, often and by chance."""


class SqliteDatabase:
    """Implements `Database`. Made by `open_sqlite`."""

    def __init__(self, writing: Engine, reading: Engine | None, name: str) -> None:
        self.name = name
        self._writing = writing
        self._reading = reading
        self._writer = Writer(writing, name)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="frontdesk-reader")
        self._closed = False

    async def write(self, work: Callable[[Connection], T]) -> T:
        self._require_open()
        unit = Unit(work)
        self._writer.submit(unit)
        result: T = await asyncio.wrap_future(unit.done)
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        self._require_open()
        engine = self._reading
        if engine is None:
            return await self.write(work)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, engine, work)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _require_open(self) -> None:
        if self._closed:
            raise DatabaseFailed(f"The database {self.name} is closed already: Frontdesk is stopping.")

    def _read(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        try:
            with engine.connect() as connection, connection.begin():
                return work(connection)
        except SQLAlchemyError as error:
            raise DatabaseFailed(explain(error, self.name)) from error

    def _close(self) -> None:
        self._writer.stop()
        self._readers.shutdown()
        self._writing.dispose()
        if self._reading is not None:
            self._reading.dispose()


def open_sqlite(url: str) -> SqliteDatabase:
    """Opens the database at `url` (`sqlite:///file.db`; `sqlite://` lives in memory), made or migrated if need be.

    Raises `DatabaseFailed` when it cannot be used, is damaged, or belongs to a newer Frontdesk.
    """
    writing = _migrated(url)
    in_memory = isinstance(writing.pool, StaticPool)  # then there is one connection, which writes and reads
    return SqliteDatabase(writing, None if in_memory else _engine(url, _begin_to_read, "query_only=ON"), _name(writing))


def look_at_sqlite(url: str, work: Callable[[Connection], T]) -> T | None:
    """Runs `work`, which only reads, on a file as it is. None when there is no file. Raises `DatabaseFailed`."""
    file = make_url(url).database
    if not file or not Path(file).exists():
        return None
    engine = _engine(url, _begin_to_read, "query_only=ON")
    try:
        with engine.begin() as connection:
            return work(connection)
    except SQLAlchemyError as error:
        raise DatabaseFailed(explain(error, _name(engine))) from error
    finally:
        engine.dispose()


def _migrated(url: str) -> Engine:
    engine = _engine(url, _begin_to_write, f"busy_timeout={ASKING_MILLISECONDS}")
    try:
        with engine.begin() as connection:
            upgrade_to_head(connection)
    except BaseException as error:
        engine.dispose()
        if isinstance(error, SQLAlchemyError):
            raise DatabaseFailed(explain(error, _name(engine))) from error
        raise
    return engine


def _name(engine: Engine) -> str:
    return engine.url.database or "in memory"


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    """As soon as no other process does. Raises `SQLAlchemyError` when one keeps at it for too long."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    until = time.monotonic() + BUSY_MILLISECONDS / 1000
    while time.monotonic() < until:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                break
            time.sleep(random.uniform(0, ASKING_MILLISECONDS / 1000))
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # and say what is wrong


def _engine(url: str, begin: Callable[[Connection], None], *pragmas: str) -> Engine:
    pool: dict[str, Any] = {"pool_size": READERS, "max_overflow": 0}
    if make_url(url).database in (None, "", ":memory:"):
        pool = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    engine = create_engine(url, hide_parameters=True, **pool)  # errors must not carry what callers said into logs

    @event.listens_for(engine, "connect")
    def prepare(connection: object, _record: object) -> None:
        # The driver must not begin transactions by itself: a deferred one that reads and then writes
        # is refused at once when another process writes, whatever the timeout.
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            *pragmas,
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "begin", begin)
    return engine
