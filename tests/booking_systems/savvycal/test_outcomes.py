"""What becomes of a write: made, asked for, taken, refused or not known. Nothing is ever made twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.booking_systems.remote.test_contract import over
from tests.booking_systems.savvycal.practice import (
    ELEVEN,
    EMAIL,
    PLATFORM,
    PUBLIC,
    TEN,
    TOKEN,
    WITH_HOSTS,
    Setup,
    ask,
    opened,
    without,
)
from tests.contracts.booking_system import BUSINESS, StillClock
from tests.doubles.savvycal import HOSTS, SavvycalDouble
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, NeverKnown, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Awaiting, BookingStatus
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.change import Refusal

NOW = StillClock()()
EACH = pytest.mark.parametrize("setup", [PUBLIC, WITH_HOSTS, TOKEN, PLATFORM.but(time_format="offset")])
BOTH = pytest.mark.parametrize("setup", [WITH_HOSTS, TOKEN])
QUICK = {"time_limit_seconds": 0.1}


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


def posts(double: SavvycalDouble) -> int:
    return len(double.called("POST", "/v1/"))


# --- made, or asked for


@EACH
async def test_what_is_made_has_a_reference_and_no_more_than_is_told(setup: Setup) -> None:
    async with opened(StillClock(), setup) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        assert (made.status, made.start, made.end) == (BookingStatus.CONFIRMED, TEN.start, TEN.end)
        assert double.id_of(double.diary.entries[0]) == made.reference
        assert made.host == ("ada" if "token_env" in setup.section else "")
        assert await vendor.read(made.reference) == made
        sent = double.called("POST", "appointments")[0].json
        assert sent.get("provider_id") == (HOSTS["ada"] if "hosts" in setup.section else None)
        assert "validate_slot" not in sent
        assert double.complaints == []


@BOTH
async def test_what_somebody_has_to_confirm_is_only_asked_for(setup: Setup) -> None:
    async with opened(StillClock(), setup.at(confirmation=True)) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        assert (made.status, made.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        double.approve(double.diary.entries[0])
        read = await vendor.read(made.reference)
        assert read is not None
        assert (read.status, read.awaiting) == (BookingStatus.CONFIRMED, None)


@BOTH
async def test_links_of_a_newer_api_do_no_harm(setup: Setup) -> None:
    for links in ("urls", "flat"):
        async with opened(StillClock(), setup.at(links=links)) as (_, vendor):
            assert (await vendor.create(ask(), "maria-1")).status is BookingStatus.CONFIRMED


async def test_answers_go_where_they_are_wanted() -> None:
    services = [
        {**one.model_dump(), "questions": [{"id": "insured", "ask": "Insured?"}]} for one in PUBLIC.business.services
    ]
    asking = type(BUSINESS).model_validate({**PUBLIC.business.model_dump(), "services": services})
    setup = replace(PUBLIC.but(client_fields={"insured": "is-insured"}), business=asking)
    async with opened(StillClock(), setup.at(client_fields=("is-insured",))) as (double, vendor):
        await vendor.create(ask(), "maria-1")
        client: Any = double.called("POST", "appointments")[0].json["client_data"]
        assert client["fields"] == {"is-insured": "yes, with “Acme”"}
        assert double.complaints == []


# --- taken, or refused


@EACH
@pytest.mark.parametrize("codes", [True, False])
async def test_an_opening_that_is_gone_is_taken(setup: Setup, codes: bool) -> None:
    async with opened(StillClock(), setup.at(codes=codes)) as (double, vendor):
        double.book_elsewhere("ada", TEN.start)
        with pytest.raises(OpeningTaken):
            await vendor.create(ask(), "maria-1")
        assert len(double.called("GET", "slots")) == (0 if codes else 1)
        made = await vendor.create(ask(ELEVEN), "maria-2")
        with pytest.raises(OpeningTaken):
            await vendor.move(made.reference, ask(TEN))
        assert len(double.diary.standing) == 2
        assert double.complaints == []


@BOTH
async def test_a_time_that_is_refused_and_still_open_is_not_taken(setup: Setup) -> None:
    """Whatever it is, another time would not help."""
    async with opened(StillClock(), setup.at(codes=False)) as (double, vendor):
        double.practice.pick = lambda *_: None  # type: ignore[method-assign]
        with pytest.raises(BookingRejected):
            await vendor.create(ask(), "maria-1")


@BOTH
async def test_a_service_that_takes_no_bookings_refuses(setup: Setup) -> None:
    async with opened(StillClock(), setup.at(allow_booking=False)) as (double, vendor):
        with pytest.raises(BookingRejected) as refused:
            await vendor.create(ask(), "maria-1")
        assert refused.value.why is Refusal.NOT_ACCEPTED
        assert double.complaints == []


@pytest.mark.parametrize(
    "asked",
    [
        without(ask(), email=None),
        without(ask(), name=PersonName("Maria")),
        without(ask(), name=PersonName("", "Lopez")),
        replace(ask(), channel=Channel.WHATSAPP),
    ],
)
async def test_what_savvycal_cannot_do_without_is_refused_before_it_is_asked(asked: Any) -> None:
    async with opened(StillClock(), PUBLIC) as (double, vendor):
        with pytest.raises(BookingRejected) as refused:
            await vendor.create(asked, "maria-1")
        assert refused.value.why is Refusal.NOT_ACCEPTED
        assert double.calls == []


async def test_an_hour_that_comes_twice_is_refused_before_anybody_is_asked() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    twice = ask(replace(TEN, start=start, end=start + timedelta(minutes=30)))
    async with opened(StillClock(), PUBLIC) as (double, vendor):
        for attempt in (vendor.create(twice, "maria-1"), vendor.move("appt_a1B2c3D4e5F6", twice)):
            with pytest.raises(BookingRejected, match="twice"):
                await attempt
        assert double.calls == []


# --- not known


@BOTH
@pytest.mark.parametrize(
    "fault", [Fault.RESET_AFTER, Fault.STALL_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON, Fault.ERROR_AFTER]
)
async def test_what_was_done_without_an_answer_is_not_known(setup: Setup, fault: Fault) -> None:
    async with opened(StillClock(), setup.but(**QUICK)) as (double, vendor):
        double.faults.order(fault, method="POST")
        with pytest.raises(OutcomeUnknown) as unknown:
            await vendor.create(ask(), "maria-1")
        assert posts(double) == len(double.diary.standing) == 1
        assert EMAIL not in str(unknown.value)
        double.go_on.set()
        if vendor.capabilities.looks_up:
            made = await vendor.look_up(ask(), "maria-1", NOW)
            assert made is not None
            assert made.reference == double.id_of(double.diary.entries[0])
        assert double.complaints == []


@BOTH
@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.STALL_BEFORE])
async def test_what_was_not_done_is_not_known_either(setup: Setup, fault: Fault) -> None:
    async with opened(StillClock(), setup.but(**QUICK)) as (double, vendor):
        double.faults.order(fault, method="POST")
        with pytest.raises(OutcomeUnknown):
            await vendor.create(ask(), "maria-1")
        assert posts(double) == 1
        if vendor.capabilities.looks_up:
            assert await vendor.look_up(ask(), "maria-1", NOW) is None


async def test_too_many_requests_are_made_again_because_nothing_was_done() -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        vendor._connection._sleep = _no_time
        double.faults.order(Fault.TOO_MANY, method="POST")
        await vendor.create(ask(), "maria-1")
        assert posts(double) == 2
        double.faults.order(Fault.TOO_MANY, method="POST", times=99)
        vendor._connection._limits = replace(vendor._connection._limits, patience=0.5)
        with pytest.raises(SystemDown):
            await vendor.create(ask(ELEVEN), "maria-2")
        assert len(double.diary.standing) == 1


async def _no_time(_: float) -> None:
    """Waits for nothing."""


async def test_a_lost_booking_is_found_again_and_there_is_one(clock: StillClock) -> None:
    async with opened(clock, TOKEN) as (double, vendor), over(vendor, clock, TOKEN.business) as system:
        double.faults.order(Fault.RESET_AFTER, method="POST")
        with pytest.raises(OutcomeUnknown):
            await system.book(ask(), "maria-1")
        booking = await system.find_by_key("maria-1")
        assert booking is not None
        assert await system.book(ask(), "maria-1") == booking
        assert posts(double) == 1
        assert len(double.diary.standing) == 1


async def test_without_a_token_a_person_has_to_look(clock: StillClock) -> None:
    async with opened(clock, WITH_HOSTS) as (double, vendor), over(vendor, clock, WITH_HOSTS.business) as system:
        double.faults.order(Fault.RESET_AFTER, method="POST")
        with pytest.raises(OutcomeUnknown):
            await system.book(ask(), "maria-1")
        with pytest.raises(NeverKnown):
            await system.find_by_key("maria-1")
        for key in ("maria-1", "maria-2"):
            with pytest.raises(OutcomeUnknown):
                await system.book(ask(), key)
        assert posts(double) == len(double.diary.standing) == 1


async def test_a_zone_that_is_misread_is_taken_back(clock: StillClock) -> None:
    """Times as wall clock, taken for another zone's: what was booked is not what was confirmed."""
    async with opened(clock, WITH_HOSTS) as (double, vendor), over(vendor, clock, WITH_HOSTS.business) as system:
        double._start = lambda *_: ELEVEN.start  # type: ignore[method-assign]
        with pytest.raises(BookingRejected, match="another time"):
            await system.book(ask(), "maria-1")
        assert double.diary.standing == []


async def test_an_unheard_of_service_is_a_fault_of_the_settings() -> None:
    async with opened(StillClock(), TOKEN) as (_, vendor):
        vendor._appointments = "/v1/appointment"
        with pytest.raises(Misconfigured, match=r"booking_system\.services"):
            await vendor.create(ask(), "maria-1")
