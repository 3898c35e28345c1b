"""What SavvyCal says of the services, and what of it does not fit the profile."""

from dataclasses import replace
from typing import Any

import pytest
from tests.booking_systems.savvycal.practice import BOTH, PLATFORM, PUBLIC, TOKEN, Setup, by, opened
from tests.contracts.booking_system import BUSINESS, StillClock
from tests.doubles.savvycal import SERVICES
from tests.doubles.serving import Fault

from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking_system import ServiceTerms, as_allowed, misfits
from frontdesk.model.caller import Channel
from frontdesk.model.service import EmailPolicy

EITHER = replace(TOKEN.but(services=BOTH), business=by(BUSINESS, Channel.IN_PERSON, Channel.VIDEO))


async def terms(setup: Setup) -> ServiceTerms:
    async with opened(StillClock(), setup) as (double, vendor):
        told = await vendor.terms()
        assert double.complaints == []
        assert set(told) == {"checkup"}
        return told["checkup"]


async def test_what_everybody_must_give_is_known_without_asking() -> None:
    async with opened(StillClock(), PUBLIC) as (double, vendor):
        told = await vendor.terms()
        assert told == {
            "checkup": ServiceTerms(needs_email=True, needs_full_name=True, channels=(Channel.VIDEO,)),
        }
        assert double.calls == []
        allowed = as_allowed(PUBLIC.business, vendor.capabilities, told).service("checkup")
        assert (allowed.email, allowed.full_name) == (EmailPolicy.REQUIRED, True)


@pytest.mark.parametrize("setup", [TOKEN, PLATFORM])
async def test_by_token_durations_are_told_too(setup: Setup) -> None:
    told = await terms(setup)
    assert told == ServiceTerms(True, True, (Channel.VIDEO,), (30,))
    longer = await terms(setup.at(durations={"in_person": 60, "video": 75}))
    assert longer.durations_minutes == (75,)
    assert "lasts 75 minutes" in misfits(setup.business, {"checkup": longer})[0]


async def test_all_pages_of_services_are_read() -> None:
    told = await terms(EITHER.at(largest_page=1))
    assert told.faults == ()
    assert told.channels == (Channel.IN_PERSON, Channel.VIDEO)


@pytest.mark.parametrize(
    ("setup", "fault"),
    [
        (EITHER.at(durations={"in_person": 30, "video": 60}), "lasts differently"),
        (EITHER.at(allow_booking=False), "takes no bookings"),
        (TOKEN.at(channels=("in_person",)), "no such service"),
        (TOKEN.at(hosts=("ada",)), "hosts.ben"),
        (TOKEN.but(services={"checkup": {"channels": {"video": SERVICES["in_person"]}}}), "it must be virtual"),
    ],
)
async def test_what_no_booking_can_succeed_with_is_a_fault(setup: Setup, fault: str) -> None:
    told = await terms(setup)
    assert any(fault in one for one in told.faults)
    assert (told.needs_email, told.needs_full_name) == (True, True)


async def test_a_way_that_savvycal_does_not_know_may_be_of_either_type() -> None:
    for id in SERVICES.values():
        phone: Any = {"checkup": {"channels": {"phone": id}}}
        assert (await terms(replace(TOKEN.but(services=phone), business=BUSINESS))).faults == ()


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_terms_of_another_shape_are_no_terms(fault: Fault) -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        double.faults.order(fault)
        with pytest.raises(SystemDown):
            await vendor.terms()
