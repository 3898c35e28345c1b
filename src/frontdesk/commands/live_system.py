"""What `frontdesk check` tries at a booking system of the business's own; nothing is written there unless asked."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk.commands.failures import CommandFailed

if TYPE_CHECKING:
    from frontdesk.booking_systems.remote.client import RemoteBookingSystem
    from frontdesk.model.booking import Booking, BookingRequest, Opening, Openings
    from frontdesk.model.booking_system import Capabilities
    from frontdesk.model.business import Business
    from frontdesk.settings import Settings

CAN = {
    "phone_only": "book with a name and a phone number alone, where the service allows it",
    "names_hosts": "say with whom an appointment is",
    "chooses_channel": "offer one service by several contact channels",
    "invite": "take the title and description of the calendar entry",
    "answers": "take answers to extra questions",
    "pends": "let a booking wait for somebody's word",
    "reads": "read an appointment again",
    "looks_up": "find out whether a booking was made when its answer got lost",
    "finds": "find appointments that were made elsewhere by their phone number",
    "moves": "move appointments",
    "cancels": "cancel appointments",
}


@dataclass(frozen=True, slots=True)
class Live:
    """What the system says. `allowed` is the profile as far as it goes along; `misfits` is what does not fit."""

    allowed: "Business"
    openings: "dict[str, Openings]"
    capabilities: "Capabilities"
    misfits: tuple[str, ...]
    """Why bookings would fail: what has to be put right."""
    doubts: tuple[str, ...]
    """What works, and is probably not meant."""


@asynccontextmanager
async def _reached(business: "Business", settings: "Settings", now: datetime) -> "AsyncIterator[RemoteBookingSystem]":
    """With a ledger that is gone afterwards."""
    from frontdesk.booking_systems.remote.client import RemoteBookingSystem
    from frontdesk.database.engine import open_database
    from frontdesk.vendors import reach

    assert business.booking_system is not None
    vendor = reach(business, business.booking_system, settings)
    database = await open_database("sqlite://")
    system = RemoteBookingSystem(vendor, database, business, lambda: now)
    try:
        yield system
    finally:
        await system.close()
        await database.close()


async def look(business: "Business", settings: "Settings", now: datetime, days: int) -> Live:
    """Asks for its terms and for the openings of the coming days. Raises CommandFailed with what to look at."""
    from frontdesk.conversations.ports import BookingSystemError
    from frontdesk.desks import webhook_path
    from frontdesk.model.booking import Search, Window
    from frontdesk.model.booking_system import as_allowed, misfits

    assert business.booking_system is not None
    webhook_path(business, business.booking_system, settings)
    week = Window(now, now + timedelta(days=days))
    async with _reached(business, settings, now) as system:
        try:
            terms = await system.terms()
            allowed = as_allowed(business, system.capabilities, terms)
            found = {service.id: await system.openings(Search(service.id, week)) for service in allowed.services}
        except BookingSystemError as error:
            raise CommandFailed(f"{business.name}: {error}") from error
        doubts = (*_left_out(business, allowed), *_at_odd_hours(business, found))
        return Live(allowed, found, system.capabilities, misfits(business, terms), doubts)


def _left_out(business: "Business", allowed: "Business") -> Iterator[str]:
    """What the profile offers and callers do not hear of, as the system does not have it."""
    for ours, left in zip(business.services, allowed.services, strict=True):
        if gone := [channel.value for channel in ours.channels if channel not in left.channels]:
            yield f'"{ours.id}" is not offered by {" and ".join(gone)}: the system does not have that; add it there'
        if gone := [str(minutes) for minutes in ours.durations if minutes not in left.durations]:
            yield f'"{ours.id}" is not offered with {" and ".join(gone)} minutes: the system has no such length'


def _at_odd_hours(business: "Business", found: "Mapping[str, Openings]") -> Iterator[str]:
    """Openings when the profile has nobody there: a wrong time zone, or hours that were changed in one place only."""
    from frontdesk.model.open_days import OpenDays

    days = OpenDays(business)
    for service, openings in found.items():
        for one in openings.found:
            minute = one.start.hour * 60 + one.start.minute
            if not any(opens <= minute < closes for opens, closes in days.hours(one.start.date())):
                yield (
                    f'"{service}" can be booked on {one.start:%a %Y-%m-%d %H:%M}, when you are closed by the profile; '
                    "look at time_zone and opening_hours, which are what callers are told"
                )
                break


def told(live: Live) -> Iterator[str]:
    """What callers can expect of the system, in plain words."""
    able = [words for name, words in CAN.items() if getattr(live.capabilities, name)]
    unable = [words for name, words in CAN.items() if not getattr(live.capabilities, name)]
    yield f"It can {', '.join(able)}."
    if unable:
        yield f"It cannot {', '.join(unable)}; what that means is in docs/booking-systems."


async def book_and_cancel(business: "Business", settings: "Settings", now: datetime, live: Live) -> AsyncIterator[str]:
    """Books the last opening that was found for the business itself, reads it and cancels it; says each step.

    Raises CommandFailed where it cannot be cancelled, before anything is booked; or with what is left to do by hand.
    """
    from frontdesk.conversations.ports import BookingSystemError

    if not live.capabilities.cancels:
        raise CommandFailed(f"{business.name}: this booking system cannot be told to cancel, so nothing was booked")
    opening = next((one.found[-1] for one in live.openings.values() if one.found), None)
    if opening is None:
        raise CommandFailed(f"{business.name}: there is no opening in the coming week, so nothing was booked")
    wanted = _own_request(live.allowed, opening)
    async with _reached(business, settings, now) as system:
        try:
            booking = await system.book(wanted, f"check-{now.isoformat()}")
        except BookingSystemError as error:
            raise CommandFailed(f"{business.name}: a booking was not made, or it is not known: {error}") from error
        yield f"Booked {opening.start:%a %Y-%m-%d %H:%M}: it is {booking.status}."
        try:
            read = await system.get(booking.id)
            yield f"Read again: {_as_read(read)}."
            cancelled = await system.cancel(booking.id)
        except BookingSystemError as error:
            raise CommandFailed(f"{business.name}: the booking is still there, cancel it by hand: {error}") from error
        yield f"Cancelled: it is {cancelled.status}."


def _as_read(booking: "Booking | None") -> str:
    return f"it is {booking.status}" if booking else "it is not there"


def _own_request(business: "Business", opening: "Opening") -> "BookingRequest":
    """In the name of the business, with its own number and address. Raises CommandFailed where one is missing."""
    from frontdesk.model.booking import Attendee, BookingRequest, Invite
    from frontdesk.model.caller import PersonName
    from frontdesk.model.service import EmailPolicy

    service = business.service(opening.service)
    if business.phone is None:
        raise CommandFailed(f"{business.name}: set `phone` in the profile; the booking is made with that number")
    if business.email is None and business.email_policy(service) is EmailPolicy.REQUIRED:
        raise CommandFailed(f"{business.name}: set `email` in the profile; the booking is made with that address")
    return BookingRequest(
        opening=opening,
        hold=None,
        attendee=Attendee(PersonName("Frontdesk", "Check"), business.phone, business.email, business.languages[0]),
        channel=service.channels[0],
        place=business.phone,
        reason="",
        answers=tuple((question.id, "check") for question in service.questions),
        invite=Invite("Frontdesk check", "A check of the connection; it is cancelled at once."),
        source="check",
    )
