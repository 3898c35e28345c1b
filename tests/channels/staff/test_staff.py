"""The staff API: what the people of the business may read, and nobody else."""

from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import NOW, STAFF_TOKEN, House, build_house, business

from frontdesk.conversations.ports import Callback, ConversationKey, StoredConversation, TurnRecord
from frontdesk.database.engine import Database
from frontdesk.web import create_web_app

STAFF = {"Authorization": f"Bearer {STAFF_TOKEN}"}
PATHS = ["/v1/bookings", "/v1/bookings/1", "/v1/openings?service=check-up", "/v1/conversations/1", "/v1/callbacks"]


async def get(client: Client, path: str) -> tuple[int, Any]:
    response = await client.get(path, headers=STAFF)
    return response.status, await response.json()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", "Basic staff-token", "staff-token"])
async def test_nothing_without_the_token(client: Client, path: str, authorization: str) -> None:
    response = await client.get(path, headers={"Authorization": authorization})
    assert (response.status, response.content_type) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_bookings_of_a_time(client: Client, house: House) -> None:
    booking = await house.book()
    status, answer = await get(client, "/v1/bookings?from=2026-03-06&to=2026-03-07")
    assert status == 200
    [shown] = answer["bookings"]
    link = shown["invite"].pop("ics_url")
    assert link == f"https://desk.example.com/calendar/{booking.id}/{booking.calendar_token}.ics"
    assert shown == {
        "id": booking.id,
        "status": "confirmed",
        "start": "2026-03-06T09:00:00-08:00",
        "end": "2026-03-06T09:30:00-08:00",
        "time_zone": "America/Los_Angeles",
        "service": "check-up",
        "contact_channel": "in_person",
        "attendee": {"name": "Priya Nair", "phone": "+14155550123", "email": None},
        "invite": {
            "title": "Check-up: Priya Nair",
            "description": "Priya Nair, +1 415 555 0123\nReason: a cracked tooth",
        },
        "host": "robin",
        "place": "12 Harbour Street",
        "reason": "a cracked tooth",
        "answers": {"first_visit": "yes"},
        "language": "en",
        "source": "web_chat",
        "created": "2026-03-05T09:00:00-08:00",
        "revision": 0,
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("from=2026-03-06", 1),
        ("from=2026-03-05&to=2026-03-06", 0),
        ("from=2026-03-06T09:29&to=2026-03-06T12:00", 1),
        ("from=2026-03-06T09:30&to=2026-03-06T12:00", 0),
        ("from=2026-03-06T17:29Z&to=2026-03-06T18:00Z", 1),
        ("from=2026-03-06T18:29+01:00&to=2026-03-07", 1),
        ("from=2026-03-06T18:30+01:00&to=2026-03-07", 0),
        ("phone=%2B14155550123", 1),
        ("phone=+14155550123", 1),
        ("phone=415-555-0123", 1),
        ("phone=%2B14155550124", 0),
    ],
)
async def test_which_bookings(client: Client, house: House, query: str, found: int) -> None:
    await house.book()
    status, answer = await get(client, f"/v1/bookings?{query}")
    assert (status, len(answer.get("bookings", ()))) == (200, found)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("from=yesterday", "from"),
        ("from=", "from"),
        ("from=0001-01-01", "from"),
        ("to=9999-12-31", "to"),
        ("from=" + "9" * 4_000, "from"),
        ("from=2026-03-06&to=2026-03-06", "to"),
        ("from=2026-03-06&to=2026-03-05", "to"),
        ("from=2026-01-01&to=2028-01-01", "to"),
        ("phone=ring-ring", "phone"),
        ("phone=" + "4" * 41, "phone"),
        ("business=other", "business"),
    ],
)
async def test_a_query_that_makes_no_sense(client: Client, query: str, parameter: str) -> None:
    status, answer = await get(client, f"/v1/bookings?{query}")
    assert (status, answer["errors"][0]["parameter"]) == (422, parameter)


