"""Where two things meet at the same time: two moves, a hold and another clock, cancellations, a block and a class."""

import asyncio
from datetime import timedelta

import pytest
from tests.booking_systems.embedded.clinic import OpenDesk, clinic
from tests.contracts.booking_system import FRIDAY, StillClock

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger import work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.model.booking import Booking
from frontdesk.model.diary import Block


async def test_a_hold_of_anybody_keeps_whom_it_has_and_not_whose_turn_it_is_now(at_the_desk: OpenDesk) -> None:
    """Held when it was Ada's turn; Ben is to be found free first when it is held longer, booked and moved to."""
    async with at_the_desk() as desk:
        nine, ten = await desk.at("shift", 9), await desk.at("shift", 10)
        held = await desk.system.hold(nine, "maria", FRIDAY.end)
        turn = await desk.system.book(desk.person(await desk.at("shift", 11, host=held.opening.host)), "turn")
        assert turn.request.opening.host == held.opening.host == nine.host, "it is not Ada's turn any more"
        assert (await desk.system.hold(nine, "maria", FRIDAY.end)).opening == held.opening
        booking = await desk.system.book(desk.person(nine, hold=held.id), "maria")
        assert booking.request.opening == held.opening
        later = await desk.system.hold(ten, "maria", FRIDAY.end)
        moved = await desk.system.reschedule(booking.id, later.opening, later.id)
        assert moved.request.opening == later.opening


async def test_nobody_joins_a_class_in_blocked_time(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        nine = await desk.at("class", 9)
        there = await desk.system.book(desk.person(nine), "maria")
        block, meets = await desk.system.block(Block("", "ada", nine.start, nine.end, "fire drill"), "block")
        assert meets == (there,)
        assert all(one.start != nine.start for one in await desk.openings("class"))
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(nine, "Noah", 150), "noah")
        await desk.system.unblock(block.id)
        await desk.system.book(desk.person(nine, "Noah", 150), "noah")


async def test_all_seats_of_a_class_given_back_at_once_leave_its_time_free(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        nine = await desk.at("class", 9)
        for round in range(5):
            people = [desk.person(nine, f"P{n}", 150 + n) for n in range(3)]
            seats = await asyncio.gather(*(desk.system.book(person, f"{round}-{n}") for n, person in enumerate(people)))
            await asyncio.gather(*(desk.system.cancel(seat.id) for seat in seats))
            held = await desk.system.hold(await desk.at("checkup", 9, host="ada"), "noah", FRIDAY.end)
            await desk.system.release(held.id)


async def test_a_last_seat_given_back_while_another_joins_is_one_of_both(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        nine = await desk.at("class", 9)
        leaving = await desk.system.book(desk.person(nine), "0")
        for round in range(1, 6):
            joined, left = await asyncio.gather(
                desk.system.book(desk.person(nine, "Noah", 150 + round), f"{round}"), desk.system.cancel(leaving.id)
            )
            assert (joined.stands, left.stands) == (True, False)
            leaving = joined


async def test_two_who_want_each_others_time_keep_their_own(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        one = await desk.system.book(desk.person(await desk.at("checkup", 9, host="ada")), "one")
        other = await desk.system.book(desk.person(await desk.at("checkup", 10, host="ben"), "Noah", 150), "other")
        for _ in range(5):
            results = await asyncio.gather(
                desk.system.reschedule(one.id, other.request.opening, None),
                desk.system.reschedule(other.id, one.request.opening, None),
                return_exceptions=True,
            )
            assert [type(result) for result in results] == [OpeningTaken, OpeningTaken]
        assert [await desk.system.get(id) for id in (one.id, other.id)] == [one, other]


async def test_a_hold_that_is_over_by_another_clock_is_given_to_one_of_two(at_the_desk: OpenDesk) -> None:
    """One process holds it longer while another, whose clock is ahead, takes it for over."""
    async with at_the_desk() as desk:
        clock = StillClock()
        ahead = EmbeddedBookingSystem(desk.database, clinic(), clock)
        for round in range(5):
            opening = (await desk.openings("checkup", "ada"))[0]
            until = desk.clock() + timedelta(seconds=3)
            held = await desk.system.hold(opening, "maria", until)
            clock.now = until + timedelta(seconds=1)
            longer, booked = await asyncio.gather(
                desk.system.hold(opening, "maria", until + timedelta(minutes=5)),
                ahead.book(desk.person(opening, "Noah", 150), f"noah-{round}"),
                return_exceptions=True,
            )
            assert isinstance(booked, Booking) != (not isinstance(longer, BaseException))
            await desk.system.release(held.id)


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_what_an_old_hold_keeps_besides_is_locked_with_the_rest(
    at_the_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hold of Ada with a room is over, and Ada alone is wanted: its room goes, too."""
    async with at_the_desk() as desk:
        scan, nine = await desk.at("scan", 9, host="ada"), await desk.at("checkup", 9, host="ada")
        await desk.system.hold(scan, "maria", desk.clock() + timedelta(seconds=5))
        desk.clock.pass_time(seconds=6)
        locked: list[set[str]] = []
        monkeypatch.setattr(
            work, "lock", lambda _, *names: locked.append({name for name in names if "/thing/" in name})
        )
        await desk.system.book(desk.person(nine), "noah")
        first, *others = filter(None, locked)
        assert {name.rpartition("/")[2] for name in first} == {"ada", "blue-room"}
        assert all(later <= first for later in others), "nothing is locked later"
