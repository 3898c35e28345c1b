"""Blocked time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.channels.fields import Id, Line, Time
from frontdesk.channels.staff.wire.bookings import StaffBooking
from frontdesk.channels.staff.wire.drafts import Draft
from frontdesk.channels.wire import Wire
from frontdesk.model.diary import Block


class BlockDraft(Draft):
    business: Id | None = None
    """Id of the business; may be left out where one is served."""
    thing: Id | None = None
    """Id of a host or a resource; the whole business when left out."""
    start: Time
    end: Time
    """Exclusive."""
    reason: Line = ""


class BlockView(Wire):
    id: str
    thing: str | None
    """Id of a host or a resource; null for the whole business."""
    start: datetime
    end: datetime
    reason: str


class MadeBlock(BlockView):
    bookings: list[StaffBooking]
    """Appointments that are there already: they stay."""


class BlockList(Wire):
    blocks: list[BlockView]


def show_block(block: Block, zone: ZoneInfo) -> BlockView:
    return BlockView(
        id=block.id,
        thing=block.thing or None,
        start=block.start.astimezone(zone),
        end=block.end.astimezone(zone),
        reason=block.reason,
    )
