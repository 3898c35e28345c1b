"""What tests of every folder share: a database of each kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.postgres import a_database

from frontdesk.database.engine import Database, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Everything that asks for it runs on both."""
    return str(request.param)


@pytest.fixture
async def database_url(engine: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database: no booking, no conversation."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'frontdesk.db'}"
        return
    async with a_database() as url:
        yield url


@pytest.fixture
async def quick_url(engine: str) -> AsyncIterator[str]:
    """The same for long tests that a file would only slow down: SQLite's is in memory."""
    if engine == "sqlite":
        yield "sqlite://"
        return
    async with a_database() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()
