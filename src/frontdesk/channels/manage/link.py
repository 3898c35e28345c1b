"""What a customer's own link opens."""

from dataclasses import dataclass

from aiohttp import web

from frontdesk.channels.desk import PARTS, BackOffice, Desk
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import has_control_characters
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.change import Mandate

MAX_PART = 128


@dataclass(frozen=True, slots=True)
class Opened:
    desk: Desk
    office: BackOffice
    booking: Booking


async def open_link(request: web.Request) -> Opened:
    """A wrong secret and an unknown booking look the same from outside. Raises `Problem` 404."""
    id, secret = request.match_info["booking"], request.match_info["secret"]
    if _can_be(id) and _can_be(secret):
        for desk in request.app[PARTS].desks.values():
            if desk.office is not None and (booking := await desk.office.bookings.open_with(id, secret)):
                return Opened(desk, desk.office, booking)
    raise Problem(404, "There is no booking under this link.", "not-found")


async def confirm_booking(opened: Opened, mandate: Mandate) -> Booking:
    """Their yes to a booking that waits for it; again is no error. Raises `BookingRejected` and what changes raise."""
    if opened.booking.status is BookingStatus.CONFIRMED:
        return opened.booking
    return await opened.office.bookings.approve(opened.booking.id, mandate)


def _can_be(part: str) -> bool:
    """No database is asked for what cannot be an id or a secret; bytes that are no UTF-8 come as lone surrogates."""
    return len(part) <= MAX_PART and not has_control_characters(part) and part.isprintable()
