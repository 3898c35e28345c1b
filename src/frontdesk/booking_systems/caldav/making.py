"""Makes appointments in calendars, each once: what it is called follows from its key, and nothing is made over another.

Look, write, look whether it is alone (`settling.py`). Whoever asks again under the same key finds what was made; what
was written by somebody who broke off before the second look is settled then.
"""

from collections.abc import Mapping

from frontdesk.booking_systems.caldav import writing
from frontdesk.booking_systems.caldav.collection import Collection
from frontdesk.booking_systems.caldav.entries import name_for
from frontdesk.booking_systems.caldav.openings import reach
from frontdesk.booking_systems.caldav.settling import Settling, taken
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus, Opening
from frontdesk.model.business import Business


class Making:
    """For the calendars of one business, by the ids of their hosts."""

    def __init__(self, business: Business, calendars: Mapping[str, Collection], settling: Settling) -> None:
        self._business = business
        self._calendars = calendars
        self._settling = settling

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """Three requests, and one for a calendar that was not listed before. Raises like `Vendor.create`."""
        opening, name = request.opening, name_for(self._business.id, key)
        calendar = self._calendars[opening.host]
        async with calendar.turn:
            listed = await calendar.busy(*reach(self._business, opening.start, opening.end))
            content = writing.booked(request, name, listed.at)
            if all(entry.name != name for entry in listed.entries):
                if self._settling.is_taken(listed.entries, opening):
                    raise taken(opening)
                added = await calendar.add(name, content)
            else:
                added = False  # before this, by whoever asked under the same key
            try:
                if added:
                    await self._settling.settle(calendar, name, opening)
                    return calendar.appointment(Member(name, "", content.decode()))
                reading = await self._what_became(calendar, name, opening)
            except SystemDown as error:
                raise OutcomeUnknown(str(error)) from error
        if reading is None:
            raise OutcomeUnknown("What was written into the calendar before is not there any more.")
        if reading.status is BookingStatus.CANCELLED or not opening.starts_at(reading.start):
            raise BookingRejected("Its key was used before, for an appointment that was changed since.")
        return reading

    async def look_up(self, request: BookingRequest, key: str) -> Reading | None:
        """One request, and one to settle what is there. None also where that had to be withdrawn."""
        calendar = self._calendars[request.opening.host]
        async with calendar.turn:
            try:
                return await self._what_became(calendar, name_for(self._business.id, key), request.opening)
            except OpeningTaken:
                return None
            except OutcomeUnknown as error:
                raise SystemDown(str(error)) from error

    async def _what_became(self, calendar: Collection, name: str, opening: Opening) -> Reading | None:
        """Of an entry that may have been written. Raises like `settle`."""
        found = await calendar.get(name)
        if found is None:
            return None
        reading = calendar.appointment(found[0])
        if reading.status is not BookingStatus.CANCELLED and opening.starts_at(reading.start):
            await self._settling.settle(calendar, name, opening)
        return reading
