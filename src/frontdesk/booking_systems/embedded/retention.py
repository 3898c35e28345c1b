"""Forgets what is over for longer than a business keeps it, and what somebody wants forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from frontdesk.booking_systems.embedded import entries
from frontdesk.booking_systems.embedded import waitlist as waiting
from frontdesk.booking_systems.embedded.busy import minute_of
from frontdesk.booking_systems.embedded.claims import drop_claims
from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Erased, Work
from frontdesk.database.schema import blocks, bookings, claims, waitlist

AT_ONCE = 200
"""How many bookings one transaction deletes, so that nobody who books waits for long."""


def forget(work: Work, before: datetime) -> int:
    """Deletes the first `AT_ONCE` bookings of any status that ended before an instant, with what they claim and their
    history; blocks and wishes too. Returns how many bookings are gone."""
    connection, business = work.connection, work.business.id
    # What ended before it also began before it: the index knows starts.
    over = bookings.c.business == business, bookings.c.start < before, bookings.c.end < before
    some = select(bookings.c.id).where(*over).order_by(bookings.c.start).limit(AT_ONCE)
    ids = connection.execute(some).scalars().all()
    work.lock("booking", *ids)  # one that is moved just now is not over
    gone = _delete(work, bookings.c.id.in_(ids), *over)
    connection.execute(delete(blocks).where(blocks.c.business == business, blocks.c.end_minute < minute_of(before)))
    connection.execute(delete(waitlist).where(waitlist.c.business == business, waitlist.c.until < before))
    return gone


def erase(work: Work, phone: str) -> Erased:
    """Deletes what is kept of a number (E.164): appointments that are over or off, with their history, and wishes.

    Nobody waits for them any more: what was held for one goes to the next.
    """
    business = work.business.id
    live = entries.of_phone(work, phone)
    for entry in live:
        waiting.leave(work, entry.id)
    listed = delete(waitlist).where(waitlist.c.business == business, waitlist.c.phone == phone)
    entries_gone = work.connection.execute(listed).rowcount
    theirs = bookings.c.business == business, bookings.c.phone == phone
    work.lock("booking", *work.connection.execute(select(bookings.c.id).where(*theirs)).scalars().all())
    ahead = {one.id for one in records.find_ahead(work.connection, business, phone, work.now)}
    gone = _delete(work, *theirs, bookings.c.id.not_in(ahead))
    return Erased(gone, entries_gone, len(ahead))


def _delete(work: Work, *which: ColumnElement[bool]) -> int:
    """Bookings, with what they claim and their history. Returns how many."""
    drop_claims(work, claims.c.id.in_(select(bookings.c.claim).where(*which)))
    return records.delete_all(work.connection, *which)
