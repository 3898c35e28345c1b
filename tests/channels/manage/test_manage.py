"""The customer's own link: what they see of their booking and do with it, within the business's policies."""

from datetime import timedelta
from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import NOW, House, build_house, business
from tests.contracts.booking_system import StillClock

from frontdesk.database.engine import Database
from frontdesk.model.booking import Booking
from frontdesk.web import create_web_app

OPT_IN = {"id": "check-up", "names": ["check-up"], "duration_minutes": 30, "confirmation": "double_opt_in"}
APPROVED = OPT_IN | {"confirmation": "approval"}


async def link(house: House, booking: Booking) -> str:
    return f"/v1/manage/{booking.id}/{await house.bookings().issue_secret(booking.id)}"


async def ask(client: Client, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await client.request(method, path, json=body, headers=named)
    assert response.status == status, await response.text()
    return await response.json()


async def house_with(database: Database, aiohttp_client: MakeClient, **profile: Any) -> tuple[House, Client]:
    house = build_house(database, business(**profile))
    return house, await aiohttp_client(create_web_app(house.parts))


async def test_what_they_see(client: Client, house: House) -> None:
    booking = await house.book()
    shown = await ask(client, "GET", await link(house, booking))
    assert shown.pop("invite")["ics_url"].endswith(".ics")
    assert shown == {
        "id": booking.id,
        "status": "confirmed",
        "start": "2026-03-06T09:00:00-08:00",
        "end": "2026-03-06T09:30:00-08:00",
        "time_zone": "America/Los_Angeles",
        "service": "check-up",
        "contact_channel": "in_person",
        "attendee": {"name": "Priya Nair", "phone": "+14155550123", "email": None},
        "business": "Harbour Street Practice",
        "host": "robin",
        "host_name": "Robin Hale",
        "place": "12 Harbour Street",
        "reason": "a cracked tooth",
        "ticket": booking.ticket,
        "awaiting": None,
        "pending_until": None,
        "revision": 0,
    }


@pytest.mark.parametrize("name", ["", "/openings", "/cancel", "/reschedule", "/confirm"])
async def test_a_wrong_secret_and_an_unknown_booking_look_the_same(client: Client, house: House, name: str) -> None:
    right = await link(house, booking := await house.book())
    secret = right.rpartition("/")[2]
    method = "GET" if name in ("", "/openings") else "POST"
    seen = set()
    for path in (
        f"/v1/manage/{booking.id}/wrong",
        f"/v1/manage/{booking.id}/{secret[:-1]}",
        f"/v1/manage/other/{secret}",
        f"/v1/manage/{booking.id}/%00",
        f"/v1/manage/{booking.id}/%ff",
        f"/v1/manage/{booking.id}/{'x' * 200}",
        f"/v1/manage/{'x' * 200}/{secret}",
    ):
        problem = await ask(client, method, path + name, status=404)
        del problem["request_id"]
        seen.add(str(problem))
    assert len(seen) == 1


async def test_move(client: Client, house: House) -> None:
    path = await link(house, booking := await house.book())
    openings = await ask(client, "GET", f"{path}/openings?from=2026-03-06&to=2026-03-07&host=robin")
    starts = [opening["start"] for opening in openings["openings"]]
    assert starts[0] == "2026-03-06T09:00:00-08:00"  # where it is: in nobody else's way
    moved = await ask(client, "POST", f"{path}/reschedule", {"start": starts[3], "reason": "the bus"}, If_Match='"0"')
    assert (moved["id"], moved["start"], moved["revision"]) == (booking.id, starts[3], 1)
    [_, change] = await house.bookings().history(booking.id)
    assert (change.by, change.reason) == ("caller", "the bus")


async def test_the_same_move_again_is_the_same_move(client: Client, house: House) -> None:
    path = await link(house, await house.book())
    move = {"start": "2026-03-06T14:00"}
    one, again = [await ask(client, "POST", f"{path}/reschedule", move, Idempotency_Key="m") for _ in range(2)]
    assert one == again
    await ask(client, "POST", f"{path}/cancel", status=422, Idempotency_Key="m")


async def test_a_move_that_is_sent_again_when_its_time_has_come(database: Database, aiohttp_client: MakeClient) -> None:
    """Nobody could move there any more; but that was done."""
    clock = StillClock(NOW)
    house = build_house(database, clock=clock)
    client = await aiohttp_client(create_web_app(house.parts))
    path = await link(house, await house.book())
    move = {"start": "2026-03-05T10:30"}
    moved = await ask(client, "POST", f"{path}/reschedule", move, Idempotency_Key="m")
    clock.now = NOW + timedelta(minutes=80)
    assert await ask(client, "POST", f"{path}/reschedule", move, Idempotency_Key="m") == moved


async def test_keys_of_one_customer_are_nobody_elses(client: Client, house: House) -> None:
    for number in (0, 4):
        path = await link(house, await house.book(number))
        await ask(client, "POST", f"{path}/cancel", Idempotency_Key="c")


async def test_cancel(client: Client, house: House) -> None:
    path = await link(house, booking := await house.book())
    assert (await ask(client, "POST", f"{path}/cancel", {"reason": "better"}))["status"] == "cancelled"
    assert (await ask(client, "GET", path))["status"] == "cancelled"
    changes = await house.bookings().history(booking.id)
    assert (changes[-1].by, changes[-1].reason) == ("caller", "better")
    problem = await ask(client, "POST", f"{path}/reschedule", {"start": "2026-03-06T14:00"}, 409)
    assert problem["type"] == "urn:frontdesk:problem:over"


async def test_only_to_the_revision_that_was_read(client: Client, house: House) -> None:
    path = await link(house, await house.book())
    await ask(client, "POST", f"{path}/cancel", status=412, If_Match='"1"')
    await ask(client, "POST", f"{path}/cancel", If_Match='"0"')


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        ({"callers_may_cancel": False, "callers_may_reschedule": False}, "not-by-caller"),
        ({"cancel_notice_minutes": 2880, "reschedule_notice_minutes": 2880}, "too-late"),
    ],
)
async def test_the_policies_hold(
    database: Database, aiohttp_client: MakeClient, policy: dict[str, Any], kind: str
) -> None:
    house, client = await house_with(database, aiohttp_client, policy={"grid_minutes": 30} | policy)
    path = await link(house, booking := await house.book())
    for name, body in (("cancel", None), ("reschedule", {"start": "2026-03-06T14:00"})):
        problem = await ask(client, "POST", f"{path}/{name}", body, 409)
        assert problem["type"] == f"urn:frontdesk:problem:{kind}"
    assert await house.bookings().get(booking.id) == booking


