"""Bookings as rows. Every read names its business, so that none sees another's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from frontdesk.booking_systems.embedded.claims import LONGEST
from frontdesk.database.schema import bookings
from frontdesk.model.booking import Booking, BookingRequest, BookingStatus

_requests = TypeAdapter(BookingRequest)


def same_request(one: BookingRequest, other: BookingRequest) -> bool:
    """Whether two requests ask for the same; the hold that keeps the opening meanwhile may differ."""
    return _write(replace(one, hold=None)) == _write(replace(other, hold=None))


def add_booking(connection: Connection, business: str, booking: Booking, claim: str) -> None:
    connection.execute(
        insert(bookings),
        {
            "id": booking.id,
            "business": business,
            "key": booking.key,
            "status": booking.status.value,
            "revision": booking.revision,
            "claim": claim,
            "start": booking.request.opening.start,
            "end": booking.request.opening.end,
            "time_zone": booking.time_zone,
            "phone": booking.request.attendee.phone,
            "request": _write(booking.request),
            "calendar_token": booking.calendar_token,
            "created": booking.created,
        },
    )


def find_by_key(connection: Connection, business: str, key: str) -> Booking | None:
    row = connection.execute(select(bookings).where(bookings.c.business == business, bookings.c.key == key)).first()
    return None if row is None else _read(row)


def find(connection: Connection, business: str, id: str) -> Booking | None:
    row = connection.execute(select(bookings).where(bookings.c.business == business, bookings.c.id == id)).first()
    return None if row is None else _read(row)


def find_overlapping(
    connection: Connection, business: str, start: datetime, end: datetime, phone: str | None
) -> list[Booking]:
    """Bookings in any status that overlap a time, in order of their start."""
    earliest = start.astimezone(UTC) - timedelta(minutes=LONGEST) if start.timestamp() > LONGEST * 60 else start
    query = select(bookings).where(
        bookings.c.business == business,
        bookings.c.start > earliest,
        bookings.c.start < end,
        bookings.c.end > start,
    )
    if phone is not None:
        query = query.where(bookings.c.phone == phone)
    return [_read(row) for row in connection.execute(query.order_by(bookings.c.start, bookings.c.id))]


def mark_cancelled(connection: Connection, booking: Booking) -> Booking:
    cancelled = replace(booking, status=BookingStatus.CANCELLED, revision=booking.revision + 1)
    connection.execute(
        update(bookings)
        .where(bookings.c.id == booking.id)
        .values(status=cancelled.status.value, revision=cancelled.revision, claim=None)
    )
    return cancelled


def claim_of_booking(connection: Connection, id: str) -> str | None:
    claim: str | None = connection.execute(select(bookings.c.claim).where(bookings.c.id == id)).scalar_one()
    return claim


def _write(request: BookingRequest) -> str:
    opening = request.opening
    utc = replace(opening, start=opening.start.astimezone(UTC), end=opening.end.astimezone(UTC))
    return _requests.dump_json(replace(request, opening=utc)).decode()


def _read(row: Row[tuple[object, ...]]) -> Booking:
    zone = ZoneInfo(row.time_zone)
    request = _requests.validate_json(row.request)
    opening = replace(request.opening, start=row.start.astimezone(zone), end=row.end.astimezone(zone))
    return Booking(
        id=row.id,
        key=row.key,
        status=BookingStatus(row.status),
        request=replace(request, opening=opening),
        time_zone=row.time_zone,
        created=row.created,
        revision=row.revision,
        calendar_token=row.calendar_token,
    )
