"""`/v1/bookings`, `/v1/openings`, `/v1/conversations`, `/v1/callbacks`: everything behind the staff token."""

from aiohttp import web
from pydantic import BaseModel

from frontdesk.channels.desk import PARTS, Desk, Parts
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Fault, Problem
from frontdesk.channels.requests import check_bearer, choose_desk, id_in_path, read_query
from frontdesk.channels.staff.wire import (
    BookingList,
    BookingsQuery,
    BusinessQuery,
    CallbackList,
    ConversationView,
    OpeningList,
    OpeningsQuery,
    SpanQuery,
    StaffBooking,
    show_callbacks,
    show_conversation,
    show_openings,
    show_staff_booking,
)
from frontdesk.model.booking import Search, Window

MAX_OPENINGS = 2_000
REFUSED = {401: "The staff token is missing or wrong", 503: "The booking system or the database does not answer"}
WITH_QUERY = REFUSED | {422: "The query is not what is asked for"}
NOT_FOUND = REFUSED | {404: "There is nothing with this id"}


def staff_routes() -> list[web.RouteDef]:
    return [
        web.get("/v1/bookings", list_bookings),
        web.get("/v1/bookings/{booking}", show_one_booking),
        web.get("/v1/openings", list_openings),
        web.get("/v1/conversations/{conversation}", show_one_conversation),
        web.get("/v1/callbacks", list_callbacks),
    ]


@describes(
    Operation(
        "Bookings that overlap a time",
        "staff",
        returns=BookingList,
        query=BookingsQuery,
        token="staff",
        problems=WITH_QUERY,
    )
)
async def list_bookings(request: web.Request) -> web.Response:
    parts = _parts(request)
    query = read_query(request, BookingsQuery)
    desk = _desk(parts, query.business)
    window = _window(parts, desk, query)
    try:
        phone = query.e164(desk.business.region)
    except ValueError as error:
        raise _bad_query(str(error), "phone") from None
    found = await desk.booking_system.bookings(window.start, window.end, phone)
    return _json(BookingList(bookings=[show_staff_booking(booking, parts.public_url) for booking in found]))


@describes(Operation("One booking", "staff", returns=StaffBooking, token="staff", problems=NOT_FOUND))
async def show_one_booking(request: web.Request) -> web.Response:
    parts = _parts(request)
    for desk in parts.desks.values():
        if booking := await desk.booking_system.get(id_in_path(request, "booking")):
            return _json(show_staff_booking(booking, parts.public_url))
    raise Problem(404, "There is no booking with this id.", "not-found")


@describes(
    Operation(
        "Openings of a service", "staff", returns=OpeningList, query=OpeningsQuery, token="staff", problems=WITH_QUERY
    )
)
async def list_openings(request: web.Request) -> web.Response:
    parts = _parts(request)
    query = read_query(request, OpeningsQuery)
    desk = _desk(parts, query.business)
    if query.service not in {service.id for service in desk.business.services}:
        raise _bad_query("must be the id of a service of this business", "service")
    if query.host is not None and query.host not in {host.id for host in desk.business.hosts}:
        raise _bad_query("must be the id of a host of this business", "host")
    search = Search(query.service, _window(parts, desk, query), query.host, MAX_OPENINGS)
    return _json(show_openings(await desk.booking_system.openings(search), desk.business.zone))


@describes(
    Operation("One conversation, turn by turn", "staff", returns=ConversationView, token="staff", problems=NOT_FOUND)
)
async def show_one_conversation(request: web.Request) -> web.Response:
    parts = _parts(request)
    conversation = await parts.conversations.get(id_in_path(request, "conversation"))
    if conversation is None or conversation.key.business not in parts.desks:
        raise Problem(404, "There is no conversation with this id.", "not-found")
    turns = await parts.conversations.turns(conversation.id)
    return _json(show_conversation(conversation, turns, parts.desks[conversation.key.business].business.zone))


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
    parts = _parts(request)
    desk = _desk(parts, read_query(request, BusinessQuery).business)
    return _json(show_callbacks(await parts.conversations.callbacks(desk.business.id), desk.business.zone))


def _parts(request: web.Request) -> Parts:
    """Nothing is looked at before the token is. Raises `Problem` 401."""
    parts = request.app[PARTS]
    check_bearer(request, parts.staff_token, "the staff token")
    return parts


def _desk(parts: Parts, business: str | None) -> Desk:
    return choose_desk(parts.desks, business, Fault(detail="must be the id of a business", parameter="business"))


def _window(parts: Parts, desk: Desk, query: SpanQuery) -> Window:
    try:
        return query.window(desk.business.zone, parts.clock())
    except ValueError as error:
        raise _bad_query(str(error), "to") from None


def _bad_query(detail: str, parameter: str) -> Problem:
    faults = [Fault(detail=detail, parameter=parameter)]
    return Problem(422, "The query is not what is asked for here; see errors.", "invalid", faults)


def _json(answer: BaseModel) -> web.Response:
    return web.json_response(text=answer.model_dump_json())
