"""Processes that are killed at a chosen step of a change: before and after every statement, and before and after the
commit. The steps are counted from outside, so that what is shipped knows nothing of it.

Run as a module with a database URL, it reads a JSON order a line, does it in a process of its own, and answers with a
line: `acknowledged` or nothing, then `killed` or `finished`.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect
from tests.booking_systems.embedded.clinic import clinic
from tests.contracts.booking_system import NOW, request

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.database import postgres, sqlite
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Opening
from frontdesk.model.change import Actor, Mandate


class Steps:
    """Kills the process at step `fatal`, counted while armed."""

    def __init__(self, fatal: int) -> None:
        self._left = fatal
        self.armed = False

    def __call__(self) -> None:
        if self.armed:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def watch_statements(step: Callable[[], None]) -> None:
    event.listen(Engine, "before_cursor_execute", lambda *_: step())


def watch_commits(step: Callable[[], None]) -> None:
    """On both engines: SQLite commits through SQLAlchemy, PostgreSQL by a command to the driver."""
    commit: Any = DefaultDialect.do_commit
    execute: Any = asyncpg.Connection.execute

    def do_commit(self: DefaultDialect, connection: Any) -> None:
        step()
        commit(self, connection)
        step()

    async def do_execute(self: Any, query: str, *arguments: Any, **more: Any) -> Any:
        if query != "COMMIT":
            return await execute(self, query, *arguments, **more)
        step()
        answer = await execute(self, query, *arguments, **more)
        step()
        return answer

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]
    asyncpg.Connection.execute = do_execute  # type: ignore[method-assign]


async def carry_out(url: str, order: dict[str, Any], step: Steps) -> None:
    database = await open_database(url)
    system = EmbeddedBookingSystem(database, clinic(), lambda: NOW)
    doing = change(system, order)
    step.armed = True
    await doing
    print("acknowledged", flush=True)  # noqa: T201
    step()
    await database.close()


def change(system: EmbeddedBookingSystem, order: dict[str, Any]) -> Awaitable[object]:
    """What an order says; the same one again is the same request under the same key."""
    mandate = Mandate(Actor.STAFF, key=order["key"])
    match order["do"]:
        case "book":
            return system.book(request(read(order["opening"]), order["hold"]), order["key"])
        case "move":
            return system.reschedule(order["booking"], read(order["opening"]), order["hold"], mandate)
        case "cancel":
            return system.cancel(order["booking"], mandate)
    raise ValueError(order["do"])


def read(opening: dict[str, Any]) -> Opening:
    times = {name: NOW.fromisoformat(opening[name]) for name in ("start", "end")}
    return Opening(**(opening | times | {"others": tuple(opening["others"])}))


def die_or_finish(url: str, order: dict[str, Any]) -> None:
    step = Steps(order["step"])
    watch_statements(step)
    watch_commits(step)
    asyncio.run(carry_out(url, order, step))


def main(url: str, do: Callable[[str, dict[str, Any]], None]) -> None:
    """Each order in a fork, which starts at once: everything is imported, and nothing runs yet. The database is there
    already."""
    for module in (sqlite, postgres):
        setattr(module, "upgrade_to_head", lambda connection: None)  # noqa: B010
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            do(url, json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = "killed" if os.WIFSIGNALED(status) else f"finished {os.waitstatus_to_exitcode(status)}"
        print(ended, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], die_or_finish)
