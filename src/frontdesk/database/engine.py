"""The database as everyone uses it: `write` and `read` run a synchronous function of a connection in a transaction.

Nothing awaits inside a transaction, so no lock is ever held over anything slow.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.sqlite import open_sqlite

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
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseFailed(f"The database URL cannot be read: write it like {EXAMPLES}.") from None
    match parsed.get_backend_name():
        case "sqlite":
            return open_sqlite(url)
        case "postgresql" | "postgres":
            try:
                from frontdesk.database.postgres import open_postgres
            except ModuleNotFoundError as error:
                raise DatabaseFailed(
                    f"PostgreSQL needs {error.name}, which is not installed: run pip install 'frontdesk[postgres]'."
                ) from None
            return await open_postgres(parsed)
        case other:
            raise DatabaseFailed(f"Databases of the kind {other} are not supported: use {EXAMPLES}.")
