"""The shape of Rasa's REST channel."""

import json
from typing import Any

from tests.channels.conftest import Client, MakeClient
from tests.channels.stand_in import House, build_house, business

from frontdesk.database.engine import Database
from frontdesk.model.arrival import Arrival
from frontdesk.web import create_web_app

WEBHOOK = "/webhooks/rest/webhook"


async def test_a_list_of_messages_with_buttons(client: Client) -> None:
    response = await client.post(WEBHOOK, json={"sender": "u1", "message": "Friday"})
    [message] = await response.json()
    assert message["recipient_id"] == "u1"
    assert message["text"] == "These are free:"
    assert message["buttons"][0] == {"title": "Thursday 10:00", "payload": "Thursday 10:00"}


async def test_it_is_the_same_conversation_as_the_chat_webhook(client: Client) -> None:
    await client.post(WEBHOOK, json={"sender": "u1", "message": "Friday"})
    await client.post("/v1/chat", json={"sender": "u1", "message": "Thursday 10:00"})
    response = await client.post(WEBHOOK, json={"sender": "u1", "message": "yes"})
    assert [message["text"] for message in await response.json()] == ["You are booked."]


async def test_the_stream_is_one_object_a_line(client: Client) -> None:
    response = await client.post(f"{WEBHOOK}?stream=true", json={"sender": "u1", "message": "Friday"})
    assert response.content_type == "text/event-stream"
    lines = (await response.text()).splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["These are free:"]


async def test_the_status(client: Client) -> None:
    assert await (await client.get("/webhooks/rest/")).json() == {"status": "ok"}


async def test_a_message_id_in_the_metadata_counts_once(client: Client, house: House) -> None:
    body = {"sender": "u1", "message": "Friday", "metadata": {"message_id": "m1"}}
    answers = [await (await client.post(WEBHOOK, json=body)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(house.receptionist().heard) == 1


async def test_what_is_known_of_the_sender_is_in_the_metadata(client: Client, house: House) -> None:
    metadata = {"context": {"time_zone": "America/New_York"}}
    await client.post(WEBHOOK, json={"sender": "u1", "message": "Friday", "metadata": metadata})
    assert house.receptionist().arrivals == [Arrival(time_zone="America/New_York")]


async def test_the_business_is_in_the_metadata_or_the_path(database: Database, aiohttp_client: MakeClient) -> None:
    house = build_house(database, business("one"), business("two"))
    client = await aiohttp_client(create_web_app(house.parts))
    body: dict[str, Any] = {"sender": "u1", "message": "hi"}
    assert (await client.post(WEBHOOK, json=body)).status == 422
    assert (await client.post(WEBHOOK, json=body | {"metadata": {"business": "two"}})).status == 200
    assert (await client.post("/webhooks/rest/one/webhook", json=body)).status == 200
    assert (await client.post("/webhooks/rest/three/webhook", json=body)).status == 404
    assert [len(house.receptionist(id).heard) for id in ("one", "two")] == [1, 1]


async def test_wrong_types_are_refused(client: Client) -> None:
    for wrong in ({"message": None}, {"metadata": "x"}, {"sender": 1}, {"metadata": {"locale": "?"}}):
        body = {"sender": "u1", "message": "hi"} | wrong
        assert (await client.post(WEBHOOK, json=body)).status == 422
