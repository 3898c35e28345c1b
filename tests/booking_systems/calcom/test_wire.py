"""Cal.com's format and ours: instants at clock changes, what a booking says, what is read of an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from tests.contracts.booking_system import request

from frontdesk.booking_systems.calcom.event_types import EventType, Location
from frontdesk.booking_systems.calcom.settings import Counterpart
from frontdesk.booking_systems.calcom.wire import (
    LONGEST_VALUE,
    Booking,
    Slots,
    create_body,
    field_answers,
    language_of,
    location_body,
    mark,
    name_of,
    reading_of,
    utc,
)
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Awaiting, BookingRequest, BookingStatus, Opening
from frontdesk.model.caller import Channel, PersonName

LONDON, NEW_YORK, LORD_HOWE = (ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe"))


@pytest.mark.parametrize(
    ("local", "text"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=LONDON), "2026-03-29T00:59:00Z"),
        (datetime(2026, 3, 29, 2, 0, tzinfo=LONDON), "2026-03-29T01:00:00Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), "2026-10-25T00:30:00Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), "2026-10-25T01:30:00Z"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=LONDON), "2026-10-25T02:00:00Z"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK), "2026-11-01T05:30:00Z"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1), "2026-11-01T06:30:00Z"),
        (datetime(2026, 4, 5, 1, 45, tzinfo=LORD_HOWE), "2026-04-04T14:45:00Z"),
        (datetime(2026, 4, 5, 1, 45, tzinfo=LORD_HOWE, fold=1), "2026-04-04T15:15:00Z"),
    ],
)
def test_instants_go_out_in_utc_also_when_the_clocks_change(local: datetime, text: str) -> None:
    assert utc(local) == text
    assert datetime.fromisoformat(text).timestamp() == local.timestamp()


@pytest.mark.parametrize(
    "instant",
    [datetime(2026, 3, 6, 9, 0), datetime(2026, 3, 6, 9, microsecond=1, tzinfo=UTC)],  # noqa: DTZ001
)
def test_what_the_wire_cannot_say_is_refused(instant: datetime) -> None:
    with pytest.raises(BookingRejected, match="whole second"):
        utc(instant)


def test_slots_come_with_any_offset_and_none_is_an_empty_object() -> None:
    autumn = {"2026-10-25": [{"start": f"2026-10-25T01:30:00.000+0{hours}:00", "end": end} for hours, end in HOURS]}
    (slots,) = Slots.model_validate({"status": "success", "data": autumn}).data.values()
    assert [slot.start.astimezone(UTC).hour for slot in slots] == [0, 1]
    assert Slots.model_validate({"data": {}}).data == {}


HOURS = [(1, "2026-10-25T01:00:00Z"), (0, "2026-10-25T02:00:00Z")]


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"slots": {"2026-03-06": []}},
        {"2026-03-06": [{"time": "2026-03-06T09:00:00Z"}]},
        {"2026-03-06": [{"start": "2026-03-06T09:00:00", "end": "2026-03-06T09:30:00"}]},
        {"2026-03-06": [{"start": 1772787600, "end": 1772789400}]},
    ],
)
def test_other_shapes_of_slots_are_no_slots(data: object) -> None:
    with pytest.raises(ValidationError):
        Slots.model_validate({"data": data})


def wanted(**more: Any) -> BookingRequest:
    start = datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)
    return replace(request(Opening("checkup", "ada", start, start + timedelta(minutes=30))), **more)


def body_of(request: BookingRequest, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "location": Location(type="attendeePhone"),
        "length": None,
        "email": None,
        "zone": "Europe/London",
        "languages": ("en", "pt-BR"),
        "answers": {},
    }
    return create_body(request, "maria-1", 4721, **(given | more))


def test_a_booking_says_just_what_it_must() -> None:
    assert body_of(wanted()) == {
        "start": "2026-03-30T08:00:00Z",
        "eventTypeId": 4721,
        "attendee": {
            "name": "Maria Lopez",
            "timeZone": "Europe/London",
            "phoneNumber": "+442079460123",
            "language": "en",
        },
        "location": {"type": "attendeePhone", "phone": "+442079460123"},
        "metadata": {"frontdesk": "maria-1"},
    }


def test_a_booking_says_more_where_there_is_more() -> None:
    person = replace(wanted().attendee, time_zone="Europe/Lisbon", language="xx", email="maria@example.com")
    body = body_of(wanted(attendee=person), length=60, email="maria@example.com", answers={"notes": "a tooth"})
    assert body["attendee"] == {
        "name": "Maria Lopez",
        "timeZone": "Europe/Lisbon",
        "phoneNumber": "+442079460123",
        "email": "maria@example.com",
    }
    assert body["lengthInMinutes"] == 60
    assert body["bookingFieldsResponses"] == {"notes": "a tooth"}
    assert "guests" not in body


def test_a_key_fits_into_metadata() -> None:
    assert mark("k" * LONGEST_VALUE) == "k" * LONGEST_VALUE
    longer = mark("k" * (LONGEST_VALUE + 1))
    assert len(longer) == 64
    assert longer != mark("k" * (LONGEST_VALUE + 2))


@pytest.mark.parametrize(
    ("code", "language"), [("en", "en"), ("en-GB", "en"), ("pt-BR", "pt-BR"), ("pt", None), ("tlh", None)]
)
def test_languages(code: str, language: str | None) -> None:
    assert language_of(code, ("en", "pt-BR")) == language


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        (Location(type="address", address="12 Quince Row"), {"type": "address"}),
        (Location(type="phone", phone="+442079460100"), {"type": "phone"}),
        (Location(type="attendeeAddress"), {"type": "attendeeAddress", "address": "3 Elm Close"}),
        (Location(type="attendeeDefined"), {"type": "attendeeDefined", "location": "3 Elm Close"}),
        (Location(type="integration", integration="zoom"), {"type": "integration", "integration": "zoom"}),
        (Location(type="link"), {"type": "link"}),
        (Location(type="organizersDefaultApp"), {"type": "organizersDefaultApp"}),
    ],
)
def test_locations_as_a_booking_has_them(location: Location, sent: dict[str, str]) -> None:
    assert location_body(location, wanted(place="3 Elm Close")) == sent


@pytest.mark.parametrize("type", ["attendeeAddress", "attendeeDefined"])
def test_nobody_invents_where_to_meet(type: str) -> None:
    with pytest.raises(BookingRejected):
        location_body(Location(type=type), wanted(place=" "))


def test_answers_go_to_their_fields_and_the_rest_to_the_notes() -> None:
    said = wanted(reason="a tooth", answers=(("insured", "yes"), ("pets", "a cat")))
    assert field_answers(said, {"insured": "insurance"}, "notes") == {
        "insurance": "yes",
        "notes": "a tooth\npets: a cat",
    }
    assert field_answers(said, {"insured": "notes"}, "notes") == {"notes": "yes\na tooth\npets: a cat"}
    assert field_answers(said, {"insured": "insurance"}, None) == {"insurance": "yes"}
    assert field_answers(wanted(reason="", answers=()), {}, "notes") == {}
    by = replace(said.attendee, name=PersonName("Ana", "Lopez"))
    assert field_answers(wanted(reason="", answers=(), booked_by=by), {}, "notes") == {"notes": "booked by: Ana Lopez"}


# --- what is read

DATA: dict[str, Any] = {
    "id": 90001,
    "uid": "hEre1sOneUid",
    "status": "accepted",
    "start": "2026-03-30T08:00:00.000Z",
    "end": "2026-03-30T08:30:00.000Z",
    "eventType": {"id": 4721, "slug": "checkup"},
    "attendees": [{"name": "Maria Lopez", "email": "442079460123@sms.cal.com", "phoneNumber": "+442079460123"}],
    "location": "+442079460123",
}
ADA = Counterpart(4721, "checkup", "ada")


def kind_with(*locations: Location) -> EventType:
    return EventType.model_validate({"id": 4721, "lengthInMinutes": 30, "locations": locations, "bookingFields": []})


def test_a_booking_as_we_see_it() -> None:
    reading = reading_of(Booking.model_validate(DATA), ADA, None)
    assert (reading.reference, reading.service, reading.host) == ("hEre1sOneUid", "checkup", "ada")
    assert reading.start == datetime(2026, 3, 30, 9, 0, tzinfo=LONDON)
    assert (reading.name, reading.phone) == (PersonName("Maria", "Lopez"), "+442079460123")
    assert (reading.status, reading.awaiting, reading.was) == (BookingStatus.CONFIRMED, None, "")
    assert "sms.cal.com" not in repr(reading), "a placeholder is no e-mail address"
    assert reading_of(Booking.model_validate(DATA), None, None).host == ""


@pytest.mark.parametrize(
    ("status", "ours", "awaiting"),
    [
        ("accepted", BookingStatus.CONFIRMED, None),
        ("pending", BookingStatus.PENDING, Awaiting.HOST),
        ("cancelled", BookingStatus.CANCELLED, None),
        ("rejected", BookingStatus.CANCELLED, None),
    ],
)
def test_states(status: str, ours: BookingStatus, awaiting: Awaiting | None) -> None:
    reading = reading_of(Booking.model_validate(DATA | {"status": status}), ADA, None)
    assert (reading.status, reading.awaiting) == (ours, awaiting)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "ACCEPTED"},
        {"status": "canceled"},
        {"uid": 90001},
        {"uid": "../event-types"},
        {"start": "2026-03-30T08:00:00"},
        {"start": 1774857600},
        {"eventType": None},
    ],
)
def test_other_shapes_of_a_booking_are_no_booking(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Booking.model_validate(DATA | wrong)


ADDRESS = Location(type="address", address="12 Quince Row, London")
OFFICE = Location(type="phone", phone="+442079460100")
ZOOM = Location(type="integration", integration="zoom")
WHATSAPP = Location(type="integration", integration="whatsapp-video")


@pytest.mark.parametrize(
    ("location", "kind", "channel", "place"),
    [
        ("+442079460123", None, Channel.PHONE, "+442079460123"),
        ("+442079460100", kind_with(OFFICE), Channel.PHONE_INCOMING, "+442079460100"),
        ("+442079460100", None, None, "+442079460100"),
        ("12 Quince Row, London", kind_with(ADDRESS), Channel.IN_PERSON, "12 Quince Row, London"),
        ("3 Elm Close", kind_with(ADDRESS), None, "3 Elm Close"),
        ("https://app.cal.com/video/x", kind_with(ZOOM), Channel.VIDEO, "https://app.cal.com/video/x"),
        ("https://app.cal.com/video/x", kind_with(ZOOM, WHATSAPP), None, "https://app.cal.com/video/x"),
        ("https://app.cal.com/video/x", None, None, "https://app.cal.com/video/x"),
        ("integrations:daily", None, Channel.VIDEO, ""),
        ("integrations:whatsapp_video", None, Channel.WHATSAPP, ""),
        ("", kind_with(ZOOM, ADDRESS), None, ""),
        (None, None, None, ""),
    ],
)
def test_how_they_meet(location: str | None, kind: EventType | None, channel: Channel | None, place: str) -> None:
    reading = reading_of(Booking.model_validate(DATA | {"location": location}), ADA, kind)
    assert (reading.channel, reading.place) == (channel, place)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maria Lopez", PersonName("Maria", "Lopez")),
        ("Maria del Mar Lopez", PersonName("Maria del Mar", "Lopez")),
        (" Maria ", PersonName("Maria")),
    ],
)
def test_names(text: str, name: PersonName) -> None:
    assert name_of(text) == name
