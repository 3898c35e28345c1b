"""Who asks, which business is meant, and which booking: the same for every route of the staff."""

import secrets

from aiohttp import web
from pydantic import BaseModel

from frontdesk.channels.desk import PARTS, BackOffice, Desk, Parts
from frontdesk.channels.headers import expected_revision, idempotency_key
from frontdesk.channels.ports import KnownBookings
from frontdesk.channels.problems import Fault, Problem
from frontdesk.channels.requests import check_bearer, choose_desk, id_in_path, read_query
from frontdesk.channels.spans import BusinessQuery, SpanQuery
from frontdesk.model.booking import Booking, Window
from frontdesk.model.change import Actor, Mandate

REFUSED = {
    400: "A header is not written the way it has to be",
    401: "The staff token is missing or wrong",
    503: "The booking system or the database does not answer",
}
WITH_QUERY = REFUSED | {422: "The query is not what is asked for"}
NOT_FOUND = WITH_QUERY | {404: "There is nothing with this id"}
ELSEWHERE = {501: "This business's appointments live in another booking system: use its own pages"}
WITH_BODY = WITH_QUERY | {
    400: "The body is not JSON, or a header is not written the way it has to be",
    408: "The body did not arrive in time",
    409: "It cannot be done; the detail says why",
    413: "The body is too large",
    415: "The body is not labelled as JSON",
    422: "The body is not what is asked for, or the Idempotency-Key was used for another request",
}
CHANGED = NOT_FOUND | WITH_BODY | ELSEWHERE | {412: "The booking is not at the revision of If-Match"}


def staff_of(request: web.Request) -> Parts:
    """Nothing is looked at before the token is. Raises `Problem` 401."""
    parts = request.app[PARTS]
    check_bearer(request, parts.staff_token, "the staff token")
    return parts


def desk_of(parts: Parts, business: str | None, *, in_body: bool = False) -> Desk:
    """The named business, or the only one. Raises `Problem` 422."""
    where = {"pointer": "#/business"} if in_body else {"parameter": "business"}
    return choose_desk(parts.desks, business, Fault(detail="must be the id of a business", **where))


def known_of(desk: Desk) -> KnownBookings:
    """The bookings that can be listed. Raises `Problem` 501 where none are known here."""
    return desk.known or office_of(desk).bookings


def office_of(desk: Desk) -> BackOffice:
    """Raises `Problem` 501 where the appointments are kept elsewhere."""
    if desk.office is None:
        sentence = "This business's appointments live in another booking system: use that system's own pages."
        raise Problem(501, sentence, "kept-elsewhere")
    return desk.office


async def find_booking(request: web.Request, parts: Parts) -> tuple[Desk, Booking]:
    """The booking in the path; with `?business=`, of that business only. Raises `Problem` 404 or 422."""
    business = read_query(request, BusinessQuery).business
    id = id_in_path(request, "booking")
    for desk in parts.desks.values() if business is None else (desk_of(parts, business),):
        if booking := await desk.booking_system.get(id):
            return desk, booking
    raise Problem(404, "There is no booking with this id.", "not-found")


def window_of(parts: Parts, desk: Desk, query: SpanQuery) -> Window:
    try:
        return query.window(desk.business.zone, parts.clock())
    except ValueError as error:
        raise bad_query(str(error), "to") from None


def known_id(id: str | None, known: set[str], what: str, parameter: str) -> None:
    """Raises `Problem` 422 when a query names something the business does not have."""
    if id is not None and id not in known:
        raise bad_query(f"must be the id of a {what} of this business", parameter)


def bad_query(detail: str, parameter: str) -> Problem:
    faults = [Fault(detail=detail, parameter=parameter)]
    return Problem(422, "The query is not what is asked for here; see errors.", "invalid", faults)


def bad_body(detail: str, pointer: str) -> Problem:
    faults = [Fault(detail=detail, pointer=pointer)]
    return Problem(422, "The body is not what is asked for here; see errors.", "invalid", faults)


def key_of(request: web.Request) -> str:
    """The key a write is done under; without a header one of its own, so that it is simply done."""
    given = idempotency_key(request)
    return f"staff:{given}" if given is not None else f"staff:{secrets.token_hex(16)}"


def mandate_of(request: web.Request, booking: Booking, reason: str = "") -> Mandate:
    given = idempotency_key(request)
    key = "" if given is None else f"staff:{given}"
    return Mandate(Actor.STAFF, reason, key, expected_revision(request, booking))


def answer(body: BaseModel, status: int = 200) -> web.Response:
    return web.json_response(text=body.model_dump_json(by_alias=True), status=status)
