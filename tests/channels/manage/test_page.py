"""The page behind a customer's own link."""

import re
from collections import Counter
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.real_house import hire
from tests.channels.stand_in import NOW, clock, request_for

from frontdesk.channels.desk import Parts
from frontdesk.database.engine import Database
from frontdesk.model.booking import Booking, Search, Window
from frontdesk.model.change import Actor, Mandate
from frontdesk.web import create_web_app


@pytest.fixture
def parts(database: Database) -> Parts:
    return hire(database, clock)


@pytest.fixture
async def client(parts: Parts, aiohttp_client: MakeClient) -> Client:
    return await aiohttp_client(create_web_app(parts))


@pytest.fixture
async def booking(parts: Parts) -> Booking:
    system = parts.desks["harbour"].booking_system
    found = await system.openings(Search("check-up", Window(NOW.replace(day=6), NOW.replace(day=7)), "robin"))
    return await system.book(request_for(found.found[0]), "key")


@pytest.fixture
async def path(parts: Parts, booking: Booking) -> str:
    office = parts.desks["harbour"].office
    assert office is not None
    return f"/manage/{booking.id}/{await office.bookings.issue_secret(booking.id)}"


async def read(client: Client, path: str) -> str:
    response = await client.get(path)
    assert (response.status, response.content_type) == (200, "text/html")
    return unescape(await response.text())


async def send(client: Client, path: str, **form: Any) -> str:
    """Sends a form as a browser does, and gives the page it leads to."""
    response = await client.post(path, data=form, allow_redirects=False)
    assert response.status == 303
    return await read(client, urljoin(path, response.headers["Location"]))


async def test_what_it_shows(client: Client, path: str, booking: Booking) -> None:
    html = await read(client, path)
    for shown in (
        "Harbour Street Practice",
        "<h1>Check-up</h1>",
        "This appointment is booked.",
        "Friday, March 6 at 9:00 AM",
        "Robin Hale",
        "12 Harbour Street",
        booking.ticket,
    ):
        assert shown in html
    assert '<html lang="en">' in html
    assert f'action="{path.rpartition("/")[2]}/cancel"' in html
    assert "a cracked tooth" not in html


async def test_nobody_else_can_frame_or_script_it(client: Client, path: str) -> None:
    response = await client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in await response.text()


async def test_move(client: Client, path: str) -> None:
    html = await read(client, path)
    times = re.findall(r'<option value="([^"]+)"', html)
    assert times[0] == "2026-03-05T10:00:00-08:00"
    html = await send(client, f"{path}/reschedule", start=times[0], revision=0)
    assert "Your appointment has been moved." in html
    assert f'datetime="{times[0]}"' in html


async def test_the_times_to_choose_from_lie_around_the_appointment_some_of_every_day(client: Client, path: str) -> None:
    times = re.findall(r'<option value="([^"]+)"', await read(client, path))
    days = Counter(time[:10] for time in times)
    assert set(days.values()) == {6}
    assert list(days) == sorted(days)
    assert len(days) == 11, "the weekdays from now until two weeks after it"
    assert [time[11:16] for time in times if time.startswith("2026-03-09")] == [
        "09:00", "10:30", "12:00", "14:30", "16:00", "17:30",
    ]  # fmt: skip


async def test_cancel(client: Client, path: str, parts: Parts, booking: Booking) -> None:
    html = await send(client, f"{path}/cancel", reason="  better\nalready ", revision=0)
    assert "Your appointment has been cancelled." in html
    assert "<form" not in html
    office = parts.desks["harbour"].office
    assert office is not None
    changes = await office.bookings.history(booking.id)
    assert (changes[-1].by, changes[-1].reason) == ("caller", "better already")
    assert "can no longer be changed" in await send(client, f"{path}/reschedule", start="2026-03-06T14:00")


async def test_what_does_not_work_is_said(client: Client, path: str, parts: Parts, booking: Booking) -> None:
    office = parts.desks["harbour"].office
    assert office is not None
    assert "just been taken" in await send(client, f"{path}/reschedule", start="2026-03-07T14:00")
    for start in ("", "tomorrow", "9999-12-31T23:59", "0001-01-01"):
        assert "That did not work; please call us on" in await send(client, f"{path}/reschedule", start=start)
    await office.bookings.cancel(booking.id, Mandate(Actor.STAFF))
    assert "changed meanwhile" in await send(client, f"{path}/cancel", revision=0)


async def test_looking_changes_nothing(client: Client, path: str, parts: Parts, booking: Booking) -> None:
    for name in ("", "/cancel", "/confirm", "/reschedule"):
        await client.get(path + name)
    assert await parts.desks["harbour"].booking_system.get(booking.id) == booking


async def test_nothing_is_called_done_that_is_not(client: Client, path: str) -> None:
    assert "has been cancelled" not in await read(client, f"{path}?told=cancelled")


async def test_a_wrong_link(client: Client, path: str) -> None:
    for wrong in (path[:-1], "/manage/other/" + path.rpartition("/")[2], path.replace("/manage/", "/manage/%ff")):
        assert (await client.get(wrong)).status == 404
        assert (await client.post(f"{wrong}/cancel")).status == 404


async def test_what_is_written_in_the_address_is_never_shown(client: Client, path: str) -> None:
    assert "script" not in await read(client, f"{path}?told=<script>")
