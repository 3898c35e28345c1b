"""SavvyCal's webhooks: who sent one, and what it is about."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from tests.booking_systems.remote.test_contract import over
from tests.booking_systems.savvycal.practice import ELEVEN, PUBLIC, TEN, TOKEN, VALUES, Setup, ask, opened
from tests.contracts.booking_system import StillClock

from frontdesk.booking_systems.savvycal.client import connect
from frontdesk.booking_systems.savvycal.webhook import read_notice
from frontdesk.conversations.ports import NotGenuine
from frontdesk.model.booking import BookingStatus

SECRET = VALUES["SAVVYCAL_WEBHOOK_SECRET"]
SIGNED = PUBLIC.but(webhook_secret_env="SAVVYCAL_WEBHOOK_SECRET")


def notice(about: object) -> bytes:
    return json.dumps({"id": "evt_1", "account_id": "acct_1", "version": "1.0", "data": about}).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-savvycal-webhook-id": "wh_1", "x-savvycal-signature": f"sha256={digest.upper()}"}


ABOUT = {"type": "appointment.canceled", "object": {"id": "appt_1"}}
BODY = notice(ABOUT)


def test_the_case_of_a_signature_does_not_count() -> None:
    assert read_notice(signed(BODY), BODY, SECRET) == "appt_1"
    lower = {name: value.lower() for name, value in signed(BODY).items()}
    assert read_notice(lower, BODY, SECRET) == "appt_1"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        ({"x-savvycal-signature": ""}, BODY),
        ({"x-savvycal-signature": "sha256="}, BODY),
        ({"x-savvycal-signature": "sha256=é"}, BODY),
        ({"x-savvycal-signature": signed(BODY)["x-savvycal-signature"].removeprefix("sha256=")}, BODY),
        (signed(BODY, "another secret"), BODY),
        (signed(BODY), BODY + b" "),
    ],
)
def test_what_is_not_signed_as_it_should_be_is_refused(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(NotGenuine):
        read_notice(headers, body, SECRET)


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        notice(None),
        notice({"object": {"id": "appt_1"}}),
        notice({"type": "appointment.canceled"}),
        notice({"type": "appointment.canceled", "object": {"id": 7}}),
    ],
)
def test_what_is_no_notice_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ValueError, match="notice"):
        read_notice(signed(body), body, SECRET)


@pytest.mark.parametrize("kind", ["block.created", "booking_intent.completed", "connected_account.created"])
def test_other_news_are_no_news(kind: str) -> None:
    for object in ({"id": "bi_1"}, None):
        body = notice({"type": kind, "object": object})
        assert read_notice(signed(body), body, SECRET) is None


def test_no_notice_is_genuine_where_no_secret_is_named() -> None:
    vendor = connect(PUBLIC.business, PUBLIC.section, VALUES.__getitem__)
    with pytest.raises(NotGenuine):
        vendor.notice(signed(BODY, ""), BODY)


@pytest.mark.parametrize("setup", [SIGNED, TOKEN.but(webhook_secret_env="SAVVYCAL_WEBHOOK_SECRET")])
async def test_what_became_of_a_booking_there_is_known_here(setup: Setup) -> None:
    clock = StillClock()
    async with opened(clock, setup.at(confirmation=True)) as (double, vendor), over(vendor, clock, setup.business) as s:
        booking = await s.book(ask(), "maria-1")
        assert booking.status is BookingStatus.PENDING
        entry = double.diary.entries[0]

        async def tell(event: str) -> Any:
            headers, body = double.webhook(event, entry)
            await s.noticed({name.lower(): value for name, value in headers.items()}, body)
            return await s.get(booking.id)

        double.approve(entry)
        assert (await tell("appointment.confirmed")).status is BookingStatus.CONFIRMED
        double.move(entry, ELEVEN.start)
        assert (await tell("appointment.rescheduled")).request.opening.starts_at(ELEVEN.start)
        double.delete(entry)
        assert (await tell("appointment.deleted")).status is BookingStatus.CANCELLED
        assert double.complaints == []


async def test_news_of_what_is_not_ours_change_nothing() -> None:
    clock = StillClock()
    async with opened(clock, SIGNED) as (double, vendor), over(vendor, clock, SIGNED.business) as system:
        headers, body = double.webhook("appointment.created", double.book_elsewhere("ada", TEN.start))
        await system.noticed({name.lower(): value for name, value in headers.items()}, body)
        assert double.calls == []
