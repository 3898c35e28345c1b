"""What meetergo answers to a booking, and what becomes of it: made, waiting, taken, refused, or not known."""

import asyncio
from dataclasses import replace

import pytest
from tests.booking_systems.meetergo.desk import SEARCH, Desk
from tests.contracts.booking_system import NOW, request
from tests.doubles.meetergo import MEETING_TYPES
from tests.doubles.serving import Fault

from frontdesk.booking_systems.meetergo import client
from frontdesk.booking_systems.meetergo.refusals import refusal, unreadable
from frontdesk.booking_systems.remote.connection import Answer, WrongShape
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Awaiting, BookingRequest, BookingStatus
from frontdesk.model.caller import Channel
from frontdesk.model.change import Refusal

BOOKING = "/v4/booking"


def with_email(request: BookingRequest) -> BookingRequest:
    return replace(request, attendee=replace(request.attendee, email="maria@example.com"))


async def test_what_is_made_is_read_back(desk: Desk) -> None:
    wanted = await desk.wanted()
    made = await desk.vendor.create(wanted, "maria-1")
    assert (made.status, made.awaiting, made.host) == (BookingStatus.CONFIRMED, None, "ada")
    assert (made.start, made.end) == (wanted.opening.start, wanted.opening.end)
    assert made.channel is Channel.PHONE
    assert await desk.vendor.read(made.reference) == made
    assert "secret" not in made.reference


