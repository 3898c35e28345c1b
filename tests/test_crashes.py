"""A process that is killed at any moment of a turn comes back with the conversation where it was, and one booking."""

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from tests.postgres import shared

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.clock import clock_from
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Booking
from frontdesk.profiles import SAMPLE, load_profile

NOW = "2026-03-05T09:00"
BEFORE = (
    "hello",
    "a sports massage on {day} at ten",
    "my name is Ada Example",
    "020 7946 0123",
    "skip",
    "my left shoulder",
)
DAYS = ("March 6", "March 10", "March 12", "March 13", "March 17", "March 19", "March 20", "March 24")
"""A call each: one killed at once, one after its answer, the others in between."""


@asynccontextmanager
async def serving(url: str, folder: Path) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """`frontdesk serve` as a process of its own: its address, and a way to kill it with no chance to clean up.

    It speaks one language: it starts often, and sooner with one.
    """
    profile = folder / "physio.toml"
    one_language = re.sub(r"^languages = .*$", 'languages = ["en"]', SAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    profile.write_text(one_language, "utf-8")
    environment = os.environ | {
        "FRONTDESK_DATABASE_URL": url,
        "FRONTDESK_PROFILE": str(profile),
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


async def say(address: str, sender: str, number: int, text: str) -> dict[str, object]:
    body = {"sender": sender, "message": text, "message_id": f"m{number}"}
    async with aiohttp.ClientSession() as session, session.post(f"{address}/v1/chat", json=body) as response:
        assert response.status == 200, await response.text()
        answer: dict[str, object] = await response.json()
        return answer


async def talk_to_the_read_back(address: str, sender: str, day: str) -> None:
    answer: dict[str, object] = {}
    for number, text in enumerate(text.format(day=day) for text in BEFORE):
        answer = await say(address, sender, number, text)
    assert answer["asked"] == "confirm", answer


async def length_of_a_turn(url: str, folder: Path) -> float:
    """Seconds from the "yes" to its answer, when nobody is killed."""
    async with serving(url, folder) as (address, _):
        await talk_to_the_read_back(address, "nobody", DAYS[0])
        began = time.perf_counter()
        answer = await say(address, "nobody", len(BEFORE), "yes")
        assert answer["booking"], answer
        return time.perf_counter() - began


async def stored_bookings(url: str) -> list[Booking]:
    business = load_profile(SAMPLE)
    now = datetime.fromisoformat(NOW).replace(tzinfo=business.zone)
    database = await open_database(url)
    try:
        system = EmbeddedBookingSystem(database, business, clock_from(now))
        return await system.bookings(now, now + timedelta(days=60))
    finally:
        await database.close()


async def test_kill_9_in_the_middle_of_a_booking(engine: str, database_url: str, tmp_path: Path) -> None:
    """Killed at moments spread over the turn: from before the "yes" is read to after it is answered."""
    other = f"sqlite:///{tmp_path / 'other.db'}" if engine == "sqlite" else shared().url(await shared().empty())
    turn = await length_of_a_turn(other, tmp_path)
    days = DAYS if engine == "sqlite" else (*DAYS[::3], DAYS[-1])
    async with AsyncExitStack() as servers:
        address, kill = await servers.enter_async_context(serving(database_url, tmp_path))
        for attempt, day in enumerate(days):
            sender = f"ada-{attempt}"
            await talk_to_the_read_back(address, sender, day)
            yes = asyncio.create_task(say(address, sender, len(BEFORE), "yes"))
            if day == days[-1]:
                await yes
            else:
                await asyncio.sleep(turn * attempt / (len(days) - 2))
            kill()
            (outcome,) = await asyncio.gather(yes, return_exceptions=True)
            promised = isinstance(outcome, dict) and bool(outcome["booking"])
            kept = len(await stored_bookings(database_url)) - attempt
            assert kept in ((0, 1) if attempt else (0,)), "at most one, and none before the caller was heard"
            assert kept or not promised, "what was said to be booked is booked"
            address, kill = await servers.enter_async_context(serving(database_url, tmp_path))
            again = await say(address, sender, len(BEFORE), "yes")
            bookings = await stored_bookings(database_url)
            assert len(bookings) == attempt + 1, "the same yes once more books nothing twice"
            assert again["booking"], again
            assert again["booking"]["id"] in {booking.id for booking in bookings}  # type: ignore[index]
