"""The practice behind every double of a booking system: two hosts, office hours, and who is there when.

A double keeps its appointments here, in words of its own, and asks what is free. Instants are aware.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
HOURS = (("09:00", "12:30"), ("13:30", "17:00"))
"""Local wall clock, Monday to Friday."""


@dataclass(slots=True)
class Entry:
    """One appointment. `details` is whatever the double wants to remember of it."""

    id: int
    service: str
    host: str
    start: datetime
    end: datetime
    created: datetime
    stands: bool = True
    """Keeps its time from others: not cancelled and not declined."""
    details: dict[str, object] = field(default_factory=dict)


class Diary:
    """What is free and what is taken. Starts lie on a grid of minutes from the beginning of each span of hours."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        hosts: Sequence[str] = ("ada", "ben"),
        *,
        zone: ZoneInfo = ZONE,
        grid: int = 15,
        notice: timedelta = timedelta(hours=1),
        horizon: timedelta = timedelta(days=60),
    ) -> None:
        self.clock = clock
        self.hosts = tuple(hosts)
        self.zone = zone
        self.grid = grid
        self.notice = notice
        self.horizon = horizon
        self.entries: list[Entry] = []
        self._ids = count(1)
        self._grids: dict[tuple[date, int], list[datetime]] = {}

    def starts(self, host: str, day: date, minutes: int, instead_of: Entry | None = None) -> list[datetime]:
        """When an appointment of so many minutes can begin on a local day, in the zone of the practice."""
        length = timedelta(minutes=minutes)
        return [start for start in self._grid(day, minutes) if self.is_free(host, start, start + length, instead_of)]

    def _grid(self, day: date, minutes: int) -> list[datetime]:
        """Every start there is when nobody is there yet."""
        if (day, minutes) not in self._grids:
            found: list[datetime] = []
            for opens, closes in HOURS if day.weekday() < 5 else ():
                begin = datetime.fromisoformat(f"{day}T{opens}").replace(tzinfo=self.zone).astimezone(UTC)
                until = datetime.fromisoformat(f"{day}T{closes}").replace(tzinfo=self.zone).astimezone(UTC)
                while begin + timedelta(minutes=minutes) <= until:
                    found.append(begin.astimezone(self.zone))
                    begin += timedelta(minutes=self.grid)
            self._grids[day, minutes] = found
        return self._grids[day, minutes]

    def can_begin(self, host: str, start: datetime, minutes: int, instead_of: Entry | None = None) -> bool:
        """Whether just this start is one of the openings."""
        day = start.astimezone(self.zone).date()
        return any(start.timestamp() == each.timestamp() for each in self.starts(host, day, minutes, instead_of))

    def is_free(self, host: str, start: datetime, end: datetime, instead_of: Entry | None = None) -> bool:
        now = self.clock().astimezone(UTC)
        if not now + self.notice <= start.astimezone(UTC) <= now + self.horizon:
            return False
        return not any(
            entry.stands and entry is not instead_of and entry.host == host and entry.start < end and start < entry.end
            for entry in self.entries
        )

    def add(self, service: str, host: str, start: datetime, end: datetime, **details: object) -> Entry:
        """Writes an appointment down, whether the time is free or not: to look is the double's own business."""
        entry = Entry(next(self._ids), service, host, start, end, self.clock(), details=details)
        self.entries.append(entry)
        return entry

    def entry(self, id: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.id == id), None)

    @property
    def standing(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.stands]
