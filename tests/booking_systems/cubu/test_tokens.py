"""Tokens from Microsoft Entra: asked for once, before the old one is over, and again when one is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import practice, section
from tests.contracts.booking_system import StillClock
from tests.doubles.cubu import CLIENT_SECRET, CubuDouble
from tests.doubles.serving import Fault

from frontdesk.booking_systems.cubu.settings import CubuSettings
from frontdesk.booking_systems.cubu.tokens import Tokens
from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown

TOKEN = "/oauth2/v2.0/token"


class Seconds:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def tokens(
    secret: str = CLIENT_SECRET, *, complaints: int = 0, **changes: object
) -> AsyncIterator[tuple[CubuDouble, Tokens, Seconds]]:
    seconds = Seconds()
    async with CubuDouble(StillClock()) as double:
        settings = CubuSettings.model_validate(section(login_url=double.url, **changes))
        its = Tokens(settings, secret, seconds)
        try:
            yield double, its, seconds
        finally:
            await its.close()
    assert len(double.complaints) == complaints, double.complaints


async def test_a_token_is_used_until_five_minutes_before_its_end() -> None:
    async with tokens() as (double, its, seconds):
        first = await its.authorize(False)
        assert first["Authorization"].startswith("Bearer ")
        seconds.now += 3299
        assert await its.authorize(False) == first
        seconds.now += 1
        assert await its.authorize(False) != first
        assert len(double.called("POST", TOKEN)) == 2


async def test_many_who_need_one_at_once_ask_once() -> None:
    async with tokens() as (double, its, _):
        await asyncio.gather(*(its.authorize(False) for _ in range(5)))
        await asyncio.gather(*(its.authorize(True) for _ in range(5)))
        assert len(double.called("POST", TOKEN)) == 2


async def test_a_token_that_is_refused_is_renewed_once() -> None:
    async with practice() as here:
        await here.openings()
        here.double.revoke()
        await here.openings()
        assert len(here.double.called("POST", TOKEN)) == 2


async def test_a_booking_whose_token_ran_out_is_made_once() -> None:
    async with practice() as here:
        wish = await here.wish()
        here.clock.pass_time(minutes=61)
        await here.vendor.create(wish, "key")
        assert len(here.standing) == 1


@pytest.mark.parametrize(
    ("secret", "wrong"),
    [("another", {}), (CLIENT_SECRET, {"client_id": "x-1"}), (CLIENT_SECRET, {"tenant_id": "x-1"})],
)
async def test_a_login_that_refuses_us_says_what_to_look_at_and_no_more(secret: str, wrong: dict[str, Any]) -> None:
    async with tokens(secret, **wrong) as (_, its, _):
        with pytest.raises(Misconfigured, match="client_secret_env") as refused:
            await its.authorize(False)
        for told in (secret, *map(str, wrong.values())):
            assert told not in str(refused.value)


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_an_answer_without_a_token_is_an_error(fault: Fault) -> None:
    async with tokens() as (double, its, _):
        double.faults.order(fault, TOKEN)
        with pytest.raises(WrongShape):
            await its.authorize(False)


async def test_a_login_that_does_not_answer_has_done_nothing() -> None:
    async with practice(time_limit_seconds=0.05) as here:
        here.double.faults.order(Fault.STALL_BEFORE, TOKEN, times=9)
        with pytest.raises(SystemDown):
            await here.openings()


async def test_the_login_says_what_time_it_is() -> None:
    async with tokens() as (_, its, seconds):
        told = await its.instant()
        assert abs((told - datetime.now(UTC)).total_seconds()) < 60
        seconds.now += 90
        assert (await its.instant() - told).total_seconds() == 90


async def test_tokens_are_sent_to_the_vendor_only() -> None:
    async with practice() as here:
        await here.openings()
        (asked,) = here.double.called("POST", TOKEN)
        assert "Authorization" not in asked.headers
        assert CLIENT_SECRET not in str([call for call in here.double.calls if call is not asked])
