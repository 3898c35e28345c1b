"""The waitlist as people see it: they join, leave, take what they are offered, or refuse it."""

from dataclasses import replace

from frontdesk.booking_systems.embedded import changing, commit, entries, holds, offers
from frontdesk.booking_systems.embedded.entries import Place
from frontdesk.booking_systems.ledger import lookups, records
from frontdesk.booking_systems.ledger.work import ID_LENGTH, Work
from frontdesk.conversations.ports import BookingRejected, KeyReused, OpeningTaken, RevisionChanged
from frontdesk.model.booking import Booking, BookingRequest, Invite, Opening
from frontdesk.model.change import Lookup, Mandate, Refusal
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus

SOURCE = "waitlist"


def join(work: Work, request: WaitlistRequest, key: str) -> WaitlistEntry:
    """Joins once for a key: the same request again gives the stored entry.

    Raises `BookingRejected` for a wish that cannot come true, and `KeyReused`.
    """
    work.lock("key", key)
    offers.lock(work)  # so that the order of joining is the order of writing
    stored = entries.find_by_key(work, key)
    if stored is not None:
        if entries.lasting(stored.request) != entries.lasting(request):
            raise KeyReused(f"The key of waitlist entry {stored.id} was used again for another wish; use a new key.")
        return stored.at(work.now)
    _require_possible(work, request)
    return entries.add(work, work.tokens(ID_LENGTH), key, request)


def listed(work: Work, status: WaitStatus | None) -> list[WaitlistEntry]:
    """In the order of joining, each as it is now."""
    stored = [*WaitStatus] if status is None else {status, *entries.LIVE}
    found = [place.entry.at(work.now) for place in entries.queue(work, stored)]
    return [entry for entry in found if status in (None, entry.status)]


def leave(work: Work, id: str) -> WaitlistEntry:
    """What they were offered goes to the next. Again, or when it is over anyway, is no error."""
    offers.lock(work)
    place = _find(work, id)
    if place.entry.status not in entries.LIVE:
        return place.entry
    return _give_back(work, place, replace(place.entry, status=WaitStatus.WITHDRAWN, offer=None, offer_until=None))


def stop_waiting(work: Work, lookup: Lookup) -> tuple[WaitlistEntry, ...] | None:
    """Takes off the list whoever two facts fit, for all that they wait for; none for wrong and unknown alike, None
    after too many wrong answers."""

    def found() -> tuple[Place, ...]:
        if not (lookup.reference or (lookup.phone and lookup.name)):
            return ()
        return tuple(place for place in entries.queue(work, entries.LIVE) if _is_theirs(place.entry, lookup))

    places = lookups.tried(work, lookup, found)
    return None if places is None else tuple(leave(work, place.entry.id) for place in places)


def _is_theirs(entry: WaitlistEntry, lookup: Lookup) -> bool:
    attendee = entry.request.attendee
    return (
        (not lookup.reference or lookup.reference == entry.id)
        and (not lookup.phone or lookup.phone == attendee.phone)
        and (lookup.name is None or lookups.same_person(lookup.name, attendee.name))
    )


def refuse(work: Work, id: str) -> WaitlistEntry:
    """They wait on, and what they were offered goes to the next; without an offer nothing changes."""
    offers.lock(work)
    place = _find(work, id)
    if place.entry.status is not WaitStatus.OFFERED:
        return place.entry.at(work.now)
    return _give_back(work, place, place.entry.without_offer())


