"""Moves and cancels bookings at a vendor, and reads them again: what the vendor has is what is true."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from frontdesk.booking_systems.ledger import history, records
from frontdesk.booking_systems.ledger.policies import require_cancellable, require_movable, require_nowhere_else
from frontdesk.booking_systems.ledger.units import Units
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.booking_systems.remote import holds, record
from frontdesk.booking_systems.remote.ongoing import Ongoing
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.booking_systems.remote.record import Done
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, RevisionChanged
from frontdesk.model.booking import Booking, BookingStatus, Opening
from frontdesk.model.change import Actor, Doing, Mandate, Refusal

READ_EVERY = timedelta(seconds=60)
"""An appointment that was read just now is not read again for every turn of a conversation."""
REMEMBERED = 1000


class Changing:
    """Of one business's bookings, at its vendor."""

    def __init__(self, vendor: Vendor, units: Units, ongoing: Ongoing) -> None:
        self._vendor = vendor
        self._units = units
        self._ongoing = ongoing
        self._read_at: OrderedDict[str, datetime] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, id: str, at_once: bool = False) -> Booking | None:
        """As the vendor has it now, or had it a moment ago. Raises `SystemDown`."""
        await self._ongoing.over(_name(id))
        booking, reference = await self._units.read(
            lambda work: (records.find(work.connection, work.business.id, id), record.reference_of(work, id))
        )
        if booking is None or reference is None or not booking.stands or not self._vendor.capabilities.reads:
            return booking
        if not at_once and self._was_read(id):
            return booking
        reading = await self._vendor.read(reference)
        self._note_read(id)
        return await self._units.write(lambda work: record.refresh(work, id, reading, since=booking.revision))

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate) -> Booking:
        """Raises `OpeningTaken`, `BookingRejected`, `RevisionChanged`, `KeyReused`, `OutcomeUnknown`, `SystemDown`."""
        name = f"{_name(id)}/{opening.host}/{opening.start.timestamp()}/{mandate.key}"
        return await self._ongoing.once(name, lambda: self._in_turn(id, lambda: self._move(id, opening, hold, mandate)))

    async def cancel(self, id: str, mandate: Mandate) -> Booking:
        """Raises `BookingRejected`, `RevisionChanged`, `KeyReused`, `OutcomeUnknown` or `SystemDown`."""
        name = f"{_name(id)}/cancel/{mandate.by}/{mandate.revision}/{mandate.key}"
        return await self._ongoing.once(name, lambda: self._in_turn(id, lambda: self._cancel(id, mandate)))

    async def noticed(self, reference: str) -> None:
        """Something became of an appointment at the vendor: it is read again, if it is one of ours."""
        id = await self._units.read(lambda work: record.booking_of(work, reference))
        if id is None and self._vendor.capabilities.moves_make_another:
            id = await self._become(reference)
        if id is not None:
            await self.get(id, at_once=True)

    async def _become(self, reference: str) -> str | None:
        """Id of the booking that has become this appointment."""
        reading = await self._vendor.read(reference)
        was = reading.was if reading is not None else ""
        return await self._units.read(lambda work: record.booking_of(work, was)) if was else None

    async def _in_turn(self, id: str, change: Callable[[], Awaitable[Booking]]) -> Booking:
        """Changes of one booking, one after the other: a move may be more than one call of the vendor's."""
        turn = self._turns.setdefault(id, asyncio.Lock())
        async with turn:
            return await change()

    async def _move(self, id: str, opening: Opening, hold: str | None, mandate: Mandate) -> Booking:
        done = Done(Doing.MOVED, mandate, opening)
        booking, reference = await self._units.write(lambda work: _find(work, id, done))
        if reference is None:
            return booking
        if not self._vendor.capabilities.moves:
            raise not_ours()
        await self._units.read(lambda work: _require_movable(work, booking, opening, hold, mandate))
        with self._unsure(id):
            reading = await self._vendor.move(reference, replace(booking.request, opening=opening))
            if reading.status is BookingStatus.CANCELLED or not opening.starts_at(reading.start):
                raise OutcomeUnknown("The booking system took the move, and shows the appointment somewhere else.")
            return await self._noted(booking, reading, done, hold)

    async def _cancel(self, id: str, mandate: Mandate) -> Booking:
        done = Done(Doing.CANCELLED, mandate)
        booking, reference = await self._units.write(lambda work: _find(work, id, done))
        if reference is None or booking.status is BookingStatus.CANCELLED:
            return booking
        if not self._vendor.capabilities.cancels:
            raise not_ours()
        require_cancellable(self._units.business, booking, mandate.by, self._units.clock())
        with self._unsure(id):
            reading = await self._vendor.cancel(reference, mandate.reason)
            if reading is not None and reading.status is not BookingStatus.CANCELLED:
                raise OutcomeUnknown("The booking system took the cancellation, and shows the appointment as it was.")
            return await self._noted(booking, reading, done)

    async def _noted(self, before: Booking, reading: Reading | None, done: Done, hold: str | None = None) -> Booking:
        """Raises `OutcomeUnknown` when what was done cannot be noted, or somebody changed it at the same time: what the
        vendor answered us may be older than what they were told."""

        def note(work: Work) -> Booking:
            work.lock("booking", before.id)
            stored = records.find(work.connection, work.business.id, before.id)
            if stored is not None and stored.revision != before.revision and not done.is_seen_in(stored):
                raise OutcomeUnknown(f"Booking {before.id} was changed by somebody else meanwhile: read it again.")
            booking = record.refresh(work, before.id, reading, done)
            holds.use_up(work, hold, booking.request.opening)
            return booking

        return await self._units.note(note)

    @contextmanager
    def _unsure(self, id: str) -> Iterator[None]:
        """What fails in between leaves the appointment to be read again, however lately it was."""
        try:
            yield
        except BaseException:
            self._read_at.pop(id, None)
            raise
        self._note_read(id)

    def _was_read(self, id: str) -> bool:
        at = self._read_at.get(id)
        return at is not None and self._units.clock() - at < READ_EVERY

    def _note_read(self, id: str) -> None:
        self._read_at[id] = self._units.clock()
        self._read_at.move_to_end(id)
        if len(self._read_at) > REMEMBERED:
            self._read_at.popitem(last=False)


