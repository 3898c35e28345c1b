"""The one place where parts are chosen and joined: words, database, booking systems, receptionists, doors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from frontdesk.channels.desk import Parts
from frontdesk.conversations.clock import clock_from, system_clock
from frontdesk.conversations.ports import Clock, ConversationKey
from frontdesk.database.engine import Database, open_database
from frontdesk.desks import Chore, Desks, House, Room, open_room
from frontdesk.languages import Language, LanguageError, find_prompts, load_language
from frontdesk.model.business import Business
from frontdesk.profiles import load_profiles
from frontdesk.settings import Settings
from frontdesk.stores.conversations import DatabaseConversations

TIDY_EVERY = timedelta(minutes=5)
"""How often what a crash left is settled, what time has ended is ended, and what is too old is forgotten."""

log = logging.getLogger(__name__)


def load_languages(
    businesses: tuple[Business, ...], prompts: Path | None = None, words: Path | None = None
) -> dict[str, Language]:
    """Every language that one of the businesses speaks, by code. `prompts` replaces the installed folder of languages,
    `words` lies over it. Raises LanguageError."""
    folder = find_prompts(prompts)
    codes = sorted({code for business in businesses for code in business.languages})
    languages = {code: load_language(folder, code, words) for code in codes}
    for business in businesses:
        for service in business.services:
            for code in business.languages:
                if service.invite not in languages[code].invites.by_name:
                    raise LanguageError(
                        f'service "{service.id}" of {business.id} wants the invite "{service.invite}"; '
                        f"add invite/{service.invite}.title.j2 and .description.j2 to {code}/"
                    )
    return languages


def join(businesses: tuple[Business, ...], database: Database, clock: Clock, settings: Settings) -> Parts:
    """Everything the web application serves. Raises LanguageError, ProfileError or SettingsError."""
    languages = load_languages(businesses, settings.prompts, settings.words)
    store = DatabaseConversations(database)
    house = House(languages, database, store, clock, settings, settings.public_url)
    rooms = [open_room(business, house) for business in businesses]

    async def ready() -> None:
        await store.current(ConversationKey("", "", ""))

    return Parts(
        desks=Desks(rooms),
        conversations=store,
        clock=clock,
        public_url=settings.public_url,
        staff_token=settings.staff_token,
        ready=ready,
        lifetimes=(lambda: in_use(rooms),),
    )


@asynccontextmanager
async def in_use(rooms: Sequence[Room]) -> AsyncIterator[None]:
    """Has everything done that is to be done for the businesses, from before anybody is served until the end."""
    try:
        async with _again_and_again([(room.desk.business.id, chore) for room in rooms for chore in room.chores]):
            yield
    finally:
        for room in rooms:
            if room.close is not None:
                await room.close()


@asynccontextmanager
async def _again_and_again(chores: Sequence[tuple[str, Chore]]) -> AsyncIterator[None]:
    """Does the chores at the start, and then every few minutes until the end.

    What fails is logged and done next time; it keeps neither the server from starting nor the others from theirs.
    """

    async def do_all() -> None:
        for business, chore in chores:
            try:
                await chore()
            except Exception as error:  # its message may hold what a caller said
                log.error("tidying up failed: %s", type(error).__name__, extra={"business": business})

    async def repeat() -> None:
        while True:
            await asyncio.sleep(TIDY_EVERY.total_seconds())
            await do_all()

    await do_all()
    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[Parts]:
    """Reads profiles, opens the database, joins everything, and closes the database in the end.

    Raises ProfileError, LanguageError or DatabaseFailed.
    """
    businesses = load_profiles(settings.profile)
    database = await open_database(settings.database_url)
    try:
        yield join(businesses, database, choose_clock(settings.now, businesses[0]), settings)
    finally:
        await database.close()


def choose_clock(start: datetime | None, business: Business) -> Clock:
    """The machine's clock, or one that starts at a local time of the business and ticks on."""
    if start is None:
        return system_clock
    return clock_from(start if start.tzinfo else start.replace(tzinfo=business.zone))
