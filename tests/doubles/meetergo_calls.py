"""Plain calls to the stand-in for meetergo, written from its contract."""

from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
from tests.doubles.meetergo import (
    HOSTS,
    MEETING_TYPES,
    PERSONAL_TOKEN,
    PLATFORM_KEY,
    QUEUE,
    USER_HEADER,
    MeetergoDouble,
    MeetergoSettings,
)

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
TEN = "2026-03-06T10:00:00+00:00"
ELEVEN = "2026-03-06T11:00:00+00:00"
ADA, TEAM = MEETING_TYPES["ada"], MEETING_TYPES["team"]
PERSONAL = {"Authorization": f"Bearer {PERSONAL_TOKEN}"}
PLATFORM = {"Authorization": f"Bearer {PLATFORM_KEY}", USER_HEADER: HOSTS["ben"]}
Json = dict[str, object]


class Practice:
    """The double, its clock, and plain calls."""

    def __init__(self) -> None:
        self.now = NOW
        self.double = MeetergoDouble(lambda: self.now)
        self.session = aiohttp.ClientSession()

    def set(self, **settings: object) -> None:
        self.double.settings = replace(MeetergoSettings(), **settings)  # type: ignore[arg-type]

    async def call(
        self,
        method: str,
        path: str,
        body: object = None,
        query: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Json]:
        called = self.session.request(
            method, self.double.url + path, json=body, params=query, headers=PERSONAL if headers is None else headers
        )
        async with called as response:
            data = await response.json()
            return response.status, data if isinstance(data, dict) else {"list": data}

    async def book(self, **changes: object) -> tuple[int, Json]:
        return await self.call("POST", "/v4/booking", request(**changes))

    async def free(self, type: str = ADA, **more: str) -> tuple[int, Json]:
        host = {"queueId": QUEUE} if type == TEAM else {"hostIds": HOSTS["ada"]}
        query = {"meetingTypeId": type, "start": "2026-03-06", "end": "2026-03-07", **host, **more}
        return await self.call("GET", "/v4/booking-availability", query=[(k, v) for k, v in query.items() if v])

    async def starts(self, type: str = ADA, **more: str) -> list[str]:
        status, data = await self.free(type, **more)
        assert status == 200
        return [start for _, day in days(data) for start in day]

    def complaint(self) -> str:
        """The one there is; and it is settled."""
        (only,) = self.double.complaints
        self.double.complaints.clear()
        return only


def days(data: Json) -> list[tuple[str, list[str]]]:
    found = data["dates"]
    assert isinstance(found, list)
    return [(day["date"], [spot["startTime"] for spot in day["spots"]]) for day in found]


def attendee(**changes: object) -> Json:
    whole = {"fullname": "Dana Levi", "phone": "+442079460123", "receiveReminders": False, "notes": {}, **changes}
    return {name: value for name, value in whole.items() if value is not ...}


def request(**changes: object) -> Json:
    whole = {"meetingTypeId": ADA, "start": TEN, "hostIds": [HOSTS["ada"]], "phoneOnlyBooking": True}
    whole |= {"attendee": attendee(), **changes}
    return {name: value for name, value in whole.items() if value is not ...}
