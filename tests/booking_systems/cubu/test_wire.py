"""Cubu's format to ours and back, without any wire: clock changes, phone numbers, and what is not documented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.booking_systems.cubu.practice import section, with_email
from tests.contracts.booking_system import request
from tests.doubles.cubu import NAME_FIELD, NOTE_FIELD, SERVICE_TYPES

from frontdesk.booking_systems.cubu.settings import CubuSettings, PhoneFormat
from frontdesk.booking_systems.cubu.wire import (
    Appointment,
    Case,
    Spot,
    channel_of,
    days_of,
    instant_of,
    opening_of,
    reading_of,
    status_of,
)
from frontdesk.booking_systems.cubu.writing import book_body, has_phone, phone_as
from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import BookingRequest, BookingStatus
from frontdesk.model.caller import Channel

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
SETTINGS = CubuSettings.model_validate(section(note_field_id=NOTE_FIELD, languages=["en"]))
FRIDAY_NINE = Spot(day=date(2026, 3, 6), cu_index=0, minute=540)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def case(**changes: object) -> Case:
    at = {"serviceId": "s", "date": "2026-03-06T00:00:00", "cuIndex": 0, "start": 540, "timeUtc": "", "duration": 30}
    of_appointment = {key: changes.pop(key) for key in list(changes) if key in at}
    told = {"caseId": "c", "status": "Planned", "channel": "Phone", "appointment": {**at, **of_appointment}}
    return Case.model_validate({**told, **changes})


def wish(**changes: object) -> BookingRequest:
    opening = opening_of("checkup", "ada", FRIDAY_NINE, 30, LONDON)
    assert opening is not None
    return replace(request(opening), **changes)  # type: ignore[arg-type]


# --- times


@pytest.mark.parametrize(
    ("zone", "day", "minute", "instant"),
    [
        (LONDON, "2026-03-28", 540, "2026-03-28T09:00"),
        (LONDON, "2026-03-29", 0, "2026-03-29T00:00"),
        (LONDON, "2026-03-29", 540, "2026-03-29T08:00"),  # nine hours of wall clock are eight after midnight
        (LONDON, "2026-10-25", 0, "2026-10-24T23:00"),
        (LONDON, "2026-10-25", 540, "2026-10-25T09:00"),
        (LONDON, "2026-10-25", 120, "2026-10-25T02:00"),
        (NEW_YORK, "2026-03-08", 540, "2026-03-08T13:00"),
        (NEW_YORK, "2026-11-01", 540, "2026-11-01T14:00"),
        (NEW_YORK, "2026-11-01", 1439, "2026-11-02T04:59"),
    ],
)
def test_minutes_are_those_of_the_wall_clock(zone: ZoneInfo, day: str, minute: int, instant: str) -> None:
    assert instant_of(date.fromisoformat(day), minute, zone) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "day", "minute"),
    [
        (LONDON, "2026-03-29", 60),  # skipped
        (LONDON, "2026-03-29", 119),
        (LONDON, "2026-10-25", 60),  # shown twice
        (LONDON, "2026-10-25", 119),
        (NEW_YORK, "2026-03-08", 150),
        (NEW_YORK, "2026-11-01", 90),
    ],
)
def test_a_minute_that_is_skipped_or_shown_twice_is_no_instant(zone: ZoneInfo, day: str, minute: int) -> None:
    assert instant_of(date.fromisoformat(day), minute, zone) is None
    assert opening_of("checkup", "ada", Spot(day=date.fromisoformat(day), cu_index=0, minute=minute), 30, zone) is None


def test_an_appointment_lasts_its_real_minutes_when_the_clocks_change() -> None:
    opening = opening_of("checkup", "ada", Spot(day=date(2026, 3, 29), cu_index=1, minute=30), 60, LONDON)
    assert opening is not None
    assert (opening.start, opening.end) == (utc("2026-03-29T00:30"), utc("2026-03-29T01:30"))
    assert Spot.model_validate_json(opening.reference) == Spot(day=date(2026, 3, 29), cu_index=1, minute=30)


def test_a_window_is_asked_for_by_the_days_of_the_calendar() -> None:
    late = datetime(2026, 3, 5, 22, 0, tzinfo=NEW_YORK)
    assert days_of(late, utc("2026-03-06T04:00"), LONDON) == [date(2026, 3, 6)]
    assert days_of(late, utc("2026-03-07T00:00"), LONDON) == [date(2026, 3, 6)]
    assert days_of(late, utc("2026-03-07T00:01"), LONDON) == [date(2026, 3, 6), date(2026, 3, 7)]
    assert days_of(late, late, LONDON) == [date(2026, 3, 6)]


# --- appointments


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("", "2026-07-06T08:00"),
        (None, "2026-07-06T08:00"),
        ("2026-07-06T07:00:00Z", "2026-07-06T07:00"),
        ("2026-07-06T07:00:00.0000000Z", "2026-07-06T07:00"),
        ("2026-07-06T07:00:00", "2026-07-06T07:00"),
        ("2026-07-06T09:00:00+02:00", "2026-07-06T07:00"),
    ],
)
def test_utc_is_trusted_where_it_is_told(said: str | None, instant: str) -> None:
    one = reading_of(case(date="2026-07-06T00:00:00", timeUtc=said), BookingStatus.CONFIRMED, LONDON)
    assert (one.start, (one.end - one.start).seconds) == (utc(instant), 1800)


def test_an_hour_that_is_shown_twice_is_told_by_utc_only() -> None:
    twice: dict[str, Any] = {"date": "2026-10-25T00:00:00", "start": 90}
    told = case(**twice, timeUtc="2026-10-25T01:30:00Z")
    assert reading_of(told, BookingStatus.CONFIRMED, LONDON).start == utc("2026-10-25T01:30")
    with pytest.raises(WrongShape):
        reading_of(case(**twice), BookingStatus.CONFIRMED, LONDON)


def test_a_reference_holds_what_it_takes_to_find_the_appointment() -> None:
    assert case().reference == '{"service_id":"s","day":"2026-03-06","cu_index":0,"case_id":"c"}'


@pytest.mark.parametrize("case_id", ["", "../x", "a b", "a?b", "{x}"])
def test_an_id_that_does_not_belong_into_a_path_is_not_taken(case_id: str) -> None:
    with pytest.raises(ValueError, match="caseId"):
        case(caseId=case_id)


@pytest.mark.parametrize("wrong", [{"start": "540"}, {"start": 1440}, {"cuIndex": True}, {"duration": 0}])
def test_what_is_not_as_documented_is_an_error(wrong: dict[str, Any]) -> None:
    at = {"serviceId": "s", "date": "2026-03-06T00:00:00", "cuIndex": 0, "start": 540, "duration": 30}
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Appointment.model_validate({**at, **wrong})


def test_a_status_means_what_the_profile_says_and_nothing_else() -> None:
    assert status_of(case(), {}) is BookingStatus.CONFIRMED
    assert status_of(case(status="planned"), {}) is BookingStatus.CONFIRMED
    assert status_of(case(status="GONE"), {"Gone": BookingStatus.CANCELLED}) is BookingStatus.CANCELLED
    with pytest.raises(WrongShape, match="status") as unknown:
        status_of(case(status="Zzz"), {})
    assert "Zzz" not in str(unknown.value)


def test_channels_of_answers_may_be_others_than_ours() -> None:
    told = [channel_of(said) for said in ("FaceToFace", "Video", "Phone", "Kiosk", None)]
    assert told == [Channel.IN_PERSON, Channel.VIDEO, Channel.PHONE, None, None]


# --- what is sent


def test_a_booking_says_what_the_caller_said_and_no_more() -> None:
    assert book_body(wish(), FRIDAY_NINE, SETTINGS, "GB") == {
        "serviceTypeId": SERVICE_TYPES["checkup"].id,
        "startTime": 540,
        "channel": "Phone",
        "contactPhoneNumber": "02079460123",
        "language": "en",
        "fields": {NAME_FIELD: "Maria Lopez", NOTE_FIELD: "a tooth, upper left\ninsured: yes, with “Acme”"},
    }


def test_an_email_is_sent_when_it_was_given_and_a_language_when_it_is_enabled() -> None:
    german = wish(attendee=replace(wish().attendee, language="de"), reason="", answers=())
    body = book_body(with_email(german, "maria@example.com"), FRIDAY_NINE, SETTINGS, "GB")
    assert body["contactEmail"] == "maria@example.com"
    assert "language" not in body
    assert body["fields"] == {NAME_FIELD: "Maria Lopez"}


def test_no_fields_are_sent_where_none_are_configured() -> None:
    records = {"name_field_id": "n", "phone_field_id": "p"}
    settings = CubuSettings.model_validate(section(name_field_id=None, customers=records))
    assert "fields" not in book_body(wish(), FRIDAY_NINE, settings, "GB")


@pytest.mark.parametrize("channel", [Channel.WHATSAPP, Channel.AT_CUSTOMER, Channel.PHONE_INCOMING])
def test_a_channel_that_cubu_has_not_is_refused(channel: Channel) -> None:
    with pytest.raises(BookingRejected):
        book_body(wish(channel=channel), FRIDAY_NINE, SETTINGS, "GB")


@pytest.mark.parametrize(
    ("format", "e164", "country", "written"),
    [
        (PhoneFormat.NATIONAL, "+442079460123", "GB", "02079460123"),
        (PhoneFormat.NATIONAL, "+14155550123", "US", "4155550123"),
        (PhoneFormat.NATIONAL, "+972501234567", "IL", "0501234567"),
        (PhoneFormat.SIGNIFICANT, "+442079460123", "GB", "2079460123"),
        (PhoneFormat.SIGNIFICANT, "+390612345678", "IT", "0612345678"),  # its zero is part of the number
        (PhoneFormat.E164, "+442079460123", "US", "+442079460123"),
    ],
)
def test_a_phone_number_is_written_as_the_tenant_wants_it(
    format: PhoneFormat, e164: str, country: str, written: str
) -> None:
    assert phone_as(format, e164, country) == written
    assert has_phone({"any": [{"shape": written}]}, e164, country)


@pytest.mark.parametrize("format", [PhoneFormat.NATIONAL, PhoneFormat.SIGNIFICANT])
def test_a_foreign_number_is_refused_where_it_would_look_like_one_from_here(format: PhoneFormat) -> None:
    with pytest.raises(BookingRejected) as refused:
        phone_as(format, "+14155550123", "GB")
    assert "415" not in str(refused.value)


def test_what_is_no_phone_number_is_nobody_elses() -> None:
    told = {"recordId": "00000000-0000-4000-8000-000000000001", "customer": "10012345", "mail": "1@example.com"}
    for nothing in (told, None, {"name": "Maria 2", "age": 7}, [None, {"card": "4000123412341234567"}]):
        assert has_phone(nothing, "+442079460123", "GB") is None
    assert has_phone({**told, "phone": "(020) 7946-0123"}, "+442079460123", "GB") is True
    assert has_phone({**told, "phone": "020 7946 0150"}, "+442079460123", "GB") is False


@pytest.mark.parametrize(("date", "country"), [("1980-05-04", "SE"), ("14.05.1980", "AT"), ("04/05/1980", "IT")])
def test_a_date_is_not_somebody_elses_number(date: str, country: str) -> None:
    assert has_phone({"born": date}, "+442079460123", country) is None
