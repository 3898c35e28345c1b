"""PostgreSQL as many processes share it: transactions at once, errors in sentences, a server that comes and goes."""

from tests.database.test_engine import adding, numbers

from frontdesk.database.engine import Database


async def test_what_was_written_is_read(database: Database) -> None:
    assert await database.write(adding(1)) == 1
    assert await database.read(numbers) == [1]
