"""Two businesses in one house: what belongs to one is never seen or changed through the other."""

from dataclasses import replace

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.staff.asking import PRIYA, TOMORROW, ask, draft, make
from tests.channels.stand_in import House, build_house, business

from frontdesk.database.engine import Database
from frontdesk.web import create_web_app


@pytest.fixture
def house(database: Database) -> House:
    return build_house(database, business("one"), business("two"))


async def test_the_business_has_to_be_named(client: Client) -> None:
    for path in (
        "bookings",
        "callbacks",
        "hosts",
        "blocks",
        "openings?service=check-up",
        "openings/days?service=check-up",
    ):
        assert (await ask(client, "GET", f"/v1/{path}", status=422))["errors"][0]["parameter"] == "business"
    assert (await ask(client, "DELETE", "/v1/blocks/1", status=422))["errors"][0]["parameter"] == "business"
    for path, body in (("bookings", draft()), ("blocks", {"start": f"{TOMORROW}T10:00", "end": f"{TOMORROW}T11:00"})):
        assert (await ask(client, "POST", f"/v1/{path}", body, 422))["errors"][0]["pointer"] == "#/business"


async def test_bookings(client: Client, house: House) -> None:
    made = await make(client, business="one")
    await make(client, business="two")  # the same host's time in the other business is its own
    one, two = [(await ask(client, "GET", f"/v1/bookings?business={id}"))["bookings"] for id in ("one", "two")]
    assert ([each["id"] for each in one], len(two)) == ([made["id"]], 1)
    path = f"/v1/bookings/{made['id']}"
    assert (await ask(client, "GET", f"{path}?business=one"))["business"] == "one"
    await ask(client, "GET", f"{path}?business=two", status=404)
    await ask(client, "GET", f"{path}/history?business=two", status=404)
    await ask(client, "PATCH", f"{path}?business=two", {"notes": "x"}, 404)
    for name in ("approve", "decline", "cancel", "complete", "no-show", "reschedule", "management-link"):
        await ask(client, "POST", f"{path}/{name}?business=two", status=404)
    assert await house.bookings("two").get(made["id"]) is None
    assert (await ask(client, "GET", path))["revision"] == 0


async def test_keys(client: Client) -> None:
    one, two = [
        await ask(client, "POST", "/v1/bookings", draft(business=id), 201, Idempotency_Key="k-1")
        for id in ("one", "two")
    ]
    assert (one["business"], two["business"]) == ("one", "two")
    assert one["id"] != two["id"]


async def test_blocks(client: Client) -> None:
    span = {"start": f"{TOMORROW}T10:00", "end": f"{TOMORROW}T12:00"}
    block = await ask(client, "POST", "/v1/blocks", span | {"business": "one"}, 201)
    assert (await ask(client, "GET", "/v1/blocks?business=two"))["blocks"] == []
    await make(client, business="two")
    await ask(client, "DELETE", f"/v1/blocks/{block['id']}?business=two", status=204)
    assert len((await ask(client, "GET", "/v1/blocks?business=one"))["blocks"]) == 1


async def test_the_waitlist(client: Client) -> None:
    wish = {"service": "check-up", "from": f"{TOMORROW}T10:00", "to": f"{TOMORROW}T11:00", "attendee": PRIYA}
    theirs = await make(client, business="two")
    problem = await ask(client, "POST", "/v1/waitlist", wish | {"business": "one", "instead_of": theirs["id"]}, 422)
    assert problem["errors"][0]["pointer"] == "#/instead_of"
    entry = await ask(client, "POST", "/v1/waitlist", wish | {"business": "one"}, 201)
    assert (await ask(client, "GET", "/v1/waitlist?business=two"))["entries"] == []
    for name in ("claim", "refuse", "leave"):
        await ask(client, "POST", f"/v1/waitlist/{entry['id']}/{name}?business=two", status=404)
    [same] = (await ask(client, "GET", "/v1/waitlist?business=one"))["entries"]
    assert same == entry


async def test_the_customers_own_link(client: Client) -> None:
    one, two = await make(client, business="one"), await make(client, business="two")
    secrets = {}
    for made in (one, two):
        url = (await ask(client, "POST", f"/v1/bookings/{made['id']}/management-link"))["url"]
        secrets[made["id"]] = url.rpartition("/")[2]
    assert (await client.get(f"/v1/manage/{one['id']}/{secrets[one['id']]}")).status == 200
    assert (await client.get(f"/v1/manage/{one['id']}/{secrets[two['id']]}")).status == 404
    assert (await client.post(f"/v1/manage/{two['id']}/{secrets[one['id']]}/cancel")).status == 404


async def test_calendar_feeds(client: Client) -> None:
    await make(client, business="one", reason="a cracked tooth")
    feeds = {}
    for id in ("one", "two"):
        [robin, _] = (await ask(client, "GET", f"/v1/hosts?business={id}"))["hosts"]
        feeds[id] = robin["calendar_url"].removeprefix("https://desk.example.com")
    assert "Priya Nair" in await (await client.get(feeds["one"])).text()
    assert "Priya Nair" not in await (await client.get(feeds["two"])).text()
    token = feeds["two"].rpartition("/")[2]
    assert (await client.get(feeds["one"].rpartition("/")[0] + "/" + token)).status == 404


async def test_appointments_that_are_kept_elsewhere(house: House, aiohttp_client: MakeClient) -> None:
    booking = await house.book(id="one")
    desks = {id: replace(desk, office=None) for id, desk in house.parts.desks.items()}
    client = await aiohttp_client(create_web_app(replace(house.parts, desks=desks)))
    assert (await ask(client, "GET", f"/v1/bookings/{booking.id}"))["id"] == booking.id
    for path in ("bookings", "blocks", "waitlist", "openings/days?service=check-up"):
        joined = "&" if "?" in path else "?"
        problem = await ask(client, "GET", f"/v1/{path}{joined}business=one", status=501)
        assert problem["type"] == "urn:frontdesk:problem:kept-elsewhere"
    await ask(client, "POST", f"/v1/bookings/{booking.id}/cancel", status=501)
    await ask(client, "POST", "/v1/bookings", draft(business="one"), 501)
