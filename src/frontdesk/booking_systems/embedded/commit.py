"""Commits and cancels bookings, each in the one transaction it is given."""

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select, update

from frontdesk.booking_systems.embedded import records
from frontdesk.booking_systems.embedded.claims import add_claim, drop_claims, held_by
from frontdesk.booking_systems.embedded.rules import claim_for, require_allowed
from frontdesk.conversations.ports import BookingRejected, KeyReused
from frontdesk.database.schema import claims
from frontdesk.model.booking import Booking, BookingRequest, BookingStatus
from frontdesk.model.business import Business


def book(
    connection: Connection, business: Business, request: BookingRequest, key: str, now: datetime, id: str, token: str
) -> Booking:
    """Books what was confirmed, once for a key: the same request again gives the stored booking.

    Its hold becomes the booking's claim, so that one hold ends in one booking at most; a hold that is over, or keeps
    another opening, only is given up. So are the same holder's overlapping holds. Raises `OpeningTaken` or `KeyReused`.
    """
    stored = records.find_by_key(connection, business.id, key)
    if stored is not None:
        if not records.same_request(stored.request, request):
            raise KeyReused(f"The key of booking {stored.id} was used again for another request; use a new key.")
        return stored
    claim = _claim(connection, business, request, now, id)
    booking = Booking(
        id=id,
        key=key,
        status=BookingStatus.CONFIRMED,
        request=request,
        time_zone=business.time_zone,
        created=now,
        revision=0,
        calendar_token=token,
    )
    records.add_booking(connection, business.id, booking, claim)
    return booking


def _claim(connection: Connection, business: Business, request: BookingRequest, now: datetime, id: str) -> str:
    """The id of the claim that now is the booking's."""
    opening = request.opening
    span = claim_for(business, opening)
    this_hold = and_(claims.c.business == business.id, claims.c.id == request.hold, claims.c.expires.is_not(None))
    held = connection.execute(select(claims).where(this_hold)).one_or_none() if request.hold else None
    if held is None:
        require_allowed(business, opening, now)
        add_claim(connection, id, business.id, opening.host, span, "", now, None)
        return id
    overlapping = held_by(held.holder, business.id, opening.host, span)
    if held.expires > now and (held.host, held.first_minute, held.end_minute) == (opening.host, *span):
        require_allowed(business, opening, now, since=held.created)
        connection.execute(update(claims).where(claims.c.id == held.id).values(expires=None))
        drop_claims(connection, overlapping)
        claim: str = held.id
        return claim
    require_allowed(business, opening, now)
    drop_claims(connection, or_(this_hold, overlapping))
    add_claim(connection, id, business.id, opening.host, span, "", now, None)
    return id


def cancel(connection: Connection, business: Business, id: str) -> Booking:
    """Cancels a booking and frees its opening; again is no error. Raises `BookingRejected` if there is none."""
    booking = records.find(connection, business.id, id)
    if booking is None:
        raise BookingRejected(f"{business.id} has no booking {id}.")
    if booking.status is BookingStatus.CANCELLED:
        return booking
    claim = records.claim_of_booking(connection, id)
    cancelled = records.mark_cancelled(connection, booking)
    drop_claims(connection, claims.c.id == claim)
    return cancelled
