"""Rooms, classes and hosts who take turns or work together: what one booking keeps from the others."""

import asyncio

import pytest
from tests.booking_systems.embedded.clinic import OpenDesk
from tests.contracts.booking_system import FRIDAY

from frontdesk.conversations.ports import OpeningTaken
from frontdesk.model.booking import Booking, NoOpenings, Search
from frontdesk.model.diary import Block


async def test_a_room_is_booked_with_the_host_and_two_rooms_are_two_scans_at_a_time(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        scans = [await desk.at("scan", 9, host=host) for host in ("ada", "ben", "cleo")]
        first = await desk.system.book(desk.person(scans[0]), "one")
        second = await desk.system.book(desk.person(scans[1], "Noah"), "two")
        assert {first.resources, second.resources} == {("blue-room",), ("red-room",)}
        with pytest.raises(OpeningTaken, match="full"):
            await desk.system.book(desk.person(scans[2], "Rose"), "three")
        answer = await desk.system.openings(Search("scan", FRIDAY, "cleo", 1))
        assert answer.found[0].start == second.request.opening.end
        await desk.system.cancel(first.id)
        assert (await desk.system.book(desk.person(scans[2], "Rose"), "three")).resources == first.resources


async def test_a_class_is_full_when_its_seats_are_taken_and_not_before(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        at_nine = await desk.at("class", 9)
        held = await desk.system.hold(at_nine, "rose", FRIDAY.end)
        seats = [await desk.system.book(desk.person(at_nine, f"P{n}", 150 + n), f"p{n}") for n in range(2)]
        assert at_nine not in await desk.openings("class"), "two booked and one held"
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(at_nine, "Noah"), "noah")
        assert all(one.start != at_nine.start for one in await desk.openings("checkup", "ada")), "ada teaches"
        await desk.system.book(desk.person(at_nine, "Rose", 160, hold=held.id), "rose")
        for seat in seats:
            await desk.system.cancel(seat.id)
        assert at_nine in await desk.openings("class")
        assert all(one.start != at_nine.start for one in await desk.openings("checkup", "ada")), "rose is there"


async def test_seats_are_not_sold_twice_in_a_race(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        at_nine = await desk.at("class", 9)
        attempts = (desk.system.book(desk.person(at_nine, f"P{n}", 100 + n), f"p{n}") for n in range(20))
        results = await asyncio.gather(*attempts, return_exceptions=True)
        assert sum(isinstance(result, Booking) for result in results) == 3
        assert sum(isinstance(result, OpeningTaken) for result in results) == 17


async def test_an_empty_class_gives_its_host_free(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking = await desk.system.book(desk.person(await desk.at("class", 9)), "one")
        await desk.system.cancel(booking.id)
        await desk.system.book(desk.person(await desk.at("checkup", 9, host="ada")), "two")


async def test_nobody_joins_one_of_several_times_that_somebody_else_is_offered(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        nine, half_past = await desk.at("class", 9), await desk.at("class", 9, 30)
        first = await desk.system.hold(nine, "sam", FRIDAY.end)
        await desk.system.hold(half_past, "sam", FRIDAY.end)
        assert not {nine, half_past} & set(await desk.openings("class")), "either may be the one that Sam takes"
        for opening in (nine, half_past):
            with pytest.raises(OpeningTaken):
                await desk.system.hold(opening, "rose", FRIDAY.end)
        await desk.system.book(desk.person(nine, "Sam", hold=first.id), "sam")
        await desk.system.book(desk.person(nine, "Rose", 160), "rose")


async def test_hosts_take_turns_and_somebody_else_steps_in_when_one_is_taken(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        turns = []
        for number, hour in enumerate((9, 10, 11)):
            opening = await desk.at("shift", hour)
            assert opening.reference == "any"
            booking = await desk.system.book(desk.person(opening, number=150 + number), f"k{number}")
            turns.append(booking.request.opening.host)
        assert sorted(turns) == ["ada", "ben", "cleo"]
        opening = await desk.at("shift", 9, 30)
        await desk.system.hold(await desk.at("shift", 9, 30, opening.host), "noah", FRIDAY.end)
        stand_in = await desk.system.book(desk.person(opening), "stand-in")
        assert stand_in.request.opening.host != opening.host
        assert stand_in.request.opening.start == opening.start


async def test_what_is_done_together_keeps_all_of_them_busy(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        meeting = await desk.at("board", 9)
        assert {meeting.host, *meeting.others} == {"ada", "ben"}
        booking = await desk.system.book(desk.person(meeting), "board")
        for host in ("ada", "ben"):
            assert all(one.start != meeting.start for one in await desk.openings("checkup", host))
        await desk.system.cancel(booking.id)
        await desk.system.book(desk.person(await desk.at("checkup", 9, host="ben")), "two")
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(meeting), "again")


async def test_blocked_time_is_not_offered_and_what_is_there_stays(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        nine, ten = await desk.at("checkup", 9, host="ada"), await desk.at("checkup", 10, host="ada")
        booking = await desk.system.book(desk.person(nine), "one")
        hold = await desk.system.hold(ten, "noah", FRIDAY.end)
        wanted = Block("", "ada", nine.start, ten.end, "training")
        block, meets = await desk.system.block(wanted, "b1")
        assert meets == (booking,)
        assert (await desk.system.block(wanted, "b1"))[0] == block
        assert await desk.system.blocks(FRIDAY) == [block]
        assert (await desk.openings("checkup", "ada"))[0].start == ten.end
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(ten, "Noah", hold=hold.id), "two")
        await desk.at("checkup", 9, host="ben")  # or it would not be found
        everything, _ = await desk.system.block(Block("", "", FRIDAY.start, FRIDAY.end, "fire drill"), "b2")
        answer = await desk.system.openings(Search("checkup", FRIDAY))
        assert (answer.found, answer.reason) == ((), NoOpenings.FULL)
        await desk.system.unblock(everything.id)
        await desk.system.unblock(everything.id)
        await desk.at("checkup", 9, host="ben")
