"""What we know of a vendor's appointments, in the ledger: noted when they are made, and when they change there."""

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import insert, select, update

from frontdesk.booking_systems.ledger import history, records
from frontdesk.booking_systems.ledger.tokens import CALENDAR_TOKEN_LENGTH, ticket
from frontdesk.booking_systems.ledger.work import ID_LENGTH, Work
from frontdesk.booking_systems.remote.attempts import Attempt
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected
from frontdesk.database.schema import vendor_references as references
from frontdesk.model.booking import Attendee, Booking, BookingRequest, BookingStatus, Invite, Opening
from frontdesk.model.change import Actor, Change, Doing, Mandate, Refusal

ELSEWHERE = "elsewhere"
"""The door of an appointment that was not made through us."""


@dataclass(frozen=True, slots=True)
class Done:
    """A change that we asked for: what, in whose name, and where to it was moved."""

    what: Doing
    mandate: Mandate
    opening: Opening | None = None

    def is_seen_in(self, booking: Booking) -> bool:
        """Whether it stands as it was to become."""
        if self.opening is None:
            return not booking.stands
        return booking.stands and booking.request.opening.starts_at(self.opening.start)

    def fingerprint(self, id: str) -> str:
        """Tells it from another change under the same key."""
        return history.fingerprint_of(id, self.what, history.written(self.opening) if self.opening else b"")


def add(work: Work, attempt: Attempt, reading: Reading) -> Booking:
    """The booking an attempt has become; the stored one, if somebody else noted it meanwhile."""
    work.lock("key", attempt.key, _key_elsewhere(reading))
    stored = records.find_by_key(work.connection, work.business.id, attempt.key)
    if stored is not None:
        return stored
    request = _invited(work, attempt.request, _as_read(work, attempt.request, reading))
    made_of = records.fingerprint(attempt.request)
    known = _known(work, reading.reference)
    if known is not None and known.request.source == ELSEWHERE:  # found by its number before this was looked up
        return _take_over(work, known, attempt.key, request, made_of)
    return _insert(work, attempt.key, request, reading, made_of)


def is_anothers(work: Work, attempt: Attempt, reading: Reading) -> bool:
    """Whether an appointment is noted as what another request has become."""
    known = _known(work, reading.reference)
    return known is not None and known.key != attempt.key and known.request.source != ELSEWHERE


def adopt(work: Work, reading: Reading) -> Booking | None:
    """An appointment that was made elsewhere. None where it says too little of itself to be one of ours."""
    work.lock("key", _key_elsewhere(reading))
    if booking_of(work, reading.reference) is not None or not reading.phone or reading.name is None:
        return None
    if reading.service not in {service.id for service in work.business.services}:
        return None
    service = work.business.service(reading.service)
    hosts = [host.id for host in work.business.hosts_of(service)]
    opening = Opening(reading.service, reading.host if reading.host in hosts else hosts[0], reading.start, reading.end)
    request = BookingRequest(
        opening=opening,
        hold=None,
        attendee=Attendee(reading.name, reading.phone, None, work.business.languages[0]),
        channel=reading.channel or service.channels[0],
        place=reading.place,
        reason="",
        answers=(),
        invite=Invite("", ""),
        source=ELSEWHERE,
    )
    key = _key_elsewhere(reading)
    if records.find_by_key(work.connection, work.business.id, key) is not None:
        return None
    return _insert(work, key, _as_read(work, request, reading), reading, records.fingerprint(request))


def refresh(
    work: Work, id: str, reading: Reading | None, done: Done | None = None, since: int | None = None
) -> Booking:
    """What the vendor has of a booking is what is true. None as a reading: there is no such appointment any more.

    Without anything `done` by us, somebody changed it there. A reading that says nothing new is no change, nor is one
    that was begun at revision `since`, which is over: it may be older than what was noted meanwhile.
    Raises `BookingRejected` when we have no such booking.
    """
    work.lock("booking", id)
    booking = records.find(work.connection, work.business.id, id)
    if booking is None:
        raise BookingRejected(f"{work.business.id} has no booking {id}.", Refusal.UNKNOWN)
    if since is not None and since != booking.revision:
        return booking
    if reading is None:
        now = replace(booking, status=BookingStatus.CANCELLED, awaiting=None)
    else:
        _point_to(work, id, reading.reference)
        asked = replace(booking.request, opening=done.opening) if done and done.opening else booking.request
        request = _invited(work, booking.request, _as_read(work, asked, reading))
        now = replace(booking, status=_status(booking, reading), awaiting=reading.awaiting, request=request)
    if now == booking:
        return booking
    now = replace(now, revision=booking.revision + 1, changed=work.now)
    records.update_booking(work.connection, booking, now)
    moved = not now.request.opening.is_same_as(booking.request.opening)
    cancelled = now.status is BookingStatus.CANCELLED
    seen = Doing.CANCELLED if cancelled else Doing.MOVED if moved else Doing.EDITED
    done = done or Done(seen, Mandate(Actor.SYSTEM))
    before = booking.request.opening if moved else None
    change = Change(now.revision, work.now, done.mandate.by, done.what, done.mandate.reason, before)
    history.add(work.connection, work.business.id, id, change, done.mandate.key, done.fingerprint(id))
    return now


