"""What tests of every folder share: a database of each kind."""

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from aiohttp.web_app import _cached_build_middleware
from tests.happened import Happened, count_calls
from tests.postgres import a_database

from frontdesk.database.engine import Database, open_database

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the process that tells, not one of those that run the tests
        config.pluginmanager.register(Happened(count_calls()))


def pytest_collection_finish() -> None:
    """What stays until the end is not looked through again by every collection of garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_runtest_teardown() -> None:
    """aiohttp remembers the last 1,024 handlers, and with each its app: here, every test has apps of its own."""
    _cached_build_middleware.cache_clear()


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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema of today: copying it is four times as quick as making another."""
    file = tmp_path_factory.mktemp("made") / "frontdesk.db"
    asyncio.run(_make(file))
    return file


async def _make(file: Path) -> None:
    await (await open_database(f"sqlite:///{file}")).close()


@pytest.fixture
async def quick_url(engine: str, made: Path) -> AsyncIterator[str]:
    """The same where there are many tests, which need no disk: that of SQLite is in memory, if there is room for it."""
    if engine == "sqlite":
        with TemporaryDirectory(dir=MEMORY) as folder:
            yield f"sqlite:///{shutil.copy(made, folder)}"
        return
    async with a_database() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    yield opened
    await opened.close()
