"""The double of vcita: what is free, what is listed, and webhooks."""

import json
from collections.abc import AsyncIterator

import pytest
from tests.doubles.vcita_asking import AT_TEN, MORNING, SLOTS, Vendor, form, starts, vendor_with
from tests.doubles.vcita_practice import BUSINESS, FIELDS, HOSTS, LEFT, SERVICES, STAFF_TOKEN, service_id


@pytest.fixture
async def vendor() -> AsyncIterator[Vendor]:
    async with vendor_with() as made:
        yield made


# --- what is free


async def test_slots_of_v3(vendor: Vendor) -> None:
    both = f"{HOSTS['ada']},{HOSTS['ben']}"
    vendor.double.book_elsewhere("ben", AT_TEN)
    slots = await vendor.look("2031-02-03T09:45:00Z", "2031-02-03T11:00:00Z", staff_uids=both)
    who = {slot["start"][11:16]: [each["entity_uid"] for each in slot["available_entities"]] for slot in slots}
    ada, ben = HOSTS["ada"], HOSTS["ben"]
    assert who == {"09:45": [ada], "10:00": [ada], "10:15": [ada], "10:30": [ada, ben]}
    assert slots[0]["end"] == "2031-02-03T10:15:00Z"
    assert starts(await vendor.look(*MORNING, slot_interval="60")) == ["09:00", "10:00", "11:00", "12:00"]
    own = vendor.double.uid(vendor.double.diary.entries[0])
    assert len(await vendor.look(*MORNING, staff_uids=ben, exclude_booking_uid=own)) == 13
    summer = await vendor.look("2031-03-31T07:00:00Z", "2031-03-31T09:00:00Z")
    assert starts(summer)[0] == "08:00"
    assert vendor.double.complaints == []


@pytest.mark.parametrize("lacking", ["service_uid", "slot_duration"])
async def test_v3_without_all_it_needs_tells_one_window(vendor: Vendor, lacking: str) -> None:
    query = {"service_uid": SERVICES["video"], "staff_uids": HOSTS["ada"], "slot_duration": "30"}
    query |= {"start_time": MORNING[0], "end_time": MORNING[1]}
    del query[lacking]
    status, answer = await vendor.ask("GET", SLOTS, params=query)
    window = {"start": MORNING[0], "end": MORNING[1], "available_entities": []}
    assert (status, answer["data"]["availability_slots"]) == (200, [window])


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"staff_uids": None}, 400),
        ({"start_time": "2031-02-03T09:00:00"}, 422),
        ({"end_time": "2031-02-03"}, 422),
        ({"time_zone": "Europe/London"}, 422),
        ({"service_uid": "nothing"}, 404),
        ({"staff_uids": LEFT}, 404),
        ({"end_time": "2031-04-03T09:00:00Z"}, 200),
        ({"slot_duration": "45"}, 200),
        ({"padding_before": "5"}, 200),
    ],
)
async def test_v3_asked_wrongly(vendor: Vendor, said: dict[str, str | None], status: int) -> None:
    query: dict[str, str | None] = {"service_uid": SERVICES["video"], "staff_uids": HOSTS["ada"], "slot_duration": "30"}
    query |= {"start_time": MORNING[0], "end_time": MORNING[1]} | said
    sent = {key: value for key, value in query.items() if value is not None}
    got, answer = await vendor.ask("GET", SLOTS, params=sent)
    assert got == status
    assert status == 200 or (answer["success"] is False and isinstance(answer["errors"][0]["message"], list))
    assert len(vendor.double.complaints) == 1


async def test_availability_of_staff(vendor: Vendor) -> None:
    query = {"start_date": "2031-02-03", "end_date": "2031-02-04", "staff_ids_array": HOSTS["ada"]}
    query["time_zone"] = "Asia/Tokyo"
    status, answer = await vendor.ask("GET", "/platform/v1/staff/availability", None, params=query)
    assert (status, answer["data"]["time_zone"]) == (200, "Asia/Tokyo")
    assert sorted(answer["data"]["availabilities"]) == ["2031-02-03", "2031-02-04"]
    first = answer["data"]["availabilities"]["2031-02-03"][0]
    assert (first["start_time"], first["duration_minutes"]) == ("2031-02-03T18:00:00+09:00", 15)
    query["aggregate_by"] = "staff"
    answer = (await vendor.ask("GET", "/platform/v1/staff/availability", params=query))[1]
    assert list(answer["data"]["availabilities"]) == [HOSTS["ada"]]
    assert vendor.double.complaints == []
    await vendor.ask("GET", "/platform/v1/staff/availability", params=query | {"ignore_min_schedule": "true"})
    await vendor.ask("GET", "/platform/v1/staff/availability", params=query | {"service_id": SERVICES["video"]})
    assert len(vendor.double.complaints) == 2


