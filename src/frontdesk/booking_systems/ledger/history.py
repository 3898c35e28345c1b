"""What happened to bookings, one row for each revision, and which keyed changes were made already."""

from dataclasses import replace
from datetime import UTC, tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, delete, insert, select

from frontdesk.conversations.ports import KeyReused
from frontdesk.database.schema import changes
from frontdesk.model.booking import Booking, Opening
from frontdesk.model.change import Actor, Change, Doing, Mandate

_openings = TypeAdapter(Opening)
_ADD = insert(changes)


def add(
    connection: Connection, business: str, booking: str, change: Change, key: str = "", fingerprint: str | None = None
) -> None:
    before = written(change.before).decode() if change.before else None
    connection.execute(
        _ADD,
        {
            "booking": booking,
            "revision": change.revision,
            "business": business,
            "at": change.at,
            "by": change.by.value,
            "what": change.what.value,
            "reason": change.reason,
            "before": before,
            "key": key or None,
            "fingerprint": fingerprint,
        },
    )


def read(connection: Connection, business: str, booking: str, zone: ZoneInfo) -> tuple[Change, ...]:
    """A booking's history, oldest first, its times in `zone`."""
    query = select(changes).where(changes.c.business == business, changes.c.booking == booking)
    return tuple(
        Change(
            row.revision,
            row.at.astimezone(zone),
            Actor(row.by),
            Doing(row.what),
            row.reason,
            read_opening(row.before, zone) if row.before else None,
        )
        for row in connection.execute(query.order_by(changes.c.revision))
    )


def first_opening(connection: Connection, booking: Booking) -> Opening:
    """What was booked, before anybody moved it."""
    moved = select(changes.c.before).where(changes.c.booking == booking.id, changes.c.before.is_not(None))
    before = connection.execute(moved.order_by(changes.c.revision).limit(1)).scalar()
    return read_opening(before, ZoneInfo(booking.time_zone)) if before else booking.request.opening


def done_before(connection: Connection, business: str, mandate: Mandate, fingerprint: str) -> bool:
    """Whether this very change was made under the mandate's key. Raises `KeyReused` if another one was."""
    if not mandate.key:
        return False
    this = changes.c.business == business, changes.c.key == mandate.key
    found = connection.execute(select(changes.c.fingerprint).where(*this)).first()
    if found is not None and found.fingerprint != fingerprint:
        raise KeyReused("The key was used before for another change; use a new key.")
    return found is not None


def fingerprint_of(booking: str, what: Doing, details: bytes = b"") -> str:
    """Tells one change from another that was made under the same key."""
    return sha256(b"\n".join((booking.encode(), what.value.encode(), details))).hexdigest()


def forget(connection: Connection, bookings: Select[tuple[str]]) -> None:
    connection.execute(delete(changes).where(changes.c.booking.in_(bookings)))


def written(opening: Opening) -> bytes:
    """An opening as JSON, its times in UTC."""
    return _openings.dump_json(_in(opening, UTC))


def read_opening(text: str, zone: ZoneInfo) -> Opening:
    return _in(_openings.validate_json(text), zone)


def _in(opening: Opening, zone: tzinfo) -> Opening:
    return replace(opening, start=opening.start.astimezone(zone), end=opening.end.astimezone(zone))
