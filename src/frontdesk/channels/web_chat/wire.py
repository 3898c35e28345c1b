"""The chat webhook's JSON, to and from our types."""

import unicodedata
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from frontdesk.channels.bookings import BookingView, show_booking
from frontdesk.channels.requests import MAX_ID, printable
from frontdesk.channels.web_chat.context import ChatContext
from frontdesk.channels.wire import Wire
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import HandedOff, Line, Reply
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import MAX_WORDS, Silence, Utterance, typed

Id = Annotated[str, Field(min_length=1, max_length=MAX_ID), AfterValidator(printable)]
Locale = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]


class ChatRequest(Wire):
    """One message. `sender` is your name for the other side, the same through a conversation and hard to guess.

    An empty message says that the other side was given time and stayed silent. Fields not named here are ignored.
    """

    sender: Id
    message: str = Field(max_length=MAX_WORDS)
    message_id: Id | None = None
    """The same id again gives the same answer and changes nothing: send one with every message, and retry freely."""
    business: str | None = Field(default=None, max_length=MAX_ID)
    """Id of the business; may be left out where one is served."""
    locale: Locale | None = None
    """Such as `en-GB`."""
    context: ChatContext | None = None
    """What you know of the other side; remembered, so that one message needs to carry it."""


class ChatChoice(Wire):
    """An answer to offer as a button: show `title`, send `value` as the message."""

    title: str
    value: str


class ChatLine(Wire):
    text: str
    choices: list[ChatChoice] | None = None

    @model_serializer(mode="wrap")
    def _leave_out_no_choices(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {name: value for name, value in write(self).items() if name != "choices" or value}


class ChatHandOff(Wire):
    """A person takes over: why, and what is known so far."""

    reason: str
    summary: str
    transcript: str
    """Where staff read the whole conversation, with their bearer token."""


class ChatReply(Wire):
    conversation_id: str
    replies: list[ChatLine]
    asked: str | None
    """What the open question is about: a slot's name, `confirm` for the final read-back, or null when nothing is."""
    done: bool
    handoff: ChatHandOff | None
    booking: BookingView | None
    """The booking made, moved or cancelled in this conversation, once there is one; none that was only found."""


ASKED = {
    Expecting.CONSENT: "consent",
    Expecting.CONFIRM_BOOKING: "confirm",
    Expecting.OPENING: "preferred_time",
    Expecting.CHANGE: "change",
    Expecting.APPOINTMENT: "appointment",
    Expecting.CONFIRM_CANCEL: "cancel",
    Expecting.CONFIRM_MOVE: "move",
    Expecting.MOVE_OR_CANCEL: "move_or_cancel",
    Expecting.CONFIRM_WAITING: "waitlist",
    Expecting.INSTEAD: "instead",
    Expecting.CALLBACK: "callback",
    Expecting.RESUME: "resume",
    Expecting.ANYTHING_ELSE: "anything_else",
    Expecting.NOTHING: None,
}
"""What else is asked than a slot. A slot, a value of it to confirm, and readings to choose from go by its name."""


def name_asked(expectation: Expectation) -> str | None:
    slot: SlotName | None = expectation.slot
    return ASKED.get(expectation.expecting, slot and slot.value)


def read_message(message: str) -> Utterance:
    """Typed words with control characters taken out; a message of nothing else is silence."""
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in message).strip()
    return typed(text) if text else Silence()


def show_reply(reply: Reply, public_url: str) -> ChatReply:
    return ChatReply(
        conversation_id=reply.conversation,
        replies=[_show_line(line) for line in reply.lines],
        asked=name_asked(reply.expectation),
        done=reply.done,
        handoff=_show_hand_off(reply.handoff, reply.conversation, public_url) if reply.handoff else None,
        booking=show_booking(reply.booking, public_url) if reply.booking else None,
    )


def _show_hand_off(handoff: HandedOff, conversation: str, public_url: str) -> ChatHandOff:
    transcript = f"{public_url}/v1/conversations/{quote(conversation, safe='')}"
    return ChatHandOff(reason=handoff.reason.value, summary=handoff.summary, transcript=transcript)


def _show_line(line: Line) -> ChatLine:
    choices = [ChatChoice(title=choice.title, value=choice.value) for choice in line.choices]
    return ChatLine(text=line.text, choices=choices or None)
