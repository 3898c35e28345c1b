"""A database that is not what it says it is: named when it is opened, not when the first caller is there."""

import pytest
from sqlalchemy import Connection
from tests.database.first_release import connected
from tests.postgres import shared

from frontdesk.database.engine import open_database
from frontdesk.database.failures import DatabaseFailed


@pytest.fixture
async def database_url(engine: str, database_url: str) -> str:
    """One that nobody has to use afterwards."""
    return database_url if engine == "sqlite" else shared().url(await shared().empty())


@pytest.mark.parametrize(
    ("damage", "lacks"),
    [
        (["DROP TABLE callbacks"], "it lacks the table callbacks. Restore it from a backup."),
        (["ALTER TABLE intents DROP COLUMN request"], "it lacks the column intents.request."),
        (
            [  # as a copy of the rows comes out that somebody made by hand
                "CREATE TABLE copied AS SELECT * FROM bookings",
                "DROP TABLE bookings",
                "ALTER TABLE copied RENAME TO bookings",
            ],
            "it lacks the primary key of bookings, the unique key uq_bookings_business_key.",
        ),
    ],
)
async def test_what_is_missing_is_named(database_url: str, damage: list[str], lacks: str) -> None:
    await (await open_database(database_url)).close()
    await (await open_database(database_url)).close()

    def break_it(connection: Connection) -> None:
        for statement in damage:
            connection.exec_driver_sql(statement)

    await connected(database_url, break_it)
    for _ in range(2):
        with pytest.raises(DatabaseFailed, match="damaged or half migrated") as caught:
            await open_database(database_url)
        assert lacks in str(caught.value)
