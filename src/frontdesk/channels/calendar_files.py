"""Calendar files (RFC 5545) for those who have the link from their invite."""

from collections.abc import Iterable

from aiohttp import web

from frontdesk.channels.desk import PARTS, Desk
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import id_in_path, is_same
from frontdesk.conversations.calendar_file import calendar_file, method_for
from frontdesk.model.booking import Booking


def calendar_routes() -> list[web.RouteDef]:
    return [web.get("/calendar/{booking}/{token}.ics", send_calendar_file)]


@describes(
    Operation(
        "The calendar file of a booking",
        "bookings",
        content_type="text/calendar",
        description="The link is in the invite. It needs no password: its last part cannot be guessed.",
        problems={404: "No booking has this link"},
    )
)
async def send_calendar_file(request: web.Request) -> web.Response:
    parts = request.app[PARTS]
    desk, booking = await _find(parts.desks.values(), id_in_path(request, "booking"), request.match_info["token"])
    return web.Response(
        body=calendar_file(booking, desk.business),
        headers={
            "Content-Type": f"text/calendar; charset=utf-8; method={method_for(booking, desk.business)}",
            "Content-Disposition": 'attachment; filename="appointment.ics"',
        },
    )


async def _find(desks: Iterable[Desk], id: str, token: str) -> tuple[Desk, Booking]:
    """The booking with this id, if the token is its own. A wrong id and a wrong token look the same from outside."""
    for desk in desks:
        booking = await desk.booking_system.get(id)
        if booking is not None and booking.calendar_token and is_same(token, booking.calendar_token):
            return desk, booking
    raise Problem(404, "There is no calendar file under this link.", "not-found")
