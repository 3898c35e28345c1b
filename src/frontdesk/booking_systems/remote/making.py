"""Makes bookings at a vendor, each once.

The attempt is noted before the vendor is asked, and gone when its outcome is noted. In between, whatever happens, what
became of it is looked up before anything is said or asked for again.
"""

import asyncio
from datetime import timedelta

from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.policies import limits_one_person, require_welcome
from frontdesk.booking_systems.ledger.units import Units
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.booking_systems.remote import attempts, holds, record
from frontdesk.booking_systems.remote.attempts import Attempt
from frontdesk.booking_systems.remote.ongoing import Ongoing
from frontdesk.booking_systems.remote.ports import Failed, Reading, Vendor
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    KeyReused,
    NeverKnown,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import Booking, BookingRequest

STILL_COMING = timedelta(seconds=20)
"""So long after it was asked for, a booking that is not there may yet be made: the request may still be on its way."""
SENT_WITHIN = timedelta(seconds=14)
"""After this nothing is sent any more, so that what is not there when nothing is `STILL_COMING` never will be."""


class Making:
    """Of one business's bookings, at its vendor."""

    def __init__(self, vendor: Vendor, units: Units, ongoing: Ongoing) -> None:
        self._vendor = vendor
        self._units = units
        self._ongoing = ongoing

    async def book(self, request: BookingRequest, key: str) -> Booking:
        """Raises `OpeningTaken`, `BookingRejected`, `KeyReused`, `OutcomeUnknown`, or `SystemDown`."""
        stored = await self._units.read(lambda work: _stored(work, request, key))
        if stored is not None:
            return stored
        return await self._ongoing.once(
            f"{_name(key)}/{records.fingerprint(request)}", lambda: self._book(request, key)
        )

    async def find_by_key(self, key: str) -> Booking | None:
        """Raises `SystemDown`, also while it may still be made, or `NeverKnown`."""
        await self._ongoing.over(_name(key))
        booking, attempt = await self._units.read(lambda work: _known(work, key))
        if booking is not None or attempt is None or attempt.given_up:
            return booking
        return await self._find_out(attempt)

    async def still_unclear(self, phone: str) -> list[BookingRequest]:
        """What was asked for by somebody of this number and lies ahead is looked up: what cannot be told even now.

        Raises `SystemDown` when the database does not work.
        """
        unclear: list[BookingRequest] = []
        for attempt in await self._units.read(lambda work: attempts.ahead_of(work, phone)):
            await self._ongoing.over(_name(attempt.key))
            try:
                await self._find_out(attempt)
            except (SystemDown, NeverKnown):
                if not attempt.given_up:
                    unclear.append(attempt.request)
        return unclear

    async def _book(self, request: BookingRequest, key: str) -> Booking:
        for before in await self._units.read(lambda work: attempts.doubtful(work, request)):
            try:
                made = await self._find_out(before)
            except (SystemDown, NeverKnown) as error:
                raise OutcomeUnknown(f"It was asked for before, and its outcome is not known: {error}") from error
            if made is not None and made.stands:
                return await self._answered(request, key, made)
        attempt = await self._units.write(lambda work: _begin(work, request, key))
        if isinstance(attempt, Booking):
            return attempt
        try:
            return await self._made(attempt, await self._created(attempt))
        except Failed:
            return await self._after_failure(attempt)
        except OutcomeUnknown:
            raise
        except BookingSystemError:  # nothing was made
            await self._units.write(lambda work: attempts.end(work, attempt))
            raise

    async def _answered(self, request: BookingRequest, key: str, made: Booking) -> Booking:
        """What an attempt before has made, noted under this key as well. Raises `OutcomeUnknown` when it cannot be."""
        await self._units.note(lambda work: attempts.answer(work, request, key, made.id))
        return made

    async def _created(self, attempt: Attempt) -> Reading:
        try:
            async with asyncio.timeout((attempt.begun + SENT_WITHIN - self._units.clock()).total_seconds()):
                return await self._vendor.create(attempt.request, attempt.key)
        except TimeoutError as error:
            raise OutcomeUnknown("The booking system takes too long to book.") from error

    async def _after_failure(self, attempt: Attempt) -> Booking:
        """The vendor is done with it: what is not there now was not made."""
        if not self._vendor.capabilities.looks_up:
            raise OutcomeUnknown("The booking system failed, and cannot be asked what became of the booking.")
        try:
            reading = await self._look_up(attempt)
            if reading is not None:
                return await self._found(attempt, reading)
        except (SystemDown, NeverKnown) as error:
            raise OutcomeUnknown(str(error)) from error
        await self._units.write(lambda work: attempts.end(work, attempt))
        raise SystemDown("The booking system failed, and nothing was booked.")

    async def _find_out(self, attempt: Attempt) -> Booking | None:
        """Raises `SystemDown` while it cannot be told, `NeverKnown` where it never can."""
        if not self._vendor.capabilities.looks_up:
            raise NeverKnown("This booking system cannot be asked what became of a booking; look in its own pages.")
        reading = await self._look_up(attempt)
        if reading is not None:
            return await self._found(attempt, reading)
        if attempt.given_up:
            return None
        if self._units.clock() - attempt.begun < STILL_COMING:
            raise SystemDown("The booking is not there, and may still be made.")
        if not await self._units.write(lambda work: attempts.give_up(work, attempt)):
            raise SystemDown("It is being asked for again at this moment.")
        return None

    async def _look_up(self, attempt: Attempt) -> Reading | None:
        """Raises `SystemDown`, or `NeverKnown` where it is known as what somebody else's request has become."""
        reading = await self._vendor.look_up(attempt.request, attempt.key, attempt.begun)
        if reading is None:
            return None
        if await self._units.read(lambda work: record.is_anothers(work, attempt, reading)):
            raise NeverKnown("What is there was asked for by somebody else; look in the booking system's own pages.")
        return reading

    async def _made(self, attempt: Attempt, reading: Reading) -> Booking:
        """Notes what was made. Raises `OutcomeUnknown` when it cannot be noted, or was made at another time."""
        if not attempt.request.opening.starts_at(reading.start):
            return await self._misplaced(attempt, reading)
        return await self._units.note(lambda work: _note(work, attempt, reading))

    async def _found(self, attempt: Attempt, reading: Reading) -> Booking:
        """Notes what was looked up. Raises `SystemDown`, or `NeverKnown` where it is at another time by now: the
        staff may have moved it since."""
        if not attempt.request.opening.starts_at(reading.start):
            raise NeverKnown("It is at another time than it was asked for; look in the booking system's own pages.")
        return await self._units.write(lambda work: _note(work, attempt, reading))

    async def _misplaced(self, attempt: Attempt, reading: Reading) -> Booking:
        """It is not at the time that was confirmed: nobody may be told that it is. What can be is taken back."""
        if not self._vendor.capabilities.cancels:
            raise OutcomeUnknown("The booking system booked another time than it was asked for; look in its own pages.")
        try:
            await self._vendor.cancel(reading.reference, "")
        except BookingSystemError as error:
            raise OutcomeUnknown("The booking system booked another time than it was asked for.") from error
        await self._units.write(lambda work: attempts.end(work, attempt))
        raise BookingRejected("The booking system booked another time than it was asked for; it is cancelled again.")