async def test_another_channel_than_the_one_asked_for_is_told_and_where_it_is(desk: Desk) -> None:
    desk.set(channel_becomes="zoom")
    made = await desk.vendor.create(await desk.wanted(), "maria-1")
    assert made.channel is Channel.VIDEO
    assert made.place == f"https://meet.example.com/{made.reference}"


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.WRONG_SHAPE, Fault.STALL_BEFORE])
async def test_what_is_made_is_made_also_when_it_cannot_be_read_back(
    desk: Desk, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_BACK_SECONDS", 0.1)
    wanted = await desk.wanted()
    desk.fail(fault, "/v4/appointment/", times=3)
    made = await desk.vendor.create(wanted, "maria-1")
    assert made.status is BookingStatus.CONFIRMED
    assert made.start == wanted.opening.start
    desk.double.faults.orders.clear()
    found = await desk.vendor.read(made.reference)
    assert found is not None


async def test_nobody_waits_long_for_the_details_of_what_is_made(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READ_BACK_SECONDS", 0.1)
    wanted = await desk.wanted()
    desk.double.faults.order(Fault.STALL_BEFORE, "/v4/appointment/")
    async with asyncio.timeout(2):  # one request may take 6
        assert (await desk.vendor.create(wanted, "maria-1")).status is BookingStatus.CONFIRMED


@pytest.mark.parametrize("capitalised", [False, True])
@pytest.mark.parametrize(
    ("pending", "awaiting"), [("doubleOptIn", Awaiting.ATTENDEE), ("requireHostConfirmation", Awaiting.HOST)]
)
async def test_a_provisional_booking_waits_and_is_not_made(
    desk: Desk, pending: str, awaiting: Awaiting, capitalised: bool
) -> None:
    desk.set(pending=pending, pending_capitalised=capitalised)
    wanted = with_email(await desk.wanted())
    made = await desk.vendor.create(wanted, "maria-1")
    assert (made.status, made.awaiting, made.start) == (BookingStatus.PENDING, awaiting, wanted.opening.start)


@pytest.mark.parametrize("stale", [False, True])
@pytest.mark.parametrize(
    "told", [{}, {"taken_message": "NO LONGER Available"}, {"message_as_array": True}, {"taken_status": 409}], ids=str
)
async def test_a_taken_opening_is_told_when_availability_says_so_too(
    desk: Desk, told: dict[str, object], stale: bool
) -> None:
    desk.set(stale=stale, **told)
    wanted = await desk.wanted()
    desk.double.book_elsewhere("ada", wanted.opening.start)
    with pytest.raises(OpeningTaken):
        await desk.vendor.create(wanted, "maria-1")
    assert dict(desk.double.called("GET", "availability")[-1].query)["refreshCache"] == "true"
    assert len(desk.double.diary.standing) == 1


async def test_an_opening_that_is_said_to_be_gone_and_is_offered_is_not_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = await desk.wanted()
    monkeypatch.setattr(desk.double.diary, "can_begin", lambda *_: False)
    with pytest.raises(BookingRejected, match="look at the meeting type"):
        await desk.vendor.create(wanted, "maria-1")


async def test_an_opening_is_not_said_to_be_taken_while_that_cannot_be_seen(desk: Desk) -> None:
    wanted = await desk.wanted()
    desk.double.book_elsewhere("ada", wanted.opening.start)
    desk.fail(Fault.RESET_BEFORE, "availability", times=9)
    with pytest.raises(SystemDown):
        await desk.vendor.create(wanted, "maria-1")


@pytest.mark.parametrize(
    ("fault", "is_made"),
    [
        (Fault.RESET_BEFORE, False),
        (Fault.RESET_AFTER, True),
        (Fault.ERROR_BEFORE, False),
        (Fault.ERROR_AFTER, True),
        (Fault.STALL_BEFORE, False),
        (Fault.STALL_AFTER, True),
        (Fault.WRONG_SHAPE, True),
        (Fault.NOT_JSON, True),
    ],
)
async def test_an_answer_that_says_nothing_leaves_it_unknown_and_it_is_looked_up(
    desk: Desk, fault: Fault, is_made: bool
) -> None:
    wanted = await desk.wanted()
    desk.fail(fault, BOOKING, "POST")
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk.vendor.create(wanted, "maria-1")
    assert isinstance(unknown.value, Failed) == (fault in (Fault.ERROR_BEFORE, Fault.ERROR_AFTER))
    assert len([call for call in desk.double.called("POST", BOOKING) if call.path == BOOKING]) == 1
    found = await desk.vendor.look_up(wanted, "maria-1", NOW)
    assert (found is not None) == is_made
    if found is not None:
        assert (found.status, found.start, found.host) == (BookingStatus.CONFIRMED, wanted.opening.start, "ada")
    assert len(desk.double.diary.standing) == is_made


async def test_too_many_requests_are_waited_for_and_nothing_is_made_twice(desk: Desk) -> None:
    desk.set(retry_after="0")
    wanted = await desk.wanted()
    desk.fail(Fault.TOO_MANY, BOOKING, "POST", times=2)
    await desk.vendor.create(wanted, "maria-1")
    assert len(desk.double.diary.standing) == 1
    desk.set(retry_after="60")
    desk.fail(Fault.TOO_MANY, BOOKING, "POST")
    with pytest.raises(SystemDown, match="too often"):
        await desk.vendor.create(await desk.wanted(), "noah-1")
    assert len(desk.double.diary.standing) == 1


async def test_a_key_that_is_refused_is_not_tried_again(desk: Desk) -> None:
    wanted = await desk.wanted()
    desk.set(token="rgo-another")
    asked = len(desk.double.calls)
    with pytest.raises(Misconfigured, match="MEETERGO_TOKEN"):
        await desk.vendor.create(wanted, "maria-1")
    assert len(desk.double.calls) == asked + 1
    with pytest.raises(Misconfigured, match="MEETERGO_TOKEN"):
        await desk.vendor.openings(SEARCH, None)


async def test_a_meeting_type_that_was_changed_meanwhile_is_read_again(desk: Desk) -> None:
    wanted = await desk.wanted()
    desk.set(phone_only=False)
    with pytest.raises(BookingRejected) as refused:
        await desk.vendor.create(wanted, "maria-1")
    assert refused.value.why is Refusal.NOT_ACCEPTED
    assert desk.double.complaints == ["POST /v4/booking: phoneOnlyBooking, which the meeting type does not allow"]
    desk.double.complaints.clear()
    with pytest.raises(BookingRejected, match="e-mail"):
        await desk.vendor.create(wanted, "maria-1")
    assert (await desk.vendor.create(with_email(wanted), "maria-2")).status is BookingStatus.CONFIRMED


async def test_what_no_search_gave_is_not_booked(desk: Desk) -> None:
    opening = replace(await desk.opening(), reference="{}")
    asked = len(desk.double.calls)
    with pytest.raises(OpeningTaken):
        await desk.vendor.create(request(opening), "maria-1")
    assert await desk.vendor.look_up(request(opening), "maria-1", NOW) is None
    assert len(desk.double.calls) == asked


SLOT = "The selected time slot is no longer available"


@pytest.mark.parametrize(
    ("status", "message", "error", "says"),
    [
        (400, "Validation failed", BookingRejected, "does not take it"),
        (400, ["attendee.notes must be an object"], BookingRejected, "does not take it"),
        (400, None, BookingRejected, "does not take it"),
        (400, "Either HostIds or queueId must be provided", Misconfigured, "search again"),
        (400, "Duration must match the default duration", Misconfigured, "duration_minutes"),
        (400, ["Duration must match"], Misconfigured, "duration_minutes"),
        (400, "The x-meetergo-api-user-id header is required", Misconfigured, "user_id"),
        (404, "Meeting type not found", Misconfigured, "meeting_type"),
        (406, "Limit reached", Misconfigured, "limits of its plan"),
        (422, "?", BookingRejected, "HTTP 422"),
        (408, "Request timeout", OutcomeUnknown, "no clear answer"),
        (302, None, OutcomeUnknown, "no clear answer"),
        (520, SLOT, OutcomeUnknown, "no clear answer"),
    ],
)
def test_errors(status: int, message: object, error: type[Exception], says: str) -> None:
    found = refusal(Answer("book", status, {"statusCode": status, "message": message}, {}))
    assert type(found) is error
    assert says in str(found)
    assert "selected" not in str(found)
    assert refusal(Answer("book", status, None, {})).args


def test_a_right_that_is_missing_leaves_it_to_a_person() -> None:
    found = refusal(Answer("cancel", 403, {"message": "Forbidden resource"}, {}))
    assert isinstance(found, BookingRejected)
    assert found.why is Refusal.NOT_BY_CALLER


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (404, "not found", Misconfigured),
        (400, "Either hostIds or queueId must be provided", Misconfigured),
        (400, "start must be a date", SystemDown),
        (302, None, SystemDown),
        (520, None, SystemDown),
    ],
)
def test_errors_of_reading(status: int, message: object, error: type[Exception]) -> None:
    assert type(unreadable(Answer("list openings", status, {"message": message}, {}))) is error


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
@pytest.mark.parametrize("path", ["availability", "/meeting-type/", "/appointment/paginated"])
async def test_what_cannot_be_read_is_no_empty_answer(desk: Desk, fault: Fault, path: str) -> None:
    wanted = request(await desk.opening())
    desk.again()
    desk.fail(fault, path)
    listing = path == "/appointment/paginated"
    ask = desk.vendor.look_up(wanted, "maria-1", NOW) if listing else desk.vendor.openings(SEARCH, None)
    with pytest.raises(WrongShape):
        await ask


@pytest.mark.parametrize("shape", ["slots", "availableSlots"])
async def test_the_older_shapes_of_availability_are_refused(desk: Desk, shape: str) -> None:
    desk.set(availability=shape)
    with pytest.raises(WrongShape, match="dates"):
        await desk.vendor.openings(SEARCH, None)


async def test_reading_is_repeated_and_given_up(desk: Desk) -> None:
    desk.fail(Fault.RESET_BEFORE, "availability", times=1)
    desk.fail(Fault.ERROR_BEFORE, "availability", times=1)
    assert await desk.vendor.openings(replace(SEARCH, host="ada"), None)
    desk.fail(Fault.STALL_BEFORE, "availability", times=3)
    with pytest.raises(SystemDown):
        await desk.vendor.openings(replace(SEARCH, host="ada"), None)


async def test_no_error_holds_what_was_sent_or_said(desk: Desk) -> None:
    wanted = await desk.wanted()
    desk.double.book_elsewhere("ada", wanted.opening.start)
    with pytest.raises(OpeningTaken) as taken:
        await desk.vendor.create(wanted, "maria-1")
    for secret in ("Maria", "+44", "rgo-", MEETING_TYPES["ada"], "selected"):
        assert secret not in str(taken.value)
