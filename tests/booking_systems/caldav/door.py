"""What stands before the CalDAV server in the tests: it has faults to order, and complains of what is careless.

It passes on what it gets, tells the time of the test's clock in the place of the real one, and can be a server that
does not expand what recurs, or one that wants a token instead of a password.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Self

import aiohttp
from aiohttp import web
from tests.booking_systems.caldav.server import BASIC, shared
from tests.doubles.serving import Double

TOKEN = "a token"
Happening = Callable[[], Awaitable[None]]
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "content-encoding",
    "accept-encoding",
    "host",
    "date",
    "server",
}


class Door(Double):
    """async with Door(clock, "ada", "ben") as door: … door.addresses …

    `paths` are those of the calendars behind it.
    """

    def __init__(self, clock: Callable[[], datetime], *hosts: str) -> None:
        super().__init__(clock)
        self.paths = shared().new_calendars(*hosts)
        self.expands = True
        self.tells_free_busy = True
        self.wants_token = False
        self.tells_etags = True
        self.meanwhile: dict[str, Happening] = {}
        """What happens, once, after a request of that method came in and before it is passed on."""
        self.refusals: dict[str, int] = {}
        """The status that the next request of a method gets."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def addresses(self) -> dict[str, str]:
        return {host: f"{self.url}/{host}/" for host in self.paths}

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{path:.*}", self.pass_on)]

    def too_many(self) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "0"})

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return await super().__aenter__()

    async def __aexit__(self, *how: object) -> None:
        await super().__aexit__(None, None, None)
        assert self._session is not None
        await self._session.close()

    async def pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        self._look_at(request, body)
        if self.wants_token and request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        if happening := self.meanwhile.pop(request.method, None):
            await happening()
        if status := self.refusals.pop(request.method, 0):
            return web.Response(status=status, headers={"Location": "/elsewhere/"})
        if b"free-busy-query" in body and not self.tells_free_busy:
            return web.Response(status=403)
        if not self.expands:
            body = _without_expand(body)
        _, host, name = request.path.split("/", 2)
        if host not in self.paths:
            self.complain(f"{request.method} {request.path}: there is no such calendar")
            return web.Response(status=404)
        return await self.ask(request.method, self.paths[host] + name, body, dict(request.headers))

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> web.Response:
        """What the server itself answers."""
        kept = {name: value for name, value in (headers or {}).items() if name.lower() not in HOP_BY_HOP}
        if self.wants_token or "Authorization" not in kept:
            kept["Authorization"] = BASIC
        assert self._session is not None
        url = shared().url + path
        async with self._session.request(method, url, data=body, headers=kept) as answer:
            told = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            if not self.tells_etags:
                told = {name: value for name, value in told.items() if name.lower() != "etag"}
            told["Date"] = format_datetime(self.clock().astimezone(UTC), usegmt=True)
            return web.Response(status=answer.status, body=await answer.read(), headers=told)

    def _look_at(self, request: web.Request, body: bytes) -> None:
        match request.method:
            case "PUT":
                if "If-Match" not in request.headers and request.headers.get("If-None-Match") != "*":
                    self.complain("a PUT without a condition")
                if not request.headers.get("Content-Type", "").startswith("text/calendar"):
                    self.complain("a PUT of something else than text/calendar (RFC 4791, 5.3.2)")
                if b"METHOD:" in body:
                    self.complain("a METHOD in a stored entry (RFC 4791, 4.1)")
            case "DELETE":
                if "If-Match" not in request.headers:
                    self.complain("a DELETE without a condition")
            case "REPORT" | "PROPFIND":
                if request.headers.get("Depth") not in ("0", "1"):
                    self.complain(f"a {request.method} without a Depth")
                if not request.path.endswith("/"):
                    self.complain(f"a {request.method} of what is no collection")
            case "GET":
                if request.headers.get("Accept-Encoding") != "identity":
                    self.complain("a GET whose ETag may be that of something compressed")
            case other:
                self.complain(f"{other} is of no use here")


def _without_expand(body: bytes) -> bytes:
    start = body.find(b"<C:expand")
    return body if start < 0 else body[:start] + body[body.index(b"/>", start) + 2 :]
