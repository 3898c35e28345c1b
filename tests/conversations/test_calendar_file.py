"""The calendar file against RFC 5545 (the format) and RFC 5546 (what each method asks for)."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from frontdesk.conversations.calendar_file import Method, calendar_file
from frontdesk.model.booking import Attendee, Awaiting, Booking, BookingRequest, BookingStatus, Guest, Invite, Opening
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName

LONDON = ZoneInfo("Europe/London")


def business(email: str | None = "desk@example.com") -> Business:
    profile: dict[str, Any] = {
        "id": "quayside",
        "name": 'Quayside; "Dental", Ltd',
        "time_zone": "Europe/London",
        "region": "GB",
        "email": email,
        "opening_hours": {"monday": ["09:00-17:00"]},
        "services": [{"id": "checkup", "names": ["check-up"], "duration_minutes": 30, "channels": ["phone"]}],
        "hosts": [{"id": "ada", "name": "Ada"}],
    }
    return Business.model_validate(profile)


def booking(
    email: str | None = "maria@example.com",
    start: datetime = datetime(2026, 3, 9, 10, tzinfo=LONDON),
    status: BookingStatus = BookingStatus.CONFIRMED,
    title: str = "Check-up with Ada",
    description: str = "Maria Lopez; tooth, upper left\nCall back: +44 20 7946 0123",
    place: str = "12 Quay Street, London",
    minutes: int = 30,
) -> Booking:
    zone = start.tzinfo
    assert isinstance(zone, ZoneInfo)
    end = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    return Booking(
        id="k4x9wq72mn",
        key="key",
        status=status,
        request=BookingRequest(
            opening=Opening("checkup", "ada", start, end),
            hold=None,
            attendee=Attendee(PersonName("Maria", "Lopez"), "+442079460123", email, "en"),
            channel=Channel.PHONE,
            place=place,
            reason="",
            answers=(),
            invite=Invite(title, description),
            source="web_chat",
        ),
        time_zone=zone.key,
        created=datetime(2026, 3, 5, 9, 7, tzinfo=UTC),
        revision=1 if status is BookingStatus.CANCELLED else 0,
        calendar_token="token",
    )


def parsed(file: bytes) -> Any:
    return Calendar.from_ical(file)


def event_of(file: bytes) -> Any:
    calendar = parsed(file)
    assert not calendar.errors
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return event


CANCELLED = booking(status=BookingStatus.CANCELLED)


@pytest.mark.parametrize(
    ("made", "desk", "method", "status", "sequence", "organizer", "attendee"),
    [
        (booking(), business(), "REQUEST", "CONFIRMED", 0, True, True),
        (CANCELLED, business(), "CANCEL", "CANCELLED", 1, True, True),
        (booking(email=None), business(), "PUBLISH", "CONFIRMED", 0, True, False),
        (booking(), business(email=None), "PUBLISH", "CONFIRMED", 0, False, False),
        (booking(email=None, status=BookingStatus.CANCELLED), business(None), "PUBLISH", "CANCELLED", 1, False, False),
        (booking(status=BookingStatus.PENDING), business(), "REQUEST", "TENTATIVE", 0, True, True),
    ],
)
def test_each_method_carries_what_it_must(
    made: Booking, desk: Business, method: str, status: str, sequence: int, organizer: bool, attendee: bool
) -> None:
    file = calendar_file(made, desk)
    event = event_of(file)
    assert parsed(file)["METHOD"] == method
    assert event["UID"] == "k4x9wq72mn@quayside"
    assert event["STATUS"] == status
    assert event["SEQUENCE"] == sequence
    assert event["DTSTAMP"].dt == datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
    assert ("ORGANIZER" in event, "ATTENDEE" in event) == (organizer, attendee)
    if organizer:
        assert event["ORGANIZER"] == "mailto:desk@example.com"
    if attendee:
        assert event["ATTENDEE"] == "mailto:maria@example.com"
        assert event["ATTENDEE"].params["CN"] == "Maria Lopez"


MOVED = dataclasses.replace(booking(), revision=3, changed=datetime(2026, 3, 6, 8, tzinfo=LONDON))


def test_a_changed_booking_replaces_what_a_calendar_has() -> None:
    event, first = event_of(calendar_file(MOVED, business())), event_of(calendar_file(booking(), business()))
    assert event["UID"] == first["UID"]
    assert (event["SEQUENCE"], event["STATUS"]) == (3, "CONFIRMED")
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2026, 3, 6, 8, tzinfo=UTC)
    assert event["CREATED"].dt == first["CREATED"].dt == first["LAST-MODIFIED"].dt


@pytest.mark.parametrize(
    ("status", "written", "free"),
    [
        (BookingStatus.COMPLETED, "CONFIRMED", False),
        (BookingStatus.NO_SHOW, "CONFIRMED", False),
        (BookingStatus.PENDING, "TENTATIVE", False),
        (BookingStatus.CANCELLED, "CANCELLED", True),
    ],
)
def test_what_became_of_it_is_one_of_the_three_words_there_are(status: BookingStatus, written: str, free: bool) -> None:
    event = event_of(calendar_file(booking(status=status), business()))
    assert event["STATUS"] == written
    assert (event.get("TRANSP") == "TRANSPARENT") is free


def test_one_that_waits_for_the_attendee_says_so() -> None:
    waiting = dataclasses.replace(booking(status=BookingStatus.PENDING), awaiting=Awaiting.ATTENDEE)
    assert event_of(calendar_file(waiting, business()))["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    asked = dataclasses.replace(waiting, awaiting=Awaiting.HOST)
    assert event_of(calendar_file(asked, business()))["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


def test_guests_are_invited_where_they_have_an_address_and_somebody_invites() -> None:
    guests = (Guest(PersonName("Ben", "Example"), None, "ben@example.com"), Guest(PersonName("Cleo", "Example")))
    made = booking()
    made = dataclasses.replace(made, request=dataclasses.replace(made.request, guests=guests))
    invited = event_of(calendar_file(made, business()))["ATTENDEE"]
    assert invited == ["mailto:maria@example.com", "mailto:ben@example.com"]
    assert [one.params["ROLE"] for one in invited] == ["REQ-PARTICIPANT", "OPT-PARTICIPANT"]
    assert "ATTENDEE" not in event_of(calendar_file(made, business(email=None)))


def test_the_words_come_back_as_they_were() -> None:
    event = event_of(calendar_file(booking(), business()))
    assert event["SUMMARY"] == "Check-up with Ada"
    assert event["DESCRIPTION"] == "Maria Lopez; tooth, upper left\nCall back: +44 20 7946 0123"
    assert event["LOCATION"] == "12 Quay Street, London"
    assert (event["DTSTART"].params["TZID"], event["DTEND"].params["TZID"]) == ("Europe/London", "Europe/London")


def test_a_phone_booking_names_no_address_at_all() -> None:
    file = calendar_file(booking(email=None), business(email=None))
    assert b"mailto" not in file.lower()
    assert b"invalid" not in file.lower()


def test_an_invitation_without_addresses_is_refused() -> None:
    with pytest.raises(ValueError, match="e-mail addresses of both sides"):
        calendar_file(booking(email=None), business(), Method.REQUEST)


@pytest.mark.parametrize("text", ["é" * 400, "x" * 74 + "ü" * 40, "a, b; c\\d " * 60, "日本語" * 100])
def test_lines_end_and_fold_as_they_should(text: str) -> None:
    file = calendar_file(booking(title=text, description=text), business())
    assert file.endswith(b"\r\n")
    lines = file.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    assert event_of(file)["SUMMARY"] == text


@pytest.mark.parametrize(
    "text",
    ["one\r\nATTENDEE:mailto:eve@example.com", "one\rEND:VEVENT", "bell\x07 zero\x00 c1\x85", "tab\tand\x0bform"],
)
def test_what_a_caller_says_cannot_add_lines(text: str) -> None:
    odd = booking(title=text, description=text, place=text)
    attendee = dataclasses.replace(odd.request.attendee, name=PersonName(text, '"; X="'))
    odd = dataclasses.replace(odd, request=dataclasses.replace(odd.request, attendee=attendee))
    file = calendar_file(odd, business())
    names = [line.split(b":")[0].split(b";")[0] for line in file.replace(b"\r\n ", b"").split(b"\r\n")]
    assert names.count(b"ATTENDEE") == 1
    assert names.count(b"END") == len([name for name in names if name == b"BEGIN"])
    assert not set(file) & (set(range(32)) - {13, 10})
    event_of(file)


def offsets(file: bytes) -> Mapping[datetime, timedelta]:
    """Each onset of the VTIMEZONE as an instant, and the offset from there on."""
    (zone,) = parsed(file).walk("VTIMEZONE")
    found = {}
    for part in zone.subcomponents:
        onset = (part["DTSTART"].dt - part["TZOFFSETFROM"].td).replace(tzinfo=UTC)
        found[onset] = part["TZOFFSETTO"].td
    return dict(sorted(found.items()))


@pytest.mark.parametrize(
    "name",
    [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Europe/Dublin",
        "Africa/Casablanca",
        "Asia/Tokyo",
        "Asia/Kolkata",
        "America/Santiago",
    ],
)
def test_the_time_zone_is_exact_around_the_booking(name: str) -> None:
    start = datetime(2026, 6, 10, 10, tzinfo=ZoneInfo(name))
    found = offsets(calendar_file(booking(start=start), business()))
    assert next(iter(found)) < start.astimezone(UTC) - timedelta(days=365)
    stretches = [*found.items(), (start.astimezone(UTC) + timedelta(days=365), timedelta())]
    for (onset, offset), (next_onset, _) in pairwise(stretches):
        for instant in (onset, onset + (next_onset - onset) / 2, next_onset - timedelta(seconds=1)):
            assert instant.astimezone(ZoneInfo(name)).utcoffset() == offset


@pytest.mark.parametrize("clock", ["00:45", "01:00", "01:30", "01:45", "02:00"])
def test_an_appointment_in_the_hour_that_comes_twice_lasts_what_it_lasts(clock: str) -> None:
    hour, minute = map(int, clock.split(":"))
    start = datetime(2026, 10, 25, hour, minute, tzinfo=LONDON)
    event = event_of(calendar_file(booking(start=start), business()))
    first, end = event["DTSTART"].dt, event["DTEND"].dt
    # A local time means the first of two (RFC 5545, 3.3.5): no fold survives the file.
    assert (end.astimezone(UTC) - first.astimezone(UTC)) == timedelta(minutes=30)
    assert first.astimezone(UTC) == start.astimezone(UTC)


def test_the_same_booking_gives_the_same_bytes() -> None:
    assert calendar_file(booking(), business()) == calendar_file(booking(), business())
