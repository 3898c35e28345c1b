"""Calls of Cubu as its guide says, for the tests of its double."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

import aiohttp
from tests.doubles.cubu import (
    APPLICATION_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    SERVICE,
    SERVICE_TYPES,
    TENANT_ID,
    CubuDouble,
    CubuSettings,
)
from tests.doubles.diary import ZONE

DAY = date(2031, 5, 7)
"""A Wednesday, in summer time."""
PHONE = "4155550123"
CHECKUP = SERVICE_TYPES["checkup"].id
FORM = {
    "grant_type": "client_credentials",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "scope": f"{CLIENT_ID}/.default",
}


class Clock:
    now = datetime(2031, 5, 5, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Client:
    double: CubuDouble
    http: aiohttp.ClientSession
    clock: Clock
    token: str = ""
    said: object = None
    """The last answer's JSON, if it was any."""

    async def call(self, method: str, path: str, **how: object) -> int:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.double.url}/{APPLICATION_ID}{path}"
        async with self.http.request(method, url, **{"headers": headers, **how}) as answer:  # type: ignore[arg-type]
            body = await answer.read()
            self.said = json.loads(body) if answer.content_type == "application/json" else None
            return answer.status

    async def grant(self, changes: Mapping[str, str] | None = None, tenant: str = TENANT_ID) -> int:
        form = {**FORM, **(changes or {})}
        async with self.http.post(f"{self.double.url}/{tenant}/oauth2/v2.0/token", data=form) as answer:
            self.said = await answer.json()
            self.token = self.one.get("access_token", self.token)
            return answer.status

    async def look(self, day: date = DAY, host: str = "ada", kind: str = CHECKUP) -> list[int]:
        assert await self.call("GET", f"/calendars/{SERVICE}/{day}") == 200
        params = {"serviceTypeId": kind}
        assert await self.call("GET", f"{self.calendar(host, day)}/vacancies", params=params) == 200
        return cast("list[int]", self.one["slots"])

    async def book(self, host: str = "ada", **changes: object) -> int:
        said = {"serviceTypeId": CHECKUP, "startTime": 540, "channel": "Phone", "contactPhoneNumber": PHONE, **changes}
        return await self.call("POST", f"{self.calendar(host)}/appointments", json=said)

    async def listed(self, host: str = "ada", day: date = DAY, **params: str) -> list[dict[str, object]]:
        assert await self.call("GET", f"{self.calendar(host, day)}/appointments", params=params) == 200
        return self.many

    def calendar(self, host: str, day: date = DAY) -> str:
        return f"/calendars/{SERVICE}/{day}/{self.double.cu_index(host, day)}"

    @property
    def one(self) -> dict[str, str]:
        return cast("dict[str, str]", self.said)

    @property
    def many(self) -> list[dict[str, object]]:
        return cast("list[dict[str, object]]", self.said)

    @property
    def appointment(self) -> dict[str, object]:
        return cast("dict[str, object]", cast("dict[str, object]", self.said)["appointment"])


@asynccontextmanager
async def cubu(settings: CubuSettings | None = None, *, complaints: int | None = 0) -> AsyncIterator[Client]:
    clock = Clock()
    async with CubuDouble(clock, settings) as double, aiohttp.ClientSession() as http:
        client = Client(double, http, clock)
        assert await client.grant() == 200
        yield client
    assert complaints is None or len(double.complaints) == complaints, double.complaints


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
