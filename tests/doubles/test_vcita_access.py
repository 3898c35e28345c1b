"""The double of vcita: its tokens, which call takes which, and its clients."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.vcita_asking import (
    APPOINTMENTS,
    BEHALF,
    BOOKINGS,
    BUSINESS_BOOKINGS,
    CLIENTS,
    PRIYA,
    SLOTS,
    Vendor,
    error,
    vendor_with,
)
from tests.doubles.vcita_practice import (
    BUSINESS,
    DIRECTORY,
    DIRECTORY_TOKEN,
    OAUTH,
    SERVICE_ID,
    SERVICE_SECRET,
    STAFF_TOKEN,
)


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with vendor_with() as made:
        yield made


# --- tokens


async def test_an_app_token_is_got_and_ends_after_an_hour(vendor: Vendor) -> None:
    said = {"service_id": SERVICE_ID, "service_secret": SERVICE_SECRET}
    status, answer = await vendor.ask("POST", "/oauth/service/token", None, json=said)
    assert status == 200
    assert {key: answer[key] for key in ("expires_in", "token_type")} == {"expires_in": 3600, "token_type": "Bearer"}
    vendor.clock.now += timedelta(minutes=59)
    assert (await vendor.ask("GET", APPOINTMENTS, answer["access_token"]))[0] == 200
    vendor.clock.now += timedelta(minutes=1)
    assert await vendor.ask("GET", APPOINTMENTS, answer["access_token"]) == (401, {"error": "Unauthorized"})
    assert vendor.double.complaints == []


async def test_trouble_with_a_token_can_arrive_as_422() -> None:
    async with vendor_with(expired_is_422=True) as vendor:
        assert await vendor.ask("GET", APPOINTMENTS, "old") == (422, error("UNAUTHORIZED", "Unauthorized"))
        status, answer = await vendor.ask("GET", SLOTS, "old")
        assert (status, answer["success"], answer["errors"][0]["code"]) == (422, False, "unauthorized")


async def test_a_wrong_secret_and_no_token_are_refused(vendor: Vendor) -> None:
    wrong = {"service_id": SERVICE_ID, "service_secret": "guessed"}
    assert (await vendor.ask("POST", "/oauth/service/token", None, json=wrong))[0] == 401
    assert vendor.double.complaints == []
    assert await vendor.ask("GET", APPOINTMENTS, None) == (401, {"error": "Unauthorized"})
    assert "there is no token" in vendor.double.complaints[0]


async def test_a_code_is_good_once(vendor: Vendor) -> None:
    said = OAUTH | {"grant_type": "authorization_code"}
    status, answer = await vendor.ask("POST", "/oauth/token", None, data=said)
    assert status == 200
    assert (await vendor.ask("GET", APPOINTMENTS, answer["access_token"]))[0] == 200
    assert (await vendor.ask("POST", "/oauth/token", None, json=said))[0] == 401


@pytest.mark.parametrize("said", [{"app_id": SERVICE_ID}, {"business_id": BUSINESS}])
async def test_a_token_by_id(vendor: Vendor, said: dict[str, str]) -> None:
    status, answer = await vendor.ask("POST", "/platform/v1/tokens", DIRECTORY_TOKEN, headers=BEHALF, json=said)
    assert status == 200
    assert (await vendor.ask("GET", APPOINTMENTS, answer["data"]["token"]))[0] == 200
    both = {"app_id": SERVICE_ID, "directory_id": DIRECTORY}
    assert (await vendor.ask("POST", "/platform/v1/tokens", json=both))[0] == 422


async def test_a_directory_token_says_for_whom(vendor: Vendor) -> None:
    query = {"business_id": BUSINESS}
    assert (await vendor.ask("GET", "/platform/v1/services", DIRECTORY_TOKEN, params=query, headers=BEHALF))[0] == 200
    assert vendor.double.complaints == []
    status, answer = await vendor.ask("GET", "/platform/v1/services", DIRECTORY_TOKEN, params=query)
    assert (status, answer["error_code"]) == (422, "UNAUTHORIZED")
    assert "X-On-Behalf-Of" in vendor.double.complaints[0]


TAKES = {
    ("POST", BOOKINGS): "client staff",
    ("GET", BOOKINGS): "client",
    ("POST", f"{BOOKINGS}/cancel"): "client staff app directory",
    ("POST", BUSINESS_BOOKINGS): "staff app directory",
    ("PUT", f"{BUSINESS_BOOKINGS}/cancel"): "staff app",
    ("PUT", f"{BUSINESS_BOOKINGS}/x"): "staff app",
    ("GET", APPOINTMENTS): "staff app",
    ("GET", f"{APPOINTMENTS}/x"): "staff app",
    ("GET", "/platform/v1/services/availability"): "client staff directory",
    ("GET", "/platform/v1/staff/availability"): "client staff directory",
    ("GET", SLOTS): "client staff directory",
    ("GET", "/platform/v1/services"): "staff app directory",
    ("POST", CLIENTS): "staff app directory",
}


@pytest.mark.parametrize(
    ("call", "kinds"), TAKES.items(), ids=lambda each: " ".join(each) if type(each) is tuple else ""
)
async def test_a_call_takes_its_kinds_of_tokens_and_no_other(vendor: Vendor, call: tuple[str, str], kinds: str) -> None:
    said = {"service_id": SERVICE_ID, "service_secret": SERVICE_SECRET}
    app = (await vendor.ask("POST", "/oauth/service/token", None, json=said))[1]["access_token"]
    tokens = {"staff": STAFF_TOKEN, "app": app, "directory": DIRECTORY_TOKEN, "client": (await vendor.client())[1]}
    for kind, token in tokens.items():
        more: dict[str, Any] = {"headers": BEHALF} if kind == "directory" else {}
        more |= {} if call[0] == "GET" else {"json": {}}
        vendor.double.complaints.clear()
        await vendor.ask(*call, token, **more)
        refused = any("does not take" in each for each in vendor.double.complaints)
        assert refused is (kind not in kinds.split())


# --- clients


async def test_a_client_needs_only_a_first_name(vendor: Vendor) -> None:
    status, answer = await vendor.ask("POST", CLIENTS, json={"first_name": "Priya", "source_name": "Front desk"})
    assert status == 201
    client = answer["data"]["client"]
    assert client == {"id": client["id"], "first_name": "Priya", "last_name": None, "email": None, "mobile_phone": None}
    payload = answer["data"]["token"].split(".")[1]
    assert json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"] == client["id"]


@pytest.mark.parametrize("by", ["email", "phone", "uid"])
async def test_a_client_is_found(vendor: Vendor, by: str) -> None:
    id, _ = await vendor.client(email="priya@example.com", last_name="Nair")
    await vendor.ask("POST", CLIENTS, json={"first_name": "Tom"})
    terms = {"email": "Priya@example.com", "phone": "+44 20 7946 0123", "uid": id}
    status, answer = await vendor.ask("GET", CLIENTS, params={"search_by": by, "search_term": terms[by]})
    assert status == 200
    assert [each["mobile_phone"] for each in answer["data"]["clients"]] == ["+442079460123"]
    assert vendor.double.complaints == []


@pytest.mark.parametrize(
    ("existing", "status", "holds"),
    [("conflict", 409, set()), ("found", 200, {"client"}), ("found_with_token", 200, {"client", "token"})],
)
async def test_an_email_that_is_known(existing: str, status: int, holds: set[str]) -> None:
    async with vendor_with(existing_client=existing) as vendor:
        id, _ = await vendor.client(email="priya@example.com")
        again = await vendor.ask("POST", CLIENTS, json={"first_name": "Pri", "email": "priya@example.com"})
        assert again[0] == status
        assert set(again[1].get("data", {})) == holds
        assert status == 409 or again[1]["data"]["client"]["id"] == id


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"phone": "+442079460123"}, (400, "PARAMETER_MISSING")),
        (PRIYA | {"mobile_phone": "1"}, (422, "FORM_VALIDATION_ERROR")),
        (PRIYA | {"email": "caller@placeholder.invalid"}, (422, "FORM_VALIDATION_ERROR")),
        (PRIYA | {"email": "noreply@example.com"}, (422, "FORM_VALIDATION_ERROR")),
        (PRIYA | {"last_name": "-"}, (422, "FORM_VALIDATION_ERROR")),
        (PRIYA | {"email": None}, (422, "FORM_VALIDATION_ERROR")),
        (PRIYA | {"phone": "later"}, (422, "FORM_VALIDATION_ERROR")),
    ],
)
async def test_a_client_that_is_said_wrongly(vendor: Vendor, said: dict[str, Any], answer: tuple[int, str]) -> None:
    status, body = await vendor.ask("POST", CLIENTS, json=said)
    assert (status, body["error_code"]) == answer
    assert len(vendor.double.complaints) == 1
