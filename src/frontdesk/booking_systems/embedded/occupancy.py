"""What hosts and resources are busy with, as the database knows it: held, booked or blocked. Only looks.

The statements are made once: putting one together costs more than running it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, distinct, func, literal_column, null, or_, select, union_all

from frontdesk.booking_systems.embedded.busy import Claimed, FindClaims, FindLoad, Span
from frontdesk.booking_systems.ledger.work import LONGEST, Work
from frontdesk.database.schema import blocks, claims
from frontdesk.model.booking import Search


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one claim keeps. `expires` is None for what is booked, and for blocked time."""

    id: str
    thing: str
    first: int
    end: int
    service: str
    """Empty for blocked time."""
    start: int
    finish: int
    location: str
    session: str | None
    """What the seats of a group event have in common."""
    seat: int | None
    holder: str
    created: datetime
    expires: datetime | None

    @property
    def span(self) -> Span:
        return self.first, self.end

    def over(self, now: datetime) -> bool:
        return self.expires is not None and self.expires <= now

    def overlaps(self, span: Span) -> bool:
        return self.first < span[1] and span[0] < self.end


def party_of(booking: str) -> str:
    """Who holds what a booking claims; claims of one party may overlap each other."""
    return f"booking:{booking}"


CLAIM = (
    claims.c.id,
    claims.c.thing,
    claims.c.first_minute,
    claims.c.end_minute,
    claims.c.service,
    claims.c.start_minute,
    claims.c.finish_minute,
    claims.c.location,
    claims.c.session,
    claims.c.seat,
    claims.c.holder,
    claims.c.created,
    claims.c.expires,
)
"""The columns of a `Claim`, in its order."""
WITHIN = and_(
    claims.c.business == bindparam("business"),
    claims.c.thing.in_(bindparam("things", expanding=True)),
    claims.c.first_minute > bindparam("reach"),
    claims.c.first_minute < bindparam("end"),
    claims.c.end_minute > bindparam("first"),
)
"""Claims of some things that overlap a span (see `spanning`). Its cost grows with the span, not with the history."""
_BLOCKED = select(
    blocks.c.id,
    blocks.c.thing,
    blocks.c.first_minute,
    blocks.c.end_minute,
    literal_column("''"),
    blocks.c.first_minute,
    blocks.c.end_minute,
    literal_column("''"),
    null(),
    null(),
    literal_column("'block'"),
    blocks.c.created,
    null(),
).where(
    blocks.c.business == bindparam("business"),
    blocks.c.end_minute > bindparam("first"),
    blocks.c.first_minute < bindparam("end"),
    or_(blocks.c.thing == "", blocks.c.thing.in_(bindparam("things", expanding=True))),
)
_LOOK = union_all(select(*CLAIM).where(WITHIN), _BLOCKED)
_LOAD = (
    select(claims.c.thing, func.count(distinct(func.coalesce(claims.c.session, claims.c.id))))
    .where(
        WITHIN,
        claims.c.start_minute >= bindparam("first"),
        claims.c.start_minute < bindparam("end"),
        claims.c.service == bindparam("service"),
        or_(claims.c.expires.is_(None), claims.c.expires > bindparam("now", type_=claims.c.expires.type)),
    )
    .group_by(claims.c.thing)
)


def read_claims(rows: Iterable[Any]) -> list[Claim]:
    """Rows with the columns of `CLAIM`."""
    return [Claim(*row) for row in rows]


def spanning(business: str, things: Sequence[str], span: Span) -> dict[str, object]:
    """The values for `WITHIN`."""
    return {
        "business": business,
        "things": list(things),
        "reach": span[0] - LONGEST,
        "first": span[0],
        "end": span[1],
    }


def look(work: Work, things: Sequence[str], span: Span) -> list[Claim]:
    """Everything that keeps the things busy in a span, also holds that are over; time blocked for all is each one's."""
    found = read_claims(work.connection.execute(_LOOK, spanning(work.business.id, things, span)))
    if all(claim.thing for claim in found):
        return found
    return [replace(claim, thing=thing) for claim in found for thing in ((claim.thing,) if claim.thing else things)]


def claimed(found: Iterable[Claim], now: datetime, mine: Collection[str] = ()) -> list[Claimed]:
    """What is in the way of somebody whose parties are `mine`. The seats of a group event come as one, under the name
    of its session."""
    counted: dict[tuple[str, str], Claimed] = {}
    for claim in found:
        if claim.over(now) or claim.holder in mine:
            continue
        name = claim.session or claim.id
        seats = counted[name, claim.thing].seats + 1 if (name, claim.thing) in counted else 1
        counted[name, claim.thing] = Claimed(
            name,
            claim.thing,
            claim.span,
            claim.service,
            claim.start,
            claim.finish,
            seats,
            claim.location,
            joinable=claim.session is not None,
        )
    return list(counted.values())


def find_load(work: Work, service: str, hosts: Sequence[str], span: Span) -> Mapping[str, int]:
    """How many appointments of a service each host has, booked or held, that start in a span."""
    values = spanning(work.business.id, hosts, span) | {"service": service, "now": work.now}
    return dict(work.connection.execute(_LOAD, values).all())


def facts(work: Work, search: Search) -> tuple[FindClaims, FindLoad]:
    """What is claimed, seen by who asks: their own holds, and the booking they want to move, are in nobody's way."""
    mine = [search.holder] if search.holder else []
    if search.instead_of:
        mine.append(party_of(search.instead_of))
    return (
        lambda things, span: claimed(look(work, things, span), work.now, mine),
        lambda service, hosts, span: find_load(work, service, hosts, span),
    )
