"""Everything the agent can say is said once, and what cannot be said is named."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import get_args

import pytest

from frontdesk.languages import find_prompts, load_language
from frontdesk.model.agent_acts import (
    AgentAct,
    Failure,
    HandOff,
    HandOffReason,
    Help,
    NotifyFailure,
    Say,
    SayNoOpenings,
    Tell,
)
from frontdesk.model.booking import NoOpenings
from frontdesk.model.business import Business
from frontdesk.model.caller_acts import Topic
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.profiles import SAMPLE
from frontdesk.rehearsal import every_act, rehearse

PROFILE = tomllib.loads((SAMPLE.parent / "standard.toml").read_text("utf-8"))
BUSINESS = Business.model_validate(PROFILE)
NOW = datetime(2026, 3, 5, 9, tzinfo=BUSINESS.zone)


def test_no_act_is_left_out() -> None:
    acts = every_act(BUSINESS, BUSINESS.services[0], NOW)
    assert {type(act) for act in acts} == set(get_args(AgentAct))
    open_questions = {act.expectation.expecting for act in acts if isinstance(act, Help)}
    assert open_questions == set(Expecting) - {Expecting.NOTHING}
    assert {act.note for act in acts if isinstance(act, Say)} == set(Note)
    assert {act.topic for act in acts if isinstance(act, Tell)} == set(Topic)
    assert {act.failure for act in acts if isinstance(act, NotifyFailure)} == set(Failure)
    assert {act.reason for act in acts if isinstance(act, HandOff)} == set(HandOffReason)
    assert {act.reason for act in acts if isinstance(act, SayNoOpenings)} == set(NoOpenings)


def test_words_that_cannot_be_said_are_named(tmp_path: Path) -> None:
    (tmp_path / "en/say").mkdir(parents=True)
    (tmp_path / "en/say/goodbye.toml").write_text('goodbye = "{{ business / 2 }}"', "utf-8")
    language = load_language(find_prompts(), "en", tmp_path)
    with pytest.raises(ValueError, match=r"^goodbye cannot be said \(voice\): "):
        rehearse(BUSINESS, language, NOW)


def test_an_invite_without_a_title_is_named(tmp_path: Path) -> None:
    (tmp_path / "en/invite").mkdir(parents=True)
    (tmp_path / "en/invite/default.title.j2").write_text("{{ place }}", "utf-8")
    language = load_language(find_prompts(), "en", tmp_path)
    with pytest.raises(ValueError, match='the invite "default" of appointment has an empty title'):
        rehearse(BUSINESS, language, NOW)
