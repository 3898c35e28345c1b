"""Bookings that were asked for at a vendor and whose outcome is not known: noted before the call, gone when it is.

No vendor has a key that makes a booking safe to repeat. What may have been made is therefore looked for before the same
appointment is asked for again, by whomever and under whatever key.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import KeyReused
from frontdesk.database.schema import attempts
from frontdesk.model.booking import Booking, BookingRequest


@dataclass(frozen=True, slots=True)
class Attempt:
    key: str
    request: BookingRequest
    begun: datetime
    given_up: bool = False
    """It was looked for, and was not there."""
    booking: str | None = None
    """Id of the appointment that it came to: made by an attempt before it, which was for the same."""


def begin(work: Work, request: BookingRequest, key: str) -> Attempt:
    """Notes that a booking is about to be made. Raises `KeyReused` when the key was used for another request."""
    _put(work, request, key, None)
    return Attempt(key, request, work.now)


def answer(work: Work, request: BookingRequest, key: str, booking: str) -> None:
    """Notes that what is asked for is there already, made by an attempt before. Raises `KeyReused` as `begin`."""
    _put(work, request, key, booking)


def find(work: Work, key: str) -> Attempt | None:
    row = _row(work, key)
    return None if row is None else _read(row, work.business.zone)


def answered(work: Work, request: BookingRequest, key: str) -> Booking | None:
    """What was told before to whoever asked under this key. Raises `KeyReused` as `begin`."""
    before = _row(work, key)
    if before is None or before.booking is None:
        return None
    _require_same(before, request)
    return records.find(work.connection, work.business.id, before.booking)


def doubtful(work: Work, request: BookingRequest) -> list[Attempt]:
    """Attempts at the same appointment, for the same person, that came to no known end; under whatever key."""
    this = _of(work, request.attendee.phone)
    rows = work.connection.execute(select(attempts).where(*this).order_by(attempts.c.begun))
    made = [_read(row, work.business.zone) for row in rows]
    return [one for one in made if _same_appointment(one.request, request)]


def ahead_of(work: Work, phone: str) -> list[Attempt]:
    """Those of a number at appointments that lie ahead; also what was given up may have been made after all."""
    this = *_of(work, phone), attempts.c.start > work.now.astimezone(UTC)
    rows = work.connection.execute(select(attempts).where(*this).order_by(attempts.c.begun))
    return [_read(row, work.business.zone) for row in rows]


def give_up(work: Work, attempt: Attempt) -> bool:
    """It was looked for and is not there; should the same be asked for again, it is looked for once more.

    False where it has been begun anew since: then nothing is known of it.
    """
    return work.connection.execute(update(attempts).where(*_this(work, attempt)).values(given_up=work.now)).rowcount > 0


def end(work: Work, attempt: Attempt) -> None:
    """Its outcome is known; not that of one that has been begun since under the same key."""
    work.connection.execute(delete(attempts).where(*_this(work, attempt)))


def forget(work: Work, before: datetime) -> None:
    """Those at appointments that would be over for long."""
    this = attempts.c.business == work.business.id, attempts.c.start < before.astimezone(UTC)
    work.connection.execute(delete(attempts).where(*this))


def _put(work: Work, request: BookingRequest, key: str, booking: str | None) -> None:
    before = _row(work, key)
    if before is None:
        row = {
            "business": work.business.id,
            "key": key,
            "fingerprint": records.fingerprint(request),
            "phone": request.attendee.phone,
            "start": request.opening.start,
            "request": records.write_request(request),
            "begun": work.now,
            "booking": booking,
        }
        work.connection.execute(insert(attempts), row)
        return
    _require_same(before, request)
    this = attempts.c.business == work.business.id, attempts.c.key == key
    work.connection.execute(update(attempts).where(*this).values(begun=work.now, given_up=None, booking=booking))


def _row(work: Work, key: str) -> Row[Any] | None:
    this = attempts.c.business == work.business.id, attempts.c.key == key
    return work.connection.execute(select(attempts).where(*this)).first()


def _require_same(before: Row[Any], request: BookingRequest) -> None:
    if before.fingerprint != records.fingerprint(request):
        raise KeyReused("The key was used before for another request; use a new key.")


def _this(work: Work, attempt: Attempt) -> tuple[ColumnElement[bool], ...]:
    return (
        attempts.c.business == work.business.id,
        attempts.c.key == attempt.key,
        attempts.c.begun == attempt.begun.astimezone(UTC),
    )


def _of(work: Work, phone: str) -> tuple[ColumnElement[bool], ...]:
    """Those of a number that came to nothing that is known."""
    return attempts.c.business == work.business.id, attempts.c.phone == phone, attempts.c.booking.is_(None)


def _same_appointment(one: BookingRequest, other: BookingRequest) -> bool:
    same_time = one.opening.service == other.opening.service and one.opening.starts_at(other.opening.start)
    return same_time and one.attendee.name.full.casefold() == other.attendee.name.full.casefold()


def _read(row: Row[Any], zone: ZoneInfo) -> Attempt:
    return Attempt(row.key, records.read_request(row.request, zone), row.begun, row.given_up is not None, row.booking)
