"""A booking system that somebody else runs, as `BookingSystem`: the vendor decides, the ledger remembers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from frontdesk.booking_systems.ledger import history, listing, lookups, records
from frontdesk.booking_systems.ledger.tokens import random_token
from frontdesk.booking_systems.ledger.units import Units
from frontdesk.booking_systems.ledger.work import Erased, Tokens, Work, WriteInvite
from frontdesk.booking_systems.remote import holds, record, retention
from frontdesk.booking_systems.remote.changing import Changing, not_ours
from frontdesk.booking_systems.remote.making import Making
from frontdesk.booking_systems.remote.ongoing import Ongoing
from frontdesk.booking_systems.remote.ports import Vendor
from frontdesk.booking_systems.remote.reasons import bounds, reason
from frontdesk.conversations.ports import Clock, SystemDown, TooManyTries
from frontdesk.database.engine import Database
from frontdesk.model.booking import Booking, BookingRequest, Hold, Opening, Openings, Search, Window
from frontdesk.model.booking_system import Capabilities, ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.change import BY_CALLER, Change, Lookup, Mandate
from frontdesk.model.diary import BookingFilter, Page
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest


class RemoteBookingSystem:
    """Implements `BookingSystem` over a vendor, for one business. `close` it in the end."""

    def __init__(
        self,
        vendor: Vendor,
        database: Database,
        business: Business,
        clock: Clock,
        tokens: Tokens = random_token,
        write_invite: WriteInvite | None = None,
    ) -> None:
        self._vendor = vendor
        self._business = business
        self._clock = clock
        self._units = Units(database, business, clock, tokens, write_invite)
        self._ongoing = Ongoing()
        self._making = Making(vendor, self._units, self._ongoing)
        self._changing = Changing(vendor, self._units, self._ongoing)

    @property
    def capabilities(self) -> Capabilities:
        return self._vendor.capabilities

    async def terms(self) -> Mapping[str, ServiceTerms]:
        """What the vendor says of the services, by id. Raises `SystemDown`."""
        return await self._vendor.terms() if self.capabilities.tells_terms else {}

    async def close(self) -> None:
        """Waits for what is being done at the vendor, and lets go of it."""
        await self._ongoing.close()
        await self._vendor.close()

    # --- openings and holds

    async def openings(self, search: Search) -> Openings:
        now = self._clock()
        start, end = bounds(self._business, search, now)
        if start >= end:
            return Openings((), reason(self._business, search, now))
        moved = search.instead_of
        instead_of = await self._units.read(lambda work: record.reference_of(work, moved)) if moved else None
        told = await self._vendor.openings(replace(search, window=Window(start, end)), instead_of)
        found = {self._at_home(opening) for opening in told if start <= opening.start.astimezone(UTC) < end}
        ordered = sorted((one for one in found if search.host in (None, one.host)), key=self._by_start)
        free = await self._units.read(lambda work: holds.not_held(work, ordered, search.holder))
        return Openings(free[: search.limit], None if free else reason(self._business, search, now))

    async def hold(self, opening: Opening, holder: str, until: datetime) -> Hold:
        return await self._units.write(lambda work: holds.hold(work, opening, holder, until))

    async def release(self, hold: str) -> None:
        await self._units.write(lambda work: holds.release(work, hold))

    async def held(self, start: datetime, end: datetime) -> Sequence[Opening]:
        """What is held for our callers at some time between two instants. Raises `SystemDown`."""
        return await self._units.read(lambda work: [hold.opening for hold in holds.listed(work, start, end)])

    # --- bookings

    async def book(self, request: BookingRequest, key: str) -> Booking:
        return await self._making.book(request, key)

    async def find_by_key(self, key: str) -> Booking | None:
        return await self._making.find_by_key(key)

    async def get(self, id: str) -> Booking | None:
        return await self._changing.get(id)

    async def bookings(self, start: datetime, end: datetime, phone: str | None = None) -> list[Booking]:
        """Those that we know of: made through us, or found by their phone number."""

        def find(work: Work) -> list[Booking]:
            return records.find_overlapping(work.connection, work.business.id, start, end, phone)

        return await self._units.read(find)

    async def listed(self, wanted: BookingFilter, after: str | None, limit: int) -> Page:
        """For the staff: those that we know of."""
        return await self._units.read(lambda work: listing.listed(work, wanted, after, limit))

    async def history(self, id: str) -> tuple[Change, ...]:
        """What became of a booking, as far as we asked for it or saw it. Raises `SystemDown`."""

        def read(work: Work) -> tuple[Change, ...]:
            return history.read(work.connection, work.business.id, id, work.business.zone)

        return await self._units.read(read)

    async def find(self, lookup: Lookup) -> tuple[Booking, ...]:
        """What fits is read again at the vendor before it is told."""
        if self.capabilities.finds and lookup.phone and (lookup.name or lookup.day or lookup.ticket):
            await self._learn_of(lookup)
        asked = await self._making.still_unclear(lookup.phone) if lookup.phone else []
        unclear = any(lookups.may_be_of(request, lookup, self._business.zone) for request in asked)
        found = await self._units.write(lambda work: lookups.find(work, lookup, counts=not unclear))
        if found is None:
            raise TooManyTries("Too many wrong answers about an appointment: a person has to help.")
        if unclear and not found:
            raise SystemDown("An appointment like that may have been made, and nobody can tell yet.")
        if lookup.last:
            return found
        read = await asyncio.gather(*(self._changing.get(one.id, at_once=True) for one in found))
        return tuple(sorted((one for one in read if one is not None and one.stands), key=_start))

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate = BY_CALLER) -> Booking:
        return await self._changing.reschedule(id, opening, hold, mandate)

    async def cancel(self, id: str, mandate: Mandate = BY_CALLER) -> Booking:
        return await self._changing.cancel(id, mandate)

    async def join_waitlist(self, request: WaitlistRequest, key: str) -> WaitlistEntry:
        raise not_ours()

    async def stop_waiting(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        """Nobody waits for a time that we could not offer."""
        return ()

    # --- what the vendor tells by itself

    async def noticed(self, headers: Mapping[str, str], body: bytes) -> None:
        """Takes a notice for a hint: the appointment it is about is read again.

        Raises `NotGenuine`, `ValueError` for what is no notice, or `SystemDown`.
        """
        reference = self._vendor.notice(headers, body)
        if reference is not None:
            await self._changing.noticed(reference)

    # --- now and then

    async def tidy(self) -> None:
        """Ends what time has ended: holds, and tries that count no more. Raises `SystemDown`."""
        await self._units.write(holds.drop_expired)
        await self._units.write(lookups.forget)

    async def forget(self, before: datetime) -> int:
        """Deletes for good what ended before an instant, here. Returns how many bookings. Raises `SystemDown`."""
        return await self._units.write(lambda work: retention.forget(work, before))

    async def erase(self, phone: str) -> Erased:
        """Deletes for good what is kept here of a number (E.164), but for what lies ahead. Raises `SystemDown`."""
        return await self._units.write(lambda work: retention.erase(work, phone))

    async def _learn_of(self, lookup: Lookup) -> None:
        """Appointments of a phone number that were made elsewhere are noted, so that they can be found."""
        if await self._units.write(lambda work: lookups.closed(work, lookup)):
            return
        for reading in await self._vendor.find(lookup.phone):
            await self._units.write(lambda work, one=reading: record.adopt(work, one))  # type: ignore[misc]

    def _at_home(self, opening: Opening) -> Opening:
        zone = self._business.zone
        return replace(opening, start=opening.start.astimezone(zone), end=opening.end.astimezone(zone))

    def _by_start(self, opening: Opening) -> tuple[float, int]:
        hosts = [host.id for host in self._business.hosts]
        return opening.start.timestamp(), hosts.index(opening.host)


def _start(booking: Booking) -> float:
    return booking.request.opening.start.timestamp()
