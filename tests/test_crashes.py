"""A process that is killed at any moment of a turn comes back with the conversation where it was, and one booking."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import aiohttp

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.clock import clock_from
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Booking
from frontdesk.profiles import SAMPLE, load_profile

NOW = "2026-03-05T09:00"
BEFORE = ("hello", "a sports massage on Friday at ten", "Ada Example", "020 7946 0123", "skip", "my left shoulder")
KILLS = 12
LONGEST = 0.06
"""Seconds after sending the "yes" within which the process is killed; a turn takes a few hundredths."""


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """`frontdesk serve` as a process of its own: its address, and a way to kill it with no chance to clean up."""
    environment = os.environ | {
        "FRONTDESK_DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "FRONTDESK_PROFILE": str(SAMPLE),
        "FRONTDESK_PORT": "0",
        "FRONTDESK_NOW": NOW,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "frontdesk", "serve", env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        address = ""
        while not address:
            line = (await process.stdout.readline()).decode()
            assert line, "the server did not start"
            address = next((word for word in line.split() if word.startswith("http://127.0.0.1:")), "").rstrip("/")
        yield address, lambda: process.send_signal(signal.SIGKILL)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def say(address: str, number: int, text: str) -> dict[str, object]:
    body = {"sender": "ada", "message": text, "message_id": f"m{number}"}
    async with aiohttp.ClientSession() as session, session.post(f"{address}/v1/chat", json=body) as response:
        assert response.status == 200, await response.text()
        answer: dict[str, object] = await response.json()
        return answer


async def stored_bookings(folder: Path) -> list[Booking]:
    business = load_profile(SAMPLE)
    now = datetime.fromisoformat(NOW).replace(tzinfo=business.zone)
    database = open_database(f"sqlite:///{folder / 'desk.db'}")
    try:
        system = EmbeddedBookingSystem(database, business, clock_from(now))
        return await system.bookings(now, now + timedelta(days=60))
    finally:
        await database.close()


async def test_kill_9_in_the_middle_of_a_booking(tmp_path: Path) -> None:
    random = Random(9)
    for attempt in range(KILLS):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        async with serving(folder) as (address, kill):
            for number, text in enumerate(BEFORE):
                answer = await say(address, number, text)
            assert answer["asked"] == "confirm", answer
            yes = asyncio.create_task(say(address, len(BEFORE), "yes"))
            await asyncio.sleep(random.uniform(0, LONGEST))
            kill()
            (outcome,) = await asyncio.gather(yes, return_exceptions=True)
        promised = isinstance(outcome, dict) and bool(outcome["booking"])
        kept = await stored_bookings(folder)
        assert len(kept) <= 1
        assert kept or not promised, "what was said to be booked is booked"
        async with serving(folder) as (address, _):
            again = await say(address, len(BEFORE), "yes")
        (booking,) = await stored_bookings(folder)
        assert again["booking"], again
        assert again["booking"]["id"] == booking.id  # type: ignore[index]
