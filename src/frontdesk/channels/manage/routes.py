"""`/v1/manage/{booking}/{secret}`: what customers do with their own link. The business's policies hold for them."""

from aiohttp import web

from frontdesk.channels.desk import PARTS
from frontdesk.channels.fields import instant
from frontdesk.channels.headers import ETAG, IDEMPOTENCY_KEY, IF_MATCH, expected_revision, idempotency_key, set_etag
from frontdesk.channels.manage.link import Opened, confirm_booking, open_link
from frontdesk.channels.manage.wire import (
    ManagedBooking,
    ManagedOpeningsQuery,
    Move,
    Reason,
    show_managed_booking,
)
from frontdesk.channels.moving import opening_to_move_to, search_to_move
from frontdesk.channels.openings import OpeningList, show_openings
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Fault, Problem
from frontdesk.channels.requests import read_json, read_optional_json, read_query
from frontdesk.channels.spans import span_of
from frontdesk.model.booking import Booking
from frontdesk.model.change import Actor, Mandate

READING = {404: "No booking has this link", 503: "The booking system does not answer"}
CHANGING = READING | {
    400: "The body is not JSON, or a header is not written the way it has to be",
    408: "The body did not arrive in time",
    409: "It cannot be done; the detail says why",
    412: "The booking is not at the revision of If-Match",
    413: "The body is too large",
    415: "The body is not labelled as JSON",
    422: "The body is not what is asked for, or the Idempotency-Key was used for another request",
}
ABOUT = "The link is the permission: its last part cannot be guessed, and ends when another one is issued."
SAFE = (IDEMPOTENCY_KEY, IF_MATCH)


def manage_routes() -> list[web.RouteDef]:
    link = "/v1/manage/{booking}/{secret}"
    return [
        web.get(link, show),
        web.get(f"{link}/openings", list_openings),
        web.post(f"{link}/cancel", cancel),
        web.post(f"{link}/reschedule", reschedule),
        web.post(f"{link}/confirm", confirm),
    ]


@describes(
    Operation(
        "The booking of a customer's own link",
        "manage",
        returns=ManagedBooking,
        answer_headers=(ETAG,),
        description=ABOUT,
        problems=READING,
    )
)
async def show(request: web.Request) -> web.Response:
    opened = await open_link(request)
    return _answer(request, opened, opened.booking)


@describes(
    Operation(
        "Where the booking could be moved",
        "manage",
        returns=OpeningList,
        query=ManagedOpeningsQuery,
        description=ABOUT,
        problems=READING | {422: "The query is not what is asked for"},
    )
)
async def list_openings(request: web.Request) -> web.Response:
    opened = await open_link(request)
    query, business = read_query(request, ManagedOpeningsQuery), opened.desk.business
    try:
        window = span_of(query.start, query.end, business.zone, request.app[PARTS].clock())
    except ValueError as error:
        faults = [Fault(detail=str(error), parameter="to")]
        raise Problem(422, "The query is not what is asked for here; see errors.", "invalid", faults) from None
    search = search_to_move(opened.booking, window, host=query.host)
    found = await opened.office.bookings.openings(search)
    return web.json_response(text=show_openings(found, business.zone).model_dump_json())


@describes(
    Operation(
        "Cancel the booking",
        "manage",
        returns=ManagedBooking,
        body=Reason,
        body_optional=True,
        headers=SAFE,
        answer_headers=(ETAG,),
        description=ABOUT,
        problems=CHANGING,
    )
)
async def cancel(request: web.Request) -> web.Response:
    opened = await open_link(request)
    mandate = _mandate(request, opened.booking, (await read_optional_json(request, Reason)).reason)
    return _answer(request, opened, await opened.office.bookings.cancel(opened.booking.id, mandate))


@describes(
    Operation(
        "Move the booking",
        "manage",
        returns=ManagedBooking,
        body=Move,
        headers=SAFE,
        answer_headers=(ETAG,),
        description=ABOUT,
        problems=CHANGING,
    )
)
async def reschedule(request: web.Request) -> web.Response:
    opened = await open_link(request)
    move, system = await read_json(request, Move), opened.office.bookings
    business = opened.desk.business
    if move.host is not None and move.host not in {host.id for host in business.hosts}:
        faults = [Fault(detail="must be the id of a host of this business", pointer="#/host")]
        raise Problem(422, "The body is not what is asked for here; see errors.", "invalid", faults)
    start = instant(move.start, business.zone)
    opening = await opening_to_move_to(system, opened.booking, start, host=move.host)
    moved = await system.reschedule(opened.booking.id, opening, None, _mandate(request, opened.booking, move.reason))
    return _answer(request, opened, moved)


@describes(
    Operation(
        "Confirm the booking",
        "manage",
        returns=ManagedBooking,
        headers=SAFE,
        answer_headers=(ETAG,),
        description=f"{ABOUT} Where the business asks customers to confirm once more. Again is no error.",
        problems=CHANGING,
    )
)
async def confirm(request: web.Request) -> web.Response:
    opened = await open_link(request)
    return _answer(request, opened, await confirm_booking(opened, _mandate(request, opened.booking)))


def _mandate(request: web.Request, booking: Booking, reason: str = "") -> Mandate:
    """Keys of one customer are nobody else's."""
    given = idempotency_key(request)
    key = "" if given is None else f"link:{booking.id}:{given}"
    return Mandate(Actor.CALLER, reason, key, expected_revision(request, booking))


def _answer(request: web.Request, opened: Opened, booking: Booking) -> web.Response:
    shown = show_managed_booking(booking, opened.desk.business, request.app[PARTS].public_url)
    return set_etag(web.json_response(text=shown.model_dump_json()), booking)
