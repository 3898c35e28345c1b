"""The double of vcita, called as its contract says: bookings on the platform, and how it fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from tests.doubles.serving import Fault
from tests.doubles.vcita_asking import (
    APPOINTMENTS,
    AT_TEN,
    BOOKINGS,
    CLIENTS,
    PRIYA,
    TEN,
    Vendor,
    error,
    form,
    platform,
    vendor_with,
)
from tests.doubles.vcita_bookings import kept
from tests.doubles.vcita_practice import BUSINESS, EVENT_SERVICE, FIELDS, HOSTS, SERVICES


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with vendor_with() as made:
        yield made


# --- create on the platform


async def test_a_client_books(vendor: Vendor) -> None:
    status, answer = await vendor.book(**form(others={"notes": "asked for a first visit"}))
    assert status == 201
    entry = vendor.double.diary.standing[0]
    booking = answer["data"]["booking"]
    assert answer["status"] == "OK"
    assert booking["id"] == vendor.double.uid(entry)
    assert (booking["status"], booking["type"], booking["duration"]) == ("scheduled", "appointment", 30)
    assert (booking["start_time"], booking["time_zone"]) == (TEN, "Europe/London")
    assert (booking["service_id"], booking["staff_id"]) == (SERVICES["in_person"], HOSTS["ada"])
    assert (entry.host, entry.start, entry.end) == ("ada", AT_TEN, AT_TEN + timedelta(minutes=30))
    assert vendor.double.complaints == []


async def test_the_observed_form_with_an_empty_object(vendor: Vendor) -> None:
    assert (await vendor.book(booking_type="appointment", **form(fields={})))[0] == 201
    assert vendor.double.complaints == []


async def test_a_time_that_is_taken(vendor: Vendor) -> None:
    await vendor.booked()
    taken = error("TIMESLOT_UNAVAILABLE", "The requested time slot is not available")
    assert await vendor.book("2031-02-03T10:15:00Z") == (422, taken)
    assert (await vendor.book(staff_id=HOSTS["ben"]))[0] == 201
    assert await vendor.book("2031-02-03T20:00:00Z") == (422, taken)
    assert vendor.double.complaints == []


async def test_of_two_clients_at_once_one_gets_the_time(vendor: Vendor) -> None:
    clients = [await vendor.client(), await vendor.client()]
    asked = [vendor.ask("POST", BOOKINGS, token, json=platform(client)) for client, token in clients]
    assert sorted(status for status, _ in await asyncio.gather(*asked)) == [201, 422]
    assert len(vendor.double.diary.standing) == 1


async def test_a_staff_token_on_the_platform(vendor: Vendor) -> None:
    client, _ = await vendor.client()
    status, answer = await vendor.ask("POST", BOOKINGS, json=platform(client))
    assert (status, answer["error_code"]) == (422, "FORM_VALIDATION_ERROR")
    assert "staff token" in vendor.double.complaints[0]


FORM = [
    {"field_id": FIELDS["first_name"], "new_data": "Priya"},
    {"field_id": FIELDS["email"], "new_data": "p@example.com"},
]


@pytest.mark.parametrize(
    ("fields", "status"),
    [(FORM, 201), (FORM[:1], 422), ({"first_name": "Priya"}, 422), ([{"field_id": "x", "new_data": "Priya"}], 422)],
)
async def test_the_form_of_a_new_client(fields: Any, status: int) -> None:
    async with vendor_with(staff_token_on_platform=True) as vendor:
        body = platform("") | form(fields=fields)
        del body["client_id"]
        got, answer = await vendor.ask("POST", BOOKINGS, json=body)
        assert got == status
        assert status == 201 or answer["error_code"] == "FORM_VALIDATION_ERROR"
        assert len(vendor.double.complaints) == (status != 201)
        assert len(vendor.double.catalogue.people) == (status == 201)


async def test_some_services_want_details_of_the_meeting(vendor: Vendor) -> None:
    number = form(meeting_details={"meeting_interaction_details": "+442079460123"})
    assert (await vendor.book(service_id=SERVICES["phone"], **number))[0] == 201
    assert vendor.double.complaints == []
    status, answer = await vendor.book("2031-02-03T11:00:00Z", service_id=SERVICES["at_customer"])
    assert (status, answer["error_code"]) == (422, "FORM_VALIDATION_ERROR")
    assert "meeting_interaction_details" in vendor.double.complaints[0]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"start_time": "2031-02-03T10:00:00"}, (422, "FORM_VALIDATION_ERROR")),
        ({"start_time": 1}, (422, "FORM_VALIDATION_ERROR")),
        ({"time_zone": "(GMT+00:00) London"}, (422, "FORM_VALIDATION_ERROR")),
        ({"channel": "phone"}, (422, "FORM_VALIDATION_ERROR")),
        ({"end_time": TEN}, (422, "FORM_VALIDATION_ERROR")),
        ({"notes": "hello"}, (422, "FORM_VALIDATION_ERROR")),
        ({"staff_id": None}, (422, "FORM_VALIDATION_ERROR")),
        ({"staff_id": "nobody"}, (404, "NOT_FOUND")),
        ({"service_id": "nothing"}, (404, "NOT_FOUND")),
        ({"service_id": EVENT_SERVICE}, (422, "FORM_VALIDATION_ERROR")),
        ({"event_instance_id": "event_instance_id"}, (404, "NOT_FOUND")),
        ({"business_id": "another"}, (422, "UNAUTHORIZED")),
        ({"portal_id": "another"}, (422, "UNAUTHORIZED")),
        ({"client_id": "another"}, (422, "UNAUTHORIZED")),
        ({"matter_uid": "made-up"}, (404, "NOT_FOUND")),
        (form(fields={"first_name": "Priya"}), (422, "FORM_VALIDATION_ERROR")),
        (form(fields=[{"new_data": "Priya"}]), (400, "PARAMETER_MISSING")),
        (form(others={"title": "Visit"}), (422, "FORM_VALIDATION_ERROR")),
    ],
)
async def test_a_booking_that_is_said_wrongly(vendor: Vendor, said: dict[str, Any], answer: tuple[int, str]) -> None:
    status, body = await vendor.book(**said)
    assert (status, body["error_code"]) == answer
    assert len(vendor.double.complaints) == 1
    assert vendor.double.diary.entries == []


@pytest.mark.parametrize("lacking", ["business_id", "service_id", "staff_id", "start_time"])
async def test_what_a_booking_needs(vendor: Vendor, lacking: str) -> None:
    client, token = await vendor.client()
    body = {key: value for key, value in platform(client).items() if key != lacking}
    status, answer = await vendor.ask("POST", BOOKINGS, token, json=body)
    assert (status, answer["error_code"]) == (400, "PARAMETER_MISSING")
    assert len(vendor.double.complaints) == 1


async def test_a_zone_left_out_is_noted(vendor: Vendor) -> None:
    client, token = await vendor.client()
    body = {key: value for key, value in platform(client).items() if key != "time_zone"}
    status, answer = await vendor.ask("POST", BOOKINGS, token, json=body)
    assert (status, answer["data"]["booking"]["time_zone"]) == (201, "UTC")
    assert "time_zone" in vendor.double.complaints[0]


async def test_a_member_of_staff_who_does_not_give_the_service() -> None:
    async with vendor_with(hosts_of={"in_person": ("ben",)}) as vendor:
        assert (await vendor.book())[1]["error_code"] == "FORM_VALIDATION_ERROR"
        assert await vendor.look("2031-02-03T09:00:00Z", "2031-02-03T17:00:00Z") == []


async def test_the_alpha_can_vanish() -> None:
    async with vendor_with(vanished=True) as vendor:
        assert (await vendor.book())[0] == 404
        assert vendor.double.complaints == []


async def test_a_price_makes_a_payment() -> None:
    async with vendor_with(price=40.0) as vendor:
        entry = vendor.double.entry(await vendor.booked())
        assert kept(entry).payment == "pending"


# --- faults


async def test_a_lost_answer_leaves_the_booking(vendor: Vendor) -> None:
    client, token = await vendor.client()
    vendor.double.faults.order(Fault.RESET_AFTER, BOOKINGS, method="POST")
    with pytest.raises(aiohttp.ClientError):
        await vendor.ask("POST", BOOKINGS, token, json=platform(client))
    status, answer = await vendor.ask("GET", APPOINTMENTS, params={"business_id": BUSINESS, "client_id": client})
    assert status == 200
    assert [each["client_id"] for each in answer["data"]["appointments"]] == [client]


async def test_too_many_and_broken(vendor: Vendor) -> None:
    vendor.double.faults.order(Fault.TOO_MANY)
    assert (await vendor.ask("GET", APPOINTMENTS))[0] == 429
    vendor.double.faults.order(Fault.ERROR_BEFORE)
    async with vendor.http.get(vendor.double.url + APPOINTMENTS) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


async def test_what_is_no_call_is_noted(vendor: Vendor) -> None:
    for method, path in (("DELETE", f"{BOOKINGS}/x"), ("POST", f"{APPOINTMENTS}"), ("GET", "/v2/anything")):
        assert await vendor.ask(method, path) == (404, error("NOT_FOUND", "Resource not found"))
    assert len(vendor.double.complaints) == 3
    await vendor.ask("GET", APPOINTMENTS, headers={"Idempotency-Key": "k"})
    await vendor.ask("POST", CLIENTS, data=b"first_name=Priya")
    await vendor.ask("POST", CLIENTS, json=[1])
    await vendor.ask("POST", CLIENTS, json=PRIYA, params={"business_id": BUSINESS})
    assert len(vendor.double.complaints) == 7