async def test_confirm(database: Database, aiohttp_client: MakeClient) -> None:
    house, client = await house_with(database, aiohttp_client, services=[OPT_IN])
    path = await link(house, await house.book())
    assert (await ask(client, "GET", path))["awaiting"] == "attendee"
    for _ in range(2):
        assert (await ask(client, "POST", f"{path}/confirm"))["status"] == "confirmed"


async def test_what_waits_for_the_business_is_not_theirs_to_confirm(
    database: Database, aiohttp_client: MakeClient
) -> None:
    house, client = await house_with(database, aiohttp_client, services=[APPROVED])
    path = await link(house, await house.book())
    problem = await ask(client, "POST", f"{path}/confirm", status=409)
    assert problem["type"] == "urn:frontdesk:problem:not-by-caller"
    assert (await ask(client, "GET", path))["status"] == "pending"


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("cancel", {"reason": 1}, "#/reason"),
        ("cancel", {"why": ""}, "#/why"),
        ("reschedule", {}, "#/start"),
        ("reschedule", {"start": "2026-03-06"}, "#/start"),
        ("reschedule", {"start": "2026-03-06T14:00", "host": "other"}, "#/host"),
    ],
)
async def test_what_makes_no_sense(client: Client, house: House, name: str, body: Any, pointer: str) -> None:
    path = await link(house, await house.book())
    problem = await ask(client, "POST", f"{path}/{name}", body, 422)
    assert problem["errors"][0]["pointer"] == pointer


async def test_nothing_of_it_stands_in_the_log(client: Client, house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    path = await link(house, await house.book())
    await ask(client, "POST", f"{path}/cancel", {"reason": "divorce"})
    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("frontdesk"))
    assert "POST /v1/manage/{booking}/{secret}/cancel 200" in logged
    assert path.rpartition("/")[2] not in logged
    assert "divorce" not in logged
