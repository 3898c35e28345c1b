"""Changes a booking: moves, cancels, approves, edits it. One revision each, with its place in the history."""

from collections.abc import Callable
from dataclasses import replace

from pydantic import TypeAdapter

from frontdesk.booking_systems.embedded import offers
from frontdesk.booking_systems.embedded.claims import drop_claims
from frontdesk.booking_systems.embedded.holds import ALWAYS, take
from frontdesk.booking_systems.ledger import history, records
from frontdesk.booking_systems.ledger.policies import (
    awaited,
    pending_until,
    require_approvable,
    require_begun,
    require_cancellable,
    require_movable,
    require_nowhere_else,
)
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import BookingRejected, RevisionChanged
from frontdesk.database.schema import claims
from frontdesk.model.booking import Awaiting, Booking, BookingRequest, BookingStatus, Opening
from frontdesk.model.caller import Channel
from frontdesk.model.change import Actor, Change, Doing, Mandate, Refusal
from frontdesk.model.diary import Edit

_edits = TypeAdapter(Edit)
LAPSED = Mandate(Actor.SYSTEM)
FREEING = Doing.MOVED, Doing.CANCELLED, Doing.DECLINED
"""What gives time back, which others may wait for. What lapses is offered right after, with all that time has ended."""


def reschedule(work: Work, id: str, opening: Opening, hold: str | None, mandate: Mandate) -> Booking:
    """Moves a booking: the new opening is claimed before the old one is free, in one transaction.

    Where the host approves appointments, a move by the customer has to be approved as well. Raises `OpeningTaken`,
    `BookingRejected`, `RevisionChanged` or `KeyReused`; the booking then stays where it was.
    """

    alone = work.business.policy.one_at_a_time and mandate.by is not Actor.STAFF
    if alone and (known := records.find(work.connection, work.business.id, id)):
        work.lock("phone", known.request.attendee.phone)

    def move(booking: Booking) -> Booking:
        require_movable(work.business, booking, opening, mandate.by, work.now)
        if alone:
            ahead = records.find_ahead(work.connection, work.business.id, booking.request.attendee.phone, work.now)
            require_nowhere_else(work.business, opening, (other for other in ahead if other.id != id))
        old = records.claim_of(work.connection, id)
        since = None if mandate.by is Actor.CALLER else ALWAYS
        taken = take(work, opening, hold, id, since, touched=booking.things)
        _drop(work, old)
        records.set_claim(work.connection, id, taken.claim)
        place = _place(work, booking.request, taken.opening)
        request = replace(booking.request, opening=taken.opening, hold=hold, place=place)
        if work.write_invite is not None:
            request = replace(request, invite=work.write_invite(request))
        asked_anew = awaited(work.business, opening.service, mandate.by) is Awaiting.HOST
        awaiting = Awaiting.HOST if asked_anew else booking.awaiting
        return replace(
            booking,
            status=BookingStatus.PENDING if awaiting else booking.status,
            request=request,
            resources=taken.resources,
            awaiting=awaiting,
            pending_until=pending_until(work.business, opening.start, work.now) if awaiting else None,
        )

    return _change(work, id, Doing.MOVED, mandate, move, history.written(opening))


def cancel(work: Work, id: str, mandate: Mandate) -> Booking:
    """Cancels a booking and frees its opening; again is no error."""

    def cancelled(booking: Booking) -> Booking:
        if booking.status is BookingStatus.CANCELLED:
            return booking
        require_cancellable(work.business, booking, mandate.by, work.now)
        return _over(work, booking)

    return _change(work, id, Doing.CANCELLED, mandate, cancelled)


def approve(work: Work, id: str, mandate: Mandate) -> Booking:
    def approved(booking: Booking) -> Booking:
        require_approvable(booking, mandate.by)
        return replace(booking, status=BookingStatus.CONFIRMED, awaiting=None, pending_until=None)

    return _change(work, id, Doing.APPROVED, mandate, approved)


def decline(work: Work, id: str, mandate: Mandate) -> Booking:
    def declined(booking: Booking) -> Booking:
        require_approvable(booking, mandate.by)
        return _over(work, booking)

    return _change(work, id, Doing.DECLINED, mandate, declined)


def complete(work: Work, id: str, mandate: Mandate) -> Booking:
    """They came. What was noted as missed can be put right."""
    return _change(work, id, Doing.COMPLETED, mandate, lambda booking: _ended(work, booking, BookingStatus.COMPLETED))


