"""Openings kept for somebody: held until they expire, or taken by a booking. Every process sees them at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import bindparam, select, update

from frontdesk.booking_systems.embedded.availability import Allocation, allocate
from frontdesk.booking_systems.embedded.busy import Claimed, Span, minute_of
from frontdesk.booking_systems.embedded.claims import add_claim, drop_claims
from frontdesk.booking_systems.embedded.occupancy import CLAIM, Claim, claimed, find_load, look, party_of, read_claims
from frontdesk.booking_systems.ledger.work import ID_LENGTH, LONGEST, Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.locks import writes_alone
from frontdesk.database.schema import claims
from frontdesk.model.booking import Hold, Opening

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when an opening was asked for, if the minimum notice is not to count."""

_HELD = claims.c.business == bindparam("business"), claims.c.expires.is_not(None)
_BY_ID = select(*CLAIM).where(*_HELD, claims.c.id == bindparam("id"))
_OF_HOLDER = select(*CLAIM).where(
    *_HELD,
    claims.c.thing == bindparam("host"),
    claims.c.first_minute > bindparam("reach"),
    claims.c.first_minute <= bindparam("start"),
    claims.c.service == bindparam("service"),
    claims.c.start_minute == bindparam("start"),
    claims.c.finish_minute == bindparam("finish"),
    claims.c.holder == bindparam("holder"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a booking has come to claim: the claim's id, the opening with its host chosen, the resources."""

    claim: str
    opening: Opening
    resources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allocated:
    """What an opening needs, and what was seen of it under the locks of everything it might have needed."""

    allocation: Allocation
    seen: Sequence[Claim]


def hold(work: Work, opening: Opening, holder: str, until: datetime) -> Hold:
    """Keeps an opening for `holder`, or keeps it longer.

    A hold made in time stays good when the minimum notice has begun. Raises `OpeningTaken`.
    """
    mine = _find_hold(work, opening, holder)
    if mine is None:
        found = _allocate(work, opening, (holder,))
        id = work.tokens(ID_LENGTH)
        add_claim(work, id, found.allocation, holder, until, found.seen)
        return Hold(id, found.allocation.opening, until)
    found = _allocate(work, _as_held(opening, mine), (holder,), since=mine.created)
    if not any(claim.id == mine.id and claim.expires for claim in found.seen):
        raise OpeningTaken(f"The hold of {opening.host} at {opening.start.isoformat()} is gone since just now.")
    until = max(until, mine.expires or until)
    work.connection.execute(update(claims).where(claims.c.id == mine.id).values(expires=until))
    return Hold(mine.id, found.allocation.opening, until)


def release(work: Work, id: str) -> None:
    """Gives up a hold; a booking, or a hold that is gone, stays as it is."""
    drop_claims(work, claims.c.id == id, claims.c.expires.is_not(None))


def drop_expired(work: Work) -> None:
    """Those that are in nobody's way; the others go when somebody else claims their time."""
    over = claims.c.expires <= work.now
    drop_claims(work, over, over)


def take(
    work: Work,
    opening: Opening,
    hold: str | None,
    booking: str,
    since: datetime | None = None,
    touched: Collection[str] = (),
) -> Taken:
    """Makes an opening the booking's own: its hold becomes the booking's claim, so that one hold ends in one booking.

    A hold that is over, or keeps another opening, only is given up; so are the same holder's overlapping holds.
    What the booking claims already is not in its way. `since` overrides when the opening was first asked for;
    `touched` are further things whose claims change in this transaction.
    Raises `OpeningTaken` when the rules, or somebody else, do not let it have the opening.
    """
    held = _hold_by_id(work, hold) if hold else []
    touched = {*touched, *(claim.thing for claim in held)}
    holder = held[0].holder if held else None
    party = party_of(booking)
    mine = {party} if holder is None else {party, holder}
    asked = None
    if _keeps(held, opening, work.now):
        opening, asked = _as_held(opening, held[0]), held[0].created
    found = _allocate(work, opening, mine, since or asked, touched)
    kept = [claim for claim in found.seen if claim.id == hold and claim.expires]  # it may have gone just now
    # By a profile that was edited since it may need another room, or more than was held.
    is_all = {claim.thing for claim in held} == set(found.allocation.things)
    if hold and is_all and _keeps(kept, opening, work.now):
        this = claims.c.business == work.business.id, claims.c.id == hold
        work.connection.execute(update(claims).where(*this).values(expires=None, holder=party))
        _give_up(work, found, holder, but=hold)
        return Taken(hold, found.allocation.opening, _resources(work, [claim.thing for claim in kept]))
    if hold and held:
        release(work, hold)
    given_up = _give_up(work, found, holder, but=hold)
    id = work.tokens(ID_LENGTH)
    seen = [claim for claim in found.seen if claim.id not in given_up]
    add_claim(work, id, found.allocation, party, None, seen)
    return Taken(id, found.allocation.opening, _resources(work, found.allocation.things))


def _allocate(
    work: Work, opening: Opening, mine: Collection[str], since: datetime | None = None, touched: Collection[str] = ()
) -> Allocated:
    """What the opening needs, by the rules and by what is claimed now; nobody else claims these things meanwhile."""
    seen: list[Claim] = []

    def find_claims(things: Sequence[str], span: Span) -> Sequence[Claimed]:
        work.lock("thing", *things, *touched, *_kept_beside(work, things, span, mine))
        seen.extend(look(work, things, span))
        return claimed(seen, work.now, mine)

    def load(service: str, hosts: Sequence[str], span: Span) -> Mapping[str, int]:
        return find_load(work, service, hosts, span)

    try:
        allocation = allocate(work.business, opening, work.now, find_claims, load, since)
    except LookupError as error:  # the profile was changed meanwhile
        raise OpeningTaken(f"{error}.") from error
    if isinstance(allocation, Allocation):
        return Allocated(allocation, seen)
    raise OpeningTaken(f"{opening.service} with {opening.host} at {opening.start.isoformat()}: {allocation.value}.")


def _kept_beside(work: Work, things: Sequence[str], span: Span, mine: Collection[str]) -> Sequence[str]:
    """What else is kept by claims that may have to go: those that are over, and the holds of who asks. It is locked
    along with the rest: of two who lock one thing after the other, each may wait for the other for ever."""
    if writes_alone(work.connection):
        return ()
    going = {
        claim.id
        for claim in look(work, things, span)
        if claim.expires and (claim.over(work.now) or claim.holder in mine)
    }
    if not going:
        return ()
    kept = select(claims.c.thing).where(claims.c.business == work.business.id, claims.c.id.in_(going))
    return work.connection.execute(kept.distinct()).scalars().all()


def _find_hold(work: Work, opening: Opening, holder: str) -> Claim | None:
    """The holder's live hold of just this opening."""
    start = minute_of(opening.start)
    values = {
        "business": work.business.id,
        "host": opening.host,
        "reach": start - LONGEST,
        "start": start,
        "finish": minute_of(opening.end),
        "service": opening.service,
        "holder": holder,
    }
    found = read_claims(work.connection.execute(_OF_HOLDER, values))
    return next((claim for claim in found if not claim.over(work.now)), None)


def _hold_by_id(work: Work, id: str) -> Sequence[Claim]:
    """What a hold keeps, thing by thing; nothing for a booking's claim."""
    values = {"business": work.business.id, "id": id}
    return read_claims(work.connection.execute(_BY_ID, values))


def _keeps(held: Sequence[Claim], opening: Opening, now: datetime) -> bool:
    """Whether a hold is good for this opening."""
    if not held or held[0].over(now):
        return False
    one, wanted = held[0], (opening.service, minute_of(opening.start), minute_of(opening.end))
    return (one.service, one.start, one.finish) == wanted and opening.host in {claim.thing for claim in held}


def _as_held(opening: Opening, held: Claim) -> Opening:
    """With the host and the place that a hold of it keeps: they were chosen then, and are not chosen again."""
    return replace(opening, reference="", location=held.location)


def _give_up(work: Work, found: Allocated, holder: str | None, but: str | None) -> set[str]:
    """The other times that were held for the same person, where they overlap. Returns the ids of those holds."""
    span, things = found.allocation.span, found.allocation.things
    overlapping = {
        claim.id
        for claim in found.seen
        if claim.holder == holder and claim.expires and claim.thing in things and claim.overlaps(span)
    }
    if others := overlapping - {but}:
        drop_claims(work, claims.c.id.in_(others), claims.c.expires.is_not(None))
    return overlapping


def _resources(work: Work, things: Sequence[str]) -> tuple[str, ...]:
    hosts = {host.id for host in work.business.hosts}
    return tuple(sorted(thing for thing in things if thing not in hosts))
