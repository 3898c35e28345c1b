"""Conversations and call-backs as the staff read them."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.channels.wire import Wire
from frontdesk.conversations.ports import Callback, StoredConversation, TurnRecord


class TurnView(Wire):
    at: datetime
    event: Any
    acts: Any


class ConversationView(Wire):
    """A conversation as its journal has it. It holds what the caller said: the staff token is the permission."""

    id: str
    business: str
    channel: str
    updated: datetime
    done: bool
    turns: list[TurnView]


class CallbackView(Wire):
    conversation: str
    business: str
    created: datetime
    name: str
    phone: str | None
    summary: str


class CallbackList(Wire):
    callbacks: list[CallbackView]


def show_conversation(conversation: StoredConversation, turns: list[TurnRecord], zone: ZoneInfo) -> ConversationView:
    return ConversationView(
        id=conversation.id,
        business=conversation.key.business,
        channel=conversation.key.channel,
        updated=conversation.updated.astimezone(zone),
        done=conversation.done,
        turns=[
            TurnView(at=turn.at.astimezone(zone), event=json.loads(turn.event), acts=json.loads(turn.acts))
            for turn in turns
        ],
    )


def show_callbacks(callbacks: list[Callback], zone: ZoneInfo) -> CallbackList:
    return CallbackList(
        callbacks=[
            CallbackView(
                conversation=callback.conversation,
                business=callback.business,
                created=callback.created.astimezone(zone),
                name=callback.name,
                phone=callback.phone,
                summary=callback.summary,
            )
            for callback in callbacks
        ]
    )
