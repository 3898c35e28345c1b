"""The business that is fought over: two thousand openings of every kind, which get in each other's way."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.torture.history import Claim, State

from frontdesk.booking_systems.embedded.availability import find_openings
from frontdesk.booking_systems.embedded.busy import kept_span, minute_of
from frontdesk.model.booking import Booking, Opening, Search, Window
from frontdesk.model.business import Business

ZONE = ZoneInfo("Europe/London")
START = datetime(2026, 3, 5, 9, tzinfo=ZONE)
"""When everybody begins: a Thursday."""
WINDOW = Window(datetime(2026, 3, 9, tzinfo=ZONE), datetime(2026, 3, 17, tzinfo=ZONE))
_SERVICES: list[dict[str, Any]] = [
    {"id": "checkup", "duration_minutes": 30, "buffer_after_minutes": 5},
    {"id": "scan", "duration_minutes": 60, "needs": ["room"], "hosts": ["ada", "ben", "cleo"]},
    {"id": "class", "duration_minutes": 60, "capacity": 4, "hosts": ["ben", "dora"], "grid_minutes": 30},
    {"id": "consult", "duration_minutes": 20, "confirmation": "approval", "grid_minutes": 20, "hosts": ["ada", "eve"]},
    {"id": "shift", "duration_minutes": 45, "assignment": "round_robin", "buffer_before_minutes": 10},
    {"id": "board", "duration_minutes": 30, "assignment": "together", "hosts": ["ada", "ben"]},
]
DESK = Business.model_validate(
    {
        "id": "harbour",
        "name": "Harbour Clinic",
        "time_zone": str(ZONE),
        "region": "GB",
        "opening_hours": {
            day: ["09:00-12:00", "13:00-17:30"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
        },
        "policy": {"grid_minutes": 15, "minimum_notice_minutes": 0, "pending_hours": 1},
        "services": [{"names": ["x"], "channels": ["phone"]} | service for service in _SERVICES],
        "hosts": [{"id": name, "name": name.title()} for name in ("ada", "ben", "cleo", "dora", "eve")],
        "resources": [{"id": "blue-room", "kind": "room"}, {"id": "red-room", "kind": "room"}],
    }
)


@cache
def all_openings() -> tuple[Opening, ...]:
    """Every opening there is while nothing is claimed."""
    found: list[Opening] = []
    for service in DESK.services:
        search = Search(service.id, WINDOW, limit=10_000)
        found += find_openings(DESK, search, START, lambda things, span: (), lambda service, hosts, span: {}).found
    return tuple(found)


def claim_on(opening: Opening, resources: tuple[str, ...] = ()) -> Claim:
    """What an opening keeps busy, as far as is known."""
    service = DESK.service(opening.service)
    start = minute_of(opening.start)
    first, end = kept_span(service, start, minute_of(opening.end) - start)
    session = f"{service.id}/{opening.host}/{start}" if service.capacity > 1 else ""
    things = (opening.host, *opening.others, *resources)
    return Claim(things=things, first=first, end=end, session=session, seats=service.capacity)


def state_of(booking: Booking) -> State:
    request = booking.request
    return State(
        id=booking.id,
        key=booking.key,
        revision=booking.revision,
        status=booking.status,
        claim=claim_on(request.opening, booking.resources),
        phone=request.attendee.phone,
        notes=request.notes,
        pending_until=None if booking.pending_until is None else instant(booking.pending_until),
    )


def instant(at: datetime) -> float:
    """Seconds after the start."""
    return (at - START) / timedelta(seconds=1)
