"""How our appointments are written into a calendar, in iCalendar (RFC 5545). Pure.

What we must know again stands in properties of our own, which every CalDAV server keeps (RFC 4791, 5.3.3):
`X-FRONTDESK-SERVICE`, `-CHANNEL`, `-GIVEN`, `-FAMILY` and `-PHONE`. Attendees are not written as ATTENDEE: a server
that plans meetings would write to them (RFC 6638). Times are written in UTC, which no clock change makes ambiguous.
"""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from icalendar import Calendar, Event, vText

from frontdesk.booking_systems.caldav.entries import OURS, Reference, calendar_in, event_in
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.model.booking import BookingRequest, Opening


def booked(request: BookingRequest, name: str, now: datetime) -> bytes:
    """A new appointment. The invite is what the calendar shows; what was asked and told stands in comments, too."""
    event = Event()
    event.add("UID", _uid(name))
    _stamp(event, now)
    event.add("CREATED", now.astimezone(UTC))
    _set_times(event, request.opening)
    event.add("SUMMARY", _plain(request.invite.title) or _plain(request.attendee.name.full))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    for property, text in (("DESCRIPTION", request.invite.description), ("LOCATION", request.place)):
        if text:
            event.add(property, _plain(text))
    for comment in (request.reason, *(f"{question}: {answer}" for question, answer in request.answers)):
        if comment:
            event.add("COMMENT", _plain(comment))
    attendee = request.attendee
    own = {
        "SERVICE": request.opening.service,
        "CHANNEL": request.channel.value,
        "GIVEN": attendee.name.given,
        "FAMILY": attendee.name.family,
        "PHONE": attendee.phone,
    }
    for property, text in own.items():
        if text:
            _add_own(event, property, _plain(text).replace("\n", " "))
    calendar = Calendar()
    calendar.add("PRODID", "-//Frontdesk//Frontdesk//EN")
    calendar.add("VERSION", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def moved(member: Member, opening: Opening, now: datetime) -> bytes:
    return _edited(member, now, lambda event: _set_times(event, opening))


def copied(member: Member, opening: Opening, name: str, now: datetime) -> bytes:
    """The same appointment at another time, as a resource of its own."""

    def edit(event: Event) -> None:
        _set(event, "UID", _uid(name))
        _set_times(event, opening)

    return _edited(member, now, edit)


def placeholder(member: Member, opening: Opening, name: str, now: datetime) -> bytes:
    """What keeps the new time while an appointment is moved: nobody is reminded of it, and nobody is found by it."""

    def edit(event: Event) -> None:
        _set(event, "UID", _uid(name))
        _set_times(event, opening)
        event.subcomponents.clear()
        event.pop(f"{OURS}PHONE", None)

    return _edited(member, now, edit)


def cancelled(member: Member, reason: str, now: datetime, moved_to: Reference | None = None) -> bytes:
    """It stays in the calendar, marked, and keeps nobody away."""

    def edit(event: Event) -> None:
        _set(event, "STATUS", "CANCELLED")
        _set(event, "TRANSP", "TRANSPARENT")
        if reason:
            event.add("COMMENT", _plain(reason))
        if moved_to is not None:
            _add_own(event, "MOVED-TO", str(moved_to))

    return _edited(member, now, edit)


def _edited(member: Member, now: datetime, edit: Callable[[Event], None]) -> bytes:
    """What others wrote into it stays."""
    calendar = calendar_in(member.text)
    event = event_in(calendar)
    _stamp(event, now)
    edit(event)
    return bytes(calendar.to_ical())


def _stamp(event: Event, now: datetime) -> None:
    for property in ("DTSTAMP", "LAST-MODIFIED"):
        _set(event, property, now.astimezone(UTC))
    _set(event, "SEQUENCE", int(event.get("SEQUENCE", -1)) + 1)


def _set_times(event: Event, opening: Opening) -> None:
    event.pop("DURATION", None)
    _set(event, "DTSTART", opening.start.astimezone(UTC))
    _set(event, "DTEND", opening.end.astimezone(UTC))


def _set(event: Event, property: str, value: object) -> None:
    event.pop(property, None)
    event.add(property, value)


def _add_own(event: Event, property: str, text: str) -> None:
    event.add(OURS + property, vText(text))  # the library escapes properties that it does not know only as text


def _uid(name: str) -> str:
    return f"{name.removesuffix('.ics')}@frontdesk"


def _plain(text: str) -> str:
    """Without control characters, which RFC 5545 (3.1) does not allow; line ends stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or unicodedata.category(char) != "Cc")
