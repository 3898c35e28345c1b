"""The stand-in for meetergo books, moves and cancels as documented, and complains of what nobody should send."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from tests.doubles.meetergo import (
    HOSTS,
    OWNER,
    QUEUE,
)
from tests.doubles.meetergo_calls import (
    ADA,
    ELEVEN,
    PERSONAL,
    TEAM,
    TEN,
    Json,
    Practice,
    attendee,
    request,
)


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    practice = Practice()
    async with practice.double, practice.session:
        yield practice


# --- create


async def test_a_booking_takes_its_time(practice: Practice) -> None:
    status, made = await practice.book()
    assert (status, set(made)) == (201, {"appointmentId", "secret"})
    assert TEN not in await practice.starts()
    assert "2026-03-06T10:30:00+00:00" in await practice.starts()
    (entry,) = practice.double.diary.standing
    assert (entry.host, entry.details["request"]) == ("ada", request())
    status, again = await practice.book()
    assert (status, again) == (400, {
        "statusCode": 400, "message": "The selected time slot is no longer available", "error": "Bad Request",
    })  # fmt: skip
    assert practice.double.complaints == []


async def test_how_a_taken_opening_is_told(practice: Practice) -> None:
    await practice.book()
    practice.set(message_as_array=True, taken_message="Time NO LONGER AVAILABLE")
    assert (await practice.book())[1]["message"] == ["Time NO LONGER AVAILABLE"]
    practice.set(taken_status=409)
    status, data = await practice.book()
    assert (status, data["error"]) == (409, "Conflict")
    assert "no longer available" not in str(data)


async def test_taken_by_two_at_once(practice: Practice) -> None:
    answers = await asyncio.gather(*(practice.book() for _ in range(5)))
    assert sorted(status for status, _ in answers) == [201, 400, 400, 400, 400]
    team = {"meetingTypeId": TEAM, "hostIds": ..., "queueId": QUEUE, "start": ELEVEN}
    answers = await asyncio.gather(*(practice.book(**team) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [201, 201, 400, 400, 400]
    assert sorted(entry.host for entry in practice.double.diary.standing) == ["ada", "ada", "ben"]


async def test_with_an_email(practice: Practice) -> None:
    dana = attendee(
        fullname=..., firstname="Dana", lastname="Levi", phone=..., email="dana@example.com", receiveReminders=True,
        language="en-GB", timezone="Europe/London", bringalongEmails=["sam@example.com"], dataPolicyAccepted=True,
    )  # fmt: skip
    status, made = await practice.book(
        attendee=dana, phoneOnlyBooking=..., channel="local", location="12 Rose Lane", icsTitle="ä" * 200,
        icsDescription="ä" * 2000, skipNotifications=False,
    )  # fmt: skip
    assert (status, made["attendeeEmail"]) == (201, "dana@example.com")
    assert practice.double.complaints == []


@pytest.mark.parametrize("kind", ["doubleOptIn", "requireHostConfirmation"])
@pytest.mark.parametrize("capitalised", [False, True])
async def test_pending(practice: Practice, kind: str, capitalised: bool) -> None:
    practice.set(pending=kind, pending_capitalised=capitalised)
    by_email = {"attendee": attendee(email="dana@example.com"), "phoneOnlyBooking": False}
    status, made = await practice.book(**by_email)
    assert (status, set(made)) == (201, {"bookingType", "provisionalBookingId"})
    assert str(made["bookingType"]).lower() == kind.lower()
    assert (made["bookingType"] == kind) is not capitalised
    (entry,) = practice.double.diary.entries
    booked = practice.double.of(entry)
    assert (await practice.call("GET", f"/v4/appointment/{made['provisionalBookingId']}"))[0] == 404
    assert (await practice.call("GET", f"/v4/appointment/{booked.id}"))[0] == 404
    practice.double.approve(entry)
    assert (await practice.call("GET", f"/v4/appointment/{booked.id}"))[0] == 200
    await practice.book(**by_email, start=ELEVEN)
    assert ELEVEN not in await practice.starts()
    practice.double.decline(practice.double.diary.entries[-1])
    assert ELEVEN in await practice.starts()
    assert practice.double.complaints == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "2026-03-06T10:00:00"}, "start"),
        ({"start": 1772791200}, "start"),
        ({"attendee": attendee(notes=...)}, "attendee.notes"),
        ({"attendee": attendee(notes=None)}, "attendee.notes"),
        ({"attendee": attendee(receiveReminders=...)}, "attendee.receiveReminders"),
        ({"attendee": attendee(receiveReminders="false")}, "attendee.receiveReminders"),
        ({"attendee": attendee(timezone="Central European Time")}, "attendee.timezone"),
        ({"attendee": attendee(phone="020 7946 0123")}, "attendee.phone"),
        ({"attendee": attendee(phone=...)}, "attendee.phone"),
        ({"attendee": attendee(email=None)}, "attendee.email"),
        ({"attendee": attendee(bringalongEmails=["a@example.com"] * 6)}, "attendee.bringalongEmails"),
        ({"attendee": attendee(email="442079460123@example.com")}, "attendee.email"),
        ({"attendee": attendee(email="dana@phone.invalid")}, "attendee.email"),
        ({"phoneOnlyBooking": False}, "attendee.email"),
        ({"phoneOnlyBooking": ...}, "attendee.email"),
        ({"icsTitle": "ä" * 201}, "icsTitle"),
        ({"icsDescription": "ä" * 2001}, "icsDescription"),
        ({"channel": "in_person"}, "channel"),
        ({"duration": "30"}, "duration"),
        ({"queueId": None}, "queueId"),
        ({"source": "voice"}, "source"),
        ({"meeting_type_id": ADA}, "meeting_type_id"),
    ],
)
async def test_fields_nobody_should_send(practice: Practice, changes: Json, field: str) -> None:
    status, data = await practice.book(**changes)
    assert (status, data["message"]) == (400, "Validation failed")
    assert [each["field"] for each in data["errors"]] == [field]  # type: ignore[attr-defined]
    assert practice.complaint()
    assert practice.double.diary.entries == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hostIds": ...}, "hostIds or queueId"),
        ({"queueId": QUEUE}, "hostIds or queueId"),
        ({"hostIds": ..., "queueId": QUEUE}, "hostIds or queueId"),
        ({"hostIds": [HOSTS["ben"]]}, "hostIds or queueId"),
        ({"meetingTypeId": TEAM}, "hostIds or queueId"),
        ({"duration": 45}, "Duration must match"),
        ({"channel": "zoom"}, "channel is not allowed"),
        ({"ignoreAvailability": False}, "ignoreAvailability"),
        ({"appointmentId": "a-1"}, "appointmentId is unknown"),
        ({"start": "2026-03-06T10:05:00+00:00"}, "no longer available"),
        ({"start": "2026-03-07T10:00:00+00:00"}, "no longer available"),
    ],
)
async def test_bookings_nobody_should_make(practice: Practice, changes: Json, says: str) -> None:
    status, data = await practice.book(**changes)
    assert status == 400
    assert says in str(data["message"])
    assert practice.complaint()
    assert practice.double.diary.entries == []


@pytest.mark.parametrize(
    ("changes", "complains"),
    [
        ({"attendee": attendee(fullname=...)}, "neither a fullname"),
        ({"attendee": attendee(fullname=..., firstname="Dana")}, "neither a fullname"),
        ({"attendee": attendee(receiveReminders=True)}, "reminders are e-mails"),
        ({"location": "12 Rose Lane"}, "a location for the channel phone"),
        ({"duration": 30}, "duration, and availability was asked otherwise"),
    ],
)
async def test_what_is_taken_with_a_complaint(practice: Practice, changes: Json, complains: str) -> None:
    assert (await practice.book(**changes))[0] == 201
    assert complains in practice.complaint()


async def test_the_duration_asked_for_is_repeated(practice: Practice) -> None:
    practice.set(durations=(30, 60))
    assert (await practice.starts(meetingDuration="60"))[-1] == "2026-03-06T16:00:00+00:00"
    assert (await practice.book(duration=60))[0] == 201
    assert practice.double.complaints == []
    (entry,) = practice.double.diary.standing
    assert entry.end - entry.start == timedelta(hours=1)
    assert (await practice.book(start=ELEVEN))[0] == 201
    assert "no duration" in practice.complaint()


async def test_a_meeting_type_may_want_more_than_a_phone(practice: Practice) -> None:
    practice.set(phone_only=False)
    assert (await practice.book())[0] == 400
    assert "does not allow" in practice.complaint()
    practice.set(pending="doubleOptIn")
    assert (await practice.book())[0] == 201
    assert "cannot click" in practice.complaint()
    practice.set(select_channel=False)
    assert (await practice.book(channel="local", start=ELEVEN))[0] == 400
    assert "does not allow the channel" in practice.complaint()
    practice.set(channels=("local-attendee",))
    assert (await practice.book(start=ELEVEN))[0] == 201
    assert "notes.address" in practice.complaint()


async def test_a_body_is_json(practice: Practice) -> None:
    url, body = practice.double.url + "/v4/booking", json.dumps(request())
    async with practice.session.post(url, data=body, headers={**PERSONAL, "Content-Type": "text/plain"}) as response:
        assert response.status == 400
    assert "application/json" in practice.complaint()
    headers = {**PERSONAL, "Content-Type": "application/json"}
    async with practice.session.post(url, data=body[:-1], headers=headers) as response:
        assert response.status == 400
    assert practice.complaint()


# --- read, cancel, move


async def test_an_appointment_from_beginning_to_end(practice: Practice) -> None:
    _, made = await practice.book(channel="google")
    path = f"/v4/appointment/{made['appointmentId']}"
    _, found = await practice.call("GET", path)
    assert set(found) == {
        "id", "secret", "ics", "start", "end", "isCancelled", "rescheduledAt", "cancel", "meetingInfo", "hostingInfo",
        "attendees", "meetingTypeId", "hostIds", "companyId", "createdAt", "updatedAt",
    }  # fmt: skip
    assert (found["secret"], found["start"], found["hostIds"]) == (
        made["secret"], "2026-03-06T10:00:00.000Z", [HOSTS["ada"]],
    )  # fmt: skip
    assert str(found["hostingInfo"]).count("https://") == 1

    near = "2026-03-06T10:15:00+00:00"
    assert near not in await practice.starts()
    assert near in await practice.starts(existingAppointmentId=str(made["appointmentId"]))
    status, moved = await practice.call("POST", path + "/reschedule", {"start": near, "ignoreAvailability": False})
    assert status == 201
    appointment = moved["appointment"]
    assert isinstance(appointment, dict)
    assert (appointment["id"], appointment["start"], appointment["rescheduledAt"]) == (
        made["appointmentId"], "2026-03-06T10:15:00.000Z", "2026-03-05T09:00:00.000Z",
    )  # fmt: skip

    status, cancelled = await practice.call("POST", path + "/cancel", {"reason": "Feels better"})
    assert (status, cancelled["isCancelled"]) == (201, True)
    assert cancelled["cancel"] == {
        "actionSource": "api", "actionAt": "2026-03-05T09:00:00.000Z", "actionBy": OWNER, "reason": "Feels better",
    }  # fmt: skip
    assert TEN in await practice.starts()
    assert (await practice.call("POST", path + "/cancel", {}))[0] == 400
    assert (await practice.call("POST", path + "/reschedule", {"start": TEN}))[0] == 400
    assert (await practice.call("POST", "/v4/appointment/other/cancel", {}))[0] == 404
    assert practice.double.complaints == []


async def test_moving_to_a_taken_opening_and_to_the_other_of_the_team(practice: Practice) -> None:
    _, made = await practice.book()
    practice.double.book_elsewhere("ada", datetime.fromisoformat(ELEVEN))
    status, data = await practice.call("POST", f"/v4/appointment/{made['appointmentId']}/reschedule", {"start": ELEVEN})
    assert (status, data["message"]) == (400, "The selected time slot is no longer available")
    assert TEN not in await practice.starts()
    _, made = await practice.book(
        meetingTypeId=TEAM, hostIds=..., queueId=QUEUE, start="2026-03-06T15:00:00Z"
    )  # the one with fewer appointments: Ben
    practice.double.book_elsewhere("ben", datetime.fromisoformat("2026-03-06T16:00:00Z"))
    path = f"/v4/appointment/{made['appointmentId']}/reschedule"
    _, data = await practice.call("POST", path, {"start": "2026-03-06T16:00:00+00:00"})
    assert data["appointment"]["hostIds"] == [HOSTS["ada"]]  # type: ignore[index]


async def test_changes_nobody_should_ask_for(practice: Practice) -> None:
    _, made = await practice.book()
    path = f"/v4/appointment/{made['appointmentId']}"
    for action, body, status in [
        ("cancel", {"reason": "x" * 501}, 400),
        ("cancel", {"cancellationReason": "x"}, 400),
        ("cancel", {"attendeeId": "somebody"}, 404),
        ("reschedule", {}, 400),
        ("reschedule", {"start": "2026-03-06T11:00:00"}, 400),
        ("reschedule", {"start": ELEVEN, "ignoreAvailability": True}, 400),
        ("reschedule", {"start": ELEVEN, "duration": 30}, 400),
    ]:
        assert (await practice.call("POST", f"{path}/{action}", body))[0] == status
        assert practice.complaint()
    practice.set(cancel_allowed=False)
    assert (await practice.call("POST", f"{path}/cancel", {}))[0] == 403
    assert practice.double.complaints == []
