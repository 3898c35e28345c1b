"""A practice whose calendars lie on a CalDAV server: what the tests of the adapter start from."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.booking_systems.caldav.door import TOKEN, Door
from tests.booking_systems.caldav.server import PASSWORD, USER
from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request

from frontdesk.booking_systems.caldav.client import connect
from frontdesk.booking_systems.caldav.entries import Reference
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.business import Business

SECRETS = {"CALENDAR_PASSWORD": PASSWORD, "CALENDAR_TOKEN": TOKEN}
ACCESS: dict[str, object] = {"username": USER, "password_env": "CALENDAR_PASSWORD", "plain_http": True}

SERIES = """
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Somebody//Else//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
UID:series
DTSTAMP:20260301T000000Z
DTSTART;TZID=Europe/London:20260305T140000
DTEND;TZID=Europe/London:20260305T150000
RRULE:FREQ=WEEKLY
EXDATE;TZID=Europe/London:20260319T140000
END:VEVENT
BEGIN:VEVENT
UID:series
DTSTAMP:20260301T000000Z
RECURRENCE-ID;TZID=Europe/London:20260326T140000
DTSTART;TZID=Europe/London:20260327T090000
DTEND;TZID=Europe/London:20260327T100000
END:VEVENT
END:VCALENDAR
"""


class Practice:
    """A vendor on calendars of its own; `another()` is one more on the same, as another process would have it."""

    def __init__(self, door: Door, clock: StillClock, business: Business) -> None:
        self.door = door
        self.clock = clock
        self.business = business
        self._vendors: list[Vendor] = []
        self.vendor = self.another()

    def another(self, **settings: object) -> Vendor:
        section = {"calendars": self.door.addresses, **ACCESS, **settings}
        vendor = connect(self.business, section, SECRETS.__getitem__)
        self._vendors.append(vendor)
        return vendor

    async def openings(self, host: str = "ada") -> list[Opening]:
        return list(await self.vendor.openings(Search("checkup", FRIDAY, host), None))

    async def wanted(self, host: str = "ada", number: int = 0, **who: str) -> BookingRequest:
        return request((await self.openings(host))[number], **who)

    async def put(self, name: str, event: str, host: str = "ada", uid: str = "") -> None:
        """Somebody writes an entry with their own calendar program."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//Else//EN"]
        lines += ["BEGIN:VEVENT", f"UID:{uid or name}", "DTSTAMP:20260301T000000Z"]
        lines += [*(line.strip() for line in event.strip().splitlines()), "END:VEVENT", "END:VCALENDAR", ""]
        path, text = f"{self.door.paths[host]}{name}.ics", "\r\n".join(lines)
        answer = await self.door.ask("PUT", path, text.encode(), {"Content-Type": "text/calendar; charset=utf-8"})
        assert answer.status in (201, 204), answer.body

    async def put_series(self) -> None:
        """Thursdays from two to three, but for 19 March; that of the 26th is on the 27th, from nine to ten."""
        lines = SERIES.strip().replace("\n", "\r\n") + "\r\n"
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = await self.door.ask("PUT", f"{self.door.paths['ada']}series.ics", lines.encode(), headers)
        assert answer.status == 201, answer.body

    async def rewrite(self, reading: Reading, event: str) -> None:
        """Somebody makes something else of an appointment of ours."""
        name = Reference.parse(reading.reference).name.removesuffix(".ics")
        await self.put(name, event, reading.host, f"{name}@frontdesk")

    async def edit(self, reading: Reading, end: str) -> None:
        """Somebody adds to the end of an appointment of ours."""
        path = self.door.paths[reading.host] + Reference.parse(reading.reference).name
        text = (await self.door.ask("GET", path)).body
        assert isinstance(text, bytes)
        changed = text.replace(b"END:VEVENT", end.replace("\n", "\r\n").encode())
        answer = await self.door.ask("PUT", path, changed, {"Content-Type": "text/calendar; charset=utf-8"})
        assert answer.status in (201, 204), answer.body

    async def remove(self, reading: Reading) -> None:
        path = self.door.paths[reading.host] + Reference.parse(reading.reference).name
        assert (await self.door.ask("DELETE", path)).status == 200

    async def entries(self, host: str = "ada") -> list[str]:
        """All that lies in a calendar, as text without folds."""
        answer = await self.door.ask("GET", self.door.paths[host])
        assert isinstance(answer.body, bytes)
        events = answer.body.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
        return [event.partition("END:VEVENT")[0] for event in events]

    async def standing(self, host: str = "ada") -> list[str]:
        return [entry for entry in await self.entries(host) if "STATUS:CANCELLED" not in entry]

    async def close(self) -> None:
        for vendor in self._vendors:
            await vendor.close()


@asynccontextmanager
async def opened(clock: StillClock, business: Business = BUSINESS) -> AsyncIterator[Practice]:
    async with Door(clock, *(host.id for host in business.hosts)) as door:
        practice = Practice(door, clock, business)
        try:
            yield practice
        finally:
            await practice.close()
        assert door.complaints == []


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    async with opened(StillClock()) as practice:
        yield practice