async def test_availability_of_services_has_no_known_shape(vendor: Vendor) -> None:
    query = {"start_date": "2031-02-03", "end_date": "2031-02-04", "id": SERVICES["video"]}
    query["staff_ids_array[]"] = HOSTS["ada"]
    path = "/platform/v1/services/availability"
    assert (await vendor.ask("GET", path, params=query))[1] == {"status": "OK", "data": {"availability": []}}
    assert "not documented" in vendor.double.complaints[0]
    assert (await vendor.ask("GET", path, params=query | {"service_ids": SERVICES["video"]}))[0] == 422


# --- services, staff, forms, webhooks


async def test_services_are_listed_by_pages() -> None:
    async with vendor_with(durations=(30, 60), price=40.0, manual_approval=True, channels=("phone",)) as vendor:
        found = []
        for page in ("1", "2", "3", "4"):
            query = {"business_id": BUSINESS, "page": page, "per_page": "1"}
            found += (await vendor.ask("GET", "/platform/v1/services", params=query))[1]["data"]["services"]
        assert [each["type"] for each in found] == ["EventService", "AppointmentService", "AppointmentService"]
        assert [each["id"] for each in found[1:]] == [service_id("phone"), service_id("phone", 60)]
        assert (found[1]["interaction_type"], found[1]["approval_mode"]) == ("client_phone", "manual")
        assert (found[2]["duration"], found[2]["price"]) == (60, 40.0)
        assert vendor.double.complaints == []
        status, answer = await vendor.ask("GET", "/platform/v1/services")
        assert (status, answer["error_code"]) == (400, "PARAMETER_MISSING")


async def test_staff_is_listed_with_strings_for_flags() -> None:
    async with vendor_with(staff_key="staffs") as vendor:
        path = f"/platform/v1/businesses/{BUSINESS}/staffs"
        everybody = (await vendor.ask("GET", path))[1]["data"]["staffs"]
        assert [each["active"] for each in everybody] == ["false", "true", "true"]
        active = (await vendor.ask("GET", path, params={"status": "active"}))[1]["data"]["staffs"]
        assert [each["id"] for each in active] == list(HOSTS.values())
        assert vendor.double.complaints == []


async def test_the_form_of_scheduling(vendor: Vendor) -> None:
    query = {"business_id": BUSINESS, "form_type": "scheduling", "service_uid": SERVICES["phone"]}
    fields = (await vendor.ask("GET", "/platform/v1/forms", params=query))[1]["data"]["forms"][0]["sections"][0][
        "fields"
    ]
    assert {each["id"]: each["required"] for each in fields} == {
        FIELDS["first_name"]: True,
        FIELDS["last_name"]: False,
        FIELDS["email"]: True,
        FIELDS["phone"]: False,
    }
    async with vendor_with(empty_forms=True) as other:
        assert (await other.ask("GET", "/platform/v1/forms", params=query))[1]["data"] == {"forms": []}


async def test_webhooks_are_subscribed_to_and_sent(vendor: Vendor) -> None:
    path = "/platform/v1/webhook/subscribe"
    said = {"event": "appointment/cancelled", "target_url": "https://frontdesk.example.com/hooks/secret"}
    status, answer = await vendor.ask("POST", path, json=said)
    assert status == 201
    target = vendor.double.catalogue.subscriptions[answer["data"]["subscription_id"]]
    assert target == (said["event"], said["target_url"])
    assert (await vendor.ask("POST", path, json=said | {"event": "booking/created"}))[0] == 422
    number = form(meeting_details={"meeting_interaction_details": "+442079460123"})
    entry = vendor.double.entry(await vendor.booked(service_id=SERVICES["phone"], **number))
    headers, body = vendor.double.webhook("cancelled", entry)
    sent = json.loads(body)
    assert headers == {"Content-Type": "application/json"}
    assert (sent["entity_name"], sent["event_type"]) == ("appointment", "cancelled")
    assert sent["data"]["appointment_id"] == vendor.double.uid(entry)
    assert sent["data"]["start_time"] == "2031-02-03T10:00:00+00:00"
    assert sent["phone_for_meeting"] == "+442079460123"
    async with vendor_with(subscribing=False) as other:
        assert await other.ask("POST", path, STAFF_TOKEN, json=said) == (500, {"response": "Not Subscribed"})
