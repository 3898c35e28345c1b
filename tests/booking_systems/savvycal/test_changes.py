"""What becomes of an appointment that is moved or cancelled."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.savvycal.practice import (
    ELEVEN,
    PLATFORM,
    PUBLIC,
    TOKEN,
    WITH_HOSTS,
    Setup,
    ask,
    opened,
)
from tests.contracts.booking_system import StillClock
from tests.doubles.savvycal import SavvycalDouble
from tests.doubles.serving import Fault

from frontdesk.booking_systems.savvycal.client import Savvycal
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown
from frontdesk.model.booking import BookingStatus
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


@EACH
async def test_a_cancelled_one_stays_cancelled(setup: Setup) -> None:
    async with opened(StillClock(), setup) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        for _ in range(2):
            assert (await vendor.cancel(made.reference, "a cold")).status is BookingStatus.CANCELLED
        with pytest.raises(BookingRejected) as refused:
            await vendor.move(made.reference, ask(ELEVEN))
        assert refused.value.why is Refusal.OVER
        assert double.called("POST", "/cancel")[0].json["custom_reason_text"] == "a cold"
        assert double.complaints == []


@pytest.mark.parametrize("setup", [PUBLIC, WITH_HOSTS, TOKEN])
@pytest.mark.parametrize("codes", [False, True])
async def test_one_that_was_moved_before_does_not_have_its_own_time_taken(
    setup: Setup, codes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether its own time is free to an appointment is not documented."""
    async with opened(StillClock(), setup.at(codes=codes)) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        await vendor.move(made.reference, ask(ELEVEN))
        pick = double.practice.pick
        monkeypatch.setattr(double.practice, "pick", lambda channel, hosts, start, _: pick(channel, hosts, start))
        if setup is WITH_HOSTS:
            with pytest.raises(OutcomeUnknown, match="with whom"):
                await vendor.move(made.reference, ask(ELEVEN))
        else:
            assert (await vendor.move(made.reference, ask(ELEVEN))).start == ELEVEN.start


@EACH
async def test_a_move_keeps_the_reference(setup: Setup) -> None:
    async with opened(StillClock(), setup) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        moved = await vendor.move(made.reference, ask(ELEVEN))
        assert (moved.reference, moved.start) == (made.reference, ELEVEN.start)
        await vendor.cancel(made.reference, "")
        in_whose_name = {
            call.json.get("initiated_by") for call in double.calls if call.path.endswith(("cancel", "dule"))
        }
        assert in_whose_name == {"client" if "token_env" in setup.section else None}
        assert double.complaints == []


@BOTH
async def test_a_policy_of_the_service_is_kept_by_token_too(setup: Setup) -> None:
    for policy in ({"cancel_allowed": False, "reschedule_allowed": False}, {"change_notice": timedelta(days=2)}):
        async with opened(StillClock(), setup.at(**policy)) as (double, vendor):
            made = await vendor.create(ask(), "maria-1")
            for attempt in (vendor.cancel(made.reference, ""), vendor.move(made.reference, ask(ELEVEN))):
                with pytest.raises(BookingRejected) as refused:
                    await attempt
                assert refused.value.why is Refusal.NOT_BY_CALLER
            assert len(double.diary.standing) == 1
            assert double.complaints == []


@BOTH
async def test_what_is_deleted_there_is_gone(setup: Setup) -> None:
    async with opened(StillClock(), setup) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        double.delete(double.diary.entries[0])
        assert await vendor.read(made.reference) is None
        for attempt in (vendor.cancel(made.reference, ""), vendor.move(made.reference, ask(ELEVEN))):
            with pytest.raises(BookingRejected) as refused:
                await attempt
            assert refused.value.why is Refusal.UNKNOWN
            assert made.reference not in str(refused.value)


@BOTH
@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.STALL_AFTER, Fault.WRONG_SHAPE, Fault.ERROR_AFTER])
async def test_a_change_without_an_answer_is_not_known_and_can_be_read(setup: Setup, fault: Fault) -> None:
    changes: list[Callable[[Savvycal, str], Awaitable[Any]]] = [
        lambda vendor, reference: vendor.move(reference, ask(ELEVEN)),
        lambda vendor, reference: vendor.cancel(reference, ""),
    ]
    async with opened(StillClock(), setup.but(**QUICK)) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        for change in changes:
            double.faults.order(fault, method="POST")
            with pytest.raises(OutcomeUnknown):
                await change(vendor, made.reference)
        double.go_on.set()
        read = await vendor.read(made.reference)
        assert read is not None
        assert (read.status, read.start) == (BookingStatus.CANCELLED, ELEVEN.start)
        assert posts(double) == 3


@BOTH
async def test_a_reference_is_no_path(setup: Setup) -> None:
    async with opened(StillClock(), setup) as (double, vendor):
        assert await vendor.read("appt_a1B2c3D4e5F6/cancel?x=1") is None
        assert double.complaints == []
