"""The calendar of one host as the diary of a practice: what simulated calls need of a vendor's double."""

import re
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from tests.booking_systems.caldav.door import Door
from tests.booking_systems.caldav.server import BASIC, PASSWORD, USER, shared
from tests.doubles.diary import Diary, Entry
from tests.faults.world import Practice

SECRETS = {"CALENDAR_PASSWORD": PASSWORD}


def section(url: str) -> Mapping[str, object]:
    access = {"username": USER, "password_env": "CALENDAR_PASSWORD", "plain_http": True}
    return {"calendars": {"ada": f"{url}/ada/"}, **access}


class CalendarDiary(Diary):
    """Read from the calendar itself, each time. What only keeps a time for a move is no appointment."""

    def __init__(self, clock: Callable[[], datetime], url: str) -> None:
        self._url = url
        self._numbers: dict[str, int] = {}
        super().__init__(clock, ("ada",))

    @property
    def entries(self) -> list[Entry]:
        text = _ask("GET", self._url).replace("\r\n ", "")
        found = (_entry(event, self._numbers) for event in text.split("BEGIN:VEVENT")[1:])
        return [entry for entry in found if entry is not None]

    @entries.setter
    def entries(self, entries: list[Entry]) -> None:
        """A calendar is empty at first, and written to by others."""


class CalendarPractice(Door, Practice):
    """A door to the calendar of one host."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock, "ada")
        self.diary = CalendarDiary(clock, shared().url + self.paths["ada"])

    def book_elsewhere(self, host: str, start: datetime) -> Entry:
        """By hand, with a calendar program."""
        name = f"by-hand-{start.timestamp():.0f}"
        times = [f"{word}:{moment:%Y%m%dT%H%M%SZ}" for word, moment in _times(start)]
        event = ["BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20260301T000000Z", *times, "SUMMARY:by hand", "END:VEVENT"]
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//Else//EN", *event, "END:VCALENDAR", ""]
        _ask("PUT", f"{shared().url}{self.paths[host]}{name}.ics", "\r\n".join(lines))
        return next(entry for entry in self.diary.entries if entry.details["uid"] == name)


def _times(start: datetime) -> list[tuple[str, datetime]]:
    first = start.astimezone(UTC)
    return [("DTSTART", first), ("DTEND", first + timedelta(minutes=30))]


def _entry(event: str, ids: dict[str, int]) -> Entry | None:
    told = dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
    if "X-FRONTDESK-SERVICE" in told and "X-FRONTDESK-PHONE" not in told:
        return None
    uid = told["UID"]
    start, end = (datetime.strptime(told[word], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for word in ("DTSTART", "DTEND"))
    stands = told.get("STATUS") != "CANCELLED"
    return Entry(ids.setdefault(uid, len(ids) + 1), "checkup", "ada", start, end, start, stands, {"uid": uid})


def _ask(method: str, url: str, body: str = "") -> str:
    headers = {"Authorization": BASIC, "Content-Type": "text/calendar; charset=utf-8"}
    request = urllib.request.Request(url, body.encode() or None, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        told: bytes = answer.read()
    return re.sub(r"\r?\n", "\r\n", told.decode())
