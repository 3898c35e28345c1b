"""What is sent to SavvyCal and what its answers mean, without any wire."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from tests.booking_systems.savvycal.practice import EMAIL, TEN, TOKEN, ask, without

from frontdesk.booking_systems.savvycal import wire
from frontdesk.booking_systems.savvycal.answers import Appointment, Errors, Service, Slots, as_reading
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.model.booking import Awaiting, BookingStatus, Opening
from frontdesk.model.caller import Channel, PersonName

LONDON, CHICAGO, LISBON = ZoneInfo("Europe/London"), ZoneInfo("America/Chicago"), ZoneInfo("Europe/Lisbon")
SETTINGS = SavvycalSettings.model_validate(TOKEN.section)

# --- times


@pytest.mark.parametrize(
    ("instant", "zone", "naive", "offset"),
    [
        ("2031-02-03T10:00:00Z", LISBON, "2031-02-03T10:00:00", "2031-02-03T10:00:00+00:00"),
        ("2026-03-29T00:45:00Z", LONDON, "2026-03-29T00:45:00", "2026-03-29T00:45:00+00:00"),
        ("2026-03-29T01:00:00Z", LONDON, "2026-03-29T02:00:00", "2026-03-29T02:00:00+01:00"),
        ("2026-10-24T23:45:00Z", LONDON, "2026-10-25T00:45:00", "2026-10-25T00:45:00+01:00"),
        ("2026-10-25T02:00:00Z", LONDON, "2026-10-25T02:00:00", "2026-10-25T02:00:00+00:00"),
        ("2026-03-08T08:00:00Z", CHICAGO, "2026-03-08T03:00:00", "2026-03-08T03:00:00-05:00"),
        ("2026-11-01T05:30:00Z", CHICAGO, "2026-11-01T00:30:00", "2026-11-01T00:30:00-05:00"),
    ],
)
def test_an_instant_becomes_a_time_of_the_zone(instant: str, zone: ZoneInfo, naive: str, offset: str) -> None:
    for given in (datetime.fromisoformat(instant), datetime.fromisoformat(instant).astimezone(zone)):
        assert wire.as_time(given, zone, "naive") == naive
        assert wire.as_time(given, zone, "offset") == offset


@pytest.mark.parametrize(
    ("instants", "zone"),
    [
        (("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"), LONDON),
        (("2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"), CHICAGO),
    ],
)
def test_an_hour_that_comes_twice_is_refused_without_an_offset(instants: tuple[str, str], zone: ZoneInfo) -> None:
    both = [datetime.fromisoformat(instant) for instant in instants]
    for instant in both:
        with pytest.raises(wire.NotExpressible):
            wire.as_time(instant, zone, "naive")
    first, second = (wire.as_time(instant, zone, "offset") for instant in both)
    assert first[:19] == second[:19]
    assert [datetime.fromisoformat(text) for text in (first, second)] == both


def test_an_end_in_the_hour_that_comes_twice_is_not_expressible_either() -> None:
    start = datetime(2026, 10, 24, 23, 45, tzinfo=UTC)
    opening = Opening("checkup", "ada", start, start + timedelta(minutes=30))
    assert not wire.expressible(opening, LONDON, "naive")
    assert wire.expressible(opening, LONDON, "offset")


def test_fractions_of_a_second_are_refused() -> None:
    with pytest.raises(wire.NotExpressible):
        wire.as_time(datetime(2026, 3, 6, 10, 0, 0, 1, tzinfo=UTC), LONDON, "offset")


# --- requests


def test_an_appointment_as_it_is_documented() -> None:
    body = wire.appointment(ask(), "srv_1", "prov_1", LONDON, "naive")
    reference = wire.reference_id(ask().attendee)
    assert body == {
        "service_id": "srv_1",
        "provider_id": "prov_1",
        "start_at": "2026-03-06T10:00:00",
        "end_at": "2026-03-06T10:30:00",
        "time_zone": "Europe/London",
        "client_data": {
            "first_name": "Maria",
            "last_name": "Lopez",
            "email": EMAIL,
            "phone": "+442079460123",
            "locale": "en",
            "time_zone": "Europe/London",
            "reference_id": reference,
        },
    }


def test_whom_it_is_with_is_left_out_where_nobody_is_named() -> None:
    assert "provider_id" not in wire.appointment(ask(), "srv_1", None, LONDON, "naive")


def test_the_zone_of_who_comes_is_their_own() -> None:
    body = wire.client_data(without(ask(), time_zone="America/Chicago").attendee, LONDON)
    assert body["time_zone"] == "America/Chicago"


@pytest.mark.parametrize(
    "lacking",
    [{"email": None}, {"email": ""}, {"name": PersonName("Maria")}, {"name": PersonName("", "Lopez")}],
)
def test_what_is_not_known_is_not_made_up(lacking: dict[str, Any]) -> None:
    with pytest.raises(wire.NotExpressible):
        wire.client_data(without(ask(), **lacking).attendee, LONDON)


def test_a_client_is_another_one_as_soon_as_anything_of_them_is() -> None:
    mine = wire.reference_id(ask().attendee)
    assert mine == wire.reference_id(without(ask(), name=PersonName(" maria", "LOPEZ")).attendee)
    others: list[dict[str, Any]] = [
        {"name": PersonName("Noah", "Lopez")},
        {"phone": "+442079460150"},
        {"email": "m@example.com"},
    ]
    assert mine not in {wire.reference_id(without(ask(), **other).attendee) for other in others}
    assert "maria" not in mine


def test_answers_go_into_the_fields_that_are_named() -> None:
    asked = ask()
    body = wire.appointment(asked, "srv_1", None, LONDON, "naive", {"insured": "is-insured", "reason": "why", "x": "y"})
    client = body["client_data"]
    assert isinstance(client, dict)
    assert client["fields"] == {"is-insured": "yes, with “Acme”", "why": "a tooth, upper left"}
    unasked = replace(asked, reason="", answers=())
    body = wire.appointment(unasked, "srv_1", None, LONDON, "naive", {"reason": "why"})
    assert "fields" not in body["client_data"]  # type: ignore[operator]


def test_a_day_more_is_asked_for_because_the_last_may_not_count() -> None:
    days = datetime(2026, 3, 6).date(), datetime(2026, 3, 7).date()  # noqa: DTZ001  # of days only
    assert wire.window(*days, LONDON, "prov_1") == [
        ("from", "2026-03-06"),
        ("until", "2026-03-08"),
        ("time_zone", "Europe/London"),
        ("provider_id", "prov_1"),
    ]


# --- answers


def told(**change: Any) -> dict[str, Any]:
    def moment(instant: datetime) -> dict[str, Any]:
        return {"utc": instant.isoformat(), "unix_ts": int(instant.timestamp()), "local": "?", "time_zone": "?"}

    start, end = TEN.start.astimezone(UTC), TEN.end.astimezone(UTC)
    plain = {"id": "appt_a1B2c3D4e5F6", "status": "scheduled", "confirmed_at": "2026-03-05T09:07:00Z"}
    return {**plain, "start_at": moment(start), "end_at": moment(end), "object": "appointment", **change}


def test_a_public_appointment_tells_when_and_whether_it_stands() -> None:
    reading = as_reading(Appointment.model_validate(told()), SETTINGS)
    assert (reading.reference, reading.status, reading.awaiting) == ("appt_a1B2c3D4e5F6", BookingStatus.CONFIRMED, None)
    assert (reading.start, reading.end) == (TEN.start, TEN.end)
    assert (reading.host, reading.service, reading.channel) == ("", "", None)


def test_by_token_it_tells_with_whom_and_how_too() -> None:
    theirs = {"service": {"id": "srv_1234567890"}, "provider": {"id": "prov_bE8n3Xw5Rt1Z"}}
    reading = as_reading(Appointment.model_validate(told(**theirs)), SETTINGS)
    assert (reading.host, reading.service, reading.channel) == ("ben", "checkup", Channel.VIDEO)
    strange = {"service": {"id": "srv_another"}, "provider": {"id": "prov_another"}}
    reading = as_reading(Appointment.model_validate(told(**strange)), SETTINGS)
    assert (reading.host, reading.service, reading.channel) == ("", "", None)


@pytest.mark.parametrize(
    ("change", "status", "awaiting"),
    [
        ({"confirmed_at": None}, BookingStatus.PENDING, Awaiting.HOST),
        ({"status": "canceled"}, BookingStatus.CANCELLED, None),
        ({"status": "canceled", "confirmed_at": None}, BookingStatus.CANCELLED, None),
    ],
)
def test_what_is_not_confirmed_is_only_asked_for(
    change: dict[str, Any], status: BookingStatus, awaiting: Awaiting | None
) -> None:
    reading = as_reading(Appointment.model_validate(told(**change)), SETTINGS)
    assert (reading.status, reading.awaiting) == (status, awaiting)


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"status": "cancelled"},
        {"start_at": "2026-03-06T10:00:00"},
        {"start_at": {"utc": "2026-03-06T10:00:00Z", "unix_ts": 1}},
    ],
)
def test_an_unheard_of_appointment_is_a_fault(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Appointment.model_validate(told(**change))


def test_whether_it_is_confirmed_must_be_told() -> None:
    silent = told()
    del silent["confirmed_at"]
    with pytest.raises(ValidationError):
        Appointment.model_validate(silent)


def test_openings_carry_an_offset() -> None:
    with pytest.raises(ValidationError):
        Slots.model_validate({"data": [{"start_at": "2026-03-06T10:00:00", "end_at": "2026-03-06T10:30:00"}]})


@pytest.mark.parametrize(("duration", "minutes"), [("PT45M", 45), ("PT1H", 60), ("PT1H30M", 90)])
def test_durations_have_hours_too(duration: str, minutes: int) -> None:
    service = {"id": "srv_1", "duration": duration, "appointment_type": "virtual"}
    assert Service.model_validate(service).minutes == minutes


@pytest.mark.parametrize("duration", ["PT0M", "PT30S", "45M", ""])
def test_what_is_no_duration_is_a_fault(duration: str) -> None:
    with pytest.raises(ValidationError):
        Service.model_validate({"id": "srv_1", "duration": duration, "appointment_type": "virtual"})


@pytest.mark.parametrize(
    ("error", "taken", "perhaps"),
    [
        ({"code": "slot_unavailable", "source": {"pointer": "/start_at"}}, True, True),
        ({"code": "no_available_provider"}, True, False),
        ({"source": {"pointer": "/end_at"}, "title": "slot_unavailable"}, False, True),
        ({"source": {"pointer": "/provider_id"}}, False, True),
        ({"source": {"pointer": "/client_data/email"}}, False, False),
        ({"source": None, "detail": "slot unavailable"}, False, False),
    ],
)
def test_codes_come_before_pointers_and_words_do_not_count(error: dict[str, Any], taken: bool, perhaps: bool) -> None:
    errors = Errors.model_validate({"errors": [error]})
    assert (errors.say_taken, errors.may_mean_taken) == (taken, perhaps)
