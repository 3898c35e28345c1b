"""The stand-in for meetergo does what meetergo documents, and complains of what nobody should send."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest
from tests.doubles.meetergo import (
    HOSTS,
    OWNER,
    PERSONAL_TOKEN,
    PLATFORM_KEY,
    QUEUE,
    USER_HEADER,
)
from tests.doubles.meetergo_calls import ADA, ELEVEN, NOW, PERSONAL, PLATFORM, TEAM, TEN, Practice, days
from tests.doubles.serving import Fault


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    practice = Practice()
    async with practice.double, practice.session:
        yield practice


# --- keys


async def test_both_kinds_of_key(practice: Practice) -> None:
    assert await practice.call("GET", "/v4/user/me") == (200, {
        "id": OWNER, "email": "ada@example.com", "firstname": "Ada", "lastname": "Marsh",
    })  # fmt: skip
    status, me = await practice.call("GET", "/v4/user/me", headers=PLATFORM)
    assert (status, me["id"]) == (200, HOSTS["ben"])
    assert practice.double.complaints == []


@pytest.mark.parametrize(
    ("headers", "status", "says", "complains"),
    [
        ({}, 401, "Unauthorized", "without a Bearer"),
        ({"Authorization": PERSONAL_TOKEN}, 401, "Unauthorized", "without a Bearer"),
        ({"Authorization": "Bearer rgo-of-another"}, 401, "Unauthorized", ""),
        ({"Authorization": "Bearer ak_live:no:key", USER_HEADER: OWNER}, 401, "Invalid or expired", ""),
        ({"Authorization": f"Bearer {PLATFORM_KEY}"}, 400, USER_HEADER, "no user's id"),
        ({**PLATFORM, USER_HEADER: "ben"}, 400, USER_HEADER, "no user's id"),
        ({**PLATFORM, USER_HEADER: QUEUE}, 404, "User not found", ""),
        ({**PERSONAL, USER_HEADER: HOSTS["ben"]}, 403, "another user", "with a personal access token"),
        ({**PERSONAL, USER_HEADER: OWNER}, 200, "", "with a personal access token"),
    ],
)
async def test_who_is_let_in(
    practice: Practice, headers: dict[str, str], status: int, says: str, complains: str
) -> None:
    found, data = await practice.call("GET", "/v4/user/me", headers=headers)
    assert found == status
    assert says in str(data.get("message", ""))
    if complains:
        assert complains in practice.complaint()
    assert practice.double.complaints == []


async def test_a_platform_key_expires(practice: Practice) -> None:
    practice.set(platform_key_expires=NOW + timedelta(days=1))
    assert (await practice.call("GET", "/v4/user/me", headers=PLATFORM))[0] == 200
    practice.now += timedelta(days=1)
    assert (await practice.call("GET", "/v4/user/me", headers=PLATFORM))[0] == 401
    assert (await practice.call("GET", "/v4/user/me"))[0] == 200


async def test_a_key_has_so_many_requests_a_minute(practice: Practice) -> None:
    practice.set(per_minute=2)
    assert [(await practice.call("GET", "/v4/user/me"))[0] for _ in range(3)] == [200, 200, 429]
    practice.now += timedelta(minutes=1)
    assert (await practice.call("GET", "/v4/user/me"))[0] == 200


# --- meeting types


async def test_both_lists_of_meeting_types(practice: Practice) -> None:
    _, data = await practice.call("GET", "/v4/meeting-type")
    first = data["list"][0]  # type: ignore[index]
    assert set(first) == {"id", "slug", "meetingInfo", "bookingUrl"}
    assert first["meetingInfo"]["duration"] == 30
    practice.set(list_wrapped=True)
    _, data = await practice.call("GET", "/v4/meeting-type")
    assert data["meetingTypes"][0] == {"id": ADA, "name": "Check-up", "duration": 30}  # type: ignore[index]


async def test_a_meeting_type_tells_host_and_options(practice: Practice) -> None:
    practice.set(durations=(30, 60), pending="doubleOptIn", phone_only=False)
    _, one = await practice.call("GET", f"/v4/meeting-type/{ADA}")
    _, team = await practice.call("GET", f"/v4/meeting-type/{TEAM}")
    assert (one["userId"], one["queueId"], team["queueId"]) == (HOSTS["ada"], None, QUEUE)
    assert one["meetingOptions"] == {
        "allowedDurations": [60], "allowSelectChannel": True, "allowedChannels": ["phone", "google", "local"],
        "allowHostSelection": False, "forceHostSelection": False, "doubleOptIn": True,
        "requireHostConfirmation": False, "allowPhoneOnlyBooking": False,
    }  # fmt: skip
    assert (await practice.call("GET", "/v4/meeting-type/nothing"))[0] == 404
    assert practice.double.complaints == []


# --- availability


async def test_what_is_free(practice: Practice) -> None:
    _, data = await practice.free(timezone="Europe/Berlin")
    assert set(data) == {"timezone", "timeframes", "dates", "earliestAvailableDate"}
    assert (data["timezone"], data["earliestAvailableDate"]) == ("Europe/Berlin", "2026-03-05")
    ((day, starts),) = days(data)
    assert (day, starts[0], starts[-1], len(starts)) == (
        "2026-03-06", "2026-03-06T10:00:00+01:00", "2026-03-06T17:30:00+01:00", 26,
    )  # fmt: skip
    assert data["timeframes"] == [
        {"start": "2026-03-06T09:00:00.000Z", "end": "2026-03-06T12:30:00.000Z"},
        {"start": "2026-03-06T13:30:00.000Z", "end": "2026-03-06T17:00:00.000Z"},
    ]
    exact = await practice.starts(start="2026-03-06T10:00:00.000Z", end="2026-03-06T10:30:00+00:00")
    assert exact == ["2026-03-06T10:00:00+00:00", "2026-03-06T10:15:00+00:00"]
    assert practice.double.complaints == []


async def test_whether_the_end_belongs_to_the_window(practice: Practice) -> None:
    assert await practice.starts(end="2026-03-06") == []
    assert {start[:10] for start in await practice.starts(end="2026-03-07")} == {"2026-03-06"}
    practice.set(end_inclusive=True)
    assert {start[:10] for start in await practice.starts(start="2026-03-05", end="2026-03-06")} == {
        "2026-03-05",
        "2026-03-06",
    }


@pytest.mark.parametrize(("shape", "key"), [("slots", "slots"), ("availableSlots", "availableSlots")])
async def test_the_older_shapes(practice: Practice, shape: str, key: str) -> None:
    practice.set(availability=shape)
    _, data = await practice.free()
    assert set(data) == {key}
    assert data[key]


async def test_one_of_the_team_or_both(practice: Practice) -> None:
    practice.double.book_elsewhere("ada", datetime.fromisoformat(TEN))
    assert TEN not in await practice.starts()
    assert TEN in await practice.starts(TEAM)
    assert TEN not in await practice.starts(TEAM, calculationMethod="everyone")


async def test_an_answer_may_be_stale_until_it_is_refreshed(practice: Practice) -> None:
    practice.set(stale=True)
    assert TEN in await practice.starts()
    practice.double.book_elsewhere("ada", datetime.fromisoformat(TEN))
    assert TEN in await practice.starts()
    assert TEN not in await practice.starts(refreshCache="true")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hostIds": ""}, "hostIds or queueId"),
        ({"queueId": QUEUE}, "hostIds or queueId"),
        ({"hostIds": "", "queueId": QUEUE}, "hostIds or queueId"),
        ({"hostIds": f"{HOSTS['ada']},{HOSTS['ben']}"}, "hostIds or queueId"),
        ({"meetingDuration": "45"}, "Duration must match"),
        ({"channel": "zoom"}, "channel is not allowed"),
        ({"channel": "google_meet"}, "Validation failed"),
        ({"timezone": "GMT Standard Time"}, "Validation failed"),
        ({"start": "2026-03-06T10:00:00"}, "Validation failed"),
        ({"start": "2026-03-08"}, "end must not be before"),
        ({"startDate": "2026-03-06"}, "Validation failed"),
        ({"refreshCache": "1"}, "Validation failed"),
        ({"calculationMethod": "all"}, "Validation failed"),
        ({"resourceChannelIds": "r-1"}, "resourceChannelIds"),
    ],
)
async def test_questions_nobody_should_ask(practice: Practice, changes: dict[str, str], says: str) -> None:
    status, data = await practice.free(**changes)
    assert status == 400
    assert says in str(data["message"])
    assert practice.complaint()


async def test_a_repeated_parameter(practice: Practice) -> None:
    query = [("meetingTypeId", ADA), ("start", "2026-03-06"), ("end", "2026-03-07"), ("hostIds", HOSTS["ada"])]
    assert (await practice.call("GET", "/v4/booking-availability", query=query))[0] == 200
    assert (await practice.call("GET", "/v4/booking-availability", query=[*query, ("end", "2026-03-08")]))[0] == 400
    assert "2 times" in practice.complaint()


# --- the list


async def test_the_list_has_pages(practice: Practice) -> None:
    for hour in (10, 11, 14):
        await practice.book(start=f"2026-03-06T{hour}:00:00Z")
    practice.double.cancel(practice.double.diary.entries[0])

    async def listed(**query: str) -> list[tuple[str, bool]]:
        status, data = await practice.call("GET", "/v4/appointment/paginated", query=list(query.items()))
        assert status == 200
        assert isinstance(data["appointments"], list)
        return [(each["start"][11:13], each["isCancelled"]) for each in data["appointments"]]

    assert await listed(page="0", pageSize="2") == [("10", True), ("11", False)]
    assert await listed(page="1", pageSize="2") == [("14", False)]
    assert await listed(page="0", pageSize="9", start="2026-03-06T11:00:00Z", end="2026-03-06T11:01:00Z") == [
        ("11", False)
    ]
    assert await listed(page="0", pageSize="9", search="levi", meetingTypeId=ADA) != []
    assert await listed(page="0", pageSize="9", search="carter") == []
    assert practice.double.complaints == []
    assert await listed(page="1", pageSize="9") == []
    assert "counted from 0" in practice.complaint()
    for wrong in ({"page": "0"}, {"page": "0", "pageSize": "9", "status": "x"}, {"page": "0", "limit": "9"}):
        query = list(wrong.items())
        assert (await practice.call("GET", "/v4/appointment/paginated", query=query))[0] == 400
        assert practice.double.complaints
        practice.double.complaints.clear()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v4/appointment/x"), ("POST", "/v4/webhooks"), ("POST", "/booking"),
        ("PATCH", "/v4/meeting-type/x"), ("GET", "/v4/booking/x"), ("GET", "/webhooks/x"), ("GET", "/crm"),
    ],
)  # fmt: skip
async def test_calls_that_are_not_offered(practice: Practice, method: str, path: str) -> None:
    assert (await practice.call(method, path, {}))[0] == 404
    assert "no call of this API" in practice.complaint()


# --- webhooks


async def test_webhooks_are_registered(practice: Practice) -> None:
    endpoint = "https://desk.example.com/hooks/3fd0c2a98b7e41d6a5"
    hook = {"endpoint": endpoint, "description": "Desk", "eventTypes": ["booking_created", "booking_cancelled"]}
    status, made = await practice.call("POST", "/webhooks", hook, headers=PLATFORM)
    assert (status, made) == (201, {"id": made["id"], **hook})
    path = f"/webhooks/{made['id']}"
    assert await practice.call("PATCH", path, {"description": "Old"}) == (200, {**made, "description": "Old"})
    for _ in range(5):
        await practice.call("POST", "/webhooks", hook)
    assert (await practice.call("POST", "/webhooks", hook))[0] == 406
    assert len((await practice.call("GET", "/webhooks"))[1]["list"]) == 6  # type: ignore[arg-type]
    assert (await practice.call("DELETE", path))[0] == 200
    assert (await practice.call("DELETE", path))[0] == 404
    practice.set(webhooks_in_plan=False)
    assert (await practice.call("GET", "/webhooks"))[0] == 403
    assert practice.double.complaints == []
    practice.set()
    for wrong, status in [
        ({"url": endpoint, "eventTypes": ["booking_created"]}, 400),
        ({"endpoint": endpoint, "eventTypes": ["booking.created"]}, 400),
        ({"endpoint": "https://desk.example.com/hooks", "eventTypes": ["booking_created"]}, 201),
    ]:
        assert (await practice.call("POST", "/webhooks", wrong))[0] == status
        assert practice.double.complaints
        practice.double.complaints.clear()


async def test_what_a_delivery_tells(practice: Practice) -> None:
    _, made = await practice.book()
    (entry,) = practice.double.diary.entries
    practice.double.move(entry, datetime.fromisoformat(ELEVEN))
    practice.double.cancel(entry, "Ada is ill")
    headers, body = practice.double.webhook("booking_cancelled", entry)
    data = json.loads(body)
    assert headers == {"Content-Type": "application/json"}
    assert (data["webhookType"], data["id"], data["isCancelled"]) == ("booking_cancelled", made["appointmentId"], True)
    assert (data["start"], data["attendees"][0]["fullname"], data["hosts"][0]["id"]) == (
        "2026-03-06T11:00:00.000Z", "Dana Levi", HOSTS["ada"],
    )  # fmt: skip
    practice.set(webhook_nested=True)
    nested = json.loads(practice.double.webhook("booking_cancelled", entry)[1])
    assert nested == {"event": data.pop("webhookType"), "data": data}


# --- faults


async def test_an_answer_may_be_lost_after_the_work(practice: Practice) -> None:
    practice.double.faults.order(Fault.RESET_AFTER, "/v4/booking", method="POST")
    with pytest.raises(aiohttp.ClientError):
        await practice.book()
    assert len(practice.double.diary.standing) == 1


async def test_429_and_500(practice: Practice) -> None:
    practice.double.faults.order(Fault.TOO_MANY)
    async with practice.session.get(practice.double.url + "/v4/user/me", headers=PERSONAL) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert (await response.json())["message"] == "Too Many Requests"
    practice.set(retry_after=None)
    practice.double.faults.order(Fault.TOO_MANY)
    practice.double.faults.order(Fault.ERROR_BEFORE)
    async with practice.session.get(practice.double.url + "/v4/user/me", headers=PERSONAL) as response:
        assert "Retry-After" not in response.headers
    status, data = await practice.book()
    assert (status, data["statusCode"]) == (500, 500)
    assert practice.double.diary.entries == []
