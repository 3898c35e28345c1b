"""A host's calendar, for subscribing."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import NOW, STAFF_TOKEN, House, build_house
from tests.contracts.booking_system import StillClock

from frontdesk.channels import calendar_feeds
from frontdesk.channels.calendar_feeds import feed_token, feed_url
from frontdesk.database.engine import Database
from frontdesk.web import create_web_app

HARBOUR = f"/calendar/feeds/harbour/robin/{feed_token(STAFF_TOKEN, 'harbour', 'robin')}.ics"


async def read(client: Client, path: str = HARBOUR) -> Calendar:
    response = await client.get(path)
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    calendar = Calendar.from_ical(await response.read())
    assert isinstance(calendar, Calendar)
    return calendar


async def test_what_stands_in_it(client: Client, house: House) -> None:
    bookings = [await house.book(number) for number in (0, 4)]
    calendar = await read(client)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == "Robin Hale, Harbour Street Practice"
    lines = calendar.to_ical().split(b"\r\n")
    assert {b"REFRESH-INTERVAL;VALUE=DURATION:PT15M", b"X-PUBLISHED-TTL:PT15M"} <= set(lines)
    events = calendar.events
    assert [event["UID"] for event in events] == [f"{booking.id}@harbour" for booking in bookings]
    assert events[0].start == bookings[0].request.opening.start
    assert (events[0]["STATUS"], events[0]["SUMMARY"]) == ("CONFIRMED", "Check-up: Priya Nair")
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["America/Los_Angeles"]
    assert not calendar.errors
    assert "ATTENDEE" not in events[0]


async def test_one_host_is_not_the_other(client: Client, house: House) -> None:
    await house.book()
    sam = feed_url(house.parts, "harbour", "sam").removeprefix(house.parts.public_url)
    assert (await read(client, sam)).events == []


async def test_cancelled_and_long_past(database: Database, aiohttp_client: MakeClient) -> None:
    clock = StillClock(NOW)
    house = build_house(database, clock=clock)
    client = await aiohttp_client(create_web_app(house.parts))
    cancelled, kept = await house.book(0), await house.book(4)
    await house.bookings().cancel(cancelled.id)
    events = (await read(client)).events
    assert [(event["STATUS"], event["SEQUENCE"]) for event in events] == [("CANCELLED", 1), ("CONFIRMED", 0)]
    for days, left in ((7, 2), (9, 1), (29, 1), (32, 0)):
        clock.now = NOW + timedelta(days=days)
        assert len((await read(client)).events) == left, days
    assert kept.stands


async def test_many_pages(client: Client, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_feeds, "PAGE", 2)
    for number in range(5):
        await house.book(number * 2)
    assert len((await read(client)).events) == 5


async def test_nothing_is_sent_twice(client: Client, house: House) -> None:
    await house.book()
    first = await client.get(HARBOUR)
    tag = first.headers["ETag"]
    same = await client.get(HARBOUR, headers={"If-None-Match": tag})
    assert (same.status, same.headers["ETag"], await same.read()) == (304, tag, b"")
    await house.book(4)
    assert (await client.get(HARBOUR, headers={"If-None-Match": tag})).status == 200


@pytest.mark.parametrize(
    "path",
    [
        HARBOUR.replace("robin", "sam"),
        HARBOUR.replace("harbour", "other"),
        f"/calendar/feeds/harbour/other/{feed_token(STAFF_TOKEN, 'harbour', 'other')}.ics",
        f"/calendar/feeds/other/robin/{feed_token(STAFF_TOKEN, 'other', 'robin')}.ics",
        f"/calendar/feeds/harbour/robin/{feed_token('another staff token', 'harbour', 'robin')}.ics",
        "/calendar/feeds/harbour/robin/.ics",
        "/calendar/feeds/harbour/robin/%ff.ics",
        "/calendar/feeds/harbour/robin/é.ics",
    ],
)
async def test_a_wrong_address(client: Client, house: House, path: str) -> None:
    await house.book()
    response = await client.get(path)
    assert (response.status, response.content_type) == (404, "application/problem+json")
    assert (await response.json())["detail"] in {
        "There is no calendar under this link.",
        "There is nothing at this address; /openapi.json lists what there is.",
    }
