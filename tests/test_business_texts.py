"""What a business writes in several languages: which of them a caller is told, and what is said to be missing."""

from datetime import date

import pytest

from frontdesk.commands.check import unwritten
from frontdesk.model.business import Business
from frontdesk.model.open_days import OpenDays
from frontdesk.model.part import Text

HOUSE = {
    "id": "house",
    "name": "House",
    "time_zone": "Europe/Vienna",
    "region": "AT",
    "languages": ["de", "en"],
    "opening_hours": {"monday": ["09:00-12:00"], "friday": ["09:00-12:00"]},
    "closed": [{"date": "2026-03-09", "reason": {"de": "Betriebsausflug"}}],
    "facts": {
        "parking": {"en": "Next door", "de": "Nebenan"},
        "payment": {"en": "Cash", "fr": "Espèces"},
        "more": [{"id": "dog", "asked": ["dog"], "answer": {"de": "Gern"}}],
    },
    "services": [{"id": "cut", "names": {"de": ["Haarschnitt"], "en": ["cut"]}, "channels": ["phone"]}],
    "hosts": [
        {
            "id": "eva",
            "name": "Eva",
            "away": [{"date": "2026-03-06", "hours": ["10:00-11:00"]}, {"date": "2026-03-13"}],
        }
    ],
}


@pytest.fixture
def house() -> Business:
    services = [{**HOUSE["services"][0], "duration_minutes": 30}]  # type: ignore[index]
    return Business.model_validate({**HOUSE, "services": services})


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ({"en": "one", "de": "eins"}, "de", "eins"),
        ({"en": "one", "de": "eins"}, "de-AT", "eins"),
        ({"en": "one", "de-AT": "ans", "de": "eins"}, "de-AT", "ans"),
        ({"en": "one", "de-AT": "ans"}, "de", "ans"),
        ({"en": "one", "*": "1"}, "fr", "1"),
        ({"fr": "un", "en": "one"}, "it", "un"),
        ("1", "it", "1"),
    ],
)
def test_the_language_of_the_conversation_goes_first(text: object, language: str, told: str) -> None:
    assert Text.model_validate(text).in_language(language) == told


def test_then_the_first_language_of_the_business(house: Business) -> None:
    assert house.facts.parking is not None
    assert house.facts.parking.in_language("fr") == "Nebenan"
    assert house.facts.payment is not None
    assert house.facts.payment.in_language("it") == "Cash"


def test_check_names_what_is_not_written_in_a_language(house: Business) -> None:
    german, english = unwritten(house)
    assert "facts.payment" in german
    assert "facts.parking" not in german + english
    assert "facts.more.dog.answer" in english
    assert "closed.1.reason" in english


def test_a_day_has_the_hours_that_can_be_booked(house: Business) -> None:
    days, eva = OpenDays(house), house.host("eva")
    assert days.presence_of(eva, date(2026, 3, 6)) == ((540, 600), (660, 720))
    assert days.presence_of(eva, date(2026, 3, 13)) == ()
    assert days.hours(date(2026, 3, 13)) == ((540, 720),)
    assert days.hours(date(2026, 3, 9)) == ()
    assert days.hours(date(2026, 3, 16)) == ((540, 720),)
    assert days.reason_closed(date(2026, 3, 9)) is not None
    assert days.reason_closed(date(2026, 3, 10)) is None  # a Tuesday is simply closed
