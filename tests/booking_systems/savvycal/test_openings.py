"""Which openings are found at SavvyCal, and what it costs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.booking_systems.savvycal.practice import (
    BOTH,
    FRIDAY,
    PLATFORM,
    PUBLIC,
    TEN,
    TOKEN,
    WITH_HOSTS,
    Setup,
    by,
    opened,
)
from tests.contracts.booking_system import BUSINESS, ZONE, StillClock
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Opening, Search, Window
from frontdesk.model.business import Host
from frontdesk.model.caller import Channel

ALL = [PUBLIC, WITH_HOSTS, TOKEN, PLATFORM.but(time_format="offset")]
EITHER = replace(WITH_HOSTS.but(services=BOTH), business=by(BUSINESS, Channel.IN_PERSON, Channel.VIDEO))


def days(first: str, count: int, host: str | None = None) -> Search:
    start = datetime.fromisoformat(first).replace(tzinfo=ZONE)
    return Search("checkup", Window(start, start + timedelta(days=count)), host)


async def found(setup: Setup, search: Search, clock: StillClock | None = None) -> tuple[list[Opening], list[Any]]:
    """The openings, and the calls that it took."""
    async with opened(clock or StillClock(), setup) as (double, vendor):
        openings = list(await vendor.openings(search, None))
        assert double.complaints == []
        return openings, double.calls


@pytest.mark.parametrize("setup", ALL)
async def test_a_day_has_what_the_practice_has_and_nothing_of_the_next(setup: Setup) -> None:
    openings, calls = await found(setup, days("2026-03-09", 1))
    hosts = {host.id for host in setup.business.hosts}
    assert {(one.host, one.start.date().isoformat()) for one in openings} == {(host, "2026-03-09") for host in hosts}
    assert len(openings) == 26 * len(hosts)
    assert [one.start for one in openings] == sorted(one.start for one in openings)
    by_token = "token_env" in setup.section
    assert len(calls) == (1 if by_token else len(hosts))


@pytest.mark.parametrize("setup", ALL)
@pytest.mark.parametrize("included", [True, False])
async def test_whether_until_counts_makes_no_difference(setup: Setup, included: bool) -> None:
    openings, _ = await found(setup.at(until_included=included), days("2026-03-06", 4, "ada"))
    assert {one.start.date().isoformat() for one in openings} == {"2026-03-06", "2026-03-09"}


async def test_a_window_cuts_a_day_at_both_ends() -> None:
    window = Window(datetime(2026, 3, 6, 10, tzinfo=ZONE), datetime(2026, 3, 6, 10, 30, tzinfo=UTC))
    openings, _ = await found(PUBLIC, Search("checkup", window))
    assert [one.start.strftime("%H:%M") for one in openings] == ["10:00", "10:15"]


async def test_a_window_that_ends_at_midnight_asks_nothing_of_the_next_day() -> None:
    _, calls = await found(PUBLIC, days("2026-03-06", 1))
    assert dict(calls[0].query) == {"from": "2026-03-06", "until": "2026-03-07", "time_zone": "Europe/London"}


@pytest.mark.parametrize("setup", [WITH_HOSTS, TOKEN])
async def test_one_host_is_asked_for_by_name(setup: Setup) -> None:
    openings, calls = await found(setup, replace(FRIDAY, host="ben"))
    assert {one.host for one in openings} == {"ben"}
    assert [dict(call.query)["provider_id"] for call in calls] == ["prov_bE8n3Xw5Rt1Z"]


async def test_a_host_who_does_not_do_it_has_nothing_and_nobody_is_asked() -> None:
    services = tuple(one.model_copy(update={"hosts": ("ada",)}) for one in WITH_HOSTS.business.services)
    only_ada = WITH_HOSTS.business.model_copy(update={"services": services})
    for setup in (WITH_HOSTS, TOKEN):
        setup = replace(setup, business=only_ada)
        openings, _ = await found(setup, FRIDAY)
        assert {one.host for one in openings} == {"ada"}
        assert await found(setup, replace(FRIDAY, host="ben")) == ([], [])


async def test_by_token_a_business_of_one_host_takes_what_anybody_has() -> None:
    alone = PUBLIC.but(token_env="SAVVYCAL_TOKEN")
    openings, _ = await found(alone, FRIDAY)
    assert {one.host for one in openings} == {"ada"}
    assert len(openings) == 26


async def test_several_ways_to_meet_share_what_can_be_booked_by_all_of_them() -> None:
    for setup in (EITHER, EITHER.but(token_env="SAVVYCAL_TOKEN")):
        openings, calls = await found(setup, FRIDAY)
        assert len(openings) == 2 * 26
        assert {call.path.split("/")[-2] for call in calls} == {"srv_c7H3ckUpRoom", "srv_1234567890"}


async def test_what_one_way_to_meet_does_not_have_is_not_offered() -> None:
    for setup in (EITHER, EITHER.but(token_env="SAVVYCAL_TOKEN")):
        async with opened(StillClock(), setup) as (double, vendor):
            openings = double.practice.openings

            def fewer(channel: str, *args: Any, find: Any = openings) -> dict[datetime, list[str]]:
                found: dict[datetime, list[str]] = find(channel, *args)
                hour = 10 if channel == "video" else 11
                return {start: hosts for start, hosts in found.items() if start.hour != hour}

            double.practice.openings = fewer  # type: ignore[method-assign,assignment]
            found = await vendor.openings(FRIDAY, None)
            assert {one.start.hour for one in found} == {9, 12, 13, 14, 15, 16}


async def test_by_token_who_does_not_do_it_is_left_out() -> None:
    hosts = (*BUSINESS.hosts, Host(id="cy", name="Cy"))
    services = tuple(one.model_copy(update={"hosts": ("ada", "cy")}) for one in TOKEN.business.services)
    business = TOKEN.business.model_copy(update={"hosts": hosts, "services": services})
    setup = replace(TOKEN.but(hosts={**TOKEN.section["hosts"], "cy": "prov_0000"}), business=business)
    openings, _ = await found(setup, FRIDAY)
    assert {one.host for one in openings} == {"ada"}


async def test_what_lasts_differently_by_channel_is_a_fault_of_the_settings() -> None:
    for setup in (EITHER, EITHER.but(token_env="SAVVYCAL_TOKEN")):
        with pytest.raises(Misconfigured, match="lasts 45 minutes"):
            await found(setup.at(durations={"in_person": 45, "video": 30}), FRIDAY)


async def test_an_empty_month_is_asked_for_in_parts_and_a_full_one_in_one() -> None:
    clock = StillClock()
    async with opened(clock, PUBLIC) as (double, vendor):
        assert len(await vendor.openings(days("2026-03-06", 60), None)) > 300
        assert len(double.calls) == 1
        double.diary.horizon = timedelta()
        double.calls.clear()
        assert await vendor.openings(days("2026-03-06", 60), None) == []
        assert [dict(call.query)["from"] for call in double.calls] == ["2026-03-06", "2026-03-26", "2026-04-15"]
        assert double.complaints == []


async def test_what_is_left_out_after_the_first_days_is_no_day_by_halves() -> None:
    openings, calls = await found(PUBLIC.but(days_at_a_time=1), days("2026-03-07", 10))
    assert {one.start.date().isoformat() for one in openings} == {"2026-03-09"}
    assert len(openings) == 26
    assert len(calls) == 3


@pytest.mark.parametrize(("day", "offset"), [("2026-03-30", 1), ("2026-10-26", 0)])
async def test_openings_after_the_clocks_changed_are_where_they_should_be(day: str, offset: int) -> None:
    clock = StillClock(datetime.fromisoformat(day).replace(tzinfo=ZONE) - timedelta(days=3))
    openings, _ = await found(PUBLIC, days(day, 1), clock)
    assert openings[0].start.astimezone(UTC) == datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC) - timedelta(
        hours=offset
    )


async def test_what_could_not_be_booked_for_the_clocks_is_not_offered() -> None:
    """A practice that sees people at night, when the clocks go back."""
    night = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    slots = [night + timedelta(minutes=30 * number) for number in range(8)]
    window = Search("checkup", Window(night, night + timedelta(hours=4)))
    by_form: dict[str, list[str]] = {}
    for form in ("naive", "offset"):
        async with opened(StillClock(datetime(2026, 10, 24, 9, tzinfo=ZONE)), PUBLIC.but(time_format=form)) as (d, v):
            d.diary.starts = lambda host, day, *_: [s for s in slots if s.astimezone(ZONE).date() == day]  # type: ignore[method-assign]
            d.diary.horizon = timedelta(days=2)
            by_form[form] = [one.start.isoformat() for one in await v.openings(window, None)]
            assert d.complaints == []
    assert len(by_form["offset"]) == 8
    assert [text[11:16] for text in by_form["naive"]] == ["23:30", "00:00", "02:00"]


@pytest.mark.parametrize("setup", [PUBLIC, TOKEN])
async def test_a_service_or_a_host_that_is_not_there_is_a_fault_of_the_settings(setup: Setup) -> None:
    gone = {"checkup": {"channels": {"video": "srv_0000"}}}
    with pytest.raises(Misconfigured, match=r"booking_system\.services"):
        await found(setup.but(services=gone), FRIDAY)
    strangers = setup.but(hosts={host.id: f"prov_{host.id}" for host in setup.business.hosts})
    with pytest.raises(Misconfigured, match=r"booking_system\.hosts"):
        await found(strangers, replace(FRIDAY, host="ada"))


async def test_slots_that_are_closed_to_the_public_want_a_token() -> None:
    with pytest.raises(Misconfigured, match="token_env"):
        await found(PUBLIC.at(closed_slots=True), FRIDAY)
    openings, _ = await found(TOKEN.at(closed_slots=True), FRIDAY)
    assert openings


async def test_a_token_that_is_refused_is_named_and_not_shown() -> None:
    for setup in (PLATFORM.but(account="acct_another0000"), TOKEN.but(account="acct_another0000")):
        async with opened(StillClock(), setup) as (double, vendor):
            with pytest.raises(Misconfigured, match=setup.section["token_env"]) as refused:
                await vendor.openings(FRIDAY, None)
            assert len(double.calls) == 1
            assert "token-of" not in str(refused.value)


async def test_a_newer_practice_that_wants_less_gets_the_same() -> None:
    openings, _ = await found(PUBLIC.at(loose_window=True, links="flat"), FRIDAY)
    assert any(one.is_same_as(TEN) for one in openings)


async def test_a_zone_far_from_the_practice_has_the_days_of_its_own() -> None:
    auckland = PUBLIC.business.model_copy(update={"time_zone": "Pacific/Auckland"})
    zone = ZoneInfo("Pacific/Auckland")
    day = datetime(2026, 3, 6, tzinfo=zone)
    search = Search("checkup", Window(day, datetime(2026, 3, 7, tzinfo=zone)))
    openings, calls = await found(replace(PUBLIC, business=auckland), search)
    assert openings
    assert {one.start.astimezone(zone).date() for one in openings} == {day.date()}
    assert dict(calls[0].query)["from"] == "2026-03-06"


async def test_an_answer_of_another_shape_is_no_empty_day() -> None:
    for setup in ALL:
        async with opened(StillClock(), setup) as (double, vendor):
            for fault in (Fault.WRONG_SHAPE, Fault.NOT_JSON):
                double.faults.order(fault)
                with pytest.raises(SystemDown):
                    await vendor.openings(replace(FRIDAY, host="ada"), None)
