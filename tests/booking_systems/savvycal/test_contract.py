"""What every booking system promises, kept over SavvyCal: by its public calls, with hosts or without, and by token."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from tests.booking_systems.remote.test_contract import over
from tests.booking_systems.savvycal.practice import PLATFORM, PUBLIC, TOKEN, WITH_HOSTS, Setup, ask, opened
from tests.contracts.booking_system import BookingSystemContract, StillClock

from frontdesk.conversations.ports import BookingSystem

Make = Callable[[StillClock], AbstractAsyncContextManager[BookingSystem]]


def making(setup: Setup) -> Make:
    @asynccontextmanager
    async def make(clock: StillClock) -> AsyncIterator[BookingSystem]:
        async with opened(clock, setup) as (double, vendor):
            async with over(vendor, clock, setup.business) as system:
                yield system
            assert double.complaints == []

    return make


class SavvycalContract(BookingSystemContract):
    request = staticmethod(ask)
    frees_its_own_time = False


class TestPublic(SavvycalContract):
    make = staticmethod(making(PUBLIC))
    capabilities = PUBLIC.capabilities


class TestPublicWithHosts(SavvycalContract):
    column = "SavvyCal, public"
    make = staticmethod(making(WITH_HOSTS))
    capabilities = WITH_HOSTS.capabilities


class TestToken(SavvycalContract):
    column = "SavvyCal, token"
    make = staticmethod(making(TOKEN))
    capabilities = TOKEN.capabilities


class TestNewerApiByPlatform(SavvycalContract):
    """Times with an offset. An answer without a code leaves it to the openings to say what is taken."""

    make = staticmethod(making(PLATFORM.but(time_format="offset").at(codes=False)))
    capabilities = PLATFORM.capabilities
