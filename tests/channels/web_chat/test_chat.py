"""`POST /v1/chat`: what widgets rely on, and what they may throw at it."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import House, build_house, business, say

from frontdesk.channels.web_chat.wire import ASKED, name_asked, read_message
from frontdesk.database.engine import Database
from frontdesk.model.agent_acts import HandOffReason
from frontdesk.model.arrival import Arrival
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import HandedOff
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Silence, typed
from frontdesk.web import create_web_app


async def post(client: Client, headers: dict[str, str] | None = None, **body: Any) -> tuple[int, Any]:
    response = await client.post("/v1/chat", json=body, headers=headers)
    return response.status, await response.json()


async def test_a_turn_is_answered(client: Client, house: House) -> None:
    status, answer = await post(client, sender="u1", message="Friday")
    assert status == 200
    first = {"title": "Thursday 10:00", "value": "Thursday 10:00"}
    assert answer["replies"][0]["text"] == "These are free:"
    assert answer["replies"][0]["choices"][0] == first
    assert {name: answer[name] for name in answer if name != "replies"} == {
        "conversation_id": "c-1",
        "asked": "preferred_time",
        "done": False,
        "handoff": None,
        "booking": None,
    }
    assert [utterance for _, utterance in house.receptionist().heard] == [typed("Friday")]


async def test_a_line_without_choices_has_none(client: Client) -> None:
    _, answer = await post(client, sender="u1", message="")
    assert answer["replies"] == [{"text": "Hello! When would you like to come in?"}]


async def test_a_booking_is_told_in_full(client: Client) -> None:
    await post(client, sender="u1", message="Friday")
    await post(client, sender="u1", message="Thursday 10:00")
    _, answer = await post(client, sender="u1", message="yes")
    booking = answer["booking"]
    link = booking["invite"].pop("ics_url")
    assert answer["done"] is True
    assert link.startswith(f"https://desk.example.com/calendar/{booking['id']}/")
    assert booking == {
        "id": booking["id"],
        "status": "confirmed",
        "start": "2026-03-05T10:00:00-08:00",
        "end": "2026-03-05T10:30:00-08:00",
        "time_zone": "America/Los_Angeles",
        "service": "check-up",
        "contact_channel": "in_person",
        "attendee": {"name": "Priya Nair", "phone": "+14155550123", "email": None},
        "invite": {
            "title": "Check-up: Priya Nair",
            "description": "Priya Nair, +1 415 555 0123\nReason: a cracked tooth",
        },
    }


async def test_a_hand_off_is_told(client: Client, house: House) -> None:
    house.receptionist().reply = say("Bye.", handoff=HandedOff(HandOffReason.REQUESTED, "Wants a person.", None))
    _, answer = await post(client, sender="u1", message="a person, please")
    link = answer["handoff"].pop("transcript")
    assert answer["handoff"] == {"reason": "requested", "summary": "Wants a person."}
    assert link.endswith(f"/v1/conversations/{answer['conversation_id']}")
    assert link.startswith("http")


async def test_the_same_message_id_gives_the_same_answer_and_one_turn(client: Client, house: House) -> None:
    first = await post(client, sender="u1", message="Friday", message_id="m1")
    again = await post(client, sender="u1", message="Monday", message_id="m1")
    assert first == again
    assert len(house.receptionist().heard) == 1


async def test_an_older_message_id_gives_its_own_answer(client: Client) -> None:
    first = await post(client, sender="u1", message="", message_id="m1")
    second = await post(client, sender="u1", message="Friday", message_id="m2")
    assert await post(client, sender="u1", message="", message_id="m1") == first != second


async def test_two_messages_of_one_sender_at_once(client: Client, house: House) -> None:
    same = [post(client, sender="u1", message="Friday", message_id="m1") for _ in range(5)]
    other = post(client, sender="u1", message="Friday", message_id="m2")
    answers = await asyncio.gather(*same, other)
    assert all(answer == answers[0] for answer in answers[:5])
    assert {status for status, _ in answers} == {200}
    assert len(house.receptionist().heard) == 2


@pytest.mark.parametrize("message", ["", " \t\n", "\x00\x1b"])
async def test_nothing_written_is_silence(client: Client, house: House, message: str) -> None:
    status, _ = await post(client, sender="u1", message=message)
    assert status == 200
    assert house.receptionist().heard[0][1] == Silence()


def test_control_characters_are_taken_out() -> None:
    assert read_message("Fri\x00day\r\n") == typed("Fri day")


async def test_what_the_page_knows_comes_with_the_message(client: Client, house: House) -> None:
    context = {
        "campaign": {"utm_source": "poster", "utm_term": ""},
        "time_zone": "America/New_York",
        "customer_reference": " C-1042 ",
    }
    await post(client, sender="u1", message="hi", context=context)
    assert house.receptionist().arrivals == [
        Arrival(campaign=(("utm_source", "poster"),), time_zone="America/New_York", customer_reference="C-1042")
    ]


@pytest.mark.parametrize("zone", ["Etc/Unknown", "America", "Europe/Atlantis", "", "utc"])
async def test_a_zone_that_is_not_known_here_is_passed_over(client: Client, house: House, zone: str) -> None:
    status, _ = await post(client, sender="u1", message="hi", context={"time_zone": zone})
    assert status == 200
    assert house.receptionist().arrivals[0].time_zone is None


async def test_unknown_fields_are_ignored(client: Client) -> None:
    status, _ = await post(client, sender="u1", message="hi", metadata={"a": [1]}, input_channel="x")
    assert status == 200


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({"message": "hi"}, "#/sender", "is missing"),
        ({"sender": "u1"}, "#/message", "is missing"),
        ({"sender": "u1", "message": None}, "#/message", "must be a text"),
        ({"sender": "u1", "message": 10**4200}, "#/message", "must be a text"),
        ({"sender": "u1", "message": ["hi"]}, "#/message", "must be a text"),
        ({"sender": "u1", "message": "x" * 2001}, "#/message", "must have at most 2000 characters"),
        ({"sender": "", "message": "hi"}, "#/sender", "must not be empty"),
        ({"sender": "x" * 129, "message": "hi"}, "#/sender", "must have at most 128 characters"),
        ({"sender": "a\x00b", "message": "hi"}, "#/sender", "must not hold control characters"),
        ({"sender": "u1", "message": "hi", "message_id": 7}, "#/message_id", "must be a text"),
        ({"sender": "u1", "message": "hi", "locale": "../en"}, "#/locale", "is not written the expected way"),
        ({"sender": "u1", "message": "hi", "business": "other"}, "#/business", "must be the id of a business"),
        ({"sender": "u1", "message": "hi", "context": {"mood": "good"}}, "#/context/mood", "is not known here"),
        (
            {"sender": "u1", "message": "hi", "context": {"campaign": {"utm_colour": "red"}}},
            "#/context/campaign/utm_colour",
            "is not known here",
        ),
        (
            {"sender": "u1", "message": "hi", "context": {"campaign": {"utm_source": "x" * 201}}},
            "#/context/campaign/utm_source",
            "must have at most 200 characters",
        ),
        (
            {"sender": "u1", "message": "hi", "context": {"time_zone": "New York"}},
            "#/context/time_zone",
            "is not written the expected way",
        ),
        (
            {"sender": "u1", "message": "hi", "context": {"customer_reference": "a\x00b"}},
            "#/context/customer_reference",
            "must not hold control characters",
        ),
        ([], "#", "must be an object"),
        ("hi", "#", "must be an object"),
    ],
)
async def test_what_is_wrong_is_said_plainly(client: Client, body: object, pointer: str, detail: str) -> None:
    response = await client.post("/v1/chat", json=body)
    assert response.status == 422
    assert response.content_type == "application/problem+json"
    assert (await response.json())["errors"] == [{"detail": detail, "pointer": pointer}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hi",
        b'{"sender": "u1", "message": "hi"',
        b'{"sender": "u1", "message": "\xff\xfe"}',
        b'{"sender": "u1", "message": "\\ud800"}',
        b"[" * 60_000,
        b'{"sender": "u1", "message": ' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b"}",
    ],
)
async def test_what_is_no_json_is_a_bad_request(client: Client, body: bytes) -> None:
    response = await client.post("/v1/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 400
    assert (await response.json())["detail"] == "The body is not valid JSON in UTF-8."


async def test_a_number_of_ten_thousand_digits_does_no_harm(client: Client) -> None:
    body = b'{"sender": "u1", "message": ' + b"9" * 10_000 + b"}"
    response = await client.post("/v1/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status in (400, 422)
    assert len(await response.read()) < 1_000


async def test_two_thousand_characters_of_any_kind_fit(client: Client) -> None:
    body = json.dumps({"sender": "u1", "message": "😀" * 2000})
    response = await client.post("/v1/chat", data=body, headers={"Content-Type": "application/json"})
    assert response.status == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_only_json_is_read(client: Client, content_type: str) -> None:
    response = await client.post("/v1/chat", data=b"{}", headers={"Content-Type": content_type})
    assert response.status == 415


async def test_with_several_businesses_one_has_to_be_named(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business("one"), business("two"))
    client = await aiohttp_client(create_web_app(house.parts))
    status, answer = await post(client, sender="u1", message="hi")
    assert (status, answer["errors"][0]["pointer"]) == (422, "#/business")
    status, _ = await post(client, sender="u1", message="hi", business="two")
    assert status == 200
    assert [key.business for key, _ in house.receptionist("two").heard] == ["two"]
    assert not house.receptionist("one").heard


async def test_a_business_with_a_token_asks_for_it(house: House, aiohttp_client: MakeClient) -> None:
    desk = replace(house.parts.desks["harbour"], chat_token="secret")
    client = await aiohttp_client(create_web_app(replace(house.parts, desks={"harbour": desk})))
    for authorization in ("", "Bearer", "Bearer wrong", "Basic secret", "Bearer sécret"):
        status, answer = await post(client, {"Authorization": authorization}, sender="u1", message="hi")
        assert (status, answer["title"]) == (401, "Unauthorized")
    assert not house.receptionist().heard
    status, _ = await post(client, {"Authorization": "bearer secret"}, sender="u1", message="hi")
    assert status == 200


async def test_a_token_that_was_not_found_opens_nothing(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business(doors={"chat": {"token_env": "CHAT_TOKEN"}}))
    client = await aiohttp_client(create_web_app(house.parts))
    for authorization in ("", "Bearer ", "Bearer None"):
        assert (await post(client, {"Authorization": authorization}, sender="u1", message="hi"))[0] == 401


@pytest.mark.parametrize(
    ("expecting", "slot", "asked"),
    [
        (Expecting.SLOT, SlotName.PHONE, "phone"),
        (Expecting.CONFIRM_SLOT, SlotName.NAME, "name"),
        (Expecting.OPTION, SlotName.SERVICE, "service"),
        (Expecting.OPENING, None, "preferred_time"),
        (Expecting.CONFIRM_BOOKING, None, "confirm"),
        (Expecting.CONFIRM_CANCEL, None, "cancel"),
        (Expecting.NOTHING, None, None),
    ],
)
def test_what_is_asked_has_a_name(expecting: Expecting, slot: SlotName | None, asked: str | None) -> None:
    assert name_asked(Expectation(expecting, slot)) == asked


def test_every_kind_of_question_has_a_name() -> None:
    of_slots = {Expecting.SLOT, Expecting.CONFIRM_SLOT, Expecting.OPTION}
    assert set(ASKED) | of_slots == set(Expecting)
