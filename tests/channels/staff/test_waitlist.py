"""People who wait for a time: what the staff see of them, and do for them."""

from typing import Any

import pytest
from tests.channels.conftest import Client
from tests.channels.staff.asking import PRIYA, TOMORROW, ask, make

WISH = {"service": "check-up", "host": "robin", "from": f"{TOMORROW}T10:00", "to": f"{TOMORROW}T10:30"}
OMAR = {"name": "Omar Haddad", "phone": "+14155550124"}


async def join(client: Client, who: Any = PRIYA, **more: Any) -> dict[str, Any]:
    return await ask(client, "POST", "/v1/waitlist", WISH | {"attendee": who} | more, 201)


async def offered(client: Client) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = (await ask(client, "GET", "/v1/waitlist?status=offered"))["entries"]
    return entries


async def test_the_staff_see_whom_to_call_and_until_when_and_book_it_for_them(client: Client) -> None:
    booked = await make(client, attendee={"name": "Noah Lind", "phone": "+14155550125"})
    first, second = await join(client), await join(client, OMAR)
    assert [entry["status"] for entry in (first, second)] == ["waiting", "waiting"]
    assert await offered(client) == []
    await ask(client, "POST", f"/v1/bookings/{booked['id']}/cancel")
    [shown] = await offered(client)
    assert (shown["id"], shown["attendee"]["phone"]) == (first["id"], "+14155550123")
    assert shown["offer"]["start"] == "2026-03-06T10:00:00-08:00"
    assert shown["offer_until"] == "2026-03-05T10:00:00-08:00"
    passed_on = await ask(client, "POST", f"/v1/waitlist/{first['id']}/refuse")
    assert passed_on["refused"] == ["2026-03-06T10:00:00-08:00"]
    await ask(client, "POST", f"/v1/waitlist/{first['id']}/claim", status=409)
    [shown] = await offered(client)
    assert shown["id"] == second["id"]
    claimed, again = [await ask(client, "POST", f"/v1/waitlist/{second['id']}/claim") for _ in range(2)]
    assert claimed == again
    assert (claimed["attendee"]["name"], claimed["start"]) == ("Omar Haddad", "2026-03-06T10:00:00-08:00")
    assert claimed["invite"]["title"] == "check-up: Omar Haddad"
    entries = (await ask(client, "GET", "/v1/waitlist"))["entries"]
    assert [(entry["status"], entry["booking"]) for entry in entries] == [
        ("waiting", None),
        ("claimed", claimed["id"]),
    ]
    assert (await ask(client, "POST", f"/v1/waitlist/{first['id']}/leave"))["status"] == "withdrawn"


async def test_an_earlier_time_moves_the_booking_they_have(client: Client) -> None:
    early = await make(client)
    late = await make(client, f"{TOMORROW}T15:00")
    entry = await join(client, to=f"{TOMORROW}T18:00", instead_of=late["id"])
    await ask(client, "POST", f"/v1/bookings/{early['id']}/cancel")
    await ask(client, "POST", f"/v1/waitlist/{entry['id']}/claim")
    moved = await ask(client, "GET", f"/v1/bookings/{late['id']}")
    assert (moved["start"], moved["revision"]) == ("2026-03-06T10:00:00-08:00", 1)


async def test_the_same_key_joins_once(client: Client) -> None:
    body = WISH | {"attendee": PRIYA}
    one, same = [await ask(client, "POST", "/v1/waitlist", body, 201, Idempotency_Key="w-1") for _ in range(2)]
    assert one == same
    problem = await ask(client, "POST", "/v1/waitlist", body | {"host": "sam"}, 422, Idempotency_Key="w-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"
    assert len((await ask(client, "GET", "/v1/waitlist"))["entries"]) == 1


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"service": "other"}, "#/service"),
        ({"host": "other"}, "#/host"),
        ({"duration_minutes": 45}, "#/duration_minutes"),
        ({"location": "other"}, "#/location"),
        ({"to": f"{TOMORROW}T10:00"}, "#/to"),
        ({"instead_of": "other"}, "#/instead_of"),
    ],
)
async def test_a_wish_that_makes_no_sense(client: Client, more: dict[str, Any], pointer: str) -> None:
    problem = await ask(client, "POST", "/v1/waitlist", WISH | {"attendee": PRIYA} | more, 422)
    assert problem["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("name", ["claim", "refuse", "leave"])
async def test_nobody_waits_under_an_id_that_is_none(client: Client, name: str) -> None:
    await ask(client, "POST", f"/v1/waitlist/unknown/{name}", status=404)
