"""Their formats and ours, without a server: answers that mean nothing, odd entries, clock changes, hours."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from tests.contracts.booking_system import BUSINESS, NOW, request

from frontdesk.booking_systems.caldav import wire, writing
from frontdesk.booking_systems.caldav.entries import Entry, Reference, busy_periods, name_for, occurrences, reading
from frontdesk.booking_systems.caldav.openings import Taken, starts
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.model.booking import BookingRequest, Invite, Opening, Window
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName
from frontdesk.model.open_days import OpenDays

LONDON, SYDNEY = ZoneInfo("Europe/London"), ZoneInfo("Australia/Sydney")
ONE = (
    b'<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response>'
    b'<href>/cal/a%20b.ics</href><propstat><prop><getetag>"1"</getetag><C:calendar-data>TEXT</C:calendar-data></prop>'
    b"<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>"
)
CUT_OFF = b"<response><href>/cal/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"


def member(event: str, name: str = "one.ics") -> Member:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1", *event.split(), "END:VEVENT"]
    return Member(name, '"1"', "\r\n".join([*lines, "END:VCALENDAR", ""]))


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


# --- answers


def test_an_answer_tells_resources() -> None:
    assert wire.members(ONE) == [Member("a b.ics", '"1"', "TEXT")]
    assert wire.members(b'<multistatus xmlns="DAV:"/>') == []
    assert wire.path_of("a b/c.ics") == "/a%20b%2Fc.ics"
    assert wire.name_in("https://cal.example.com/x/y%2Fz.ics") == "y/z.ics"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html><body>Welcome</body></html>",
        b'{"error": "no"}',
        ONE.replace(b"DAV:", b"dav:"),
        ONE.replace(b"200 OK", b"404 Not Found"),
        ONE.replace(b'<getetag>"1"</getetag>', b""),
        ONE.replace(b"TEXT", b""),
        ONE.replace(
            b"</response>", b"</response><response><href>/cal/</href><status>HTTP/1.1 507 x</status></response>"
        ),
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + ONE.removeprefix(b'<?xml version="1.0"?>'),
    ],
)
def test_what_means_nothing_is_no_empty_calendar(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"answer|entry"):
        wire.members(raw)


def test_an_answer_that_is_cut_off_is_called_so() -> None:
    with pytest.raises(ValueError, match="cut off"):
        wire.members(ONE.replace(b"</response>", b"</response>" + CUT_OFF))


def test_questions_are_in_utc() -> None:
    body = wire.events_between(at("2026-03-29T00:30"), at("2026-03-29T03:00"), expand=True).decode()
    assert '<C:expand start="20260329T003000Z" end="20260329T020000Z"/>' in body
    assert '<C:time-range start="20260329T003000Z" end="20260329T020000Z"/>' in body
    assert "expand" not in wire.events_between(at("2026-03-29"), at("2026-03-30"), expand=False).decode()


def test_the_server_tells_the_time() -> None:
    assert wire.told_at({"date": "Thu, 05 Mar 2026 09:07:00 GMT"}) == NOW
    for headers in ({}, {"date": "today"}):
        with pytest.raises(ValueError, match="no date"):
            wire.told_at(headers)


# --- entries


@pytest.mark.parametrize(
    ("event", "start", "end"),
    [
        ("DTSTART:20260306T090000Z DTEND:20260306T093000Z", "2026-03-06T09:00", "2026-03-06T09:30"),
        ("DTSTART:20260306T090000Z DURATION:PT45M", "2026-03-06T09:00", "2026-03-06T09:45"),
        ("DTSTART:20260706T090000 DURATION:PT45M", "2026-07-06T08:00", "2026-07-06T08:45"),
        ("DTSTART;VALUE=DATE:20260706", "2026-07-05T23:00", "2026-07-06T23:00"),
        ("DTSTART;VALUE=DATE:20260329 DTEND;VALUE=DATE:20260330", "2026-03-29T00:00", "2026-03-29T23:00"),
        ("DTSTART;VALUE=DATE:20261025", "2026-10-24T23:00", "2026-10-26T00:00"),
    ],
)
def test_times_are_read_as_the_rfc_says(event: str, start: str, end: str) -> None:
    [entry], unexpanded = occurrences(member(event), LONDON)
    assert (entry.start, entry.end, unexpanded) == (at(start, UTC), at(end, UTC), False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "event",
    [
        "DTEND:20260306T093000Z",
        "DTSTART:yesterday",
        "DTSTART;TZID=Nowhere/Land:20260306T090000",
        "DTSTART:20260306T090000Z DTSTART:20260307T090000Z",
        "DTSTART:20260306T090000Z DURATION:long",
    ],
)
def test_times_that_cannot_be_read_are_errors(event: str) -> None:
    with pytest.raises(ValueError, match="entry"):
        occurrences(member(event), LONDON)


def test_what_recurs_and_is_not_expanded_is_noticed() -> None:
    assert occurrences(member("DTSTART:20260306T090000Z RRULE:FREQ=DAILY"), LONDON) == ([], True)
    assert occurrences(member("DTSTART:20260306T090000Z RDATE:20260307T090000Z"), LONDON) == ([], True)


def test_busy_periods_are_read_and_free_ones_are_not_busy() -> None:
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY:20260306T090000Z/20260306T100000Z,20260306T120000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20260306T130000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260307T090000Z/PT30M",
        "FREEBUSY:20260308T090000Z/PT30M",
        "END:VFREEBUSY",
        "END:VCALENDAR",
        "",
    )
    found = busy_periods("\r\n".join(lines))
    assert [(f"{start:%d %H:%M}", f"{end:%H:%M}") for start, end in found] == [
        ("06 09:00", "10:00"),
        ("06 12:00", "13:00"),
        ("07 09:00", "09:30"),
        ("08 09:00", "09:30"),
    ]
    with pytest.raises(ValueError, match="iCalendar"):
        busy_periods("<html>")


def test_a_name_follows_from_its_key_and_tells_nothing() -> None:
    assert name_for("quayside", "maria-1") == name_for("quayside", "maria-1")
    assert len({name_for("a", "bc"), name_for("ab", "c"), name_for("a", "b", "c")}) == 3
    assert "maria" not in name_for("quayside", "maria-1")
    assert Reference.parse(str(Reference("ada", "one.ics"))) == Reference("ada", "one.ics")
    assert json.loads(str(Reference("ada", "one.ics"))) == {"calendar": "ada", "entry": "one.ics"}


# --- what we write


def asked(start: datetime, invite: Invite | None = None) -> BookingRequest:
    end = (start.astimezone(UTC) + timedelta(minutes=30)).astimezone(start.tzinfo)
    made = request(Opening("checkup", "ada", start, end))
    return made if invite is None else replace(made, invite=invite)


@pytest.mark.parametrize(
    ("zone", "local", "fold", "utc"),
    [
        (LONDON, "2026-03-29T00:45", 0, "20260329T004500Z"),
        (LONDON, "2026-03-29T02:00", 0, "20260329T010000Z"),
        (LONDON, "2026-10-25T01:30", 0, "20261025T003000Z"),
        (LONDON, "2026-10-25T01:30", 1, "20261025T013000Z"),
        (SYDNEY, "2026-04-05T02:30", 0, "20260404T153000Z"),
        (SYDNEY, "2026-04-05T02:30", 1, "20260404T163000Z"),
        (SYDNEY, "2026-10-04T03:00", 0, "20261003T160000Z"),
    ],
)
def test_an_instant_is_written_and_read_as_itself_when_the_clocks_change(
    zone: ZoneInfo, local: str, fold: int, utc: str
) -> None:
    start = at(local, zone).replace(fold=fold)
    text = writing.booked(asked(start), "one.ics", NOW).decode()
    assert f"DTSTART:{utc}\r\n" in text
    read = reading(Member("one.ics", "", text), "ada", zone)
    assert (read.start.timestamp(), read.end - read.start) == (start.timestamp(), timedelta(minutes=30))


def test_the_longest_invite_arrives_whole() -> None:
    title, description = "É" * 200, ("a line, with; marks\\ and “quotes”\n" * 60)[:2000]
    text = writing.booked(asked(at("2026-03-06T09:00"), Invite(title, description)), "one.ics", NOW)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, description)


def test_names_arrive_as_they_were_given() -> None:
    made = asked(at("2026-03-06T09:00"))
    for given in ("Ana, María", "O;Neill", "back\\slash", "two\nlines", "Žofie", "bell\x07"):
        who = replace(made.attendee, name=PersonName(given, ""))
        text = writing.booked(replace(made, attendee=who), "one.ics", NOW).decode()
        read = reading(Member("one.ics", "", text), "ada", LONDON).name
        assert read == PersonName(given.replace("\n", " ").replace("\x07", ""), "")


def test_notes_for_the_staff_are_for_no_calendar() -> None:
    made = replace(asked(at("2026-03-06T09:00")), notes="owes us money")
    assert b"owes" not in writing.booked(made, "one.ics", NOW)


# --- hours


def business(zone: str, hours: str, **host: object) -> Business:
    data = BUSINESS.model_dump(mode="json")
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    data |= {"time_zone": zone, "opening_hours": {day: [hours] for day in week}}
    data["hosts"] = [{"id": "ada", "name": "Ada", **host}]
    return Business.model_validate(data)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/London", "2026-03-28", "00:00 00:30 01:00 01:30 02:00 02:30"),
        ("Europe/London", "2026-03-29", "00:00 00:30 02:00 02:30"),
        ("Europe/London", "2026-10-25", "00:00 00:30 01:00 01:30 02:00 02:30"),
        ("Australia/Sydney", "2026-10-04", "00:00 00:30 01:00 01:30"),
    ],
)
def test_starts_follow_the_clocks_of_the_business(zone: str, day: str, expected: str) -> None:
    found = starts_on(business(zone, "00:00-03:00"), day)
    assert [f"{start:%H:%M}" for start in found] == expected.split()
    assert all(later - earlier >= timedelta(minutes=30) for earlier, later in pairwise(found))


def starts_on(one: Business, day: str, minutes: int = 30) -> list[datetime]:
    midnight = at(day, one.zone)
    window = Window(midnight, midnight + timedelta(days=1))
    return [start.astimezone(one.zone) for start in starts(OpenDays(one), one.hosts[0], minutes, 30, window)]


def test_an_absence_takes_away_what_meets_it_and_leaves_the_grid() -> None:
    away = [{"date": "2026-03-06", "hours": ["10:10-10:50"]}]
    found = starts_on(business("Europe/London", "09:00-12:00", away=away), "2026-03-06")
    assert [f"{start:%H:%M}" for start in found] == ["09:00", "09:30", "11:00", "11:30"]


def test_a_window_is_kept_to_the_minute() -> None:
    one = business("Europe/London", "09:00-12:00")
    window = Window(at("2026-03-06T09:30"), at("2026-03-06T10:30"))
    assert [f"{start:%H:%M}" for start in starts(OpenDays(one), one.hosts[0], 60, 30, window)] == ["09:30", "10:00"]
    assert len(starts_on(one, "2026-03-06", minutes=180)) == 1


def test_touching_is_not_overlapping_and_many_entries_are_one_busy_time() -> None:
    def entry(start: str, end: str) -> Entry:
        return Entry("x", "", at(start), at(end))

    many = [entry(f"2026-03-06T10:{minute:02}", f"2026-03-06T10:{minute + 5:02}") for minute in range(0, 50, 5)]
    taken = Taken(BUSINESS, [*many, entry("2026-03-06T08:00", "2026-03-06T08:01")])
    assert not taken.meets((at("2026-03-06T09:30"), at("2026-03-06T10:00")))
    assert not taken.meets((at("2026-03-06T10:50"), at("2026-03-06T11:00")))
    for start, end in (("09:59", "10:01"), ("10:49", "12:00"), ("07:00", "23:00"), ("10:20", "10:21")):
        assert taken.meets((at(f"2026-03-06T{start}"), at(f"2026-03-06T{end}")))
