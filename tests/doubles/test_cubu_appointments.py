"""Booking, listing and cancelling with the double of Cubu, as its guide says and as it does not."""

import asyncio
from datetime import timedelta
from typing import cast

import pytest
from tests.doubles.cubu import (
    HOSTS,
    NAME_FIELD,
    PHONE_FIELD,
    SERVICE,
    TAG,
    CubuDouble,
    CubuSettings,
    TimeUtc,
    case_id,
)
from tests.doubles.cubu_calls import CHECKUP, DAY, PHONE, Clock, at, cubu

CANCELLING = ("POST", "/{applicationId}/calendars/{serviceId}/{date}/{cuIndex}/appointments/{caseId}/cancel")


# --- booking


async def test_a_booking() -> None:
    async with cubu() as client:
        await client.look()
        status = await client.book(fields={NAME_FIELD: "Priya Nair"}, language="en", tagIds=[TAG])
        assert status == 201
        entry = client.double.diary.standing[0]
        assert (entry.host, entry.start, entry.end - entry.start) == ("ada", at(9), timedelta(minutes=30))
        assert client.one["caseId"] == case_id(entry)
        assert client.one["status"] == "Planned"
        assert client.one["channel"] == "Phone"
        appointment = client.appointment
        assert appointment["start"] == 540
        assert appointment["timeUtc"] == "2031-05-07T08:00:00Z"
        assert appointment["cuIndex"] == client.double.cu_index("ada", DAY)
        assert "startTime" not in appointment
        slots = await client.look()
        assert slots[0] == 570
        assert (await client.look(host="ben"))[0] == 540


async def test_index_zero_is_as_good_as_any() -> None:
    async with cubu() as client:
        for host in HOSTS:
            await client.look(host=host)
            assert await client.book(host) == 201
        assert {client.double.cu_index(host, DAY) for host in HOSTS} == {0, 1}


@pytest.mark.parametrize("taken", [409, 400])
async def test_taken(taken: int) -> None:
    async with cubu(CubuSettings(taken=taken)) as client:
        await client.look()
        client.double.book_elsewhere("ada", at(9, 15))
        assert await client.book() == taken
        assert client.said is None
        assert (await client.look())[0] == 585
        assert len(client.double.diary.entries) == 1


async def test_two_at_once() -> None:
    async with cubu() as client:
        await client.look()
        results = await asyncio.gather(*(client.book() for _ in range(5)))
        assert sorted(results) == [201, 409, 409, 409, 409]
        assert len(client.double.diary.standing) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"bypassTimeslotCheck": True},
        {"startTime": "540"},
        {"startTime": 540.0},
        {"startTime": 1440},
        {"startTime": True},
        {"startTime": "2031-05-07T09:00:00+01:00"},
        {"channel": "phone"},
        {"channel": "WhatsApp"},
        {"contactPhoneNumber": "+14155550123"},
        {"contactPhoneNumber": "415 555 0123"},
        {"contactPhoneNumber": 4155550123},
        {"contactPhoneNumber": None},
        {"contactEmail": "4155550123@example.com"},
        {"contactEmail": "noreply@example.com"},
        {"contactEmail": "caller@none.invalid"},
        {"contactEmail": "nobody"},
        {"language": "fr"},
        {"name": "Priya Nair"},
        {"start": 540},
        {"timeZone": "Europe/London"},
        {"fields": {"name": "Priya Nair"}},
        {"fields": {TAG: "Priya Nair"}},
        {"fields": {NAME_FIELD: ""}},
        {"fields": [{NAME_FIELD: "Priya Nair"}]},
        {"tagIds": TAG},
        {"tagIds": [NAME_FIELD]},
        {"preventSelfCheckIn": "false"},
        {"serviceTypeId": "checkup"},
        {"cusotmerRecordId": "Priya"},
        {"cusotmerRecordId": TAG},
    ],
)
async def test_a_body_that_is_none(changes: dict[str, object]) -> None:
    async with cubu(complaints=1) as client:
        await client.look()
        assert await client.book("ada", **changes) == 400
        assert client.double.diary.entries == []


