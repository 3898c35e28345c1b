"""`frontdesk serve`: answers until it is told to stop."""

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.options import Now, environment_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from frontdesk.channels.desk import Desk, Parts
    from frontdesk.settings import Settings

EXAMPLES = (
    "frontdesk serve",
    "FRONTDESK_PROFILE=my-business.toml frontdesk serve --host 0.0.0.0 --port 80",
    "frontdesk serve --now 2026-03-05T09:00",
)


def serve(
    now: Now = None,
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Listen on this address; else FRONTDESK_HOST, 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="Listen on it; else FRONTDESK_PORT, 8080. 0: any free."),
    ] = None,
) -> None:
    """Answer chats and calls, until Ctrl-C or SIGTERM."""
    import asyncio

    from frontdesk.commands.logs import write_logs
    from frontdesk.server import bind
    from frontdesk.settings import read_settings

    write_logs()
    environment = environment_with(now=now and now.isoformat(), host=host, port=port)
    settings = read_settings(environment)
    with bind(settings.host, settings.port) as on:
        if settings.port == 0:  # the real one is part of the public address
            settings = read_settings({**environment, "FRONTDESK_PORT": str(on.getsockname()[1])})
        asyncio.run(_serve(settings, on))


async def _serve(settings: "Settings", on: "socket") -> None:
    import asyncio
    import signal

    from frontdesk.app import open_house
    from frontdesk.languages import keep_for_good
    from frontdesk.server import listening
    from frontdesk.web import create_web_app

    loop, stopped = asyncio.get_running_loop(), asyncio.Event()

    def stop(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)  # who asks twice does not want to wait
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    async with open_house(settings) as parts, listening(create_web_app(parts), on) as address:
        keep_for_good()
        for line in welcome(parts, settings, address):
            print(line, flush=True)
        await stopped.wait()
    print("Stopped.", flush=True)


def welcome(parts: "Parts", settings: "Settings", address: str) -> "Iterator[str]":
    """What to do next, for whoever started the server."""
    desks = list(parts.desks.values())
    yield f"Listening on {address}/ for {', '.join(desk.business.name for desk in desks)}"
    if settings.now is not None:
        yield f"*** THE CLOCK IS NOT THE REAL ONE: it started at {settings.now:%a %Y-%m-%d %H:%M}."
        yield "*** What is booked now is booked by that clock: for demonstrations only."
    if any(desk.business.doors.try_page for desk in desks):
        yield f"  page   {address}/"
    yield f"  chat   POST {settings.public_url}/v1/chat"
    for desk in desks:
        yield from _phone(desk, settings)
    yield f"  staff  GET {settings.public_url}/v1/bookings, with the bearer token of FRONTDESK_STAFF_TOKEN"
    if settings.staff_token_is_new:
        yield f"         none was set, so until it stops it is {settings.staff_token}"


def _phone(desk: "Desk", settings: "Settings") -> "Iterator[str]":
    door = desk.business.doors.twilio
    if door is None:
        return
    webhooks = f"{settings.public_url}/twilio/{desk.business.id}"
    yield f"  phone  in Twilio, for {' and '.join(door.numbers) or 'your number'}, with HTTP POST"
    yield f"         a call comes in: {webhooks}/voice"
    yield f"         call status changes: {webhooks}/status"
    if desk.twilio_token is None:
        yield f"         calls are refused until {door.auth_token_env} holds the auth token"
