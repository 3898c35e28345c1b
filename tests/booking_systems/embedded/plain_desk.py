"""What a desk must do, in the plainest way: a list of what is kept, searched from end to end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tests.contracts.booking_system import FRIDAY, NOW

from frontdesk.model.booking import BookingStatus, Opening
from frontdesk.model.business import Business
from frontdesk.model.service import Service

OPENS, CLOSES = (datetime(2026, 3, 6, hour, tzinfo=NOW.tzinfo).timestamp() // 60 for hour in (9, 12))
ROOMS = ("blue-room", "red-room")


@dataclass
class Kept:
    """Things that somebody has for a time: held until it expires, booked (`party` is the booking), or blocked."""

    things: frozenset[str]
    first: float
    end: float
    party: str
    session: str = ""
    expires: datetime | None = None

    def meets(self, things: Iterable[str], first: float, end: float) -> bool:
        return not self.things.isdisjoint(things) and self.first < end and first < self.end


@dataclass
class Stored:
    """A booking as it must be."""

    status: BookingStatus
    revision: int
    name: str
    phone: str
    notes: str = ""
    lapses: datetime | None = None


class PlainDesk:
    def __init__(self, business: Business) -> None:
        self.business = business
        self.kept: list[Kept] = []
        self.bookings: dict[str, Stored] = {}
        self.failed: dict[str, int] = {}

    def can_have(self, opening: Opening, *parties: str) -> bool:
        """Whether it is free for who has what is kept for `parties`."""
        service = self.business.service(opening.service)
        first, end = span(opening)
        if first < OPENS or end > CLOSES:
            return False
        others = [one for one in self.kept if one.party not in parties]
        if service.capacity > 1 and (seats := [one for one in others if one.session == session(service, opening)]):
            others = [one for one in others if one not in seats]
            return len(seats) < service.capacity and not any(one.meets([opening.host], first, end) for one in others)
        free = {room for room in ROOMS if not any(one.meets([room], first, end) for one in others)}
        return not any(one.meets([opening.host], first, end) for one in others) and bool(free or not service.needs)

    def keep(self, opening: Opening, resources: Iterable[str], party: str, expires: datetime | None = None) -> None:
        first, end = span(opening)
        things = frozenset({opening.host, *resources})
        seat = session(self.business.service(opening.service), opening)
        self.kept.append(Kept(things, first, end, party, seat, expires))

    def give_up(self, party: str) -> None:
        self.kept = [one for one in self.kept if one.party != party]

    def change(self, id: str, status: BookingStatus | None = None, notes: str | None = None) -> None:
        booking = self.bookings[id]
        booking.status, booking.revision = status or booking.status, booking.revision + 1
        booking.notes = booking.notes if notes is None else notes
        booking.lapses = booking.lapses if booking.status is BookingStatus.PENDING else None
        if booking.status is BookingStatus.CANCELLED:
            self.give_up(id)

    def pass_time(self, now: datetime) -> None:
        """Holds are over at once; requests lapse when somebody tidies."""
        self.kept = [one for one in self.kept if one.expires is None or one.expires > now]

    def tidy(self, now: datetime) -> None:
        for id, booking in self.bookings.items():
            if booking.lapses is not None and booking.lapses <= now:
                self.change(id, BookingStatus.CANCELLED)

    def find(self, asker: str, phone: str, name: str) -> list[str] | None:
        """The ids of the standing bookings that fit; None after three wrong answers."""
        if self.failed.get(asker, 0) >= 3:
            return None
        found = [
            id
            for id, one in self.bookings.items()
            if (one.phone, one.name) == (phone, name) and one.status is not BookingStatus.CANCELLED
        ]
        self.failed[asker] = self.failed.get(asker, 0) + (not found)
        return found


def span(opening: Opening) -> tuple[float, float]:
    return opening.start.timestamp() // 60, opening.end.timestamp() // 60


def session(service: Service, opening: Opening) -> str:
    return f"{service.id} {opening.host} {opening.start}" if service.capacity > 1 else ""


def starts_in(window: tuple[Opening, ...]) -> set[tuple[str, datetime]]:
    return {(one.host, one.start) for one in window if FRIDAY.start <= one.start < FRIDAY.end}
