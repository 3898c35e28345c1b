"""The secret of a customer's own link to their booking. Only its hash is kept."""

import hmac
from hashlib import sha256

from sqlalchemy import select, update

from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import BookingRejected
from frontdesk.database.schema import bookings
from frontdesk.model.booking import Booking
from frontdesk.model.change import Refusal

SECRET_LENGTH = 26


def issue(work: Work, id: str) -> str:
    """A new secret, which replaces the last. Raises `BookingRejected` when there is no such booking."""
    secret = work.tokens(SECRET_LENGTH)
    this = bookings.c.business == work.business.id, bookings.c.id == id
    changed = work.connection.execute(update(bookings).where(*this).values(secret_hash=_hash(secret)))
    if changed.rowcount == 0:
        raise BookingRejected(f"{work.business.id} has no booking {id}.", Refusal.UNKNOWN)
    return secret


def open_with(work: Work, id: str, secret: str) -> Booking | None:
    """The booking, for who knows its secret."""
    this = bookings.c.business == work.business.id, bookings.c.id == id
    known = work.connection.execute(select(bookings.c.secret_hash).where(*this)).scalar()
    if known is None or not hmac.compare_digest(known, _hash(secret)):
        return None
    return records.find(work.connection, work.business.id, id)


def _hash(secret: str) -> str:
    """The secret has more than 120 bits of chance, so that a plain hash tells nothing about it."""
    return sha256(secret.encode()).hexdigest()
