"""What is held is told with its buffers, while it is held."""

from datetime import timedelta

from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.embedded.held import Held
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Search

BUFFERED = BUSINESS.model_copy(
    update={"services": (BUSINESS.services[0].model_copy(update={"buffer_after_minutes": 15}),)}
)


async def test_only_live_holds_of_the_time_asked_for_are_told() -> None:
    clock, database = StillClock(), await open_database("sqlite://")
    system = EmbeddedBookingSystem(database, BUFFERED, clock)
    other = EmbeddedBookingSystem(database, BUFFERED.model_copy(update={"id": "other"}), clock)
    first, _, _, booked, *_ = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    await system.book(request(booked), "booked")
    await system.hold(first, "maria", clock() + timedelta(minutes=10))
    await other.hold(booked, "noah", clock() + timedelta(minutes=10))
    end = first.end + timedelta(minutes=15)
    assert await system.held(FRIDAY.start, FRIDAY.end) == [Held("ada", first.start, end)]
    assert await system.held(end, FRIDAY.end) == []
    assert len(await system.held(end - timedelta(minutes=1), FRIDAY.end)) == 1
    clock.pass_time(minutes=10)
    assert await system.held(FRIDAY.start, FRIDAY.end) == []
    await database.close()
