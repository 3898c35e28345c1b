"""The adapter over the double, and a business as it looks with SavvyCal: visits by video, or in person as well."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.contracts.booking_system import ALONE, BUSINESS, ZONE, request
from tests.doubles import savvycal

from frontdesk.booking_systems.savvycal.client import Savvycal, connect
from frontdesk.model.booking import BookingRequest, Opening, Search, Window
from frontdesk.model.booking_system import Capabilities
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel

EMAIL = "maria@example.com"
VALUES = {
    "SAVVYCAL_TOKEN": savvycal.ACCOUNT_TOKEN,
    "SAVVYCAL_PLATFORM_TOKEN": savvycal.PLATFORM_TOKEN,
    "SAVVYCAL_WEBHOOK_SECRET": savvycal.Settings().webhook_secret,
}
TEN = Opening("checkup", "ada", datetime(2026, 3, 6, 10, tzinfo=ZONE), datetime(2026, 3, 6, 10, 30, tzinfo=ZONE))
ELEVEN = replace(TEN, start=datetime(2026, 3, 6, 11, tzinfo=ZONE), end=datetime(2026, 3, 6, 11, 30, tzinfo=ZONE))
FRIDAY = Search("checkup", Window(datetime(2026, 3, 6, tzinfo=ZONE), datetime(2026, 3, 7, tzinfo=ZONE)))


def by(business: Business, *channels: Channel) -> Business:
    """The same business, its services done in other ways."""
    services = tuple(service.model_copy(update={"channels": channels}) for service in business.services)
    return business.model_copy(update={"services": services})


def ask(opening: Opening = TEN, hold: str | None = None, name: str = "Maria", phone: str = "+442079460123") -> Any:
    """A request as SavvyCal needs it."""
    asked = request(opening, hold, name, phone)
    return replace(asked, channel=Channel.VIDEO, attendee=replace(asked.attendee, email=EMAIL))


def without(asked: BookingRequest, **change: Any) -> BookingRequest:
    """The same request of somebody who is otherwise."""
    return replace(asked, attendee=replace(asked.attendee, **change))


@dataclass(frozen=True)
class Setup:
    """A section of a profile, the business it is for, and the practice at SavvyCal."""

    section: Mapping[str, Any]
    business: Business = field(default_factory=lambda: by(BUSINESS, Channel.VIDEO))
    practice: Mapping[str, Any] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        return connect(self.business, self.section, VALUES.__getitem__).capabilities

    def but(self, **section: Any) -> "Setup":
        return replace(self, section={**self.section, **section})

    def at(self, **practice: Any) -> "Setup":
        return replace(self, practice={**self.practice, **practice})


VIDEO = {"checkup": {"channels": {"video": savvycal.SERVICES["video"]}}}
BOTH = {"checkup": {"channels": savvycal.SERVICES}}
PUBLIC = Setup({"services": VIDEO}, by(ALONE, Channel.VIDEO), {"hosts": ("ada",)})
WITH_HOSTS = Setup({"services": VIDEO, "hosts": savvycal.HOSTS})
TOKEN = WITH_HOSTS.but(token_env="SAVVYCAL_TOKEN")
PLATFORM = WITH_HOSTS.but(token_env="SAVVYCAL_PLATFORM_TOKEN", account=savvycal.ACCOUNT)


@asynccontextmanager
async def opened(
    clock: Callable[[], datetime], setup: Setup
) -> AsyncIterator[tuple[savvycal.SavvycalDouble, Savvycal]]:
    """The double, and the adapter before it."""
    time_format = setup.section.get("time_format", "naive")
    settings = savvycal.Settings(**{"time_format": time_format, **setup.practice})
    async with savvycal.SavvycalDouble(clock, settings) as double:
        section = {"base_url": double.url, **setup.section}
        vendor = connect(setup.business, section, VALUES.__getitem__)
        assert isinstance(vendor, Savvycal)
        try:
            yield double, vendor
        finally:
            await vendor.close()