def reference_of(work: Work, id: str) -> str | None:
    this = references.c.business == work.business.id, references.c.booking == id
    found: str | None = work.connection.execute(select(references.c.reference).where(*this)).scalar()
    return found


def booking_of(work: Work, reference: str) -> str | None:
    """Id of the booking that is this appointment of the vendor's."""
    this = references.c.business == work.business.id, references.c.reference == reference
    found: str | None = work.connection.execute(select(references.c.booking).where(*this)).scalar()
    return found


def _known(work: Work, reference: str) -> Booking | None:
    id = booking_of(work, reference)
    return None if id is None else records.find(work.connection, work.business.id, id)


def _take_over(work: Work, known: Booking, key: str, request: BookingRequest, made_of: str) -> Booking:
    """It stays the same booking, and has the words and the key of the request that it was made by."""
    work.lock("booking", known.id)
    records.give_key(work.connection, known.id, key, made_of)
    now = replace(known, key=key, request=request, revision=known.revision + 1, changed=work.now)
    records.update_booking(work.connection, known, now)
    change = Change(now.revision, work.now, Actor.SYSTEM, Doing.EDITED)
    history.add(work.connection, work.business.id, known.id, change)
    return now


def _key_elsewhere(reading: Reading) -> str:
    """The key of what was made elsewhere."""
    return f"{ELSEWHERE}:{sha256(reading.reference.encode()).hexdigest()}"


def _insert(work: Work, key: str, request: BookingRequest, reading: Reading, made_of: str) -> Booking:
    id = work.tokens(ID_LENGTH)
    booking = Booking(
        id=id,
        key=key,
        status=reading.status,
        request=request,
        time_zone=work.business.time_zone,
        created=work.now,
        revision=0,
        calendar_token=work.tokens(CALENDAR_TOKEN_LENGTH),
        ticket=ticket(work.tokens(3)),
        awaiting=reading.awaiting,
    )
    records.add(work.connection, work.business.id, booking, None, made_of)
    row = {"booking": id, "business": work.business.id, "reference": reading.reference}
    work.connection.execute(insert(references), row)
    pending = reading.status is BookingStatus.PENDING
    made = Change(0, work.now, Actor.CALLER, Doing.REQUESTED if pending else Doing.BOOKED)
    history.add(work.connection, work.business.id, id, made)
    return booking


def _as_read(work: Work, request: BookingRequest, reading: Reading) -> BookingRequest:
    """The request as it has become: when, with whom and how they meet is what the vendor says."""
    zone = work.business.zone
    hosts = {host.id for host in work.business.hosts}
    old = request.opening
    start, end = reading.start.astimezone(zone), reading.end.astimezone(zone)
    host = reading.host if reading.host in hosts else old.host
    opening = replace(old, start=start, end=end, host=host)
    channel = reading.channel or request.channel
    place = reading.place or (request.place if channel is request.channel else "")
    return replace(request, opening=old if opening.is_same_as(old) else opening, channel=channel, place=place)


def _invited(work: Work, before: BookingRequest, now: BookingRequest) -> BookingRequest:
    """The invite says when, with whom and how they meet: where that has changed, it is written anew."""
    same = (now.opening, now.channel, now.place) == (before.opening, before.channel, before.place)
    return now if same or work.write_invite is None else replace(now, invite=work.write_invite(now))


def _status(booking: Booking, reading: Reading) -> BookingStatus:
    """What staff noted here about somebody who came is not undone by a vendor that only knows it as booked."""
    over = booking.status in (BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
    return booking.status if over and reading.status is BookingStatus.CONFIRMED else reading.status


def _point_to(work: Work, id: str, reference: str) -> None:
    this = references.c.business == work.business.id, references.c.booking == id
    other = update(references).where(*this, references.c.reference != reference)
    work.connection.execute(other.values(reference=reference))
