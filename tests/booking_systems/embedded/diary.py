"""A diary without a database, for tests of the rules: claims are put in by hand, and counted plainly."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.embedded.availability import (
    Allocation,
    allocate,
    find_days,
    find_openings,
)
from frontdesk.booking_systems.embedded.busy import Claimed, Span
from frontdesk.model.booking import NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.diary import DayOpenings

LONDON = "Europe/London"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
EVERY_DAY = (*WEEKDAYS, "saturday", "sunday")
NOW = datetime(2026, 3, 5, 9, 7, tzinfo=ZoneInfo(LONDON))
"""A Thursday."""
FRIDAY = "2026-03-06"


def desk(service: Mapping[str, Any] | None = None, **changes: Any) -> Business:
    """Open on weekdays from nine to twelve, Ada and Ben, one service of an hour, on the hour."""
    profile: dict[str, Any] = {
        "id": "quayside",
        "name": "Quayside Dental",
        "time_zone": LONDON,
        "region": "GB",
        "opening_hours": {day: ["09:00-12:00"] for day in WEEKDAYS},
        "services": [
            {"id": "checkup", "names": ["x"], "duration_minutes": 60, "channels": ["phone"], **(service or {})}
        ],
        "hosts": [{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}],
        "policy": {"minimum_notice_minutes": 0, "horizon_days": 60, "grid_minutes": 60},
    }
    return Business.model_validate(profile | changes)


def at(text: str, zone: str = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def minute(text: str) -> int:
    return int(at(text).timestamp()) // 60


class Diary:
    """What is claimed at one business."""

    def __init__(self, business: Business, now: datetime = NOW) -> None:
        self.business = business
        self.now = now
        self.claims: list[Claimed] = []
        self.asked: list[tuple[Sequence[str], Span]] = []
        """The questions that were put to it."""

    def put(
        self, things: str, start: str, hours: float = 1, service: str = "checkup", seats: int = 1, location: str = ""
    ) -> str:
        """Claims some things, named in one text. Returns the claim's id."""
        id = f"claim-{len({claim.claim for claim in self.claims})}"
        first = minute(start)
        span = first, first + round(hours * 60)
        self.claims += [Claimed(id, thing, span, service, *span, seats, location) for thing in things.split()]
        return id

    def keep(self, allocation: Allocation) -> None:
        """Claims what was allocated, as a commit would."""
        opening = allocation.opening
        start, end = (int(instant.timestamp()) // 60 for instant in (opening.start, opening.end))
        if allocation.joins:
            self.claims = [one._replace(seats=one.seats + (one.claim == allocation.joins)) for one in self.claims]
            return
        id = f"claim-{len({claim.claim for claim in self.claims})}"
        self.claims += [
            Claimed(id, thing, allocation.span, opening.service, start, end, 1, opening.location)
            for thing in allocation.things
        ]

    def find_claims(self, things: Sequence[str], span: Span) -> Sequence[Claimed]:
        self.asked.append((things, span))
        return [
            claim
            for claim in self.claims
            if claim.thing in things and claim.span[0] < span[1] and span[0] < claim.span[1]
        ]

    def find_load(self, service: str, hosts: Sequence[str], span: Span) -> Mapping[str, int]:
        return {
            host: len(
                {
                    claim.claim
                    for claim in self.claims
                    if (claim.thing, claim.service) == (host, service) and span[0] <= claim.start < span[1]
                }
            )
            for host in hosts
        }

    def search(self, search: Search) -> Openings:
        return find_openings(self.business, search, self.now, self.find_claims, self.find_load)

    def search_days(self, search: Search) -> tuple[DayOpenings, ...]:
        return find_days(self.business, search, self.now, self.find_claims, self.find_load)

    def openings(self, first: str = FRIDAY, until: str | None = None, **more: Any) -> Openings:
        """Of a day, or from one instant to another."""
        return self.search(Search(self.business.services[0].id, window(first, until), **more))

    def days(self, first: str, until: str, **more: Any) -> tuple[DayOpenings, ...]:
        return self.search_days(Search(self.business.services[0].id, window(first, until), **more))

    def allocate(self, opening: Opening, since: datetime | None = None) -> Allocation | NoOpenings:
        return allocate(self.business, opening, self.now, self.find_claims, self.find_load, since)

    def book(self, opening: Opening) -> Allocation:
        allocation = self.allocate(opening)
        assert isinstance(allocation, Allocation), allocation
        self.keep(allocation)
        return allocation

    def told(self, first: str = FRIDAY, until: str | None = None, **more: Any) -> str:
        """The openings in short, such as "09 ada, 10 ben", or the reason why there are none."""
        answer = self.openings(first, until, **more)
        if answer.reason:
            return answer.reason
        return ", ".join(
            " ".join(filter(None, (f"{one.start:%H:%M}".removesuffix(":00"), one.host, *one.others, one.location)))
            for one in answer.found
        )


def window(first: str, until: str | None) -> Window:
    start = at(first)
    return Window(start, at(until) if until else start.replace(hour=0, minute=0) + timedelta(days=1))