async def test_a_body_in_another_form() -> None:
    async with cubu(complaints=4) as client:
        await client.look()
        path = f"{client.calendar('ada')}/appointments"
        assert await client.call("POST", path, data={"startTime": "540"}) == 415
        assert await client.call("POST", path, json=[]) == 400
        assert await client.call("POST", path, json={}) == 400
        headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}
        assert await client.call("POST", path, data=b"{", headers=headers) == 400


async def test_what_the_calendar_requires() -> None:
    async with cubu(CubuSettings(email_required=True), complaints=1) as client:
        await client.look()
        assert await client.book() == 400
        assert await client.book(contactEmail="priya.nair@example.com") == 201
    async with cubu(CubuSettings(phone_required=False)) as client:
        await client.look()
        body = {"serviceTypeId": CHECKUP, "startTime": 540, "channel": "Video"}
        assert await client.call("POST", f"{client.calendar('ada')}/appointments", json=body) == 201


async def test_another_format_of_phone_numbers() -> None:
    async with cubu(CubuSettings(phone_format=r"\+[0-9]{8,15}"), complaints=1) as client:
        await client.look()
        assert await client.book() == 400
        assert await client.book(contactPhoneNumber="+442079460123") == 201


async def test_a_customer_is_spelled_as_in_the_contract() -> None:
    async with cubu(CubuSettings(customer_required=True), complaints=2) as client:
        await client.look()
        assert await client.call("POST", "/customers", json={"fields": {PHONE_FIELD: PHONE}}) == 201
        record = client.one["recordId"]
        assert await client.book(customerRecordId=record) == 400
        assert await client.book(cusotmerRecordId=record) == 201
        (found,) = await client.listed(customerRecordId=record)
        assert found["customer"] == {"recordId": record, "fields": {PHONE_FIELD: PHONE}}
        assert await client.listed(customerRecordId=TAG) == []


async def test_the_other_spelling_says_nothing() -> None:
    async with cubu(complaints=1) as client:
        await client.look()
        assert await client.book(customerRecordId=TAG) == 201
        assert client.double.diary.entries[0].details["customer"] is None
    async with cubu(CubuSettings(customer_field="customerRecordId", customer_required=True), complaints=2) as client:
        await client.look()
        await client.call("POST", "/customers", json={"fields": {PHONE_FIELD: PHONE}})
        record = client.one["recordId"]
        assert await client.book(cusotmerRecordId=record) == 400
        assert await client.book(customerRecordId=record) == 201


async def test_a_start_that_was_never_offered() -> None:
    async with cubu(complaints=1) as client:
        await client.look()
        assert await client.book(startTime=545) == 409
    async with cubu(complaints=2) as client:
        assert await client.book() == 201


async def test_channels_of_the_service_type() -> None:
    async with cubu(CubuSettings(channels=("FaceToFace",)), complaints=1) as client:
        await client.look()
        assert await client.book() == 400
        assert await client.book(channel="FaceToFace") == 201


async def test_a_hook_before_the_booking() -> None:
    async with cubu(CubuSettings(hook_channel="FaceToFace")) as client:
        await client.look()
        assert await client.book() == 201
        assert client.one["channel"] == "FaceToFace"
        assert (await client.listed())[0]["channel"] == "FaceToFace"
    async with cubu(CubuSettings(hook_service_type="long")) as client:
        await client.look()
        assert await client.book(startTime=720) == 409
        assert await client.book() == 201
        assert client.appointment["duration"] == 60
    async with cubu(CubuSettings(hook_veto=409)) as client:
        await client.look()
        assert await client.book() == 409
        assert 540 in await client.look()


async def test_time_utc() -> None:
    async with cubu(CubuSettings(time_utc=TimeUtc.EMPTY)) as client:
        await client.look()
        assert await client.book() == 201
        assert client.appointment["timeUtc"] == ""
        (found,) = await client.listed()
        assert cast("dict[str, str]", found["appointment"])["timeUtc"] == "2031-05-07T08:00:00Z"
    async with cubu(CubuSettings(time_utc=TimeUtc.WRONG)) as client:
        await client.look()
        assert await client.book() == 201
        assert client.appointment["timeUtc"] == "2031-05-07T09:00:00Z"
        assert client.appointment["start"] == 540