def claim(work: Work, id: str, mandate: Mandate) -> Booking:
    """Books what is offered, or moves the appointment that they have, once: again gives the same booking.

    Raises `OpeningTaken` when the offer is over, `RevisionChanged` when the entry is not at the mandate's revision, and
    what booking and moving raise; the offer then stands until it ends.
    """
    key = f"waitlist:{id}"
    work.lock("phone", _find(work, id).entry.request.attendee.phone)
    work.lock("key", key)
    offers.lock(work)
    place = _find(work, id)
    entry = place.entry
    if entry.status is WaitStatus.CLAIMED:
        return _claimed(work, entry)
    if mandate.revision is not None and mandate.revision != entry.revision:
        raise RevisionChanged(f"Waitlist entry {id} is at revision {entry.revision}: read it again.")
    instead_of = entry.request.instead_of
    if instead_of is not None:
        work.lock("booking", instead_of)
    if entry.offer is None or not offers.is_good(work, entry):
        raise OpeningTaken(f"Nothing is held for waitlist entry {id} any more.")
    taken = replace(entry, status=WaitStatus.CLAIMED, offer=None, offer_until=None)
    if instead_of is not None:
        entries.save(work, place, replace(taken, booking=instead_of))  # before the time it had goes to the next
        return changing.reschedule(work, instead_of, entry.offer, place.hold, replace(mandate, key="", revision=None))
    booking = commit.book(work, _booking_request(work, entry.request, entry.offer, place.hold), key, mandate.by)
    entries.save(work, place, replace(taken, booking=booking.id))
    return booking


def _give_back(work: Work, place: Place, entry: WaitlistEntry) -> WaitlistEntry:
    """What was held for an entry, which is now as given, goes to the next."""
    freed = offers.about_to_be_free(work, place.hold) if place.hold else None
    if place.hold:
        holds.release(work, place.hold)
    entries.save(work, place, entry)
    if freed is not None:
        offers.offer(work, freed)
    return _find(work, entry.id).entry


def _find(work: Work, id: str) -> Place:
    place = entries.find(work, id)
    if place is None:
        raise BookingRejected(f"{work.business.id} has no waitlist entry {id}.", Refusal.UNKNOWN)
    return place


def _claimed(work: Work, entry: WaitlistEntry) -> Booking:
    booking = records.find(work.connection, work.business.id, entry.booking or "")
    if booking is None:
        raise BookingRejected(f"The booking of waitlist entry {entry.id} is forgotten.", Refusal.UNKNOWN)
    return booking


def _booking_request(work: Work, wish: WaitlistRequest, opening: Opening, hold: str | None) -> BookingRequest:
    request = BookingRequest(
        opening=opening,
        hold=hold,
        attendee=wish.attendee,
        channel=wish.channel,
        place=wish.place,
        reason=wish.reason,
        answers=(),
        invite=Invite("", ""),
        source=SOURCE,
    )
    return request if work.write_invite is None else replace(request, invite=work.write_invite(request))


def _require_possible(work: Work, request: WaitlistRequest) -> None:
    """Raises `BookingRejected` with what stands in the way of a wish, whatever is free."""
    wanted, business = request.wanted, work.business
    service = next((service for service in business.services if service.id == wanted.service), None)
    if service is None:
        raise BookingRejected(f'{business.id} has no service "{wanted.service}".')
    if wanted.duration_minutes not in (None, *service.durations):
        raise BookingRejected(f'"{service.id}" cannot last {wanted.duration_minutes} minutes.')
    if wanted.host not in (None, *(host.id for host in business.hosts_of(service))):
        raise BookingRejected(f'"{wanted.host}" does not do "{service.id}".')
    if wanted.location not in (None, *(place.id for place in business.locations_of(service))):
        raise BookingRejected(f'"{service.id}" is not done at "{wanted.location}".')
    if wanted.window.end <= max(work.now, wanted.window.start):
        raise BookingRejected("The time to wait for is over already.", Refusal.OVER)
    if request.instead_of is not None:
        _require_movable(work, request, request.instead_of)


def _require_movable(work: Work, request: WaitlistRequest, id: str) -> None:
    booking = records.find(work.connection, work.business.id, id)
    if booking is None:
        raise BookingRejected(f"{work.business.id} has no booking {id}.", Refusal.UNKNOWN)
    if not booking.stands:
        raise BookingRejected(f"Booking {id} is {booking.status.value}.", Refusal.OVER)
    if booking.request.opening.service != request.wanted.service:
        raise BookingRejected(f"Booking {id} is for another service.", Refusal.ANOTHER_SERVICE)
    for place in entries.queue(work, entries.LIVE, services=[request.wanted.service]):
        if place.entry.at(work.now).status in entries.LIVE and place.entry.request.instead_of == id:
            raise BookingRejected(f"Booking {id} waits for an earlier time already: entry {place.entry.id}.")
