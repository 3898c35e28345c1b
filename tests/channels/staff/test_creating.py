"""`POST /v1/bookings`: the staff make a booking, once."""

import asyncio
from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.staff.asking import PRIYA, STAFF, TOMORROW, ask, draft, make
from tests.channels.stand_in import House, build_house, business

from frontdesk.database.engine import Database
from frontdesk.web import create_web_app

FULL = draft(
    attendee={
        "given": "Priya",
        "family": "Nair",
        "phone": "415-555-0123",
        "email": "priya@example.com",
        "language": "de",
        "time_zone": "Europe/Berlin",
    },
    booked_by={"name": "Asha Nair", "phone": "+14155550124"},
    guests=[{"name": "Ravi Nair", "email": "ravi@example.com"}],
    reason="a cracked tooth",
    consents=[{"to": "privacy", "wording": "May we keep this?", "at": f"{TOMORROW}T09:00"}],
    tags=["vip"],
    notes="Prefers the\nquiet room.",
    customer_reference="C-1001",
    campaign={"utm_source": "newsletter"},
)


async def test_a_booking_with_everything(client: Client, house: House) -> None:
    made = await ask(client, "POST", "/v1/bookings", FULL, 201)
    stored = await house.bookings().get(made["id"])
    assert stored is not None
    assert stored.key.startswith("staff:")
    berlin = {"language": "de", "time_zone": "Europe/Berlin", "email": "priya@example.com"}
    assert made["attendee"] == {
        "name": "Priya Nair",
        "given": "Priya",
        "family": "Nair",
        "phone": "+14155550123",
        **berlin,
    }
    assert made["booked_by"]["name"] == "Asha Nair"
    assert made["guests"] == [{"name": "Ravi Nair", "phone": None, "email": "ravi@example.com"}]
    assert made["consents"] == [{"to": "privacy", "wording": "May we keep this?", "at": "2026-03-06T09:00:00-08:00"}]
    kept = {name: made[name] for name in ("status", "host", "place", "reason", "tags", "notes", "source", "campaign")}
    assert kept == {
        "status": "confirmed",
        "host": "robin",
        "place": "12 Harbour Street",
        "reason": "a cracked tooth",
        "tags": ["vip"],
        "notes": "Prefers the\nquiet room.",
        "source": "staff",
        "campaign": {"utm_source": "newsletter"},
    }
    assert (made["start"], made["end"]) == ("2026-03-06T10:00:00-08:00", "2026-03-06T10:30:00-08:00")
    assert made["invite"]["title"] == "check-up: Priya Nair"
    assert made["ticket"]


async def test_where_it_can_be_read(client: Client) -> None:
    response = await client.post("/v1/bookings", json=draft(), headers=STAFF)
    made = await response.json()
    assert (response.status, response.headers["ETag"]) == (201, '"0"')
    assert response.headers["Location"] == f"https://desk.example.com/v1/bookings/{made['id']}"
    again = await client.get(f"/v1/bookings/{made['id']}", headers=STAFF)
    assert (again.headers["ETag"], await again.json()) == ('"0"', made)


@pytest.mark.parametrize(("first", "second"), [("k-1", "k-1"), ("k-1", '"k-1"'), ('"a \\"b"', '"a \\"b"')])
async def test_the_same_key_is_one_booking(client: Client, first: str, second: str) -> None:
    one = await ask(client, "POST", "/v1/bookings", draft(), 201, Idempotency_Key=first)
    same = await ask(client, "POST", "/v1/bookings", draft(), 201, Idempotency_Key=second)
    assert one == same


async def test_the_same_key_without_a_host_is_one_booking(client: Client) -> None:
    """The first has taken the opening, so that a search for it finds the other host."""
    asked = draft()
    del asked["host"]
    one = await ask(client, "POST", "/v1/bookings", asked, 201, Idempotency_Key="k-1")
    assert await ask(client, "POST", "/v1/bookings", asked, 201, Idempotency_Key="k-1") == one


async def test_the_same_key_at_the_same_time_is_one_booking(client: Client) -> None:
    asked = draft()
    del asked["host"]
    answers = await asyncio.gather(
        *(ask(client, "POST", "/v1/bookings", asked, 201, Idempotency_Key="k-1") for _ in range(5))
    )
    assert len({answer["id"] for answer in answers}) == 1


async def test_the_same_key_gives_the_booking_where_it_is_now(client: Client) -> None:
    one = await ask(client, "POST", "/v1/bookings", draft(), 201, Idempotency_Key="k-1")
    await ask(client, "POST", f"/v1/bookings/{one['id']}/reschedule", {"start": f"{TOMORROW}T14:00"})
    again = await ask(client, "POST", "/v1/bookings", draft(), 201, Idempotency_Key="k-1")
    assert (again["id"], again["start"]) == (one["id"], "2026-03-06T14:00:00-08:00")


