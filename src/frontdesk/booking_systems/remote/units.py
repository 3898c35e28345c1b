"""Units of work on the ledger of one business whose appointments are decided elsewhere, and what nobody cuts short."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from sqlalchemy import Connection

from frontdesk.booking_systems.ledger.work import Tokens, Work, WriteInvite
from frontdesk.conversations.ports import Clock, SystemDown
from frontdesk.database.engine import Database
from frontdesk.database.failures import DatabaseFailed
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
        try:
            return await self._database.write(self._unit(do))
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    def _unit(self, do: Callable[[Work], T]) -> Callable[[Connection], T]:
        now = self.clock()
        return lambda connection: do(Work(connection, self.business, now, self._tokens, self._write_invite))


class Ongoing:
    """What is being done at the vendor, each under a name. Who stops waiting for it does not stop it."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    async def once(self, name: str, do: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Does it, or waits for whoever does something of that name already and has its result."""
        if name not in self._tasks:
            task = asyncio.create_task(do())
            self._tasks[name] = task
            task.add_done_callback(lambda done: self._over(name, done))
        result: T = await asyncio.shield(self._tasks[name])
        return result

    async def over(self, name: str) -> None:
        """Waits until nothing is being done whose name begins like that, however it ends."""
        if running := [task for other, task in self._tasks.items() if other.startswith(name)]:
            await asyncio.wait(running)

    async def close(self) -> None:
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _over(self, name: str, task: asyncio.Task[Any]) -> None:
        del self._tasks[name]
        if not task.cancelled():
            task.exception()  # seen: nobody may be waiting for it any more
