"""Forgets what is over for longer than a business keeps it."""

from datetime import datetime

from sqlalchemy import delete, select

from frontdesk.booking_systems.embedded.busy import minute_of
from frontdesk.booking_systems.embedded.claims import drop_claims
from frontdesk.booking_systems.embedded.work import Work
from frontdesk.database.schema import blocks, bookings, changes, claims, waitlist

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
    ended = bookings.c.id.in_(ids), *over
    drop_claims(work, claims.c.id.in_(select(bookings.c.claim).where(*ended)))
    connection.execute(delete(changes).where(changes.c.booking.in_(select(bookings.c.id).where(*ended))))
    connection.execute(delete(blocks).where(blocks.c.business == business, blocks.c.end_minute < minute_of(before)))
    connection.execute(delete(waitlist).where(waitlist.c.business == business, waitlist.c.until < before))
    return connection.execute(delete(bookings).where(*ended)).rowcount