def _name(id: str) -> str:
    return f"change/{id}"


def not_ours() -> BookingRejected:
    """For what the system does not do: a person at the business does."""
    return BookingRejected("This booking system does not do that for us.", Refusal.NOT_BY_CALLER)


def _find(work: Work, id: str, done: Done) -> tuple[Booking, str | None]:
    """The booking, and what the vendor calls it: None for what was done before under the same key.

    Raises `BookingRejected`, `KeyReused` or `RevisionChanged`.
    """
    mandate = done.mandate
    if mandate.key:
        work.lock("key", mandate.key)
    booking = records.find(work.connection, work.business.id, id)
    reference = record.reference_of(work, id)
    if booking is None or reference is None:
        raise BookingRejected(f"{work.business.id} has no booking {id}.", Refusal.UNKNOWN)
    if history.done_before(work.connection, work.business.id, mandate, done.fingerprint(id)):
        return booking, None
    if mandate.revision is not None and mandate.revision != booking.revision:
        raise RevisionChanged(f"Booking {id} is at revision {booking.revision}: read it again.")
    return booking, reference


def _require_movable(work: Work, booking: Booking, opening: Opening, hold: str | None, mandate: Mandate) -> None:
    """Raises `BookingRejected` or `OpeningTaken` with what stands in the way here."""
    require_movable(work.business, booking, opening, mandate.by, work.now)
    if mandate.by is Actor.CALLER:
        ahead = records.find_ahead(work.connection, work.business.id, booking.request.attendee.phone, work.now)
        require_nowhere_else(work.business, opening, (other for other in ahead if other.id != booking.id))
    holds.require_free(work, opening, holds.holder_of(work, hold, opening))
