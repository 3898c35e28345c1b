"""What a unit of work may count on, whichever the database."""

import asyncio
import traceback

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from tests.database.units import add_and_fail, adding, numbers

from frontdesk.database.engine import Database, open_database
from frontdesk.database.failures import DatabaseFailed


async def test_a_unit_that_fails_is_undone_and_its_neighbours_are_not(database: Database) -> None:
    units = (adding(1), add_and_fail, adding(2), adding(1), adding(3))
    results = await asyncio.gather(*(database.write(unit) for unit in units), return_exceptions=True)
    assert [results[2], results[4]] == [2, 3]
    assert isinstance(results[1], ValueError)
    assert [type(result) for result in (results[0], results[3])].count(DatabaseFailed) == 1, "the same row twice"
    assert await database.read(numbers) == [1, 2, 3]


async def test_a_bug_in_a_unit_stops_nobody(database: Database) -> None:
    def typo(connection: Connection) -> None:
        connection.exec_driver_sql("SELEC 1")

    with pytest.raises(DatabaseFailed, match="syntax error"):
        await database.write(typo)
    with pytest.raises(DatabaseFailed, match="syntax error"):
        await database.read(typo)
    assert await database.write(adding(1)) == 1


async def test_what_callers_said_is_in_no_error(database: Database) -> None:
    await database.write(adding(1))
    with pytest.raises(DatabaseFailed) as caught:
        await database.write(adding(1, size=50))
    shown = "".join(traceback.format_exception(caught.value))
    assert "xxxxx" not in shown
    assert "(c, 1)" not in shown, "nor is the key that was there already"


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseFailed, match="read-only"):
        await database.read(adding(1))


async def test_a_statement_may_fail_alone(database: Database) -> None:
    def try_twice(connection: Connection) -> str:
        try:
            with connection.begin_nested():
                adding(1)(connection)
        except IntegrityError:
            adding(2)(connection)
            return "it was there"
        return "it was not"

    assert await database.write(try_twice) == "it was not"
    assert await database.write(try_twice) == "it was there"
    assert await database.read(numbers) == [1, 2]


async def test_what_a_caller_gave_up_on_is_done_or_not_but_never_half(database: Database) -> None:
    given_up, kept = (asyncio.ensure_future(database.write(adding(number))) for number in (1, 2))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await kept == 2
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await database.write(adding(3)) == 3
    assert await database.read(numbers) in ([2, 3], [1, 2, 3])


async def test_closing_finishes_what_waits(database_url: str) -> None:
    database = await open_database(database_url)
    waiting = [asyncio.ensure_future(database.write(adding(n))) for n in range(200)]
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    assert await asyncio.gather(*waiting) == list(range(200))
    for attempt in (database.write(adding(999)), database.read(numbers)):
        with pytest.raises(DatabaseFailed, match="closed already"):
            await attempt


@pytest.mark.parametrize("url", ["frontdesk.db", "", "mysql://localhost/x"])
async def test_a_url_of_something_else_says_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseFailed, match="sqlite:///frontdesk"):
        await open_database(url)
