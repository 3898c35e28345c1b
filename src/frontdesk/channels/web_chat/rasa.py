"""The JSON of Rasa's REST channel, so that chat widgets made for it can talk to us unchanged."""

import json
from typing import Any

from pydantic import Field

from frontdesk.channels.web_chat.context import ChatContext
from frontdesk.channels.web_chat.wire import Id, Locale
from frontdesk.channels.wire import Wire
from frontdesk.model.reply import Line, Reply
from frontdesk.model.utterance import MAX_WORDS


class RasaMetadata(Wire):
    """What Rasa's own fields have no room for."""

    business: str | None = Field(default=None, max_length=128)
    message_id: Id | None = None
    locale: Locale | None = None
    context: ChatContext | None = None


class RasaRequest(Wire):
    sender: Id
    message: str = Field(max_length=MAX_WORDS)
    metadata: RasaMetadata | None = None


class RasaButton(Wire):
    title: str
    payload: str


class RasaMessage(Wire):
    recipient_id: str
    text: str
    buttons: list[RasaButton] | None = None


class RasaStatus(Wire):
    status: str = "ok"


def show_messages(reply: Reply, sender: str) -> list[dict[str, Any]]:
    """One message a line, with its choices as buttons."""
    return [_show(line, sender).model_dump(exclude_none=True) for line in reply.lines]


def stream_messages(messages: list[dict[str, Any]]) -> str:
    """Rasa labels its stream `text/event-stream`, and sends one JSON object a line."""
    return "".join(json.dumps(message, ensure_ascii=False) + "\n" for message in messages)


def _show(line: Line, sender: str) -> RasaMessage:
    buttons = [RasaButton(title=choice.title, payload=choice.value) for choice in line.choices]
    return RasaMessage(recipient_id=sender, text=line.text, buttons=buttons or None)
