"""A receptionist for one business: its words in every language it speaks, and the language model it may ask."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from babel.core import Locale, UnknownLocaleError

from frontdesk.channels.desk import SpokenLines
from frontdesk.conversations.ports import BookingSystem, Clock, ConversationStore, Proposer
from frontdesk.conversations.runner import PATIENCE, Receptionist
from frontdesk.conversations.voicing import Tongue, Voicing
from frontdesk.dialog.state import State
from frontdesk.language_models.client import ChatCompletions
from frontdesk.languages import Language
from frontdesk.model.agent_acts import AgentAct, Failure, NotifyFailure, Say
from frontdesk.model.booking import Booking
from frontdesk.model.business import Business
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.note import Note
from frontdesk.model.utterance import Medium
from frontdesk.settings import Settings, SettingsError
from frontdesk.understand.vocabulary import Vocabulary


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
    patience: float = PATIENCE,
) -> Receptionist:
    """A receptionist for one business; without a `proposer` no language model is ever asked.

    `patience`: for how many seconds the booking system is waited for, each time it is asked.
    """
    new_id = partial(secrets.token_hex, 8)
    return Receptionist(business, voicing, booking_system, store, clock, new_id, patience, proposer)


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