async def test_one_booking(client: Client, house: House) -> None:
    booking = await house.book()
    status, answer = await get(client, f"/v1/bookings/{booking.id}")
    assert (status, answer["id"]) == (200, booking.id)
    for unknown in ("other", "%00", "x" * 200, "..%2F..", "%ff"):
        assert (await get(client, f"/v1/bookings/{unknown}"))[0] == 404


@pytest.mark.parametrize("id", ["%00", "a%0Ab", "x" * 200])
async def test_no_database_is_asked_for_what_cannot_be_an_id(client: Client, id: str) -> None:
    for path in ("/v1/bookings", "/v1/conversations"):
        status, answer = await get(client, f"{path}/{id}")
        assert (status, answer["detail"]) == (404, "There is nothing with this id.")


async def test_openings(client: Client, house: House) -> None:
    await house.book()
    status, answer = await get(client, "/v1/openings?service=check-up&host=robin&from=2026-03-06&to=2026-03-07")
    assert status == 200
    assert answer["reason"] is None
    assert answer["openings"][0] == {
        "service": "check-up",
        "host": "robin",
        "start": "2026-03-06T09:30:00-08:00",
        "end": "2026-03-06T10:00:00-08:00",
    }


async def test_why_there_are_no_openings(client: Client) -> None:
    _, answer = await get(client, "/v1/openings?service=check-up&from=2026-03-07&to=2026-03-08")
    assert answer == {"openings": [], "reason": "closed"}


@pytest.mark.parametrize(
    ("query", "parameter"), [("", "service"), ("service=other", "service"), ("service=check-up&host=other", "host")]
)
async def test_openings_of_what_is_not_offered(client: Client, query: str, parameter: str) -> None:
    status, answer = await get(client, f"/v1/openings?{query}")
    assert (status, answer["errors"][0]["parameter"]) == (422, parameter)


async def test_a_conversation_turn_by_turn(client: Client, house: House) -> None:
    key = ConversationKey("harbour", "web_chat", "u1")
    turn = TurnRecord(NOW, b'{"kind": "words"}', b'[{"kind": "greet"}]')
    await house.store.save(StoredConversation("c-1", key, 0, b"state", NOW, False), (turn,))
    status, answer = await get(client, "/v1/conversations/c-1")
    assert status == 200
    assert answer == {
        "id": "c-1",
        "business": "harbour",
        "channel": "web_chat",
        "updated": "2026-03-05T09:00:00-08:00",
        "done": False,
        "turns": [{"at": "2026-03-05T09:00:00-08:00", "event": {"kind": "words"}, "acts": [{"kind": "greet"}]}],
    }
    assert (await get(client, "/v1/conversations/c-2"))[0] == 404


async def test_who_waits_for_a_call(client: Client, house: House) -> None:
    callback = Callback("c-1", "harbour", NOW, "+14155550123", "Priya Nair", "Wants to move an appointment.")
    key = ConversationKey("harbour", "web_chat", "u1")
    await house.store.save(StoredConversation("c-1", key, 0, b"", NOW, True), callback=callback)
    status, answer = await get(client, "/v1/callbacks")
    assert status == 200
    assert answer["callbacks"] == [
        {
            "conversation": "c-1",
            "business": "harbour",
            "created": "2026-03-05T09:00:00-08:00",
            "name": "Priya Nair",
            "phone": "+14155550123",
            "summary": "Wants to move an appointment.",
        }
    ]


async def test_nothing_crosses_over(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business("one"), business("two"))
    client = await aiohttp_client(create_web_app(house.parts))
    await house.book(id="one")
    assert len((await get(client, "/v1/bookings?business=one"))[1]["bookings"]) == 1
    assert len((await get(client, "/v1/bookings?business=two"))[1]["bookings"]) == 0
    assert (await get(client, "/v1/bookings"))[0] == 422
    assert (await get(client, "/v1/callbacks"))[0] == 422
