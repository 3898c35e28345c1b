"""The calendar file of a booking (RFC 5545), sent or linked to. The same booking gives the same bytes."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta
from enum import StrEnum
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from frontdesk.conversations.calendar_time_zone import time_zone_component
from frontdesk.model.booking import Awaiting, Booking, BookingStatus
from frontdesk.model.business import Business


class Method(StrEnum):
    """What the file asks of the calendar that opens it (RFC 5546, section 3.2)."""

    PUBLISH = "PUBLISH"
    """Here is an event: all that can be said when organizer and attendee are not both known by e-mail."""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


REFRESH = timedelta(minutes=15)
"""How often a feed is worth fetching again."""

_STATUS = {
    BookingStatus.PENDING: "TENTATIVE",
    BookingStatus.CONFIRMED: "CONFIRMED",
    BookingStatus.COMPLETED: "CONFIRMED",
    BookingStatus.NO_SHOW: "CONFIRMED",
    BookingStatus.CANCELLED: "CANCELLED",
}


def method_for(booking: Booking, business: Business) -> Method:
    """The method that fits: an invitation and its cancellation need both e-mail addresses (RFC 5546, 3.2.2, 3.2.5)."""
    if not (business.email and booking.request.attendee.email):
        return Method.PUBLISH
    return Method.CANCEL if booking.status is BookingStatus.CANCELLED else Method.REQUEST


def calendar_file(booking: Booking, business: Business, method: Method | None = None) -> bytes:
    """The booking as an iCalendar object with one event in the booking's zone, for `text/calendar; charset=utf-8`.

    Its UID is the same for every revision, so that a calendar updates its entry instead of adding another; SEQUENCE
    is the revision. Without `method` it is the one that fits. Raises `ValueError` for one that needs an e-mail
    address which is not known: none is ever made up.
    """
    fitting = method_for(booking, business)
    method = method or fitting
    if method is not Method.PUBLISH and fitting is Method.PUBLISH:
        raise ValueError(f"{method} needs the e-mail addresses of both sides: use {fitting}")
    calendar = _calendar(method)
    start = booking.request.opening.start
    calendar.add_component(time_zone_component(booking.time_zone, start, start))
    calendar.add_component(_event(booking, business, method))
    file: bytes = calendar.to_ical()
    return file


def calendar_feed(bookings: Sequence[Booking], business: Business, name: str) -> bytes:
    """Many bookings as one calendar to subscribe to, named `name`. It is fetched again every `REFRESH` (RFC 7986)."""
    calendar = _calendar(Method.PUBLISH)
    title, refresh = _clean(name), vDuration(REFRESH)
    refresh.params["VALUE"] = "DURATION"
    for key, value in (("name", title), ("x-wr-calname", title), ("refresh-interval", refresh)):
        calendar.add(key, value)
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for zone in sorted({booking.time_zone for booking in bookings}):
        starts = [booking.request.opening.start for booking in bookings if booking.time_zone == zone]
        calendar.add_component(time_zone_component(zone, min(starts), max(starts)))
    for booking in bookings:
        calendar.add_component(_event(booking, business, Method.PUBLISH))
    file: bytes = calendar.to_ical()
    return file


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Frontdesk//Frontdesk//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    return calendar


def _event(booking: Booking, business: Business, method: Method) -> Event:
    request = booking.request
    zone = ZoneInfo(booking.time_zone)
    times = [instant.astimezone(zone) for instant in (request.opening.start, request.opening.end)]
    if any(time.fold for time in times):
        # A local time that the clocks show twice means the first of the two (RFC 5545, 3.3.5): name the second in UTC.
        times = [time.astimezone(UTC) for time in times]
    event = Event()
    event.add("uid", f"{booking.id}@{business.id}")
    event.add("sequence", booking.revision)
    changed = (booking.changed or booking.created).astimezone(UTC)
    event.add("dtstamp", changed)
    event.add("created", booking.created.astimezone(UTC))
    event.add("last-modified", changed)
    event.add("dtstart", times[0])
    event.add("dtend", times[1])
    event.add("summary", _clean(request.invite.title))
    for name, text in (("description", request.invite.description), ("location", request.place)):
        if text:
            event.add(name, _clean(text))
    event.add("status", "CANCELLED" if method is Method.CANCEL else _STATUS[booking.status])
    if booking.status is BookingStatus.CANCELLED:
        event.add("transp", "TRANSPARENT")
    if business.email:
        event.add("organizer", _address(business.email, business.name))
    if method is not Method.PUBLISH:
        for attendee in _attendees(booking):
            event.add("attendee", attendee)
    return event


def _attendees(booking: Booking) -> Iterator[vCalAddress]:
    """Who comes, as far as they have e-mail; nobody is asked to answer: who books has said yes by that."""
    main = booking.request.attendee
    sure = "NEEDS-ACTION" if booking.awaiting is Awaiting.ATTENDEE else "ACCEPTED"
    invited = [(main.email, main.name, "REQ-PARTICIPANT", sure)]
    invited += [(guest.email, guest.name, "OPT-PARTICIPANT", "NEEDS-ACTION") for guest in booking.request.guests]
    for email, name, role, answer in invited:
        if email:
            address = _address(email, name.full)
            address.params |= {"ROLE": vText(role), "PARTSTAT": vText(answer), "RSVP": vText("FALSE")}
            yield address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(email, safe='@+!$&*=~')}")
    if cleaned := " ".join(_clean(name).split()):
        address.params["CN"] = vText(cleaned)
    return address


def _clean(text: str) -> str:
    """Without control characters, which RFC 5545 (3.1) does not allow; line ends stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) != "Cc")
