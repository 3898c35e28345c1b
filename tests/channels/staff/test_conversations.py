"""Conversations turn by turn, and who waits for a call."""

from tests.channels.conftest import Client
from tests.channels.staff.asking import get
from tests.channels.stand_in import NOW, House

from frontdesk.conversations.ports import Callback, ConversationKey, StoredConversation, TurnRecord


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
