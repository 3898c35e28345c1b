"""Webhooks of Cubu: a hint to read an appointment again, if they are signed as the profile says."""

from dataclasses import replace
from typing import Any

import pytest
from tests.booking_systems.cubu.practice import PRACTICE, practice
from tests.doubles.cubu import CubuSettings

from frontdesk.conversations.ports import NotGenuine
from frontdesk.model.booking_system import Notices

EVENT = "afterBookAppointment"
SIGNED: dict[str, Any] = {"webhook_secret_env": "CUBU_WEBHOOK_SECRET"}


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("upper", [True, False])
@pytest.mark.parametrize("hash", ["sha256", "sha1"])
async def test_a_signed_notice_tells_which_appointment_it_is_about(hash: str, upper: bool) -> None:
    settings = replace(PRACTICE, webhook_secret="hush", webhook_hash=hash, webhook_upper=upper)
    async with practice(settings, webhook_hash=hash, **SIGNED) as here:
        reading = await here.book()
        headers, body = here.double.webhook(EVENT, here.double.diary.entries[0])
        assert here.vendor.capabilities.notices is Notices.SIGNED
        assert here.vendor.notice(lower(headers), body) == reading.reference


@pytest.mark.parametrize(
    "settings",
    [
        replace(PRACTICE, webhook_secret=None),
        replace(PRACTICE, webhook_secret="another"),
        replace(PRACTICE, webhook_secret="hush", webhook_hash="sha1"),
    ],
)
async def test_a_notice_that_is_not_signed_with_our_secret_is_not_genuine(settings: CubuSettings) -> None:
    async with practice(settings, **SIGNED) as here:
        await here.book()
        headers, body = here.double.webhook(EVENT, here.double.diary.entries[0])
        with pytest.raises(NotGenuine):
            here.vendor.notice(lower(headers), body)


async def test_what_was_changed_on_its_way_is_not_genuine() -> None:
    async with practice(replace(PRACTICE, webhook_secret="hush"), **SIGNED) as here:
        await here.book()
        headers, body = here.double.webhook(EVENT, here.double.diary.entries[0])
        for other in ({"authorization": "HMAC é"}, {"authorization": "HMAC"}, {}):
            with pytest.raises(NotGenuine):
                here.vendor.notice(other, body)
        with pytest.raises(NotGenuine):
            here.vendor.notice(lower(headers), body + b" ")


async def test_without_a_secret_notices_are_taken_unsigned() -> None:
    async with practice() as here:
        reading = await here.book()
        headers, body = here.double.webhook(EVENT, here.double.diary.entries[0])
        assert here.vendor.capabilities.notices is Notices.UNSIGNED
        assert here.vendor.notice(lower(headers), body) == reading.reference
        assert here.vendor.notice({}, b'{"caseId": "c-1", "serviceId": "s-1"}') is None
        for no_event in (b"", b"[]", b"{}", b"\xff", b'{"caseId": "../c", "serviceId": "s"}'):
            with pytest.raises(ValueError, match="no event"):
                here.vendor.notice({}, no_event)
