"""What keeps hosts and resources busy, as the database knows it: held or booked, one row for every claimed minute."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, distinct, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from frontdesk.booking_systems.embedded.availability import Allocation
from frontdesk.booking_systems.embedded.busy import Claimed, FindClaims, FindLoad, Span, minute_of
from frontdesk.booking_systems.embedded.work import Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import blocks, claimed_minutes, claims
from frontdesk.model.booking import Search

LONGEST = 3 * 24 * 60
"""No claim lasts more minutes: a search for what overlaps a time looks no further back."""


def party_of(booking: str) -> str:
    """Who holds what a booking claims; claims of one party may overlap each other."""
    return f"booking:{booking}"


def within(business: str, things: Sequence[str], span: Span) -> ColumnElement[bool]:
    """Claims of these things that overlap a span. Its cost grows with the span, not with the history."""
    return and_(
        claims.c.business == business,
        claims.c.thing.in_(things),
        claims.c.first_minute > span[0] - LONGEST,
        claims.c.first_minute < span[1],
        claims.c.end_minute > span[0],
    )


def live(now: datetime) -> ColumnElement[bool]:
    """Booked, or held and not over."""
    return or_(claims.c.expires.is_(None), claims.c.expires > now)


def find_claims(
    connection: Connection, business: str, things: Sequence[str], span: Span, now: datetime, without: Sequence[str] = ()
) -> list[Claimed]:
    """What keeps the things busy in a span, blocked time (of no service) among it; claims of the parties `without` do
    not count. The seats of a group event come as one, under the name of its session."""
    columns = (
        claims.c.id, claims.c.thing, claims.c.first_minute, claims.c.end_minute, claims.c.service,
        claims.c.start_minute, claims.c.finish_minute, claims.c.location, claims.c.session,
    )  # fmt: skip
    query = select(*columns).where(within(business, things, span), live(now))
    if without:
        query = query.where(claims.c.holder.not_in(without))
    found: dict[tuple[str, str], Claimed] = {}
    for id, thing, first, end, service, start, finish, location, session in connection.execute(query).all():
        name = session or id
        seats = found[name, thing].seats + 1 if (name, thing) in found else 1
        found[name, thing] = Claimed(name, thing, (first, end), service, start, finish, seats, location)
    return [*found.values(), *_blocked(connection, business, things, span)]


def _blocked(connection: Connection, business: str, things: Sequence[str], span: Span) -> list[Claimed]:
    query = select(blocks.c.id, blocks.c.thing, blocks.c.first_minute, blocks.c.end_minute).where(
        blocks.c.business == business,
        blocks.c.end_minute > span[0],
        blocks.c.first_minute < span[1],
        blocks.c.thing.in_(["", *things]),
    )
    return [
        Claimed(id, one, (first, end), "", first, end, 1, "")
        for id, thing, first, end in connection.execute(query)
        for one in ([thing] if thing else things)
    ]


def find_load(
    connection: Connection, business: str, service: str, hosts: Sequence[str], span: Span, now: datetime
) -> Mapping[str, int]:
    """How many appointments of a service each host has, booked or held, that start in a span."""
    count = func.count(distinct(func.coalesce(claims.c.session, claims.c.id)))
    query = (
        select(claims.c.thing, count)
        .where(
            claims.c.business == business,
            claims.c.thing.in_(hosts),
            claims.c.first_minute > span[0] - LONGEST,
            claims.c.first_minute < span[1],
            claims.c.start_minute >= span[0],
            claims.c.start_minute < span[1],
            claims.c.service == service,
            live(now),
        )
        .group_by(claims.c.thing)
    )
    return dict(connection.execute(query).all())


def facts(work: Work, search: Search) -> tuple[FindClaims, FindLoad]:
    """What is claimed, seen by who asks: their own holds, and the booking they want to move, are in nobody's way."""
    mine = [search.holder] if search.holder else []
    if search.instead_of:
        mine.append(party_of(search.instead_of))
    connection, business, now = work.connection, work.business.id, work.now
    return (
        lambda things, span: find_claims(connection, business, things, span, now, mine),
        lambda service, hosts, span: find_load(connection, business, service, hosts, span, now),
    )


