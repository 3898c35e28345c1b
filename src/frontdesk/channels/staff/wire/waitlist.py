"""The waitlist."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field

from frontdesk.channels.fields import Id, Line, Paragraph, Time
from frontdesk.channels.openings import OpeningView, show_opening
from frontdesk.channels.spans import BusinessQuery
from frontdesk.channels.staff.wire.bookings import StaffAttendee, show_attendee
from frontdesk.channels.staff.wire.drafts import AttendeeDraft, Draft, Minutes
from frontdesk.channels.wire import Wire
from frontdesk.model.caller import Channel
from frontdesk.model.waitlist import WaitlistEntry, WaitStatus


class WaitlistQuery(BusinessQuery):
    status: WaitStatus | None = None


class WaitlistDraft(Draft):
    business: Id | None = None
    """Id of the business; may be left out where one is served."""
    service: Id
    start: Time = Field(validation_alias=AliasChoices("from"))
    """The earliest they wish for; without an offset it is the business's own time."""
    end: Time = Field(validation_alias=AliasChoices("to"))
    """Exclusive."""
    host: Id | None = None
    location: Id | None = None
    duration_minutes: Minutes | None = None
    attendee: AttendeeDraft
    contact_channel: Channel | None = None
    """The service's first when left out."""
    address: Line = ""
    """The customer's, where the business comes to them."""
    reason: Paragraph = ""
    instead_of: Id | None = None
    """Id of the appointment they have, which is moved when they take an earlier one."""


class WaitlistView(Wire):
    id: str
    status: WaitStatus
    service: str
    start: datetime = Field(serialization_alias="from")
    end: datetime = Field(serialization_alias="to")
    host: str | None
    location: str | None
    duration_minutes: int | None
    attendee: StaffAttendee
    contact_channel: Channel
    reason: str
    instead_of: str | None
    joined: datetime
    revision: int
    offer: OpeningView | None
    """What is held for them until `offer_until`."""
    offer_until: datetime | None
    refused: list[datetime]
    """Starts they were offered and did not take."""
    booking: str | None
    """Id of what they took."""


class Waitlist(Wire):
    entries: list[WaitlistView]
    """In the order of joining."""


def show_entry(entry: WaitlistEntry, zone: ZoneInfo) -> WaitlistView:
    request, wanted = entry.request, entry.request.wanted
    return WaitlistView(
        id=entry.id,
        status=entry.status,
        service=wanted.service,
        start=wanted.window.start.astimezone(zone),
        end=wanted.window.end.astimezone(zone),
        host=wanted.host,
        location=wanted.location,
        duration_minutes=wanted.duration_minutes,
        attendee=show_attendee(request.attendee),
        contact_channel=request.channel,
        reason=request.reason,
        instead_of=request.instead_of,
        joined=entry.joined.astimezone(zone),
        revision=entry.revision,
        offer=show_opening(entry.offer, zone) if entry.offer else None,
        offer_until=entry.offer_until and entry.offer_until.astimezone(zone),
        refused=[start.astimezone(zone) for start in entry.refused],
        booking=entry.booking,
    )
