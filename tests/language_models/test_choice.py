"""The language model of a profile, joined with everything else that is served."""

import asyncio
from typing import Any

import pytest
from tests.channels.conftest import database
from tests.channels.real_house import BUSINESS
from tests.channels.stand_in import NOW
from tests.contracts.booking_system import StillClock
from tests.language_models.scripted_model import says, scripted_model

from frontdesk.app import join
from frontdesk.conversations.ports import ConversationKey
from frontdesk.database.engine import Database
from frontdesk.hiring import choose_proposer
from frontdesk.model.business import Business
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.utterance import Medium, typed
from frontdesk.settings import SettingsError, read_settings

__all__ = ["database"]  # a fixture


def with_model(**settings: Any) -> Business:
    named = LanguageModel.model_validate({"endpoint": "http://127.0.0.1:9/v1", "model": "tiny"} | settings)
    return BUSINESS.model_copy(update={"language_model": named})


def test_without_the_section_there_is_none() -> None:
    assert choose_proposer(BUSINESS, read_settings({"MODEL_KEY": "k"})) is None


def test_a_key_that_is_not_there_stops_the_start() -> None:
    business = with_model(api_key_env="MODEL_KEY")
    assert choose_proposer(business, read_settings({"MODEL_KEY": "k"}))
    with pytest.raises(SettingsError, match="in MODEL_KEY, which is not set; set it in the environment"):
        choose_proposer(business, read_settings({"MODEL_KEY": ""}))


async def test_what_is_served_asks_it(database: Database) -> None:
    async with scripted_model(says()) as model:
        business = with_model(endpoint=model.endpoint, api_key_env="MODEL_KEY")
        parts = join((business,), database, StillClock(NOW), read_settings({"MODEL_KEY": "k"}))
        key, receptionist = ConversationKey(business.id, "web_chat", "u1"), parts.desks[business.id].receptionist
        async with asyncio.timeout(30):
            for text in ("hello", "flurble wibble snark"):
                await receptionist.take(key, typed(text), delivery=None, medium=Medium.TEXT)
        assert [question["words"] for question in model.questions] == ["flurble wibble snark"]
        assert model.keys == ["Bearer k"]
