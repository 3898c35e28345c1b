"""What the agent says of an opening, a caller can say back: read in the same language it is the same opening."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spoken import language
from tests.understand.said import LANGUAGES

from frontdesk.model.booking import Opening
from frontdesk.model.business import Business
from frontdesk.model.utterance import Medium
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.speak.describe import describe_openings
from frontdesk.speak.voice import Voice
from frontdesk.understand.candidates import candidates
from frontdesk.understand.normalize import tokenize
from frontdesk.understand.preferred_time import read_preferred_time

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
FIRST = datetime(2024, 1, 1)  # noqa: DTZ001
STEP = 5
DAYTIME = 7
MINUTES_OF_TWO_YEARS = 2 * 365 * 24 * 60


@cache
def business(zone: str) -> Business:
    return load_profile(SAMPLE).model_copy(update={"time_zone": zone})


def said(code: str, medium: Medium, start: datetime, now: datetime) -> str:
    words = language(code)
    voice = Voice(words.prompts, business(str(start.tzinfo)), code, words.locale, medium, now, 0)
    service = voice.business.services[0]
    opening = Opening(
        service.id, voice.business.hosts[0].id, start, start + timedelta(minutes=service.duration_minutes)
    )
    return describe_openings((opening,), voice)


def read(code: str, text: str, now: datetime) -> list[datetime]:
    lexicon = language(code).lexicon
    readings = read_preferred_time(tokenize(text, lexicon.cuts), now, lexicon.times, day_first=True, asked=True)
    found = candidates(readings[0].value, now) if readings else ()
    return [one.start for one in found if one.start is not None]


@pytest.mark.parametrize("medium", Medium)
@pytest.mark.parametrize("code", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    now=st.integers(0, MINUTES_OF_TWO_YEARS),
    ahead=st.integers(1, MINUTES_OF_TWO_YEARS // STEP),
)
def test_what_is_offered_is_read_back_as_the_same_time(
    code: str, medium: Medium, zone: str, now: int, ahead: int
) -> None:
    said_at = (FIRST + timedelta(minutes=now)).replace(tzinfo=ZoneInfo(zone))
    wall = FIRST + timedelta(minutes=(now + ahead * STEP) // STEP * STEP)
    text = said(code, medium, wall.replace(tzinfo=ZoneInfo(zone)), said_at)
    found = read(code, text, said_at)
    assert wall in found, text
    if wall.hour >= DAYTIME:  # where 15:00 is "fifteen hours", 3:00 in the night is one of two readings of its words
        assert found[0] == wall, text
