"""Bookings as the staff read and list them."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from frontdesk.channels.bookings import AttendeeView, BookingView, show_booking
from frontdesk.channels.fields import Id, Line, Phone
from frontdesk.channels.openings import OpeningView, show_opening
from frontdesk.channels.spans import SpanQuery
from frontdesk.channels.wire import Wire
from frontdesk.model.booking import Attendee, Awaiting, Booking, BookingStatus, Guest
from frontdesk.model.change import Actor, Change, Doing

MAX_PAGE = 200


def _split(value: Any) -> Any:
    return tuple(value.split(",")) if isinstance(value, str) else value


class BookingsQuery(SpanQuery):
    phone: Phone | None = None
    """Only this person's: a number with its country, or the way it is dialled in the business's country."""
    status: Annotated[tuple[BookingStatus, ...], BeforeValidator(_split)] = Field(default=(), max_length=5)
    """One or several with commas between; any when left out."""
    host: Id | None = None
    service: Id | None = None
    ticket: Line | None = None
    """The short code people are told."""
    customer_reference: Line | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    after: Line | None = None
    """`next` of the page before."""


class StaffAttendee(AttendeeView):
    given: str
    family: str
    language: str
    time_zone: str | None
    """Their own, where it is known to differ from the business's."""


class GuestView(Wire):
    name: str
    phone: str | None
    email: str | None


class ConsentView(Wire):
    to: str
    """What it is about, such as `privacy`."""
    wording: str
    at: datetime


class StaffBooking(BookingView):
    """A booking with everything the staff should know about it."""

    business: str
    attendee: StaffAttendee
    booked_by: StaffAttendee | None
    """Who made the appointment, where that is somebody else."""
    guests: list[GuestView]
    host: str
    """Id of the host."""
    others: list[str]
    """Further hosts, where the service is done by several at once."""
    location: str | None
    """Id of the place, where the times of the service are bound to places."""
    place: str
    """Where or how they meet, in words."""
    resources: list[str]
    """Ids of the rooms, chairs and machines that are kept for it."""
    reason: str
    answers: dict[str, str]
    """Answers to the service's extra questions, by id of the question."""
    consents: list[ConsentView]
    tags: list[str]
    notes: str
    """For the staff only."""
    language: str
    source: str
    """The channel it was made on."""
    dialled: str | None
    """The number they called (E.164), where it came by telephone."""
    campaign: dict[str, str]
    """What brought them here, such as `utm_source`."""
    customer_reference: str
    """The customer's number in the business's own records."""
    ticket: str
    """A short code to say on the phone."""
    awaiting: Awaiting | None
    """Whose word a pending booking waits for."""
    pending_until: datetime | None
    """When a pending booking lapses unless it is approved."""
    created: datetime
    revision: int
    """Counts the changes; the ETag."""


class BookingList(Wire):
    bookings: list[StaffBooking]
    next: str | None
    """Goes into `after` for the next page; null at the end."""


class ChangeView(Wire):
    revision: int
    at: datetime
    by: Actor
    what: Doing
    reason: str
    before: OpeningView | None
    """Where it was until then, when it was moved."""


class History(Wire):
    changes: list[ChangeView]
    """Oldest first."""


def show_staff_booking(booking: Booking, business: str, public_url: str) -> StaffBooking:
    request, zone = booking.request, ZoneInfo(booking.time_zone)
    shown = dict(show_booking(booking, public_url)) | {"attendee": show_attendee(request.attendee)}
    return StaffBooking(
        **shown,
        business=business,
        booked_by=show_attendee(request.booked_by) if request.booked_by else None,
        guests=[_show_guest(guest) for guest in request.guests],
        host=request.opening.host,
        others=list(request.opening.others),
        location=request.opening.location or None,
        place=request.place,
        resources=list(booking.resources),
        reason=request.reason,
        answers=dict(request.answers),
        consents=[ConsentView(to=one.to, wording=one.wording, at=one.at.astimezone(zone)) for one in request.consents],
        tags=list(request.tags),
        notes=request.notes,
        language=request.attendee.language,
        source=request.source,
        dialled=request.dialled or None,
        campaign=dict(request.campaign),
        customer_reference=request.customer_reference,
        ticket=booking.ticket,
        awaiting=booking.awaiting,
        pending_until=booking.pending_until and booking.pending_until.astimezone(zone),
        created=booking.created.astimezone(zone),
        revision=booking.revision,
    )


def show_history(changes: tuple[Change, ...], zone: ZoneInfo) -> History:
    return History(
        changes=[
            ChangeView(
                revision=change.revision,
                at=change.at.astimezone(zone),
                by=change.by,
                what=change.what,
                reason=change.reason,
                before=show_opening(change.before, zone) if change.before else None,
            )
            for change in changes
        ]
    )


def show_attendee(attendee: Attendee) -> StaffAttendee:
    return StaffAttendee(
        name=attendee.name.full,
        given=attendee.name.given,
        family=attendee.name.family,
        phone=attendee.phone,
        email=attendee.email,
        language=attendee.language,
        time_zone=attendee.time_zone,
    )


def _show_guest(guest: Guest) -> GuestView:
    return GuestView(name=guest.name.full, phone=guest.phone, email=guest.email)
