"""Finds somebody's appointment by two facts, and nobody's by guessing.

A wrong answer and an unknown customer look the same. Tries that fail are counted, by who asks and by what is asked
about, in the database: another call, another process or another machine does not start anew.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.database.schema import failed_lookups
from frontdesk.model.booking import Booking, BookingRequest, BookingStatus
from frontdesk.model.caller import PersonName
from frontdesk.model.change import Lookup

T = TypeVar("T")
TRIES = 3
"""So many wrong answers one asker may give."""
TRIES_ABOUT = 6
"""So many wrong answers there may be about one phone number or reference, whoever asks."""
COUNTED = timedelta(hours=24)
ALIKE = 80.0
"""How alike two names must sound on paper, of 100: "Meyer" and "Meier" are, "Smith" and "Jones" are not."""


def find(work: Work, lookup: Lookup, counts: bool = True) -> tuple[Booking, ...] | None:
    """The standing bookings that all facts fit, by start, or the last; None after too many wrong answers.

    Not `counts`: what is not found may be there all the same, and is no wrong answer.
    """
    return tried(work, lookup, lambda: _found(work, lookup), counts)


def may_be_of(request: BookingRequest, lookup: Lookup, zone: ZoneInfo) -> bool:
    """Whether somebody who asks by these facts means what was asked for, and may not have been made. `zone` is the
    business's; a ticket is of nothing that is not known."""
    return bool(lookup.name or lookup.day) and _means(request, lookup, zone, _names(request))


def tried(work: Work, lookup: Lookup, look: Callable[[], tuple[T, ...]], counts: bool = True) -> tuple[T, ...] | None:
    """What `look` finds by the facts of a lookup; None, unlooked, after too many wrong answers."""
    if closed(work, lookup):
        return None
    found = look()
    if not found and counts:
        about = _hidden(work.business.id, lookup.reference or lookup.phone)
        row = {"business": work.business.id, "asker": lookup.asker, "about": about, "at": work.now}
        work.connection.execute(insert(failed_lookups), row)
    return found


def closed(work: Work, lookup: Lookup) -> bool:
    """Whether too many wrong answers were given by who asks, or about what is asked about."""
    about = _hidden(work.business.id, lookup.reference or lookup.phone)
    work.lock("lookup", about, lookup.asker)
    failed = failed_lookups.c.business == work.business.id, failed_lookups.c.at > work.now.astimezone(UTC) - COUNTED
    return (
        _count(work.connection, *failed, failed_lookups.c.asker == lookup.asker) >= TRIES
        or _count(work.connection, *failed, failed_lookups.c.about == about) >= TRIES_ABOUT
    )


def _found(work: Work, lookup: Lookup) -> tuple[Booking, ...]:
    found = tuple(booking for booking in _candidates(work, lookup) if _fits(booking, lookup, work.now))
    return found[-1:] if lookup.last else found


def forget(work: Work) -> None:
    """Failed tries that do not count any more."""
    before = work.now.astimezone(UTC) - COUNTED
    this = failed_lookups.c.business == work.business.id, failed_lookups.c.at <= before
    work.connection.execute(delete(failed_lookups).where(*this))


def _candidates(work: Work, lookup: Lookup) -> list[Booking]:
    """A reference cannot be guessed; a phone number can, and is in the book: it needs a second fact."""
    if lookup.reference:
        booking = records.find(work.connection, work.business.id, lookup.reference)
        return [booking] if booking else []
    if not lookup.phone or not (lookup.name or lookup.day or lookup.ticket):
        return []
    if lookup.last:
        return records.find_kept(work.connection, work.business.id, lookup.phone)
    return records.find_ahead(work.connection, work.business.id, lookup.phone, work.now)


def _fits(booking: Booking, lookup: Lookup, now: datetime) -> bool:
    request = booking.request
    wanted = _was_kept(booking) if lookup.last else booking.stands and request.opening.end > now
    # Only who comes tells what somebody has as always.
    names = [request.attendee.name] if lookup.last else _names(request)
    return (
        wanted
        and (not lookup.phone or request.attendee.phone == lookup.phone)
        and (not lookup.ticket or lookup.ticket.upper() == booking.ticket)
        and _means(request, lookup, ZoneInfo(booking.time_zone), names)
    )


def _means(request: BookingRequest, lookup: Lookup, zone: ZoneInfo, names: Sequence[PersonName]) -> bool:
    """Whether the day and the name, as far as they were said, are its own."""
    day = request.opening.start.astimezone(zone).date()
    named = lookup.name is None or any(same_person(lookup.name, name) for name in names)
    return lookup.day in (None, day) and named


def _names(request: BookingRequest) -> list[PersonName]:
    """Who comes, and who made it for them."""
    return [request.attendee.name, *([request.booked_by.name] if request.booked_by else [])]


def _was_kept(booking: Booking) -> bool:
    return booking.stands or booking.status is BookingStatus.COMPLETED


def same_person(said: PersonName, written: PersonName) -> bool:
    """Every part of the name that was said is one of the written name's; the family name counts where both have one."""
    if said.family and written.family and not _alike(said.family, written.family):
        return False
    parts = [*_words(said.given), *_words(said.family)]
    known = [*_words(written.given), *_words(written.family)]
    return bool(parts) and all(any(fuzz.ratio(part, other) >= ALIKE for other in known) for part in parts)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(" ".join(_words(one)), " ".join(_words(other))) >= ALIKE


def _words(name: str) -> list[str]:
    """In lower case and without accents."""
    plain = unicodedata.normalize("NFKD", name)
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return letters.casefold().replace("-", " ").split()


def _hidden(business: str, fact: str) -> str:
    """What was asked about, so that no phone number stands in a table of failures."""
    return sha256(f"{business}/{fact}".encode()).hexdigest()


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(failed_lookups).where(*which)).scalar_one()
