"""Units of work on the appointments of one business, each a transaction, and what their failures mean."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from frontdesk.booking_systems.ledger.work import Tokens, Work, WriteInvite
from frontdesk.conversations.ports import Clock, OutcomeUnknown, SystemDown
from frontdesk.database.engine import Database
from frontdesk.database.failures import CommitFailed, DatabaseFailed
from frontdesk.model.business import Business

T = TypeVar("T")


class Units:
    """`read` and `write` raise `SystemDown` when the database does not work."""

    def __init__(
        self, database: Database, business: Business, clock: Clock, tokens: Tokens, write_invite: WriteInvite | None
    ) -> None:
        self.business = business
        self.clock = clock
        self._database = database
        self._tokens = tokens
        self._write_invite = write_invite

    async def read(self, do: Callable[[Work], T]) -> T:
        try:
            return await self._database.read(self._unit(do))
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    async def write(self, do: Callable[[Work], T]) -> T:
        """For what may be done again, or not at all, without anybody being told a wrong thing."""
        try:
            return await self._database.write(self._unit(do))
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    async def commit(self, do: Callable[[Work], T]) -> T:
        """For what somebody is told: when the commit itself fails, nobody knows. Raises `OutcomeUnknown`, too."""
        try:
            return await self._database.write(self._unit(do))
        except CommitFailed as failure:
            raise OutcomeUnknown(str(failure)) from failure
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    async def note(self, do: Callable[[Work], T]) -> T:
        """For what was done elsewhere and is only written down here: where it cannot be, `OutcomeUnknown`."""
        try:
            return await self.write(do)
        except SystemDown as error:
            raise OutcomeUnknown(str(error)) from error

    def _unit(self, do: Callable[[Work], T]) -> Callable[[Connection], T]:
        now = self.clock()
        return lambda connection: do(Work(connection, self.business, now, self._tokens, self._write_invite))
