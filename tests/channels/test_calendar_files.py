"""The link from an invite."""

from datetime import timedelta

import pytest
from tests.channels.conftest import Client
from tests.channels.stand_in import NOW, House, business

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.model.booking import Booking


def path(booking: Booking, token: str | None = None) -> str:
    return f"/calendar/{booking.id}/{booking.calendar_token if token is None else token}.ics"


async def test_the_link_gives_the_file(client: Client, house: House) -> None:
    booking = await house.book()
    response = await client.get(path(booking))
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response.headers["Cache-Control"] == "no-store"
    body = await response.read()
    assert b"METHOD:PUBLISH\r\n" in body
    assert b"SUMMARY:Check-up: Priya Nair\r\n" in body


async def test_a_cancelled_one_says_since_when(client: Client, house: House) -> None:
    booking = await house.book()
    assert b"LAST-MODIFIED:20260305T170000Z\r\n" in await (await client.get(path(booking))).read()
    later = NOW + timedelta(minutes=20)
    await EmbeddedBookingSystem(house.database, business(), lambda: later).cancel(booking.id)
    body = await (await client.get(path(booking))).read()
    for line in (b"STATUS:CANCELLED", b"SEQUENCE:1", b"CREATED:20260305T170000Z", b"LAST-MODIFIED:20260305T172000Z"):
        assert line + b"\r\n" in body


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 26, "%ff", "é"])
async def test_a_guessed_token_gives_nothing(client: Client, house: House, token: str) -> None:
    response = await client.get(path(await house.book(), token))
    assert (response.status, response.content_type) == (404, "application/problem+json")


async def test_a_token_opens_no_other_booking(client: Client, house: House) -> None:
    mine, other = await house.book(0), await house.book(1)
    assert (await client.get(path(mine, other.calendar_token))).status == 404


async def test_a_wrong_id_and_a_wrong_token_look_the_same(client: Client, house: House) -> None:
    booking = await house.book()
    answers = []
    for address in (path(booking, "x" * 26), "/calendar/other/" + "x" * 26 + ".ics"):
        problem = await (await client.get(address)).json()
        answers.append({name: problem[name] for name in problem if name != "request_id"})
    assert answers[0] == answers[1]
