from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from tests.channels.stand_in import House, build_house

from frontdesk.database.engine import Database, open_database
from frontdesk.web import create_web_app

Client = TestClient[web.Request, web.Application]
MakeClient = Callable[[web.Application], Awaitable[Client]]


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    opened = await open_database("sqlite://")
    yield opened
    await opened.close()


@pytest.fixture
def house(database: Database) -> House:
    return build_house(database)


@pytest.fixture
async def client(house: House, aiohttp_client: MakeClient) -> Client:
    return await aiohttp_client(create_web_app(house.parts))
