"""Makes bookings, each in the one transaction it is given."""

from dataclasses import replace

from frontdesk.booking_systems.embedded.availability import ANY_HOST
from frontdesk.booking_systems.embedded.holds import ALWAYS, take
from frontdesk.booking_systems.ledger import history, records
from frontdesk.booking_systems.ledger.policies import awaited, limits_one_person, pending_until, require_welcome
from frontdesk.booking_systems.ledger.tokens import CALENDAR_TOKEN_LENGTH, ticket
from frontdesk.booking_systems.ledger.work import ID_LENGTH, Work
from frontdesk.conversations.ports import KeyReused
from frontdesk.model.booking import Booking, BookingRequest, BookingStatus, Opening
from frontdesk.model.change import Actor, Change, Doing


def book(work: Work, request: BookingRequest, key: str, by: Actor) -> Booking:
    """Books what was confirmed, once for a key: the same request again gives the stored booking.

    The rules of availability hold again, but for the minimum notice where the staff book. Raises `OpeningTaken`,
    `BookingRejected` or `KeyReused`.
    """
    business, opening = work.business, request.opening
    limited = by is not Actor.STAFF and limits_one_person(business)
    if limited:
        work.lock("phone", request.attendee.phone)
    work.lock("key", key)
    stored = records.find_by_key(work.connection, business.id, key)
    if stored is not None:
        first = history.first_opening(work.connection, stored)
        if not records.same_request(work.connection, stored, _with_host(request, first)):
            raise KeyReused(f"The key of booking {stored.id} was used again for another request; use a new key.")
        return stored
    if limited:
        ahead = records.find_ahead(work.connection, business.id, request.attendee.phone, work.now)
        require_welcome(business, opening, ahead)
    id = work.tokens(ID_LENGTH)
    taken = take(work, opening, request.hold, id, ALWAYS if by is Actor.STAFF else None)
    awaiting = awaited(business, opening.service, by)
    booking = Booking(
        id=id,
        key=key,
        status=BookingStatus.PENDING if awaiting else BookingStatus.CONFIRMED,
        request=replace(request, opening=taken.opening),
        time_zone=business.time_zone,
        created=work.now,
        revision=0,
        calendar_token=work.tokens(CALENDAR_TOKEN_LENGTH),
        ticket=ticket(work.tokens(3)),
        resources=taken.resources,
        awaiting=awaiting,
        pending_until=pending_until(business, opening.start, work.now) if awaiting else None,
    )
    records.add(
        work.connection, business.id, booking, taken.claim, records.fingerprint(_with_host(request, taken.opening))
    )
    made = Change(0, work.now, by, Doing.REQUESTED if awaiting else Doing.BOOKED)
    history.add(work.connection, business.id, id, made)
    return booking


def _with_host(request: BookingRequest, given: Opening) -> BookingRequest:
    """What was asked for, of the host who was given: who that would be was left open by a request for whoever is free,
    and is known to one that is made again."""
    opening = request.opening
    if opening.reference == ANY_HOST:
        opening = replace(opening, host=given.host, reference="")
    return replace(request, opening=opening)
