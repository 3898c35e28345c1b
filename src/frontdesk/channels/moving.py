"""Which opening is meant when a booking is moved to another time."""

from datetime import datetime

from frontdesk.channels.openings import at_moment, opening_at
from frontdesk.conversations.ports import BookingSystem
from frontdesk.model.booking import Booking, Opening, Search, Window


def search_to_move(
    booking: Booking,
    window: Window,
    *,
    host: str | None,
    location: str | None = None,
    duration_minutes: int | None = None,
    at_once: bool = False,
) -> Search:
    """A search for the booking's service, as long and in the same place as it is unless another one is wanted."""
    now = booking.request.opening
    return Search(
        now.service,
        window,
        host,
        duration_minutes=duration_minutes or now.minutes,
        location=location or now.location or None,
        instead_of=booking.id,
        at_once=at_once,
    )


async def opening_to_move_to(
    system: BookingSystem,
    booking: Booking,
    start: datetime,
    *,
    host: str | None,
    location: str | None = None,
    duration_minutes: int | None = None,
    at_once: bool = False,
) -> Opening:
    """The opening at `start`, with the same host unless another one is named. Where it is already, that very opening:
    a move that is asked for again is no other move. Raises `NotOpen`."""
    now = booking.request.opening
    search = search_to_move(
        booking,
        at_moment(start),
        host=host or now.host,
        location=location,
        duration_minutes=duration_minutes,
        at_once=at_once,
    )
    if _is_there(now, search):
        return now
    return await opening_at(system, search)


def _is_there(now: Opening, search: Search) -> bool:
    there = now.host, now.location or None, now.minutes
    return there == (search.host, search.location, search.duration_minutes) and now.starts_at(search.window.start)
