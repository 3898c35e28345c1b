"""A booking as the outside reads it, and the link to its calendar file."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from frontdesk.channels.wire import Wire
from frontdesk.model.booking import Booking


class AttendeeView(Wire):
    name: str
    phone: str
    """E.164."""
    email: str | None


class InviteView(Wire):
    title: str
    description: str
    ics_url: str | None
    """The calendar file; null where the booking system sends its own."""


class BookingView(Wire):
    """A committed appointment. `start` and `end` carry the offset of the business's zone; `service` is its id."""

    id: str
    status: str
    start: datetime
    end: datetime
    time_zone: str
    service: str
    contact_channel: str
    attendee: AttendeeView
    invite: InviteView


def show_booking(booking: Booking, public_url: str) -> BookingView:
    request, zone = booking.request, ZoneInfo(booking.time_zone)
    return BookingView(
        id=booking.id,
        status=booking.status.value,
        start=request.opening.start.astimezone(zone),
        end=request.opening.end.astimezone(zone),
        time_zone=booking.time_zone,
        service=request.opening.service,
        contact_channel=request.channel.value,
        attendee=AttendeeView(
            name=request.attendee.name.full, phone=request.attendee.phone, email=request.attendee.email
        ),
        invite=InviteView(
            title=request.invite.title,
            description=request.invite.description,
            ics_url=calendar_url(booking, public_url),
        ),
    )


def calendar_url(booking: Booking, public_url: str) -> str | None:
    """Where the booking's calendar file is; None where the booking system sends its own."""
    if not booking.calendar_token:
        return None
    return f"{public_url}/calendar/{quote(booking.id, safe='')}/{quote(booking.calendar_token, safe='')}.ics"
