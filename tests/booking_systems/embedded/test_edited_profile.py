"""The profile is edited while appointments are held, booked and asked for again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.embedded.clinic import Desk, OpenDesk, clinic
from tests.contracts.booking_system import FRIDAY

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import KeyReused, OpeningTaken
from frontdesk.model.booking import Invite, Search
from frontdesk.model.diary import Block


def edited(desk: Desk, service: str = "", without: str = "", **changes: Any) -> EmbeddedBookingSystem:
    """The desk after a restart with another profile: one service changed, or one host, service or resource less."""
    profile = clinic()
    services = [
        one.model_copy(update=changes if one.id == service else {}) for one in profile.services if one.id != without
    ]
    rest = {
        "hosts": tuple(host for host in profile.hosts if host.id != without),
        "resources": tuple(resource for resource in profile.resources if resource.id != without),
    }
    now = profile.model_copy(update={"services": tuple(services), **rest})
    return EmbeddedBookingSystem(desk.database, now, desk.clock)


async def test_the_same_request_is_known_again_when_the_invite_is_worded_anew(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        request = desk.person(await desk.at("checkup", 9, host="ada"))
        booking = await desk.system.book(request, "one")
        assert await desk.system.book(replace(request, invite=Invite("Anew", "worded")), "one") == booking
        with pytest.raises(KeyReused):
            await desk.system.book(replace(request, reason="another"), "one")


async def test_a_request_for_whoever_is_free_is_known_again_by_the_host_it_got(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        request = desk.person(await desk.at("shift", 9))
        assert request.opening.reference == "any"
        booking = await desk.system.book(request, "one")
        ada, ben = (replace(booking.request.opening, host=host) for host in ("ada", "ben"))
        named, other = (ada, ben) if booking.request.opening.host == "ada" else (ben, ada)

        async def know_it() -> None:
            assert (await desk.system.book(request, "one")).id == booking.id
            assert (await desk.system.book(replace(request, opening=named), "one")).id == booking.id
            with pytest.raises(KeyReused):
                await desk.system.book(replace(request, opening=other), "one")

        await know_it()
        await desk.system.reschedule(booking.id, await desk.at("shift", 11, host=other.host), None)
        await know_it()


async def test_a_service_that_is_for_groups_now_seats_nobody_in_a_private_appointment(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        taken = await desk.at("checkup", 9, host="ada")
        await desk.system.book(desk.person(taken), "one")
        system = edited(desk, "checkup", capacity=3)
        assert taken not in (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        free = await desk.at("checkup", 10, host="ada")
        assert [(await system.book(desk.person(free, f"P{n}", 150 + n), f"p{n}")).id for n in range(3)]


async def test_a_block_that_is_asked_for_again_is_there_when_its_host_is_gone(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        wanted = Block("", "cleo", FRIDAY.start, FRIDAY.end, "away")
        made = await desk.system.block(wanted, "b-1")
        assert await edited(desk, without="cleo").block(wanted, "b-1") == made


@pytest.mark.parametrize("gone", ["scan", "ada", "blue-room"])
async def test_what_is_held_of_something_that_is_gone_is_not_booked_with_it(at_the_desk: OpenDesk, gone: str) -> None:
    async with at_the_desk() as desk:
        scan = await desk.at("scan", 9, host="ada")
        held = await desk.system.hold(scan, "maria", desk.clock() + timedelta(minutes=10))
        system = edited(desk, without=gone)
        try:
            booking = await system.book(desk.person(scan, hold=held.id), "one")
            assert booking.resources == ("red-room",)
            others = (await system.openings(Search("scan", FRIDAY, "ben"))).found
            assert all(other.start != scan.start for other in others), "there is no room left"
        except OpeningTaken:
            assert gone != "blue-room", "there is another room"
        await system.release(held.id)
