"""vcita's words and ours, without a wire: instants around clock changes, states, codes, forms, notes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from tests.booking_systems.vcita.at_vcita import called, maria
from tests.contracts.booking_system import ZONE

from frontdesk.booking_systems.vcita.answers import (
    AppointmentSaid,
    BookingSaid,
    ServiceSaid,
    StaffSaid,
    State,
    status_of,
)
from frontdesk.booking_systems.vcita.booking import interaction_details, notes
from frontdesk.booking_systems.vcita.catalogue import FormField, _fields, answer_to
from frontdesk.booking_systems.vcita.openings import pieces
from frontdesk.booking_systems.vcita.wire import code_of, e164, same_name, utc
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Awaiting, BookingStatus, Opening, Window
from frontdesk.model.caller import PersonName

LONDON, BERLIN, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("local", "wire"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=LONDON), "2026-03-29T00:30:00Z"),
        (datetime(2026, 3, 29, 2, 30, tzinfo=LONDON), "2026-03-29T01:30:00Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), "2026-10-25T00:30:00Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1), "2026-10-25T01:30:00Z"),
        (datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN), "2026-03-29T01:00:00Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), "2026-10-25T01:30:00Z"),
        (datetime(2026, 3, 8, 3, 30, tzinfo=NEW_YORK), "2026-03-08T07:30:00Z"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK), "2026-11-01T05:30:00Z"),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1), "2026-11-01T06:30:00Z"),
    ],
)
def test_an_instant_is_written_in_utc_also_when_clocks_change(local: datetime, wire: str) -> None:
    assert utc(local) == wire
    said = AppointmentSaid.model_validate({"id": "a", "state": "scheduled", "start_time": wire, "end_time": wire})
    assert said.start_time.timestamp() == local.timestamp()


def test_an_instant_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError):
        utc(datetime(2026, 3, 29, 9))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["2026-03-29T09:00:00", 1774774800, None, "tomorrow"])
def test_what_is_no_instant_is_not_read(text: object) -> None:
    said: dict[str, Any] = {"id": "a", "state": "scheduled", "start_time": text, "end_time": "2026-03-29T09:30:00Z"}
    with pytest.raises(ValidationError):
        AppointmentSaid.model_validate(said)


def test_an_offset_is_as_good_as_z_and_a_label_is_not_read() -> None:
    said = AppointmentSaid.model_validate(
        {
            "id": "a",
            "state": "scheduled",
            "start_time": "2026-10-25T01:30:00+01:00",
            "end_time": "2026-10-25T01:30:00+00:00",
            "time_zone": "(GMT-06:00) Central Time",
        }
    )
    assert said.end_time - said.start_time == timedelta(hours=1)


@pytest.mark.parametrize(("days", "parts"), [(1, [1]), (30, [30]), (31, [30, 1]), (60, [30, 30])], ids=str)
def test_a_long_window_is_asked_for_in_pieces(days: int, parts: list[int]) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    told = list(pieces(Window(begin, begin + timedelta(days=days))))
    assert [(piece.end - piece.start).days for piece in told] == parts
    assert (told[0].start, told[-1].end) == (begin, begin + timedelta(days=days))


def test_a_piece_is_as_long_across_a_clock_change() -> None:
    begin = datetime(2026, 3, 20, tzinfo=LONDON)
    (first, *_) = pieces(Window(begin, datetime(2026, 5, 1, tzinfo=LONDON)))
    assert first.end - first.start == timedelta(days=30)
    assert first.start.tzinfo is UTC


@pytest.mark.parametrize(
    ("state", "status", "awaiting"),
    [
        ("scheduled", BookingStatus.CONFIRMED, None),
        ("requested", BookingStatus.PENDING, Awaiting.HOST),
        ("pending_reschedule", BookingStatus.PENDING, Awaiting.HOST),
        ("reschedule", BookingStatus.PENDING, Awaiting.HOST),
        ("done", BookingStatus.COMPLETED, None),
        ("completed", BookingStatus.COMPLETED, None),
        ("no_show", BookingStatus.NO_SHOW, None),
        ("cancelled", BookingStatus.CANCELLED, None),
        ("rejected", BookingStatus.CANCELLED, None),
    ],
)
def test_a_state_is_one_of_ours(state: State, status: BookingStatus, awaiting: Awaiting | None) -> None:
    assert status_of(state) == (status, awaiting)


@pytest.mark.parametrize("status", ["cancelled", "rejected", "done", "confirmed", ""])
def test_only_scheduled_and_requested_come_of_a_booking(status: str) -> None:
    said = {"id": "a", "status": status, "start_time": "2026-03-06T09:00:00Z", "duration": 30}
    with pytest.raises(ValidationError):
        BookingSaid.model_validate(said)


def test_one_id_has_several_names_and_working_is_a_text() -> None:
    for name in ("id", "uid", "booking_id", "appointment_id"):
        assert StaffSaid.model_validate({name: "s", "active": "true"}).id == "s"
    assert not StaffSaid.model_validate({"id": "s", "active": "false"}).works
    assert StaffSaid.model_validate({"id": "s", "active": True}).works


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"status": "Error", "error": "…", "error_code": "TIMESLOT_UNAVAILABLE"}, "TIMESLOT_UNAVAILABLE"),
        ({"status": "Error", "error_code": "timeslot_unavailable"}, "TIMESLOT_UNAVAILABLE"),
        ({"success": False, "errors": [{"code": "unauthorized", "message": ["…"]}]}, "UNAUTHORIZED"),
        ({"error": "Unauthorized"}, "UNAUTHORIZED"),
        ({"error": "Something"}, ""),
        ({"success": False, "errors": []}, ""),
        ({"error_code": 422}, ""),
        (["TIMESLOT_UNAVAILABLE"], ""),
        (None, ""),
    ],
)
def test_a_code_is_found_in_every_envelope(answer: object, code: str) -> None:
    assert code_of(answer) == code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+442079460123", "+442079460123"),
        ("020 7946 0123", "+442079460123"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("+1 415 555 0123", "+14155550123"),
        ("no number", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, number: str) -> None:
    assert e164(written, "GB") == number


def test_names_are_the_same_whatever_their_case_and_parts() -> None:
    assert same_name(PersonName("maria  jose", "LOPEZ"), PersonName("Maria", "Jose Lopez"))
    assert not same_name(PersonName("Maria"), PersonName("Maria", "Lopez"))


FORM = {
    "data": {
        "forms": [
            {
                "id": "f",
                "type": "scheduling",
                "sections": [
                    {"title": "You", "fields": [{"id": "1", "type": "email", "required": True, "options": []}]},
                    {"fields": [{"id": "2", "type": "text", "required": "false"}, {"id": "3", "label": "a note"}]},
                ],
            }
        ]
    }
}


def test_the_fields_of_a_form_are_found_wherever_they_stand() -> None:
    assert list(_fields(FORM)) == [FormField("1", "email", True), FormField("2", "text", False)]
    assert list(_fields({"data": {"forms": []}})) == []


def test_a_field_gets_what_was_said_and_nothing_else() -> None:
    caller = called("Maria", "Lopez", email="maria@example.com")
    said = {type: answer_to(FormField("1", type, True), caller) for type in ("first_name", "last_name", "email")}
    assert said == {"first_name": "Maria", "last_name": "Lopez", "email": "maria@example.com"}
    only_surname = called("", "Okafor")
    said = {type: answer_to(FormField("1", type, True), only_surname) for type in ("first_name", "last_name", "email")}
    assert said == {"first_name": "Okafor", "last_name": "", "email": ""}
    assert answer_to(FormField("1", "date_of_birth", True), caller) is None


OPENING = Opening("checkup", "ada", datetime(2026, 3, 6, 9, tzinfo=ZONE), datetime(2026, 3, 6, 9, 30, tzinfo=ZONE))


def service(interaction: str) -> ServiceSaid:
    return ServiceSaid(id="s", type="AppointmentService", interaction_type=interaction)


@pytest.mark.parametrize(
    ("interaction", "place", "details"),
    [
        ("client_phone", "+44 20 7946 0150", "+44 20 7946 0150"),
        ("phone_call", "the office", "+442079460123"),
        ("Client_Location", "1 High Street", "1 High Street"),
        ("business_phone", "+442079460150", ""),
        ("zoom", "https://example.com/room", ""),
    ],
)
def test_only_some_services_are_told_where_or_which_number(interaction: str, place: str, details: str) -> None:
    assert interaction_details(replace(maria(OPENING), place=place), service(interaction)) == details


def test_no_address_is_made_up() -> None:
    with pytest.raises(BookingRejected):
        interaction_details(replace(maria(OPENING), place=""), service("client_location"))


def test_the_notes_are_the_reason_and_the_answers_whole() -> None:
    wanted = maria(OPENING, reason="a tooth\nupper left", answers=(("insured", "yes"), ("before", "ä" * 2000)))
    assert notes(wanted) == "a tooth\nupper left\ninsured: yes\nbefore: " + "ä" * 2000
    assert json.loads(json.dumps(notes(wanted))) == notes(wanted)
    assert notes(maria(OPENING, reason="", answers=())) == ""
