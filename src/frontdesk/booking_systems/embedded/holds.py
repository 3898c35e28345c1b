"""Holds: claims that expire. Every process sees them at once."""

from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from frontdesk.booking_systems.embedded.busy import Span
from frontdesk.booking_systems.embedded.claims import add_claim, drop_claims, within
from frontdesk.booking_systems.embedded.rules import claim_for, require_allowed
from frontdesk.database.schema import claims
from frontdesk.model.booking import Hold, Opening
from frontdesk.model.business import Business


def hold(
    connection: Connection, business: Business, opening: Opening, holder: str, until: datetime, now: datetime, id: str
) -> Hold:
    """Keeps an opening for `holder`, or keeps it longer; what the holder held at overlapping times is given up.

    A hold made in time stays good when the minimum notice has begun. Raises `OpeningTaken`.
    """
    span = claim_for(business, opening)
    overlapping = within(business.id, [opening.host], span)
    own = and_(claims.c.holder == holder, claims.c.expires > now)
    mine = connection.execute(select(claims).where(overlapping, own, claims.c.first_minute == span[0])).one_or_none()
    if mine is not None and mine.end_minute == span[1]:
        require_allowed(business, opening, now, since=mine.created)
        until = max(until, mine.expires)
        connection.execute(update(claims).where(claims.c.id == mine.id).values(expires=until))
        return Hold(mine.id, opening, until)
    require_allowed(business, opening, now)
    drop_claims(connection, and_(overlapping, own))
    claim_free(connection, id, business, opening.host, span, holder, now, until)
    return Hold(id, opening, until)


def claim_free(
    connection: Connection,
    id: str,
    business: Business,
    host: str,
    span: Span,
    holder: str,
    now: datetime,
    expires: datetime | None,
) -> None:
    """Claims a span. Holds that are over make room, here and everywhere, so that none is left behind.

    Raises `OpeningTaken`.
    """
    drop_claims(connection, and_(claims.c.business == business.id, claims.c.expires <= now))
    add_claim(connection, id, business.id, host, span, holder, now, expires)


def release(connection: Connection, business: Business, id: str) -> None:
    """Gives up a hold; a booking, or a hold that is gone, stays as it is."""
    drop_claims(connection, and_(claims.c.business == business.id, claims.c.id == id, claims.c.expires.is_not(None)))