# --- listing, cancelling, moving


async def test_the_list_of_a_calendar() -> None:
    async with cubu() as client:
        await client.look()
        assert await client.book() == 201
        (found,) = await client.listed()
        assert found["caseId"] == case_id(client.double.diary.entries[0])
        assert found["status"] == "Planned"
        assert found["serviceTypeId"] == CHECKUP
        assert found["customer"] == {"recordId": None, "fields": {PHONE_FIELD: PHONE}}
        assert found["appointment"] == {
            "serviceId": SERVICE,
            "date": "2031-05-07T00:00:00",
            "cuIndex": client.double.cu_index("ada", DAY),
            "start": 540,
            "timeLocal": "2031-05-07T09:00:00",
            "timeUtc": "2031-05-07T08:00:00Z",
            "timeZoneId": "GMT Standard Time",
            "duration": 30,
        }
        assert await client.listed("ben") == []
    async with cubu(CubuSettings(shows_customer=False)) as client:
        await client.look()
        assert await client.book() == 201
        assert (await client.listed())[0]["customer"] is None


async def test_there_is_no_cancelling_unless_one_was_told() -> None:
    async with cubu(complaints=4) as client:
        await client.look()
        assert await client.book() == 201
        case = f"{client.calendar('ada')}/appointments/{client.one['caseId']}"
        assert await client.call("POST", f"{case}/cancel") == 404
        assert await client.call("DELETE", case) == 404
        assert await client.call("PATCH", case, json={"startTime": 600}) == 404
        assert await client.call("POST", f"/agents/{HOSTS['ada']}/cases/{TAG}/actions/resolve") == 409
        assert client.said == {"errorCode": 1001}
        assert len(client.double.diary.standing) == 1


async def test_cancelling_as_the_operator_was_told() -> None:
    async with cubu(CubuSettings(cancel_call=CANCELLING), complaints=1) as client:
        await client.look()
        assert await client.book() == 201
        case = f"/appointments/{client.one['caseId']}/cancel"
        assert await client.call("POST", client.calendar("ben") + case) == 404
        assert await client.call("POST", client.calendar("ada") + case, json={"reason": "ill"}) == 400
        assert await client.call("POST", client.calendar("ada") + case) == 200
        assert client.double.diary.standing == []
        assert await client.listed() == []
        assert 540 in await client.look()
        assert await client.call("POST", client.calendar("ada") + case) == 409
        assert client.said == {"errorCode": 1001}
    with pytest.raises(ValueError):
        await CubuDouble(Clock(), CubuSettings(cancel_call=("DELETE", "/cases/{id}"))).__aenter__()


async def test_cancelling_refused_and_cancelled_still_listed() -> None:
    settings = CubuSettings(cancel_call=("DELETE", "/{applicationId}/cases/{caseId}"), cancel_allowed=False)
    async with cubu(settings) as client:
        await client.look()
        assert await client.book() == 201
        assert await client.call("DELETE", f"/cases/{client.one['caseId']}") == 403
        assert await client.call("DELETE", f"/cases/{TAG}") == 404
    async with cubu(CubuSettings(cancelled_status="Canceled")) as client:
        client.double.cancel(client.double.book_elsewhere("ada", at(9)))
        (found,) = await client.listed()
        assert found["status"] == "Canceled"
        assert found["dateClosed"] == "2031-05-05T08:00:00Z"


async def test_the_desk_moves_and_cancels() -> None:
    async with cubu() as client:
        entry = client.double.book_elsewhere("ada", at(9))
        assert (await client.look())[0] == 570
        other = DAY + timedelta(days=1)
        client.double.move(entry, at(10, day=other))
        assert (await client.look())[0] == 540
        assert await client.listed() == []
        (found,) = await client.listed(day=other)
        assert found["caseId"] == case_id(entry)
        client.double.cancel(entry)
        assert await client.listed(day=other) == []
