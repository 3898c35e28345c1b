"""A booking whose answer was lost is found in SavvyCal's list, and nobody else's is taken for it."""

from dataclasses import replace
from typing import Any

import pytest
from tests.booking_systems.savvycal.practice import BOTH, ELEVEN, EMAIL, TEN, TOKEN, ask, by, opened, without
from tests.contracts.booking_system import ALONE, BUSINESS, ZONE, StillClock
from tests.doubles.savvycal_practice import Kept
from tests.doubles.savvycal_wire import Client
from tests.doubles.serving import Fault

from frontdesk.booking_systems.savvycal import answers, wire
from frontdesk.booking_systems.savvycal.client import Savvycal
from frontdesk.booking_systems.savvycal.lookup import is_client, is_theirs
from frontdesk.conversations.ports import NeverKnown, SystemDown
from frontdesk.model.caller import Channel, PersonName

NOW = StillClock()()


async def look(vendor: Savvycal, asked: Any = None) -> str | None:
    found = await vendor.look_up(asked or ask(), "maria-1", NOW)
    return found.reference if found else None


async def test_only_the_same_person_at_the_same_time_with_the_same_host_is_it() -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        assert await look(vendor) == made.reference
        for other in (
            without(ask(), name=PersonName("Noah", "Lopez")),
            without(ask(), email="m@example.com"),
            ask(ELEVEN),
            ask(replace(TEN, host="ben")),
        ):
            assert await look(vendor, other) is None
        assert double.complaints == []


async def test_a_cancelled_one_is_none_and_a_new_one_is_it() -> None:
    async with opened(StillClock(), TOKEN) as (_, vendor):
        first = await vendor.create(ask(), "maria-1")
        await vendor.cancel(first.reference, "")
        assert await look(vendor) is None
        second = await vendor.create(ask(), "maria-2")
        assert await look(vendor) == second.reference


async def test_another_way_to_meet_is_another_appointment() -> None:
    setup = replace(TOKEN.but(services=BOTH), business=by(BUSINESS, Channel.IN_PERSON, Channel.VIDEO))
    async with opened(StillClock(), setup) as (_, vendor):
        await vendor.create(ask(), "maria-1")
        assert await look(vendor) is not None
        assert await look(vendor, replace(ask(), channel=Channel.IN_PERSON)) is None


async def test_without_hosts_whoever_it_is_with_it_is_it() -> None:
    alone = replace(TOKEN.but(hosts={}), business=by(ALONE, Channel.VIDEO))
    async with opened(StillClock(), alone) as (_, vendor):
        made = await vendor.create(ask(), "maria-1")
        assert await look(vendor) == made.reference


def client(**change: Any) -> Client:
    plain = {"id": "clt_1", "email": EMAIL, "first_name": "Maria", "last_name": "Lopez", "time_zone": "Europe/London"}
    return Client.model_validate({**plain, **change})


@pytest.mark.parametrize(
    ("who", "same"),
    [
        (client(), True),
        (client(email=EMAIL.upper(), first_name="maria"), True),
        (client(reference_id="crm-7"), True),
        (client(reference_id=wire.reference_id(ask().attendee), email="new@example.com"), True),
        (client(email="walter@example.com"), False),
    ],
)
async def test_who_is_known_by_another_reference_is_known_by_address_and_name(who: Client, same: bool) -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        double.practice.write("video", "ada", TEN.start, "Europe/London", who)
        assert (await look(vendor) is not None) is same


async def test_a_client_whom_savvycal_may_have_taken_them_for_is_for_a_person_to_look_at() -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        kept = double.practice.write("video", "ada", TEN.start, "Europe/London", client(first_name="Mary"))
        with pytest.raises(NeverKnown, match="whose"):
            await look(vendor)
        kept.sent = {**wire.client_data(ask().attendee, ZONE), "first_name": "Walter", "reference_id": "frontdesk-w"}
        assert await look(vendor) is None, "it was given with another name"