def _name(key: str) -> str:
    return f"book/{key}"


def _known(work: Work, key: str) -> tuple[Booking | None, Attempt | None]:
    """What a key has come to, as far as it is known here."""
    booking, attempt = records.find_by_key(work.connection, work.business.id, key), attempts.find(work, key)
    if attempt is not None and attempt.booking is not None:
        return records.find(work.connection, work.business.id, attempt.booking), None
    return booking, attempt


def _stored(work: Work, request: BookingRequest, key: str) -> Booking | None:
    """Raises `KeyReused`."""
    stored = records.find_by_key(work.connection, work.business.id, key)
    if stored is not None and not records.same_request(work.connection, stored, request):
        raise KeyReused(f"The key of booking {stored.id} was used again for another request; use a new key.")
    return stored or attempts.answered(work, request, key)


def _begin(work: Work, request: BookingRequest, key: str) -> Attempt | Booking:
    """What stands against it here is seen before the vendor is asked."""
    business, opening = work.business, request.opening
    work.lock("phone", request.attendee.phone)
    work.lock("key", key)
    stored = _stored(work, request, key)
    if stored is not None:
        return stored
    if not all(one.given_up for one in attempts.doubtful(work, request)):  # begun since they were looked for
        raise OutcomeUnknown("It is being asked for at this moment, and its outcome is not known.")
    if limits_one_person(business):
        ahead = records.find_ahead(work.connection, business.id, request.attendee.phone, work.now)
        require_welcome(business, opening, ahead)
    if opening.start.timestamp() <= work.now.timestamp():
        raise OpeningTaken(f"{opening.service} at {opening.start.isoformat()} has begun.")
    holds.require_free(work, opening, holds.holder_of(work, request.hold, opening))
    return attempts.begin(work, request, key)


def _note(work: Work, attempt: Attempt, reading: Reading) -> Booking:
    booking = record.add(work, attempt, reading)
    attempts.end(work, attempt)
    holds.use_up(work, attempt.request.hold, attempt.request.opening)
    return booking
