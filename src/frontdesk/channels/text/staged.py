"""A real booking core with a scene around it: it offers only certain times, others book meanwhile, or it fails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.channels.text.transcript import Earlier, Fault, Otherwise, TranscriptError
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystem,
    Clock,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import (
    Attendee,
    Booking,
    BookingRequest,
    Hold,
    Invite,
    NoOpenings,
    Opening,
    Openings,
    Search,
    Window,
)
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.change import BY_CALLER, Actor, Lookup, Mandate
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest

STRANGER = Attendee(PersonName("Someone", "Else"), "+14155550199", None, "en")
STRANGERS = "transcript"
"""The door that other people's bookings come through."""
EARLIER = "earlier"
EVERYTHING = 100_000
"""More openings than a search ever finds: the choice among them is made here."""


class StagedBookingSystem:
    """Every promise of `BookingSystem` is the real core's; this one only narrows, disturbs and fails."""

    def __init__(
        self, core: BookingSystem, business: Business, clock: Clock, next_code: Callable[[str], None] | None = None
    ) -> None:
        """`next_code` tells the core which short code the next booking gets."""
        self.core = core
        self.business = business
        self.clock = clock
        self._next_code = next_code
        self.only: frozenset[datetime] | None = None
        self.taken_meanwhile: set[datetime] = set()
        self.down: frozenset[Fault] = frozenset()
        self.otherwise: Otherwise | None = None

    async def openings(self, search: Search) -> Openings:
        self._fail_if(Fault.OPENINGS)
        answer = await self.core.openings(replace(search, limit=EVERYTHING))
        found = tuple(opening for opening in answer.found if self.only is None or opening.start in self.only)
        if answer.found and not found:
            return Openings((), NoOpenings.FULL)
        return Openings(found[: search.limit], answer.reason)

    async def hold(self, opening: Opening, holder: str, until: datetime) -> Hold:
        self._fail_if(Fault.HOLD)
        if opening.start in self.taken_meanwhile:
            self.taken_meanwhile.discard(opening.start)
            await self.take(opening.start)
        return await self.core.hold(opening, holder, until)

    async def release(self, hold: str) -> None:
        self._fail_if(Fault.HOLD)
        await self.core.release(hold)

    async def book(self, request: BookingRequest, key: str) -> Booking:
        self._fail_if(Fault.BOOK)
        if Fault.REFUSE in self.down:
            raise BookingRejected("the booking system refuses this booking: the transcript says so")
        if self.otherwise is not None:
            request = replace(request, channel=self.otherwise.channel, place=self.otherwise.place)
        if Fault.LOST in self.down:
            raise OutcomeUnknown("the booking system gave no answer: the transcript says so")
        if Fault.ANSWER not in self.down:
            return await self.core.book(request, key)
        await self.core.book(request, key)
        raise OutcomeUnknown("the booking system gave no answer: the transcript says so")

    async def find_by_key(self, key: str) -> Booking | None:
        self._fail_if(Fault.LOOKUP)
        return await self.core.find_by_key(key)

    async def get(self, id: str) -> Booking | None:
        self._fail_if(Fault.LOOKUP)
        return await self.core.get(id)

    async def bookings(self, start: datetime, end: datetime, phone: str | None = None) -> list[Booking]:
        self._fail_if(Fault.LOOKUP)
        return await self.core.bookings(start, end, phone)

    async def find(self, lookup: Lookup) -> tuple[Booking, ...]:
        self._fail_if(Fault.LOOKUP)
        return await self.core.find(lookup)

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate = BY_CALLER) -> Booking:
        self._fail_if(Fault.BOOK)
        return await self.core.reschedule(id, opening, hold, mandate)

    async def cancel(self, id: str, mandate: Mandate = BY_CALLER) -> Booking:
        self._fail_if(Fault.BOOK)
        return await self.core.cancel(id, mandate)

    async def join_waitlist(self, request: WaitlistRequest, key: str) -> WaitlistEntry:
        self._fail_if(Fault.BOOK)
        return await self.core.join_waitlist(request, key)

    async def stop_waiting(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        self._fail_if(Fault.BOOK)
        return await self.core.stop_waiting(lookup)

    async def take(self, start: datetime) -> None:
        """Books a time for somebody else, with every host who is free then. Raises `OpeningTaken` when none is."""
        free: dict[str, Opening] = {}
        for opening in await self.at(start):
            free.setdefault(opening.host, opening)
        if not free:
            raise OpeningTaken(f"{start:%a %H:%M} is not free, so nobody else can take it")
        for opening in free.values():
            request = BookingRequest(
                opening=opening,
                hold=None,
                attendee=STRANGER,
                channel=self.business.service(opening.service).channels[0],
                place="",
                reason="",
                answers=(),
                invite=Invite("Somebody else", ""),
                source=STRANGERS,
            )
            await self.core.book(request, f"transcript-{opening.host}-{start.isoformat()}")

    async def book_earlier(self, wanted: Earlier) -> None:
        """What the caller booked before the call. Raises `TranscriptError` where it cannot be."""
        free = [
            one
            for one in await self.at(wanted.start)
            if wanted.service in (None, one.service) and wanted.host in (None, one.host)
        ]
        if not free:
            raise TranscriptError(f"nobody can have booked {wanted.start:%a %Y-%m-%d %H:%M}: it is not free")
        given, _, family = wanted.name.rpartition(" ")
        service = self.business.service(free[0].service)
        channel = service.channels[0]
        place = self.business.locations_of(service)
        request = BookingRequest(
            opening=free[0],
            hold=None,
            attendee=Attendee(PersonName(given, family), wanted.phone, None, "en"),
            channel=channel,
            place=place[0].address if place and channel is Channel.IN_PERSON else "",
            reason="",
            answers=(),
            invite=Invite(wanted.name, ""),
            source=EARLIER,
        )
        if self._next_code is not None:
            self._next_code(wanted.ticket)
        await self.core.book(request, f"earlier-{wanted.start.isoformat()}-{wanted.phone}")

    async def change(self, start: datetime, to: datetime | None) -> None:
        """The staff move or cancel what begins then."""
        around = timedelta(minutes=1)
        found = [one for one in await self.core.bookings(start, start + around) if one.request.source != STRANGERS]
        standing = [one for one in found if one.stands and one.request.opening.starts_at(start)]
        if not standing:
            raise TranscriptError(f"there is no appointment of the caller's on {start:%a %H:%M} to change")
        booking, mandate = standing[0], Mandate(Actor.STAFF)
        if to is None:
            await self.core.cancel(booking.id, mandate)
            return
        opening = next((one for one in await self.at(to) if one.service == booking.request.opening.service), None)
        if opening is None:
            raise TranscriptError(f"the staff cannot move it to {to:%a %H:%M}: that is not free")
        await self.core.reschedule(booking.id, opening, None, mandate)

    async def at(self, start: datetime) -> list[Opening]:
        """What the real core offers at exactly this time, with any service; the shortest service first."""
        window = Window(start, start + timedelta(minutes=1))
        services = sorted(self.business.services, key=lambda service: service.duration_minutes)
        answers = [await self.core.openings(Search(service.id, window)) for service in services]
        return [opening for answer in answers for opening in answer.found if opening.start == start]

    def _fail_if(self, fault: Fault) -> None:
        if fault in self.down:
            raise SystemDown("the booking system is down: the transcript says so")
