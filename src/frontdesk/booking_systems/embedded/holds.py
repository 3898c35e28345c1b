"""Holds: claims that expire. Every process sees them at once."""

from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from frontdesk.booking_systems.embedded.claims import add_claim, drop_claims, held_by
from frontdesk.booking_systems.embedded.rules import claim_for, require_allowed
from frontdesk.database.schema import claims
from frontdesk.model.booking import Hold, Opening
from frontdesk.model.business import Business


def hold(
    connection: Connection, business: Business, opening: Opening, holder: str, until: datetime, now: datetime, id: str
) -> Hold:
    """Keeps an opening for `holder`, or keeps it longer.

    A hold made in time stays good when the minimum notice has begun. Raises `OpeningTaken`.
    """
    span = claim_for(business, opening)
    this = claims.c.first_minute == span[0], claims.c.end_minute == span[1], claims.c.expires > now
    same = select(claims).where(held_by(holder, business.id, opening.host, span), *this)
    mine = connection.execute(same).one_or_none()
    if mine is None:
        require_allowed(business, opening, now)
        add_claim(connection, id, business.id, opening.host, span, holder, now, until)
        return Hold(id, opening, until)
    require_allowed(business, opening, now, since=mine.created)
    until = max(until, mine.expires)
    connection.execute(update(claims).where(claims.c.id == mine.id).values(expires=until))
    return Hold(mine.id, opening, until)


def release(connection: Connection, business: Business, id: str) -> None:
    """Gives up a hold; a booking, or a hold that is gone, stays as it is."""
    drop_claims(connection, and_(claims.c.business == business.id, claims.c.id == id, claims.c.expires.is_not(None)))
