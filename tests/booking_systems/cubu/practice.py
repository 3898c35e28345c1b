"""A practice that books in Cubu: the section of its profile, and our side of it over the double, by real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request
from tests.doubles.cubu import (
    APPLICATION_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    EMAIL_FIELD,
    HOSTS,
    NAME_FIELD,
    PHONE_FIELD,
    SERVICE,
    SERVICE_TYPES,
    TENANT_ID,
    CubuDouble,
    CubuSettings,
)

from frontdesk.booking_systems.cubu.calls import Calls
from frontdesk.booking_systems.cubu.client import Cubu, connect
from frontdesk.booking_systems.cubu.settings import CubuSettings as Section
from frontdesk.booking_systems.cubu.tokens import Tokens
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.model.booking import BookingRequest, Opening, Search, Window
from frontdesk.model.business import Business

SECRETS = {"CUBU_CLIENT_SECRET": CLIENT_SECRET, "CUBU_WEBHOOK_SECRET": "hush"}
AT_HOME = r"0[0-9]{10}"
"""British numbers have eleven digits as they are dialled at home."""
CANCELLING = ("DELETE", "/{applicationId}/calendars/{serviceId}/{date}/{cuIndex}/appointments/{caseId}")
CANCEL = {"method": CANCELLING[0], "path": CANCELLING[1]}
CUSTOMERS = {
    "name_field_id": NAME_FIELD,
    "phone_field_id": PHONE_FIELD,
    "email_field_id": EMAIL_FIELD,
    "phone_slug": "phone",
}
PRACTICE = CubuSettings(phone_format=AT_HOME, cancel_call=CANCELLING)


def section(**changes: object) -> dict[str, object]:
    """The profile's section; without what is changed to None."""
    said: dict[str, object] = {
        "tenant_id": TENANT_ID,
        "application_id": APPLICATION_ID,
        "client_id": CLIENT_ID,
        "calendar_timezone": "Europe/London",
        "name_field_id": NAME_FIELD,
        "hosts": HOSTS,
        "cancel": CANCEL,
        "services": {"checkup": {"service_id": SERVICE, "service_type_id": SERVICE_TYPES["checkup"].id}},
        **changes,
    }
    return {key: value for key, value in said.items() if value is not None}


@dataclass
class Practice:
    double: CubuDouble
    vendor: Vendor
    clock: StillClock

    async def openings(self, window: Window = FRIDAY, host: str | None = "ada") -> list[Opening]:
        return list(await self.vendor.openings(Search("checkup", window, host), None))

    async def wish(self, which: int = 0, **of: str) -> BookingRequest:
        """For one of Friday's openings of Ada."""
        return request((await self.openings())[which], **of)

    async def book(self, which: int = 0, **of: str) -> Reading:
        return await self.vendor.create(await self.wish(which, **of), "key")

    async def look_up(self, wish: BookingRequest) -> Reading | None:
        return await self.vendor.look_up(wish, "key", self.clock())

    @property
    def standing(self) -> list[tuple[str, str]]:
        """Who has what."""
        return [(one.host, f"{one.start.astimezone(UTC):%d %H:%M}") for one in self.double.diary.standing]


@asynccontextmanager
async def practice(
    settings: CubuSettings = PRACTICE,
    *,
    clock: Callable[[], datetime] | None = None,
    business: Business = BUSINESS,
    complains: bool = False,
    never_waits: bool = False,
    **changes: object,
) -> AsyncIterator[Practice]:
    """`changes` of the profile's section. What the double complains of fails the test, unless that is meant; with
    `never_waits` no repeat waits for its turn."""
    still = clock if isinstance(clock, StillClock) else StillClock()
    async with CubuDouble(still, settings) as double:
        said = section(**{"base_url": double.url, "login_url": double.url, **changes})
        vendor = hasty(business, said) if never_waits else connect(business, said, SECRETS.__getitem__)
        try:
            yield Practice(double, vendor, still)
        finally:
            await vendor.close()
    assert complains or double.complaints == []


def hasty(business: Business, said: Mapping[str, object]) -> Vendor:
    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    settings = Section.model_validate(dict(said))
    return Cubu(business, Calls(settings, Tokens(settings, CLIENT_SECRET), at_once), "hush")


def with_email(wish: BookingRequest, email: str) -> BookingRequest:
    return replace(wish, attendee=replace(wish.attendee, email=email))
