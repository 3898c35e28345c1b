"""Time that nobody can book."""

from typing import Any

import pytest
from tests.channels.conftest import Client
from tests.channels.staff.asking import TOMORROW, ask, draft, make

SPAN = {"start": f"{TOMORROW}T10:00", "end": f"{TOMORROW}T12:00"}
LISTED = f"/v1/blocks?from={TOMORROW}&to=2026-03-07"


async def test_blocked_and_free_again(client: Client) -> None:
    made = await ask(client, "POST", "/v1/blocks", SPAN | {"thing": "robin", "reason": "the dentist"}, 201)
    shown = {
        "id": made["id"],
        "thing": "robin",
        "start": "2026-03-06T10:00:00-08:00",
        "end": "2026-03-06T12:00:00-08:00",
        "reason": "the dentist",
    }
    assert made == shown | {"bookings": []}
    assert (await ask(client, "GET", LISTED))["blocks"] == [shown]
    await ask(client, "POST", "/v1/bookings", draft(), 409)
    await make(client, host="sam")
    for _ in range(2):
        await ask(client, "DELETE", f"/v1/blocks/{made['id']}", status=204)
    assert (await ask(client, "GET", LISTED))["blocks"] == []
    await make(client)


async def test_the_whole_business(client: Client) -> None:
    assert (await ask(client, "POST", "/v1/blocks", SPAN, 201))["thing"] is None
    for host in ("robin", "sam"):
        await ask(client, "POST", "/v1/bookings", draft(host=host), 409)


async def test_what_is_there_already_stays(client: Client) -> None:
    booking = await make(client)
    made = await ask(client, "POST", "/v1/blocks", SPAN, 201)
    assert [there["id"] for there in made["bookings"]] == [booking["id"]]
    assert (await ask(client, "GET", f"/v1/bookings/{booking['id']}"))["status"] == "confirmed"


async def test_the_same_key_is_one_block(client: Client) -> None:
    one, same = [await ask(client, "POST", "/v1/blocks", SPAN, 201, Idempotency_Key="b-1") for _ in range(2)]
    assert one == same
    problem = await ask(client, "POST", "/v1/blocks", SPAN | {"thing": "sam"}, 422, Idempotency_Key="b-1")
    assert problem["type"] == "urn:frontdesk:problem:idempotency-key-reused"
    other = await ask(client, "POST", "/v1/blocks", SPAN, 201)
    assert other["id"] != one["id"]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"thing": "other"}, "#/thing"),
        ({"end": f"{TOMORROW}T10:00"}, "#/end"),
        ({"end": "2028-03-06T10:00"}, "#/end"),
        ({"start": TOMORROW}, "#/start"),
        ({"reason": "x" * 201}, "#/reason"),
        ({"business": "other"}, "#/business"),
    ],
)
async def test_a_block_that_makes_no_sense(client: Client, more: dict[str, Any], pointer: str) -> None:
    problem = await ask(client, "POST", "/v1/blocks", SPAN | more, 422)
    assert problem["errors"][0]["pointer"] == pointer
