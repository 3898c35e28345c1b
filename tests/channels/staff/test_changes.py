"""Changes to a booking by the staff: in order, once, and only to the revision that was read."""

from datetime import timedelta
from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.staff.asking import TOMORROW, ask, make
from tests.channels.stand_in import NOW, House, build_house, business
from tests.contracts.booking_system import StillClock

from frontdesk.database.engine import Database
from frontdesk.model.booking import Awaiting, BookingStatus
from frontdesk.web import create_web_app

APPROVED = {"id": "check-up", "names": ["check-up"], "duration_minutes": 30, "confirmation": "approval"}


async def do(client: Client, id: str, name: str, body: Any = None, status: int = 200, **headers: str) -> dict[str, Any]:
    return await ask(client, "POST", f"/v1/bookings/{id}/{name}", body, status, **headers)


async def test_an_edit(client: Client, house: House) -> None:
    made = await make(client, notes="old")
    edit = {
        "name": "Priya N. Nair",
        "phone": "(415) 555-0124",
        "email": "priya@example.com",
        "guests": [{"name": "Ravi Nair"}],
        "tags": ["vip"],
        "reason": "a check",
        "place": "Room 2",
        "customer_reference": "C-1",
    }
    edited = await ask(client, "PATCH", f"/v1/bookings/{made['id']}", edit)
    assert (edited["attendee"]["given"], edited["attendee"]["family"]) == ("Priya N.", "Nair")
    assert (edited["attendee"]["phone"], edited["attendee"]["email"]) == ("+14155550124", "priya@example.com")
    assert {name: edited[name] for name in ("tags", "reason", "place", "customer_reference", "notes")} == {
        "tags": ["vip"],
        "reason": "a check",
        "place": "Room 2",
        "customer_reference": "C-1",
        "notes": "old",
    }
    assert edited["revision"] == 1
    without = await ask(client, "PATCH", f"/v1/bookings/{made['id']}", {"email": "", "tags": [], "notes": ""})
    assert (without["attendee"]["email"], without["tags"], without["notes"]) == (None, [], "")


@pytest.mark.parametrize(
    ("edit", "pointer"),
    [({}, "#"), ({"notes": None}, "#"), ({"start": "x"}, "#/start"), ({"phone": "000"}, "#/phone"), ([], "#")],
)
async def test_an_edit_that_makes_no_sense(client: Client, edit: Any, pointer: str) -> None:
    made = await make(client)
    problem = await ask(client, "PATCH", f"/v1/bookings/{made['id']}", edit, 422)
    assert problem["errors"][0]["pointer"] == pointer


async def test_a_move_and_its_history(client: Client) -> None:
    made = await make(client)
    moved = await do(client, made["id"], "reschedule", {"start": f"{TOMORROW}T14:00", "host": "sam", "reason": "ill"})
    assert (moved["id"], moved["revision"]) == (made["id"], 1)
    assert (moved["start"], moved["host"]) == ("2026-03-06T14:00:00-08:00", "sam")
    history = (await ask(client, "GET", f"/v1/bookings/{made['id']}/history"))["changes"]
    assert [(change["revision"], change["what"], change["by"], change["reason"]) for change in history] == [
        (0, "booked", "staff", ""),
        (1, "moved", "staff", "ill"),
    ]
    assert history[1]["before"]["start"] == "2026-03-06T10:00:00-08:00"
    await make(client)  # the old time is free again


async def test_a_move_over_its_own_time(client: Client, database: Database, aiohttp_client: MakeClient) -> None:
    long = {"id": "check-up", "names": ["check-up"], "duration_minutes": 60}
    house = build_house(database, business("long", services=[long]))
    client = await aiohttp_client(create_web_app(house.parts))
    made = await make(client)
    moved = await do(client, made["id"], "reschedule", {"start": f"{TOMORROW}T10:30"})
    assert moved["start"] == "2026-03-06T10:30:00-08:00"


async def test_a_move_to_another_place(database: Database, aiohttp_client: MakeClient) -> None:
    places = [{"id": id, "name": id, "address": f"1 {id} Street"} for id in ("north", "south")]
    hosts = [
        {"id": "robin", "name": "Robin Hale", "locations": ["north"]},
        {"id": "sam", "name": "Sam Okafor", "locations": ["south"]},
    ]
    client = await aiohttp_client(create_web_app(build_house(database, business(locations=places, hosts=hosts)).parts))
    made = await make(client, location="north")
    assert (made["location"], made["place"]) == ("north", "1 north Street")
    moved = await do(client, made["id"], "reschedule", {"start": made["start"], "host": "sam", "location": "south"})
    assert (moved["location"], moved["place"], moved["host"]) == ("south", "1 south Street", "sam")


async def test_a_move_to_a_time_that_is_taken(client: Client) -> None:
    made = await make(client)
    await make(client, f"{TOMORROW}T14:00")
    problem = await do(client, made["id"], "reschedule", {"start": f"{TOMORROW}T14:00"}, 409)
    assert problem["type"] == "urn:frontdesk:problem:full"
    assert (await ask(client, "GET", f"/v1/bookings/{made['id']}"))["start"] == made["start"]


