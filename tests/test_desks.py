"""A desk over a vendor's system: it opens whatever the vendor does, follows its terms, and says what is wrong."""

from collections.abc import AsyncIterator

import pytest
from tests.contracts.booking_system import StillClock
from tests.doubles.savvycal import SavvycalDouble
from tests.doubles.serving import Fault
from tests.faults.practice import PRACTICE
from tests.faults.systems import SAVVYCAL
from tests.spoken import languages_of

from frontdesk.app import in_use
from frontdesk.database.engine import open_database
from frontdesk.desks import House, Room, open_room
from frontdesk.model.service import EmailPolicy
from frontdesk.settings import read_settings
from frontdesk.stores.conversations import DatabaseConversations


@pytest.fixture
async def at_savvycal() -> AsyncIterator[tuple[SavvycalDouble, Room]]:
    clock, database = StillClock(), await open_database("sqlite://")
    policy = PRACTICE.policy.model_copy(update={"email": EmailPolicy.NEVER})
    async with SAVVYCAL.double(clock) as double:
        business = SAVVYCAL.profile(double.url, PRACTICE.model_copy(update={"policy": policy}))
        settings = read_settings(dict(SAVVYCAL.secrets))
        store = DatabaseConversations(database)
        room = open_room(business, House(languages_of(PRACTICE), database, store, clock, settings, None))
        assert isinstance(double, SavvycalDouble)
        yield double, room
    await database.close()


async def test_a_vendor_that_is_down_at_the_start_is_named_and_followed_later(
    at_savvycal: tuple[SavvycalDouble, Room], caplog: pytest.LogCaptureFixture
) -> None:
    double, room = at_savvycal
    double.faults.order(Fault.ERROR_BEFORE, times=3)
    first = room.desk
    async with in_use([room]):
        assert "SavvyCal does not answer: list services" in caplog.text
        assert room.desk is first
        assert first.business.services[0].email is EmailPolicy.REQUIRED, "it takes nobody without one, down or not"
        assert not first.business.services[0].full_name
        await room.chores[0]()
        assert room.desk.business.services[0].full_name
        second = room.desk
        await room.chores[0]()
        assert room.desk is second, "nothing is new"
