"""The servers that the benchmark of turns compares: Frontdesk, and two that do next to nothing with the same JSON.

    python benchmarks/servers.py frontdesk|echo|echo-commit FOLDER

Prints the port it listens on (loopback) and serves until its standard input ends.
"""

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from frontdesk.app import open_house
from frontdesk.settings import read_settings
from frontdesk.web import create_web_app

NOW = "2026-03-05T09:00"


@asynccontextmanager
async def frontdesk(folder: Path) -> AsyncIterator[web.Application]:
    """The product as it is served, on a SQLite file."""
    environment = {"FRONTDESK_DATABASE_URL": f"sqlite:///{folder / 'frontdesk.db'}", "FRONTDESK_NOW": NOW}
    async with open_house(read_settings(environment)) as parts:
        yield create_web_app(parts)


@asynccontextmanager
async def echo(folder: Path) -> AsyncIterator[web.Application]:
    """Parses the JSON and sends it back."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"replies": [{"text": (await request.json())["message"]}]})

    yield _post(answer)


@asynccontextmanager
async def echo_commit(folder: Path) -> AsyncIterator[web.Application]:
    """The same, and one row committed with the durability that Frontdesk has: WAL, synchronous=FULL."""
    thread = ThreadPoolExecutor(1)
    connection = await asyncio.get_running_loop().run_in_executor(thread, _open, folder / "echo.db")

    def write(text: str) -> None:
        with connection:
            connection.execute("INSERT INTO message (text) VALUES (?)", (text,))

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        await asyncio.get_running_loop().run_in_executor(thread, write, json.dumps(body))
        return web.json_response({"replies": [{"text": body["message"]}]})

    yield _post(answer)
    thread.shutdown()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    return connection


def _post(answer: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    app = web.Application()
    app.router.add_post("/v1/chat", answer)
    return app


SERVERS = {"frontdesk": frontdesk, "echo": echo, "echo-commit": echo_commit}


async def serve(name: str, folder: Path) -> None:
    """Serves one of `SERVERS` until standard input ends."""
    async with SERVERS[name](folder) as app:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert runner.addresses
        sys.stdout.write(f"{runner.addresses[0][1]}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
