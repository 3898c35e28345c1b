"""The calls to one account at Cal.com, in its words. Each kind of call has a version header of its own: with a wrong
one, or none, Cal.com answers in an older shape without a word (which is an error here)."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from frontdesk.booking_systems.calcom.event_types import EventType, EventTypes
from frontdesk.booking_systems.calcom.outcomes import misunderstanding, refusal_to_book, refusal_to_cancel
from frontdesk.booking_systems.calcom.settings import Settings
from frontdesk.booking_systems.calcom.wire import Booking, Bookings, Listed, Listing, OneBooking, Slot, Slots, utc
from frontdesk.booking_systems.remote.connection import Answer, Connection, Params
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected, SystemDown
from frontdesk.model.change import Refusal

PAGE = 250
"""Bookings of one list: the most that Cal.com gives."""
PAGES = 4
HOPS = 10
"""How often an appointment may have been moved behind our back, at most: each time it got another `uid`."""


class Account:
    """Every call may raise `SystemDown` or `Misconfigured`; those that write, `OutcomeUnknown`."""

    def __init__(self, connection: Connection, settings: Settings, event_types: Collection[int]) -> None:
        """`event_types` are those that the profile names: what the account has besides is not looked at."""
        self._connection = connection
        self._settings = settings
        self._ours = event_types
        self._bookings = {"cal-api-version": settings.bookings_version}
        self.kinds: Mapping[int, EventType] = {}
        """The event types by id, as they were read last."""
        self._reading_kinds = asyncio.Lock()

    async def close(self) -> None:
        await self._connection.close()

    # --- what there is

    async def read_kinds(self) -> Mapping[int, EventType]:
        """The event types as they are now; none where nobody's are to be read. A request for each username."""
        lists = await asyncio.gather(*(self._event_types_of(username) for username in self._settings.usernames))
        self.kinds = {kind.id: kind for kinds in lists for kind in kinds}
        return self.kinds

    async def known_kinds(self) -> Mapping[int, EventType]:
        """The event types as they were read last, which is now if they never were."""
        if self._settings.usernames and not self.kinds:
            async with self._reading_kinds:
                if not self.kinds:
                    await self.read_kinds()
        return self.kinds

    async def _event_types_of(self, username: str) -> Sequence[EventType]:
        answer = await self._connection.read(
            "list event types",
            "/event-types",
            params=[("username", username)],
            headers={"cal-api-version": self._settings.event_types_version},
        )
        return _only(_understood(answer), lambda listed: listed.id in self._ours).parse(EventTypes).data

    async def slots(
        self, event_type: int, start: datetime, end: datetime, *, minutes: int | None, instead_of: str | None
    ) -> Sequence[Slot]:
        """What is free from one instant to another, at most a year; `minutes` for an event type of several lengths."""
        params = [("eventTypeId", str(event_type)), ("start", utc(start)), ("end", utc(end)), ("format", "range")]
        if minutes is not None:
            params.append(("duration", str(minutes)))
        if instead_of is not None:
            params.append(("bookingUidToReschedule", instead_of))
        headers = {"cal-api-version": self._settings.slots_version}
        answer = await self._connection.read("list slots", "/slots", params=params, headers=headers)
        return [slot for day in _understood(answer).parse(Slots).data.values() for slot in day]

    # --- bookings

    async def booking(self, uid: str) -> Booking | None:
        """A booking, or the one that it was moved to; None when there is none any more."""
        for _ in range(HOPS):
            answer = await self._connection.read("read a booking", f"/bookings/{uid}", headers=self._bookings)
            if answer.status == 404:
                return None
            booking = _understood(answer).parse(OneBooking).data
            if booking.stands or booking.rescheduled_to_uid is None:
                return booking
            uid = booking.rescheduled_to_uid
        raise SystemDown("Cal.com: read a booking: it was moved more often than anybody moves one.")

    async def bookings(self, params: Params) -> tuple[list[Booking], bool]:
        """Those of our event types that fit, and whether that is all of them: `PAGES` requests at most."""
        found: list[Booking] = []
        for page in range(PAGES):
            paging = [("take", str(PAGE)), ("skip", str(page * PAGE))]
            answer = await self._connection.read(
                "list bookings", "/bookings", params=[*params, *paging], headers=self._bookings
            )
            listed = len(_understood(answer).parse(Listing).data)
            found += _only(answer, self._is_of_ours).parse(Bookings).data
            if listed < PAGE:
                return found, True
        return found, False

    async def create(self, body: Mapping[str, object]) -> Booking:
        """Raises `OpeningTaken` or `BookingRejected`."""
        answer = await self._connection.write("make a booking", "/bookings", body=body, headers=self._bookings)
        if answer.status == 404:
            raise Misconfigured("Cal.com: make a booking: it has no such event type; look at its id in the services.")
        if not answer.ok:
            raise refusal_to_book(answer)
        return answer.parse(OneBooking).data

    async def cancel(self, uid: str, reason: str) -> Booking:
        """Raises `BookingRejected`."""
        answer = await self._connection.write(
            "cancel a booking",
            f"/bookings/{uid}/cancel",
            body={"cancellationReason": reason},
            headers=self._bookings,
        )
        _require_known(answer)
        if not answer.ok:
            raise refusal_to_cancel(answer)
        return answer.parse(OneBooking).data

    async def move(self, uid: str, start: datetime) -> Booking:
        """The new booking in the place of the old one. Raises `OpeningTaken` or `BookingRejected`."""
        answer = await self._connection.write(
            "move a booking", f"/bookings/{uid}/reschedule", body={"start": utc(start)}, headers=self._bookings
        )
        _require_known(answer)
        if not answer.ok:
            raise refusal_to_book(answer)
        return answer.parse(OneBooking).data

    def _is_of_ours(self, booking: Listed) -> bool:
        return booking.event_type is not None and booking.event_type.id in self._ours


def _understood(answer: Answer) -> Answer:
    if not answer.ok:
        raise misunderstanding(answer)
    return answer


def _only(answer: Answer, keep: Callable[[Listed], bool]) -> Answer:
    """A list without what is nothing to us: that may be of a kind we do not know. Raises as `Answer.parse` does."""
    kept = [one.model_dump(by_alias=True) for one in answer.parse(Listing).data if keep(one)]
    return replace(answer, json={"data": kept})


def _require_known(answer: Answer) -> None:
    if answer.status == 404:
        raise BookingRejected(f"Cal.com: {answer.what}: there is no such booking any more.", Refusal.UNKNOWN)
