"""A vendor without any wire: the practice's diary, with faults to order. For what is the same with every vendor."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from tests.contracts.booking_system import EVERYTHING
from tests.doubles.diary import Diary, Entry

from frontdesk.booking_systems.remote.ports import Failed, Reading
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus, Opening, Search
from frontdesk.model.booking_system import Capabilities, ServiceTerms


class Trouble(StrEnum):
    DOWN = "down"
    """Nothing is done."""
    LOST = "lost"
    """It is done, and the answer is lost."""
    NEVER = "never"
    """It is not done, and the answer is lost."""
    FAILED = "failed"
    """It is not done, and the vendor says that it failed."""
    ELSEWHEN = "elsewhen"
    """It is done, at another time."""
    UNTOUCHED = "untouched"
    """It says that it did it, and shows the appointment as it was."""


class PlainVendor:
    """Implements `Vendor`. `trouble` meets the next write, `reading_down` every read."""

    def __init__(self, clock: Callable[[], datetime], capabilities: Capabilities = EVERYTHING) -> None:
        self.diary = Diary(clock)
        self.capabilities = capabilities
        self.trouble: Trouble | None = None
        self.reading_down = False
        self.pause: Callable[[], Awaitable[object]] | None = None
        self.place = ""
        """The link of its own that it gives, if any."""
        self.created = 0
        self.read_count = 0

    async def terms(self) -> Mapping[str, ServiceTerms]:
        return {"checkup": ServiceTerms()}

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        self._require_up()
        zone, found = self.diary.zone, []
        day, last = search.window.start.astimezone(zone).date(), search.window.end.astimezone(zone).date()
        while day <= last:
            for host in self.diary.hosts:
                for start in self.diary.starts(host, day, 30, self._entry(instead_of)):
                    end = start + timedelta(minutes=30)
                    found.append(Opening(search.service, host, start, end, reference=f"{host}/{start.timestamp()}"))
            day += timedelta(days=1)
        return found

    async def create(self, request: BookingRequest, key: str) -> Reading:
        self.created += 1
        if self.pause is not None:
            await self.pause()
        trouble, self.trouble = self.trouble, None
        if trouble is Trouble.DOWN:
            raise SystemDown("down")
        if trouble is Trouble.NEVER:
            raise OutcomeUnknown("lost")
        if trouble is Trouble.FAILED:
            raise Failed("failed")
        opening = request.opening
        if not self.diary.can_begin(opening.host, opening.start, opening.minutes):
            raise OpeningTaken("taken")
        late = timedelta(hours=1 if trouble is Trouble.ELSEWHEN else 0)
        entry = self.diary.add(
            opening.service, opening.host, opening.start + late, opening.end + late, key=key, who=request.attendee
        )
        if trouble is Trouble.LOST:
            raise OutcomeUnknown("lost")
        return self._reading(entry)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        self._require_up()
        return next((self._reading(entry) for entry in self.diary.entries if entry.details.get("key") == key), None)

    async def read(self, reference: str) -> Reading | None:
        self.read_count += 1
        self._require_up()
        entry = self._entry(reference)
        return self._reading(entry) if entry else None

    async def find(self, phone: str) -> Sequence[Reading]:
        self._require_up()
        return []

    async def cancel(self, reference: str, reason: str) -> Reading | None:
        entry = self._entry(reference)
        if entry is None:
            return None
        await self._change(entry, lambda: setattr(entry, "stands", False))
        return self._reading(entry)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        entry, opening = self._known(reference), request.opening
        if not self.diary.can_begin(opening.host, opening.start, opening.minutes, entry):
            raise OpeningTaken("taken")

        def move() -> None:
            entry.host, entry.start, entry.end = opening.host, opening.start, opening.end

        await self._change(entry, move)
        return self._reading(entry)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return body.decode() or None

    async def close(self) -> None:
        """There is nothing to let go of."""

    async def _change(self, entry: Entry, change: Callable[[], None]) -> None:
        if self.pause is not None:
            await self.pause()
        trouble, self.trouble = self.trouble, None
        if trouble is Trouble.DOWN:
            raise SystemDown("down")
        if trouble not in (Trouble.NEVER, Trouble.UNTOUCHED):
            change()
        if trouble not in (None, Trouble.UNTOUCHED):
            raise OutcomeUnknown("lost")

    def _known(self, reference: str) -> Entry:
        entry = self._entry(reference)
        if entry is None:
            raise BookingRejected("unknown")
        return entry

    def _entry(self, reference: str | None) -> Entry | None:
        """What staff moved to an entry of its own (`moved_to`) is that entry."""
        entry = self.diary.entry(int(reference)) if reference else None
        return self._entry(str(entry.details["moved_to"])) if entry and "moved_to" in entry.details else entry

    def _reading(self, entry: Entry) -> Reading:
        status = BookingStatus.CONFIRMED if entry.stands else BookingStatus.CANCELLED
        was = str(entry.details.get("was", ""))
        return Reading(str(entry.id), status, entry.start, entry.end, host=entry.host, place=self.place, was=was)

    def _require_up(self) -> None:
        if self.reading_down:
            raise SystemDown("down")


def without(**lacking: bool) -> Capabilities:
    """Everything but these, as in `without(moves=False)`."""
    return replace(EVERYTHING, **lacking)  # type: ignore[arg-type]


async def a_while() -> None:
    """Lets others have their turn."""
    for _ in range(20):
        await asyncio.sleep(0)
