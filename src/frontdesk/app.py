"""The one place where parts are chosen and joined: words, database, booking system, receptionist, doors."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from babel.core import Locale, UnknownLocaleError

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.desk import BackOffice, Desk, Parts, SpokenLines
from frontdesk.conversations.clock import clock_from, system_clock
from frontdesk.conversations.ports import BookingSystem, Clock, ConversationKey, ConversationStore, Proposer
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Tongue, Voicing
from frontdesk.database.engine import Database, open_database
from frontdesk.dialog.state import State
from frontdesk.language_models.client import ChatCompletions
from frontdesk.languages import Language, LanguageError, find_prompts, load_language
from frontdesk.model.agent_acts import AgentAct, Failure, NotifyFailure, Say
from frontdesk.model.booking import Booking
from frontdesk.model.business import Business
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.note import Note
from frontdesk.model.utterance import Medium
from frontdesk.profiles import load_profiles
from frontdesk.settings import Settings, SettingsError
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.understand.vocabulary import Vocabulary

TIDY_EVERY = timedelta(minutes=5)
"""How often what a crash left is settled, what time has ended is ended, and what is too old is forgotten."""

Chore = tuple[str, Callable[[], Awaitable[object]]]
"""The id of a business, and what is to be done for it now and then."""

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


def give_voice(business: Business, languages: Mapping[str, Language], public_url: str | None) -> Voicing:
    """The words of one business's conversations, in the languages it speaks. With no address, no links are given."""
    tongues = {
        code: Tongue(
            _locale(languages[code], business),
            Vocabulary(languages[code].lexicon, business, code, languages[code].region),
            languages[code].prompts,
            languages[code].invites,
        )
        for code in business.languages
    }

    def calendar_link(booking: Booking) -> str | None:
        if public_url is None or not booking.calendar_token:
            return None
        return f"{public_url}/calendar/{booking.id}/{booking.calendar_token}.ics"

    return Voicing(business, tongues, calendar_link)


def _locale(language: Language, business: Business) -> str:
    """English in the United States is en-US: the business's country, where the CLDR knows the pair."""
    try:
        return str(Locale.parse(f"{language.code}_{business.region}")).replace("_", "-")
    except UnknownLocaleError:
        return language.locale


def hire(
    business: Business,
    voicing: Voicing,
    booking_system: BookingSystem,
    store: ConversationStore,
    clock: Clock,
    proposer: Proposer | None = None,
) -> Receptionist:
    """A receptionist for one business; without a `proposer` no language model is ever asked."""
    new_id = partial(secrets.token_hex, 8)
    return Receptionist(business, voicing, booking_system, store, clock, new_id, proposer=proposer)


def choose_proposer(business: Business, settings: Settings) -> Proposer | None:
    """The language model that the profile names, if it names one. Raises SettingsError."""
    return reach_model(business, business.language_model, settings) if business.language_model else None


def reach_model(business: Business, server: LanguageModel, settings: Settings) -> Proposer:
    """The language model behind a server. Raises SettingsError."""
    key = settings.secret(server.api_key_env)
    if server.api_key_env and key is None:
        raise SettingsError(
            f"{business.id} sends its language model the key in {server.api_key_env}, which is not set; "
            "set it in the environment"
        )
    return ChatCompletions(business, server, key)


def _chat_token(business: Business, settings: Settings) -> str | None:
    name = business.doors.chat.token_env
    token = settings.secret(name)
    if name and token is None:
        raise SettingsError(
            f"{business.id} asks chats for a token in {name}, which is not set; set it in the environment"
        )
    return token


def join(businesses: tuple[Business, ...], database: Database, clock: Clock, settings: Settings) -> Parts:
    """Everything the web application serves. Raises LanguageError or SettingsError."""
    languages = load_languages(businesses, settings.prompts, settings.words)
    store = DatabaseConversations(database)
    desks: dict[str, Desk] = {}
    chores: list[Chore] = []
    for business in businesses:
        voicing = give_voice(business, languages, settings.public_url)
        booking_system = EmbeddedBookingSystem(database, business, clock, write_invite=voicing.write_invite)
        receptionist = hire(business, voicing, booking_system, store, clock, choose_proposer(business, settings))
        chores.append((business.id, receptionist.settle))
        chores.append((business.id, booking_system.tidy))
        chores.append((business.id, partial(_forget, business, store, booking_system, clock)))
        twilio = business.doors.twilio
        desks[business.id] = Desk(
            business=business,
            receptionist=receptionist,
            booking_system=booking_system,
            spoken=spoken_lines(voicing, business, clock()),
            chat_token=_chat_token(business, settings),
            twilio_token=settings.secret(twilio.auth_token_env) if twilio else None,
            holds=booking_system.held,
            office=BackOffice(booking_system, voicing.write_invite, voicing.written),
        )

    async def ready() -> None:
        await store.current(ConversationKey("", "", ""))

    return Parts(
        desks=desks,
        conversations=store,
        clock=clock,
        public_url=settings.public_url,
        staff_token=settings.staff_token,
        ready=ready,
        lifetimes=(lambda: _again_and_again(chores),),
    )


async def _forget(
    business: Business, store: DatabaseConversations, booking_system: EmbeddedBookingSystem, clock: Clock
) -> None:
    """Deletes conversations and bookings that are older than the business keeps them."""
    before = clock() - timedelta(days=business.policy.retention_days)
    await store.forget(business.id, before)
    await booking_system.forget(before)


@asynccontextmanager
async def _again_and_again(chores: Sequence[Chore]) -> AsyncIterator[None]:
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


def spoken_lines(voicing: Voicing, business: Business, now: datetime) -> tuple[SpokenLines, ...]:
    """What a call hears when there is no reply to speak, in each of the business's languages."""
    return tuple(_spoken_in(voicing, language, now) for language in business.languages)


def _spoken_in(voicing: Voicing, language: str, now: datetime) -> SpokenLines:
    locale = voicing.locale(language)
    state = State("", Medium.VOICE, language, locale)

    def line(act: AgentAct, turn: int = 0) -> str:
        return " ".join(line.text for line in voicing.voice(replace(state, turn=turn), (act,), now).lines)

    return SpokenLines(
        apology=line(NotifyFailure(Failure.TROUBLE)),
        one_moment=line(Say(Note.ONE_MOMENT)),
        still_working=tuple(line(Say(Note.STILL_WORKING), turn) for turn in range(2)),
        locale=locale,
    )
