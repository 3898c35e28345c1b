"""Reads, cancels and moves appointments in Cubu: each is found in its calendar, as there is no call for one.

How to cancel is the operator's word (`booking_system.cancel`), so that an appointment is gone is only said when its
calendar does not have it any more. There is no call that moves: another is booked, then the old one is cancelled.
"""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import replace

from pydantic import ValidationError

from frontdesk.booking_systems.cubu.calls import Calls
from frontdesk.booking_systems.cubu.making import Making
from frontdesk.booking_systems.cubu.openings import Hosts
from frontdesk.booking_systems.cubu.wire import Reference, reading_of, status_of
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured, Reading
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus
from frontdesk.model.change import Refusal

REMEMBERED = 100


class Changing:
    """Of one business."""

    def __init__(self, calls: Calls, hosts: Hosts, making: Making) -> None:
        self._calls = calls
        self._settings = calls.settings
        self._hosts = hosts
        self._making = making
        self._half_done: OrderedDict[str, Reading] = OrderedDict()
        """By the id of the old appointment, the new one of a move of which it is not known how it ended."""

    async def read(self, reference: str) -> Reading | None:
        """In its calendar, else in the others of that day: a request, or two and one more for each of these.

        None where the profile says that what is in none of them is cancelled; else that is `SystemDown`. What a move
        left beside it is taken back first: three requests more, and `SystemDown` where it stays.
        """
        found = await self._look(reference)
        try:
            if found is not None:
                await self._finish(reference, found)
        except OutcomeUnknown as error:
            raise SystemDown(str(error)) from error
        return found

    async def _look(self, reference: str) -> Reading | None:
        """As `read`. What a move that was thought to be half done has cancelled after all is the new appointment."""
        place = _place(reference)
        found = await self._in_its_calendar(place) or await self._elsewhere(place)
        new = self._half_done.get(place.case_id)
        if new is not None and (found is None or found.status is BookingStatus.CANCELLED):
            return await self._look(new.reference)
        if found is None and self._settings.missing_means == "unknown":
            raise SystemDown("The appointment is in none of that day's calendars: cancelled, or moved to another day.")
        return found

    async def cancel(self, reference: str) -> Reading:
        """Three requests; as many again for the new one of a move that was half done.

        Raises `BookingRejected` where it still stands, or `OutcomeUnknown`.
        """
        there = await self._look(reference)
        if there is None:
            raise BookingRejected("There is no such appointment any more.", Refusal.OVER)
        if there.status is BookingStatus.CANCELLED:
            return there
        cancelled = await self._cancel(there)
        await self._finish(reference, there)
        return cancelled

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        """Raises `OpeningTaken`, `BookingRejected` or `SystemDown` where it stays as it was, else `OutcomeUnknown`."""
        old = await self._look(reference)
        if old is None or old.status is not BookingStatus.CONFIRMED:
            raise BookingRejected("The appointment that was to be moved does not stand any more.", Refusal.OVER)
        await self._finish(reference, old)
        new = await self._book_new(request, await self._making.there(request))
        try:
            await self._put_in_place_of(old, new, request)
        except OutcomeUnknown:
            self._half_done[_place(old.reference).case_id] = new
            if len(self._half_done) > REMEMBERED:
                self._half_done.popitem(last=False)
            raise
        return new

    async def _put_in_place_of(self, old: Reading, new: Reading, request: BookingRequest) -> None:
        if not request.opening.starts_at(new.start):
            await self._take_back(new)
            raise BookingRejected("Cubu booked another time than it was asked for; it is cancelled again.")
        try:
            await self._cancel(old)
        except OutcomeUnknown:  # taking the new one back as well could leave them without any
            raise
        except BookingSystemError:
            await self._take_back(new)
            raise

    async def _finish(self, reference: str, there: Reading) -> None:
        """Takes back what an earlier move left beside an appointment. Raises `OutcomeUnknown` where it stays."""
        case_id = _place(reference).case_id
        new = self._half_done.get(case_id)
        if new is not None and _place(there.reference).case_id != _place(new.reference).case_id:
            await self._take_back(new)
            del self._half_done[case_id]

    async def _book_new(self, request: BookingRequest, there: Collection[str]) -> Reading:
        """Never what was `there` before. Raises `OutcomeUnknown` where it may have been made, or may yet be."""
        try:
            return await self._making.make(request)
        except OutcomeUnknown as unknown:
            try:
                made = await self._making.look_up(request, None, there)
            except BookingSystemError:
                raise unknown from None
            if made is not None:
                return made
            if isinstance(unknown, Failed):  # it is done with it, so nothing was made
                raise SystemDown("Cubu failed, and the appointment is where it was.") from None
            raise

    async def _take_back(self, new: Reading) -> None:
        try:
            await self._cancel(new)
        except BookingSystemError as error:
            raise OutcomeUnknown(
                "A move was half done: two appointments may stand; look in Cubu's own pages."
            ) from error

    async def _cancel(self, there: Reading) -> Reading:
        """One that was just seen; afterwards it is looked for again, whatever was answered."""
        place = _place(there.reference)
        lost: OutcomeUnknown | None = None
        status = 0
        try:
            status = (await self._calls.cancel(place)).status
        except OutcomeUnknown as error:
            lost = error
        try:
            still = await self._in_its_calendar(place)
        except SystemDown as error:
            raise OutcomeUnknown(f"Whether it is cancelled cannot be seen: {error}") from error
        if still is None or still.status is BookingStatus.CANCELLED:
            return still or replace(there, status=BookingStatus.CANCELLED)
        if isinstance(lost, Failed):
            raise SystemDown("Cubu failed, and did not cancel the appointment.") from None
        if lost is not None:
            raise lost
        if status in (404, 405):
            raise Misconfigured(f"Cubu has no such call: cancel: HTTP {status}; look at booking_system.cancel.")
        if 400 <= status < 500:
            raise BookingRejected(f"Cubu refuses to cancel it: HTTP {status}.", Refusal.NOT_BY_CALLER)
        raise OutcomeUnknown("Cubu took the cancellation, and its calendar still has the appointment.")

    async def _in_its_calendar(self, place: Reference, cu_index: int | None = None) -> Reading | None:
        index = place.cu_index if cu_index is None else cu_index
        cases = await self._calls.cases(place.service_id, place.day, index)
        case = next((one for one in cases if one.case_id == place.case_id), None)
        if case is None:
            return None
        status = status_of(case, self._settings.statuses)
        return reading_of(case, status, self._settings.zone)

    async def _elsewhere(self, place: Reference) -> Reading | None:
        """Given to somebody else on the same day."""
        calendars = await self._calls.calendars(place.service_id, place.day)
        for calendar in calendars:
            if calendar.cu_index == place.cu_index:
                continue
            if found := await self._in_its_calendar(place, calendar.cu_index):
                return replace(found, host=self._hosts.agent_of(calendar) or "")
        return None


def _place(reference: str) -> Reference:
    """Raises `BookingRejected` for what is no reference of Cubu's: the profile had another booking system."""
    try:
        return Reference.model_validate_json(reference)
    except ValidationError:
        raise BookingRejected("The appointment was not made in Cubu.", Refusal.UNKNOWN) from None
