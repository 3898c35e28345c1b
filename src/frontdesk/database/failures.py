"""How a database fails, in a sentence that says what to do."""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as AllBusy


class DatabaseFailed(Exception):
    """The database could not do its work; nothing was written. The message says what to look at."""


class CommitFailed(DatabaseFailed):
    """The commit itself failed: after a crash it might still turn out to have been written."""


# Primary result codes, https://www.sqlite.org/rescode.html
_SQLITE = {
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

# SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html; two characters are a whole class.
_POSTGRES = {
    "08": "the connection to it broke: check its server and the network",
    "28P01": "the user name or the password is wrong: correct them in its URL",
    "28": "its server does not let this user in: check the user in its URL, and pg_hba.conf on the server",
    "3D": "its server has no such database: make it with createdb, or name another one in its URL",
    "42501": "permission is denied: let the user in its URL make and change tables (GRANT CREATE ON SCHEMA public)",
    "25006": "it is read-only: name the primary server in its URL, not a standby",
    "40": "too many transactions want the same rows at once: try again",
    "53100": "the disk of its server is full: free some space on it",
    "53300": "its server has no connection left: lower pool_size in its URL, or raise max_connections on the server",
    "53": "its server is short of resources: look into the server's log",
    "55P03": "another transaction keeps it locked: end whatever keeps it open for writing",
    "57014": "a statement took too long and was stopped: look for what keeps its server busy",
    "57P": "its server is stopping or starting: wait for it, or look into the server's log",
    "XX": "it is damaged: look into the server's log, and restore a backup",
}


def explain(error: BaseException, name: str) -> str:
    """One sentence about a failure of the database called `name` (a file, or an address without its password).

    It quotes no stored value: PostgreSQL's own messages do.
    """
    return f"The database {name} cannot be used: {_advice(error) or _description(error)}."


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's code of an error, if it is one."""
    code: str | None = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None)
    return code


def _advice(error: BaseException) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        return _SQLITE.get(code & 0xFF)
    if state := sqlstate(error):
        return next((_POSTGRES[state[:size]] for size in (5, 3, 2) if state[:size] in _POSTGRES), None)
    if isinstance(error, AllBusy):
        return "all its connections are busy: raise pool_size in its URL, or look for what keeps them"
    if isinstance(cause, TimeoutError):
        return "its server does not answer: check the server and the network"
    if isinstance(cause, OSError):
        return "its server cannot be reached: check that it runs, and the host and port in its URL"
    return None


def _description(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    state = sqlstate(error)
    if state is None:
        return f"{type(error).__name__}: {cause or error}"
    own = cause.__cause__ or cause if cause else error  # what the driver raised, under SQLAlchemy's name for it
    about = getattr(own, "constraint_name", None)
    if state.startswith("42"):  # a mistake in a statement: it names tables and columns
        about = getattr(own, "message", None)
    return f"{type(own).__name__} {state}" + (f" ({about})" if about else "")
