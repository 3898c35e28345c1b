"""The clinic's desk, on each engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.booking_systems.embedded.clinic import Desk, OpenDesk, open_desk
from tests.postgres import a_database


@pytest.fixture
def at_the_desk(engine: str) -> OpenDesk:
    """Opens a desk of its own each time, nothing booked yet."""

    @asynccontextmanager
    async def opened(**policy: Any) -> AsyncIterator[Desk]:
        if engine == "sqlite":
            async with open_desk("sqlite://", **policy) as desk:
                yield desk
        else:
            async with a_database() as url, open_desk(url, **policy) as desk:
                yield desk

    return opened