@pytest.mark.parametrize(("reference", "theirs"), [("crm-7", None), ("frontdesk-of-somebody-else", False)])
def test_who_is_told_by_a_reference_only_is_nobody_else_but_by_one_of_ours(reference: str, theirs: bool | None) -> None:
    who = answers.Client(reference_id=reference)
    assert is_theirs(answers.Appointment.model_construct(client=who, client_data=None), ask().attendee) is theirs


async def test_one_that_is_gone_when_it_is_looked_at_is_not_there() -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")
        double.faults.order(Fault.ERROR_BEFORE, f"/v1/appointments/{made.reference}", times=9)
        with pytest.raises(SystemDown):
            await look(vendor)
        double.faults.orders.clear()
        show = double.practice.show

        def delete(kept: Kept, sensitive: bool = False) -> dict[str, object]:
            kept.deleted = True
            return show(kept, sensitive)

        double.practice.show = delete  # type: ignore[method-assign]
        assert await look(vendor) is None


def test_two_who_have_no_address_are_not_the_same_for_it() -> None:
    who = answers.Client(reference_id="crm-7", first_name="Maria", last_name="Lopez")
    assert not is_client(who, without(ask(), email=None).attendee)


async def test_all_pages_are_looked_through() -> None:
    async with opened(StillClock(), TOKEN.at(largest_page=2)) as (double, vendor):
        made = await vendor.create(ask(), "maria-1")  # the last one in the double's list
        for number in range(20):
            double.practice.write("video", "ben", ELEVEN.start, "Europe/London", client(id=f"clt_{number}"))
        double.calls.clear()
        assert await look(vendor) == made.reference
        assert len(double.calls) == 12
        assert double.complaints == []


async def test_what_cannot_be_looked_through_is_not_said_to_be_absent() -> None:
    async with opened(StillClock(), TOKEN.but(most_pages=2).at(largest_page=1)) as (double, vendor):
        for number in range(3):
            double.practice.write("video", "ben", ELEVEN.start, "Europe/London", client(id=f"clt_{number}"))
        with pytest.raises(SystemDown, match="list_query"):
            await look(vendor)


async def test_a_list_that_changes_meanwhile_is_not_trusted() -> None:
    async with opened(StillClock(), TOKEN.at(largest_page=1)) as (double, vendor):
        for number in range(3):
            double.practice.write("video", "ben", ELEVEN.start, "Europe/London", client(id=f"clt_{number}"))
        show = double.practice.show

        def change(kept: Kept, sensitive: bool = False) -> dict[str, object]:
            double.practice.appointments[0].deleted = True
            return show(kept, sensitive)

        double.practice.show = change  # type: ignore[method-assign]
        with pytest.raises(SystemDown, match="changed"):
            await look(vendor)


async def test_who_is_not_told_of_is_nobody_in_particular() -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        await vendor.create(ask(), "maria-1")
        show = double.practice.show
        double.practice.show = lambda kept, sensitive=False: show(kept)  # type: ignore[method-assign]
        with pytest.raises(SystemDown, match="rights"):
            await look(vendor)
        assert await look(vendor, ask(ELEVEN)) is None


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_a_list_of_another_shape_is_no_empty_one(fault: Fault) -> None:
    async with opened(StillClock(), TOKEN) as (double, vendor):
        double.faults.order(fault)
        with pytest.raises(SystemDown):
            await look(vendor)


async def test_the_list_is_narrowed_down_as_the_operator_says() -> None:
    query = {"filter": '{"start_at":{"on":"{day}"}}'}
    async with opened(StillClock(), TOKEN.but(list_query=query)) as (double, vendor):
        with pytest.raises(SystemDown):  # how it is spelt is not documented, so the double does not take it
            await look(vendor)
        assert ("filter", '{"start_at":{"on":"2026-03-06"}}') in double.calls[0].query
