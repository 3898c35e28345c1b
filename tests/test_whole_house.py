"""The doors with the real receptionist behind them: what one door books, the others know."""

from datetime import timedelta
from typing import Any

import pytest
from tests.channels.conftest import Client, MakeClient, database
from tests.channels.real_house import hire
from tests.channels.stand_in import NOW, PUBLIC_URL, STAFF_TOKEN
from tests.channels.telephony.call import Call, said, tags

from frontdesk.channels.desk import Parts
from frontdesk.database.engine import Database
from frontdesk.model.booking import Search, Window
from frontdesk.web import create_web_app

__all__ = ["database"]  # a fixture

STAFF = {"Authorization": f"Bearer {STAFF_TOKEN}"}
ANSWERS = {
    "preferred_time": "as soon as possible",
    "name": "Priya Nair",
    "phone": "415 555 0123",
    "confirm": "yes",
}


@pytest.fixture
def parts(database: Database) -> Parts:
    return hire(database)


@pytest.fixture
async def client(parts: Parts, aiohttp_client: MakeClient) -> Client:
    return await aiohttp_client(create_web_app(parts))


async def send(client: Client, message: str, message_id: str | None = None, sender: str = "u1") -> Any:
    body = {"sender": sender, "message": message, "message_id": message_id}
    response = await client.post("/v1/chat", json=body)
    assert response.status == 200
    return await response.json()


async def book_by_chat(client: Client, sender: str = "u1") -> Any:
    """Answers what is asked, by a button where there is one, until something is booked."""
    answer = await send(client, "", sender=sender)
    for turn in range(15):
        if answer["booking"]:
            return answer
        choices = answer["replies"][-1].get("choices")
        message = choices[0]["value"] if choices else ANSWERS[answer["asked"]]
        answer = await send(client, message, f"turn-{turn}", sender)
    raise AssertionError(f"nothing was booked; the last answer was {answer}")


async def free_today(parts: Parts) -> int:
    search = Search("check-up", Window(NOW, NOW + timedelta(hours=12)))
    return len((await parts.desks["harbour"].booking_system.openings(search)).found)


async def test_a_booking_by_chat_is_known_to_the_staff_and_has_a_calendar_file(client: Client) -> None:
    booking = (await book_by_chat(client))["booking"]
    assert (booking["status"], booking["attendee"]["name"]) == ("confirmed", "Priya Nair")
    assert booking["attendee"]["phone"] == "+14155550123"
    listed = await (await client.get("/v1/bookings", headers=STAFF)).json()
    assert [(shown["id"], shown["source"]) for shown in listed["bookings"]] == [(booking["id"], "web_chat")]
    file = await client.get(booking["invite"]["ics_url"].removeprefix(PUBLIC_URL))
    assert file.status == 200
    assert booking["id"].encode() in await file.read()


async def test_a_message_delivered_again_changes_nothing(client: Client, parts: Parts) -> None:
    first = await send(client, "as soon as possible", "m1")
    free = await free_today(parts)
    assert await send(client, "as soon as possible", "m1") == first
    assert await free_today(parts) == free


async def test_a_conversation_can_be_read_turn_by_turn(client: Client) -> None:
    answer = await book_by_chat(client)
    response = await client.get(f"/v1/conversations/{answer['conversation_id']}", headers=STAFF)
    conversation = await response.json()
    assert conversation["business"] == "harbour"
    assert conversation["turns"][-1]["acts"][0]["kind"] == "notify_success"


async def test_a_call_books_and_hangs_up(client: Client) -> None:
    call = Call(client)
    document = await call.post("/twilio/harbour/voice")
    spoken: list[str] = []
    for answer in ("as soon as possible", "the first one", "Priya Nair", "yes", "yes", "no thank you, goodbye"):
        gather = document.find("Gather")
        assert gather is not None, said(document)
        document = await call.post(gather.get("action", ""), SpeechResult=answer)
        spoken += said(document)
    assert tags(document)[-1] == "Hangup", spoken
    listed = await (await client.get("/v1/bookings", headers=STAFF)).json()
    assert [(shown["source"], shown["attendee"]["phone"]) for shown in listed["bookings"]] == [
        ("telephony", "+14155550123")
    ], spoken


async def test_hanging_up_frees_what_was_held(client: Client, parts: Parts) -> None:
    before = await free_today(parts)
    call = Call(client)
    await call.post("/twilio/harbour/voice")
    await call.post("/twilio/harbour/turn?n=1", SpeechResult="as soon as possible")
    assert await free_today(parts) < before
    await call.answer("/twilio/harbour/status", CallStatus="completed")
    assert await free_today(parts) == before


async def test_asking_for_a_person_dials(client: Client) -> None:
    call = Call(client)
    await call.post("/twilio/harbour/voice")
    document = await call.post("/twilio/harbour/turn?n=1", SpeechResult="I want to talk to a person")
    assert document.findtext("Dial/Number") == "+14155550199"


async def test_whatever_is_typed_is_answered(client: Client) -> None:
    for number, message in enumerate(["9" * 2000, "😀" * 500, "((((" * 400, "\u202e\u0000", "a " * 1000, "%s{0}{{x}}"]):
        answer = await send(client, message, str(number))
        assert answer["replies"][0]["text"]


async def test_when_nothing_can_be_kept_it_is_said(client: Client, database: Database) -> None:
    await database.close()
    assert (await client.get("/readyz")).status == 503
    answer = await send(client, "hi")
    assert answer["booking"] is None
    assert answer["replies"][0]["text"]
    document = await Call(client).post("/twilio/harbour/voice")
    assert (tags(document)[0], tags(document)[-1]) == ("Say", "Dial")
