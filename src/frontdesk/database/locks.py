"""Locks by name that a transaction holds until its end, on every process of every machine that shares the database.

SQLite needs none: one transaction writes at a time there.
"""

from hashlib import blake2b

from sqlalchemy import Connection, text

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


def lock(connection: Connection, *names: str) -> None:
    """Waits until no other transaction holds any of the names, and holds them until this one ends.

    Take all that a transaction needs in one call, before it reads what they protect: they are taken in one order, so
    that two transactions cannot wait for each other, and PostgreSQL shows each statement what was committed before it
    began. Names are shared by the whole database: begin them with what they are, as in `host/<business>/<host>`.
    """
    if names and not writes_alone(connection):
        connection.execute(_LOCK, {"keys": sorted({key(name) for name in names})})


def writes_alone(connection: Connection) -> bool:
    """Whether nobody else writes until the end of this transaction: then there is nothing to lock."""
    return connection.dialect.name != "postgresql"


def key(name: str) -> int:
    """64 bits, signed, the same for ever and on every machine. Two names that share one merely wait for each other."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
