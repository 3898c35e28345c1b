"""A desk whose hosts have a meeting type each."""

from collections.abc import AsyncIterator

import pytest
from tests.booking_systems.meetergo.desk import Desk, open_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with open_desk() as desk:
        yield desk
