"""A calendar feed for each host: what they have ahead, for the calendar program they use anyway.

The address is the key to it. Its last part follows from the staff token, so that it cannot be guessed, need not be
stored, and ends when the staff token is changed.
"""

import hmac
from datetime import timedelta
from hashlib import sha256

from aiohttp import web

from frontdesk.channels.desk import PARTS, Desk, Parts
from frontdesk.channels.headers import ETAG, IF_NONE_MATCH
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.ports import StaffBookingSystem
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import is_same
from frontdesk.conversations.calendar_file import calendar_feed
from frontdesk.model.booking import Booking, BookingStatus, Window
from frontdesk.model.diary import BookingFilter

PAST = timedelta(days=30)
AHEAD = timedelta(days=400)
CANCELLED_FOR = timedelta(days=7)
"""How long after its time a cancelled appointment is still shown as cancelled."""
PAGE = 200
MOST = 5_000


def feed_routes() -> list[web.RouteDef]:
    return [web.get("/calendar/feeds/{business}/{host}/{token}.ics", send_feed)]


def feed_url(parts: Parts, business: str, host: str) -> str:
    return f"{parts.public_url}/calendar/feeds/{business}/{host}/{feed_token(parts.staff_token, business, host)}.ics"


def feed_token(staff_token: str, business: str, host: str) -> str:
    """Ids hold no line ends, so that no two pairs of them read the same."""
    return hmac.new(staff_token.encode(), f"calendar feed\n{business}\n{host}".encode(), sha256).hexdigest()


@describes(
    Operation(
        "A host's appointments, for subscribing",
        "bookings",
        content_type="text/calendar",
        headers=(IF_NONE_MATCH,),
        answer_headers=(ETAG,),
        description="GET /v1/hosts gives the addresses. They need no password: the last part cannot be guessed.",
        problems={404: "There is no feed under this link", 503: "The booking system does not answer"},
    )
)
async def send_feed(request: web.Request) -> web.Response:
    parts = request.app[PARTS]
    desk, system, host = _find(request, parts)
    now, business = parts.clock(), desk.business
    window = Window(now - PAST, now + AHEAD)
    shown = [
        booking
        for booking in await _all(system, BookingFilter(window, host=host))
        if booking.status is not BookingStatus.CANCELLED or booking.request.opening.end > now - CANCELLED_FOR
    ]
    body = calendar_feed(shown, business, f"{business.host(host).name}, {business.name}")
    tag = sha256(body).hexdigest()[:20]
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        response = web.Response(status=304)
    else:
        response = web.Response(body=body, headers={"Content-Type": "text/calendar; charset=utf-8; method=PUBLISH"})
    response.etag = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _find(request: web.Request, parts: Parts) -> tuple[Desk, StaffBookingSystem, str]:
    """An unknown business, an unknown host and a wrong token look the same from outside."""
    business, host = request.match_info["business"], request.match_info["host"]
    expected = feed_token(parts.staff_token, business, host)
    desk, right = parts.desks.get(business), is_same(request.match_info["token"], expected)
    if right and desk is not None and desk.office is not None and host in {each.id for each in desk.business.hosts}:
        return desk, desk.office.bookings, host
    raise Problem(404, "There is no calendar under this link.", "not-found")


async def _all(system: StaffBookingSystem, wanted: BookingFilter) -> list[Booking]:
    """Page by page, up to as many as a calendar program takes in one file."""
    found: list[Booking] = []
    after: str | None = None
    while len(found) < MOST:
        page = await system.listed(wanted, after, PAGE)
        found += page.bookings
        if page.next is None:
            break
        after = page.next
    return found
