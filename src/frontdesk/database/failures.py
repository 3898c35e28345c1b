"""How a database fails, in a sentence that says what to do."""

import sqlite3

from sqlalchemy.exc import DBAPIError


class DatabaseFailed(Exception):
    """The database could not do its work; nothing was written. The message says what to look at."""


class CommitFailed(DatabaseFailed):
    """The commit itself failed: after a crash it might still turn out to have been written."""


# Primary result codes, https://www.sqlite.org/rescode.html
_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space on it",
    sqlite3.SQLITE_READONLY: "it is read-only: let the user who runs Frontdesk write the file and its folder",
    sqlite3.SQLITE_PERM: "access is denied: let the user who runs Frontdesk write the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check that its folder exists and can be written",
    sqlite3.SQLITE_BUSY: "it stays locked by another program: close whatever keeps it open for writing",
    sqlite3.SQLITE_LOCKED: "it stays locked by another program: close whatever keeps it open for writing",
    sqlite3.SQLITE_IOERR: "the disk reports an error: check the disk and the system's log",
    sqlite3.SQLITE_CORRUPT: "it is damaged: restore the file from a backup",
    sqlite3.SQLITE_NOTADB: "it is not a database: name another file, or move this one away",
    sqlite3.SQLITE_TOOBIG: "a value is too big for it: shorten what is stored",
}


def explain(error: Exception, name: str) -> str:
    """One sentence about a failure of the database called `name` (a file, or an address without its password)."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(cause, "sqlite_errorcode", None)
    advice = _ADVICE.get(code & 0xFF) if code is not None else None
    return f"The database {name} cannot be used: {advice or f'{type(error).__name__}: {cause or error}'}."
