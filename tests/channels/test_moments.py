"""Starts as the outside names them, on the night when the clocks show an hour twice."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.booking_systems.embedded.clinic import CLINIC
from tests.contracts.booking_system import StillClock, request

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.moving import opening_to_move_to
from frontdesk.channels.openings import at_moment, opening_at
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Search
from frontdesk.model.business import Business

LONDON = ZoneInfo("Europe/London")
NIGHTS = CLINIC | {
    "opening_hours": {"sunday": ["00:00-06:00"]},
    "services": [{"id": "watch", "names": ["watch"], "duration_minutes": 120, "channels": ["phone"], "hosts": ["ada"]}],
}


@pytest.mark.parametrize("written", ["2026-10-25T01:00:00+01:00", "2026-10-25T00:30:00+00:00", "2026-10-25T03:00:00Z"])
async def test_a_start_in_any_offset_is_found_booked_and_moved(written: str) -> None:
    database = await open_database("sqlite://")
    clock = StillClock(datetime(2026, 10, 24, 9, tzinfo=LONDON))
    system = EmbeddedBookingSystem(database, Business.model_validate(NIGHTS), clock)
    start = datetime.fromisoformat(written)
    opening = await opening_at(system, Search("watch", at_moment(start)))
    assert opening.start.timestamp() == start.timestamp()
    assert opening.minutes == 120, "the hours that pass, not those that the clocks show"
    booking = await system.book(request(opening), "watch")
    assert await opening_to_move_to(system, booking, start, host=None) == opening, "it is there already"
    elsewhere = await opening_to_move_to(system, booking, datetime.fromisoformat("2026-10-25T04:00Z"), host=None)
    assert (await system.reschedule(booking.id, elsewhere, None)).request.opening.minutes == 120
    await database.close()
