"""The embedded booking system of one business."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from frontdesk.booking_systems.embedded import commit, holds, records, retention
from frontdesk.booking_systems.embedded.availability import find_openings
from frontdesk.booking_systems.embedded.claims import find_claims
from frontdesk.booking_systems.embedded.held import Held, find_held
from frontdesk.conversations.ports import Clock, OutcomeUnknown, SystemDown
from frontdesk.database.engine import Database
from frontdesk.database.failures import CommitFailed, DatabaseFailed
from frontdesk.model.booking import Booking, BookingRequest, Hold, Opening, Openings, Search
from frontdesk.model.business import Business

T = TypeVar("T")
Tokens = Callable[[int], str]
"""Gives a token of so many characters that nobody can guess."""

ID_LENGTH = 10
CALENDAR_TOKEN_LENGTH = 26
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that look or sound alike; nearly five bits each."""


def random_token(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


class EmbeddedBookingSystem:
    """Implements `BookingSystem` for one business in a database that many may share."""

    def __init__(self, database: Database, business: Business, clock: Clock, tokens: Tokens = random_token) -> None:
        self._database = database
        self._business = business
        self._clock = clock
        self._tokens = tokens

    async def openings(self, search: Search) -> Openings:
        now = self._clock()

        def find(connection: Connection) -> Openings:
            return find_openings(
                self._business,
                search,
                now,
                lambda things, span: find_claims(connection, self._business.id, things, span, now, search.holder),
                lambda service, hosts, span: {},
            )

        return await self._read(find)

    async def hold(self, opening: Opening, holder: str, until: datetime) -> Hold:
        now, id = self._clock(), self._tokens(ID_LENGTH)
        return await self._write(
            lambda connection: holds.hold(connection, self._business, opening, holder, until, now, id)
        )

    async def release(self, hold: str) -> None:
        await self._write(lambda connection: holds.release(connection, self._business, hold))

    async def book(self, request: BookingRequest, key: str) -> Booking:
        now, id, token = self._clock(), self._tokens(ID_LENGTH), self._tokens(CALENDAR_TOKEN_LENGTH)
        try:
            return await self._database.write(
                lambda connection: commit.book(connection, self._business, request, key, now, id, token)
            )
        except CommitFailed as failure:
            raise OutcomeUnknown(str(failure)) from failure
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    async def find_by_key(self, key: str) -> Booking | None:
        return await self._read(lambda connection: records.find_by_key(connection, self._business.id, key))

    async def get(self, id: str) -> Booking | None:
        return await self._read(lambda connection: records.find(connection, self._business.id, id))

    async def bookings(self, start: datetime, end: datetime, phone: str | None = None) -> list[Booking]:
        return await self._read(
            lambda connection: records.find_overlapping(connection, self._business.id, start, end, phone)
        )

    async def cancel(self, id: str) -> Booking:
        return await self._write(lambda connection: commit.cancel(connection, self._business, id))

    async def held(self, start: datetime, end: datetime) -> list[Held]:
        """What is held, and not booked, at some time between two instants. Raises `SystemDown`."""
        now = self._clock()
        return await self._read(lambda connection: find_held(connection, self._business, start, end, now))

    async def forget(self, before: datetime) -> int:
        """Deletes for good what ended before an instant. Returns how many bookings are gone. Raises `SystemDown`."""
        return await self._write(lambda connection: retention.forget(connection, self._business, before))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.read(work)
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.write(work)
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure
