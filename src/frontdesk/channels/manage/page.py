"""`/manage/{booking}/{secret}`: what the API beside it does, as a page for people. It works without scripts.

Looking changes nothing, because mail programs open links by themselves; every change is a form that is sent.
"""

import base64
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from urllib.parse import quote, urlencode

from aiohttp import web
from markupsafe import Markup
from pydantic import TypeAdapter

from frontdesk.channels.desk import PARTS
from frontdesk.channels.fields import Time, instant
from frontdesk.channels.html import templates_in
from frontdesk.channels.manage.link import Opened, confirm_booking, open_link
from frontdesk.channels.moving import opening_to_move_to, search_to_move
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, RevisionChanged
from frontdesk.model.booking import Awaiting, Booking, BookingStatus, Window
from frontdesk.model.change import Actor, Mandate, Refusal

BEFORE, AFTER = timedelta(days=7), timedelta(days=14)
"""How far from the appointment other times are shown."""
MOST_A_DAY = 6
MOST_REASON = 500
FOLDER = files("frontdesk.channels.manage")
STYLE = (FOLDER / "page.css").read_text("utf-8")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(sha256(STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DONE = {
    "confirmed": (BookingStatus.CONFIRMED,),
    "moved": (BookingStatus.CONFIRMED, BookingStatus.PENDING),
    "cancelled": (BookingStatus.CANCELLED,),
}
"""What the page can say was done, by the word in its address, and the status in which that is true."""
REFUSED = {"too_late", "not_by_caller", "over", "taken", "changed", "other"}
SAID = {Refusal.TOO_LATE: "too_late", Refusal.NOT_BY_CALLER: "not_by_caller", Refusal.OVER: "over"}

a_time: TypeAdapter[datetime] = TypeAdapter(Time)
environment = templates_in(FOLDER)
Form = Mapping[str, object]
Do = Callable[[Opened, Form, Mandate], Awaitable[object]]


def page_routes() -> list[web.RouteDef]:
    link = "/manage/{booking}/{secret}"
    return [
        web.get(link, show),
        web.post(f"{link}/confirm", _form("confirmed", _confirm)),
        web.post(f"{link}/reschedule", _form("moved", _move)),
        web.post(f"{link}/cancel", _form("cancelled", _cancel)),
    ]


async def show(request: web.Request) -> web.Response:
    opened = await open_link(request)
    booking, business = opened.booking, opened.desk.business
    words, policy = opened.office.written(booking), business.policy
    opening, told = booking.request.opening, _told(booking, request.query.get("told", ""))
    may_move = booking.stands and policy.callers_may_reschedule
    html = environment.get_template("page.html.j2").render(
        words=words,
        style=Markup(STYLE),  # ours
        business=business.name,
        service=words.service(booking),
        told=words.say(told) if told else "",
        status=words.say(f"status.{booking.status}{f'_{booking.awaiting}' if booking.awaiting else ''}"),
        start=opening.start.astimezone(business.zone),
        host=business.host(opening.host).name,
        place=booking.request.place,
        ticket=booking.ticket,
        revision=booking.revision,
        link=_secret(request),
        may_confirm=booking.awaiting is Awaiting.ATTENDEE,
        may_move=may_move,
        times=await _times(opened, request.app[PARTS].clock()) if may_move else (),
        may_cancel=booking.stands and policy.callers_may_cancel,
    )
    return web.Response(
        text=html, content_type="text/html", charset="utf-8", headers={"Content-Security-Policy": POLICY}
    )


def _told(booking: Booking, word: str) -> str | None:
    """What is said first: the key of its words. Nothing is called done that the booking itself does not show."""
    if booking.status in DONE.get(word, ()):
        return f"done.{word}"
    return f"refused.{word}" if word in REFUSED else None


async def _times(opened: Opened, now: datetime) -> list[datetime]:
    """Where it could be moved, with the same host, around when it is: some of each day, from its first to its last."""
    current, zone = opened.booking.request.opening, opened.desk.business.zone
    window = Window(max(now, current.start - BEFORE), current.start + AFTER)
    found = (await opened.office.bookings.openings(search_to_move(opened.booking, window, host=current.host))).found
    starts = [opening.start.astimezone(zone) for opening in found if opening.start != current.start]
    return [start for _, day in groupby(starts, datetime.date) for start in _spread(list(day))]


def _spread(starts: list[datetime]) -> list[datetime]:
    if len(starts) <= MOST_A_DAY:
        return starts
    step = (len(starts) - 1) / (MOST_A_DAY - 1)
    return [starts[round(number * step)] for number in range(MOST_A_DAY)]


def _form(done: str, do: Do) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Does what a form asks for, and goes back to the page, which says what came of it."""

    async def handle(request: web.Request) -> web.Response:
        opened, form = await open_link(request), await request.post()
        reason, revision = str(form.get("reason", ""))[:MOST_REASON], str(form.get("revision", ""))
        known = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None
        try:
            await do(opened, form, Mandate(Actor.CALLER, " ".join(reason.split()), revision=known))
            told = done
        except BookingRejected as refused:
            told = SAID.get(refused.why, "other")
        except OpeningTaken:
            told = "taken"
        except RevisionChanged:
            told = "changed"
        except ValueError:
            told = "other"
        return web.Response(status=303, headers={"Location": f"../{_secret(request)}?{urlencode({'told': told})}"})

    return handle


async def _confirm(opened: Opened, _: Form, mandate: Mandate) -> Booking:
    return await confirm_booking(opened, mandate)


async def _cancel(opened: Opened, _: Form, mandate: Mandate) -> Booking:
    return await opened.office.bookings.cancel(opened.booking.id, mandate)


async def _move(opened: Opened, form: Form, mandate: Mandate) -> Booking:
    """Raises `ValueError` for a time that is none."""
    system, zone = opened.office.bookings, opened.desk.business.zone
    start = instant(a_time.validate_python(form.get("start")), zone)
    opening = await opening_to_move_to(system, opened.booking, start, host=None)
    return await system.reschedule(opened.booking.id, opening, None, mandate)


def _secret(request: web.Request) -> str:
    """Where the page is, seen from itself: so it works under whatever address it is reached."""
    return quote(request.match_info["secret"], safe="")