def miss(work: Work, id: str, mandate: Mandate) -> Booking:
    """They did not come. What was noted as completed can be put right."""
    return _change(work, id, Doing.MISSED, mandate, lambda booking: _ended(work, booking, BookingStatus.NO_SHOW))


def edit(work: Work, id: str, wanted: Edit, mandate: Mandate) -> Booking:
    """Changes what is written about a booking, in any status."""

    def edited(booking: Booking) -> Booking:
        request = _edit_request(work, booking, wanted)
        return booking if request == booking.request else replace(booking, request=request)

    return _change(work, id, Doing.EDITED, mandate, edited, _edits.dump_json(wanted))


def lapse(work: Work) -> int:
    """Cancels what nobody approved in time. Returns how many."""
    overdue = records.find_overdue(work.connection, work.business.id, work.now)
    if overdue:
        work.lock("booking", *overdue)
        offers.lock_things(work)
    for id in overdue:
        _change(work, id, Doing.LAPSED, LAPSED, lambda booking: _lapsed(work, booking))
    return len(overdue)


def _change(
    work: Work, id: str, what: Doing, mandate: Mandate, change: Callable[[Booking], Booking], details: bytes = b""
) -> Booking:
    """Does a change once, to the revision it was meant for; one that changes nothing leaves the revision as it is.

    What it frees is offered to those who wait before anybody else sees it.
    """
    if mandate.key:
        work.lock("key", mandate.key)
    awaited_by_others = what in FREEING and offers.somebody_waits(work)
    work.lock("booking", id)
    connection, business = work.connection, work.business.id
    booking = records.find(connection, business, id)
    if booking is None:
        raise BookingRejected(f"{business} has no booking {id}.", Refusal.UNKNOWN)
    fingerprint = history.fingerprint_of(id, what, details)
    if history.done_before(connection, business, mandate, fingerprint):
        return booking
    if mandate.revision is not None and mandate.revision != booking.revision:
        raise RevisionChanged(f"Booking {id} is at revision {booking.revision}: read it again.")
    freed = offers.about_to_be_free(work, records.claim_of(connection, id)) if awaited_by_others else None
    changed = change(booking)
    if changed == booking:
        return booking
    changed = replace(changed, revision=booking.revision + 1, changed=work.now)
    records.update_booking(connection, booking, changed)
    before = booking.request.opening if what is Doing.MOVED else None
    entry = Change(changed.revision, work.now, mandate.by, what, mandate.reason, before)
    history.add(connection, business, id, entry, mandate.key, fingerprint)
    if freed is not None:
        offers.offer(work, freed)
    return changed


def _place(work: Work, request: BookingRequest, opening: Opening) -> str:
    """Where they meet after a move: in another of the business's places, that is another address."""
    if request.channel is Channel.IN_PERSON and opening.location not in ("", request.opening.location):
        return work.business.location(opening.location).address
    return request.place


def _over(work: Work, booking: Booking) -> Booking:
    """Cancelled, its opening free again."""
    _drop(work, records.claim_of(work.connection, booking.id))
    records.set_claim(work.connection, booking.id, None)
    return replace(booking, status=BookingStatus.CANCELLED, awaiting=None, pending_until=None)


def _drop(work: Work, claim: str | None) -> None:
    if claim is not None:
        drop_claims(work, claims.c.id == claim)


def _lapsed(work: Work, booking: Booking) -> Booking:
    """Somebody may have approved it just now, or moved it, which gives it more time."""
    return _over(work, booking) if booking.pending_until and booking.pending_until <= work.now else booking


def _ended(work: Work, booking: Booking, how: BookingStatus) -> Booking:
    require_begun(booking, work.now)
    return replace(booking, status=how)


def _edit_request(work: Work, booking: Booking, wanted: Edit) -> BookingRequest:
    """The invite says who comes and why, so it is written anew."""
    old = booking.request
    attendee = replace(
        old.attendee,
        name=wanted.name or old.attendee.name,
        phone=wanted.phone or old.attendee.phone,
        email=old.attendee.email if wanted.email is None else wanted.email or None,
    )
    request = replace(
        old,
        attendee=attendee,
        guests=old.guests if wanted.guests is None else wanted.guests,
        tags=old.tags if wanted.tags is None else wanted.tags,
        notes=old.notes if wanted.notes is None else wanted.notes,
        reason=old.reason if wanted.reason is None else wanted.reason,
        place=old.place if wanted.place is None else wanted.place,
        customer_reference=(old.customer_reference if wanted.customer_reference is None else wanted.customer_reference),
    )
    if request == old or work.write_invite is None:
        return request
    return replace(request, invite=work.write_invite(request))
