"""Forgets what is over for longer than a business keeps it, and what somebody wants forgotten. Not at the vendor."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Erased, Work
from frontdesk.booking_systems.remote import attempts
from frontdesk.database.schema import attempts as attempted
from frontdesk.database.schema import bookings, vendor_references


def forget(work: Work, before: datetime) -> int:
    """Deletes what ended before an instant. Returns how many bookings are gone."""
    attempts.forget(work, before)
    return _delete(work, bookings.c.business == work.business.id, bookings.c.end < before)


def erase(work: Work, phone: str) -> Erased:
    """Deletes what is kept of a number (E.164), but for appointments that lie ahead and attempts at such."""
    business = work.business.id
    theirs = bookings.c.business == business, bookings.c.phone == phone
    ahead = {one.id for one in records.find_ahead(work.connection, business, phone, work.now)}
    gone = _delete(work, *theirs, bookings.c.id.not_in(ahead))
    over = attempted.c.business == business, attempted.c.phone == phone, attempted.c.start < work.now
    work.connection.execute(delete(attempted).where(*over))
    return Erased(gone, 0, len(ahead))


def _delete(work: Work, *which: ColumnElement[bool]) -> int:
    these = select(bookings.c.id).where(*which)
    work.connection.execute(delete(vendor_references).where(vendor_references.c.booking.in_(these)))
    return records.delete_all(work.connection, *which)
