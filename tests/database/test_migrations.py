"""Migrations make just the schema that the code works with, keep what is there, and refuse what is newer."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from frontdesk.database.engine import open_database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import metadata


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a folder with % and spaces.db"


def url(file: Path) -> str:
    return f"sqlite:///{file}"


async def upgrade(url: str) -> None:
    await (await open_database(url)).close()


async def test_the_migrations_make_the_schema_of_the_code(file: Path) -> None:
    await upgrade(url(file))
    migrated, made = create_engine(url(file)), create_engine("sqlite://")
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        shapes = {name: text for name, text in connection.exec_driver_sql(SHAPES) if not name.startswith("alembic")}
    with made.begin() as connection:
        metadata.create_all(connection)
        assert shapes.keys() == {name for name, _ in connection.exec_driver_sql(SHAPES)}
    assert "WITHOUT ROWID" in shapes["claimed_minutes"]
    migrated.dispose()
    made.dispose()


SHAPES = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
FILL = """
INSERT INTO claims VALUES ('c', 'ada', 'quayside', 100, 102, 'checkup', 100, 102, '', NULL, NULL, 'booking:b', 0, NULL);
INSERT INTO claimed_minutes VALUES ('quayside', 'ada', 100), ('quayside', 'ada', 101);
INSERT INTO blocks VALUES ('x', 'quayside', 'k', '', 100, 102, '', 0);
INSERT INTO bookings
    (id, business, "key", status, revision, claim, service, host, start, "end", time_zone, phone, ticket,
     customer_reference, resources, request, calendar_token, created)
    VALUES ('b', 'quayside', 'k', 'confirmed', 0, 'c', 'checkup', 'ada', 0, 1, 'UTC', '+1', 'K42',
     '', '[]', '{}', 't', 0);
INSERT INTO changes VALUES ('b', 0, 'quayside', 0, 'caller', 'booked', '', NULL, NULL, NULL);
INSERT INTO failed_lookups VALUES (1, 'quayside', 'c1', 'x', 0);
INSERT INTO waitlist
    VALUES (1, 'w', 'quayside', 'k', 'waiting', 0, 'checkup', 0, '+1', '{}', 0, NULL, NULL, NULL, '[]', NULL);
INSERT INTO conversations VALUES (1, 'c1', 'quayside', 'web_chat', 'v', 1, x'00', 0, 0);
INSERT INTO turns VALUES ('c1', 1, 0, '{}', '[]');
INSERT INTO deliveries VALUES ('quayside', 'web_chat', 'v', 'm', 'c1', x'00');
INSERT INTO intents VALUES ('quayside', 'k', 'c1', x'00', 0, NULL, NULL);
INSERT INTO callbacks VALUES (1, 'quayside', 'c1', 0, NULL, 'Maria', '');
"""


async def test_a_filled_database_keeps_its_rows_and_its_keys(file: Path) -> None:
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FILL)
        before = list(connection.iterdump())
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        assert list(connection.iterdump()) == before
        for statement in (text for text in FILL.split(";\n") if text.strip()):
            with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
                connection.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute("INSERT INTO claimed_minutes VALUES ('quayside', 'ada', 101)")


async def test_a_newer_schema_is_refused(file: Path) -> None:
    await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '99'")
        connection.commit()
    with pytest.raises(DatabaseFailed, match="schema 99, which this version of Frontdesk does not know"):
        await upgrade(url(file))


async def test_a_migration_that_stops_half_way_leaves_nothing(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE callbacks (mine TEXT)")  # the last table of the migration cannot be made
    with pytest.raises(DatabaseFailed, match="callbacks"):
        await upgrade(url(file))
    with closing(sqlite3.connect(file)) as connection:
        assert [name for name, _ in connection.execute(SHAPES)] == ["callbacks"]
        connection.execute("DROP TABLE callbacks")
    await upgrade(url(file))
