"""What Cal.com tells by itself: who sent it, and which booking it is about."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.calcom.desk import Desk, alone
from tests.doubles.calcom import Settings

from frontdesk.booking_systems.calcom.notices import SIGNATURE, TRIGGERS
from frontdesk.conversations.ports import NotGenuine
from frontdesk.model.booking import BookingStatus
from frontdesk.model.booking_system import Notices

SIGNED: dict[str, Any] = {"webhook_secret_env": "CALCOM_WEBHOOK_SECRET"}


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def delivered(desk: Desk, event: str) -> tuple[dict[str, str], bytes]:
    """About the last appointment that was written."""
    headers, body = desk.double.webhook(event, desk.double.diary.entries[-1])
    return lower(headers), body


@pytest.mark.parametrize("event", sorted(TRIGGERS))
async def test_it_names_the_booking(event: str) -> None:
    async with alone(**SIGNED) as desk:
        made = await desk.made()
        assert desk.vendor.capabilities.notices is Notices.SIGNED
        assert desk.vendor.notice(*delivered(desk, event)) == made.reference


async def test_it_must_be_signed_with_our_secret() -> None:
    async with alone(**SIGNED) as desk:
        await desk.made()
        headers, body = delivered(desk, "BOOKING_CANCELLED")
        assert desk.vendor.notice({SIGNATURE: headers[SIGNATURE].upper()}, body)
        for wrong in ({}, {SIGNATURE: ""}, {SIGNATURE: "0" * 64}, {SIGNATURE: "ÿ"}):
            with pytest.raises(NotGenuine):
                desk.vendor.notice(wrong, body)
        with pytest.raises(NotGenuine):
            desk.vendor.notice(headers, body + b" ")


async def test_without_a_secret_there_is_nothing_to_compare() -> None:
    async with alone(Settings(webhook_secret=None)) as desk:
        made = await desk.made()
        headers, body = delivered(desk, "BOOKING_CANCELLED")
        assert SIGNATURE not in headers
        assert desk.vendor.capabilities.notices is Notices.UNSIGNED
        assert desk.vendor.notice(headers, body) == made.reference


async def test_other_news_are_none_and_what_is_no_notice_is_an_error() -> None:
    async with alone() as desk:
        for other in ("PING", "MEETING_ENDED", "FORM_SUBMITTED"):
            assert desk.vendor.notice({}, json.dumps({"triggerEvent": other, "payload": "any"}).encode()) is None
        shapes: list[Any] = [
            [],
            {},
            {"triggerEvent": "BOOKING_CANCELLED"},
            {"triggerEvent": "BOOKING_CANCELLED", "payload": {"id": 90001}},
            {"triggerEvent": "BOOKING_CANCELLED", "payload": {"uid": "../../v2/me"}},
        ]
        for body in (b"", b"\xff", b"<html>", *(json.dumps(shape).encode() for shape in shapes)):
            with pytest.raises(ValueError, match="payloadTemplate"):
                desk.vendor.notice({}, body)


async def test_what_staff_do_is_known_at_once() -> None:
    async with alone(**SIGNED) as desk:
        booking = await desk.system.book(await desk.wanted(), "maria-1")
        await desk.system.get(booking.id)
        later = booking.request.opening.start + timedelta(hours=3)
        entry = desk.double.move(desk.double.diary.standing[0], later)
        await desk.system.noticed(*delivered(desk, "BOOKING_RESCHEDULED"))
        moved = await desk.system.get(booking.id)
        assert moved is not None
        assert moved.request.opening.start == later, "it comes under its new uid"
        desk.double.cancel(entry)
        await desk.system.noticed(*delivered(desk, "BOOKING_CANCELLED"))
        cancelled = await desk.system.get(booking.id)
        assert cancelled is not None
        assert cancelled.status is BookingStatus.CANCELLED


async def test_somebody_elses_appointment_is_nothing_to_us() -> None:
    async with alone(**SIGNED) as desk:
        desk.double.book_elsewhere("ada", (await desk.openings())[0].start)
        await desk.system.noticed(*delivered(desk, "BOOKING_CREATED"))
        assert await desk.system.find_by_key("maria-1") is None
