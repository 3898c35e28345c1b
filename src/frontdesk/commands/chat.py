"""`frontdesk chat`: a conversation in the terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed
from frontdesk.commands.options import Now, Profile, environment_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from frontdesk.conversations.ports import ConversationKey, ConversationStore
    from frontdesk.model.business import Business
    from frontdesk.settings import Settings

EXAMPLES = (
    "frontdesk chat",
    "frontdesk chat --profile my-business.toml --now 2026-03-05T09:00",
    "printf 'Friday at ten\\nAda Example\\n' | frontdesk chat --voice",
)


def chat(
    profile: Profile = None,
    now: Now = None,
    voice: Annotated[bool, typer.Option("--voice", help="Speak as on the telephone.")] = False,
) -> None:
    """Hold a conversation in the terminal.

    An empty line is silence, /state shows what is known, /quit ends. Nothing is kept, unless FRONTDESK_DATABASE_URL
    is set; but what is booked at a booking system of the business's own is booked there.
    """
    import asyncio
    import os
    import sys

    from frontdesk.settings import read_settings

    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    database = os.environ.get("FRONTDESK_DATABASE_URL") or "sqlite://"
    environment = environment_with(profile=profile, now=now and now.isoformat(), database_url=database)
    asyncio.run(_chat(read_settings(environment), voice))


async def _chat(settings: "Settings", voice: bool) -> None:
    import secrets
    import signal

    from frontdesk.app import choose_clock, in_use, load_languages
    from frontdesk.channels.text.console import Console
    from frontdesk.conversations.ports import ConversationKey
    from frontdesk.database.engine import open_database
    from frontdesk.desks import House, open_room
    from frontdesk.model.utterance import Medium
    from frontdesk.stores.conversations import DatabaseConversations

    business = _only_business(settings)
    languages = load_languages((business,), settings.prompts, settings.words)
    # Ctrl-C ends the reading of a line, which ends the conversation; asyncio would wait for the line.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    database = await open_database(settings.database_url)
    try:
        clock, store = choose_clock(settings.now, business), DatabaseConversations(database)
        # Nobody serves calendar files here, so no link to one is given.
        room = open_room(business, House(languages, database, store, clock, settings, public_url=None))
        key = ConversationKey(business.id, "text", f"terminal-{secrets.token_hex(4)}")

        async def known() -> "Sequence[tuple[str, str]]":
            return await _known(store, key, clock().astimezone(business.zone))

        async def read() -> str | None:
            return _read_line()

        medium = Medium.VOICE if voice else Medium.TEXT
        async with in_use([room]):
            await Console(room.desk.receptionist, key, read, print, known, medium=medium).converse()
    finally:
        await database.close()


def _only_business(settings: "Settings") -> "Business":
    from frontdesk.profiles import load_profiles

    businesses = load_profiles(settings.profile)
    if len(businesses) > 1:
        raise CommandFailed(f"{settings.profile} holds {len(businesses)} profiles; name one of them with --profile")
    return businesses[0]


def _read_line() -> str | None:
    """The next line that is typed or piped in; None at the end. What is piped in is shown, too."""
    import sys

    try:
        line = input("you:  ")
    except (EOFError, KeyboardInterrupt):
        print()
        return None
    if not sys.stdin.isatty():
        print(line)
    return line


async def _known(store: "ConversationStore", key: "ConversationKey", now: "datetime") -> "Sequence[tuple[str, str]]":
    """What the conversation has come to, by name."""
    from frontdesk.channels.text.describe import describe_expectation, describe_value
    from frontdesk.channels.text.moments import write_moment
    from frontdesk.conversations.records import states

    stored = await store.current(key)
    if stored is None:
        return [("phase", "nothing was said yet")]
    state = states().validate_json(stored.state)
    known = [("phase", str(state.phase)), ("expects", describe_expectation(state.expectation))]
    for slot, filled in state.slots.items():
        known.append((str(slot), f"{describe_value(filled.value, now)} ({filled.grounding}, {filled.source})"))
    known += [(f"answer {question}", text) for question, text in state.answers]
    if state.declined:
        known.append(("declined", ", ".join(state.declined)))
    if state.opening:
        known.append(("opening", f"{write_moment(state.opening.start, now)} with {state.opening.host}"))
    known.append(("held", ", ".join(write_moment(hold.opening.start, now) for hold in state.holds) or "nothing"))
    return known
