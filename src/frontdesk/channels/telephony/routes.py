"""Twilio's voice webhooks. A call never hears an error page: what fails is apologised for, then a person is tried."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from pydantic import ValidationError

from frontdesk.channels.desk import PARTS, Desk, SpokenLines
from frontdesk.channels.operation import FORM, Operation, describes
from frontdesk.channels.problems import Problem, faults_of
from frontdesk.channels.requests import desk_in_path, read_body
from frontdesk.channels.telephony.signature import is_signed
from frontdesk.channels.telephony.wire import (
    ENDED,
    PICKED_UP,
    CallFields,
    CallPaths,
    read_arrival,
    read_utterance,
    write_ending,
    write_reply,
    write_transfer,
    write_wait,
)
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.business import TwilioDoor
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium, Unanswered, Utterance

CHANNEL = "telephony"
MAX_FIELDS = 200
FIRST_WORD_WITHIN = 2.0
"""Seconds until a caller is asked for a moment: a longer silence sounds like a dead line."""
ANSWER_WITHIN = 8.0
"""Seconds: Twilio gives up after 15, connection included, so a turn that is slower still is bridged again."""
MAX_WAITS = 4
"""Times a slow turn is bridged before we apologise."""

log = logging.getLogger(__name__)
RUNNING: web.AppKey[set[asyncio.Task[Reply]]] = web.AppKey("running_turns")


def add_calls(app: web.Application) -> None:
    app[RUNNING] = set()
    app.on_shutdown.append(_let_turns_finish)
    app.router.add_post("/twilio/{business}/voice", voice)
    app.router.add_post("/twilio/{business}/turn", turn)
    app.router.add_post("/twilio/{business}/dialed", dialed)
    app.router.add_post("/twilio/{business}/status", status)


REFUSALS = {
    400: "The body is not encoded the way its headers say",
    403: "The signature is missing or wrong",
    404: "The business takes no calls here",
    413: "The form is too large",
    415: "The body is no form",
    422: "The form names no call",
}


def _webhook(summary: str, content_type: str = "text/xml", status: int = 200) -> Operation:
    return Operation(
        summary,
        "calls",
        body=CallFields,
        body_type=FORM,
        content_type=content_type,
        status=status,
        problems=REFUSALS,
        description="Called by Twilio, signed with `X-Twilio-Signature`.",
    )


@describes(_webhook("A call comes in"))
async def voice(request: web.Request) -> web.Response:
    desk, door, fields = await _read_call(request)
    begun = desk.receptionist.begin(_key(desk, fields), delivery="0", medium=Medium.VOICE, arrival=read_arrival(fields))
    return await _answer(request, desk, door, begun, turn=0)


@describes(_webhook("The caller answered, or stayed silent"))
async def turn(request: web.Request) -> web.Response:
    number = _small_number(request.query.get("n", ""))
    if number is None:  # set as the address of new calls by mistake: take it as one
        return await voice(request)
    desk, door, fields = await _read_call(request)
    return await _take(request, desk, door, fields, read_utterance(fields), number)


@describes(_webhook("A transfer ended"))
async def dialed(request: web.Request) -> web.Response:
    desk, door, fields = await _read_call(request)
    if fields.dial_status in PICKED_UP:
        return _twiml(write_ending([], _spoken(request, desk).locale, door))
    number = _small_number(request.query.get("n", "")) or 1
    return await _take(request, desk, door, fields, Unanswered(), number)


@describes(_webhook("The call changed its status", "text/plain", 204))
async def status(request: web.Request) -> web.Response:
    desk, _, fields = await _read_call(request)
    if fields.call_status in ENDED:
        await desk.receptionist.end(_key(desk, fields))
    return web.Response(status=204)


async def _take(
    request: web.Request, desk: Desk, door: TwilioDoor, fields: CallFields, utterance: Utterance, number: int
) -> web.Response:
    key, arrival = _key(desk, fields), read_arrival(fields)
    taken = desk.receptionist.take(key, utterance, delivery=str(number), medium=Medium.VOICE, arrival=arrival)
    return await _answer(request, desk, door, taken, turn=number)


async def _read_call(request: web.Request) -> tuple[Desk, TwilioDoor, CallFields]:
    """Who is called and what about, once the signature is known to be right. Raises `Problem`."""
    parts = request.app[PARTS]
    desk = desk_in_path(request, parts.desks)
    door = desk.business.doors.twilio
    if door is None:
        raise Problem(404, "This business takes no calls here.", "no-calls")
    pairs = await _read_form(request)
    signature = request.headers.get("X-Twilio-Signature", "")
    url = parts.public_url + request.raw_path
    if desk.twilio_token is None or not is_signed(signature, url, pairs, desk.twilio_token):
        log.warning("call refused: wrong signature", extra={"business": desk.business.id})
        raise Problem(
            403, "The signature is wrong: check the auth token and the public address of this server.", "signature"
        )
    try:
        return desk, door, CallFields.model_validate(dict(pairs))
    except ValidationError as error:
        raise Problem(422, "The form names no call.", "invalid", faults_of(error)) from None


async def _read_form(request: web.Request) -> list[tuple[str, str]]:
    """Every field as it came: the signature covers them all, untrimmed."""
    if request.content_type != FORM:
        raise Problem(415, f"Send the body as a form, with the header Content-Type: {FORM}.", "content-type")
    body = (await read_body(request)).decode("utf-8", errors="replace")
    try:
        return parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise Problem(413, f"Send at most {MAX_FIELDS} fields.", "too-many-fields") from None


def _key(desk: Desk, fields: CallFields) -> ConversationKey:
    return ConversationKey(desk.business.id, CHANNEL, fields.call_sid)


def _small_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


async def _answer(
    request: web.Request, desk: Desk, door: TwilioDoor, reply: Coroutine[object, object, Reply], turn: int
) -> web.Response:
    """The reply as TwiML. A turn is never broken off: when it is slow, the caller is asked to wait for it."""
    running = request.app[RUNNING]
    task = asyncio.ensure_future(reply)
    running.add(task)
    task.add_done_callback(lambda ended: _forget(ended, running))
    spoken = _spoken(request, desk)
    base = f"{urlsplit(request.app[PARTS].public_url).path}/twilio/{desk.business.id}"
    paths = CallPaths(base, turn, spoken.locale if spoken is not desk.spoken[0] else "")
    waits = _small_number(request.query.get("waits", "")) or 0
    done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN if waits else FIRST_WORD_WITHIN)
    if not done and waits < MAX_WAITS:
        asked = spoken.still_working[waits % len(spoken.still_working)] if waits else spoken.one_moment
        return _twiml(write_wait(asked, spoken.locale, door, paths.this_turn(waits + 1)))
    failure = task.exception() if done else None
    if done and failure is None:
        reply_in = desk.spoken_in(task.result().listen.language)
        held_in = reply_in.locale if reply_in is not desk.spoken[0] else ""
        return _twiml(write_reply(task.result(), door, replace(paths, locale=held_in)))
    # The message of an exception may repeat what the caller said: only its kind is logged.
    what = type(failure).__name__ if failure else "slow"
    log.error("turn failed, apologised", extra={"business": desk.business.id, "turn": turn, "failure": what})
    number = desk.business.policy.handoff_number
    if number is not None:
        return _twiml(write_transfer([spoken.apology], spoken.locale, number, door, paths))
    return _twiml(write_ending([spoken.apology], spoken.locale, door))


def _spoken(request: web.Request, desk: Desk) -> SpokenLines:
    """Our own lines in the language that the call was held in so far."""
    return desk.spoken_in(request.query.get("locale", ""))


def _forget(task: asyncio.Task[Reply], running: set[asyncio.Task[Reply]]) -> None:
    running.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, so that a late failure is not printed with the caller's words in it


async def _let_turns_finish(app: web.Application) -> None:
    """A turn may be committing a booking: the server stops after it."""
    running = app[RUNNING]
    if running:
        await asyncio.wait(running, timeout=ANSWER_WITHIN)


def _twiml(document: str) -> web.Response:
    return web.Response(text=document, content_type="text/xml", charset="utf-8")
