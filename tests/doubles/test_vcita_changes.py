"""The double of vcita: bookings on the business API, and what becomes of bookings."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.vcita_asking import (
    APPOINTMENTS,
    AT_TEN,
    BEHALF,
    BOOKINGS,
    BUSINESS_BOOKINGS,
    MORNING,
    TEN,
    Vendor,
    error,
    form,
    move,
    platform,
    starts,
    vendor_with,
)
from tests.doubles.vcita_practice import BUSINESS, DIRECTORY_TOKEN, HOSTS

ELEVEN = "2031-02-03T11:00:00Z"


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with vendor_with() as made:
        yield made


# --- create on the business API


async def test_a_staff_token_on_business_books_whatever_there_is(vendor: Vendor) -> None:
    assert "10:00" in starts(await vendor.look(*MORNING))
    one, other = (await vendor.client())[0], (await vendor.client())[0]
    asked = [vendor.ask("POST", BUSINESS_BOOKINGS, json=platform(client)) for client in (one, other)]
    answers = await asyncio.gather(*asked)
    assert [(status, answer["data"]["booking"]["status"]) for status, answer in answers] == [(201, "scheduled")] * 2
    assert vendor.double.complaints == []
    assert len(vendor.double.double_booked) == 1


async def test_a_staff_token_on_business_without_a_look_is_noted(vendor: Vendor) -> None:
    client, _ = await vendor.client()
    assert (await vendor.ask("POST", BUSINESS_BOOKINGS, json=platform(client)))[0] == 201
    assert "not among the openings" in vendor.double.complaints[0]
    vendor.double.complaints.clear()
    await vendor.look(*MORNING)
    vendor.double.book_elsewhere("ada", AT_TEN + timedelta(hours=1))
    assert "11:00" not in starts(await vendor.look(*MORNING))
    assert (await vendor.ask("POST", BUSINESS_BOOKINGS, json=platform(client, ELEVEN)))[0] == 201
    assert len(vendor.double.complaints) == 1


async def test_other_tokens_on_business_are_checked(vendor: Vendor) -> None:
    client, _ = await vendor.client()
    asked = [
        vendor.ask("POST", BUSINESS_BOOKINGS, DIRECTORY_TOKEN, headers=BEHALF, json=platform(client)) for _ in range(2)
    ]
    answers = await asyncio.gather(*asked)
    assert sorted(status for status, _ in answers) == [201, 422]
    assert {answer.get("error_code") for _, answer in answers} == {None, "TIMESLOT_UNAVAILABLE"}
    assert vendor.double.complaints == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"arrival_window_value": 541}, "FORM_VALIDATION_ERROR"),
        ({"title": "Visit"}, "FORM_VALIDATION_ERROR"),
        (form(others={"notes": "hello"}), "FORM_VALIDATION_ERROR"),
        ({"optional_times": [ELEVEN]}, "FORM_VALIDATION_ERROR"),
        ({"client_id": "nobody"}, "NOT_FOUND"),
    ],
)
async def test_what_business_does_not_take(vendor: Vendor, said: dict[str, Any], code: str) -> None:
    client, _ = await vendor.client()
    await vendor.look(*MORNING)
    assert (await vendor.ask("POST", BUSINESS_BOOKINGS, json=platform(client) | said))[1]["error_code"] == code
    assert len(vendor.double.complaints) == 1


async def test_business_wants_a_client(vendor: Vendor) -> None:
    body = {key: value for key, value in platform("").items() if key != "client_id"}
    status, answer = await vendor.ask("POST", BUSINESS_BOOKINGS, json=body)
    assert (status, answer["error"]) == (422, "first name can't be blank")


# --- approval, and what the practice does


async def test_a_request_waits_for_approval() -> None:
    async with vendor_with(manual_approval=True) as vendor:
        status, answer = await vendor.book()
        assert (status, answer["data"]["booking"]["status"]) == (201, "requested")
        entry = vendor.double.entry(answer["data"]["booking"]["id"])
        assert "10:00" not in starts(await vendor.look(*MORNING))
        vendor.double.approve(entry)
        assert vendor.double.state(entry) == "scheduled"
        other = vendor.double.entry(await vendor.booked(ELEVEN))
        vendor.double.decline(other)
        assert vendor.double.state(other) == "rejected"
        assert "11:00" in starts(await vendor.look(*MORNING))
        client, _ = await vendor.client()
        by_staff = await vendor.ask("POST", BUSINESS_BOOKINGS, json=platform(client, ELEVEN))
        assert by_staff[1]["data"]["booking"]["status"] == "scheduled"
        assert vendor.double.complaints == []


async def test_the_practice_moves_and_cancels(vendor: Vendor) -> None:
    entry = vendor.double.entry(await vendor.booked())
    vendor.double.move(entry, AT_TEN + timedelta(hours=1))
    found = starts(await vendor.look(*MORNING))
    assert "10:00" in found
    assert "11:00" not in found
    vendor.double.cancel(entry)
    assert "11:00" in starts(await vendor.look(*MORNING))


# --- get and list


async def test_an_appointment_is_got(vendor: Vendor) -> None:
    id = await vendor.booked()
    status, answer = await vendor.ask("GET", f"{APPOINTMENTS}/{id}")
    got = answer["data"]["appointment"]
    assert status == 200
    assert (got["id"], got["state"], got["time_zone"]) == (id, "scheduled", "(GMT+00:00) London")
    assert (got["start_time"], got["end_time"]) == ("2031-02-03T10:00:00+00:00", "2031-02-03T10:30:00+00:00")
    assert await vendor.ask("GET", f"{APPOINTMENTS}/x") == (404, error("NOT_FOUND", "Booking not found"))
    vendor.clock.now = AT_TEN + timedelta(hours=1)
    assert (await vendor.ask("GET", f"{APPOINTMENTS}/{id}"))[1]["data"]["appointment"]["state"] == "done"
    assert vendor.double.complaints == []


async def test_appointments_are_listed_by_pages(vendor: Vendor) -> None:
    ids = [await vendor.booked(f"2031-02-03T{hour}:00:00Z") for hour in ("11", "09", "10")]
    vendor.double.cancel(vendor.double.entry(ids[0]))

    async def listed(**query: str) -> list[str]:
        status, answer = await vendor.ask("GET", APPOINTMENTS, params={"business_id": BUSINESS} | query)
        assert status == 200
        return [each["id"] for each in answer["data"]["appointments"]]

    assert await listed() == [ids[1], ids[2], ids[0]]
    assert await listed(per_page="2", page="2") == [ids[0]]
    assert await listed(state="scheduled") == [ids[1], ids[2]]
    assert vendor.double.complaints == []
    for query in ({"state": "requested"}, {"per_page": "101"}, {"staff_id": HOSTS["ada"]}):
        assert (await vendor.ask("GET", APPOINTMENTS, params=query))[0] == 422
    assert len(vendor.double.complaints) == 3


async def test_a_client_lists_the_own_bookings(vendor: Vendor) -> None:
    await vendor.booked(ELEVEN)
    client, token = await vendor.client()
    id = (await vendor.ask("POST", BOOKINGS, token, json=platform(client)))[1]["data"]["booking"]["id"]
    query = {"per_page": "10", "offset": "0", "business_id": BUSINESS}
    status, answer = await vendor.ask("GET", BOOKINGS, token, params=query)
    assert (status, [each["uid"] for each in answer["data"]["bookings"]]) == (200, [id])
    status, answer = await vendor.ask("GET", BOOKINGS, token, params={"business_id": BUSINESS})
    assert (status, answer["error_code"]) == (400, "PARAMETER_MISSING")


# --- cancel and reschedule


async def test_a_client_cancels_the_own_booking_only(vendor: Vendor) -> None:
    client, token = await vendor.client()
    id = (await vendor.ask("POST", BOOKINGS, token, json=platform(client)))[1]["data"]["booking"]["id"]
    body = {"business_id": BUSINESS, "booking_id": id}
    other = (await vendor.client())[1]
    assert (await vendor.ask("POST", f"{BOOKINGS}/cancel", other, json=body))[1]["error_code"] == "UNAUTHORIZED"
    vendor.double.complaints.clear()
    status, answer = await vendor.ask("POST", f"{BOOKINGS}/cancel", token, json=body)
    assert (status, answer["data"]["booking"]) == (200, {"id": id, "status": "cancelled"})
    assert "10:00" in starts(await vendor.look(*MORNING))
    assert (await vendor.ask("POST", f"{BOOKINGS}/cancel", token, json=body))[0] == 422
    assert vendor.double.complaints == []
    await vendor.ask("POST", f"{BOOKINGS}/cancel", json=body | {"message": "sorry"})
    await vendor.ask("POST", f"{BOOKINGS}/cancel", json=body | {"event_instance_id": "event_instance_id"})
    await vendor.ask("POST", f"{BOOKINGS}/cancel", json=body | {"booking_id": "x"})
    assert len(vendor.double.complaints) == 3


async def test_many_are_cancelled_on_business(vendor: Vendor) -> None:
    ids = [await vendor.booked(), await vendor.booked(ELEVEN)]
    path = f"{BUSINESS_BOOKINGS}/cancel"
    one = {"business_id": BUSINESS, "booking_id": ids[0], "message": "sorry", "issue_refund": False}
    assert (await vendor.ask("PUT", path, json=one))[1]["data"]["booking"]["status"] == "cancelled"
    status, answer = await vendor.ask("PUT", path, json={"business_id": BUSINESS, "booking_id": ids})
    assert status == 200
    results = answer["data"]["batch_response"]
    assert [each["status"] for each in results] == ["Error", "cancelled"]
    assert vendor.double.diary.standing == []
    assert vendor.double.complaints == []


async def test_cancelling_can_be_against_the_rules() -> None:
    async with vendor_with(cancel_allowed=False) as vendor:
        body = {"business_id": BUSINESS, "booking_id": await vendor.booked()}
        assert (await vendor.ask("POST", f"{BOOKINGS}/cancel", json=body))[1]["error_code"] == "UNAUTHORIZED"
        assert vendor.double.complaints == []


async def test_a_booking_is_moved(vendor: Vendor) -> None:
    id = await vendor.booked()
    body = move(id, "2031-02-03T10:15:00Z", notify_client=False)
    status, answer = await vendor.ask("PUT", f"{BUSINESS_BOOKINGS}/{id}", json=body)
    assert (status, answer["data"]["booking"]["uid"]) == (201, id)
    assert vendor.double.entry(id).start == AT_TEN + timedelta(minutes=15)
    other = await vendor.booked(ELEVEN)
    taken = await vendor.ask("PUT", f"{BUSINESS_BOOKINGS}/{other}", json=move(other, TEN))
    assert (taken[0], taken[1]["error_code"]) == (422, "TIMESLOT_UNAVAILABLE")
    assert vendor.double.complaints == []


async def test_double_booking_is_allowed_when_left_out(vendor: Vendor) -> None:
    id = await vendor.booked()
    vendor.double.book_elsewhere("ada", AT_TEN + timedelta(hours=1))
    body = move(id, ELEVEN)
    del body["allow_double_booking"]
    assert (await vendor.ask("PUT", f"{BUSINESS_BOOKINGS}/{id}", json=body))[0] == 201
    assert "allow_double_booking" in vendor.double.complaints[0]
    assert len(vendor.double.double_booked) == 1


@pytest.mark.parametrize(
    "said",
    [
        {"start_time": "2031-02-03T12:00:00+01:00"},
        {"start_time": "2031-02-03T11:00:00"},
        {"booking_id": "another"},
        {"staff_id": HOSTS["ben"]},
        {"notify_client": "yes"},
    ],
)
async def test_a_move_that_is_said_wrongly(vendor: Vendor, said: dict[str, Any]) -> None:
    id = await vendor.booked()
    assert (await vendor.ask("PUT", f"{BUSINESS_BOOKINGS}/{id}", json=move(id, ELEVEN) | said))[0] == 422
    assert len(vendor.double.complaints) == 1
    assert vendor.double.entry(id).start == AT_TEN
