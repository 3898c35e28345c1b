"""Searches in Cubu, and what it says of services: what is offered can be booked, and what is not known is not said."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.booking_systems.cubu.practice import CUSTOMERS, PRACTICE, practice
from tests.contracts.booking_system import ALONE, BUSINESS, FRIDAY, ZONE
from tests.doubles.cubu import HOSTS, SERVICE
from tests.doubles.serving import Fault

from frontdesk.booking_systems.cubu.wire import Spot
from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Search, Window
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.caller import Channel

THE_GATES = ("isInAgentsBookingWindow", "agentsBookingActive", "isInSelfBookingWindow", "selfBookingActive")


def march(first: int, last: int) -> Window:
    return Window(datetime(2026, 3, first, tzinfo=ZONE), datetime(2026, 3, last, tzinfo=ZONE))


async def test_a_day_costs_a_request_and_one_for_each_calendar_that_counts() -> None:
    async with practice() as here:
        await here.vendor.openings(Search("checkup", FRIDAY), None)
        assert len(here.double.called("GET", "/calendars")) == 3
        await here.vendor.openings(Search("checkup", FRIDAY, "ben"), None)
        assert len(here.double.called("GET", "/calendars")) == 5


async def test_a_wide_search_stops_after_the_first_week_that_has_any() -> None:
    async with practice() as here:
        found = await here.vendor.openings(Search("checkup", march(6, 27)), None)
        assert {opening.start.astimezone(ZONE).day for opening in found} == {6, 9, 10, 11, 12}
        assert len(here.double.called("GET", "/calendars")) == 7 + 2 * 6  # nobody has a calendar on a Sunday


async def test_weeks_that_are_full_are_passed_over() -> None:
    async with practice() as here:
        first = datetime(2026, 5, 1, tzinfo=ZONE)  # what is free here ends sixty days ahead, on 4 May
        window = Window(first, datetime(2026, 5, 20, tzinfo=ZONE))
        here.clock.now = datetime(2026, 3, 10, tzinfo=ZONE)
        for day in (1, 4, 5, 6, 7):
            for host in ("ada", "ben"):
                for hour in range(9, 17):
                    here.double.book_elsewhere(host, datetime(2026, 5, day, hour, tzinfo=ZONE), "long")
        found = await here.vendor.openings(Search("checkup", window), None)
        assert found[0].start == datetime(2026, 5, 8, 9, tzinfo=ZONE)


async def test_only_what_starts_in_the_window_is_told_in_order() -> None:
    async with practice() as here:
        window = Window(datetime(2026, 3, 6, 10, tzinfo=ZONE), datetime(2026, 3, 6, 10, 30, tzinfo=ZONE))
        found = await here.vendor.openings(Search("checkup", window), None)
        starts = [f"{opening.start.astimezone(ZONE):%H:%M}" for opening in found]
        assert starts == ["10:00", "10:00", "10:15", "10:15"]


async def test_openings_of_another_length_are_not_what_was_asked_for() -> None:
    async with practice() as here:
        assert await here.vendor.openings(Search("checkup", FRIDAY, duration_minutes=30), None)
        assert not await here.vendor.openings(Search("checkup", FRIDAY, duration_minutes=60), None)


async def test_calendars_of_a_team_share_their_starts_and_each_is_told_once() -> None:
    async with practice(replace(PRACTICE, named_agents=False), business=ALONE, hosts=None) as here:
        found = await here.vendor.openings(Search("checkup", FRIDAY), None)
        assert len({opening.start for opening in found}) == len(found) == 26
        index = Spot.model_validate_json(found[0].reference).cu_index
        whose = next(host for host in HOSTS if here.double.cu_index(host, FRIDAY.start.date()) == index)
        here.double.book_elsewhere(whose, found[0].start)
        again = await here.vendor.openings(Search("checkup", FRIDAY), None)
        assert [one.start for one in again] == [one.start for one in found]  # the other calendar has it still
        assert again[0].reference != found[0].reference


async def test_booking_windows_hide_nothing() -> None:
    """Which of them holds for us is not documented."""
    shut = tuple((gate, False) for gate in THE_GATES)
    async with practice(replace(PRACTICE, gates=shut)) as here:
        assert await here.openings()


async def test_calendars_of_others_are_left_out() -> None:
    ada = BUSINESS.model_copy(update={"hosts": BUSINESS.hosts[:1]})
    async with practice(business=ada, hosts={"ada": "A9E47000-1C2D-4E3F-8A4B-00000000000E"}) as here:
        found = await here.vendor.openings(Search("checkup", FRIDAY), None)
        assert {opening.host for opening in found} == {"ada"}


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
@pytest.mark.parametrize("path", ["/2026-03-06", "/vacancies"])
async def test_an_answer_that_is_not_as_documented_is_not_that_nothing_is_free(fault: Fault, path: str) -> None:
    async with practice() as here:
        here.double.faults.order(fault, path, times=9)
        with pytest.raises(WrongShape):
            await here.openings()


async def test_a_search_is_repeated_when_it_failed_in_passing() -> None:
    async with practice(never_waits=True) as here:
        here.double.faults.order(Fault.ERROR_BEFORE, "/vacancies")
        here.double.faults.order(Fault.RESET_BEFORE, "/calendars")
        assert await here.openings()


async def test_an_unknown_service_is_a_mistake_in_the_settings() -> None:
    lost = {"checkup": {"service_id": "5e41ce00-0000-0000-0000-000000000000", "service_type_id": "x"}}
    async with practice(services=lost, cancel=None) as here:
        with pytest.raises(Misconfigured, match="service_id"):
            await here.openings()


async def test_a_full_search_says_only_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontdesk.booking_systems.cubu.openings.PATIENCE", 0.05)
    async with practice() as here:
        here.double.faults.order(Fault.STALL_BEFORE, "/calendars", times=99)
        with pytest.raises(SystemDown, match="horizon_days"):
            await here.vendor.openings(Search("checkup", FRIDAY), None)


# --- what Cubu says of services


async def test_terms_are_read_from_the_calendars() -> None:
    async with practice() as here:
        assert await here.vendor.terms() == {
            "checkup": ServiceTerms(channels=(Channel.IN_PERSON, Channel.VIDEO, Channel.PHONE), durations_minutes=(30,))
        }


async def test_what_calendars_demand_is_asked_for_or_a_fault() -> None:
    settings = replace(PRACTICE, email_required=True, customer_required=True)
    async with practice(settings) as here:
        its = (await here.vendor.terms())["checkup"]
        assert its.needs_email
        assert "booking_system.customers" in its.faults[0]
    async with practice(settings, customers=CUSTOMERS) as here:
        assert (await here.vendor.terms())["checkup"].faults == ()


async def test_hosts_whom_no_calendar_names_are_a_fault() -> None:
    async with practice(replace(PRACTICE, named_agents=False)) as here:
        assert "booking_system.hosts" in (await here.vendor.terms())["checkup"].faults[0]
        assert not await here.openings()


async def test_a_service_that_cubu_does_not_know_is_a_fault() -> None:
    unknown = {"service_id": SERVICE, "service_type_id": "6f0c0000-8b7a-4965-a524-0000000000ff"}
    async with practice(services={"checkup": unknown}) as here:
        assert "booking_system.services.checkup" in (await here.vendor.terms())["checkup"].faults[0]
