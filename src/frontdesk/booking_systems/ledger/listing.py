"""Lists of bookings for the staff, a page at a time."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from frontdesk.booking_systems.ledger.records import earliest_of, read_row
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.database.schema import EPOCH, MICROSECOND, bookings, claims
from frontdesk.model.diary import BookingFilter, Page


def listed(work: Work, wanted: BookingFilter, after: str | None, limit: int) -> Page:
    """Bookings by start, then id. `after` is the `next` of the page before: what is added meanwhile moves nothing.

    Raises `ValueError` for an `after` that is none.
    """
    query = select(bookings).where(*_conditions(work.business.id, wanted))
    if after is not None:
        start, id = _read_place(after)
        query = query.where(or_(bookings.c.start > start, and_(bookings.c.start == start, bookings.c.id > id)))
    rows = work.connection.execute(query.order_by(bookings.c.start, bookings.c.id).limit(limit + 1)).all()
    page = tuple(read_row(row) for row in rows[:limit])
    return Page(page, _place(rows[limit - 1].start, rows[limit - 1].id) if len(rows) > limit else None)


def _conditions(business: str, wanted: BookingFilter) -> list[ColumnElement[bool]]:
    window = wanted.window
    conditions = [
        bookings.c.business == business,
        bookings.c.start > earliest_of(window.start),
        bookings.c.start < window.end,
        bookings.c.end > window.start,
    ]
    if wanted.statuses:
        conditions.append(bookings.c.status.in_([status.value for status in wanted.statuses]))
    for column, value in (
        (bookings.c.phone, wanted.phone),
        (bookings.c.service, wanted.service),
        (bookings.c.ticket, wanted.ticket),
        (bookings.c.customer_reference, wanted.customer_reference),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.host is not None:
        together = exists().where(claims.c.id == bookings.c.claim, claims.c.thing == wanted.host)
        conditions.append(or_(bookings.c.host == wanted.host, together))
    return conditions


def _place(start: datetime, id: str) -> str:
    return f"{(start - EPOCH) // MICROSECOND}-{id}"


def _read_place(after: str) -> tuple[datetime, str]:
    try:
        start, id = after.split("-", 1)
        return EPOCH + int(start) * MICROSECOND, id
    except (ValueError, OverflowError):
        raise ValueError("`after` must be the `next` of the page before") from None
