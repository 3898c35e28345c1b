"""Claims things and gives them up: one row for every claimed minute, by which the database itself refuses an overlap.

Whoever changes the claims of a thing holds its lock and has looked under it: what was seen stays true until the end of
the transaction, on every engine.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select
from sqlalchemy.exc import IntegrityError

from frontdesk.booking_systems.embedded.availability import Allocation
from frontdesk.booking_systems.embedded.busy import minute_of
from frontdesk.booking_systems.embedded.occupancy import Claim
from frontdesk.booking_systems.ledger.work import LONGEST, Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import claimed_minutes, claims

_ADD = insert(claims)
_ADD_MINUTES = insert(claimed_minutes)
_MINUTE = claimed_minutes.c.minute
_GIVE_UP_MINUTES = delete(claimed_minutes).where(
    claimed_minutes.c.business == bindparam("of"),
    claimed_minutes.c.thing == bindparam("kept"),
    bindparam("first") <= _MINUTE,
    bindparam("end") > _MINUTE,
    ~exists().where(
        claims.c.business == bindparam("of"),
        claims.c.thing == bindparam("kept"),
        claims.c.first_minute > bindparam("reach"),
        claims.c.first_minute <= _MINUTE,
        claims.c.end_minute > _MINUTE,
    ),
)


def add_claim(
    work: Work, id: str, allocation: Allocation, holder: str, expires: datetime | None, seen: Sequence[Claim]
) -> None:
    """Claims what an allocation needs; `seen` is what there was when its things were looked at, under their locks.

    Holds that are over make room. Claims of one holder may overlap: several times are offered, and one of them is
    chosen in the end; an appointment is moved by a quarter of an hour. So may the seats of one group event.
    Raises `OpeningTaken` when somebody else has a minute of it.
    """
    first, end = allocation.span
    if end - first > LONGEST:
        raise OpeningTaken(f"An appointment with its buffers may keep a host busy for {LONGEST} minutes at most.")
    meets = [claim for claim in seen if claim.thing in allocation.things and claim.overlaps(allocation.span)]
    if over := {claim.id for claim in meets if claim.over(work.now)}:
        drop_claims(work, claims.c.id.in_(over), claims.c.expires <= work.now)
    session = _session(work, allocation)
    mine = [
        claim
        for claim in meets
        if claim.id not in over and (claim.holder == holder or (session and claim.session == session))
    ]
    business, opening = work.business.id, allocation.opening
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
        "seat": _free_seat([claim for claim in mine if claim.session == session]) if session else None,
        "holder": holder,
        "created": work.now,
        "expires": expires,
    }
    minutes = [
        {"business": business, "thing": thing, "minute": minute}
        for thing in allocation.things
        for minute in _uncovered(range(first, end), [claim for claim in mine if claim.thing == thing])
    ]
    try:
        work.connection.execute(_ADD, [row | {"thing": thing} for thing in allocation.things])
        if minutes:
            work.connection.execute(_ADD_MINUTES, minutes)
    except IntegrityError as error:
        raise OpeningTaken(f"Somebody else has {opening.host} at {opening.start.isoformat()}.") from error


def _session(work: Work, allocation: Allocation) -> str | None:
    """What the seats of a group event have in common; None for an appointment of one's own."""
    opening = allocation.opening
    if work.business.service(opening.service).capacity == 1:
        return None
    return f"{opening.service}/{opening.host}/{minute_of(opening.start)}"


def _free_seat(event: Sequence[Claim]) -> int:
    taken = {claim.seat for claim in event}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _uncovered(minutes: range, covering: Sequence[Claim]) -> Sequence[int]:
    if not covering:
        return minutes
    return sorted(set(minutes).difference(*(range(*claim.span) for claim in covering)))


def drop_claims(work: Work, which: ColumnElement[bool], still: ColumnElement[bool] | None = None) -> None:
    """Gives up claims, whole, and their minutes but for those that another claim of the same party covers too.

    `which` finds a row of each; `still` must be true of a claim when it goes, whoever changed it in between.
    """
    business = claims.c.business == work.business.id
    found = [business, which] if still is None else [business, which, still]
    rows = work.connection.execute(
        select(claims.c.id, claims.c.thing).where(business, claims.c.id.in_(select(claims.c.id).where(*found)))
    ).all()
    if not rows:
        return
    work.lock("thing", *{row.thing for row in rows})
    gone = delete(claims).where(business, claims.c.id.in_({row.id for row in rows}))
    if still is not None:
        gone = gone.where(still)
    for thing, first, end in work.connection.execute(
        gone.returning(claims.c.thing, claims.c.first_minute, claims.c.end_minute)
    ).all():
        values = {"of": work.business.id, "kept": thing, "first": first, "end": end, "reach": first - LONGEST}
        work.connection.execute(_GIVE_UP_MINUTES, values)
