"""What is sent and what is read, in both languages; nothing is asked of anybody here."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from tests.contracts.booking_system import request

from frontdesk.booking_systems.meetergo import requests
from frontdesk.booking_systems.meetergo.references import Target, Waiting
from frontdesk.booking_systems.meetergo.settings import VIDEO_CHANNELS, MeetergoService
from frontdesk.booking_systems.meetergo.wire import (
    THEIRS,
    Appointment,
    Availability,
    Made,
    MeetingType,
    Page,
    Visitor,
    digits,
)
from frontdesk.booking_systems.remote.connection import Answer, WrongShape
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown
from frontdesk.model.booking import Attendee, Awaiting, BookingRequest, BookingStatus, Guest, Invite, Opening
from frontdesk.model.caller import Channel, PersonName

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
ONE = Target(meeting_type_id="mt-1", host_ids=("u-1",))
CHANNELS = [*THEIRS.values(), "google"]
OPEN = MeetingType.model_validate(
    {
        "id": "mt-1",
        "userId": "u-1",
        "meetingInfo": {"duration": 30, "channel": "phone"},
        "meetingOptions": {"allowSelectChannel": True, "allowedChannels": CHANNELS, "allowPhoneOnlyBooking": True},
    }
)
MANNER = requests.Manner(MeetergoService(meeting_type="mt-1"), None, False, "Europe/London")


def wanted(start: datetime | None = None, **changes: object) -> BookingRequest:
    start = start or datetime(2026, 3, 6, 9, tzinfo=LONDON)
    opening = Opening("checkup", "ada", start, start + timedelta(minutes=30), ONE.text)
    return replace(request(opening), **changes)  # type: ignore[arg-type]


def body(wanted: BookingRequest, target: Target = ONE, told: MeetingType = OPEN, **manner: object) -> dict[str, object]:
    return requests.booking(wanted, target, told, replace(MANNER, **manner))  # type: ignore[arg-type]


def attendee(wanted: BookingRequest, **manner: object) -> dict[str, object]:
    found = requests.booking(wanted, ONE, OPEN, replace(MANNER, **manner))["attendee"]  # type: ignore[arg-type]
    assert isinstance(found, dict)
    return found


def by(**changes: object) -> BookingRequest:
    """The attendee changed."""
    plain = wanted()
    return replace(plain, attendee=replace(plain.attendee, **changes))  # type: ignore[arg-type]


# --- what is sent


def test_a_phone_only_booking_as_a_whole() -> None:
    assert body(wanted()) == {
        "meetingTypeId": "mt-1",
        "start": "2026-03-06T09:00:00+00:00",
        "hostIds": ["u-1"],
        "channel": "phone",
        "phoneOnlyBooking": True,
        "attendee": {
            "firstname": "Maria",
            "lastname": "Lopez",
            "phone": "+442079460123",
            "receiveReminders": False,
            "notes": {},
            "language": "en",
            "timezone": "Europe/London",
        },
        "icsTitle": "Check-up with Ada",
        "icsDescription": "Maria Lopez\nPhone: +44 20 7946 0123",
    }


def test_with_an_address_it_is_not_phone_only_and_reminders_are_a_setting() -> None:
    told = by(email="maria@example.com")
    assert "phoneOnlyBooking" not in body(told)
    assert (attendee(told)["email"], attendee(told)["receiveReminders"]) == ("maria@example.com", False)
    assert attendee(told, email_reminders=True)["receiveReminders"] is True
    assert attendee(by(), email_reminders=True)["receiveReminders"] is False


def test_a_queue_goes_without_hosts_and_another_duration_with_its_minutes() -> None:
    sent = body(wanted(), Target(meeting_type_id="mt-1", queue_id="q-1", duration=45))
    assert (sent["queueId"], sent["duration"], "hostIds" in sent) == ("q-1", 45, False)


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        (PersonName("Dana", "Levi"), {"firstname": "Dana", "lastname": "Levi"}),
        (PersonName("Dana"), {"fullname": "Dana"}),
        (PersonName("", "Levi"), {"fullname": "Levi"}),
    ],
)
def test_no_part_of_a_name_is_made_up(name: PersonName, sent: dict[str, str]) -> None:
    told = attendee(by(name=name))
    assert {key: told[key] for key in ("firstname", "lastname", "fullname") if key in told} == sent


def test_what_the_system_does_not_take_is_refused_before_it_is_asked() -> None:
    by_email = OPEN.model_copy(update={"meeting_options": None})
    for told, type in (
        (by(name=PersonName()), OPEN),
        (wanted(), by_email),
        (replace(by(email="maria@example.com"), channel=Channel.VIDEO), by_email),
        (wanted(channel=Channel.AT_CUSTOMER, place=""), OPEN),
        (wanted(datetime(2026, 3, 6, 9, 0, 0, 1, tzinfo=LONDON)), OPEN),
        (wanted(datetime(2026, 3, 6, 9)), OPEN),  # noqa: DTZ001
    ):
        with pytest.raises(BookingRejected):
            body(told, told=type)


@pytest.mark.parametrize(
    ("channel", "sent", "location"),
    [
        (Channel.IN_PERSON, "local", True),
        (Channel.AT_CUSTOMER, "local-attendee", True),
        (Channel.PHONE, "phone", False),
        (Channel.PHONE_INCOMING, "phone-incoming", False),
        (Channel.WHATSAPP, "whatsapp", False),
        (Channel.VIDEO, "google", False),
    ],
)
def test_channels(channel: Channel, sent: str, location: bool) -> None:
    found = body(wanted(channel=channel, place="1 Quay Street"))
    assert found["channel"] == sent
    assert found.get("location") == ("1 Quay Street" if location else None)


def test_titles_and_descriptions_are_cut_by_characters() -> None:
    found = body(wanted(invite=Invite("é😀" * 150, "日本" * 1500)))
    assert found["icsTitle"] == "é😀" * 100
    assert found["icsDescription"] == "日本" * 1000
    none = body(wanted(invite=Invite(" ", "")))
    assert "icsTitle" not in none
    assert "icsDescription" not in none


def test_notes_hold_what_the_form_has_a_field_for_and_campaigns() -> None:
    section = MeetergoService(meeting_type="mt-1", notes={"insured": "versichert"}, reason_note="anliegen")
    told = wanted(
        reason="a tooth", answers=(("insured", "yes"), ("other", "no")), campaign=(("utm_source", "x"), ("gclid", "y"))
    )
    assert attendee(told, section=section)["notes"] == {"versichert": "yes", "anliegen": "a tooth", "utm_source": "x"}
    assert attendee(replace(told, reason=""), section=section)["notes"] == {"versichert": "yes", "utm_source": "x"}
    assert attendee(wanted())["notes"] == {}


def test_guests_languages_and_zones() -> None:
    guests = tuple(Guest(PersonName("Sam"), email=f"sam{n}@example.com" if n else None) for n in range(8))
    told = attendee(replace(by(language="de-AT", time_zone="America/New_York"), guests=guests))
    assert told["bringalongEmails"] == [f"sam{n}@example.com" for n in range(1, 6)]
    assert (told["language"], told["timezone"]) == ("de", "America/New_York")
    assert "language" not in attendee(by(language="gsw"))


@pytest.mark.parametrize(
    ("start", "sent"),
    [
        (datetime(2026, 3, 28, 9, tzinfo=LONDON), "2026-03-28T09:00:00+00:00"),
        (datetime(2026, 3, 29, 0, 45, tzinfo=LONDON), "2026-03-29T00:45:00+00:00"),
        (datetime(2026, 3, 29, 2, 0, tzinfo=LONDON), "2026-03-29T02:00:00+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), "2026-10-25T01:30:00+01:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), "2026-10-25T01:30:00+00:00"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK), "2026-11-01T01:30:00-04:00"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1), "2026-11-01T01:30:00-05:00"),
        (datetime(2026, 3, 6, 9, tzinfo=UTC), "2026-03-06T09:00:00+00:00"),
    ],
)
def test_a_start_is_one_instant_also_where_the_clocks_change(start: datetime, sent: str) -> None:
    assert body(wanted(start))["start"] == requests.rescheduling(start)["start"] == sent
    assert datetime.fromisoformat(sent).timestamp() == start.timestamp()


def test_queries() -> None:
    first, last = date(2026, 2, 27), date(2026, 2, 28)
    assert requests.availability(ONE, first, last, "Europe/London", None, fresh=False) == [
        ("meetingTypeId", "mt-1"),
        ("start", "2026-02-27"),
        ("end", "2026-03-01"),
        ("hostIds", "u-1"),
        ("timezone", "Europe/London"),
    ]
    queue = Target(meeting_type_id="mt-1", queue_id="q-1", duration=45)
    assert requests.availability(queue, first, first, "Asia/Tokyo", "a-1", fresh=True) == [
        ("meetingTypeId", "mt-1"),
        ("start", "2026-02-27"),
        ("end", "2026-02-28"),
        ("queueId", "q-1"),
        ("meetingDuration", "45"),
        ("timezone", "Asia/Tokyo"),
        ("existingAppointmentId", "a-1"),
        ("refreshCache", "true"),
    ]
    assert requests.listing("mt-1", datetime(2026, 3, 29, 2, tzinfo=LONDON), 0, 20)[3:] == [
        ("start", "2026-03-28T01:00:00Z"),
        ("end", "2026-03-30T01:00:00Z"),
    ]


# --- what is read


def appointment(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": "a-1",
        "secret": "s",
        "start": "2026-03-06T09:00:00.000Z",
        "end": "2026-03-06T09:30:00.000Z",
        "isCancelled": False,
        "meetingInfo": {"channel": "phone"},
        "hostingInfo": {"meetingLink": "https://meet.example.com/a-1"},
        "attendees": [],
        "meetingTypeId": "mt-1",
    }
    return {**whole, **changes}


@pytest.mark.parametrize(
    ("told", "channel", "place"),
    [
        ("phone", Channel.PHONE, ""),
        ("local", Channel.IN_PERSON, ""),
        ("zoom", Channel.VIDEO, "https://meet.example.com/a-1"),
        ("custom", None, ""),
        ("never-heard-of", None, ""),
        (None, None, ""),
    ],
)
def test_an_appointment(told: str | None, channel: Channel | None, place: str) -> None:
    found = Appointment.model_validate(appointment(meetingInfo={"channel": told})).reading({"mt-1": "ada"})
    assert (found.reference, found.host, found.status) == ("a-1", "ada", BookingStatus.CONFIRMED)
    assert (found.channel, found.place) == (channel, place)
    assert found.start == datetime(2026, 3, 6, 9, tzinfo=UTC)


def test_an_appointment_that_says_little() -> None:
    little = appointment(meetingInfo=None, hostingInfo=None, isCancelled=True)
    found = Appointment.model_validate(little).reading({})
    assert (found.status, found.host, found.channel, found.place) == (BookingStatus.CANCELLED, "", None, "")


@pytest.mark.parametrize("video", VIDEO_CHANNELS)
def test_every_kind_of_video_is_video(video: str) -> None:
    assert Appointment.model_validate(appointment(meetingInfo={"channel": video})).channel is Channel.VIDEO


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", None),
        ("start", "2026-03-06T09:00:00"),
        ("start", "2026-03-06"),
        ("start", 1772787600),
        ("start", "1772787600"),
        ("isCancelled", None),
        ("attendees", None),
        ("meetingTypeId", None),
    ],
)
def test_an_appointment_of_another_shape(field: str, value: object) -> None:
    answer = Answer("read an appointment", 200, appointment(**{field: value}), {})
    with pytest.raises(WrongShape, match=field):
        answer.parse(Appointment)
    with pytest.raises(OutcomeUnknown, match=field):
        replace(answer, wrote=True).parse(Appointment)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"dates": None},
        {"dates": [{"date": "2026-03-06"}]},
        {"dates": [{"date": "2026-03-06", "spots": [{"start": "2026-03-06T09:00:00Z"}]}]},
        {"dates": [{"date": "2026-03-06", "spots": [{"startTime": "2026-03-06T09:00:00"}]}]},
        {"dates": [{"date": "2026-03-06", "spots": [{"startTime": "09:00"}]}]},
        {"slots": [{"date": "2026-03-06", "times": ["09:00"]}]},
        {"availableSlots": []},
    ],
    ids=str,
)
def test_availability_of_another_shape_is_not_nothing(told: object) -> None:
    with pytest.raises(WrongShape):
        Answer("list openings", 200, told, {}).parse(Availability)


def test_availability() -> None:
    assert Availability.model_validate({"dates": []}).starts == []
    spots = [{"startTime": "2026-10-25T01:30:00+01:00"}, {"startTime": "2026-10-25T01:30:00+00:00"}]
    found = Availability.model_validate({"dates": [{"spots": spots}, {"spots": []}]}).starts
    assert [one.astimezone(UTC).hour for one in found] == [0, 1]


def test_a_list_without_appointments_is_no_list() -> None:
    assert Page.model_validate({"appointments": []}).appointments == ()
    with pytest.raises(ValidationError):
        Page.model_validate({"data": []})


@pytest.mark.parametrize("told", [{}, {"appointmentId": ""}, {"secret": "s"}, {"bookingType": "doubleOptIn"}], ids=str)
def test_a_booking_without_an_id_is_neither_made_nor_refused(told: dict[str, str]) -> None:
    with pytest.raises(OutcomeUnknown):
        Answer("book", 201, told, {}, wrote=True).parse(Made)


@pytest.mark.parametrize(
    ("told", "options", "awaiting"),
    [
        ("doubleOptIn", None, Awaiting.ATTENDEE),
        ("DoubleOptIn", {"requireHostConfirmation": True}, Awaiting.ATTENDEE),
        ("RequireHostConfirmation", {"doubleOptIn": True}, Awaiting.HOST),
        ("something", {"doubleOptIn": True}, Awaiting.ATTENDEE),
        ("something", None, Awaiting.HOST),
        (None, None, Awaiting.HOST),
    ],
)
def test_whose_word_a_provisional_booking_waits_for(told: str | None, options: object, awaiting: Awaiting) -> None:
    made = Made.model_validate({"bookingType": told, "provisionalBookingId": "p-1", "appointmentId": "a-1"})
    raw = {"id": "mt-1", "userId": "u-1", "meetingInfo": {"duration": 30}, "meetingOptions": options}
    assert made.awaits(MeetingType.model_validate(raw)) is awaiting


@pytest.mark.parametrize("phone", ["+44 20 7946 0123", "0044 20 7946-0123", "+442079460123", "(+44) 2079460123"])
def test_numbers_compare_as_they_are_dialled(phone: str) -> None:
    assert digits(phone) == "442079460123"


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ({"fullname": "maria  LOPEZ", "phone": "+44 20 79460123"}, True),
        ({"firstname": "Maria", "lastname": "Lopez", "phone": "+442079460123"}, True),
        ({"fullname": "Dr Maria Lopez", "firstname": "Maria", "lastname": "Lopez", "phone": "+442079460123"}, True),
        ({"phone": "+442079460123"}, True),
        ({"fullname": "Maria Lopez"}, True),
        ({"fullname": "Maria Lopez", "phone": "+442079460150"}, False),
        ({"fullname": "Tom Lopez", "phone": "+442079460123"}, False),
        ({"fullname": "Maria Lopez", "email": "someone@example.com"}, False),
        ({"email": "someone@example.com"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_who_is_the_same(told: dict[str, str], same: bool) -> None:
    who = Attendee(PersonName("Maria", "Lopez"), "+442079460123", None, "en")
    assert Visitor.model_validate(told).is_same_as(who) is same


# --- references


def test_references_are_what_they_were() -> None:
    assert Target.of(ONE.text) == ONE
    plain = wanted(datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1))
    waiting = Waiting.on("p-1", Awaiting.HOST, "mt-1", plain)
    read = Waiting.of(waiting.text)
    assert read is not None
    assert read.text == waiting.text
    assert read.start.timestamp() == plain.opening.start.timestamp()
    assert (read.attendee.name.full, read.attendee.phone) == ("Maria Lopez", "+442079460123")
    for other in ("", "a-1", "{}", waiting.text, '{"meetingTypeId": "a", "more": 1}'):
        assert Target.of(other) is None
    for other in ("", "a-1", "6f0c2a7e-3b1d-4c55-9a41-0d7be6a2c101", "{}", "12", ONE.text):
        assert Waiting.of(other) is None
