"""The double of Cal.com by itself: what is offered, looked up, cancelled and moved, right and wrong."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.doubles.calcom_caller import ADAS, MONDAY, PERSON, PHONE, REASON, TEN, Caller, calling, starts
from tests.doubles.calcom_records import HOSTS, OWN, PRACTICE, Settings


@pytest.fixture
async def plain() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


# --- event types


async def test_event_types_of_the_practice_and_of_a_host(plain: Caller) -> None:
    practice = (await plain.call("GET", "/event-types", username=PRACTICE)).data
    assert [(each["id"], each["slug"]) for each in practice] == [(4711, "checkup"), (4712, "consultation")]
    (own,) = (await plain.call("GET", "/event-types", username="ada", eventSlug="checkup")).data
    assert own["id"] == ADAS
    assert own["lengthInMinutes"] == 30
    assert "lengthInMinutesOptions" not in own
    assert {field["slug"]: field["required"] for field in own["bookingFields"]} == {
        "name": True,
        "email": False,
        "attendeePhoneNumber": True,
        "title": False,
        "notes": False,
    }
    assert [place["type"] for place in own["locations"]] == ["address", "attendeePhone", "integration"]
    assert (await plain.call("GET", "/event-types", username="nobody")).data == []
    assert plain.complaints == []


async def test_event_types_show_every_switch() -> None:
    settings = Settings(approval=True, email="hidden", durations=(30, 60), required_fields=("dob",), anonymous=False)
    async with calling(settings) as caller:
        kind = (await caller.call("GET", "/event-types", username="ben")).data[0]
        assert kind["lengthInMinutesOptions"] == [30, 60]
        assert kind["confirmationPolicy"] == {"type": "always"}
        assert kind["bookingRequiresAuthentication"]
        assert kind["bookingFields"][1]["hidden"]
        assert kind["bookingFields"][-1] == {"type": "text", "slug": "dob", "required": True, "isDefault": False}


# --- slots


async def test_slots_are_keyed_by_the_local_date_of_the_zone(plain: Caller) -> None:
    answer = await plain.slots()
    assert list(answer.data) == [MONDAY]
    assert answer.data[MONDAY][0] == {"start": "2031-02-03T09:00:00.000+00:00"}
    assert len(answer.data[MONDAY]) == 26
    far = await plain.slots(timeZone="Pacific/Kiritimati")
    assert list(far.data) == [MONDAY, "2031-02-04"]
    assert far.data["2031-02-04"][0] == {"start": "2031-02-04T00:00:00.000+14:00"}
    assert plain.complaints == []


async def test_slots_by_slug_with_their_ends(plain: Caller) -> None:
    for owner in ({"username": PRACTICE}, {"teamSlug": PRACTICE, "organizationSlug": "practice-group"}):
        query = {"eventTypeSlug": "checkup", "start": f"{MONDAY}T10:00:00Z", "end": f"{MONDAY}T10:15:00Z"}
        answer = await plain.call("GET", "/slots", **query, **owner, format="range", timeZone="Europe/Lisbon")
        assert answer.data == {
            MONDAY: [{"start": "2031-02-03T10:00:00.000+00:00", "end": "2031-02-03T10:30:00.000+00:00"}]
        }
    assert plain.complaints == []


async def test_nothing_free_is_an_empty_object_and_no_error(plain: Caller) -> None:
    answer = await plain.slots(start="2031-02-08", end="2031-02-09")
    assert (answer.status, answer.data) == (200, {})


async def test_slots_of_a_longer_appointment() -> None:
    async with calling(Settings(durations=(30, 60))) as caller:
        assert starts(await caller.slots(duration=60))[-1] == "2031-02-03T16:00:00.000+00:00"
        assert (await caller.slots(duration=45)).status == 400
        assert caller.complained("one of")


async def test_the_clocks_change_between_two_days(plain: Caller) -> None:
    """Opening hours stay at nine by the wall; in UTC they move."""
    plain.now[0] = datetime(2031, 3, 27, 12, tzinfo=UTC)
    answer = await plain.slots(start="2031-03-28", end="2031-03-31", timeZone="Europe/London")
    assert answer.data["2031-03-28"][0]["start"] == "2031-03-28T09:00:00.000+00:00"
    assert answer.data["2031-03-31"][0]["start"] == "2031-03-31T09:00:00.000+01:00"


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"start": "2031-02-03T10:00:00"}, "start"),
        ({"start": "2031-02-03T10:00:00+01:00"}, "start"),
        ({"start": "2031-02-30"}, "start"),
        ({"end": "2031-02-01"}, "start must be before end"),
        ({"timeZone": "GMT Standard Time"}, "timeZone"),
        ({"duration": 30}, "several lengths"),
        ({"format": "both"}, "format"),
        ({"days": 3}, "days"),
        ({"username": "ada"}, "without slugs"),
    ],
)
async def test_a_wrong_query_for_slots(plain: Caller, query: dict[str, Any], part: str) -> None:
    answer = await plain.slots(**query)
    assert answer.status == 400
    assert part in answer.message
    assert plain.complained(part)


async def test_a_slot_goes_when_both_hosts_have_it_taken_and_returns(plain: Caller) -> None:
    at = "2031-02-03T10:00:00.000+00:00"
    first = await plain.booked()
    assert at in starts(await plain.slots())
    assert at not in starts(await plain.slots(OWN["ada"]))
    assert at in starts(await plain.slots(OWN["ben"]))
    second = await plain.booked()
    assert [first["hosts"][0]["id"], second["hosts"][0]["id"]] == [HOSTS["ada"], HOSTS["ben"]]
    assert at not in starts(await plain.slots())
    assert at in starts(await plain.slots(bookingUidToReschedule=second["uid"]))
    await plain.cancel(first["uid"])
    assert at in starts(await plain.slots())
    assert plain.complaints == []


# --- reservations


async def test_a_reservation_hides_a_slot_until_it_is_released_or_over(plain: Caller) -> None:
    at = f"{MONDAY}T10:00:00Z"
    hold = {"eventTypeId": ADAS, "slotStart": at}
    made = await plain.call("POST", "/slots/reservations", data=hold)
    assert made.status == 201
    uid = made.data["reservationUid"]
    assert made.data["reservationUntil"] == "2031-02-02T12:05:00.000Z"
    assert made.data["slotEnd"] == "2031-02-03T10:30:00.000Z"
    assert "2031-02-03T10:00:00.000+00:00" not in starts(await plain.slots(ADAS))
    again = await plain.call("POST", "/slots/reservations", data=hold)
    assert again.status == 400
    longer = await plain.call("PATCH", f"/slots/reservations/{uid}", data={**hold, "reservationDuration": 9})
    assert longer.data["reservationUntil"] == "2031-02-02T12:09:00.000Z"
    assert (await plain.call("GET", f"/slots/reservations/{uid}")).data == longer.data
    assert (await plain.call("DELETE", f"/slots/reservations/{uid}")).status == 200
    assert (await plain.call("GET", f"/slots/reservations/{uid}")).status == 404
    await plain.call("POST", "/slots/reservations", data=hold)
    plain.now[0] += timedelta(minutes=5)
    assert "2031-02-03T10:00:00.000+00:00" in starts(await plain.slots(ADAS))
    assert plain.complaints == []


async def test_a_reservation_of_what_is_not_there(plain: Caller) -> None:
    data = {"eventTypeId": 9, "slotStart": f"{MONDAY}T10:00:00Z"}
    assert (await plain.call("POST", "/slots/reservations", data=data)).status == 404


async def test_a_reservation_wins_nothing(plain: Caller) -> None:
    await plain.call("POST", "/slots/reservations", data={"eventTypeId": ADAS, "slotStart": f"{MONDAY}T10:00:00Z"})
    await plain.booked(kind=ADAS)


async def test_only_known_callers_say_how_long_a_reservation_is(plain: Caller) -> None:
    plain.credentials = {}
    data = {"eventTypeId": ADAS, "slotStart": f"{MONDAY}T10:00:00Z"}
    answer = await plain.call("POST", "/slots/reservations", data={**data, "reservationDuration": 9})
    assert answer.status == 401
    assert plain.complained("reservationDuration")
    assert (await plain.call("POST", "/slots/reservations", data=data)).status == 201


# --- get, list


async def test_a_booking_that_is_not_there(plain: Caller) -> None:
    assert (await plain.call("GET", "/bookings/nothing")).status == 404
    assert plain.complaints == []
    data = await plain.booked()
    assert (await plain.call("GET", f"/bookings/{data['id']}")).status == 404
    assert plain.complained("id is not the handle")


async def test_the_filters_of_the_list(plain: Caller) -> None:
    other = {**PERSON, "name": "Noor Haddad", "email": "noor@example.com"}
    one = (await plain.booked())["uid"]
    two = (await plain.booked(f"{MONDAY}T14:00:00Z", ADAS, attendee=other))["uid"]
    plain.now[0] += timedelta(minutes=1)
    three = (await plain.booked("2031-02-04T10:00:00Z"))["uid"]
    await plain.cancel(one)
    assert await plain.found() == [one, two, three]
    assert await plain.found(take=1, skip=1) == [two]
    assert await plain.found(status="cancelled") == [one]
    assert await plain.found(status="upcoming") == [two, three]
    assert await plain.found(status="recurring") == []
    assert await plain.found(attendeeEmail="noor@example.com") == [two]
    assert await plain.found(attendeeName="Noor Haddad") == [two]
    assert await plain.found(bookingUid=three) == [three]
    assert await plain.found(eventTypeId=ADAS) == [two]
    assert await plain.found(afterStart=f"{MONDAY}T14:00:00Z", beforeEnd=f"{MONDAY}T14:30:00Z") == [two]
    assert await plain.found(afterCreatedAt="2031-02-02T12:01:00Z") == [three]
    plain.now[0] = TEN + timedelta(days=2)
    assert await plain.found(status="past") == [two, three]
    assert plain.complaints == []


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"take": 251}, "take"),
        ({"take": 0}, "take"),
        ({"skip": -1}, "skip"),
        ({"status": "canceled"}, "status"),
        ({"attendeePhone": PHONE}, "attendeePhone"),
        ({"attendeeEmail": "442079460123@sms.cal.com"}, "invented"),
        ({"afterStart": "2031-02-03T10:00:00"}, "afterStart"),
        ({"afterStart": "2031-02-03T10:00:00+01:00"}, "afterStart"),
    ],
)
async def test_a_wrong_filter(plain: Caller, query: dict[str, Any], part: str) -> None:
    assert (await plain.call("GET", "/bookings", **query)).status == 400
    assert plain.complained(part)


# --- cancel, reschedule


async def test_cancelling(plain: Caller) -> None:
    uid = (await plain.booked())["uid"]
    answer = await plain.cancel(uid)
    assert (answer.status, answer.data["status"]) == (200, "cancelled")
    assert answer.data["cancellationReason"] == REASON["cancellationReason"]
    assert plain.double.diary.standing == []
    again = await plain.cancel(uid)
    assert again.status == 400
    assert "cancelled already" in again.message
    assert plain.complaints == []


async def test_cancelling_without_a_reason(plain: Caller) -> None:
    uid = (await plain.booked())["uid"]
    assert (await plain.call("POST", f"/bookings/{uid}/cancel")).status == 200
    assert plain.complained("cancellationReason")
    async with calling(Settings(reason_required=True)) as caller:
        uid = (await caller.booked())["uid"]
        assert (await caller.call("POST", f"/bookings/{uid}/cancel", data={})).status == 400


async def test_cancelling_disabled() -> None:
    async with calling(Settings(cancel_allowed=False)) as caller:
        uid = (await caller.booked())["uid"]
        answer = await caller.cancel(uid)
        assert answer.status == 400
        assert "Cancelling is disabled" in answer.message
        assert len(caller.double.diary.standing) == 1


@pytest.mark.parametrize("data", [{"seatUid": "s1", **REASON}, {"reason": "No"}, {"cancellationReason": 3}])
async def test_a_wrong_body_of_a_cancel(plain: Caller, data: dict[str, Any]) -> None:
    uid = (await plain.booked())["uid"]
    assert (await plain.call("POST", f"/bookings/{uid}/cancel", data=data)).status == 400
    assert plain.complained("body")


async def test_cancels_are_limited() -> None:
    async with calling(Settings(cancels_per_minute=1)) as caller:
        one, two = await caller.booked(), await caller.booked()
        assert (await caller.cancel(one["uid"])).status == 200
        assert (await caller.cancel(two["uid"])).status == 429
        caller.now[0] += timedelta(minutes=1)
        assert (await caller.cancel(two["uid"])).status == 200


async def test_a_reschedule_is_a_new_booking(plain: Caller) -> None:
    old = (await plain.booked(kind=ADAS, metadata={"conversation": "81"}))["uid"]
    answer = await plain.move(old, f"{MONDAY}T10:15:00Z")
    assert answer.status == 201
    new = answer.data
    assert new["uid"] != old
    assert (new["start"], new["rescheduledFromUid"]) == ("2031-02-03T10:15:00.000Z", old)
    assert new["metadata"] == {"conversation": "81"}
    before = await plain.get(old)
    assert (before["status"], before["rescheduledToUid"]) == ("cancelled", new["uid"])
    assert len(plain.double.diary.standing) == 1
    assert plain.complaints == []
    assert (await plain.cancel(old)).status == 400
    assert plain.complained("before a reschedule")


async def test_a_reschedule_to_a_taken_start_leaves_all_as_it_was(plain: Caller) -> None:
    uid = (await plain.booked(kind=ADAS))["uid"]
    plain.double.book_elsewhere("ada", TEN + timedelta(hours=1))
    answer = await plain.move(uid, f"{MONDAY}T11:00:00Z")
    assert "already has booking" in answer.message
    assert (await plain.get(uid))["status"] == "accepted"


@pytest.mark.parametrize(
    "data",
    [{}, {"start": "2031-02-03T11:00:00"}, {"start": f"{MONDAY}T11:00:00Z", "seatUid": "s1"}, {"start": 1}],
)
async def test_a_wrong_body_of_a_reschedule(plain: Caller, data: dict[str, Any]) -> None:
    uid = (await plain.booked())["uid"]
    assert (await plain.call("POST", f"/bookings/{uid}/reschedule", data=data)).status == 400
    assert plain.complained("body")


@pytest.mark.parametrize(("call", "status"), [("confirm", "accepted"), ("decline", "rejected")])
async def test_only_the_host_decides(call: str, status: str) -> None:
    async with calling(Settings(approval=True)) as caller:
        uid = (await caller.booked())["uid"]
        assert (await caller.call("POST", f"/bookings/{uid}/{call}")).data["status"] == status
        assert caller.complained("in place of the host")
        again = await caller.call("POST", f"/bookings/{uid}/{call}")
        assert (again.status, again.message) == (400, f"Booking with uid={uid} is {status} and not pending")


async def test_what_staff_move_or_write_down_waits_for_nobody() -> None:
    async with calling(Settings(approval=True)) as caller:
        entry = caller.double.book_elsewhere("ada", TEN)
        moved = caller.double.move(entry, TEN + timedelta(hours=1))
        assert (await caller.get(str(moved.details["uid"])))["status"] == "accepted"
        uid = (await caller.booked(kind=ADAS))["uid"]
        assert (await caller.move(uid, f"{MONDAY}T14:00:00Z")).data["status"] == "pending"


async def test_staff_cancel_and_move(plain: Caller) -> None:
    one, two = await plain.booked(), await plain.booked(f"{MONDAY}T11:00:00Z")
    first, second = plain.double.diary.entries
    plain.double.cancel(first)
    assert (await plain.get(one["uid"]))["status"] == "cancelled"
    moved = plain.double.move(second, TEN)
    before = await plain.get(two["uid"])
    assert before["rescheduledToUid"] == moved.details["uid"]
    assert (await plain.cancel(two["uid"])).status == 400
    assert plain.complaints == []
