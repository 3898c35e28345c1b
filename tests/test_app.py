"""What is done now and then for every business: what is old is forgotten, and nothing keeps the rest from its turn."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from tests.channels.conftest import database
from tests.channels.real_house import BUSINESS, hire
from tests.channels.stand_in import NOW, request_for
from tests.contracts.booking_system import StillClock

from frontdesk import app
from frontdesk.conversations.ports import ConversationKey, StoreFailed
from frontdesk.database.engine import Database
from frontdesk.model.booking import Search, Window
from frontdesk.model.utterance import Medium

__all__ = ["database"]  # a fixture


async def test_conversations_and_bookings_are_forgotten_when_they_have_been_kept_long_enough(
    database: Database,
) -> None:
    clock = StillClock(NOW)
    parts = hire(database, clock)
    desk, key = parts.desks[BUSINESS.id], ConversationKey(BUSINESS.id, "web_chat", "u1")
    reply = await desk.receptionist.begin(key, delivery=None, medium=Medium.TEXT)
    opening = (await desk.booking_system.openings(Search("check-up", Window(NOW, NOW + timedelta(days=1))))).found[0]
    booking = await desk.booking_system.book(request_for(opening), "key")
    kept = timedelta(days=BUSINESS.policy.retention_days)
    for clock.now, left in ((opening.end + kept, True), (opening.end + kept + timedelta(minutes=1), False)):
        async with AsyncExitStack() as stack:
            for lifetime in parts.lifetimes:
                await stack.enter_async_context(lifetime())
        assert (await desk.booking_system.get(booking.id) is not None) is left
    assert await parts.conversations.get(reply.conversation) is None


async def test_what_fails_for_one_business_stops_neither_the_start_nor_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "TIDY_EVERY", timedelta(0))
    failures = iter([StoreFailed("a secret"), ValueError("a secret"), OverflowError("a secret")])
    done, thrice = 0, asyncio.Event()

    async def fail() -> None:
        if failure := next(failures, None):
            raise failure

    async def work() -> None:
        nonlocal done
        done += 1
        if done == 3:
            thrice.set()

    async with app._again_and_again([("one", fail), ("two", work)]):
        assert done == 1, "at the start"
        await asyncio.wait_for(thrice.wait(), 5)
    logged = [(record.message, record.business) for record in caplog.records]  # type: ignore[attr-defined]
    kinds = ("StoreFailed", "ValueError", "OverflowError")
    assert logged[:3] == [(f"tidying up failed: {kind}", "one") for kind in kinds]
    assert "secret" not in caplog.text
