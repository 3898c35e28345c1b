"""State, replies and turns as the bytes a store keeps. Made when first used: building the readers takes a while."""

from functools import cache

from pydantic import TypeAdapter

from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import BookingRequest
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Utterance


@cache
def states() -> TypeAdapter[State]:
    return TypeAdapter(State)


@cache
def replies() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)


@cache
def requests() -> TypeAdapter[BookingRequest]:
    return TypeAdapter(BookingRequest)


@cache
def utterances() -> TypeAdapter[Utterance | None]:
    return TypeAdapter(Utterance | None)


@cache
def spoken_acts() -> TypeAdapter[tuple[AgentAct, ...]]:
    return TypeAdapter(tuple[AgentAct, ...])
