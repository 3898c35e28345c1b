"""The double of Cal.com by itself: who calls, versions, limits, faults, and what it sends of its own accord."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from tests.doubles.calcom import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, LIVE_KEY, TEST_KEY
from tests.doubles.calcom_caller import ADAS, BOOKINGS, MONDAY, NOW, SLOTS, TYPES, Answer, Caller, calling
from tests.doubles.calcom_records import Settings
from tests.doubles.serving import Fault


@pytest.fixture
async def plain() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


# --- who calls


@pytest.mark.parametrize(
    ("credentials", "limit"),
    [
        ({"Authorization": f"Bearer {TEST_KEY}"}, "120"),
        ({"Authorization": f"Bearer {ACCESS_TOKEN}"}, "500"),
        ({"x-cal-client-id": CLIENT_ID, "x-cal-secret-key": CLIENT_SECRET}, "120"),
    ],
)
async def test_credentials_of_every_kind(plain: Caller, credentials: dict[str, str], limit: str) -> None:
    plain.credentials = credentials
    answer = await plain.call("GET", "/bookings")
    assert answer.status == 200
    assert answer.headers["X-RateLimit-Limit-default"] == limit
    assert answer.headers["X-RateLimit-Remaining-default"] == str(int(limit) - 1)
    assert answer.headers["X-RateLimit-Reset-default"] == "60"
    assert plain.complaints == []


CLOSED: list[Callable[[Caller], Awaitable[Answer]]] = [
    lambda caller: caller.call("GET", "/bookings"),
    lambda caller: caller.call("GET", "/event-types"),
    lambda caller: caller.call("POST", "/webhooks", data={}),
    lambda caller: caller.call("POST", "/bookings/x/confirm"),
]


async def test_without_credentials_only_some_calls_answer(plain: Caller) -> None:
    plain.credentials = {}
    uid = (await plain.booked())["uid"]
    new = (await plain.move(uid, f"{MONDAY}T11:00:00Z")).data["uid"]
    assert (await plain.cancel(new)).status == 200
    assert (await plain.slots()).status == 200
    assert plain.complaints == []
    for call in CLOSED:
        answer = await call(plain)
        assert (answer.status, answer.body["error"]["code"]) == (401, "UnauthorizedException")
        assert plain.complained("needs valid credentials")


async def test_a_revoked_key_goes_unnoticed_until_a_closed_call(plain: Caller) -> None:
    plain.double.revoked = True
    await plain.booked()
    for call in CLOSED:
        assert (await call(plain)).status == 401
    assert plain.complaints == []


async def test_a_token_expires() -> None:
    async with calling(Settings(token_until=NOW + timedelta(hours=1))) as caller:
        caller.credentials = {"Authorization": f"Bearer {ACCESS_TOKEN}"}
        assert (await caller.call("GET", "/bookings")).status == 200
        caller.now[0] += timedelta(hours=1)
        assert (await caller.call("GET", "/bookings")).status == 401


@pytest.mark.parametrize(
    "credentials",
    [
        {"Authorization": LIVE_KEY},
        {"Authorization": "Bearer cal_live_unknown"},
        {"x-cal-client-id": CLIENT_ID},
        {"x-cal-client-id": CLIENT_ID, "x-cal-secret-key": "sec"},
    ],
)
async def test_credentials_that_never_were_any(plain: Caller, credentials: dict[str, str]) -> None:
    plain.credentials = credentials
    assert (await plain.slots()).status == 200
    assert plain.complained("never were any")


async def test_where_booking_needs_authentication() -> None:
    async with calling(Settings(anonymous=False)) as caller:
        uid = (await caller.booked())["uid"]
        caller.double.revoked = True
        assert (await caller.book()).status == 401
        assert (await caller.slots()).status == 401
        assert (await caller.cancel(uid)).status == 401
        assert (await caller.call("GET", f"/bookings/{uid}")).status == 401
        assert caller.complaints == []


# --- versions, limits, strangers


@pytest.mark.parametrize("version", [None, "2024-06-11", BOOKINGS, TYPES])
async def test_another_version_of_slots_has_an_older_shape(plain: Caller, version: str | None) -> None:
    query: dict[str, Any] = {"eventTypeId": ADAS, "start": f"{MONDAY}T10:00:00Z", "end": f"{MONDAY}T10:15:00Z"}
    answer = await plain.call("GET", "/slots", version=version, **query)
    assert (answer.status, answer.data) == (200, {"slots": {MONDAY: [{"time": "2031-02-03T10:00:00.000+00:00"}]}})
    assert plain.complained("cal-api-version")


async def test_another_version_of_the_other_calls(plain: Caller) -> None:
    uid = (await plain.booked())["uid"]
    old = (await plain.call("GET", f"/bookings/{uid}", version=SLOTS)).data
    assert (old["startTime"], old["status"]) == ("2031-02-03T10:00:00.000Z", "ACCEPTED")
    assert plain.complained("bookings")
    assert (await plain.call("GET", "/bookings", version="2026-02-25")).data["bookings"] == [old]
    assert plain.complained("bookings")
    assert list((await plain.call("GET", "/event-types", version=None)).data) == ["eventTypeGroups"]
    assert plain.complained("event types")
    hold = {"eventTypeId": ADAS, "slotStart": f"{MONDAY}T11:00:00Z"}
    assert isinstance((await plain.call("POST", "/slots/reservations", version=None, data=hold)).data, str)
    assert plain.complained("slots")


async def test_the_version_of_bookings_is_a_setting() -> None:
    async with calling(Settings(bookings_version="2026-02-25")) as caller:
        assert (await caller.call("GET", "/bookings", version="2026-02-25")).data == []
        assert caller.complaints == []


async def test_limits_count_by_the_minute() -> None:
    async with calling(Settings(limited=True)) as caller:
        statuses = [(await caller.call("GET", "/bookings")).status for _ in range(121)]
        assert statuses == [200] * 120 + [429]
        caller.now[0] += timedelta(minutes=1)
        assert (await caller.call("GET", "/bookings")).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/event-types/4711"),
        ("GET", "/webhooks"),
        ("PATCH", "/bookings/x"),
        ("DELETE", "/bookings/x"),
        ("POST", "/oauth/token"),
        ("GET", "/../v1/bookings"),
    ],
)
async def test_what_is_not_documented_is_not_there(plain: Caller, method: str, path: str) -> None:
    answer = await plain.call(method, path)
    assert answer.status == 404
    assert plain.complained("no call of this API")


async def test_a_query_says_a_thing_once(plain: Caller) -> None:
    headers = {**plain.credentials, "cal-api-version": BOOKINGS}
    async with plain.session.get(f"{plain.double.api}/bookings?take=1&take=2", headers=headers) as answer:
        assert answer.status == 400
    assert plain.complained("twice")


async def test_a_body_that_is_no_object(plain: Caller) -> None:
    assert (await plain.call("POST", "/bookings", data=[])).status == 400
    assert plain.complained("object")
    headers = {**plain.credentials, "cal-api-version": BOOKINGS}
    for content, part in (("text/plain", "application/json"), ("application/json", "no JSON")):
        sent = {**headers, "Content-Type": content}
        async with plain.session.post(f"{plain.double.api}/bookings", data=b"{", headers=sent) as answer:
            assert answer.status == 400
        assert plain.complained(part)
    assert (await plain.call("POST", "/bookings", data={}, skip=1)).status == 400
    assert plain.complained("query")
    assert (await plain.call("GET", "/bookings", data={})).status == 400
    assert plain.complained("no body")


# --- faults


async def test_a_lost_answer_leaves_the_booking_to_be_found(plain: Caller) -> None:
    plain.double.faults.order(Fault.RESET_AFTER, "/bookings", method="POST")
    with pytest.raises(aiohttp.ClientError):
        await plain.book(metadata={"key": "k-81"})
    (found,) = (await plain.call("GET", "/bookings", afterStart=f"{MONDAY}T10:00:00Z")).data
    assert found["metadata"] == {"key": "k-81"}


async def test_how_it_says_that_it_is_too_much_or_broken(plain: Caller) -> None:
    plain.double.faults.order(Fault.TOO_MANY, "/bookings")
    answer = await plain.book()
    assert answer.status == 429
    assert answer.headers["X-RateLimit-Remaining-default"] == "0"
    assert answer.headers["X-RateLimit-Reset-default"] == "1"
    assert answer.body["path"] == "/v2/bookings"
    plain.double.faults.order(Fault.ERROR_AFTER, "/bookings")
    answer = await plain.book()
    assert (answer.status, answer.message) == (500, "Internal server error")
    assert len(plain.double.diary.entries) == 1


# --- webhooks


async def test_a_delivery_is_signed_over_the_raw_body(plain: Caller) -> None:
    data = await plain.booked()
    headers, body = plain.double.webhook("BOOKING_CREATED", plain.double.diary.entries[0])
    secret = plain.double.settings.webhook_secret
    assert secret
    assert headers["x-cal-signature-256"] == hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    sent = json.loads(body)
    assert set(sent) == {"triggerEvent", "createdAt", "payload"}
    assert sent["payload"]["uid"] == data["uid"]
    assert sent["payload"]["startTime"] == data["start"]
    assert sent["payload"]["attendees"][0]["email"] == "442079460123@sms.cal.com"


async def test_a_delivery_without_a_secret_is_unsigned() -> None:
    async with calling(Settings(webhook_secret=None)) as caller:
        await caller.booked()
        headers, _ = caller.double.webhook("BOOKING_CANCELLED", caller.double.diary.entries[0])
        assert "x-cal-signature-256" not in headers


async def test_a_webhook_is_registered(plain: Caller) -> None:
    asked = {"subscriberUrl": "https://example.com/calcom", "triggers": ["BOOKING_CREATED"], "active": True}
    answer = await plain.call("POST", "/webhooks", version=None, data={**asked, "secret": "s3"})
    assert answer.status == 201
    assert answer.data == {"id": "wh-1", **asked, "secret": "s3"}
    await plain.booked()
    headers, body = plain.double.webhook("BOOKING_CREATED", plain.double.diary.entries[0])
    assert headers["x-cal-signature-256"] == hmac.new(b"s3", body, hashlib.sha256).hexdigest()
    await plain.call("POST", "/webhooks", data={**asked, "payloadTemplate": '{"uid":"x"}'})
    headers, body = plain.double.webhook("BOOKING_CREATED", plain.double.diary.entries[0])
    assert (headers, body) == ({"Content-Type": "application/json"}, b'{"uid":"x"}')
    assert plain.complaints == []
    for wrong in ({"triggers": ["BOOKING_CREATE"]}, {"subscriberUrl": "x"}, {"active": "yes"}, {"url": "x"}):
        assert (await plain.call("POST", "/webhooks", data=asked | wrong)).status == 400
        assert plain.complained(next(iter(wrong)))