def add_claim(work: Work, id: str, allocation: Allocation, holder: str, expires: datetime | None) -> None:
    """Claims what an allocation needs. Holds that are over make room.

    Claims of one holder may overlap: several times are offered, and one of them is chosen in the end; an appointment
    is moved by a quarter of an hour. So may the seats of one group event.
    Raises `OpeningTaken` when somebody else has a minute of it.
    """
    first, end = allocation.span
    if end - first > LONGEST:
        raise OpeningTaken(f"An appointment with its buffers may keep a host busy for {LONGEST} minutes at most.")
    business, opening = work.business.id, allocation.opening
    in_the_way = within(business, allocation.things, allocation.span)
    drop_claims(work.connection, in_the_way, claims.c.expires <= work.now)
    session = _session(work, allocation)
    seat = _free_seat(work, opening.host, session) if session else None
    row = {
        "id": id,
        "business": business,
        "first_minute": first,
        "end_minute": end,
        "service": opening.service,
        "start_minute": minute_of(opening.start),
        "finish_minute": minute_of(opening.end),
        "location": opening.location,
        "session": session,
        "seat": seat,
        "holder": holder,
        "created": work.now,
        "expires": expires,
    }
    same = or_(claims.c.holder == holder, claims.c.session == session) if session else claims.c.holder == holder
    # Locked, so that nobody gives up the minutes that these cover while ours come to rely on them.
    covering = select(claims.c.thing, claims.c.first_minute, claims.c.end_minute).where(in_the_way, same)
    covered = work.connection.execute(covering.with_for_update()).all()
    minutes = [
        {"business": business, "thing": thing, "minute": minute}
        for thing in allocation.things
        for minute in sorted(
            set(range(first, end)).difference(*(range(begin, until) for of, begin, until in covered if of == thing))
        )
    ]
    try:
        work.connection.execute(insert(claims), [row | {"thing": thing} for thing in allocation.things])
        if minutes:
            work.connection.execute(insert(claimed_minutes), minutes)
    except IntegrityError as error:
        raise OpeningTaken(f"Somebody else has {opening.host} at {opening.start.isoformat()}.") from error


def _session(work: Work, allocation: Allocation) -> str | None:
    """What the seats of a group event have in common; None for an appointment of one's own."""
    opening = allocation.opening
    if work.business.service(opening.service).capacity == 1:
        return None
    return f"{opening.service}/{opening.host}/{minute_of(opening.start)}"


def _free_seat(work: Work, host: str, session: str) -> int:
    same = claims.c.business == work.business.id, claims.c.thing == host, claims.c.session == session
    taken = set(work.connection.execute(select(claims.c.seat).where(*same)).scalars())
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def held_by(holder: str, business: str, things: Sequence[str], span: Span) -> ColumnElement[bool]:
    """The holds of one holder that overlap a span."""
    return and_(within(business, things, span), claims.c.holder == holder, claims.c.expires.is_not(None))


def drop_claims(connection: Connection, which: ColumnElement[bool], still: ColumnElement[bool]) -> None:
    """Gives up claims, whole, and their minutes but for those that another claim of the same party covers too.

    `which` finds a row of each; `still` must be true of the claim when it goes, whoever changed it in between.
    """
    ids = connection.execute(select(claims.c.id).where(which, still).distinct()).scalars().all()
    if not ids:
        return
    columns = claims.c.business, claims.c.thing, claims.c.first_minute, claims.c.end_minute
    gone = connection.execute(delete(claims).where(claims.c.id.in_(ids), still).returning(*columns)).all()
    minute = claimed_minutes.c.minute
    for business, thing, first, end in gone:
        still_covered = exists().where(
            claims.c.business == business,
            claims.c.thing == thing,
            claims.c.first_minute > first - LONGEST,
            claims.c.first_minute <= minute,
            claims.c.end_minute > minute,
        )
        connection.execute(
            delete(claimed_minutes).where(
                claimed_minutes.c.business == business,
                claimed_minutes.c.thing == thing,
                minute >= first,
                minute < end,
                ~still_covered,
            )
        )
