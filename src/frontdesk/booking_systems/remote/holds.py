"""Openings of a vendor that are kept for one of our callers, from our other callers. Every process sees them at once.

The vendor does not know of them: its own customers may still be faster, and its answer to a booking decides. Few of
these systems can keep an opening, and none lets a booking claim what was kept (`docs/booking-systems`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, delete, insert, select, update

from frontdesk.booking_systems.ledger.history import read_opening, written
from frontdesk.booking_systems.ledger.work import ID_LENGTH, LONGEST, Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import vendor_holds as holds
from frontdesk.model.booking import Hold, Opening


def hold(work: Work, opening: Opening, holder: str, until: datetime) -> Hold:
    """Keeps an opening for `holder`, or keeps it longer. Raises `OpeningTaken`."""
    work.lock("thing", opening.host)
    require_free(work, opening, holder)
    own = (row for row in _meeting(work, opening) if row.holder == holder)
    mine = next((row for row in own if _is(row.opening, opening, work)), None)
    if mine is not None:
        until = max(until, mine.expires)
        work.connection.execute(update(holds).where(holds.c.id == mine.id).values(expires=until))
        return Hold(mine.id, opening, until)
    id = work.tokens(ID_LENGTH)
    row = {
        "id": id,
        "business": work.business.id,
        "thing": opening.host,
        "start": opening.start,
        "end": opening.end,
        "holder": holder,
        "opening": written(opening).decode(),
        "expires": until,
    }
    work.connection.execute(insert(holds), row)
    return Hold(id, opening, until)


def require_free(work: Work, opening: Opening, holder: str | None) -> None:
    """Raises `OpeningTaken` where somebody else holds a minute of it."""
    if any(row.holder != holder for row in _meeting(work, opening)):
        raise OpeningTaken(f"{opening.service} with {opening.host} at {opening.start.isoformat()} is held.")


def holder_of(work: Work, id: str | None, opening: Opening) -> str | None:
    """Whose hold this is. Raises `OpeningTaken` for one that is over, is used up, or keeps another opening."""
    if id is None:
        return None
    row = work.connection.execute(select(holds).where(holds.c.business == work.business.id, holds.c.id == id)).first()
    if row is None or row.expires <= work.now or not _is(row.opening, opening, work):
        raise OpeningTaken(f"The hold of {opening.host} at {opening.start.isoformat()} is gone.")
    holder: str = row.holder
    return holder


def release(work: Work, id: str) -> None:
    work.connection.execute(delete(holds).where(holds.c.business == work.business.id, holds.c.id == id))


def use_up(work: Work, id: str | None, opening: Opening) -> None:
    """The opening is theirs now: the hold that kept it goes, and whatever else they hold of that time."""
    if id is None:
        return
    holder = work.connection.execute(select(holds.c.holder).where(holds.c.id == id)).scalar()
    mine = [row.id for row in _meeting(work, opening) if row.holder == holder]
    work.connection.execute(delete(holds).where(holds.c.business == work.business.id, holds.c.id.in_([id, *mine])))


def drop_expired(work: Work) -> None:
    over = holds.c.business == work.business.id, holds.c.expires <= work.now
    work.connection.execute(delete(holds).where(*over))


def not_held(work: Work, openings: Sequence[Opening], holder: str | None) -> tuple[Opening, ...]:
    """Those that nobody but `holder` holds a minute of."""
    if not openings:
        return ()
    live = holds.c.business == work.business.id, holds.c.expires > work.now
    within = holds.c.end > openings[0].start, holds.c.start < max(opening.end for opening in openings)
    held = work.connection.execute(select(holds).where(*live, *within)).all()
    others = [(row.thing, row.start, row.end) for row in held if row.holder != holder]
    return tuple(one for one in openings if not _meets(one, others))


def listed(work: Work, start: datetime, end: datetime) -> tuple[Hold, ...]:
    """What is held at some time between two instants."""
    which = holds.c.business == work.business.id, holds.c.expires > work.now, holds.c.start < end, holds.c.end > start
    rows = work.connection.execute(select(holds).where(*which).order_by(holds.c.start)).all()
    return tuple(Hold(row.id, read_opening(row.opening, work.business.zone), row.expires) for row in rows)


def _meets(opening: Opening, spans: Iterable[tuple[str, datetime, datetime]]) -> bool:
    return any(thing == opening.host and start < opening.end and opening.start < end for thing, start, end in spans)


def _meeting(work: Work, opening: Opening) -> Sequence[Row[tuple[object, ...]]]:
    """The live holds of the same host that overlap an opening."""
    which = (
        holds.c.business == work.business.id,
        holds.c.thing == opening.host,
        holds.c.expires > work.now,
        holds.c.start > opening.start.astimezone(UTC) - timedelta(minutes=LONGEST),
        holds.c.start < opening.end,
        holds.c.end > opening.start,
    )
    return work.connection.execute(select(holds).where(*which)).all()


def _is(kept: str, opening: Opening, work: Work) -> bool:
    """Whether a hold keeps just this opening."""
    other = read_opening(kept, work.business.zone)
    return (other.service, other.minutes) == (opening.service, opening.minutes) and other.is_same_as(opening)
