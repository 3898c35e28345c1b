"""Plain calls to the double of Cal.com, as the vendor documents them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from tests.doubles.calcom import LIVE_KEY, CalcomDouble
from tests.doubles.calcom_records import EVENT_TYPES, OWN, Settings

NOW = datetime(2031, 2, 2, 12, tzinfo=UTC)
MONDAY = "2031-02-03"
TEN = datetime(2031, 2, 3, 10, tzinfo=UTC)
BOOKINGS, SLOTS, TYPES = "2024-08-13", "2024-09-04", "2024-06-14"
CHECKUP, CONSULTATION, ADAS = EVENT_TYPES["checkup"], EVENT_TYPES["consultation"], OWN["ada"]
PHONE = "+442079460123"
PERSON = {"name": "Marta Reis", "timeZone": "Europe/Lisbon", "phoneNumber": PHONE, "language": "pt"}
ADDRESS = "marta@example.com"
REASON = {"cancellationReason": "Asked for by the caller"}


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        assert self.body["status"] == "success"
        return self.body["data"]

    @property
    def message(self) -> str:
        assert self.body["status"] == "error"
        assert set(self.body) == {"status", "timestamp", "path", "error"}
        assert set(self.body["error"]) == {"code", "message", "details"}
        return str(self.body["error"]["message"])


class Caller:
    def __init__(self, double: CalcomDouble, session: aiohttp.ClientSession, now: list[datetime]) -> None:
        self.double = double
        self.session = session
        self.now = now
        self.credentials: dict[str, str] = {"Authorization": f"Bearer {LIVE_KEY}"}

    @property
    def complaints(self) -> list[str]:
        return self.double.complaints

    def complained(self, part: str) -> bool:
        """Exactly one complaint, and of this."""
        assert len(self.complaints) == 1, self.complaints
        return part in self.complaints.pop()

    async def call(self, method: str, path: str, *, version: str | None = "", data: Any = None, **query: Any) -> Answer:
        fitting = SLOTS if "/slots" in path else TYPES if "event-types" in path else BOOKINGS
        headers = dict(self.credentials)
        if version is not None:
            headers["cal-api-version"] = version or fitting
        async with self.session.request(
            method, f"{self.double.api}{path}", headers=headers, json=data, params=query
        ) as answer:
            return Answer(answer.status, await answer.json(), dict(answer.headers))

    async def slots(self, kind: int = CHECKUP, **query: Any) -> Answer:
        usual: dict[str, Any] = {"eventTypeId": kind, "start": MONDAY, "end": MONDAY}
        return await self.call("GET", "/slots", **usual | query)

    async def book(self, start: str = f"{MONDAY}T10:00:00Z", kind: int = CHECKUP, **more: Any) -> Answer:
        data = {"start": start, "eventTypeId": kind, "attendee": PERSON} | more
        return await self.call("POST", "/bookings", data={key: value for key, value in data.items() if value != ""})

    async def booked(self, start: str = f"{MONDAY}T10:00:00Z", kind: int = CHECKUP, **more: Any) -> Any:
        answer = await self.book(start, kind, **more)
        assert answer.status == 201, answer.body
        return answer.data

    async def get(self, uid: str) -> Any:
        return (await self.call("GET", f"/bookings/{uid}")).data

    async def cancel(self, uid: str) -> Answer:
        return await self.call("POST", f"/bookings/{uid}/cancel", data=REASON)

    async def move(self, uid: str, start: str) -> Answer:
        return await self.call("POST", f"/bookings/{uid}/reschedule", data={"start": start})

    async def found(self, **query: Any) -> list[str]:
        return [each["uid"] for each in (await self.call("GET", "/bookings", **query)).data]


@asynccontextmanager
async def calling(settings: Settings | None = None) -> AsyncIterator[Caller]:
    now = [NOW]
    async with CalcomDouble(lambda: now[0], settings) as double, aiohttp.ClientSession() as session:
        yield Caller(double, session, now)


def starts(answer: Answer) -> list[str]:
    return [slot["start"] for slots in answer.data.values() for slot in slots]
