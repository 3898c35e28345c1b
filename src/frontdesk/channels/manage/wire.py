"""What a customer reads of their booking through their own link, and what they send."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, ConfigDict, Field

from frontdesk.channels.bookings import BookingView, show_booking
from frontdesk.channels.fields import Id, Moment, Paragraph, Time
from frontdesk.channels.wire import Wire
from frontdesk.model.booking import Awaiting, Booking
from frontdesk.model.business import Business


class ManagedBooking(BookingView):
    """A booking as its customer sees it: nothing that the staff keep for themselves."""

    business: str
    """The business's name."""
    host: str
    """Id of the host, as openings name them."""
    host_name: str
    place: str
    reason: str
    ticket: str
    """The short code to say on the phone."""
    awaiting: Awaiting | None
    """Whose word a pending booking waits for: `attendee` can be given with `…/confirm`."""
    pending_until: datetime | None
    revision: int


class ManagedOpeningsQuery(Wire):
    """A time: `from` up to, not including, `to`. Days and times without an offset are the business's own."""

    model_config = ConfigDict(extra="forbid")
    start: Moment | None = Field(default=None, validation_alias=AliasChoices("from"))
    """A day or a time; today when left out."""
    end: Moment | None = Field(default=None, validation_alias=AliasChoices("to"))
    """A day or a time; 31 days after `from` when left out."""
    host: Id | None = None
    """Id of the host; any when left out."""


class Reason(Wire):
    model_config = ConfigDict(extra="forbid")
    reason: Paragraph = ""


class Move(Reason):
    start: Time
    """Without an offset it is the business's own time."""
    host: Id | None = None
    """The same host when left out."""


def show_managed_booking(booking: Booking, business: Business, public_url: str) -> ManagedBooking:
    opening = booking.request.opening
    return ManagedBooking(
        **dict(show_booking(booking, public_url)),
        business=business.name,
        host=opening.host,
        host_name=next((host.name for host in business.hosts if host.id == opening.host), opening.host),
        place=booking.request.place,
        reason=booking.request.reason,
        ticket=booking.ticket,
        awaiting=booking.awaiting,
        pending_until=booking.pending_until and booking.pending_until.astimezone(ZoneInfo(booking.time_zone)),
        revision=booking.revision,
    )
