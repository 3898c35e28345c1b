"""Openings: with whom, how many questions they cost, around clock changes, and of all ways to meet at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from tests.booking_systems.vcita.at_vcita import by, by_channels, desk, maria
from tests.contracts.booking_system import FRIDAY, NOW, ZONE, StillClock
from tests.doubles.serving import Fault
from tests.doubles.vcita_practice import HOSTS, VcitaSettings

from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Search, Window

SLOTS = "availability_slots"


async def test_all_hosts_are_asked_for_at_once_as_the_settings_say() -> None:
    for way, sent in (
        ("comma", [("staff_uids", f"{HOSTS['ada']},{HOSTS['ben']}")]),
        ("repeated", [("staff_uids", HOSTS["ada"]), ("staff_uids", HOSTS["ben"])]),
    ):
        async with desk(staff_list=way) as at:
            assert {opening.host for opening in await at.openings(None)} == {"ada", "ben"}
            (call,) = at.double.called("GET", SLOTS)
            assert [pair for pair in call.query if pair[0].startswith("staff")] == sent


async def test_who_does_not_do_the_service_has_no_openings() -> None:
    async with desk(VcitaSettings(hosts_of={"phone": ("ben",)})) as at:
        assert {opening.host for opening in await at.openings(None)} == {"ben"}
        assert await at.openings("ada") == ()


async def test_an_opening_is_one_by_every_way_to_meet() -> None:
    """Which way it will be is not known yet when a time is offered."""
    theirs = VcitaSettings(hosts_of={"phone": ("ada", "ben"), "video": ("ben",)})
    async with desk(theirs, by("phone", "video"), **by_channels("phone", "video")) as at:
        assert {opening.host for opening in await at.openings(None)} == {"ben"}
        assert len(at.double.called("GET", SLOTS)) == 2


async def test_the_last_opening_may_end_when_the_window_is_over() -> None:
    async with desk() as at:
        ten = datetime(2026, 3, 6, 10, tzinfo=ZONE)
        window = Window(ten, ten + timedelta(minutes=15, microseconds=1))
        found = await at.vendor.openings(Search("checkup", window, "ada"), None)
        assert [opening.start for opening in found] == [ten, ten + timedelta(minutes=15)]
        found = await at.vendor.openings(Search("checkup", Window(ten, ten + timedelta(minutes=15)), "ada"), None)
        assert [opening.start for opening in found] == [ten]


async def test_sixty_days_cost_two_questions_at_most() -> None:
    window = Window(NOW, NOW + timedelta(days=60))
    async with desk() as at:
        found = await at.vendor.openings(Search("checkup", window), None)
        assert len(at.double.called("GET", SLOTS)) == 1, "there is something in the first half"
        assert found[0].start == datetime(2026, 3, 5, 10, 15, tzinfo=ZONE)
        assert timedelta(days=28) < found[-1].start - NOW < timedelta(days=30)
    async with desk(VcitaSettings(hosts_of={"phone": ()})) as at:
        assert await at.vendor.openings(Search("checkup", window), None) == []
        assert len(at.double.called("GET", SLOTS)) == 2


@pytest.mark.parametrize(
    ("before", "friday", "monday"),
    [
        (datetime(2026, 3, 26, 9, tzinfo=ZONE), 9, 8),
        (datetime(2026, 10, 22, 9, tzinfo=ZONE), 8, 9),
    ],
)
async def test_nine_is_nine_on_both_sides_of_a_clock_change(before: datetime, friday: int, monday: int) -> None:
    async with desk(clock=StillClock(before)) as at:
        window = Window(before + timedelta(hours=15), before + timedelta(days=5))
        found = await at.vendor.openings(Search("checkup", window, "ada"), None)
        nines = [opening for opening in found if (opening.start.hour, opening.start.minute) == (9, 0)]
        assert [opening.start.utctimetuple().tm_hour for opening in nines] == [friday, monday]
        for opening in nines:
            reading = await at.vendor.create(maria(opening), opening.start.isoformat())
            assert opening.starts_at(reading.start)
            assert reading.end - reading.start == timedelta(minutes=30)
            again = await at.vendor.read(reading.reference)
            assert again is not None
            assert opening.starts_at(again.start)


async def test_for_a_move_only_the_own_host_is_offered_and_the_own_time_is_free() -> None:
    async with desk() as at:
        opening = await at.first()
        reference = (await at.vendor.create(maria(opening), "maria-1")).reference
        assert opening not in await at.openings(None)
        found = await at.openings(None, instead_of=reference)
        assert {one.host for one in found} == {"ada"}
        assert found[0] == opening
        assert await at.openings("ben", instead_of=reference) == ()


@pytest.mark.parametrize(
    "slot",
    [
        {"start": "2026-03-06T09:00:00Z", "end": "2026-03-06T12:30:00Z", "available_entities": []},
        {
            "start": "2026-03-06T09:00:00Z",
            "end": "2026-03-06T12:30:00Z",
            "available_entities": [{"entity_uid": HOSTS["ada"], "entity_type": "staff"}],
        },
        {"start": "2026-03-06T09:00:00Z", "end": "2026-03-06T09:30:00Z", "available_entities": []},
        {"start": "2026-03-06T09:00:00", "end": "2026-03-06T09:30:00", "available_entities": []},
    ],
)
async def test_a_free_window_is_no_opening_and_not_nothing(
    slot: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk() as at:
        answer = {"success": True, "data": {"availability_slots": [slot]}}
        at.double.faults.order(Fault.WRONG_SHAPE, SLOTS)
        monkeypatch.setattr("tests.doubles.serving.web.json_response", answering(answer))
        with pytest.raises(SystemDown):
            await at.openings()


def answering(body: dict[str, Any]) -> Any:
    real = web.json_response

    def respond(said: Any, **more: Any) -> web.Response:
        return real(body if said == {"unheard": ["of"]} else said, **more)

    return respond


async def test_somebody_else_and_somewhere_else_are_left_out() -> None:
    async with desk() as at:
        assert all(FRIDAY.start <= opening.start < FRIDAY.end for opening in await at.openings())
        assert all(opening.start.tzinfo == ZONE for opening in await at.openings())