@pytest.mark.parametrize(
    "other",
    [{"start": f"{TOMORROW}T11:00"}, {"host": "sam"}, {"reason": "another"}, {"attendee": PRIYA | {"name": "X Y"}}],
)
async def test_the_same_key_for_another_request(client: Client, other: dict[str, Any]) -> None:
    await ask(client, "POST", "/v1/bookings", draft(), 201, Idempotency_Key="k-1")
    problem = await ask(client, "POST", "/v1/bookings", draft() | other, 422, Idempotency_Key="k-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"


@pytest.mark.parametrize("key", ["", '"open', "a b", "x" * 201, "é"])
async def test_a_key_that_is_none(client: Client, key: str) -> None:
    problem = await ask(client, "POST", "/v1/bookings", draft(), 400, Idempotency_Key=key)
    assert problem["type"] == "urn:frontdesk:problem:key"


async def test_without_a_key_it_is_simply_done(client: Client) -> None:
    one, other = await make(client), await make(client, f"{TOMORROW}T11:00")
    assert one["id"] != other["id"]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (f"{TOMORROW}T10:00", "full"),
        (f"{TOMORROW}T11:10", "off-grid"),
        (f"{TOMORROW}T20:00", "closed"),
        ("2026-03-04T10:00", "past"),
        ("2027-03-05T10:00", "horizon"),
    ],
)
async def test_a_time_that_cannot_be_had(client: Client, start: str, kind: str) -> None:
    await make(client)
    problem = await ask(client, "POST", "/v1/bookings", draft(start), 409)
    assert problem["type"] == f"urn:frontdesk:problem:{kind}"
    assert problem["detail"].endswith(".")


async def test_the_staff_need_no_notice(client: Client) -> None:
    """It is nine, and callers have to ask an hour ahead."""
    assert (await make(client, "2026-03-05T09:30"))["status"] == "confirmed"


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"service": "other"}, "#/service"),
        ({"service": ""}, "#/service"),
        ({"host": "other"}, "#/host"),
        ({"location": "other"}, "#/location"),
        ({"duration_minutes": 45}, "#/duration_minutes"),
        ({"duration_minutes": 0}, "#/duration_minutes"),
        ({"contact_channel": "video"}, "#/contact_channel"),
        ({"contact_channel": "pigeon"}, "#/contact_channel"),
        ({"start": "tomorrow"}, "#/start"),
        ({"start": TOMORROW}, "#/start"),
        ({"start": 1}, "#/start"),
        ({"attendee": {"name": "Priya"}}, "#/attendee/phone"),
        ({"attendee": {"name": " ", "phone": "+14155550123"}}, "#/attendee/name"),
        ({"attendee": {"phone": "+14155550123"}}, "#/attendee"),
        ({"attendee": PRIYA | {"phone": "000"}}, "#/attendee/phone"),
        ({"attendee": PRIYA | {"email": "priya"}}, "#/attendee/email"),
        ({"attendee": PRIYA | {"time_zone": "Berlin"}}, "#/attendee/time_zone"),
        ({"attendee": PRIYA | {"name": "a\u0000b"}}, "#/attendee/name"),
        ({"guests": [PRIYA] * 6}, "#/guests"),
        ({"guests": [{"name": "A", "phone": "00"}]}, "#/guests/0/phone"),
        ({"answers": {"unknown": "yes"}}, "#/answers"),
        ({"notes": "x" * 2001}, "#/notes"),
        ({"nonsense": 1}, "#/nonsense"),
        ({"business": "other"}, "#/business"),
    ],
)
async def test_a_draft_that_makes_no_sense(client: Client, more: dict[str, Any], pointer: str) -> None:
    problem = await ask(client, "POST", "/v1/bookings", draft(**more), 422)
    assert problem["errors"][0]["pointer"] == pointer


async def test_a_phone_number_that_is_too_short_is_not_called_empty(client: Client) -> None:
    problem = await ask(client, "POST", "/v1/bookings", draft(attendee=PRIYA | {"phone": "12"}), 422)
    assert problem["errors"] == [{"detail": "is not written the expected way", "pointer": "#/attendee/phone"}]


async def test_where_they_meet(database: Database, aiohttp_client: MakeClient) -> None:
    two = [{"id": id, "name": id, "address": f"1 {id} Street"} for id in ("north", "south")]
    channels = ["in_person", "at_customer", "phone"]
    service = {"id": "check-up", "names": ["check-up"], "duration_minutes": 30, "channels": channels}
    house = build_house(database, business(locations=two, services=[service]))
    client = await aiohttp_client(create_web_app(house.parts))
    problem = await ask(client, "POST", "/v1/bookings", draft(), 422)
    assert problem["errors"][0]["pointer"] == "#/location"
    made = await make(client, location="south")
    assert made["place"] == "1 south Street"
    problem = await ask(client, "POST", "/v1/bookings", draft(contact_channel="at_customer"), 422)
    assert problem["errors"][0]["pointer"] == "#/address"
    visit = await make(client, f"{TOMORROW}T11:00", contact_channel="at_customer", address="9 Elm Row")
    assert visit["place"] == "9 Elm Row"
    assert (await make(client, f"{TOMORROW}T14:00", contact_channel="phone"))["place"] == "+14155550123"
