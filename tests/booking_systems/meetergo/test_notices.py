"""What meetergo tells by itself: which appointment to read again, and nothing else."""

import json

import pytest
from tests.booking_systems.meetergo.desk import Desk
from tests.booking_systems.remote.test_contract import over

from frontdesk.model.booking import BookingStatus

EVENTS = ["booking_created", "booking_cancelled", "booking_rescheduled"]


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("event", EVENTS)
async def test_a_notice_names_the_appointment(desk: Desk, event: str, nested: bool) -> None:
    made = await desk.vendor.create(await desk.wanted(), "maria-1")
    desk.set(webhook_nested=nested)
    headers, body = desk.double.webhook(event, desk.double.diary.entries[0])
    assert desk.vendor.notice(headers, body) == made.reference


async def test_what_is_told_is_read_again_before_it_is_believed(desk: Desk) -> None:
    async with over(desk.vendor, desk.clock) as system:
        booking = await system.book(await desk.wanted(), "maria-1")
        entry = desk.double.diary.entries[0]
        await system.noticed(*desk.double.webhook("booking_cancelled", entry))
        (still,) = await system.bookings(entry.start, entry.end)
        assert still == booking, "anybody could have said so"
        desk.double.cancel(entry)
        await system.noticed(*desk.double.webhook("booking_cancelled", entry))
        (now,) = await system.bookings(entry.start, entry.end)
        assert now.status is BookingStatus.CANCELLED


async def test_an_appointment_of_others_is_not_even_read(desk: Desk) -> None:
    entry = desk.double.book_elsewhere("ada", (await desk.opening()).start)
    async with over(desk.vendor, desk.clock) as system:
        await system.noticed(*desk.double.webhook("booking_created", entry))
    assert not desk.double.called("GET", "/v4/appointment")


@pytest.mark.parametrize(
    "event", ["form_submission", "new_employee", "credential_error", "review_submitted", "something_new"]
)
@pytest.mark.parametrize("field", ["webhookType", "event"])
def test_other_news(desk: Desk, event: str, field: str) -> None:
    assert desk.vendor.notice({}, json.dumps({field: event}).encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"[]",
        b"{}",
        b'{"webhookType": 7}',
        b'{"webhookType": "booking_created"}',
        b'{"webhookType": "booking_created", "id": ""}',
        b'{"webhookType": "booking_created", "id": {"a": 1}}',
        b'{"event": "booking_created"}',
        b'{"event": "booking_created", "data": []}',
        b'{"event": "booking_created", "id": "a", "data": {}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_notice(desk: Desk, body: bytes) -> None:
    with pytest.raises(ValueError, match="no notice of meetergo"):
        desk.vendor.notice({}, body)
