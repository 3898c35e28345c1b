"""`GET /v1/bookings`: the list, one of them, and what happened to it."""

from urllib.parse import urlencode

from aiohttp import web

from frontdesk.channels.desk import Desk, Parts
from frontdesk.channels.fields import read_phone
from frontdesk.channels.headers import ETAG, LINK, set_etag
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.requests import read_query
from frontdesk.channels.spans import BusinessQuery
from frontdesk.channels.staff.access import (
    ELSEWHERE,
    NOT_FOUND,
    WITH_QUERY,
    answer,
    bad_query,
    desk_of,
    find_booking,
    known_of,
    staff_of,
    window_of,
)
from frontdesk.channels.staff.wire.bookings import (
    BookingList,
    BookingsQuery,
    History,
    StaffBooking,
    show_history,
    show_staff_booking,
)
from frontdesk.model.booking import Booking
from frontdesk.model.diary import BookingFilter


@describes(
    Operation(
        "Bookings that overlap a time",
        "staff",
        returns=BookingList,
        query=BookingsQuery,
        answer_headers=(LINK,),
        token="staff",
        problems=WITH_QUERY | ELSEWHERE,
    )
)
async def list_bookings(request: web.Request) -> web.Response:
    parts = staff_of(request)
    query = read_query(request, BookingsQuery)
    desk = desk_of(parts, query.business)
    wanted = BookingFilter(
        window_of(parts, desk, query),
        query.status,
        _phone(query.phone, desk),
        query.host,
        query.service,
        query.ticket and query.ticket.upper(),
        query.customer_reference,
    )
    try:
        page = await known_of(desk).listed(wanted, query.after, query.limit)
    except ValueError:
        raise bad_query("must be the `next` of a page", "after") from None
    shown = [show_staff_booking(booking, desk.business.id, parts.public_url) for booking in page.bookings]
    response = answer(BookingList(bookings=shown, next=page.next))
    if page.next is not None:
        # The window is written out: tomorrow, "today" would be another one.
        span = {"from": wanted.window.start.isoformat(), "to": wanted.window.end.isoformat(), "after": page.next}
        following = urlencode(dict(request.query) | span)
        response.headers["Link"] = f'<{parts.public_url}/v1/bookings?{following}>; rel="next"'
    return response


@describes(
    Operation(
        "One booking",
        "staff",
        returns=StaffBooking,
        query=BusinessQuery,
        answer_headers=(ETAG,),
        token="staff",
        problems=NOT_FOUND,
    )
)
async def show_one_booking(request: web.Request) -> web.Response:
    parts = staff_of(request)
    desk, booking = await find_booking(request, parts)
    return answer_booking(booking, desk, parts)


@describes(
    Operation(
        "What happened to a booking",
        "staff",
        returns=History,
        query=BusinessQuery,
        token="staff",
        problems=NOT_FOUND | ELSEWHERE,
    )
)
async def show_booking_history(request: web.Request) -> web.Response:
    desk, booking = await find_booking(request, staff_of(request))
    return answer(show_history(await known_of(desk).history(booking.id), desk.business.zone))


def answer_booking(booking: Booking, desk: Desk, parts: Parts, status: int = 200) -> web.Response:
    """The booking as it is now, with its ETag."""
    return set_etag(answer(show_staff_booking(booking, desk.business.id, parts.public_url), status), booking)


def _phone(written: str | None, desk: Desk) -> str | None:
    try:
        return None if written is None else read_phone(written, desk.business.region)
    except ValueError as error:
        raise bad_query(str(error), "phone") from None
