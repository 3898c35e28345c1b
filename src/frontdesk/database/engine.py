"""The database as everyone uses it: `write` and `read` run a synchronous function of a connection in a transaction.

Nothing awaits inside a transaction, so no lock is ever held over anything slow.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Protocol, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.sqlite import look_at_sqlite, open_sqlite

T = TypeVar("T")
EXAMPLES = "sqlite:///frontdesk.db or postgresql://user:password@host/database"


class Database(Protocol):
    """A database, whichever it is. Made by `open_database`."""

    @property
    def name(self) -> str:
        """What messages call it: a file, or an address without its password."""
        ...

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction and returns its result once that is safely on disk.

        An exception of `work` undoes what it did and is raised here. `work` may be run again, so it must do nothing
        but use its connection; who stops waiting does not stop it. On PostgreSQL others write at the same time: what
        must not change between two statements needs `locks.lock`, and a statement that may fail without failing the
        transaction needs `connection.begin_nested()`. Raises `DatabaseFailed` (nothing was written), or its kind
        `CommitFailed` (it might have been).
        """
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Runs `work`, which only reads, on one consistent state of the database. Raises `DatabaseFailed`."""
        ...

    async def close(self) -> None:
        """Finishes what waits and lets go of the database; a second time is no error."""
        ...


async def open_database(url: str) -> Database:
    """Opens the database at `url`, made or migrated if need be.

    `sqlite:///file.db` is a file and `sqlite://` lives in memory; `postgresql://user:password@host/database` takes what
    PostgreSQL itself understands (`?sslmode=…`, `?host=/folder/of/a/socket`) and `pool_size`, the most connections that
    this process may have. Raises `DatabaseFailed` when it cannot be used, is damaged, or belongs to a newer Frontdesk.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        return open_sqlite(url)
    opened: Database = await _postgres().open_postgres(parsed)
    return opened


async def look_at(url: str, work: Callable[[Connection], T]) -> T | None:
    """Runs `work`, which only reads, on the database at `url` as it is: nothing is made, nothing migrated.

    None for a file that is not there. Raises `DatabaseFailed`.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() == "sqlite":
        return look_at_sqlite(url, work)
    found: T = await _postgres().run_once(parsed, work)
    return found


def read_url(url: str) -> URL:
    """Of a kind that is supported. Raises `DatabaseFailed`."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseFailed(f"The database URL cannot be read: write it like {EXAMPLES}.") from None
    if (kind := parsed.get_backend_name()) not in {"sqlite", "postgresql", "postgres"}:
        raise DatabaseFailed(f"Databases of the kind {kind} are not supported: use {EXAMPLES}.")
    return parsed


def _postgres() -> ModuleType:
    """Imported where it is chosen: its driver is an extra."""
    try:
        from frontdesk.database import postgres
    except ModuleNotFoundError as error:
        raise DatabaseFailed(
            f"PostgreSQL needs {error.name}, which is not installed: run pip install 'frontdesk[postgres]'."
        ) from None
    return postgres
