"""What all doubles of booking systems share: a server on a free port of loopback, and faults to order.

A double is written from what the vendor documents and knows nothing of the adapter. It is as strict as the vendor, and
stricter: what breaks the contract is refused as documented *and* noted in `complaints`, which a test looks at.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from types import TracebackType
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Fault(StrEnum):
    """How a system fails. Before: nothing was done. After: it was done, and only the answer is lost."""

    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    ERROR_BEFORE = "error_before"
    """A 500 of the system, or a 502 of what stands before it."""
    ERROR_AFTER = "error_after"
    TOO_MANY = "too_many"
    """429, with the wait the vendor documents."""
    STALL_BEFORE = "stall_before"
    """No answer until `Double.go_on` is set: the work is done only then."""
    STALL_AFTER = "stall_after"
    SLOW = "slow"
    """The answer comes after `Double.latency` seconds."""
    WRONG_SHAPE = "wrong_shape"
    """JSON that is not what is documented, with the documented status."""
    NOT_JSON = "not_json"
    """A page of HTML with the documented status."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came in. `body` is what was sent, undecoded."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        data = json.loads(self.body)
        assert isinstance(data, dict)
        return data


@dataclass(slots=True)
class Order:
    """A fault that the next fitting requests meet."""

    fault: Fault
    method: str | None
    path: str
    """Part of the path; empty fits every request."""
    times: int

    def fits(self, request: web.Request) -> bool:
        return self.times > 0 and self.method in (None, request.method) and self.path in request.path


@dataclass(slots=True)
class Chances:
    """Faults by chance: how likely each is for a request, out of one generator."""

    likely: Mapping[Fault, float]
    random: Random

    def draw(self) -> Fault | None:
        number = self.random.random()
        for fault, chance in self.likely.items():
            number -= chance
            if number < 0:
                return fault
        return None


@dataclass(slots=True)
class Faults:
    orders: list[Order] = field(default_factory=list)
    chances: Chances | None = None

    def order(self, fault: Fault, path: str = "", *, method: str | None = None, times: int = 1) -> None:
        self.orders.append(Order(fault, method, path, times))

    def at_random(self, likely: Mapping[Fault, float], seed: int) -> None:
        self.chances = Chances(likely, Random(seed))

    def next(self, request: web.Request) -> Fault | None:
        for order in self.orders:
            if order.fits(request):
                order.times -= 1
                return order.fault
        return self.chances.draw() if self.chances else None


class Double:
    """A booking system on loopback. A subclass gives the routes, and how its vendor says 429 and 5xx.

    async with CalcomDouble(clock) as double:
        ... double.url ...
    assert double.complaints == []
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.faults = Faults()
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        """What the other side did that the contract does not allow, one sentence each."""
        self.latency = 0.2
        self.go_on = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    # --- what a subclass gives

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def too_many(self) -> web.Response:
        """How the vendor says 429."""
        return web.json_response({"message": "Too Many Requests"}, status=429, headers={"Retry-After": "1"})

    def broken(self) -> web.Response:
        """How the vendor, or what stands before it, says that it does not work."""
        return web.Response(status=500, text="<html>Internal Server Error</html>", content_type="text/html")

    # --- what it offers its tests

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def complain(self, what: str) -> None:
        self.complaints.append(what)

    def called(self, method: str, path: str) -> list[Call]:
        """The requests of a method whose path has a part."""
        return [call for call in self.calls if call.method == method and path in call.path]

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._meet_faults])
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go_on.set()
        assert self._runner is not None
        await self._runner.cleanup()

    @web.middleware
    async def _meet_faults(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        query = tuple(request.query.items())
        self.calls.append(Call(request.method, request.path, query, dict(request.headers), await request.read()))
        match self.faults.next(request):
            case None:
                return await self._handled(request, handler)
            case Fault.RESET_BEFORE:
                return _reset(request)
            case Fault.RESET_AFTER:
                await self._handled(request, handler)
                return _reset(request)
            case Fault.ERROR_BEFORE:
                return self.broken()
            case Fault.ERROR_AFTER:
                await self._handled(request, handler)
                return self.broken()
            case Fault.TOO_MANY:
                return self.too_many()
            case Fault.STALL_BEFORE:
                await self.go_on.wait()
                return await self._handled(request, handler)
            case Fault.STALL_AFTER:
                answer = await self._handled(request, handler)
                await self.go_on.wait()
                return answer
            case Fault.SLOW:
                await asyncio.sleep(self.latency)
                return await self._handled(request, handler)
            case Fault.WRONG_SHAPE:
                answer = await self._handled(request, handler)
                return web.json_response({"unheard": ["of"]}, status=answer.status)
            case Fault.NOT_JSON:
                answer = await self._handled(request, handler)
                return web.Response(text="<html>Hello</html>", status=answer.status, content_type="text/html")

    async def _handled(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException:
            if request.match_info.http_exception is not None:
                self.complain(f"{request.method} {request.path} is no call of this API")
            raise


def _reset(request: web.Request) -> web.Response:
    """The connection is gone; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
