"""The try-it page's routes. It needs no password, and so exists only for businesses whose profile says `try_page`."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from aiohttp import web
from aiohttp.typedefs import LooseHeaders
from pydantic import BaseModel

from frontdesk.channels.desk import PARTS, Desk, Parts
from frontdesk.channels.html import templates_in
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import read_json, read_query
from frontdesk.channels.web_chat.context import read_arrival
from frontdesk.channels.web_chat.routes import answer
from frontdesk.channels.web_chat.wire import ChatRequest, Id, show_reply
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.utterance import Medium
from frontdesk.page.days import read_days
from frontdesk.page.inside import read_inside

CHANNEL = "try_page"
"""Of its own, because no token is asked for here: who knows a sender of the chat does not get at that conversation."""
FOLDER = files("frontdesk.page")
FRESH_FOR = 1.0
"""Seconds a week is served again before it is read again, however many pages look at it."""
MAX_KEPT = 64
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

environment = templates_in(FOLDER)


class Leaving(BaseModel):
    sender: Id


class InsideQuery(BaseModel):
    sender: Id


class DaysQuery(BaseModel):
    first: date | None = None


@dataclass(slots=True)
class Weeks:
    """Weeks read a moment ago, so that many open pages cost as much as one."""

    kept: dict[tuple[str, date | None], tuple[float, bytes]] = field(default_factory=dict)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, desk: Desk, first: date | None, parts: Parts) -> bytes:
        async with self.reading:
            key, now = (desk.business.id, first), asyncio.get_running_loop().time()
            if key in self.kept and now - self.kept[key][0] < FRESH_FOR:
                return self.kept[key][1]
            if len(self.kept) >= MAX_KEPT:
                self.kept.clear()
            body = (await read_days(desk, first, parts.clock())).model_dump_json().encode()
            self.kept[key] = (now, body)
            return body


WEEKS = web.AppKey("weeks", Weeks)


def add_page(app: web.Application, parts: Parts) -> None:
    """Adds the page, if any business wants it: at `/` the only one, or a chooser."""
    if not _shown(parts.desks):
        return
    app[WEEKS] = Weeks()
    app.router.add_routes(
        [
            web.get("/", start),
            web.get("/page/page.css", style),
            web.get("/page/page.js", script),
            web.get("/page/{business}", page),
            web.get("/page/{business}/day.json", days),
            web.get("/page/{business}/inside.json", inside),
            web.post("/page/{business}/chat", chat),
            web.post("/page/{business}/leave", leave),
        ]
    )


def _shown(desks: Mapping[str, Desk]) -> list[Desk]:
    return [desk for desk in desks.values() if desk.business.doors.try_page]


async def start(request: web.Request) -> web.Response:
    shown = _shown(request.app[PARTS].desks)
    if len(shown) == 1:
        return _send_page(request, shown[0])
    listed = sorted(shown, key=lambda desk: desk.business.name)
    html = environment.get_template("chooser.html.j2").render(businesses=[desk.business for desk in listed])
    return _send(request, html.encode(), "text/html")


async def page(request: web.Request) -> web.Response:
    return _send_page(request, _desk(request))


async def style(request: web.Request) -> web.Response:
    return _send(request, (FOLDER / "page.css").read_bytes(), "text/css")


async def script(request: web.Request) -> web.Response:
    return _send(request, (FOLDER / "page.js").read_bytes(), "text/javascript")


async def days(request: web.Request) -> web.Response:
    query = read_query(request, DaysQuery)
    body = await request.app[WEEKS].read(_desk(request), query.first, request.app[PARTS])
    return _send(request, body, "application/json")


async def inside(request: web.Request) -> web.Response:
    """What is behind the last answer; a sender is known to the page that made it up, and to nobody else."""
    desk, query = _desk(request), read_query(request, InsideQuery)
    seen = await read_inside(desk, _key(desk, query.sender), request.app[PARTS])
    if seen is None:
        raise Problem(404, "There is no conversation with this sender.", "not-found")
    return web.json_response(text=seen.model_dump_json(), headers={"Cache-Control": "no-store"})


async def chat(request: web.Request) -> web.Response:
    """A turn, as `/v1/chat` takes it but without a token; an empty message opens the conversation."""
    desk, asked = _desk(request), await read_json(request, ChatRequest)
    if asked.message.strip():
        reply = await answer(desk, asked, CHANNEL)
    else:
        reply = await desk.receptionist.begin(
            _key(desk, asked.sender),
            delivery=asked.message_id,
            medium=Medium.TEXT,
            locale=asked.locale,
            arrival=read_arrival(asked.context),
        )
    request.app[WEEKS].kept.clear()
    return web.json_response(text=show_reply(reply, request.app[PARTS].public_url).model_dump_json())


async def leave(request: web.Request) -> web.Response:
    """The page was closed or started anew: what was held for it is free again."""
    desk, leaving = _desk(request), await read_json(request, Leaving)
    await desk.receptionist.end(_key(desk, leaving.sender))
    request.app[WEEKS].kept.clear()
    return web.Response(status=204)


def _key(desk: Desk, sender: str) -> ConversationKey:
    return ConversationKey(desk.business.id, CHANNEL, sender)


def _desk(request: web.Request) -> Desk:
    desk = request.app[PARTS].desks.get(request.match_info["business"])
    if desk is None or not desk.business.doors.try_page:
        raise Problem(404, "There is no page to try this business on.", "not-found")
    return desk


def _send_page(request: web.Request, desk: Desk) -> web.Response:
    html = environment.get_template("page.html.j2").render(business=desk.business)
    return _send(request, html.encode(), "text/html")


def _send(request: web.Request, body: bytes, content_type: str) -> web.Response:
    """The body, or 304 when the browser has this very body already."""
    tag = hashlib.sha256(body).hexdigest()[:20]
    headers: LooseHeaders = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    known = request.if_none_match or ()
    if any(etag.value == tag for etag in known):
        response = web.Response(status=304, headers=headers)
    else:
        response = web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)
    response.etag = tag
    return response
