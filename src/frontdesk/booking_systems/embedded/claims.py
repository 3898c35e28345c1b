"""What hosts are busy with, as the database keeps it: held or booked, one row for every claimed minute."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, or_, select
from sqlalchemy.exc import IntegrityError

from frontdesk.booking_systems.embedded.busy import Claimed, Span
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import claimed_minutes, claims

LONGEST = 3 * 24 * 60
"""No claim lasts more minutes: a search for what overlaps a time looks no further back."""


def within(business: str, hosts: Sequence[str], span: Span) -> ColumnElement[bool]:
    """Claims of these hosts that overlap a span. Its cost grows with the span, not with the history."""
    return and_(
        claims.c.business == business,
        claims.c.host.in_(hosts),
        claims.c.first_minute > span[0] - LONGEST,
        claims.c.first_minute < span[1],
        claims.c.end_minute > span[0],
    )


def find_claims(
    connection: Connection, business: str, things: Sequence[str], span: Span, now: datetime, holder: str | None
) -> Sequence[Claimed]:
    """What is claimed of hosts; holds that are over, and those of `holder`, do not count."""
    in_the_way = claims.c.expires > now
    if holder is not None:
        in_the_way = and_(in_the_way, claims.c.holder != holder)
    found = connection.execute(
        select(claims.c.id, claims.c.host, claims.c.first_minute, claims.c.end_minute).where(
            within(business, things, span), or_(claims.c.expires.is_(None), in_the_way)
        )
    )
    return [Claimed(id, host, (first, end), "", first, end) for id, host, first, end in found]


def add_claim(
    connection: Connection,
    id: str,
    business: str,
    host: str,
    span: Span,
    holder: str,
    now: datetime,
    expires: datetime | None,
) -> None:
    """Claims a span of a host's time. Holds that are over make room, here and everywhere, so that none is left behind.

    Holds of one holder may overlap: several times are offered, and one of them is chosen in the end.
    Raises `OpeningTaken` when somebody else has a minute of it.
    """
    first, end = span
    if end - first > LONGEST:
        raise OpeningTaken(f"An appointment with its buffers may keep a host busy for {LONGEST} minutes at most.")
    drop_claims(connection, and_(claims.c.business == business, claims.c.expires <= now))
    own = held_by(holder, business, host, span)
    covered = connection.execute(select(claims.c.first_minute, claims.c.end_minute).where(own)).all() if holder else []
    minutes = set(range(first, end)).difference(*(range(*already) for already in covered))
    connection.execute(
        insert(claims),
        {
            "id": id,
            "business": business,
            "host": host,
            "first_minute": first,
            "end_minute": end,
            "holder": holder,
            "created": now,
            "expires": expires,
        },
    )
    if not minutes:
        return
    rows = [{"business": business, "host": host, "minute": minute} for minute in sorted(minutes)]
    try:
        connection.execute(insert(claimed_minutes), rows)
    except IntegrityError as error:
        raise OpeningTaken(f"Somebody else has {host} at that time.") from error


def held_by(holder: str, business: str, host: str, span: Span) -> ColumnElement[bool]:
    """The holds of one holder that overlap a span."""
    return and_(within(business, [host], span), claims.c.holder == holder, claims.c.expires.is_not(None))


def drop_claims(connection: Connection, which: ColumnElement[bool]) -> None:
    """Gives up claims, and their minutes but for those that another hold of the same holder covers too."""
    columns = claims.c.business, claims.c.host, claims.c.first_minute, claims.c.end_minute
    for business, host, first, end in connection.execute(delete(claims).where(which).returning(*columns)).all():
        minute = claimed_minutes.c.minute
        still_covered = exists().where(
            claims.c.business == business,
            claims.c.host == host,
            claims.c.first_minute > first - LONGEST,
            claims.c.first_minute <= minute,
            claims.c.end_minute > minute,
        )
        connection.execute(
            delete(claimed_minutes).where(
                claimed_minutes.c.business == business,
                claimed_minutes.c.host == host,
                minute >= first,
                minute < end,
                ~still_covered,
            )
        )
