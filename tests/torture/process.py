"""One of the processes that race: some clients, one connection to the database, a clock of its own."""

import asyncio
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from tests.torture.client import Client
from tests.torture.desk import DESK, START
from tests.torture.history import Log

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.database.engine import open_database

SPEED = 60
"""So many seconds pass at the desk in one of ours: holds expire and requests lapse while it runs."""


@dataclass(frozen=True, slots=True)
class Orders:
    url: str
    history: Path
    seed: int
    clients: tuple[int, ...]
    attempts: int
    """Of each client."""
    zero: float
    """When everything started, by the machine's monotonic clock."""
    skew: float
    """How many seconds this process's clock is ahead."""


def seconds_since(zero: float) -> float:
    """The true time at the desk, the same in all processes of a machine."""
    return (time.monotonic() - zero) * SPEED


def clock_of(orders: Orders) -> Callable[[], datetime]:
    return lambda: START + timedelta(seconds=seconds_since(orders.zero) + orders.skew)


async def race(orders: Orders) -> None:
    database = await open_database(orders.url)
    clock = clock_of(orders)
    system = EmbeddedBookingSystem(database, DESK, clock)
    with orders.history.open("a", encoding="utf-8") as file:
        log = Log(file)
        clients = [
            Client(f"c{number}", system, clock, lambda: seconds_since(orders.zero), log, _chance(orders.seed, number))
            for number in orders.clients
        ]
        await asyncio.gather(*(client.live(orders.attempts) for client in clients))
    await database.close()


def _chance(seed: int, client: int) -> random.Random:
    return random.Random(f"{seed}/{client}")


orders_as_json = TypeAdapter(Orders)

if __name__ == "__main__":
    asyncio.run(race(orders_as_json.validate_json(sys.argv[1])))