async def test_a_move_that_is_asked_for_again_is_no_other_move(client: Client) -> None:
    made = await make(client)
    move = {"start": f"{TOMORROW}T14:00"}
    one = await do(client, made["id"], "reschedule", move, Idempotency_Key="m-1")
    assert await do(client, made["id"], "reschedule", move, Idempotency_Key="m-1") == one
    problem = await do(client, made["id"], "reschedule", {"start": f"{TOMORROW}T15:00"}, 422, Idempotency_Key="m-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"


async def test_cancel(client: Client) -> None:
    made = await make(client)
    cancelled = await do(client, made["id"], "cancel", {"reason": "the customer rang"})
    assert (cancelled["status"], cancelled["revision"]) == ("cancelled", 1)
    assert (await do(client, made["id"], "cancel"))["revision"] == 1
    changes = (await ask(client, "GET", f"/v1/bookings/{made['id']}/history"))["changes"]
    assert (changes[-1]["what"], changes[-1]["reason"]) == ("cancelled", "the customer rang")
    problem = await do(client, made["id"], "reschedule", {"start": f"{TOMORROW}T14:00"}, 409)
    assert problem["type"] == "urn:frontdesk:problem:over"
    await make(client)  # the time is free again


@pytest.mark.parametrize(("name", "status"), [("approve", "confirmed"), ("decline", "cancelled")])
async def test_a_pending_booking(database: Database, aiohttp_client: MakeClient, name: str, status: str) -> None:
    house = build_house(database, business(services=[APPROVED]))
    client = await aiohttp_client(create_web_app(house.parts))
    asked = await house.book()
    shown = await ask(client, "GET", f"/v1/bookings/{asked.id}")
    assert (shown["status"], shown["awaiting"]) == (BookingStatus.PENDING, Awaiting.HOST)
    assert shown["pending_until"] > "2026-03-05T09:00"
    assert (await do(client, asked.id, name, {}))["status"] == status
    problem = await do(client, asked.id, name, status=409)
    assert problem["type"] == "urn:frontdesk:problem:not-pending"


@pytest.mark.parametrize(("name", "status"), [("complete", "completed"), ("no-show", "no_show")])
async def test_how_it_ended(database: Database, aiohttp_client: MakeClient, name: str, status: str) -> None:
    clock = StillClock(NOW)
    client = await aiohttp_client(create_web_app(build_house(database, clock=clock).parts))
    made = await make(client)
    problem = await do(client, made["id"], name, status=409)
    assert problem["type"] == "urn:frontdesk:problem:not-yet"
    clock.now = NOW + timedelta(days=2)
    assert (await do(client, made["id"], name))["status"] == status


async def test_only_to_the_revision_that_was_read(client: Client) -> None:
    made = await make(client)
    path = f"/v1/bookings/{made['id']}"
    assert (await ask(client, "PATCH", path, {"notes": "one"}, If_Match='"0"'))["revision"] == 1
    for stale in ('"0"', 'W/"1"', '"0", "7"', '"x"'):
        problem = await ask(client, "PATCH", path, {"notes": "two"}, 412, If_Match=stale)
        assert problem["type"] == "urn:frontdesk:problem:revision-changed"
    await ask(client, "PATCH", path, {"notes": "two"}, 400, If_Match="1")
    assert (await ask(client, "PATCH", path, {"notes": "two"}, If_Match='"0", "1"'))["revision"] == 2
    assert (await do(client, made["id"], "cancel", If_Match="*"))["revision"] == 3


async def test_a_change_that_is_sent_again_is_done_once(client: Client) -> None:
    made = await make(client)
    path = f"/v1/bookings/{made['id']}"
    one, again = [
        await ask(client, "PATCH", path, {"notes": "one"}, Idempotency_Key="e-1", If_Match='"0"') for _ in range(2)
    ]
    assert one == again
    problem = await do(client, made["id"], "cancel", status=422, Idempotency_Key="e-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"


async def test_the_customers_own_link(client: Client) -> None:
    made = await make(client)
    first = (await do(client, made["id"], "management-link"))["url"]
    second = (await do(client, made["id"], "management-link"))["url"]
    assert first.startswith(f"https://desk.example.com/manage/{made['id']}/")
    assert first != second
    for url, status in ((first, 404), (second, 200)):
        response = await client.get(url.replace("https://desk.example.com/", "/v1/"))
        assert response.status == status


@pytest.mark.parametrize(
    ("method", "name"),
    [("PATCH", ""), ("GET", "/history"), ("POST", "/management-link"), ("POST", "/reschedule")]
    + [("POST", f"/{name}") for name in ("approve", "decline", "cancel", "complete", "no-show")],
)
async def test_a_booking_that_is_not_there(client: Client, method: str, name: str) -> None:
    body = {"notes": "x"} if method == "PATCH" else None
    problem = await ask(client, method, f"/v1/bookings/other{name}", body, 404)
    assert problem["type"] == "urn:frontdesk:problem:not-found"


async def test_a_body_that_is_no_json(client: Client) -> None:
    made = await make(client)
    assert (await do(client, made["id"], "cancel", {"reason": 1}, 422))["errors"][0]["pointer"] == "#/reason"
