"""Where two things meet at the same time: two moves, a cancellation and a booking, a block and a class."""

import asyncio

import pytest
from tests.booking_systems.embedded.clinic import OpenDesk

from frontdesk.conversations.ports import OpeningTaken
from frontdesk.model.diary import Block


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
