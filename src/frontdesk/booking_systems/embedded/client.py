"""The embedded booking system of one business: each method is one unit of work in the shared database."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from frontdesk.booking_systems.embedded import (
    blocks,
    changing,
    commit,
    holds,
    management,
    offers,
    retention,
    waitlist,
)
from frontdesk.booking_systems.embedded.availability import find_days, find_openings
from frontdesk.booking_systems.embedded.held import Held, find_held
from frontdesk.booking_systems.embedded.occupancy import facts
from frontdesk.booking_systems.ledger import history, listing, lookups, records
from frontdesk.booking_systems.ledger.tokens import random_token
from frontdesk.booking_systems.ledger.units import Units
from frontdesk.booking_systems.ledger.work import Erased, Tokens, Work, WriteInvite
from frontdesk.conversations.ports import Clock, TooManyTries
from frontdesk.database.engine import Database
from frontdesk.model.booking import Booking, BookingRequest, Hold, NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.change import BY_CALLER, Actor, Change, Lookup, Mandate
from frontdesk.model.diary import Block, BookingFilter, DayOpenings, Edit, Page
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus

T = TypeVar("T")


class EmbeddedBookingSystem:
    """Implements `BookingSystem`, and what the staff do beyond it, for one business in a database that many may share.

    `write_invite` writes the calendar entry anew when a booking is moved or edited; without it, it stays as it was.
    """

    def __init__(
        self,
        database: Database,
        business: Business,
        clock: Clock,
        tokens: Tokens = random_token,
        write_invite: WriteInvite | None = None,
    ) -> None:
        self._units = Units(database, business, clock, tokens, write_invite)

    # --- openings and holds

    async def openings(self, search: Search) -> Openings:
        def find(work: Work) -> Openings:
            since = holds.ALWAYS if search.at_once else None
            return find_openings(work.business, search, work.now, *facts(work, search), since)

        return await self._units.read(find)

    async def days(self, search: Search) -> tuple[tuple[DayOpenings, ...], NoOpenings | None]:
        def find(work: Work) -> tuple[tuple[DayOpenings, ...], NoOpenings | None]:
            days = find_days(work.business, search, work.now, *facts(work, search))
            return days, None if days else find_openings(work.business, search, work.now, *facts(work, search)).reason

        return await self._units.read(find)

    async def hold(self, opening: Opening, holder: str, until: datetime) -> Hold:
        return await self._units.write(lambda work: holds.hold(work, opening, holder, until))

    async def release(self, hold: str) -> None:
        await self._units.write(lambda work: holds.release(work, hold))

    async def held(self, start: datetime, end: datetime) -> list[Held]:
        """What is held, and not booked, at some time between two instants. Raises `SystemDown`."""
        return await self._units.read(lambda work: find_held(work, start, end))

    # --- bookings

    async def book(self, request: BookingRequest, key: str, by: Actor = Actor.CALLER) -> Booking:
        return await self._units.commit(lambda work: commit.book(work, request, key, by))

    async def find_by_key(self, key: str) -> Booking | None:
        """Waits for whoever books under the key just now: what is not there then was not made."""

        def find(work: Work) -> Booking | None:
            work.lock("key", key)
            return records.find_by_key(work.connection, work.business.id, key)

        return await self._units.write(find)

    async def get(self, id: str) -> Booking | None:
        return await self._units.read(lambda work: records.find(work.connection, work.business.id, id))

    async def bookings(self, start: datetime, end: datetime, phone: str | None = None) -> list[Booking]:
        def find(work: Work) -> list[Booking]:
            return records.find_overlapping(work.connection, work.business.id, start, end, phone)

        return await self._units.read(find)

    async def listed(self, wanted: BookingFilter, after: str | None, limit: int) -> Page:
        return await self._units.read(lambda work: listing.listed(work, wanted, after, limit))

    async def find(self, lookup: Lookup) -> tuple[Booking, ...]:
        found = await self._units.write(lambda work: lookups.find(work, lookup))
        if found is None:
            raise TooManyTries("Too many wrong answers about an appointment: a person has to help.")
        return found

    async def history(self, id: str) -> tuple[Change, ...]:
        def read(work: Work) -> tuple[Change, ...]:
            return history.read(work.connection, work.business.id, id, work.business.zone)

        return await self._units.read(read)

    # --- changes

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate = BY_CALLER) -> Booking:
        return await self._units.commit(lambda work: changing.reschedule(work, id, opening, hold, mandate))

    async def cancel(self, id: str, mandate: Mandate = BY_CALLER) -> Booking:
        return await self._units.commit(lambda work: changing.cancel(work, id, mandate))

    async def approve(self, id: str, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: changing.approve(work, id, mandate))

    async def decline(self, id: str, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: changing.decline(work, id, mandate))

    async def complete(self, id: str, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: changing.complete(work, id, mandate))

    async def miss(self, id: str, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: changing.miss(work, id, mandate))

    async def edit(self, id: str, edit: Edit, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: changing.edit(work, id, edit, mandate))

    # --- a customer's own link

    async def issue_secret(self, id: str) -> str:
        return await self._units.commit(lambda work: management.issue(work, id))

    async def open_with(self, id: str, secret: str) -> Booking | None:
        return await self._units.read(lambda work: management.open_with(work, id, secret))

    # --- blocked time

    async def block(self, block: Block, key: str) -> tuple[Block, tuple[Booking, ...]]:
        return await self._units.commit(lambda work: blocks.add(work, block, key))

    async def unblock(self, id: str) -> None:
        await self._units.commit(lambda work: blocks.remove(work, id))

    async def blocks(self, window: Window) -> Sequence[Block]:
        return await self._units.read(lambda work: blocks.listed(work, window))

    # --- the waitlist

    async def join_waitlist(self, request: WaitlistRequest, key: str) -> WaitlistEntry:
        return await self._units.commit(lambda work: waitlist.join(work, request, key))

    async def waitlist(self, status: WaitStatus | None = None) -> Sequence[WaitlistEntry]:
        return await self._units.read(lambda work: waitlist.listed(work, status))

    async def leave_waitlist(self, id: str) -> WaitlistEntry:
        return await self._units.commit(lambda work: waitlist.leave(work, id))

    async def stop_waiting(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        left = await self._units.commit(lambda work: waitlist.stop_waiting(work, lookup))
        if left is None:
            raise TooManyTries("Too many wrong answers about a place on the waiting list: a person has to help.")
        return left

    async def claim_offer(self, id: str, mandate: Mandate) -> Booking:
        return await self._units.commit(lambda work: waitlist.claim(work, id, mandate))

    async def refuse_offer(self, id: str) -> WaitlistEntry:
        return await self._units.commit(lambda work: waitlist.refuse(work, id))

    # --- now and then

    async def tidy(self) -> None:
        """Ends what time has ended (holds, requests nobody approved, offers nobody took, tries that count no more), and
        offers what is free to those who wait. Raises `SystemDown`."""
        await self._units.write(holds.drop_expired)
        await self._units.write(changing.lapse)
        await self._units.write(lookups.forget)
        after: int | None = 0
        while after is not None:
            after = await self._units.write(partial(offers.make, after=after))

    async def forget(self, before: datetime) -> int:
        """Deletes for good what ended before an instant. Returns how many bookings are gone. Raises `SystemDown`."""
        forgotten = [await self._units.write(lambda work: retention.forget(work, before))]
        while forgotten[-1] == retention.AT_ONCE:
            forgotten.append(await self._units.write(lambda work: retention.forget(work, before)))
        return sum(forgotten)

    async def erase(self, phone: str) -> Erased:
        """Deletes for good what is kept of a number (E.164), but for what lies ahead. Raises `SystemDown`."""
        return await self._units.write(lambda work: retention.erase(work, phone))
