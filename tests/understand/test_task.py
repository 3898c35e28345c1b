"""Single sentences, as other programs send them."""

from typing import Any

import pytest
from tests.spoken import language

from frontdesk.understand.task import Place, TaskError, answer, neutral_business, nothing_for
from frontdesk.understand.vocabulary import Vocabulary

THERE = {"now": "2026-03-05T09:00:00", "tz": "Europe/London"}


def vocabularies(place: Place) -> Vocabulary:
    return Vocabulary(language("en").lexicon, neutral_business(place.region or "GB", place.time_zone), "en")


def ask(task: str, text: str, **more: Any) -> Any:
    return answer({"task": task, "text": text, **THERE, **more}, vocabularies)


def test_a_time_has_its_readings() -> None:
    found = ask("time", "Friday at 15:00")
    assert found["start"] == "2026-03-06T15:00:00"
    assert found["grain"] == "minute"
    assert {key: value for key, value in found.items() if key != "candidates"} == found["candidates"][0]
    assert ask("time", "after Friday")["open"] == "after"
    assert ask("time", "until Friday")["start"] is None
    assert ask("time", "zzyzx") is None


def test_now_is_local_time_of_the_zone() -> None:
    late = {"now": "2026-03-05T23:30:00Z", "tz": "Asia/Tokyo"}
    assert ask("time", "tomorrow", **late)["start"] == "2026-03-07T00:00:00"
    assert ask("time", "tomorrow", **late, id=1) == ask("time", "tomorrow", **late)


def test_the_country_decides_what_a_date_and_a_number_are() -> None:
    assert ask("time", "5/6", region="GB")["start"] == "2026-06-05T00:00:00"
    assert ask("time", "5/6", region="US")["start"] == "2026-05-06T00:00:00"
    assert ask("time", "5/6", tz="America/New_York")["start"] == "2026-05-06T00:00:00"
    assert ask("time", "5/6", lang="en-US")["start"] == "2026-05-06T00:00:00"
    assert ask("phone", "415 555 0123", region="us") == {"e164": "+14155550123"}
    assert ask("phone", "zzyzx") is None


def test_a_name_has_its_parts() -> None:
    assert ask("name", "Priya Nair") == {"given": "Priya", "family": "Nair"}
    assert ask("name", "zero") is None


def test_a_turn_has_slots_and_one_intent() -> None:
    said = "no, make it Saturday at 4 pm, and mail ada@example.com"
    found = ask("turn", said, asked="confirm")
    assert found == {
        "slots": {"date": "2026-03-07", "time": "16:00", "email": "ada@example.com"},
        "intent": "correction",
    }
    assert ask("turn", "yes please", asked="confirm")["intent"] == "affirm"
    assert ask("turn", "Ada Example", asked="name") == {"slots": {"name": "Ada Example"}, "intent": "inform"}
    assert ask("turn", "020 7946 0123", asked="phone")["slots"] == {"phone": "+442079460123"}
    assert ask("turn", "555 0123 99", asked="phone")["slots"] == {"phone": "555012399"}, "as it was said"
    assert ask("turn", "next week", asked="time")["slots"] == {}, "a week is no date"
    assert ask("turn", "zzyzx", asked=None) == {"slots": {}, "intent": "oos"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"task": "sing"}, '"task" must be one of time, phone, name, turn'),
        ({"task": ["time"]}, '"task" must be one of'),
        ({"text": None}, '"text" must be a text'),
        ({"now": None}, '"now" must be a time'),
        ({"now": "9 o'clock"}, '"now" must be a time'),
        ({"now": 5}, '"now" must be a time'),
    ],
)
def test_a_request_that_cannot_be_answered(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TaskError, match=sentence):
        answer({"task": "time", "text": "today", **THERE, **wrong}, vocabularies)


def test_nothing_has_the_keys_of_something() -> None:
    for task, text in (("time", "today"), ("phone", "020 7946 0123"), ("name", "Ada Example"), ("turn", "yes")):
        assert set(nothing_for(task)) <= set(ask(task, text))
