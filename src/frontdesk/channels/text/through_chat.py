"""The chat webhook, as a chat widget uses it: `POST /v1/chat` on a running server."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession

from frontdesk.channels.text.play import Heard
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.utterance import Keys, Medium, Silence, Unanswered, Words


class ThroughChat:
    """`url` is the server's address, such as `http://127.0.0.1:8080`."""

    def __init__(
        self,
        http: ClientSession,
        url: str,
        key: ConversationKey,
        token: str | None = None,
        locale: str | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> None:
        self.http = http
        self.url = url
        self.key = key
        self.medium = Medium.TEXT
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.locale = locale
        self.context = context
        self.messages = 0
        self.last: dict[str, Any] = {}

    async def connect(self) -> Heard | None:
        return None

    async def say(self, utterance: Words | Keys | Silence | Unanswered) -> Heard:
        self.messages += 1
        text = utterance.text if isinstance(utterance, Words) else ""
        if isinstance(utterance, Keys):
            text = utterance.keys
        self.last = {
            "sender": self.key.sender,
            "business": self.key.business,
            "message": text,
            "message_id": f"message-{self.messages}",
        }
        if self.locale:
            self.last["locale"] = self.locale
        if self.context and self.messages == 1:
            self.last["context"] = self.context
        return await self.again()

    async def call_again(self) -> Heard | None:
        raise ConnectionError("a chat makes no calls; write channel: telephony into the header")

    async def again(self) -> Heard:
        async with self.http.post(f"{self.url}/v1/chat", json=self.last, headers=self.headers) as response:
            if response.status != 200:
                raise ConnectionError(f"POST /v1/chat was answered with {response.status}: {await response.text()}")
            answer: dict[str, Any] = await response.json()
        return Heard(" ".join(reply["text"] for reply in answer["replies"]), answer["done"])

    async def hang_up(self) -> None:
        """Closing a chat window tells nobody."""
