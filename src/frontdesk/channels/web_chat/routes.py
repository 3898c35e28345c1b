"""`POST /v1/chat`, and the same conversation for clients of Rasa's REST channel."""

from dataclasses import replace

from aiohttp import web

from frontdesk.channels.desk import PARTS, Desk
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Fault, Problem
from frontdesk.channels.requests import check_bearer, choose_desk, read_json
from frontdesk.channels.web_chat.context import read_arrival
from frontdesk.channels.web_chat.rasa import RasaMessage, RasaRequest, RasaStatus, show_messages, stream_messages
from frontdesk.channels.web_chat.wire import ChatReply, ChatRequest, read_message, show_reply
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium

CHANNEL = "web_chat"
BODY_PROBLEMS = {
    400: "The body is not JSON, or not encoded the way its headers say",
    401: "The business asks for its chat token",
    408: "The body did not arrive in time",
    413: "The body is too large",
    415: "The body is not labelled as JSON",
    422: "A field is missing, of the wrong type or too long, or the business is not known",
    503: "Conversations cannot be kept at the moment; try again",
}


def chat_routes() -> list[web.RouteDef]:
    return [
        web.post("/v1/chat", chat),
        web.get("/webhooks/rest/", rasa_status),
        web.post("/webhooks/rest/webhook", rasa_webhook),
        web.post("/webhooks/rest/{business}/webhook", rasa_webhook_of),
    ]


@describes(
    Operation(
        "Send a chat message, get the answer",
        "chat",
        returns=ChatReply,
        body=ChatRequest,
        token="chat",
        problems=BODY_PROBLEMS,
    )
)
async def chat(request: web.Request) -> web.Response:
    parts = request.app[PARTS]
    asked = await read_json(request, ChatRequest)
    where = Fault(detail="must be the id of a business", pointer="#/business")
    desk = choose_desk(parts.desks, asked.business, where)
    _check_token(request, desk)
    reply = await answer(desk, asked)
    return web.json_response(text=show_reply(reply, parts.public_url).model_dump_json())


async def answer(desk: Desk, asked: ChatRequest, channel: str = CHANNEL) -> Reply:
    """One turn of the sender's conversation with this business. Senders of different channels are strangers."""
    return await desk.receptionist.take(
        ConversationKey(desk.business.id, channel, asked.sender),
        read_message(asked.message),
        delivery=asked.message_id,
        medium=Medium.TEXT,
        locale=asked.locale,
        arrival=read_arrival(asked.context),
    )


@describes(Operation("Is the chat channel there?", "rasa", returns=RasaStatus))
async def rasa_status(_: web.Request) -> web.Response:
    return web.json_response(text=RasaStatus().model_dump_json())


RASA = Operation(
    "Send a chat message in the shape of Rasa's REST channel",
    "rasa",
    returns=RasaMessage,
    returns_list=True,
    body=RasaRequest,
    token="chat",
    description="With `?stream=true` the answer is one JSON object a line.",
    problems=BODY_PROBLEMS,
)


@describes(RASA)
async def rasa_webhook(request: web.Request) -> web.Response:
    asked = await read_json(request, RasaRequest)
    return await _answer_rasa(request, asked, asked.metadata.business if asked.metadata else None)


@describes(replace(RASA, problems=BODY_PROBLEMS | {404: "No business with this id is served here"}))
async def rasa_webhook_of(request: web.Request) -> web.Response:
    business = request.match_info["business"]
    if business not in request.app[PARTS].desks:
        raise Problem(404, "No business with this id is served here.", "business-unknown")
    return await _answer_rasa(request, await read_json(request, RasaRequest), business)


async def _answer_rasa(request: web.Request, asked: RasaRequest, business: str | None) -> web.Response:
    where = Fault(detail="must be the id of a business", pointer="#/metadata/business")
    desk = choose_desk(request.app[PARTS].desks, business, where)
    _check_token(request, desk)
    more = asked.metadata
    turn = ChatRequest(
        sender=asked.sender,
        message=asked.message,
        message_id=more.message_id if more else None,
        locale=more.locale if more else None,
        context=more.context if more else None,
    )
    messages = show_messages(await answer(desk, turn), asked.sender)
    if request.query.get("stream", "").lower() == "true":
        return web.Response(text=stream_messages(messages), content_type="text/event-stream")
    return web.json_response(messages)


def _check_token(request: web.Request, desk: Desk) -> None:
    """Open only where the profile names no token: one that is named and was not found lets nobody in."""
    if desk.business.doors.chat.token_env is not None or desk.chat_token is not None:
        check_bearer(request, desk.chat_token, "the chat token of this business")
