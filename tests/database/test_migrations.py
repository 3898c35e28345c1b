"""Migrations make just the schema that the code works with, keep what is there, and refuse what is newer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from tests.database.first_release import connected, first_release, make_tables
from tests.database.test_first_release import upgrade
from tests.postgres import shared

from frontdesk.database.engine import open_database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a folder with % and spaces.db"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.mark.parametrize("start", ["nothing", "the first release", "the first release at work"])
async def test_the_migrations_make_the_schema_of_the_code(engine: str, start: str, file: Path) -> None:
    """Down to the names of its keys and indexes, wherever they start."""
    empty = url(file) if engine == "sqlite" else shared().url(await shared().empty())
    match start:
        case "the first release":
            await connected(empty, make_tables)
        case "the first release at work":
            await first_release(empty)
    await upgrade(empty)
    assert await connected(empty, differences) == []
    migrated = await connected(empty, keys)
    made = url(file.with_name("made.db")) if engine == "sqlite" else shared().url(await shared().empty())
    await connected(made, metadata.create_all)
    assert migrated == await connected(made, keys)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def keys(connection: Connection) -> dict[str, object]:
    """What every table promises: the columns of its primary key, unique keys and indexes, by name."""
    there = inspect(connection)
    names = [name for name in there.get_table_names() if name != "alembic_version"]
    found: dict[str, object] = {}
    for table in names:
        primary = there.get_pk_constraint(table)
        found[table] = primary["name"], primary["constrained_columns"]
        for key in there.get_unique_constraints(table):
            found[f"{table}.{key['name']}"] = key["column_names"]
        for index in there.get_indexes(table):
            found[f"{table}.{index['name']}"] = index["column_names"], index["unique"]
        for column in there.get_columns(table):
            found[f"{table}.{column['name']}"] = str(column["type"]), column["nullable"]
    assert len(found) > 100
    return found


async def test_claimed_minutes_are_a_table_without_a_second_index(file: Path) -> None:
    await first_release(url(file))
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        shapes = dict(connection.execute("SELECT name, sql FROM sqlite_schema"))
    assert "WITHOUT ROWID" in shapes["claimed_minutes"]


async def test_opening_a_database_again_changes_nothing(file: Path) -> None:
    await first_release(url(file))
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        before = list(connection.iterdump())
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        assert list(connection.iterdump()) == before


async def test_a_newer_schema_is_refused(database_url: str) -> None:
    await upgrade(database_url)
    read = "SELECT version_num FROM alembic_version"
    known = await connected(database_url, lambda connection: connection.exec_driver_sql(read).scalar_one())
    newer = "UPDATE alembic_version SET version_num = '99'"
    await connected(database_url, lambda connection: connection.exec_driver_sql(newer))
    with pytest.raises(DatabaseFailed, match="schema 99, which this version of Frontdesk does not know"):
        await open_database(database_url)
    as_it_was = text("UPDATE alembic_version SET version_num = :known").bindparams(known=known)
    await connected(database_url, lambda connection: connection.execute(as_it_was))


async def test_a_migration_that_stops_half_way_leaves_nothing(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE callbacks (mine TEXT)")  # the last table of the migration cannot be made
    with pytest.raises(DatabaseFailed, match="callbacks"):
        await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_schema")] == ["callbacks"]
        connection.execute("DROP TABLE callbacks")
    await upgrade(url(file))
