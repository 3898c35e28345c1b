"""Brings a database to this version's schema, inside one transaction: half a migration is no migration."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, UniqueConstraint, inspect

from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.locks import lock
from frontdesk.database.schema import metadata

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade_to_head(connection: Connection) -> None:
    """Applies the migrations that are missing; of several processes that start at once, one does.

    Raises `DatabaseFailed` for a schema newer than this version's, and for one that is not what it says it is.
    """
    lock(connection, "schema")
    present = schema(connection)
    if present != newest():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    if present:  # what was made just now is whole
        _require_whole(connection)
    # One that can only be read would otherwise be noticed when the first caller is there.
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


def sound_schema(connection: Connection) -> str:
    """As `schema`. Raises `DatabaseFailed` also where it is the newest, and not what it says it is."""
    present = schema(connection)
    if present == newest():
        _require_whole(connection)
    return present


def schema(connection: Connection) -> str:
    """The revision that is there; empty where there is none. Raises `DatabaseFailed` for one that is not known."""
    present = MigrationContext.configure(connection).get_current_heads()
    if unknown := sorted(set(present) - _known()):
        raise DatabaseFailed(
            f"The database has schema {', '.join(unknown)}, which this version of Frontdesk does not know: "
            "run the newer version that wrote it, or restore a backup from before."
        )
    return ", ".join(present)


def newest() -> str:
    """The revision that this version works with."""
    return ", ".join(_scripts().get_heads())


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


@cache
def _scripts() -> ScriptDirectory:
    """Read once: each of them is a module."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def _require_whole(connection: Connection) -> None:
    if missing := list(_missing(connection)):
        raise DatabaseFailed(
            f"The database is damaged or half migrated: it lacks {', '.join(missing)}. Restore it from a backup."
        )


def _missing(connection: Connection) -> Iterator[str]:
    """What the code works with and the database does not have."""
    there = inspect(connection)
    columns, primary = there.get_multi_columns(), there.get_multi_pk_constraint()
    unique, indexes = there.get_multi_unique_constraints(), there.get_multi_indexes()
    for table in metadata.sorted_tables:
        at = (None, table.name)
        if at not in columns:
            yield f"the table {table.name}"
            continue
        names = {column["name"] for column in columns[at]}
        yield from (f"the column {table.name}.{column.name}" for column in table.columns if column.name not in names)
        if set(primary[at]["constrained_columns"]) != set(table.primary_key.columns.keys()):
            yield f"the primary key of {table.name}"
        keys = {found["name"] for found in (*unique[at], *indexes[at])}
        wanted = [rule.name for rule in table.constraints if isinstance(rule, UniqueConstraint)]
        wanted += [index.name for index in table.indexes if index.unique]
        yield from (f"the unique key {key}" for key in wanted if key not in keys)
