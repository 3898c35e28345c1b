"""Forgets bookings that are over for longer than a business keeps them."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from frontdesk.booking_systems.embedded.claims import drop_claims
from frontdesk.database.schema import bookings, claims
from frontdesk.model.business import Business


def forget(connection: Connection, business: Business, before: datetime) -> int:
    """Deletes bookings of any status that ended before an instant, with what they claim. Returns how many are gone."""
    # What ended before it also began before it: the index knows starts.
    over = bookings.c.business == business.id, bookings.c.start < before, bookings.c.end < before
    drop_claims(connection, claims.c.id.in_(select(bookings.c.claim).where(*over, bookings.c.claim.is_not(None))))
    return connection.execute(delete(bookings).where(*over)).rowcount
