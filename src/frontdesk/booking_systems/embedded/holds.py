"""Openings kept for somebody: held until they expire, or taken by a booking. Every process sees them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, and_, select, update

from frontdesk.booking_systems.embedded.availability import Allocation, allocate
from frontdesk.booking_systems.embedded.busy import Claimed, Span, minute_of
from frontdesk.booking_systems.embedded.claims import (
    add_claim,
    drop_claims,
    find_claims,
    find_load,
    held_by,
    party_of,
)
from frontdesk.booking_systems.embedded.work import Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import claims
from frontdesk.model.booking import Hold, Opening

ID_LENGTH = 10
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when an opening was asked for, if the minimum notice is not to count."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a booking has come to claim: the claim's id, the opening with its host chosen, the resources."""

    claim: str
    opening: Opening
    resources: tuple[str, ...]


def hold(work: Work, opening: Opening, holder: str, until: datetime) -> Hold:
    """Keeps an opening for `holder`, or keeps it longer.

    A hold made in time stays good when the minimum notice has begun. Raises `OpeningTaken`.
    """
    mine = _find_hold(work, opening, holder)
    if mine is None:
        allocation = _allocate(work, opening, (holder,))
        id = work.tokens(ID_LENGTH)
        add_claim(work, id, allocation, holder, until)
        return Hold(id, allocation.opening, until)
    allocation = _allocate(work, opening, (holder,), since=mine.created)
    until = max(until, mine.expires)
    work.connection.execute(update(claims).where(claims.c.id == mine.id).values(expires=until))
    return Hold(mine.id, allocation.opening, until)


def release(work: Work, id: str) -> None:
    """Gives up a hold; a booking, or a hold that is gone, stays as it is."""
    this = and_(claims.c.business == work.business.id, claims.c.id == id)
    drop_claims(work.connection, this, claims.c.expires.is_not(None))


def drop_expired(work: Work) -> None:
    """Those that are in nobody's way; the others go when somebody else claims their time."""
    drop_claims(work.connection, claims.c.business == work.business.id, claims.c.expires <= work.now)


def take(work: Work, opening: Opening, hold: str | None, booking: str, since: datetime | None = None) -> Taken:
    """Makes an opening the booking's own: its hold becomes the booking's claim, so that one hold ends in one booking.

    A hold that is over, or keeps another opening, only is given up; so are the same holder's overlapping holds.
    What the booking claims already is not in its way. `since` overrides when the opening was first asked for.
    Raises `OpeningTaken` when the rules, or somebody else, do not let it have the opening.
    """
    held = _hold_by_id(work, hold) if hold else []
    kept = [row for row in held if row.expires > work.now]
    holder = held[0].holder if held else None
    party = party_of(booking)
    mine = [party] if holder is None else [party, holder]
    if kept and _keeps(kept, opening):
        allocation = _allocate(work, opening, mine, since or kept[0].created)
        this = claims.c.business == work.business.id, claims.c.id == hold
        work.connection.execute(update(claims).where(*this).values(expires=None, holder=party))
        _give_up(work, holder, allocation)
        things = tuple(row.thing for row in kept)
        return Taken(kept[0].id, allocation.opening, _resources(work, things))
    allocation = _allocate(work, opening, mine, since)
    if hold and held:
        release(work, hold)
    _give_up(work, holder, allocation)
    id = work.tokens(ID_LENGTH)
    add_claim(work, id, allocation, party, None)
    return Taken(id, allocation.opening, _resources(work, allocation.things))


def _allocate(work: Work, opening: Opening, mine: Sequence[str], since: datetime | None = None) -> Allocation:
    """What the opening needs, by the rules and by what is claimed now; nobody else claims these things meanwhile."""
    connection, business = work.connection, work.business.id

    def claimed(things: Sequence[str], span: Span) -> Sequence[Claimed]:
        work.lock("thing", *things)
        return find_claims(connection, business, things, span, work.now, mine)

    def load(service: str, hosts: Sequence[str], span: Span) -> dict[str, int]:
        return dict(find_load(connection, business, service, hosts, span, work.now))

    try:
        allocation = allocate(work.business, opening, work.now, claimed, load, since)
    except LookupError as error:  # the profile was changed meanwhile
        raise OpeningTaken(f"{error}.") from error
    if isinstance(allocation, Allocation):
        return allocation
    raise OpeningTaken(f"{opening.service} with {opening.host} at {opening.start.isoformat()}: {allocation.value}.")


def _find_hold(work: Work, opening: Opening, holder: str) -> Row[tuple[object, ...]] | None:
    """The holder's live hold of just this opening."""
    return work.connection.execute(
        select(claims).where(
            claims.c.business == work.business.id,
            claims.c.thing == opening.host,
            claims.c.first_minute <= minute_of(opening.start),
            claims.c.service == opening.service,
            claims.c.start_minute == minute_of(opening.start),
            claims.c.finish_minute == minute_of(opening.end),
            claims.c.holder == holder,
            claims.c.expires > work.now,
        )
    ).first()


def _hold_by_id(work: Work, id: str) -> Sequence[Row[tuple[object, ...]]]:
    """A hold's rows, one for each thing; none for a booking's claim. Nobody else changes them meanwhile."""
    this = claims.c.business == work.business.id, claims.c.id == id, claims.c.expires.is_not(None)
    return work.connection.execute(select(claims).where(*this).with_for_update()).all()


def _keeps(held: Sequence[Row[tuple[object, ...]]], opening: Opening) -> bool:
    wanted = opening.service, minute_of(opening.start), minute_of(opening.end)
    row = held[0]
    return (row.service, row.start_minute, row.finish_minute) == wanted and opening.host in {
        each.thing for each in held
    }


def _give_up(work: Work, holder: str | None, allocation: Allocation) -> None:
    """The other times that were held for the same person, where they overlap."""
    if holder is not None:
        overlapping = held_by(holder, work.business.id, allocation.things, allocation.span)
        drop_claims(work.connection, overlapping, claims.c.expires.is_not(None))


def _resources(work: Work, things: Sequence[str]) -> tuple[str, ...]:
    hosts = {host.id for host in work.business.hosts}
    return tuple(sorted(thing for thing in things if thing not in hosts))
