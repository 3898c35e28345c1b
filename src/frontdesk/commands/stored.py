"""Finds a stored conversation for the commands that look at one."""

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontdesk.languages import Language
    from frontdesk.replay.past import Past
    from frontdesk.settings import Settings

DatabaseUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="Where it is stored; else FRONTDESK_DATABASE_URL.")
]


async def find_past(settings: "Settings", id: str) -> "tuple[Past, Mapping[str, Language]]":
    """The conversation with the world it happened in, and the words of its business. Raises CommandFailed."""
    from pydantic import ValidationError

    from frontdesk.app import load_languages
    from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
    from frontdesk.conversations.clock import system_clock
    from frontdesk.database.engine import look_at, open_database
    from frontdesk.database.migrate import schema
    from frontdesk.profiles import load_profiles
    from frontdesk.replay.past import read_past, with_diary
    from frontdesk.stores.conversations import DatabaseConversations

    businesses = {business.id: business for business in load_profiles(settings.profile)}
    if not await look_at(settings.database_url, schema):
        raise CommandFailed("There is no database yet; set FRONTDESK_DATABASE_URL to the one it is stored in")
    database = await open_database(settings.database_url)
    try:
        store = DatabaseConversations(database)
        stored = await store.get(id)
        turns = await store.turns(id)
        if stored is None or not turns:
            raise CommandFailed(f'There is no conversation "{id}" in this database')
        business = businesses.get(stored.key.business)
        if business is None:
            raise CommandFailed(
                f"Conversation {id} is one of {stored.key.business}, whose profile was not read; "
                "name the profile, or the folder of profiles, with --profile"
            )
        try:
            past = read_past(business, stored, turns)
        except ValidationError as error:
            raise CommandFailed(f"Conversation {id} was kept by a version that this one cannot read") from error
        past = await with_diary(past, EmbeddedBookingSystem(database, business, system_clock))
    finally:
        await database.close()
    return past, load_languages((business,), settings.prompts, settings.words)


def describe_past(past: "Past") -> str:
    """The first line about a conversation."""
    count = len(past.turns)
    return (
        f"conversation {past.state.id} · {past.business.id} · {past.key.channel} ({past.state.medium}) · "
        f"{past.began:%a %Y-%m-%d %H:%M} · {count} {'turn' if count == 1 else 'turns'}"
    )
