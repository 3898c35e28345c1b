"""What is over for long enough is forgotten: the bookings and what they claim, and only of the one business."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request

from frontdesk.booking_systems.embedded import retention
from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.database.engine import open_database
from frontdesk.database.schema import bookings, claimed_minutes, claims
from frontdesk.model.booking import Search


async def test_what_ended_before_is_forgotten_with_all_that_belongs_to_it() -> None:
    clock, database = StillClock(), await open_database("sqlite://")
    system = EmbeddedBookingSystem(database, BUSINESS, clock)
    other = EmbeddedBookingSystem(database, BUSINESS.model_copy(update={"id": "other"}), clock)
    found = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    past, cancelled, later = found[0], found[2], found[4]
    gone = [await system.book(request(past), "past"), await system.book(request(cancelled), "cancelled")]
    await system.cancel(gone[1].id)
    kept = await system.book(request(later), "later")
    elsewhere = await other.book(request(past), "past")
    await system.hold(found[6], "maria", clock() + timedelta(minutes=10))

    assert await system.forget(past.end) == 0, "what ends at the instant does not lie before it"
    assert await system.forget(later.end) == 2
    assert await system.forget(later.end) == 0
    assert [await system.get(booking.id) for booking in gone] == [None, None]
    assert await system.get(kept.id) == kept
    assert await other.get(elsewhere.id) == elsewhere
    counts = [select(func.count()).select_from(table) for table in (bookings, claims, claimed_minutes)]
    left = await database.read(lambda connection: [connection.execute(count).scalar() for count in counts])
    assert left == [2, 3, 90], "the later booking, the other business's, and the hold"
    free = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
    assert past in free
    assert later not in free
    await database.close()


async def test_many_are_forgotten_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A business that imports years of appointments, or shortens how long it keeps them, goes on booking meanwhile."""
    transactions = []

    def counted(work: Work, before: datetime) -> int:
        transactions.append(gone := forget(work, before))
        return gone

    forget = retention.forget
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    monkeypatch.setattr(retention, "forget", counted)
    database = await open_database("sqlite://")
    system = EmbeddedBookingSystem(database, BUSINESS, StillClock())
    for number, opening in enumerate((await system.openings(Search("checkup", FRIDAY, "ada"))).found[:10:2]):
        await system.book(request(opening), str(number))
    assert await system.forget(FRIDAY.end) == 5
    assert transactions == [2, 2, 1]
    await database.close()
