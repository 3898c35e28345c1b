"""What is being done at a vendor, and nobody cuts short."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


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
