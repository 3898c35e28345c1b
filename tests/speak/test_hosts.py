"""Who works here, on the day that was asked about."""

from datetime import date
from pathlib import Path

from tests.speak.scene import voice_in

from frontdesk.model.agent_acts import Tell
from frontdesk.model.caller_acts import Subject, Topic
from frontdesk.model.utterance import Medium
from frontdesk.profiles import load_profile
from frontdesk.speak.hours import that_day
from frontdesk.speak.render import render

IN_TURNS = load_profile(Path(__file__).parents[1] / "conversations/digressions/schichten.toml")
SATURDAY, SUNDAY = date(2026, 3, 7), date(2026, 3, 8)


def said(*about: Subject) -> str:
    return render((Tell(Topic.HOSTS, about=about),), voice_in("de", Medium.TEXT, business=IN_TURNS))[0].text


def test_who_is_not_there_on_the_day_is_not_named() -> None:
    assert "Jana Muster" in said(that_day(SATURDAY))
    assert "Emil" not in said(that_day(SATURDAY))


def test_without_a_day_everybody_is_named() -> None:
    assert "Jana Muster und Emil Beispiel" in said()


def test_of_a_closed_day_it_is_said_that_it_is_closed() -> None:
    assert "Sonntag" in said(that_day(SUNDAY))
    assert "Muster" not in said(that_day(SUNDAY))
