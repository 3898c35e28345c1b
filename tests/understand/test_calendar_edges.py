"""Times reckoned from now, in every language, around every clock change and every end of a month."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.spoken import language
from tests.understand.said import LANGUAGES

from frontdesk.understand.candidates import Candidate, candidates
from frontdesk.understand.normalize import tokenize
from frontdesk.understand.preferred_time import read_preferred_time

SAYINGS = {
    "tomorrow at ten in the morning": {
        "en": "tomorrow at ten in the morning",
        "de": "morgen um zehn Uhr vormittags",
        "fr": "demain à dix heures du matin",
        "es": "mañana a las diez de la mañana",
        "it": "domani alle dieci di mattina",
    },
    "the day after tomorrow": {
        "en": "the day after tomorrow",
        "de": "übermorgen",
        "fr": "après-demain",
        "es": "pasado mañana",
        "it": "dopodomani",
    },
    "in two hours": {
        "en": "in two hours",
        "de": "in zwei Stunden",
        "fr": "dans deux heures",
        "es": "dentro de dos horas",
        "it": "fra due ore",
    },
    "in half an hour": {
        "en": "in half an hour",
        "de": "in einer halben Stunde",
        "fr": "dans une demi-heure",
        "es": "en media hora",
        "it": "tra mezz'ora",
    },
    "in three days": {
        "en": "in three days",
        "de": "in drei Tagen",
        "fr": "dans trois jours",
        "es": "en tres días",
        "it": "tra tre giorni",
    },
    "next month": {
        "en": "next month",
        "de": "nächsten Monat",
        "fr": "le mois prochain",
        "es": "el mes que viene",
        "it": "il mese prossimo",
    },
    "next week": {
        "en": "next week",
        "de": "nächste Woche",
        "fr": "la semaine prochaine",
        "es": "la semana que viene",
        "it": "la settimana prossima",
    },
    "on the thirty-first of December": {
        "en": "on the thirty-first of December",
        "de": "am einunddreißigsten Dezember",
        "fr": "le trente et un décembre",
        "es": "el treinta y uno de diciembre",
        "it": "il trentuno dicembre",
    },
}
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4), date(2027, 4, 4), date(2027, 10, 3)),
}
MONTH_ENDS = (date(2026, 2, 28), date(2026, 4, 30), date(2027, 12, 31), date(2028, 2, 28), date(2028, 2, 29))
CLOCKS = (time(0, 10), time(1, 40), time(3, 20), time(12), time(23, 50))
DAY = timedelta(days=1)


def moments(zone: str) -> Iterator[datetime]:
    """The day itself, the day before and the day after, from night to night."""
    for middle in (*CHANGES[zone], *MONTH_ENDS):
        for day in (middle - DAY, middle, middle + DAY):
            for clock in CLOCKS:
                yield datetime.combine(day, clock, ZoneInfo(zone))


def meant(saying: str, now: datetime) -> tuple[datetime, datetime]:
    """Start and end on the wall clock, reckoned by the calendar and, for lengths of time, by the instant."""
    today = now.date()
    match saying:
        case "tomorrow at ten in the morning":
            return _minute(datetime.combine(today + DAY, time(10)))
        case "the day after tomorrow":
            return _days(today + 2 * DAY)
        case "in three days":
            return _days(today + 3 * DAY)
        case "in two hours":
            return _minute(_later(now, timedelta(hours=2)))
        case "in half an hour":
            return _minute(_later(now, timedelta(minutes=30)))
        case "next week":
            monday = today - today.weekday() * DAY + 7 * DAY
            return _days(monday, 7)
        case "next month":
            first = (today.replace(day=1) + 32 * DAY).replace(day=1)
            return _days(first, ((first + 32 * DAY).replace(day=1) - first).days)
        case _:
            return _days(today.replace(month=12, day=31))


def _later(now: datetime, length: timedelta) -> datetime:
    return (now.astimezone(UTC) + length).astimezone(now.tzinfo).replace(tzinfo=None)


def _minute(start: datetime) -> tuple[datetime, datetime]:
    return start, start + timedelta(minutes=1)


def _days(first: date, count: int = 1) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time())
    return start, start + count * DAY


def read(code: str, text: str, now: datetime) -> Candidate:
    lexicon = language(code).lexicon
    (reading, *_) = read_preferred_time(tokenize(text, lexicon.cuts), now, lexicon.times, day_first=True, asked=True)
    return candidates(reading.value, now)[0]


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("saying", SAYINGS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_reckoned_from_now(code: str, saying: str, zone: str) -> None:
    for now in moments(zone):
        found = read(code, SAYINGS[saying][code], now)
        assert (found.start, found.end) == meant(saying, now), f"{SAYINGS[saying][code]} at {now}"
