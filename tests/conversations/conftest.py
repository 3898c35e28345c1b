from collections.abc import AsyncIterator

import pytest
from tests.conversations.desk import Office, open_office


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """On each engine in turn."""
    async with open_office(database_url) as opened:
        yield opened
