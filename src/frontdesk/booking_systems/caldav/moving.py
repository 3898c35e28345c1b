"""Moves and cancels appointments in calendars. A move has its new time before it gives up the old one.

Within a calendar, a placeholder keeps the new time, as a booking would; then the appointment itself is changed, and the
placeholder goes. To another calendar, a copy is made there that keeps the time; then the old entry is cancelled and
says where it went. In both, the one write that moves the appointment is that to its old entry, under the condition that
nobody changed it: before it nothing has happened, after it the rest is tidying.

What is cancelled stays in the calendar, marked as cancelled and as free: the staff see what happened, and what asks
again under the same key finds out that there is nothing more to make.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from frontdesk.booking_systems.caldav import entries, writing
from frontdesk.booking_systems.caldav.collection import Collection
from frontdesk.booking_systems.caldav.entries import Reference, name_for
from frontdesk.booking_systems.caldav.openings import reach
from frontdesk.booking_systems.caldav.settling import Settling, taken
from frontdesk.booking_systems.caldav.wire import Member
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import BookingStatus, Opening
from frontdesk.model.business import Business
from frontdesk.model.change import Refusal

FURTHEST = 20
"""How often one appointment can go to another calendar."""
LEFT_BEHIND = timedelta(minutes=1)
"""What keeps a time for a move, and is older, was left behind by a move that broke off."""


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment as it is in its calendar. `at` is when it was read, by the clock of the server."""

    calendar: Collection
    member: Member
    at: datetime
    reading: Reading


class Moving:
    """For the calendars of one business, by the ids of their hosts."""

    def __init__(self, business: Business, calendars: Mapping[str, Collection], settling: Settling) -> None:
        self._business = business
        self._calendars = calendars
        self._settling = settling

    async def follow(self, reference: Reference) -> Found | None:
        """The appointment, wherever it went; None when there is none any more."""
        for _ in range(FURTHEST):
            calendar = self._calendars.get(reference.host)
            if calendar is None:  # it may stand there: who calls it gone tells somebody to stay at home
                raise Misconfigured(
                    "An appointment is in the calendar of a host whom the profile does not have any more."
                )
            found = await calendar.get(reference.name)
            if found is None:
                return None
            member, at = found
            elsewhere = calendar.sense(partial(entries.moved_to, member))
            if elsewhere is None:
                return Found(calendar, member, at, calendar.appointment(member))
            reference = elsewhere
        raise SystemDown("An appointment went from calendar to calendar too often.")

    async def cancel(self, reference: Reference, reason: str) -> Reading | None:
        """Three requests. None when it is gone."""
        found = await self.follow(reference)
        if found is None:
            return None
        if found.reading.status is BookingStatus.CANCELLED:
            return found.reading
        calendar, member = found.calendar, found.member
        _require_single(found)
        content = writing.cancelled(member, reason, found.at)
        if not await calendar.change(member, content):
            raise SystemDown("The appointment was changed by somebody else just now; nothing was cancelled.")
        with suppress(BookingSystemError):  # of a move that broke off
            left = await calendar.get(_placeholder_of(member.name))
            if left is not None:
                await calendar.remove(left[0].name, left[0].etag)
        return calendar.appointment(Member(member.name, "", content.decode()))

    async def move(self, reference: Reference, opening: Opening) -> Reading:
        """Six requests within a calendar, five to another one."""
        found = await self.follow(reference)
        if found is None:
            raise BookingRejected("There is no such appointment any more.", Refusal.UNKNOWN)
        if found.reading.status is BookingStatus.CANCELLED:
            raise BookingRejected("The appointment was cancelled.", Refusal.OVER)
        _require_single(found)
        target = self._calendars[opening.host]
        if target is found.calendar and opening.starts_at(found.reading.start):
            return found.reading
        async with target.turn:
            return await self._move(found, target, opening)

    async def _move(self, found: Found, target: Collection, opening: Opening) -> Reading:
        member, stays = found.member, target is found.calendar
        own = (member.name,) if stays else ()
        listed = await target.busy(*reach(self._business, opening.start, opening.end))
        name = _placeholder_of(member.name) if stays else name_for(member.name, opening.host, _minute(opening))
        if self._settling.is_taken(listed.entries, opening, (*own, name)):
            raise taken(opening)
        make = writing.placeholder if stays else writing.copied
        place = make(member, opening, name, listed.at)
        etag = await self._keep(target, name, place, opening, own, listed.at)
        if stays:
            content = writing.moved(member, opening, found.at)
            result = Member(member.name, "", content.decode())
        else:
            content = writing.cancelled(member, "", found.at, Reference(opening.host, name))
            result = Member(name, "", place.decode())
        try:
            changed = await found.calendar.change(member, content)
        except OutcomeUnknown as error:
            await self._require_done(found, target, opening, error)
            changed = True
        if stays or not changed:
            with suppress(BookingSystemError):  # it keeps a time that is free: the next change looks after it
                await target.remove(name, etag)
        if not changed:
            raise SystemDown("The appointment was changed by somebody else just now; it was not moved.")
        return target.appointment(result)

    async def _keep(
        self, target: Collection, name: str, place: bytes, opening: Opening, own: tuple[str, ...], now: datetime
    ) -> str:
        """Keeps a time for an appointment that is not moved yet. Returns the ETag of what keeps it.

        Raises `OpeningTaken`, or `SystemDown` for all else: the appointment itself is where it was.
        """
        try:
            if not await target.add(name, place):
                await self._clear(target, name, now)
                if not await target.add(name, place):
                    raise SystemDown("The appointment is being moved by somebody else just now.")
            return (await self._settling.settle(target, name, opening, own)).etag
        except OutcomeUnknown as error:
            raise SystemDown(str(error)) from error

    async def _clear(self, target: Collection, name: str, now: datetime) -> None:
        """Removes what an earlier move of the same appointment left behind, and nothing that is being used."""
        left = await target.get(name)
        if left is not None:
            written = target.sense(partial(entries.stamped, left[0]))
            if now - written < LEFT_BEHIND:
                raise SystemDown("The appointment is being moved by somebody else just now.")
            await target.remove(name, left[0].etag)

    async def _require_done(self, found: Found, target: Collection, opening: Opening, error: OutcomeUnknown) -> None:
        """After a write without an answer: raises it again unless the appointment is seen to be where it should be."""
        try:
            now = await self.follow(Reference(found.calendar.host, found.member.name))
        except SystemDown:
            raise error from None
        if now is None or now.calendar is not target or not opening.starts_at(now.reading.start):
            raise error


def _require_single(found: Found) -> None:
    if entries.is_series(found.member):
        raise BookingRejected(
            "Somebody made a series of the appointment; a person has to change it.", Refusal.NOT_BY_CALLER
        )


def _placeholder_of(name: str) -> str:
    """One for each appointment: so it is moved by one at a time."""
    return name_for(name, "move")


def _minute(opening: Opening) -> str:
    return str(round(opening.start.timestamp() / 60))
