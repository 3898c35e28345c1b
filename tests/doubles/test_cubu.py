"""The double of Cubu, called as its guide says and as it does not: all but appointments."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from typing import cast

import aiohttp
import pytest
from tests.doubles.cubu import (
    APPLICATION_ID,
    CLIENT_ID,
    EMAIL_FIELD,
    HOSTS,
    NAME_FIELD,
    PHONE_FIELD,
    SERVICE,
    SERVICE_TYPES,
    TAG,
    TENANT_ID,
    CubuSettings,
    case_id,
)
from tests.doubles.cubu_calls import CHECKUP, DAY, FORM, PHONE, at, cubu
from tests.doubles.serving import Fault

# --- tokens


async def test_a_token_lasts_an_hour() -> None:
    async with cubu() as client:
        assert client.one["token_type"] == "Bearer"
        assert client.said == {"token_type": "Bearer", "expires_in": 3600, "access_token": client.token}
        client.clock.now += timedelta(minutes=59, seconds=59)
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 200
        client.clock.now += timedelta(seconds=1)
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 401
        old = client.token
        assert await client.grant() == 200
        assert client.token != old
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 200
        client.double.revoke()
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 401


@pytest.mark.parametrize(
    ("changes", "status", "error", "complaints"),
    [
        ({"client_secret": "guessed"}, 401, "invalid_client", 0),
        ({"client_id": "another"}, 400, "unauthorized_client", 0),
        ({"grant_type": "refresh_token"}, 400, "unsupported_grant_type", 1),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope", 1),
        ({"resource": "cubu"}, 400, "invalid_request", 1),
    ],
)
async def test_wrong_credentials(changes: dict[str, str], status: int, error: str, complaints: int) -> None:
    async with cubu(complaints=complaints) as client:
        assert await client.grant(changes) == status
        assert client.one["error"] == error
        assert CLIENT_ID in client.one["error_description"]
        assert "guessed" not in client.one["error_description"]


async def test_another_tenant_or_application() -> None:
    async with cubu() as client:
        assert await client.grant(tenant=APPLICATION_ID) == 400
        headers = {"Authorization": f"Bearer {client.token}"}
        url = f"{client.double.url}/{TENANT_ID}/calendars/{SERVICE}/{DAY}"
        async with client.http.get(url, headers=headers) as answer:
            assert answer.status == 404


async def test_a_token_is_asked_for_with_a_form() -> None:
    async with cubu(complaints=1) as client:
        answer = await client.http.post(f"{client.double.url}/{TENANT_ID}/oauth2/v2.0/token", json=FORM)
        assert answer.status == 400
        answer.release()


@pytest.mark.parametrize("said", [{}, {"Authorization": "token"}, {"Authorization": "Basic eA=="}, {"X-Api-Key": "x"}])
async def test_no_bearer(said: dict[str, str]) -> None:
    async with cubu(complaints=1) as client:
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}", headers=said) == 401


async def test_each_call_needs_its_role() -> None:
    async with cubu(CubuSettings(roles=("Customers Manager",))) as client:
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 403
        assert await client.call("POST", "/customers", json={"fields": {PHONE_FIELD: PHONE}}) == 201
    async with cubu(CubuSettings(roles=("Appointments Manager",))) as client:
        assert await client.call("POST", "/customers", json={"fields": {PHONE_FIELD: PHONE}}) == 403


# --- availability


async def test_calendars_of_a_day() -> None:
    async with cubu() as client:
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}") == 200
        first, second = client.many
        assert (first["cuIndex"], second["cuIndex"]) == (0, 1)
        assert first["date"] == "2031-05-07T00:00:00"
        assert first["workingHours"] == [{"start": 540, "end": 750}, {"start": 810, "end": 1020}]
        flags = (first["isPhoneNumberRequired"], first["isEmailRequired"], first["isCustomerRequired"])
        assert flags == (True, False, False)
        users = {cast("dict[str, str]", calendar["user"])["userId"] for calendar in client.many}
        assert users == set(HOSTS.values())
        assert not {name for calendar in client.many for name in calendar if "zone" in name.lower()}
        assert first["agentsBookingActive"] is not second["agentsBookingActive"]


async def test_an_index_means_nothing_without_its_date() -> None:
    async with cubu() as client:
        assert client.double.cu_index("ada", DAY) != client.double.cu_index("ada", DAY + timedelta(days=1))


async def test_weekends_and_the_past_are_empty() -> None:
    async with cubu() as client:
        assert await client.look(date(2031, 5, 10)) == []
        assert await client.call("GET", f"/calendars/{SERVICE}/2031-05-11") == 200
        assert client.said == []
        assert await client.look(date(2031, 5, 2)) == []
        assert await client.call("GET", f"/calendars/{SERVICE}/2031-05-02") == 200
        assert client.many[0]["isPastDate"] is True


async def test_slots_are_minutes_of_the_wall_clock() -> None:
    async with cubu() as client:
        assert (await client.look())[:3] == [540, 555, 570]
        winter = date(2031, 10, 27)
        client.clock.now = datetime(2031, 10, 20, 8, tzinfo=UTC)
        assert await client.grant() == 200
        assert (await client.look(winter))[0] == 540
        assert client.one == {
            "serviceTypeId": CHECKUP,
            "serviceTypeName": "Check-up",
            "duration": 30,
            "slots": client.one["slots"],
        }
        assert len(await client.look(winter, kind=SERVICE_TYPES["long"].id)) == 11 * 2


async def test_flags_follow_the_settings() -> None:
    settings = CubuSettings(email_required=True, customer_required=True, named_agents=False)
    async with cubu(settings) as client:
        await client.call("GET", f"/calendars/{SERVICE}/{DAY}")
        for calendar in client.many:
            assert calendar["isEmailRequired"] is True
            assert calendar["isCustomerRequired"] is True
            assert calendar["user"] is None


async def test_windows_shown_shut_change_nothing() -> None:
    async with cubu(CubuSettings(gates=(("agentsBookingActive", False),))) as client:
        await client.call("GET", f"/calendars/{SERVICE}/{DAY}")
        assert [calendar["agentsBookingActive"] for calendar in client.many] == [False, False]
        assert await client.look()
        assert await client.book() == 201


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2031-5-7", 400),
        ("2031-02-30", 400),
        ("2031-05-07T00:00:00", 400),
        ("2031-05-07?timeZone=UTC", 400),
        ("2031-05-07/0/vacancies", 400),
        (f"2031-05-07/0/vacancies?serviceTypeId={CHECKUP}&from=540", 400),
        (f"2031-05-07/0/vacancies?serviceTypeId={CHECKUP}&serviceTypeId={CHECKUP}", 400),
        ("2031-05-07/0/vacancies?serviceTypeId=checkup", 400),
        (f"2031-05-07/-1/vacancies?serviceTypeId={CHECKUP}", 400),
        (f"2031-05-07/first/vacancies?serviceTypeId={CHECKUP}", 400),
        ("2031-05-07/0/appointments?cusotmerRecordId=x", 400),
        ("2031-05-07/0/appointments?customerRecordId=x", 400),
        ("2031-05-07/0/appointments/ca5e0000-0000-4000-8000-000000000001", 404),
        ("2031-05-07/0", 404),
    ],
)
async def test_what_cannot_be_read(path: str, status: int) -> None:
    async with cubu(complaints=1) as client:
        await client.call("GET", f"/calendars/{SERVICE}/{DAY}")
        assert await client.call("GET", f"/calendars/{SERVICE}/{path}") == status


async def test_what_is_not_there() -> None:
    async with cubu() as client:
        await client.call("GET", f"/calendars/{SERVICE}/{DAY}")
        assert await client.call("GET", f"/calendars/{TAG}/{DAY}") == 404
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}/2/vacancies?serviceTypeId={CHECKUP}") == 404
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}/0/vacancies?serviceTypeId={TAG}") == 404


async def test_vacancies_of_a_day_whose_calendars_were_not_read() -> None:
    async with cubu(complaints=1) as client:
        assert await client.call("GET", f"/calendars/{SERVICE}/{DAY}/0/vacancies?serviceTypeId={CHECKUP}") == 200


# --- customers


async def test_customer_records() -> None:
    async with cubu() as client:
        fields = {NAME_FIELD: "Priya Nair", PHONE_FIELD: PHONE}
        assert await client.call("POST", "/customers", json={"fields": fields}) == 201
        record = client.one["recordId"]
        assert client.said == {"recordId": record}
        for query in (
            {"queryType": "RecordId", "recordId": record},
            {"queryType": "KeyField", "fieldSlug": "phone", "fieldValue": PHONE},
        ):
            assert await client.call("POST", "/customers/query", json=query) == 200
            assert client.said == {"recordId": record, "fields": fields}
        query = {"queryType": "KeyField", "fieldSlug": "phone", "fieldValue": "4155550199"}
        assert await client.call("POST", "/customers/query", json=query) == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("", {"fields": {}}),
        ("", {"fields": {"phone": PHONE}}),
        ("", {"fields": {TAG: PHONE}}),
        ("", {"fields": {EMAIL_FIELD: "caller@placeholder.example"}}),
        ("", {"name": "Priya Nair"}),
        ("/query", {"queryType": "RecordId", "fieldSlug": "phone", "fieldValue": PHONE}),
        ("/query", {"queryType": "KeyField", "recordId": TAG}),
        ("/query", {"queryType": "Phone", "fieldValue": PHONE}),
        ("/query", {"queryType": "KeyField", "fieldSlug": "mobile", "fieldValue": PHONE}),
        ("/query", {"recordId": TAG}),
    ],
)
async def test_a_customer_that_is_none(path: str, body: dict[str, object]) -> None:
    async with cubu(complaints=1) as client:
        assert await client.call("POST", f"/customers{path}", json=body) == 400


# --- webhooks and faults


async def test_the_webhook_after_a_booking() -> None:
    async with cubu(CubuSettings(webhook_secret="shared")) as client:
        await client.look()
        assert await client.book(fields={NAME_FIELD: "Priya Nair"}) == 201
        headers, body = client.double.webhook("afterBookAppointment", client.double.diary.entries[0])
        mac = hmac.new(b"shared", body, hashlib.sha256).hexdigest()
        assert headers["Authorization"].lower() == f"hmac {mac}"
        said = json.loads(body)
        assert said["caseId"] == client.one["caseId"]
        assert said["triggeredByUserId"] is None
        assert said["fields"] == {NAME_FIELD: "Priya Nair"}
        assert said["appointment"]["timeZoneId"] == "GMT Standard Time"
        by_hand = client.double.book_elsewhere("ben", at(9))
        assert (
            json.loads(client.double.webhook("afterBookAppointment", by_hand)[1])["triggeredByUserId"] == HOSTS["ben"]
        )
        with pytest.raises(ValueError):
            client.double.webhook("cancelled", by_hand)
    async with cubu() as client:
        headers, _ = client.double.webhook("afterBookAppointment", client.double.book_elsewhere("ada", at(9)))
        assert "Authorization" not in headers


async def test_an_answer_that_is_lost() -> None:
    async with cubu() as client:
        await client.look()
        client.double.faults.order(Fault.RESET_AFTER, "/appointments", method="POST")
        with pytest.raises(aiohttp.ClientError):
            await client.book()
        assert len(client.double.diary.standing) == 1
        (found,) = await client.listed()
        assert found["caseId"] == case_id(client.double.diary.standing[0])
        assert await client.book() == 409


async def test_too_many_and_broken() -> None:
    async with cubu() as client:
        await client.look()
        client.double.faults.order(Fault.TOO_MANY, "/appointments")
        assert await client.book() == 429
        client.double.faults.order(Fault.ERROR_BEFORE, "/appointments")
        assert await client.book() == 500
        assert client.double.diary.entries == []


async def test_an_application_twice_in_the_path() -> None:
    async with cubu(complaints=1) as client:
        assert await client.call("GET", f"/{APPLICATION_ID}/calendars/{SERVICE}/{DAY}") == 404
