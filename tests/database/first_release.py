"""A database just as the first release left it, on either engine: its tables, and what a morning's work wrote there.

`first_release.json` holds the rows of every table, bytes as text, and of the claimed minutes one span each. A phone is
answered, an appointment cancelled, times are held in the middle of a conversation, and two bookings were under way
when the process was killed: one of them was committed.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, LargeBinary, MetaData, Table, create_engine, insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from frontdesk.database.migrate import SCRIPTS

T = TypeVar("T")
Rows = dict[str, list[dict[str, Any]]]
FILE = Path(__file__).with_suffix(".json")


async def connected(url: str, work: Callable[[Connection], T]) -> T:
    """Runs `work` in a transaction, with nothing migrated and nothing prepared."""
    if url.startswith("sqlite"):
        engine = create_engine(url)
        try:
            with engine.begin() as connection:
                return work(connection)
        finally:
            engine.dispose()

    async def connect() -> "asyncpg.Connection[Any]":
        return await asyncpg.connect(url)

    on_server = create_async_engine("postgresql+asyncpg://", async_creator=connect)
    try:
        async with on_server.begin() as begun:
            return await begun.run_sync(work)
    finally:
        await on_server.dispose()


async def first_release(url: str) -> Rows:
    """Makes it in an empty database. Returns its rows."""
    await connected(url, make_tables)
    rows = await connected(url, fill)
    assert await connected(url, stored) == rows
    return rows


def make_tables(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "1")


def fill(connection: Connection) -> Rows:
    written: Rows = json.loads(FILE.read_text("utf-8"))
    written["claimed_minutes"] = list(minutes(written["claimed_minutes"]))
    for table in tables(connection):
        blobs = [column.name for column in table.columns if isinstance(column.type, LargeBinary)]
        for row in written[table.name]:
            row.update({name: row[name].encode() for name in blobs})
        numbered = table.autoincrement_column is not None  # PostgreSQL counts only what it numbers itself
        connection.execute(
            insert(table),
            [{name: row[name] for name in row if not (numbered and name == "number")} for row in written[table.name]],
        )
    return {name: in_order(rows) for name, rows in written.items()}


def minutes(spans: list[Any]) -> Iterator[dict[str, Any]]:
    for business, host, first, end in spans:
        yield from ({"business": business, "host": host, "minute": minute} for minute in range(first, end))


def tables(connection: Connection) -> list[Table]:
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def stored(connection: Connection) -> Rows:
    """Every row of every table."""
    return {
        table.name: in_order([dict(row) for row in connection.execute(select(table)).mappings()])
        for table in tables(connection)
    }


def in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])
