"""`/v1/conversations`, `/v1/callbacks`: what was said, and who waits for a call."""

from aiohttp import web

from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import id_in_path, read_query
from frontdesk.channels.spans import BusinessQuery
from frontdesk.channels.staff.access import NOT_FOUND, WITH_QUERY, answer, desk_of, staff_of
from frontdesk.channels.staff.wire.conversations import (
    CallbackList,
    ConversationView,
    show_callbacks,
    show_conversation,
)


@describes(
    Operation("One conversation, turn by turn", "staff", returns=ConversationView, token="staff", problems=NOT_FOUND)
)
async def show_one_conversation(request: web.Request) -> web.Response:
    parts = staff_of(request)
    conversation = await parts.conversations.get(id_in_path(request, "conversation"))
    if conversation is None or conversation.key.business not in parts.desks:
        raise Problem(404, "There is no conversation with this id.", "not-found")
    turns = await parts.conversations.turns(conversation.id)
    return answer(show_conversation(conversation, turns, parts.desks[conversation.key.business].business.zone))


@describes(
    Operation(
        "People who wait to be called back",
        "staff",
        returns=CallbackList,
        query=BusinessQuery,
        token="staff",
        problems=WITH_QUERY,
    )
)
async def list_callbacks(request: web.Request) -> web.Response:
    parts = staff_of(request)
    desk = desk_of(parts, read_query(request, BusinessQuery).business)
    return answer(show_callbacks(await parts.conversations.callbacks(desk.business.id), desk.business.zone))
