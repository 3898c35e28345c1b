"""The double of Cal.com by itself: new bookings, right and wrong."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.doubles.calcom_caller import (
    ADAS,
    ADDRESS,
    CHECKUP,
    CONSULTATION,
    MONDAY,
    PERSON,
    PHONE,
    TEN,
    Caller,
    calling,
)
from tests.doubles.calcom_records import HOSTS, PLACES, Settings


@pytest.fixture
async def plain() -> AsyncIterator[Caller]:
    async with calling() as caller:
        yield caller


# --- create


async def test_a_booking_with_a_phone_number_alone(plain: Caller) -> None:
    location = {"type": "attendeePhone", "phone": PHONE}
    data = await plain.booked(location=location, metadata={"conversation": "81"})
    uid, placeholder = data["uid"], "442079460123@sms.cal.com"
    assert data == {
        "id": 90001,
        "uid": uid,
        "title": "Checkup between Ada Quill and Marta Reis",
        "description": "",
        "status": "accepted",
        "start": "2031-02-03T10:00:00.000Z",
        "end": "2031-02-03T10:30:00.000Z",
        "duration": 30,
        "eventType": {"id": CHECKUP, "slug": "checkup"},
        "hosts": [
            {
                "id": HOSTS["ada"],
                "name": "Ada Quill",
                "email": "ada@example.com",
                "username": "ada",
                "timeZone": "Europe/London",
            }
        ],
        "attendees": [{**PERSON, "email": placeholder, "displayEmail": placeholder, "absent": False}],
        "location": PHONE,
        "bookingFieldsResponses": {"name": "Marta Reis", "email": placeholder, "attendeePhoneNumber": PHONE},
        "metadata": {"conversation": "81"},
        "icsUid": f"{uid}@Cal.com",
        "createdAt": "2031-02-02T12:00:00.000Z",
    }
    assert await plain.get(uid) == data
    assert plain.double.diary.standing[0].details["uid"] == uid
    assert plain.complaints == []


async def test_a_booking_by_slug_with_an_address_on_video(plain: Caller) -> None:
    data = await plain.booked(
        eventTypeId="",  # left out
        eventTypeSlug="checkup",
        username="ben",
        attendee={**PERSON, "email": ADDRESS},
        location={"type": "integration", "integration": "cal-video"},
        bookingFieldsResponses={"notes": "Second visit"},
    )
    assert data["hosts"][0]["username"] == "ben"
    assert data["attendees"][0]["email"] == ADDRESS
    assert data["description"] == "Second visit"
    assert data["location"] == data["meetingUrl"] == f"https://app.cal.com/video/{data['uid']}"
    assert plain.complaints == []


async def test_every_location_of_an_event_type() -> None:
    said = {"phone": PHONE, "address": "3 Elm Lane", "location": "At the pier"}
    asked = {"attendeePhone": "phone", "attendeeAddress": "address", "attendeeDefined": "location"}
    async with calling(Settings(locations=tuple(PLACES))) as caller:
        for number, (name, place) in enumerate(PLACES.items()):
            location = {key: value for key, value in place.items() if key in ("type", "integration")}
            if name in asked:
                location[asked[name]] = said[asked[name]]
            data = await caller.booked(f"{MONDAY}T{9 + number // 4:02}:{number % 4 * 15:02}:00Z", location=location)
            assert data["location"] == said.get(asked.get(name, ""), data["location"])
        assert caller.complaints == []


async def test_approval_leaves_a_booking_pending_until_the_host_decides() -> None:
    async with calling(Settings(approval=True)) as caller:
        first, second = await caller.booked(), await caller.booked(f"{MONDAY}T11:00:00Z")
        assert first["status"] == second["status"] == "pending"
        one, two = caller.double.diary.entries
        assert await caller.found(status="unconfirmed") == [first["uid"], second["uid"]]
        caller.double.approve(one)
        caller.double.decline(two, "On holiday")
        assert (await caller.get(first["uid"]))["status"] == "accepted"
        declined = await caller.get(second["uid"])
        assert (declined["status"], declined["cancellationReason"]) == ("rejected", "On holiday")
        assert not two.stands
        assert caller.complaints == []


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"start": "2031-02-03T10:00:00"}, "UTC"),
        ({"start": "2031-02-03T10:00:00+00:00"}, "UTC"),
        ({"start": "2031-02-03T12:00:00+02:00"}, "UTC"),
        ({"eventTypeId": "4711"}, "eventTypeId"),
        ({"eventTypeId": True}, "eventTypeId"),
        ({"eventTypeId": CHECKUP, "username": "ada"}, "without slugs"),
        ({"eventTypeId": ""}, "either eventTypeId"),
        ({"end": "2031-02-03T10:30:00Z"}, "end"),
        ({"lengthInMinutes": 30}, "several lengths"),
        ({"metadata": {"turn": 3}}, "metadata"),
        ({"metadata": {"k" * 41: "v"}}, "metadata"),
        ({"metadata": {"k": "v" * 501}}, "metadata"),
        ({"metadata": {str(number): "v" for number in range(51)}}, "metadata"),
        ({"guests": "ana@example.com"}, "guests"),
        ({"guests": ["ana"]}, "guests"),
        ({"location": "attendeePhone"}, "location"),
        ({"location": {"type": "attendeePhone"}}, "location"),
        ({"location": {"type": "attendeePhone", "phone": "020 7946 0123"}}, "location"),
        ({"location": {"type": "attendeeAddress", "address": " "}}, "empty"),
        ({"location": {"type": "pigeon"}}, "location"),
        ({"location": {"type": "phone"}}, "own locations"),
        ({"location": {"type": "integration", "integration": "zoom"}}, "own locations"),
        ({"location": None}, "null"),
        ({"bookingFieldsResponses": {"shoe": "42"}}, "shoe"),
        ({"bookingFieldsResponses": {"notes": 42}}, "notes"),
        ({"emailVerificationCode": "123456"}, "emailVerificationCode"),
        ({"attendee": {"name": "Marta", "timeZone": "Europe/Lisbon"}}, "Either"),
        ({"attendee": {**PERSON, "name": " "}}, "name"),
        ({"attendee": {**PERSON, "timeZone": "Lisbon"}}, "timeZone"),
        ({"attendee": {**PERSON, "language": "en-GB"}}, "language"),
        ({"attendee": {**PERSON, "phoneNumber": "020 7946 0123"}}, "phoneNumber"),
        ({"attendee": {**PERSON, "phone": PHONE}}, "phone"),
        ({"attendee": {**PERSON, "email": "marta"}}, "email"),
        ({"attendee": {**PERSON, "email": "442079460123@sms.cal.com"}}, "invented"),
        ({"attendee": {**PERSON, "email": "noreply@example.com"}}, "invented"),
        ({"attendee": {**PERSON, "email": None}}, "null"),
    ],
)
async def test_a_wrong_field_of_a_new_booking(plain: Caller, more: dict[str, Any], part: str) -> None:
    answer = await plain.book(**more)
    assert answer.status == 400
    assert answer.body["error"]["code"] == "BadRequestException"
    assert part in answer.message
    assert plain.complained(part)
    assert plain.double.diary.entries == []


async def test_guests_need_an_agreement(plain: Caller) -> None:
    await plain.booked(guests=["ana@example.com"])
    assert plain.complained("guests")
    async with calling(Settings(guests_agreed=True)) as caller:
        await caller.booked(guests=["ana@example.com"])
        assert caller.complaints == []


async def test_an_unknown_event_type(plain: Caller) -> None:
    answer = await plain.book(kind=9)
    assert (answer.status, answer.body["error"]["code"]) == (404, "NotFoundException")
    assert answer.body["path"] == "/v2/bookings"


async def test_several_lengths() -> None:
    async with calling(Settings(durations=(30, 60))) as caller:
        assert (await caller.booked())["duration"] == 30
        data = await caller.booked(f"{MONDAY}T11:00:00Z", lengthInMinutes=60)
        assert data["end"] == "2031-02-03T12:00:00.000Z"
        moved = await caller.move(data["uid"], f"{MONDAY}T14:00:00Z")
        assert moved.data["duration"] == 60
        assert (await caller.book(lengthInMinutes=45)).status == 400
        assert caller.complained("one of")


async def test_where_an_address_is_required(plain: Caller) -> None:
    answer = await plain.book(kind=CONSULTATION)
    assert answer.status == 400
    assert "attendee.email is missing" in answer.message
    assert plain.complained("email is missing")
    data = await plain.booked(kind=CONSULTATION, attendee={**PERSON, "email": ADDRESS})
    assert data["status"] == "pending"


async def test_where_a_number_is_not_required_it_is_not_enough() -> None:
    async with calling(Settings(phone="optional")) as caller:
        assert (await caller.book()).status == 400
        assert caller.complained("email is missing")
        await caller.booked(attendee={"name": "Marta Reis", "timeZone": "Europe/Lisbon", "email": ADDRESS})


async def test_where_a_number_is_required_an_address_is_not_enough(plain: Caller) -> None:
    answer = await plain.book(attendee={"name": "Marta Reis", "timeZone": "Europe/Lisbon", "email": ADDRESS})
    assert "error_required_field" in answer.message
    assert plain.complained("attendeePhoneNumber")


async def test_a_hidden_address_is_overwritten() -> None:
    async with calling(Settings(email="hidden")) as caller:
        data = await caller.booked(attendee={**PERSON, "email": ADDRESS})
        assert data["attendees"][0]["displayEmail"] == "442079460123@sms.cal.com"


async def test_an_address_that_has_to_be_verified() -> None:
    async with calling(Settings(verification_code="492817")) as caller:
        person = {**PERSON, "email": ADDRESS}
        assert (await caller.book(attendee=person)).status == 400
        await caller.booked(attendee=person, emailVerificationCode="492817")
        assert caller.complaints == []


async def test_a_custom_question_that_is_required() -> None:
    async with calling(Settings(required_fields=("dob",))) as caller:
        answer = await caller.book()
        assert "error_required_field" in answer.message
        assert "dob" in answer.message
        assert caller.complained("dob")
        data = await caller.booked(bookingFieldsResponses={"dob": "1990-05-01"})
        assert data["bookingFieldsResponses"]["dob"] == "1990-05-01"


async def test_phone_numbers_that_are_nobodys() -> None:
    nobodys = {**PERSON, "phoneNumber": "+447700900123"}
    async with calling() as caller:
        await caller.booked(attendee={**PERSON, "phoneNumber": "+14155550123"})
        assert "valid phone number" in (await caller.book(attendee=nobodys)).message
    async with calling(Settings(accepts_fictional=False)) as caller:
        assert "valid phone number" in (await caller.book()).message
        assert caller.complaints == []


@pytest.mark.parametrize(
    ("start", "part"),
    [
        ("2031-01-31T10:00:00Z", "in the past"),
        ("2031-05-05T10:00:00Z", 'can\'t be booked at the "start" time'),
    ],
)
async def test_a_start_that_cannot_be(plain: Caller, start: str, part: str) -> None:
    assert part in (await plain.book(start)).message
    assert plain.complaints == []


async def test_a_start_within_the_notice(plain: Caller) -> None:
    plain.now[0] = TEN - timedelta(minutes=30)
    assert "can't be booked" in (await plain.book()).message


async def test_a_start_that_never_was_an_opening(plain: Caller) -> None:
    assert "already has booking at this time or is not available" in (await plain.book(f"{MONDAY}T12:20:00Z")).message
    assert plain.complained("was never an opening")


async def test_a_taken_start(plain: Caller) -> None:
    plain.double.book_elsewhere("ada", TEN)
    answer = await plain.book(kind=ADAS)
    assert answer.status == 400
    assert "already has booking at this time or is not available" in answer.message
    assert plain.complaints == []


async def test_two_at_once(plain: Caller) -> None:
    answers = await asyncio.gather(*(plain.book(kind=ADAS) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [201, 400, 400, 400, 400, 400]
    assert len(plain.double.diary.entries) == 1


async def test_too_many_bookings_ahead() -> None:
    async with calling(Settings(active_limit=1)) as caller:
        await caller.booked()
        answer = await caller.book(f"{MONDAY}T11:00:00Z")
        assert "maximum number of active bookings" in answer.message


@pytest.mark.parametrize("status", [400, 500])
async def test_the_same_person_at_the_same_time_again(status: Any) -> None:
    async with calling(Settings(unique_key=status)) as caller:
        await caller.cancel((await caller.booked())["uid"])
        assert (await caller.book()).status == status
        await caller.booked(f"{MONDAY}T11:00:00Z")
