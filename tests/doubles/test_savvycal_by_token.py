"""What the double of SavvyCal does for who has a token: account, platform or signed."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.doubles.savvycal import ACCOUNT, HOSTS, PLATFORM_TOKEN, SERVICES
from tests.doubles.savvycal_caller import (
    ADA,
    BY_TOKEN,
    CHECKUP,
    FRIDAY,
    FRIDAY_TEN,
    LATER,
    PLATFORM,
    PRIYA,
    PUBLIC,
    TOKEN,
    WISH,
    Caller,
    Clock,
    calling,
    pointers,
)

UNAUTHORIZED = {"errors": [{"detail": "Unauthorized", "status": "401", "title": "Unauthorized"}]}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[Caller]:
    async with calling(clock) as caller:
        yield caller


# --- who calls


async def test_every_kind_of_token_is_taken(api: Caller) -> None:
    signed = {"Authorization": f"Bearer {api.double.signed_token()}"}
    for token in (TOKEN, PLATFORM, signed):
        assert (await api.get("/v1/services", token))[0] == 200
        assert (await api.get(f"{CHECKUP}/slots", token, **FRIDAY))[0] == 200
        assert (await api.get(f"{CHECKUP}/earliest_slot", token))[0] == 200
    assert (await api.get(f"{CHECKUP}/slots", {"Authorization": PLATFORM["Authorization"]}, **FRIDAY))[0] == 200
    assert api.double.complaints == []


async def test_a_signed_token_expires(api: Caller, clock: Clock) -> None:
    signed = {"Authorization": f"Bearer {api.double.signed_token(5)}"}
    clock.now += timedelta(minutes=4, seconds=59)
    assert (await api.get("/v1/services", signed))[0] == 200
    clock.now += timedelta(seconds=1)
    assert await api.get("/v1/services", signed) == (401, UNAUTHORIZED)
    assert api.double.complaints == []


@pytest.mark.parametrize(
    "token",
    [{"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {PLATFORM_TOKEN}", "X-SavvyCal-Account": "acct_0"}],
)
async def test_a_wrong_token_is_refused(api: Caller, token: dict[str, str]) -> None:
    for path in ("/v1/services", "/v1/providers", "/v1/clients", BY_TOKEN, f"{BY_TOKEN}/appt_0"):
        assert await api.get(path, token) == (401, UNAUTHORIZED)
    assert await api.get(f"{CHECKUP}/slots", token, **FRIDAY) == (401, UNAUTHORIZED)
    assert await api.post(BY_TOKEN, WISH, token) == (401, UNAUTHORIZED)
    assert api.double.diary.entries == []
    assert api.double.complaints == []


@pytest.mark.parametrize(
    "token",
    [
        {},
        {"Authorization": TOKEN["Authorization"].removeprefix("Bearer ")},
        {"Authorization": TOKEN["Authorization"], "X-SavvyCal-Account": ACCOUNT},
        {"Authorization": PLATFORM["Authorization"]},
        {"Authorization": PLATFORM["Authorization"], "X-SavvyCal-Account": "practice"},
        {"X-SavvyCal-Account": ACCOUNT},
    ],
)
async def test_a_misused_token_is_refused_and_noted(api: Caller, token: dict[str, str]) -> None:
    assert await api.get("/v1/services", token) == (401, UNAUTHORIZED)
    assert len(api.double.complaints) == 1


async def test_public_slots_can_want_a_token(clock: Clock) -> None:
    async with calling(clock, closed_slots=True) as api:
        assert await api.get(f"{CHECKUP}/slots", **FRIDAY) == (401, UNAUTHORIZED)
        assert await api.get(f"{CHECKUP}/earliest_slot") == (401, UNAUTHORIZED)
        assert (await api.get(f"{CHECKUP}/slots", TOKEN, **FRIDAY))[0] == 200
        assert api.double.complaints == []


# --- services, providers, clients


async def test_lists_have_pages(clock: Clock) -> None:
    async with calling(clock, largest_page=1) as api:
        status, answer = await api.get("/v1/services", TOKEN, page="2", page_size="50")
        assert status == 200
        assert answer["meta"] == {"current_page": 2, "page_size": 1, "total_count": 2, "total_pages": 2}
        service = answer["data"][0]
        assert (service["id"], service["appointment_type"], service["duration"]) == (
            SERVICES["video"],
            "virtual",
            "PT30M",
        )
        assert service["booking_policy"]["advance_notice"] == "PT1H"
        _, answer = await api.get("/v1/providers", TOKEN)
        assert [provider["id"] for provider in answer["data"]] == [HOSTS["ada"]]
        assert (await api.get("/v1/providers", TOKEN, page="3"))[1]["data"] == []
        assert api.double.complaints == []


async def test_services_are_those_of_the_channels(clock: Clock) -> None:
    async with calling(clock, channels=("video",)) as api:
        _, answer = await api.get("/v1/services", TOKEN)
        assert [service["id"] for service in answer["data"]] == [SERVICES["video"]]
        assert (await api.get(f"{CHECKUP}/slots", **FRIDAY))[0] == 404
        status, answer = await api.post(PUBLIC, WISH)
        assert (status, pointers(answer)) == (422, ["/service_id"])


async def test_a_client_is_found_by_name_and_mail_and_not_by_number(api: Caller) -> None:
    wish = {key: PRIYA[key] for key in ("email", "first_name", "last_name", "time_zone", "phone")}
    status, answer = await api.post("/v1/clients", wish, TOKEN)
    assert status == 201
    assert answer["data"] == wish | {
        "id": answer["data"]["id"],
        "object": "client",
        "reference_id": None,
        "locale": None,
    }
    for search in ("nair", "PRIYA@", "priya nair"):
        _, found = await api.get("/v1/clients", TOKEN, search=search)
        assert found["data"] == [answer["data"]]
    assert api.double.complaints == []
    assert (await api.get("/v1/clients", TOKEN, search="+44 20 7946 0123"))[1]["data"] == []
    assert len(api.double.complaints) == 1


async def test_a_known_client_needs_no_mail(api: Caller) -> None:
    zone = {"time_zone": "Europe/London"}
    await api.book(ADA)
    id = api.double.practice.clients[0].id
    await api.book(WISH | {"client_data": zone | {"id": id}})
    await api.book(WISH | LATER | {"client_data": zone | {"reference_id": "conv-81", "first_name": "Prue"}})
    assert [client.first_name for client in api.double.practice.clients] == ["Priya"]
    status, answer = await api.post(PUBLIC, WISH | {"client_data": zone | {"id": "clt_0"}})
    assert (status, pointers(answer)) == (422, ["/client_data/id"])
    assert api.double.complaints == []


# --- slots


async def test_slots_by_token_name_the_providers(api: Caller) -> None:
    api.double.book_elsewhere("ada", FRIDAY_TEN)
    status, answer = await api.get(f"/v1/services/{SERVICES['in_person']}/slots", TOKEN, **FRIDAY)
    assert status == 200
    counts = {slot["start_at"]: slot["count"] for slot in answer["data"]["aggregated_slots"]}
    assert counts["2026-03-06T10:00:00+00:00"] == 1
    assert counts["2026-03-06T11:00:00+00:00"] == 2
    ada, ben = answer["data"]["provider_slots"]
    assert ada["service_provider"]["provider"]["id"] == HOSTS["ada"]
    assert len(ben["open"]) == len(ada["open"]) + 3


# --- appointments


async def test_an_appointment_is_made_and_shows_who_only_when_asked(api: Caller) -> None:
    status, answer = await api.post(BY_TOKEN, ADA | {"validate_slot": True}, TOKEN)
    assert status == 201
    data = answer["data"]
    assert data["provider"]["id"] == HOSTS["ada"]
    assert data["service"]["id"] == SERVICES["in_person"]
    assert (set(data["client"]), data["client_data"], data["events"]) == ({"id", "object"}, None, [])
    assert set(data["urls"]) == {"reschedule", "cancel", "ics", "google"}
    status, answer = await api.get(f"{BY_TOKEN}/{data['id']}", TOKEN, include_sensitive="true")
    assert (status, answer["data"]["client_data"]) == (200, PRIYA)
    assert answer["data"]["client"]["reference_id"] == "conv-81"
    assert await api.get(f"{BY_TOKEN}/{data['id']}", TOKEN, include_sensitive="false") == (200, {"data": data})
    status, answer = await api.post(BY_TOKEN, ADA, TOKEN)
    assert (status, answer["errors"][0]["code"]) == (422, "slot_unavailable")
    assert api.double.complaints == []


async def test_appointments_are_looked_through_by_page(clock: Clock) -> None:
    async with calling(clock, page_size=2) as api:
        ids = [await api.book(), await api.book(), await api.book(WISH | LATER)]
        api.double.cancel(api.double.entry(ids[0]))
        found = []
        for page in ("1", "2"):
            _, answer = await api.get(BY_TOKEN, TOKEN, page=page)
            assert answer["meta"] == {
                "current_page": int(page),
                "page_size": 2,
                "total_count": 3,
                "total_pages": 2,
            }
            found += [(each["id"], each["status"], "email" in each["client"]) for each in answer["data"]]
        states = ["canceled", "scheduled", "scheduled"]
        assert sorted(found) == sorted((id, state, False) for id, state in zip(ids, states, strict=True))
        assert api.double.complaints == []
        status, _ = await api.get(BY_TOKEN, TOKEN, include_sensitive="true")
        assert status == 422, "that is documented for one appointment only"
        assert len(api.double.complaints) == 1


async def test_an_appointment_is_moved_with_another_status_than_in_public(api: Caller) -> None:
    id = await api.book(ADA)
    status, answer = await api.post(f"{BY_TOKEN}/{id}/reschedule", LATER | {"initiated_by": "user"}, TOKEN)
    assert (status, answer["data"]["id"], answer["data"]["start_at"]["local"]) == (201, id, "2026-03-06T11:00:00")
    assert api.double.complaints == []


async def test_what_is_cancelled_by_token_stays_so(api: Caller) -> None:
    id = await api.book(ADA)
    for _ in range(2):
        status, answer = await api.post(f"{BY_TOKEN}/{id}/cancel", {"initiated_by": "client"}, TOKEN)
        assert (status, answer["data"]["status"]) == (200, "canceled")
    status, answer = await api.post(f"{BY_TOKEN}/{id}/reschedule", LATER, TOKEN)
    assert (status, pointers(answer)) == (422, ["/status"])
    assert (await api.post(f"{BY_TOKEN}/appt_0/cancel", {}, TOKEN))[0] == 404
    assert api.double.complaints == []
