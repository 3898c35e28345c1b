"""Webhooks of vcita: nothing signs them, so they are hints, and the appointment is read again."""

import json

import pytest
from tests.booking_systems.vcita.at_vcita import desk, maria
from tests.doubles.vcita_practice import VcitaSettings
from tests.doubles.vcita_shapes import EVENTS

from frontdesk.booking_systems.vcita.wire import appointment_of
from frontdesk.model.booking import BookingStatus


@pytest.mark.parametrize("event", [event for event in EVENTS if event != "reminder_sent"])
async def test_a_notice_names_its_appointment_whatever_it_is_called(event: str) -> None:
    async with desk() as at:
        reference = (await at.vendor.create(maria(await at.first()), "maria-1")).reference
        (entry,) = at.double.diary.entries
        for name in (event, f"appointment/{event}", f"meeting/{event}"):
            assert at.vendor.notice(*at.double.webhook(name, entry)) == reference


async def test_a_cancellation_there_is_noted_here() -> None:
    async with desk() as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        (entry,) = at.double.diary.entries
        at.double.cancel(entry)
        await at.system.noticed(*at.double.webhook("cancelled", entry))
        read = len(at.double.calls)
        now = await at.system.get(booking.id)
        assert now is not None
        assert now.status is BookingStatus.CANCELLED
        assert len(at.double.calls) == read, "what is over is not read again"


async def test_an_approval_there_is_noted_here() -> None:
    async with desk(VcitaSettings(manual_approval=True)) as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        assert booking.status is BookingStatus.PENDING
        (entry,) = at.double.diary.entries
        at.double.approve(entry)
        await at.system.noticed(*at.double.webhook("scheduled", entry))
        now = await at.system.get(booking.id)
        assert now is not None
        assert now.status is BookingStatus.CONFIRMED


async def test_a_lie_changes_nothing() -> None:
    """Anybody who knows the address can send one."""
    async with desk() as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        (entry,) = at.double.diary.entries
        headers, body = at.double.webhook("cancelled", entry)
        await at.system.noticed(headers, body)
        assert await at.system.get(booking.id) == booking
        await at.system.noticed(headers, body.replace(at.double.uid(entry).encode(), b"somebody-elses"))


def news(**said: object) -> bytes:
    return json.dumps({"entity_name": "appointment", "event_type": "scheduled", "data": {}} | said).encode()


def test_other_news_are_passed_over() -> None:
    assert appointment_of(news(entity_name="client", event_type="created", data={"client_id": "c"})) is None
    assert appointment_of(news(event_type="reminder_sent", data={"appointment_id": "a"})) is None
    assert appointment_of(news(event_type="appointment/reminder_sent", data={"appointment_id": "a"})) is None
    assert appointment_of(news(data={"appointment_id": "a"})) == "a"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xfe", b"[]", b"{}", news(data=None), news(data={}), news(data={"appointment_id": ""})],
)
def test_what_is_no_notice_is_said(body: bytes) -> None:
    with pytest.raises(ValueError):
        appointment_of(body)
