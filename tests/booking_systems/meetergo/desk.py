"""The practice with meetergo behind it: the double, the adapter over real HTTP, and what tests ask of both."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request
from tests.doubles.meetergo import HOSTS, MEETING_TYPES, PERSONAL_TOKEN, PLATFORM_KEY, MeetergoDouble
from tests.doubles.meetergo import MeetergoSettings as Practice
from tests.doubles.serving import Fault

from frontdesk.booking_systems.meetergo.access import authorization
from frontdesk.booking_systems.meetergo.client import Meetergo, connect
from frontdesk.booking_systems.meetergo.settings import MeetergoSettings
from frontdesk.booking_systems.remote.connection import Limits
from frontdesk.booking_systems.remote.ports import Vendor
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.business import Business

BY_HOST = {"services": {"checkup": {"meeting_types": {host: MEETING_TYPES[host] for host in ("ada", "ben")}}}}
BY_ONE = {"services": {"checkup": {"meeting_type": MEETING_TYPES["ada"]}}}
BY_QUEUE = {"services": {"checkup": {"meeting_type": MEETING_TYPES["team"]}}}
PLATFORM = {"token_env": "PLATFORM", "user_id": HOSTS["ben"]}
SECRETS = {"MEETERGO_TOKEN": PERSONAL_TOKEN, "PLATFORM": PLATFORM_KEY}
SEARCH = Search("checkup", FRIDAY)


SOON_AGAIN = Limits(pauses=(0.01, 0.01))
HURRIED = replace(SOON_AGAIN, call=0.15)


def adapter(double: MeetergoDouble, business: Business, settings: Mapping[str, object]) -> Vendor:
    return connect(business, {"base_url": f"{double.url}/v4", **settings}, lambda name: SECRETS[name])


def quick(double: MeetergoDouble, business: Business, settings: Mapping[str, object]) -> Vendor:
    """One that does not wait before it asks again."""
    section = MeetergoSettings.model_validate({"base_url": f"{double.url}/v4", **settings})
    return Meetergo(business, section, authorization(section, SECRETS[section.token_env]), SOON_AGAIN)


@dataclass
class Desk:
    double: MeetergoDouble
    clock: StillClock
    vendor: Vendor
    business: Business
    opened: list[Vendor]

    def set(self, **settings: object) -> None:
        """How the practice has set up meetergo, from now on."""
        self.double.settings = replace(Practice(), **settings)  # type: ignore[arg-type]

    def fail(self, fault: Fault, path: str, method: str = "GET", times: int = 1) -> None:
        """What fails by saying nothing is waited for only as long as a test may."""
        self.double.faults.order(fault, path, method=method, times=times)
        if fault in (Fault.STALL_BEFORE, Fault.STALL_AFTER):
            self.vendor._connection._limits = HURRIED  # type: ignore[attr-defined]

    def again(self, **settings: object) -> Vendor:
        """Another adapter, which knows nothing yet; `settings` beside those of one meeting type for each host."""
        self.vendor = quick(self.double, self.business, {**BY_HOST, **settings})
        self.opened.append(self.vendor)
        return self.vendor

    async def opening(self, host: str = "ada", number: int = 0) -> Opening:
        return (await self.vendor.openings(replace(SEARCH, host=host), None))[number]

    async def wanted(self, **changes: object) -> BookingRequest:
        """A request for the first opening."""
        return replace(request(await self.opening()), **changes)  # type: ignore[arg-type]

    def sent(self, number: int = -1) -> dict[str, object]:
        """The body of a booking."""
        bookings = [call for call in self.double.called("POST", "/v4/booking") if call.path == "/v4/booking"]
        return bookings[number].json


@asynccontextmanager
async def open_desk(business: Business = BUSINESS, settings: Mapping[str, object] = BY_HOST) -> AsyncIterator[Desk]:
    """Nobody complains in it."""
    clock = StillClock()
    async with MeetergoDouble(clock) as double:
        desk = Desk(double, clock, quick(double, business, settings), business, [])
        desk.opened.append(desk.vendor)
        try:
            yield desk
        finally:
            for vendor in desk.opened:
                await vendor.close()
        assert double.complaints == []
