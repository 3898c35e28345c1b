"""What the entries of a calendar, in iCalendar (RFC 5545), mean to us. Pure. How ours are written is in `writing.py`.

Raises `ValueError` for what is no event; no message holds anything of one.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDDDTypes, vDuration, vPeriod, vText

from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.model.booking import Awaiting, BookingStatus
from frontdesk.model.caller import Channel, PersonName

OURS = "X-FRONTDESK-"
"""What our own properties begin with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One time that a calendar has something at, in UTC. `name` is its resource; one that recurs has many times."""

    name: str
    etag: str
    start: datetime
    end: datetime
    service: str = ""
    """Id of the profile's service; empty for what did not come from us."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where an appointment lies: what the ledger keeps of it."""

    host: str
    name: str

    def __str__(self) -> str:
        return json.dumps({"calendar": self.host, "entry": self.name})

    @staticmethod
    def parse(text: str) -> "Reference":
        told = json.loads(text)
        return Reference(str(told["calendar"]), str(told["entry"]))


def name_for(*parts: str) -> str:
    """The name of the resource that these always have: nobody can guess it, and nobody else has it."""
    return f"{sha256(json.dumps(parts).encode()).hexdigest()[:40]}.ics"


def occurrences(member: Member, zone: ZoneInfo) -> tuple[list[Entry], bool]:
    """When a resource keeps its calendar busy. True: it recurs, and the server did not say when.

    All-day entries and such without a zone are meant in `zone`. What is cancelled, or marked as free, keeps nothing.
    """
    found, unexpanded = [], False
    for event in _events_in(calendar_in(member.text)):
        if "RRULE" in event or "RDATE" in event:
            unexpanded = True
            continue
        start, end = _times(event, zone)
        free = _word(event, "STATUS") == "CANCELLED" or _word(event, "TRANSP") == "TRANSPARENT"
        if not free and start < end:
            found.append(Entry(member.name, member.etag, start, end, _own(event, "SERVICE")))
    return found, unexpanded


def busy_periods(text: str) -> list[tuple[datetime, datetime]]:
    """Those of a VFREEBUSY, in UTC; tentative ones count."""
    found = []
    for component in calendar_in(text).walk("VFREEBUSY"):
        told = component.get("FREEBUSY", [])
        for period in told if isinstance(told, list) else [told]:
            if not isinstance(period, vPeriod):
                raise ValueError("a busy time is no period")
            if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                found.append((period.start.astimezone(UTC), period.end.astimezone(UTC)))
    return found


def reading(member: Member, host: str, zone: ZoneInfo) -> Reading:
    """The appointment that a resource is. Of a series it is the first."""
    event = event_in(calendar_in(member.text))
    start, end = _times(event, zone)
    status = _word(event, "STATUS")
    told = {"CANCELLED": BookingStatus.CANCELLED, "TENTATIVE": BookingStatus.PENDING}
    channel = _own(event, "CHANNEL")
    given, family = _own(event, "GIVEN"), _own(event, "FAMILY")
    return Reading(
        reference=str(Reference(host, member.name)),
        status=told.get(status, BookingStatus.CONFIRMED),
        start=start,
        end=end,
        awaiting=Awaiting.HOST if status == "TENTATIVE" else None,
        host=host,
        channel=Channel(channel) if channel in set(Channel) else None,
        place=str(event.get("LOCATION", "")),
        service=_own(event, "SERVICE"),
        name=PersonName(given, family) if given or family else None,
        phone=_own(event, "PHONE"),
    )


def has_a_phone(member: Member) -> bool:
    """Whether it can be found by a phone number at all: few entries of others are worth reading."""
    return f"{OURS}PHONE" in member.text.upper()


def moved_to(member: Member) -> Reference | None:
    """Where the appointment went, when it went to another calendar."""
    told = _own(event_in(calendar_in(member.text)), "MOVED-TO")
    return Reference.parse(told) if told else None


def is_series(member: Member) -> bool:
    event = event_in(calendar_in(member.text))
    return "RRULE" in event or "RDATE" in event


def stamped(member: Member) -> datetime:
    """When it was last written by us."""
    return _instant(event_in(calendar_in(member.text)), "DTSTAMP", ZoneInfo("UTC"))


# --- iCalendar


def calendar_in(text: str) -> Calendar:
    try:
        return Calendar.from_ical(text)
    except (ValueError, LookupError) as error:
        raise ValueError("an entry is no iCalendar") from error


def event_in(calendar: Calendar) -> Event:
    found = next((event for event in _events_in(calendar) if "RECURRENCE-ID" not in event), None)
    if found is None:
        raise ValueError("an entry is no event")
    return found


def _events_in(calendar: Calendar) -> list[Event]:
    return [component for component in calendar.walk("VEVENT") if isinstance(component, Event)]


def _times(event: Event, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """In UTC, as RFC 5545 says for what leaves the end out (3.6.1)."""
    start = _instant(event, "DTSTART", zone)
    if "DTEND" in event:
        return start, _instant(event, "DTEND", zone)
    if "DURATION" in event:
        lasts = _told(event, "DURATION")
        if not isinstance(lasts, timedelta):
            raise ValueError("an entry has a DURATION that is none")
        return start, start + lasts
    first = _told(event, "DTSTART")
    if isinstance(first, date) and not isinstance(first, datetime):
        return start, _midnight(first + timedelta(days=1), zone)
    return start, start


def _instant(event: Event, property: str, zone: ZoneInfo) -> datetime:
    when = _told(event, property)
    if isinstance(when, datetime):
        if when.tzinfo is None and "TZID" in event[property].params:
            raise ValueError("an entry is in a time zone that nobody knows")
        return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(when, date):
        return _midnight(when, zone)
    raise ValueError(f"an entry has a {property} that is none")


def _told(event: Event, property: str) -> object:
    value = event.get(property)
    return value.dt if isinstance(value, vDDDTypes | vDuration) else None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _word(event: Event, property: str) -> str:
    return str(event.get(property, "")).strip().upper()


def _own(event: Event, property: str) -> str:
    told = event.get(OURS + property, "")
    told = told[0] if isinstance(told, list) else told
    # The library leaves unknown properties as they were written, where it does not take them for text.
    return str(told) if type(told) is vText else re.sub(r"\\(.)", _unescaped, str(told))


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
