"""Bookings as rows. Every read names its business, so that none sees another's."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, select, update

from frontdesk.booking_systems.ledger import history
from frontdesk.booking_systems.ledger.work import LONGEST
from frontdesk.database.schema import bookings
from frontdesk.model.booking import Awaiting, Booking, BookingRequest, BookingStatus, Invite

_requests = TypeAdapter(BookingRequest)
STANDING = (BookingStatus.PENDING.value, BookingStatus.CONFIRMED.value)


_ADD = insert(bookings)
_BY_KEY = select(bookings).where(bookings.c.business == bindparam("of"), bookings.c.key == bindparam("under"))
_BY_ID = select(bookings).where(bookings.c.business == bindparam("of"), bookings.c.id == bindparam("this"))


def fingerprint(request: BookingRequest) -> str:
    """Tells one request from another; the hold that keeps the opening meanwhile may differ, and so may the words of
    the invite, which are ours: the templates may have changed since.

    What has its default is left out, so that a request made before there was such a thing keeps its fingerprint.
    """
    asked = _in_utc(replace(request, hold=None, invite=Invite("", "")))
    return sha256(_requests.dump_json(asked, exclude_defaults=True)).hexdigest()


def same_request(connection: Connection, stored: Booking, request: BookingRequest) -> bool:
    """Whether a booking was made of this request, whatever was changed about it since."""
    query = select(bookings.c.fingerprint).where(bookings.c.id == stored.id)
    made_of = connection.execute(query).scalar() or fingerprint(stored.request)  # the first release noted none
    return made_of == fingerprint(request)


def add(connection: Connection, business: str, booking: Booking, claim: str | None, made_of: str) -> None:
    constant: dict[str, object] = {
        "id": booking.id,
        "business": business,
        "key": booking.key,
        "fingerprint": made_of,
        "claim": claim,
        "time_zone": booking.time_zone,
        "ticket": booking.ticket,
        "calendar_token": booking.calendar_token,
        "created": booking.created,
    }
    connection.execute(_ADD, constant | _changing(booking))


def update_booking(connection: Connection, before: Booking, booking: Booking) -> None:
    """The first release noted no fingerprint: its booking gets that of its request while it is what it was."""
    made_of = func.coalesce(bookings.c.fingerprint, fingerprint(before.request))
    values = {**_changing(booking), "fingerprint": made_of}
    connection.execute(update(bookings).where(bookings.c.id == booking.id).values(values))


def give_key(connection: Connection, id: str, key: str, made_of: str) -> None:
    """From now on it is the booking that was made under a key, of a request with this fingerprint."""
    connection.execute(update(bookings).where(bookings.c.id == id).values(key=key, fingerprint=made_of))


def _changing(booking: Booking) -> dict[str, object]:
    request = booking.request
    return {
        "status": booking.status.value,
        "revision": booking.revision,
        "service": request.opening.service,
        "host": request.opening.host,
        "start": request.opening.start,
        "end": request.opening.end,
        "phone": request.attendee.phone,
        "customer_reference": request.customer_reference,
        "resources": json.dumps(booking.resources),
        "awaiting": booking.awaiting and booking.awaiting.value,
        "pending_until": booking.pending_until,
        "changed": booking.changed,
        "request": write_request(request),
    }


def find_by_key(connection: Connection, business: str, key: str) -> Booking | None:
    row = connection.execute(_BY_KEY, {"of": business, "under": key}).first()
    return None if row is None else read_row(row)


def find(connection: Connection, business: str, id: str) -> Booking | None:
    row = connection.execute(_BY_ID, {"of": business, "this": id}).first()
    return None if row is None else read_row(row)


def find_overlapping(
    connection: Connection, business: str, start: datetime, end: datetime, phone: str | None
) -> list[Booking]:
    """Bookings in any status that overlap a time, in order of their start."""
    query = select(bookings).where(
        bookings.c.business == business,
        bookings.c.start > earliest_of(start),
        bookings.c.start < end,
        bookings.c.end > start,
    )
    if phone is not None:
        query = query.where(bookings.c.phone == phone)
    return [read_row(row) for row in connection.execute(query.order_by(bookings.c.start, bookings.c.id))]


def earliest_of(start: datetime) -> datetime:
    """When an appointment that is not over at `start` can have begun."""
    return start.astimezone(UTC) - timedelta(minutes=LONGEST) if start.timestamp() > LONGEST * 60 else start


def find_ahead(connection: Connection, business: str, phone: str, now: datetime) -> list[Booking]:
    """The standing appointments of one phone number that are not over, in order of their start."""
    query = select(bookings).where(
        bookings.c.business == business,
        bookings.c.phone == phone,
        bookings.c.start > earliest_of(now),
        bookings.c.end > now,
        bookings.c.status.in_(STANDING),
    )
    return [read_row(row) for row in connection.execute(query.order_by(bookings.c.start, bookings.c.id))]


def find_kept(connection: Connection, business: str, phone: str) -> list[Booking]:
    """All appointments of one phone number that stand or took place, in order of their start."""
    kept = bookings.c.status.in_((*STANDING, BookingStatus.COMPLETED.value))
    query = select(bookings).where(bookings.c.business == business, bookings.c.phone == phone, kept)
    return [read_row(row) for row in connection.execute(query.order_by(bookings.c.start, bookings.c.id))]


def find_overdue(connection: Connection, business: str, now: datetime) -> list[str]:
    """Ids of the pending bookings that nobody approved in time."""
    query = select(bookings.c.id).where(
        bookings.c.business == business,
        bookings.c.pending_until <= now,
        bookings.c.status == BookingStatus.PENDING.value,
    )
    return list(connection.execute(query.order_by(bookings.c.id)).scalars())


def claim_of(connection: Connection, id: str) -> str | None:
    claim: str | None = connection.execute(select(bookings.c.claim).where(bookings.c.id == id)).scalar_one()
    return claim


def set_claim(connection: Connection, id: str, claim: str | None) -> None:
    connection.execute(update(bookings).where(bookings.c.id == id).values(claim=claim))


def delete_all(connection: Connection, *which: ColumnElement[bool]) -> int:
    """Bookings, with their history. Returns how many."""
    history.forget(connection, select(bookings.c.id).where(*which))
    return connection.execute(delete(bookings).where(*which)).rowcount


def write_request(request: BookingRequest) -> str:
    """As JSON, its times in UTC."""
    return _requests.dump_json(_in_utc(request)).decode()


def read_request(text: str, zone: ZoneInfo) -> BookingRequest:
    request = _requests.validate_json(text)
    opening = request.opening
    local = replace(opening, start=opening.start.astimezone(zone), end=opening.end.astimezone(zone))
    return replace(request, opening=local)


def _in_utc(request: BookingRequest) -> BookingRequest:
    opening = request.opening
    utc = replace(opening, start=opening.start.astimezone(UTC), end=opening.end.astimezone(UTC))
    return replace(request, opening=utc)


def read_row(row: Row[tuple[object, ...]]) -> Booking:
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
        ticket=row.ticket,
        resources=tuple(json.loads(row.resources)),
        awaiting=Awaiting(row.awaiting) if row.awaiting else None,
        pending_until=row.pending_until,
        changed=row.changed,
    )
