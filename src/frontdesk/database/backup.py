"""A copy of a SQLite database while others work with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from frontdesk.database.engine import read_url
from frontdesk.database.failures import DatabaseFailed, explain

BUSY_SECONDS = 30


def back_up(url: str, file: Path) -> None:
    """Writes to `file`, which must not be there, one consistent state of the database: everything that was committed
    before this began is in it. Nobody who writes waits for it.

    Raises `DatabaseFailed`, also when what was copied is damaged; what is in `file` then is no backup.
    """
    parsed = read_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise DatabaseFailed(
            "The database is PostgreSQL, which has a tool of its own: run pg_dump --format=custom --file=FILE URL."
        )
    source = parsed.database
    if not source or not Path(source).exists():
        raise DatabaseFailed(f"There is no database {source or 'in memory'} to copy: set FRONTDESK_DATABASE_URL.")
    try:
        with closing(sqlite3.connect(source, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(file),))
        with closing(sqlite3.connect(file)) as copy:
            if (found := copy.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
                raise DatabaseFailed(f"The database {source} is damaged ({found[0]}): restore it from an older backup.")
    except sqlite3.Error as error:
        raise DatabaseFailed(explain(error, source)) from error
