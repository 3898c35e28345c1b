"""What holds for every door: problems, request ids, headers, health, and the description of the API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from openapi_spec_validator import validate
from tests.channels.conftest import Client, MakeClient, client, database, house
from tests.channels.stand_in import House

from frontdesk import web as frontdesk_web
from frontdesk.channels import requests
from frontdesk.conversations.ports import StoreFailed, SystemDown
from frontdesk.web import create_web_app

__all__ = ["client", "database", "house"]  # fixtures


async def problem(client: Client, method: str, path: str, status: int, **more: Any) -> dict[str, Any]:
    response = await client.request(method, path, **more)
    assert (response.status, response.content_type) == (status, "application/problem+json")
    document: dict[str, Any] = await response.json()
    assert document["status"] == status
    assert document["request_id"] == response.headers["X-Request-ID"]
    assert "Traceback" not in str(document)
    return document


async def test_what_is_not_there(client: Client) -> None:
    assert (await problem(client, "GET", "/nowhere", 404))["title"] == "Not Found"
    await problem(client, "POST", "/nowhere", 404, json={})
    await problem(client, "GET", "/%00%ff/..%2f", 404)
    await problem(client, "GET", "/" + "a" * 4_000, 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", "/v1/chat", "POST"), ("DELETE", "/v1/bookings", "GET,HEAD,POST"), ("PUT", "/healthz", "GET,HEAD")],
)
async def test_a_method_that_is_not_taken(client: Client, method: str, path: str, allowed: str) -> None:
    response = await client.request(method, path)
    assert (response.status, response.headers["Allow"]) == (405, allowed)
    assert response.content_type == "application/problem+json"


async def test_a_huge_body(client: Client) -> None:
    body = b'{"sender": "u1", "message": "' + b"x" * 1_000_000 + b'"}'
    await problem(client, "POST", "/v1/chat", 413, data=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/v1/chat", "application/json"),
        ("/webhooks/rest/webhook", "application/json"),
        ("/page/harbour/leave", "application/json"),
        ("/twilio/harbour/voice", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_cannot_be_unpacked(client: Client, path: str, content_type: str) -> None:
    headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
    document = await problem(client, "POST", path, 400, data=b"no gzip", headers=headers)
    assert document["type"].endswith(":encoding")


async def test_a_body_that_stops_coming(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "BODY_WITHIN", 0.05)
    reader, writer = await asyncio.open_connection(client.host, client.port)
    writer.write(
        b"POST /v1/chat HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n"
    )
    status = await asyncio.wait_for(reader.readline(), 5)
    assert status == b"HTTP/1.1 408 Request Timeout\r\n"
    writer.close()


async def test_a_failure_tells_nothing_of_the_inside(
    client: Client, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    heard = "a secret"

    async def fail() -> None:
        raise RuntimeError(heard)

    house.receptionist().before = fail
    document = await problem(client, "POST", "/v1/chat", 500, json={"sender": "u1", "message": heard})
    assert "secret" not in str(document)
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("failure", [StoreFailed("disk full"), SystemDown("no answer")])
async def test_what_may_work_later(client: Client, house: House, failure: Exception) -> None:
    async def fail() -> None:
        raise failure

    house.receptionist().before = fail
    response = await client.post("/v1/chat", json={"sender": "u1", "message": "hi"})
    assert (response.status, response.headers["Retry-After"]) == (503, "2")
    assert response.content_type == "application/problem+json"


async def test_a_request_keeps_its_id(client: Client) -> None:
    response = await client.get("/healthz", headers={"X-Request-ID": "abc-123"})
    assert response.headers["X-Request-ID"] == "abc-123"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
async def test_a_strange_id_is_replaced(client: Client, given: str) -> None:
    response = await client.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given
    assert len(response.headers["X-Request-ID"]) == 16


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", "/v1/bookings", "/openapi.json"])
async def test_every_answer_is_guarded(client: Client, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in headers["Server"]


async def test_the_log_names_routes_not_what_is_in_them(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "frontdesk.web")
    await client.get("/v1/bookings?phone=%2B14155550123")
    await client.get("/calendar/booking-1/token-1.ics")
    logged = [record.getMessage() for record in caplog.records if record.name == "frontdesk.web"]
    assert logged == ["GET /v1/bookings 401", "GET /calendar/{booking}/{token}.ics 404"]


async def test_alive_and_ready(client: Client) -> None:
    for path, status in (("/healthz", "ok"), ("/readyz", "ready")):
        response = await client.get(path)
        assert (response.status, await response.json()) == (200, {"status": status})


async def test_not_ready_says_why(house: House, aiohttp_client: MakeClient) -> None:
    async def ready() -> None:
        raise StoreFailed("The disk is full: free some space.")

    client = await aiohttp_client(create_web_app(replace(house.parts, ready=ready)))
    assert (await problem(client, "GET", "/readyz", 503))["detail"] == "The disk is full: free some space."
    assert (await client.get("/healthz")).status == 200


async def test_not_ready_when_there_is_no_answer(
    house: House, aiohttp_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontdesk_web, "READY_WITHIN", 0.01)
    never = asyncio.Event()

    async def ready() -> None:
        await never.wait()

    client = await aiohttp_client(create_web_app(replace(house.parts, ready=ready)))
    await problem(client, "GET", "/readyz", 503)


async def test_what_happened_is_counted(client: Client) -> None:
    await client.get("/v1/bookings?phone=%2B14155550123")
    await client.request("PROPFIND", "/x%22%0Ay")
    text = await (await client.get("/metrics")).text()
    assert 'frontdesk_requests_total{method="GET",route="/v1/bookings",status="401"} 1\n' in text
    assert 'frontdesk_requests_total{method="-",route="-",status="404"} 1\n' in text
    assert 'frontdesk_request_seconds_count{route="/v1/bookings"} 1\n' in text
    assert "4155550123" not in text


async def test_lifetimes_are_left_in_reverse(house: House, aiohttp_client: MakeClient) -> None:
    seen: list[str] = []

    def lifetime(name: str) -> Any:
        @asynccontextmanager
        async def live() -> AsyncIterator[None]:
            seen.append(f"{name} begins")
            yield
            seen.append(f"{name} ends")

        return live

    parts = replace(house.parts, lifetimes=(lifetime("one"), lifetime("two")))
    client = await aiohttp_client(create_web_app(parts))
    assert seen == ["one begins", "two begins"]
    await client.close()
    assert seen == ["one begins", "two begins", "two ends", "one ends"]


CHANGES = "reschedule approve decline cancel complete no-show management-link".split()


async def test_the_description_is_valid_and_whole(client: Client) -> None:
    description = await (await client.get("/openapi.json")).json()
    validate(description)
    assert description["openapi"] == "3.1.0"
    paths = {path for path in description["paths"] if not path.startswith("/twilio/")}
    assert paths == {
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/v1/chat",
        "/v1/hooks/{business}/{path}",
        "/webhooks/rest/",
        "/webhooks/rest/webhook",
        "/webhooks/rest/{business}/webhook",
        "/v1/bookings",
        "/v1/bookings/{booking}",
        "/v1/bookings/{booking}/history",
        *(f"/v1/bookings/{{booking}}/{name}" for name in CHANGES),
        "/v1/openings",
        "/v1/openings/days",
        "/v1/hosts",
        "/v1/blocks",
        "/v1/blocks/{block}",
        "/v1/waitlist",
        *(f"/v1/waitlist/{{entry}}/{name}" for name in ("claim", "refuse", "leave")),
        "/v1/manage/{booking}/{secret}",
        *(f"/v1/manage/{{booking}}/{{secret}}/{name}" for name in ("openings", "cancel", "reschedule", "confirm")),
        "/v1/conversations/{conversation}",
        "/v1/callbacks",
        "/calendar/{booking}/{token}.ics",
        "/calendar/feeds/{business}/{host}/{token}.ics",
    }
    chat = description["paths"]["/v1/chat"]["post"]
    assert set(chat["responses"]) == {"200", "400", "401", "408", "413", "415", "422", "503"}
    schemas = description["components"]["schemas"]
    assert schemas["ChatRequest"]["properties"]["message"]["maxLength"] == 2000
    assert {"ProblemDocument", "ChatReply", "StaffBooking"} <= set(schemas)
    assert schemas["StaffBooking"]["properties"]["ticket"]["description"] == "A short code to say on the phone."
    listed = {parameter["name"]: parameter for parameter in description["paths"]["/v1/openings"]["get"]["parameters"]}
    assert listed["duration"]["description"].startswith("Minutes: one of the service's durations")
    assert listed["duration"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 1440}
    assert {name: listed[name]["required"] for name in listed} == {
        "business": False, "from": False, "to": False, "service": True, "host": False, "duration": False,
        "location": False,
    }  # fmt: skip
