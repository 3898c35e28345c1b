"""The web application: every door's routes, and what holds for all of them: request ids, problems, headers, health."""

import asyncio
import logging
import re
import secrets
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from http import HTTPStatus

from aiohttp import web

from frontdesk.channels.booking_notices.routes import notice_routes
from frontdesk.channels.calendar_feeds import feed_routes
from frontdesk.channels.calendar_files import calendar_routes
from frontdesk.channels.desk import PARTS, Parts
from frontdesk.channels.failures import problem_of, unavailable
from frontdesk.channels.manage.page import page_routes
from frontdesk.channels.manage.routes import manage_routes
from frontdesk.channels.operation import NOTES, Operation, describes
from frontdesk.channels.problems import Problem, write_problem
from frontdesk.channels.staff.routes import staff_routes
from frontdesk.channels.telephony.routes import add_calls
from frontdesk.channels.web_chat.routes import chat_routes
from frontdesk.conversations.ports import BookingSystemError, StoreFailed, SystemDown
from frontdesk.metrics import CONTENT_TYPE, Metrics
from frontdesk.openapi import Described, describe_api
from frontdesk.page.routes import add_page

MAX_BODY = 64 * 1024
"""Bytes: 2,000 characters, every one of them escaped, fit twice."""
READY_WITHIN = 5.0
METRICS = web.AppKey("metrics", Metrics)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "Frontdesk",
}

DETAILS = {
    404: "There is nothing at this address; /openapi.json lists what there is.",
    405: "This address does not take that method; see the header Allow.",
    413: f"The body is larger than {MAX_BODY // 1024} KiB.",
}

log = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create_web_app(parts: Parts) -> web.Application:
    """Joins all routes. The server is to be run without aiohttp's own access log: paths can hold secrets."""
    app = web.Application(middlewares=[serve_safely], client_max_size=MAX_BODY)
    app[PARTS] = parts
    app[METRICS] = Metrics()
    app.cleanup_ctx.append(_live)
    app.router.add_routes(
        [
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", metrics),
            web.get("/openapi.json", openapi),
            *chat_routes(),
            *notice_routes(),
            *staff_routes(),
            *manage_routes(),
            *page_routes(),
            *calendar_routes(),
            *feed_routes(),
        ]
    )
    add_calls(app)
    add_page(app, parts)
    return app


@web.middleware
async def serve_safely(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request an id, turns whatever is raised into a problem document, and logs one line."""
    given = request.headers.get("X-Request-ID", "")
    request_id = given if SANE_ID.fullmatch(given) else secrets.token_hex(8)
    began = time.perf_counter()
    try:
        response = await handler(request)
    except Problem as problem:
        response = write_problem(problem, request_id)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = write_problem(_of_http(error), request_id)
    except (StoreFailed, BookingSystemError) as error:
        refusal = problem_of(error) if isinstance(error, BookingSystemError) else unavailable()
        if refusal.status >= 500:
            log.error("not able to serve: %s", type(error).__name__, extra={"request": request_id})
        response = write_problem(refusal, request_id)
    except Exception as error:
        # The message of an exception may repeat what a caller said: the log gets its kind and its place.
        where = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
        log.error("failed: %s\n%s", type(error).__name__, where, extra={"request": request_id})
        response = write_problem(Problem(500, "Something went wrong here; the request id finds it."), request_id)
    response.headers["X-Request-ID"] = request_id
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    _note(request, request_id, response.status, time.perf_counter() - began)
    return response


def _of_http(error: web.HTTPException) -> Problem:
    allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    return Problem(error.status, DETAILS.get(error.status, HTTPStatus(error.status).description), headers=allow)


def _note(request: web.Request, request_id: str, status: int, seconds: float) -> None:
    """Names the route, not the path: paths and queries hold tokens and phone numbers."""
    resource = request.match_info.route.resource
    method, route = request.method if request.method in METHODS else "-", resource.canonical if resource else "-"
    request.app[METRICS].observe(method, route, status, seconds)
    more = {"request": request_id, "milliseconds": round(seconds * 1000, 1)}
    log.info("%s %s %d", method, route, status, extra=more)


async def _live(app: web.Application) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for lifetime in app[PARTS].lifetimes:
            await stack.enter_async_context(lifetime())
        yield


@describes(Operation("Is the server alive?", "health"))
async def healthz(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


@describes(Operation("Can it hold conversations and book?", "health", problems={503: "Not now; the detail says why"}))
async def readyz(request: web.Request) -> web.Response:
    try:
        async with asyncio.timeout(READY_WITHIN):
            await request.app[PARTS].ready()
    except TimeoutError:
        raise Problem(503, f"No answer within {READY_WITHIN:.0f} seconds.", "not-ready") from None
    except (StoreFailed, SystemDown) as error:
        raise Problem(503, str(error), "not-ready") from None
    return web.json_response({"status": "ready"})


@describes(Operation("Counts and durations, for Prometheus", "health", content_type="text/plain"))
async def metrics(request: web.Request) -> web.Response:
    return web.Response(text=request.app[METRICS].write(), headers={"Content-Type": CONTENT_TYPE})


@describes(Operation("This description", "health"))
async def openapi(request: web.Request) -> web.Response:
    return web.json_response(describe_api(_described(request.app), request.app[PARTS].public_url))


def _described(app: web.Application) -> list[Described]:
    return [
        (route.method, route.resource.canonical, NOTES[route.handler])
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD" and route.handler in NOTES
    ]
