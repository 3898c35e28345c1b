"""A business at the double of vcita, for the tests beside this file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import BUSINESS, FRIDAY, StillClock, request
from tests.doubles.vcita import VcitaDouble
from tests.doubles.vcita_practice import BUSINESS as BUSINESS_ID
from tests.doubles.vcita_practice import (
    DIRECTORY_TOKEN,
    HOSTS,
    SERVICE_ID,
    SERVICE_SECRET,
    SERVICES,
    STAFF_TOKEN,
    VcitaSettings,
)

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.booking_systems.vcita import client, settings
from frontdesk.booking_systems.vcita.client import Vcita
from frontdesk.model.booking import Attendee, BookingRequest, Opening, Search
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName

SECRETS = {"VCITA_TOKEN": STAFF_TOKEN, "PARTNER_TOKEN": DIRECTORY_TOKEN, "APP_SECRET": SERVICE_SECRET}
DIRECTORY = {"kind": "directory", "token_env": "PARTNER_TOKEN"}
APP = {"kind": "app", "service_id": SERVICE_ID, "service_secret_env": "APP_SECRET", "for_business": True}


def section(**more: Any) -> dict[str, Any]:
    """The profile's section, without its kind."""
    plain = {
        "business_id": BUSINESS_ID,
        "token": {"token_env": "VCITA_TOKEN"},
        "hosts": dict(HOSTS),
        "services": {"checkup": {"ids": {"phone": SERVICES["phone"]}}},
    }
    return plain | more


PLACE = {"id": "quay", "name": "The Quay", "address": "1 High Street"}


def with_service(**more: Any) -> Business:
    """The business, with its one service changed, and with a place."""
    whole = BUSINESS.model_dump() | {"locations": [PLACE]}
    return Business.model_validate(whole | {"services": [whole["services"][0] | more]})


def by(*channels: str) -> Business:
    """The business, with these channels for its one service."""
    return with_service(channels=channels)


def by_channels(*channels: str) -> dict[str, Any]:
    return {"services": {"checkup": {"ids": {channel: SERVICES[channel] for channel in channels}}}}


@dataclass
class Desk:
    double: VcitaDouble
    clock: StillClock
    vendor: Vcita
    system: RemoteBookingSystem
    pauses: list[float] = field(default_factory=list)
    """What would have been slept."""
    seconds: float = 0.0
    """What the loop's clock shows to who keeps tokens."""

    async def openings(self, host: str | None = "ada", **more: Any) -> tuple[Opening, ...]:
        return tuple(await self.vendor.openings(Search("checkup", FRIDAY, host), **{"instead_of": None} | more))

    async def first(self) -> Opening:
        return (await self.openings())[0]


@asynccontextmanager
async def desk(
    theirs: VcitaSettings | None = None,
    business: Business = BUSINESS,
    clock: StillClock | None = None,
    fair: bool = True,
    **ours: Any,
) -> AsyncIterator[Desk]:
    """In the end nobody must have anything to complain of; in a `fair` test, that is."""
    clock = clock or StillClock()
    async with VcitaDouble(clock, theirs) as double:
        read = settings.VcitaSettings.model_validate(section(base_url=double.url, **ours))
        read.require_fit(business)
        made: Desk | None = None

        async def sleep(seconds: float) -> None:
            assert made is not None
            made.pauses.append(seconds)

        def now() -> float:
            return made.seconds if made else 0.0

        vendor = client.Vcita(business, read, SECRETS.__getitem__, sleep, now)
        async with over(vendor, clock, business) as system:
            made = Desk(double, clock, vendor, system)
            yield made
        if fair:
            assert double.complaints == []
        assert double.double_booked == []


def maria(opening: Opening, email: str | None = None, **more: Any) -> BookingRequest:
    wanted = request(opening)
    return replace(wanted, **{"attendee": replace(wanted.attendee, email=email)} | more)


def called(given: str, family: str = "", phone: str = "+442079460123", email: str | None = None) -> Attendee:
    return Attendee(PersonName(given, family), phone, email, "en")
