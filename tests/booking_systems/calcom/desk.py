"""A business whose appointments live at the double of Cal.com, over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import ALONE, BUSINESS, FRIDAY, StillClock, request
from tests.doubles.calcom import CLIENT_ID, CLIENT_SECRET, LIVE_KEY, CalcomDouble
from tests.doubles.calcom import Settings as Theirs

from frontdesk.booking_systems.calcom.client import assemble
from frontdesk.booking_systems.calcom.settings import Settings
from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.remote.connection import Limits
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.business import Business

ONE: dict[str, Any] = {"usernames": ["ada"], "services": {"checkup": {"event_type": 4721}}}
EACH: dict[str, Any] = {
    "usernames": ["ada", "ben"],
    "services": {"checkup": {"event_types": {"ada": 4721, "ben": 4722}}},
}
SECRETS = {
    "CALCOM_API_KEY": LIVE_KEY,
    "CALCOM_CLIENT_ID": CLIENT_ID,
    "CALCOM_CLIENT_SECRET": CLIENT_SECRET,
    "CALCOM_WEBHOOK_SECRET": "whsec-practice",
}
PATIENT = Limits(pauses=(0.01, 0.02))
HASTY = Limits(call=0.2, connect=0.1, patience=2.0, pauses=(0.01, 0.02))
"""For a system that stalls."""


@dataclass
class Desk:
    double: CalcomDouble
    vendor: Vendor
    system: RemoteBookingSystem
    clock: StillClock
    waited: list[float] = field(default_factory=list)

    async def openings(self, host: str | None = "ada", instead_of: str | None = None) -> list[Opening]:
        return list(await self.vendor.openings(Search("checkup", FRIDAY, host), instead_of))

    async def wanted(self, number: int = 0, **more: Any) -> BookingRequest:
        """A request for one of Ada's openings on Friday."""
        return request((await self.openings())[number], **more)

    async def made(self, number: int = 0, key: str = "maria-1") -> Reading:
        return await self.vendor.create(await self.wanted(number), key)

    @property
    def sent(self) -> dict[str, Any]:
        """The body of the last write."""
        return next(call for call in reversed(self.double.calls) if call.method == "POST").json


@asynccontextmanager
async def open_desk(
    double_settings: Theirs | None = None,
    section: dict[str, Any] | None = None,
    business: Business = BUSINESS,
    clock: StillClock | None = None,
    limits: Limits = PATIENT,
    blameless: bool = True,
) -> AsyncIterator[Desk]:
    """Without another word, Ada and Ben each have an event type of their own. In the end, nothing was complained of."""
    clock, waited = clock or StillClock(), list[float]()

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async with CalcomDouble(clock, double_settings) as double:
        settings = Settings.model_validate({"base_url": double.api, **(section or EACH)})
        vendor = assemble(business, settings, SECRETS.__getitem__, limits, sleep)
        async with over(vendor, clock, business) as system:
            yield Desk(double, vendor, system, clock, waited)
    if blameless:
        assert double.complaints == []


@asynccontextmanager
async def alone(
    double_settings: Theirs | None = None, limits: Limits = PATIENT, **settings: Any
) -> AsyncIterator[Desk]:
    """The business has one host and one event type; `settings` go into the profile's section."""
    async with open_desk(double_settings, {**ONE, **settings}, ALONE, limits=limits) as desk:
        yield desk
