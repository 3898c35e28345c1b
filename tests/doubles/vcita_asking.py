"""How the tests of the double of vcita ask: plain calls, written from the contract."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from tests.doubles.vcita import VcitaDouble
from tests.doubles.vcita_practice import BUSINESS, HOSTS, SERVICES, STAFF_TOKEN, VcitaSettings

BOOKINGS = "/platform/v1/scheduling/bookings"
BUSINESS_BOOKINGS = "/business/scheduling/v1/bookings"
APPOINTMENTS = "/platform/v1/scheduling/appointments"
CLIENTS = "/platform/v1/clients"
SLOTS = "/v3/scheduling/availability_slots"
TEN = "2031-02-03T10:00:00Z"
"""On a Monday."""
AT_TEN = datetime(2031, 2, 3, 10, tzinfo=UTC)
PRIYA = {"first_name": "Priya", "phone": "+442079460123"}
BEHALF = {"X-On-Behalf-Of": BUSINESS}
MORNING = ("2031-02-03T09:00:00Z", "2031-02-03T12:30:00Z")


class StillClock:
    def __init__(self) -> None:
        self.now = datetime(2031, 2, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Vendor:
    double: VcitaDouble
    http: aiohttp.ClientSession
    clock: StillClock

    async def ask(
        self,
        method: str,
        path: str,
        token: str | None = STAFF_TOKEN,
        *,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> tuple[int, Any]:
        sent = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        async with self.http.request(method, self.double.url + path, headers=sent, **more) as answer:
            return answer.status, await answer.json()

    async def client(self, **said: str) -> tuple[str, str]:
        """Id and token of a new client."""
        status, answer = await self.ask("POST", CLIENTS, json=PRIYA | said)
        assert status == 201
        return answer["data"]["client"]["id"], answer["data"]["token"]

    async def book(self, start: str = TEN, **said: Any) -> tuple[int, Any]:
        """A new client, who books with the own token."""
        client, token = await self.client()
        return await self.ask("POST", BOOKINGS, token, json=platform(client, start, **said))

    async def booked(self, start: str = TEN, **said: Any) -> str:
        status, answer = await self.book(start, **said)
        assert status == 201
        return str(answer["data"]["booking"]["id"])

    async def look(self, start: str, end: str, **more: str) -> list[dict[str, Any]]:
        query = {"start_time": start, "end_time": end, "service_uid": SERVICES["in_person"], "slot_duration": "30"}
        status, answer = await self.ask("GET", SLOTS, params=query | {"staff_uids": HOSTS["ada"]} | more)
        assert status == 200
        assert answer["success"] is True
        slots = answer["data"]["availability_slots"]
        assert isinstance(slots, list)
        return slots


@asynccontextmanager
async def vendor_with(**settings: Any) -> AsyncIterator[Vendor]:
    clock = StillClock()
    async with VcitaDouble(clock, VcitaSettings(**settings)) as double, aiohttp.ClientSession() as http:
        yield Vendor(double, http, clock)


def platform(client: str, start: str = TEN, **said: Any) -> dict[str, Any]:
    body = {"business_id": BUSINESS, "service_id": SERVICES["in_person"], "staff_id": HOSTS["ada"]}
    return body | {"client_id": client, "start_time": start, "time_zone": "Europe/London"} | said


def form(**parts: Any) -> dict[str, Any]:
    return {"form_data": {"fields": [], "service_fields": [], "policies": {}} | parts}


def move(booking: str, start: str, **said: Any) -> dict[str, Any]:
    return {"business_id": BUSINESS, "booking_id": booking, "start_time": start, "allow_double_booking": False} | said


def error(code: str, message: str) -> dict[str, str]:
    return {"status": "Error", "error": message, "error_code": code}


def starts(slots: list[dict[str, Any]]) -> list[str]:
    return [slot["start"][11:16] for slot in slots]
