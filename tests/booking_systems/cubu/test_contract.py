"""What every booking system promises, kept over Cubu as it is set up in several ways."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from tests.booking_systems.cubu.practice import CUSTOMERS, PRACTICE, practice, section
from tests.booking_systems.remote.test_contract import over
from tests.contracts.booking_system import ALONE, BUSINESS, BookingSystemContract, StillClock
from tests.doubles.cubu import NOTE_FIELD, CubuSettings, TimeUtc

from frontdesk.booking_systems.cubu.client import capabilities_of
from frontdesk.booking_systems.cubu.settings import CubuSettings as Section
from frontdesk.conversations.ports import BookingSystem
from frontdesk.model.booking_system import Capabilities
from frontdesk.model.business import Business

ALL: dict[str, Any] = {"note_field_id": NOTE_FIELD}
WITH_RECORDS: dict[str, Any] = {
    "name_field_id": None,
    "customers": CUSTOMERS,
    "phone_format": "e164",
    "missing_means": "cancelled",
}
LITTLE: dict[str, Any] = {"hosts": None, "cancel": None}
STRICT = replace(PRACTICE, phone_format=r"\+[0-9]+", customer_required=True, taken=400, time_utc=TimeUtc.EMPTY)
NAMELESS = replace(PRACTICE, cancel_call=None, named_agents=False)


def able_to(said: dict[str, Any]) -> Capabilities:
    return capabilities_of(Section.model_validate(section(**said)))


@asynccontextmanager
async def opened(
    clock: StillClock, *, settings: CubuSettings, business: Business, said: dict[str, Any]
) -> AsyncIterator[BookingSystem]:
    async with (
        practice(settings, clock=clock, business=business, **said) as here,
        over(here.vendor, clock, business) as system,
    ):
        yield system


class TestAll(BookingSystemContract):
    column = "Cubu"
    make = staticmethod(partial(opened, settings=PRACTICE, business=BUSINESS, said=ALL))
    capabilities = able_to(ALL)
    frees_its_own_time = False
    overlaps_itself = False


class TestWithRecords(BookingSystemContract):
    """Customers have records, a phone number is written with its country, and a booking's answer has no UTC."""

    make = staticmethod(partial(opened, settings=STRICT, business=BUSINESS, said=WITH_RECORDS))
    capabilities = able_to(WITH_RECORDS)
    frees_its_own_time = False
    overlaps_itself = False


class TestLittle(BookingSystemContract):
    """Calendars name nobody, and nobody knows how to cancel."""

    column = "Cubu, as documented"
    make = staticmethod(partial(opened, settings=NAMELESS, business=ALONE, said=LITTLE))
    capabilities = able_to(LITTLE)
