"""What the double of SavvyCal holds against its caller: each breach is refused as documented, and noted."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.doubles.savvycal import SERVICES
from tests.doubles.savvycal_caller import (
    BY_TOKEN,
    CHECKUP,
    FRIDAY,
    LATER,
    PRIYA,
    PUBLIC,
    TIMES,
    TOKEN,
    WISH,
    Caller,
    Clock,
    calling,
    pointers,
)


@pytest.fixture
async def api() -> AsyncIterator[Caller]:
    async with calling(Clock()) as caller:
        yield caller


def without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != name}


@pytest.mark.parametrize("path", [PUBLIC, BY_TOKEN])
@pytest.mark.parametrize(
    ("pointer", "change"),
    [
        ("/start_at", {"start_at": "2026-03-06T10:00:00Z"}),
        ("/start_at", {"start_at": "2026-03-06T10:00:00+00:00"}),
        ("/start_at", {"start_at": "2026-03-06T10:00:00.000"}),
        ("/start_at", {"start_at": "2026-03-06T10:00"}),
        ("/start_at", {"start_at": "2026-02-30T10:00:00"}),
        ("/start_at", {"start_at": 1772791200}),
        ("/start_at", {"start_at": "2026-03-29T01:15:00", "end_at": "2026-03-29T01:45:00"}),
        ("/start_at", {"start_at": "2026-10-25T01:15:00", "end_at": "2026-10-25T01:45:00"}),
        ("/end_at", {"end_at": "2026-03-06T10:45:00"}),
        ("/end_at", {"end_at": "2026-03-06T10:30:00Z"}),
        ("/time_zone", {"time_zone": "GMT Standard Time"}),
        ("/time_zone", {"time_zone": "+00:00"}),
        ("/service_id", {"service_id": "checkup"}),
        ("/service_id", {"service_id": None}),
        ("/provider_id", {"provider_id": "ada"}),
        ("/validate_slot", {"validate_slot": False}),
        ("/channel", {"channel": "video"}),
        ("/client", {"client": PRIYA}),
        ("/client_data", {"client_data": None}),
    ],
)
async def test_a_wrong_field_of_a_create(api: Caller, path: str, pointer: str, change: dict[str, Any]) -> None:
    status, answer = await api.post(path, WISH | change, TOKEN if path == BY_TOKEN else None)
    assert (status, pointers(answer)) == (422, [pointer])
    assert len(api.double.complaints) == 1
    assert pointer in api.double.complaints[0]
    assert api.double.diary.entries == []


@pytest.mark.parametrize("name", ["service_id", "start_at", "end_at", "time_zone", "client_data"])
async def test_a_missing_field_of_a_create(api: Caller, name: str) -> None:
    status, answer = await api.post(PUBLIC, without(WISH, name))
    assert (status, pointers(answer)) == (422, [f"/{name}"])
    assert len(api.double.complaints) == 1


@pytest.mark.parametrize("name", ["email", "first_name", "last_name", "time_zone"])
async def test_a_missing_field_of_a_new_client(api: Caller, name: str) -> None:
    for missing in (without(PRIYA, name), PRIYA | {name: None}):
        status, answer = await api.post(PUBLIC, WISH | {"client_data": missing})
        assert (status, pointers(answer)) == (422, [f"/client_data/{name}"])
    status, answer = await api.post("/v1/clients", without(without(PRIYA, name), "locale"), TOKEN)
    assert (status, pointers(answer)) == (422, [f"/{name}"])
    assert len(api.double.complaints) == 3
    assert api.double.practice.clients == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "priya"),
        ("email", "442079460123@example.com"),
        ("email", "no-reply@example.com"),
        ("email", "priya@noemail.com"),
        ("email", "priya@placeholder.example.com"),
        ("email", "priya@phone.invalid"),
        ("first_name", ""),
        ("last_name", "-"),
        ("last_name", "Unknown"),
        ("last_name", "Priya"),
        ("phone", "020 7946 0123"),
        ("phone", "442079460123"),
        ("locale", "en_GB"),
        ("time_zone", "BST"),
        ("reference_id", 81),
        ("fields", {}),
        ("name", "Priya Nair"),
        ("client_email", "priya@example.com"),
    ],
)
async def test_a_wrong_field_of_a_client(api: Caller, name: str, value: object) -> None:
    status, answer = await api.post(PUBLIC, WISH | {"client_data": PRIYA | {name: value}})
    assert (status, pointers(answer)) == (422, [f"/client_data/{name}"])
    assert len(api.double.complaints) == 1
    assert api.double.diary.entries == []


@pytest.mark.parametrize(
    ("pointer", "query"),
    [
        ("/from", without(FRIDAY, "from")),
        ("/until", without(FRIDAY, "until")),
        ("/until", FRIDAY | {"until": "2026-03-05"}),
        ("/from", FRIDAY | {"from": "2026-03-06T09:00:00"}),
        ("/time_zone", FRIDAY | {"time_zone": "London"}),
        ("/provider_id", FRIDAY | {"provider_id": "ada"}),
        ("/limit", FRIDAY | {"limit": "5"}),
        ("/start", FRIDAY | {"start": "2026-03-06"}),
        ("/timezone", FRIDAY | {"timezone": "Europe/London"}),
    ],
)
async def test_a_wrong_query_of_slots(api: Caller, pointer: str, query: dict[str, str]) -> None:
    for path, token in ((CHECKUP, None), (f"/v1/services/{SERVICES['in_person']}", TOKEN)):
        status, answer = await api.get(f"{path}/slots", token, **query)
        assert (status, pointers(answer)) == (422, [pointer])
    assert len(api.double.complaints) == 2


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (f"{CHECKUP}/earliest_slot", {"from": "2026-03-06"}),
        ("/v1/services", {"page": "0"}),
        ("/v1/services", {"per_page": "5"}),
        ("/v1/clients", {"phone": "+442079460123"}),
        (BY_TOKEN, {"filter": "{}"}),
        (BY_TOKEN, {"order_by": "start_at"}),
        (f"{BY_TOKEN}/appt_0", {"include_sensitive": "yes"}),
    ],
)
async def test_a_wrong_query(api: Caller, path: str, query: dict[str, str]) -> None:
    status, answer = await api.get(path, TOKEN, **query)
    assert (status, pointers(answer)) == (422, [f"/{name}" for name in query])
    assert len(api.double.complaints) == 1


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("cancel", {"reason": "A cold"}, "/reason"),
        ("cancel", {"cancellation_reason_id": "cold"}, "/cancellation_reason_id"),
        ("cancel", {"initiated_by": "client"}, "/initiated_by"),
        ("reschedule", LATER | {"initiated_by": "client"}, "/initiated_by"),
        ("reschedule", without(LATER, "end_at"), "/end_at"),
        ("reschedule", without(LATER, "time_zone"), "/time_zone"),
        ("reschedule", LATER | {"start_at": "2026-03-06T11:00:00Z"}, "/start_at"),
        ("reschedule", LATER | {"service_id": SERVICES["video"]}, "/service_id"),
    ],
)
async def test_a_wrong_body_of_a_change(api: Caller, path: str, body: object, pointer: str) -> None:
    id = await api.book()
    status, answer = await api.post(f"{PUBLIC}/{id}/{path}", body)
    assert (status, pointers(answer)) == (422, [pointer])
    assert len(api.double.complaints) == 1
    assert len(api.double.diary.standing) == 1


async def test_who_initiated_is_one_of_two(api: Caller) -> None:
    id = await api.book()
    status, answer = await api.post(f"{BY_TOKEN}/{id}/cancel", {"initiated_by": "agent"}, TOKEN)
    assert (status, pointers(answer)) == (422, ["/initiated_by"])
    assert (await api.post(f"{PUBLIC}/{id}/cancel", {"cancellation_reason_id": "cr_0"}))[0] == 422
    assert len(api.double.complaints) == 1


async def test_a_body_is_json_and_says_so(api: Caller) -> None:
    sent: list[dict[str, Any]] = [
        {"data": b"{}"},
        {"json": []},
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
    ]
    for given in sent:
        async with api.http.post(api.double.url + PUBLIC, **given) as answer:
            assert answer.status == 422
    assert len(api.double.complaints) == 3


async def test_a_query_says_a_thing_once(api: Caller) -> None:
    async with api.http.get(f"{api.double.url}{CHECKUP}/earliest_slot?time_zone=Etc/UTC&time_zone=UTC") as answer:
        assert answer.status == 422
    assert len(api.double.complaints) == 1


async def test_public_calls_have_no_authentication(api: Caller) -> None:
    status, answer = await api.post(PUBLIC, WISH, TOKEN)
    id = answer["data"]["id"]
    assert status == 201
    assert (await api.get(f"{PUBLIC}/{id}", TOKEN))[0] == 200
    assert (await api.post(f"{PUBLIC}/{id}/reschedule", LATER, TOKEN))[0] == 200
    assert (await api.post(f"{PUBLIC}/{id}/cancel", {}, TOKEN))[0] == 200
    assert len(api.double.complaints) == 4


async def test_headers_of_other_systems(api: Caller) -> None:
    for name in ("Idempotency-Key", "X-SavvyCal-Version"):
        assert (await api.post(PUBLIC, WISH, {name: "1"}))[0] == 201
    assert len(api.double.complaints) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/public/services"),
        ("GET", PUBLIC),
        ("PATCH", f"{PUBLIC}/appt_0"),
        ("DELETE", f"{BY_TOKEN}/appt_0"),
        ("POST", "/v1/booking_intents"),
        ("POST", "/v1/public/booking_intents"),
        ("POST", "/v1/webhooks"),
        ("GET", "/v1/spec"),
        ("GET", "/v1/clients/clt_0"),
        ("GET", f"{BY_TOKEN}/appt_0/cancellation_reasons"),
    ],
)
async def test_a_call_the_contract_does_not_have(api: Caller, method: str, path: str) -> None:
    async with api.http.request(method, api.double.url + path, headers=TOKEN) as answer:
        assert (answer.status, await answer.json()) == (404, {"errors": [{"detail": "Not Found", "status": "404"}]})
    assert api.double.complaints == [f"{method} {path} is no call of this API"]


async def test_an_older_flat_spelling_is_unknown(api: Caller) -> None:
    flat = {"client_first_name": "Priya", "client_last_name": "Nair", "client_email": "priya@example.com"}
    status, answer = await api.post(PUBLIC, {"service_id": SERVICES["in_person"], **TIMES, **flat})
    assert status == 422
    assert sorted(pointers(answer)) == ["/client_data", "/client_email", "/client_first_name", "/client_last_name"]
    assert len(api.double.complaints) == 4
