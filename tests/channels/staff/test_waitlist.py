"""People who wait for a time: they join, are offered what becomes free, and take it or let it pass."""

from typing import Any

import pytest
from tests.channels.conftest import Client
from tests.channels.staff.asking import PRIYA, TOMORROW, ask, make

SAM = {"name": "Sam Doe", "phone": "+14155550125"}
OMAR = {"name": "Omar Haddad", "phone": "+14155550124"}
WISH = {
    "service": "check-up",
    "from": f"{TOMORROW}T10:00",
    "to": f"{TOMORROW}T10:30",
    "host": "robin",
    "attendee": SAM,
}


async def join(client: Client, **more: Any) -> dict[str, Any]:
    return await ask(client, "POST", "/v1/waitlist", WISH | more, 201)


async def entries(client: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await ask(client, "GET", f"/v1/waitlist{query}"))["entries"]
    return found


async def offered(client: Client) -> dict[str, Any]:
    """Somebody waits for a time that was taken and is free now."""
    made = await make(client)
    await join(client, reason="a cracked tooth")
    await ask(client, "POST", f"/v1/bookings/{made['id']}/cancel")
    [entry] = await entries(client)
    return entry


async def test_somebody_joins(client: Client) -> None:
    await make(client)
    entry = await join(client, reason="a cracked tooth")
    assert {name: entry[name] for name in entry if name not in ("id", "attendee")} == {
        "status": "waiting",
        "service": "check-up",
        "from": "2026-03-06T10:00:00-08:00",
        "to": "2026-03-06T10:30:00-08:00",
        "host": "robin",
        "location": None,
        "duration_minutes": None,
        "contact_channel": "in_person",
        "reason": "a cracked tooth",
        "instead_of": None,
        "joined": "2026-03-05T09:00:00-08:00",
        "revision": 0,
        "offer": None,
        "offer_until": None,
        "refused": [],
        "booking": None,
    }
    assert entry["attendee"]["phone"] == "+14155550125"
    assert await entries(client) == await entries(client, "?status=waiting") == [entry]
    assert await entries(client, "?status=offered") == []


async def test_an_offer_is_taken_once(client: Client) -> None:
    entry = await offered(client)
    assert (entry["status"], entry["offer"]["start"]) == ("offered", "2026-03-06T10:00:00-08:00")
    assert entry["offer_until"] == "2026-03-05T10:00:00-08:00"
    booked, again = [await ask(client, "POST", f"/v1/waitlist/{entry['id']}/claim") for _ in range(2)]
    assert booked == again
    assert (booked["start"], booked["attendee"]["phone"]) == (entry["offer"]["start"], "+14155550125")
    assert (booked["source"], booked["place"]) == ("waitlist", "12 Harbour Street")
    [claimed] = await entries(client)
    assert (claimed["status"], claimed["booking"]) == ("claimed", booked["id"])


async def test_the_staff_see_whom_to_call_and_until_when_and_book_it_for_them(client: Client) -> None:
    booked = await make(client, attendee={"name": "Noah Lind", "phone": "+14155550126"})
    first, second = await join(client), await join(client, attendee=OMAR)
    assert [entry["status"] for entry in (first, second)] == ["waiting", "waiting"]
    assert await entries(client, "?status=offered") == []
    await ask(client, "POST", f"/v1/bookings/{booked['id']}/cancel")
    [shown] = await entries(client, "?status=offered")
    assert (shown["id"], shown["attendee"]["phone"]) == (first["id"], "+14155550125")
    assert shown["offer"]["start"] == "2026-03-06T10:00:00-08:00"
    assert shown["offer_until"] == "2026-03-05T10:00:00-08:00"
    passed_on = await ask(client, "POST", f"/v1/waitlist/{first['id']}/refuse")
    assert passed_on["refused"] == ["2026-03-06T10:00:00-08:00"]
    nothing_held = await ask(client, "POST", f"/v1/waitlist/{first['id']}/claim", status=409)
    assert nothing_held["detail"].startswith("No time is held for this entry")
    [shown] = await entries(client, "?status=offered")
    assert shown["id"] == second["id"]
    claimed, again = [await ask(client, "POST", f"/v1/waitlist/{second['id']}/claim") for _ in range(2)]
    assert claimed == again
    assert (claimed["attendee"]["name"], claimed["start"]) == ("Omar Haddad", "2026-03-06T10:00:00-08:00")
    assert claimed["invite"]["title"] == "check-up: Omar Haddad"
    assert [(entry["status"], entry["booking"]) for entry in await entries(client)] == [
        ("waiting", None),
        ("claimed", claimed["id"]),
    ]
    assert (await ask(client, "POST", f"/v1/waitlist/{first['id']}/leave"))["status"] == "withdrawn"


async def test_an_earlier_time_instead_of_their_own(client: Client) -> None:
    first = await make(client)
    theirs = await make(client, f"{TOMORROW}T15:00", attendee=SAM)
    await join(client, instead_of=theirs["id"])
    await ask(client, "POST", f"/v1/bookings/{first['id']}/cancel")
    [entry] = await entries(client)
    moved = await ask(client, "POST", f"/v1/waitlist/{entry['id']}/claim")
    assert (moved["id"], moved["start"]) == (theirs["id"], "2026-03-06T10:00:00-08:00")


async def test_an_offer_is_refused(client: Client) -> None:
    entry = await offered(client)
    refused = await ask(client, "POST", f"/v1/waitlist/{entry['id']}/refuse")
    assert (refused["status"], refused["refused"]) == ("waiting", ["2026-03-06T10:00:00-08:00"])
    await make(client)  # it is free for others
    problem = await ask(client, "POST", f"/v1/waitlist/{entry['id']}/claim", status=409)
    assert problem["type"] == "urn:frontdesk:problem:opening-taken"


async def test_somebody_leaves(client: Client) -> None:
    entry = await offered(client)
    left, again = [await ask(client, "POST", f"/v1/waitlist/{entry['id']}/leave") for _ in range(2)]
    assert left == again
    assert left["status"] == "withdrawn"


async def test_the_same_key_is_one_place(client: Client) -> None:
    one, same = [await ask(client, "POST", "/v1/waitlist", WISH, 201, Idempotency_Key="w-1") for _ in range(2)]
    assert one == same
    problem = await ask(client, "POST", "/v1/waitlist", WISH | {"attendee": PRIYA}, 422, Idempotency_Key="w-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"


async def test_a_place_that_is_not_there(client: Client) -> None:
    for name in ("claim", "refuse", "leave"):
        problem = await ask(client, "POST", f"/v1/waitlist/other/{name}", status=404)
        assert problem["type"] == "urn:frontdesk:problem:not-found"


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"service": "other"}, "#/service"),
        ({"host": "other"}, "#/host"),
        ({"location": "other"}, "#/location"),
        ({"duration_minutes": 45}, "#/duration_minutes"),
        ({"contact_channel": "video"}, "#/contact_channel"),
        ({"to": f"{TOMORROW}T10:00"}, "#/to"),
        ({"from": "tomorrow"}, "#/from"),
        ({"attendee": SAM | {"phone": "000"}}, "#/attendee/phone"),
        ({"instead_of": "other"}, "#/instead_of"),
        ({"business": "other"}, "#/business"),
    ],
)
async def test_a_wish_that_makes_no_sense(client: Client, more: dict[str, Any], pointer: str) -> None:
    problem = await ask(client, "POST", "/v1/waitlist", WISH | more, 422)
    assert problem["errors"][0]["pointer"] == pointer
