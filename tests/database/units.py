"""Units of work that tests of the database run."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from frontdesk.database.schema import turns

NOW = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)


def adding(number: int, size: int = 1) -> Callable[[Connection], int]:
    def add(connection: Connection) -> int:
        row = {"conversation": "c", "number": number, "at": NOW, "event": "x" * size, "acts": ""}
        connection.execute(insert(turns), row)
        return number

    return add


def numbers(connection: Connection) -> list[int]:
    return list(connection.execute(select(turns.c.number).order_by(turns.c.number)).scalars())


def add_and_fail(connection: Connection) -> None:
    adding(99)(connection)
    raise ValueError("its own mistake")
