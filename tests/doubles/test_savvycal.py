"""What the double of SavvyCal does, asked as its contract has it: the public calls, variants, faults and webhooks."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from tests.doubles.savvycal import ACCOUNT, HOSTS, REASONS, SERVICES, SavvycalDouble
from tests.doubles.savvycal_caller import (
    ADA,
    BY_TOKEN,
    CHECKUP,
    FRIDAY,
    FRIDAY_TEN,
    LATER,
    NOW,
    PRIYA,
    PUBLIC,
    TOKEN,
    WISH,
    Caller,
    Clock,
    calling,
    pointers,
)
from tests.doubles.serving import Fault


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[Caller]:
    async with calling(clock) as caller:
        yield caller


# --- public calls


async def test_public_slots_carry_an_offset_and_name_no_provider(api: Caller) -> None:
    status, answer = await api.get(f"{CHECKUP}/slots", **FRIDAY | {"from": "2026-03-30", "until": "2026-03-30"})
    assert status == 200
    assert answer["data"][0] == {
        "object": "slot",
        "start_at": "2026-03-30T09:00:00+01:00",
        "end_at": "2026-03-30T09:30:00+01:00",
        "start_at_ts": 1774857600,
        "end_at_ts": 1774859400,
        "time_zone": "Europe/London",
    }
    assert len(answer["data"]) == 26
    status, answer = await api.get(f"{CHECKUP}/slots", **{"from": "2026-03-30", "until": "2026-03-30"})
    assert (answer["data"][0]["start_at"], answer["data"][0]["time_zone"]) == ("2026-03-30T08:00:00Z", "Etc/UTC")
    assert api.double.complaints == []


async def test_days_are_those_of_the_zone_that_is_asked_for(api: Caller) -> None:
    _, answer = await api.get(f"{CHECKUP}/slots", **FRIDAY | {"time_zone": "Pacific/Auckland"})
    starts = [slot["start_at"] for slot in answer["data"]]
    assert starts[0] == "2026-03-06T00:00:00+13:00"  # Thursday, 11:00 in London
    assert starts[-1] == "2026-03-06T23:45:00+13:00"


async def test_a_provider_narrows_the_slots(api: Caller) -> None:
    api.double.book_elsewhere("ada", FRIDAY_TEN)
    assert "10:00" in await api.begins()
    assert "10:00" not in await api.begins(provider_id=HOSTS["ada"])
    assert "10:00" in await api.begins(provider_id=HOSTS["ben"])
    assert (await api.get(f"{CHECKUP}/slots", **FRIDAY, provider_id="prov_0"))[0] == 422
    assert (await api.get("/v1/public/services/srv_0/slots", **FRIDAY))[0] == 404
    assert api.double.complaints == []


async def test_the_earliest_slot_is_one_or_none(api: Caller, clock: Clock) -> None:
    status, answer = await api.get(f"{CHECKUP}/earliest_slot", time_zone="Europe/London")
    assert (status, answer["data"]["start_at"]) == (200, "2026-03-05T10:00:00+00:00")
    api.double.diary.horizon = timedelta()
    assert await api.get(f"{CHECKUP}/earliest_slot") == (200, {"data": None})


async def test_a_public_appointment_is_made_and_says_nothing_of_who_and_with_whom(api: Caller) -> None:
    status, answer = await api.post(PUBLIC, ADA)
    assert status == 201
    data = answer["data"]
    id = data.pop("id")
    assert data == {
        "object": "appointment",
        "status": "scheduled",
        "confirmed_at": "2026-03-05T09:00:00Z",
        "start_at": {
            "object": "zoned_date_time",
            "local": "2026-03-06T10:00:00",
            "utc": "2026-03-06T10:00:00Z",
            "unix_ts": 1772791200,
            "time_zone": "Europe/London",
        },
        "end_at": {
            "object": "zoned_date_time",
            "local": "2026-03-06T10:30:00",
            "utc": "2026-03-06T10:30:00Z",
            "unix_ts": 1772793000,
            "time_zone": "Europe/London",
        },
        "cancellation": {"allowed": True, "disabled_message": None},
        "rescheduling": {"allowed": True, "disabled_message": None},
    }
    entry = api.double.entry(id)
    assert (entry.host, entry.start, entry.service) == ("ada", FRIDAY_TEN, "in_person")
    assert await api.get(f"{PUBLIC}/{id}") == (200, {"data": {"id": id} | data})
    assert "10:00" not in await api.begins(provider_id=HOSTS["ada"])
    assert api.double.complaints == []


async def test_an_appointment_is_cancelled_and_its_opening_is_back(api: Caller) -> None:
    id = await api.book(ADA)
    assert await api.get(f"{PUBLIC}/{id}/cancellation_reasons") == (200, {"data": [{"id": each} for each in REASONS]})
    wish = {"cancellation_reason_id": REASONS[0], "custom_reason_text": "A cold"}
    status, answer = await api.post(f"{PUBLIC}/{id}/cancel", wish)
    assert (status, answer["data"]["status"]) == (200, "canceled")
    assert not answer["data"]["cancellation"]["allowed"]
    assert "10:00" in await api.begins(provider_id=HOSTS["ada"])
    for path in ("cancel", "reschedule"):
        status, answer = await api.post(f"{PUBLIC}/{id}/{path}", LATER if path == "reschedule" else {})
        assert (status, pointers(answer)) == (422, ["/status"])
    assert api.double.complaints == []


async def test_an_appointment_moves_and_keeps_its_id(api: Caller) -> None:
    id = await api.book(ADA)
    status, answer = await api.post(f"{PUBLIC}/{id}/reschedule", LATER)
    assert (status, answer["data"]["id"], answer["data"]["start_at"]["utc"]) == (200, id, "2026-03-06T11:00:00Z")
    assert api.double.entry(id).host == "ada"
    free = await api.begins(provider_id=HOSTS["ada"])
    assert "10:00" in free
    assert "11:00" not in free
    status, answer = await api.post(f"{PUBLIC}/{id}/reschedule", LATER | {"provider_id": HOSTS["ben"]})
    assert (status, api.double.entry(id).host) == (200, "ben")
    assert api.double.complaints == []


async def test_what_is_not_there_is_not_found(api: Caller) -> None:
    missing = {"errors": [{"detail": "Not Found", "status": "404"}]}
    id = await api.book()
    api.double.delete(api.double.entry(id))
    for path in (f"{PUBLIC}/{id}", f"{PUBLIC}/appt_0/cancellation_reasons"):
        assert await api.get(path) == (404, missing)
    assert await api.post(f"{PUBLIC}/appt_0/cancel", {}) == (404, missing)
    assert await api.post(f"{PUBLIC}/appt_0/reschedule", LATER) == (404, missing)
    assert api.double.complaints == []


async def test_an_opening_is_taken_once_per_provider(api: Caller) -> None:
    answers = await asyncio.gather(*(api.post(PUBLIC, WISH) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [201, 201, 422, 422, 422]
    assert {entry.host for entry in api.double.diary.standing} == {"ada", "ben"}
    refused = next(answer for status, answer in answers if status == 422)
    assert [error["code"] for error in refused["errors"]] == ["no_available_provider"]
    assert pointers(refused) == ["/provider_id"]
    _, answer = await api.post(PUBLIC, ADA)
    assert (answer["errors"][0]["code"], pointers(answer)) == ("slot_unavailable", ["/start_at"])
    night = {"start_at": "2026-03-06T20:00:00", "end_at": "2026-03-06T20:30:00"}
    _, answer = await api.post(PUBLIC, WISH | night)
    assert answer["errors"][0]["code"] == "slot_unavailable"
    assert api.double.complaints == []


async def test_a_taken_opening_is_refused_to_who_would_move_there(api: Caller) -> None:
    id = await api.book(ADA)
    for host in HOSTS:
        api.double.book_elsewhere(host, FRIDAY_TEN + timedelta(hours=1))
    status, answer = await api.post(f"{PUBLIC}/{id}/reschedule", LATER)
    assert (status, answer["errors"][0]["code"]) == (422, "no_available_provider")
    assert api.double.entry(id).start == FRIDAY_TEN


async def test_the_older_errors_have_no_code(clock: Clock) -> None:
    async with calling(clock, codes=False) as api:
        await api.book(ADA)
        status, answer = await api.post(PUBLIC, ADA)
        detail = {"title": "Invalid value", "detail": "is not available", "source": {"pointer": "/start_at"}}
        assert (status, answer) == (422, {"errors": [detail]})


# --- variants


@pytest.mark.parametrize("links", ["urls", "flat"])
async def test_the_policy_forbids_what_the_answer_said_it_would(clock: Clock, links: str) -> None:
    async with calling(clock, cancel_allowed=False, reschedule_allowed=False, links=links) as api:
        id = await api.book()
        _, answer = await api.get(f"{PUBLIC}/{id}")
        assert answer["data"]["cancellation"] == {"allowed": False, "disabled_message": "Please call the practice."}
        assert (links == "flat" and id in answer["data"]["cancel_url"]) or id in answer["data"]["urls"]["cancel"]
        for path, body in (("cancel", {}), ("reschedule", LATER)):
            status, answer = await api.post(f"{PUBLIC}/{id}/{path}", body)
            assert (status, answer["errors"][0]["status"]) == (403, "403")
        assert (await api.post(f"{BY_TOKEN}/{id}/cancel", {}, TOKEN))[0] == 200
        assert api.double.complaints == []


async def test_it_can_be_too_late_to_cancel(clock: Clock) -> None:
    async with calling(clock, change_notice=timedelta(hours=24)) as api:
        id = await api.book()
        clock.now += timedelta(hours=1, minutes=1)
        assert (await api.post(f"{PUBLIC}/{id}/cancel", {}))[0] == 403


async def test_an_appointment_can_wait_for_its_confirmation(clock: Clock) -> None:
    async with calling(clock, confirmation=True) as api:
        one, other = await api.book(), await api.book()
        _, answer = await api.get(f"{PUBLIC}/{one}")
        assert (answer["data"]["status"], answer["data"]["confirmed_at"]) == ("scheduled", None)
        api.double.approve(api.double.entry(one))
        assert (await api.get(f"{PUBLIC}/{one}"))[1]["data"]["confirmed_at"] == "2026-03-05T09:00:00Z"
        status, answer = await api.post(f"{BY_TOKEN}/{other}/confirm", {}, TOKEN)
        assert (status, answer["data"]["confirmed_at"]) == (200, "2026-03-05T09:00:00Z")


async def test_a_service_has_the_duration_it_says(clock: Clock) -> None:
    async with calling(clock, durations={"in_person": 60, "video": 90}) as api:
        _, answer = await api.get("/v1/services", TOKEN)
        found = [(each["id"], each["duration"], each["appointment_type"]) for each in answer["data"]]
        assert found == [(SERVICES["in_person"], "PT1H", "in_person"), (SERVICES["video"], "PT1H30M", "virtual")]
        status, answer = await api.post(PUBLIC, WISH)
        assert (status, pointers(answer)) == (422, ["/end_at"])
        assert "/end_at" in api.double.complaints.pop()
        await api.book(WISH | {"end_at": "2026-03-06T11:00:00"})
        await api.book(WISH | {"end_at": "2026-03-06T11:30:00", "service_id": SERVICES["video"]})


async def test_the_newer_times_carry_an_offset(clock: Clock) -> None:
    async with calling(clock, time_format="offset") as api:
        await api.book(ADA | {"start_at": "2026-03-06T10:00:00Z", "end_at": "2026-03-06T10:30:00Z"})
        id = await api.book(WISH | {"start_at": "2026-03-30T10:00:00+01:00", "end_at": "2026-03-30T10:30:00+01:00"})
        assert api.double.entry(id).start == datetime(2026, 3, 30, 9, tzinfo=UTC)
        assert api.double.complaints == []
        status, answer = await api.post(PUBLIC, WISH)
        assert (status, pointers(answer)) == (422, ["/start_at"])
        assert len(api.double.complaints) == 1


async def test_the_newer_window_may_be_open(clock: Clock) -> None:
    async with calling(clock, loose_window=True, until_included=False) as api:
        _, answer = await api.get(f"{CHECKUP}/slots", limit="3", time_zone="Europe/London")
        assert [slot["start_at"][11:16] for slot in answer["data"]] == ["10:00", "10:15", "10:30"]
        assert await api.get(f"{CHECKUP}/slots", **FRIDAY) == (200, {"data": []})
        assert api.double.complaints == []
        assert (await api.get(f"{CHECKUP}/slots"))[0] == 422
        assert len(api.double.complaints) == 1


async def test_nothing_is_offered_where_booking_is_off(clock: Clock) -> None:
    async with calling(clock, allow_booking=False) as api:
        assert await api.begins() == []
        status, answer = await api.post(PUBLIC, WISH)
        assert (status, pointers(answer)) == (422, ["/service_id"])


async def test_fields_of_a_client_are_those_of_the_practice(clock: Clock) -> None:
    async with calling(clock, client_fields=("insurer",)) as api:
        await api.book(WISH | {"client_data": PRIYA | {"fields": {"insurer": "None"}}})
        assert api.double.complaints == []
        status, answer = await api.post(PUBLIC, WISH | {"client_data": PRIYA | {"fields": {"other": 1}}})
        assert (status, pointers(answer)) == (422, ["/client_data/fields/other"])


# --- faults


async def test_a_lost_answer_leaves_the_appointment(api: Caller) -> None:
    api.double.faults.order(Fault.RESET_AFTER, PUBLIC, method="POST")
    with pytest.raises(aiohttp.ClientError):
        await api.post(PUBLIC, WISH)
    assert len(api.double.diary.standing) == 1
    for fault, status in ((Fault.TOO_MANY, 429), (Fault.ERROR_BEFORE, 500)):
        api.double.faults.order(fault)
        answered, answer = await api.post(PUBLIC, WISH)
        assert (answered, answer["errors"][0]["status"]) == (status, str(status))
    assert len(api.double.diary.standing) == 1


# --- webhooks


async def test_a_webhook_is_signed_in_upper_case(api: Caller) -> None:
    id = await api.book()
    headers, body = api.double.webhook("appointment.created", api.double.entry(id))
    digest = hmac.new(b"secret-of-the-webhook", body, hashlib.sha256).hexdigest().upper()
    assert headers["x-savvycal-signature"] == f"sha256={digest}"
    told = json.loads(body)
    assert (told["version"], told["account_id"], told["created_at"]) == ("1.0", ACCOUNT, "2026-03-05T09:00:00Z")
    assert (told["data"]["type"], told["data"]["object"]["id"]) == ("appointment.created", id)
    assert told["data"]["object"]["client_data"] is None
    again, another = api.double.webhook("appointment.canceled", api.double.entry(id))
    assert headers["x-savvycal-webhook-id"] == again["x-savvycal-webhook-id"]
    assert told["id"] != json.loads(another)["id"]
    assert json.loads(api.double.webhook("block.created", api.double.entry(id))[1])["data"]["object"]


async def test_what_the_practice_does_is_seen(api: Caller) -> None:
    entry = api.double.book_elsewhere("ada", FRIDAY_TEN)
    api.double.move(entry, FRIDAY_TEN + timedelta(hours=1))
    id = api.double.id_of(entry)
    _, answer = await api.get(f"{PUBLIC}/{id}")
    assert answer["data"]["start_at"]["local"] == "2026-03-06T11:00:00"
    assert "10:00" in await api.begins(provider_id=HOSTS["ada"])
    api.double.cancel(entry)
    assert (await api.get(f"{PUBLIC}/{id}"))[1]["data"]["status"] == "canceled"


def test_a_signed_token_has_the_documented_parts(clock: Clock) -> None:
    parts = SavvycalDouble(clock).signed_token(5).split(".")
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in parts[:2])
    assert (header["alg"], set(header)) == ("ES256", {"alg", "kid", "typ"})
    assert claims["exp"] == int((NOW + timedelta(minutes=5)).timestamp())
