"""Time that the business keeps free: nothing new is booked there, and what is there already stays."""

from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, insert, select

from frontdesk.booking_systems.embedded.busy import first_minute_from, instant_of, minute_of
from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import ID_LENGTH, Work
from frontdesk.conversations.ports import BookingRejected, KeyReused
from frontdesk.database.schema import blocks
from frontdesk.model.booking import Booking, Window
from frontdesk.model.diary import Block


def add(work: Work, block: Block, key: str) -> tuple[Block, tuple[Booking, ...]]:
    """Blocks time, once for a key, and says which standing bookings lie in it.

    Seconds are rounded away from it, to whole minutes. Raises `BookingRejected` for a host or resource that is none,
    and `KeyReused`.
    """
    business = work.business
    things = [*(host.id for host in business.hosts), *(resource.id for resource in business.resources)]
    work.lock("key", key)
    stored = work.connection.execute(select(blocks).where(blocks.c.business == business.id, blocks.c.key == key))
    row = stored.first()
    if row is None:
        if block.thing and block.thing not in things:
            raise BookingRejected(f'{business.id} has no host and no resource "{block.thing}".')
        # Whoever is booking one of them now is done before the block stands; whoever comes later meets it.
        work.lock("thing", *([block.thing] if block.thing else things))
        made = {
            "id": work.tokens(ID_LENGTH),
            "business": business.id,
            "key": key,
            "thing": block.thing,
            "first_minute": minute_of(block.start),
            "end_minute": first_minute_from(block.end),
            "reason": block.reason,
            "created": work.now,
        }
        row = work.connection.execute(insert(blocks).returning(blocks), made).one()
    blocked = _read(row, business.zone)
    wanted = block.thing, minute_of(block.start), first_minute_from(block.end), block.reason
    if (row.thing, row.first_minute, row.end_minute, row.reason) != wanted:
        raise KeyReused("The key was used before for another block; use a new key.")
    meets = records.find_overlapping(work.connection, business.id, blocked.start, blocked.end, None)
    there = (booking for booking in meets if not block.thing or block.thing in booking.things)
    return blocked, tuple(booking for booking in there if booking.stands)


def remove(work: Work, id: str) -> None:
    work.connection.execute(delete(blocks).where(blocks.c.business == work.business.id, blocks.c.id == id))


def listed(work: Work, window: Window) -> list[Block]:
    """Blocks that overlap a time, by start."""
    query = select(blocks).where(
        blocks.c.business == work.business.id,
        blocks.c.end_minute > minute_of(window.start),
        blocks.c.first_minute < first_minute_from(window.end),
    )
    found = work.connection.execute(query.order_by(blocks.c.first_minute, blocks.c.id))
    return [_read(row, work.business.zone) for row in found]


def _read(row: Row[tuple[object, ...]], zone: ZoneInfo) -> Block:
    start, end = (instant_of(minute).astimezone(zone) for minute in (row.first_minute, row.end_minute))
    return Block(row.id, row.thing, start, end, row.reason)
