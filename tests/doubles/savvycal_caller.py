"""A caller of the double of SavvyCal, with plain HTTP, and what it asks for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from tests.doubles.savvycal import ACCOUNT, ACCOUNT_TOKEN, HOSTS, PLATFORM_TOKEN, SERVICES, SavvycalDouble, Settings

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
FRIDAY_TEN = datetime(2026, 3, 6, 10, tzinfo=UTC)
PUBLIC, BY_TOKEN = "/v1/public/appointments", "/v1/appointments"
CHECKUP = f"/v1/public/services/{SERVICES['in_person']}"
FRIDAY = {"from": "2026-03-06", "until": "2026-03-06", "time_zone": "Europe/London"}
TOKEN = {"Authorization": f"Bearer {ACCOUNT_TOKEN}"}
PLATFORM = {"Authorization": f"Bearer {PLATFORM_TOKEN}", "X-SavvyCal-Account": ACCOUNT}
PRIYA = {
    "first_name": "Priya",
    "last_name": "Nair",
    "email": "priya@example.com",
    "phone": "+442079460123",
    "reference_id": "conv-81",
    "locale": "en-GB",
    "time_zone": "Europe/London",
}
TIMES = {"start_at": "2026-03-06T10:00:00", "end_at": "2026-03-06T10:30:00", "time_zone": "Europe/London"}
LATER = {"start_at": "2026-03-06T11:00:00", "end_at": "2026-03-06T11:30:00", "time_zone": "Europe/London"}
WISH: dict[str, Any] = {"service_id": SERVICES["in_person"], **TIMES, "client_data": PRIYA}
ADA = {**WISH, "provider_id": HOSTS["ada"]}


class Caller:
    """Plain calls to one double: each gives the status and the JSON."""

    def __init__(self, double: SavvycalDouble, http: aiohttp.ClientSession) -> None:
        self.double = double
        self.http = http

    async def get(self, path: str, token: dict[str, str] | None = None, /, **query: str) -> tuple[int, Any]:
        async with self.http.get(self.double.url + path, params=query, headers=token) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, body: object, token: dict[str, str] | None = None) -> tuple[int, Any]:
        async with self.http.post(self.double.url + path, json=body, headers=token) as answer:
            return answer.status, await answer.json()

    async def book(self, wish: object = WISH) -> str:
        status, answer = await self.post(PUBLIC, wish)
        assert status == 201, answer
        id = answer["data"]["id"]
        assert isinstance(id, str)
        return id

    async def begins(self, **query: str) -> list[str]:
        _, answer = await self.get(f"{CHECKUP}/slots", **FRIDAY, **query)
        return [slot["start_at"][11:16] for slot in answer["data"]]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def calling(clock: Clock, **settings: Any) -> AsyncIterator[Caller]:
    async with SavvycalDouble(clock, Settings(**settings)) as double, aiohttp.ClientSession() as http:
        yield Caller(double, http)


def pointers(answer: Any) -> list[str]:
    return [error["source"]["pointer"] for error in answer["errors"]]
