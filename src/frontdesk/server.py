"""Listens: one web application on one address. Without aiohttp's access log, because paths can hold secrets."""

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

FINISH_WITHIN = 10.0
"""Seconds that turns under way have to end when the server stops."""
BACKLOG = 512

REASONS = {
    errno.EADDRINUSE: "something else listens there already; stop it, or choose another port",
    errno.EACCES: "that takes more rights; choose a port above 1023",
    errno.EADDRNOTAVAIL: "this machine does not have that address; 127.0.0.1 is for itself, 0.0.0.0 for all others",
}


class CannotListen(Exception):
    """The address cannot be listened on; the message says what to do."""


def bind(host: str, port: int) -> socket.socket:
    """Takes the address before anything else is opened; port 0 is any free one. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, port, family)
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise CannotListen(f'Cannot listen on "{host}": no such host; 127.0.0.1 is this machine') from error
    except OSError as error:
        reason = REASONS.get(error.errno or 0, error.strerror)
        raise CannotListen(f"Cannot listen on {host} port {port}: {reason}") from error


@asynccontextmanager
async def listening(app: web.Application, on: socket.socket) -> AsyncIterator[str]:
    """Serves until the block is left, and lets turns under way end. Gives the address as this machine reaches it."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=FINISH_WITHIN)
    await runner.setup()
    try:
        await web.SockSite(runner, on).start()
        yield address_of(on)
    finally:
        await runner.cleanup()


def address_of(on: socket.socket) -> str:
    """Such as `http://127.0.0.1:8080`, also where all addresses are listened on."""
    host, port = on.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
