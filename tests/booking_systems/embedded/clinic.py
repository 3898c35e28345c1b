"""A clinic with what makes booking hard: rooms, a class, requests to approve, hosts in turn; and its booking system."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.booking_systems.embedded.busy_desk import faults
from tests.contracts.booking_system import FRIDAY, NOW, StillClock, request

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.database.engine import Database, open_database
from frontdesk.model.booking import BookingRequest, Invite, Opening, Search
from frontdesk.model.business import Business

CLINIC: dict[str, Any] = {
    "id": "quayside",
    "name": "Quayside Clinic",
    "time_zone": "Europe/London",
    "region": "GB",
    "opening_hours": {"thursday": ["09:00-12:00"], "friday": ["09:00-12:00"]},
    "policy": {"grid_minutes": 30, "minimum_notice_minutes": 60, "pending_hours": 24},
    "services": [
        {"id": "checkup", "names": ["check-up"], "duration_minutes": 30, "hosts": ["ada", "ben"]},
        {"id": "scan", "names": ["scan"], "duration_minutes": 60, "needs": ["room"], "hosts": ["ada", "ben", "cleo"]},
        {"id": "class", "names": ["class"], "duration_minutes": 60, "capacity": 3, "hosts": ["ada"]},
        {"id": "consult", "names": ["consultation"], "duration_minutes": 30, "confirmation": "approval"},
        {"id": "trial", "names": ["trial"], "duration_minutes": 30, "confirmation": "double_opt_in"},
        {"id": "shift", "names": ["shift"], "duration_minutes": 30, "assignment": "round_robin"},
        {"id": "board", "names": ["board"], "duration_minutes": 30, "assignment": "together", "hosts": ["ada", "ben"]},
    ],
    "hosts": [{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}, {"id": "cleo", "name": "Cleo"}],
    "resources": [{"id": "blue-room", "kind": "room"}, {"id": "red-room", "kind": "room"}],
}


def clinic(**policy: Any) -> Business:
    services = [service | {"channels": ["phone"]} for service in CLINIC["services"]]
    return Business.model_validate(CLINIC | {"services": services, "policy": CLINIC["policy"] | policy})


def write_invite(request: BookingRequest) -> Invite:
    return Invite(f"{request.opening.service} with {request.opening.host}", request.attendee.name.full)


class Desk:
    """The system with its clock, and short ways to say what tests do."""

    def __init__(self, system: EmbeddedBookingSystem, clock: StillClock, database: Database) -> None:
        self.system = system
        self.clock = clock
        self.database = database

    async def openings(self, service: str, host: str | None = None, limit: int = 500) -> tuple[Opening, ...]:
        return (await self.system.openings(Search(service, FRIDAY, host, limit))).found

    async def at(self, service: str, hour: int, minute: int = 0, host: str | None = None) -> Opening:
        start = datetime(2026, 3, 6, hour, minute, tzinfo=NOW.tzinfo)
        return next(one for one in await self.openings(service, host) if one.start == start)

    def person(self, opening: Opening, name: str = "Maria", number: int = 123, **more: Any) -> BookingRequest:
        return replace(request(opening, name=name, phone=f"+442079460{number}"), **more)


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]
"""Opens the clinic with policies of its own."""


@asynccontextmanager
async def open_desk(url: str, **policy: Any) -> AsyncIterator[Desk]:
    """The clinic in the empty database at `url`; in the end what is stored must be sound."""
    database, clock = await open_database(url), StillClock()
    ids = itertools.count(1)
    system = EmbeddedBookingSystem(
        database, clinic(**policy), clock, lambda length: f"{next(ids):0{length}}", write_invite
    )
    try:
        yield Desk(system, clock, database)
        assert await database.read(faults) == []
    finally:
        await database.close()
