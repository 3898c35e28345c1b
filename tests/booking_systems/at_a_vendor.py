"""Plays a transcript at a desk whose appointments live at a vendor: the adapter over the double, by real HTTP."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from tests.doubles import serving
from tests.faults.world import Practice, System

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.channels.text.play import HandClock, Performance, Stage, play
from frontdesk.channels.text.staged import StagedBookingSystem
from frontdesk.channels.text.through_core import ThroughCore
from frontdesk.channels.text.transcript import Earlier, Fault, Transcript
from frontdesk.conversations.ports import Clock, ConversationKey
from frontdesk.database.engine import open_database
from frontdesk.hiring import give_voice, hire
from frontdesk.languages import Language
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Hold, Invite, Opening
from frontdesk.model.booking_system import as_allowed
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName
from frontdesk.model.utterance import Medium
from frontdesk.model.waitlist import WaitlistEntry
from frontdesk.settings import read_settings
from frontdesk.stage import PATIENCE
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.vendors import reach

EMAIL = "maria.lopez@example.com"


class StagedAtVendor(StagedBookingSystem):
    """What a transcript stages happens at the vendor: others book there, and it is the vendor's answer that is lost."""

    def __init__(
        self, core: RemoteBookingSystem, business: Business, clock: Clock, double: Practice, books_at: str
    ) -> None:
        super().__init__(core, business, clock)
        self.double = double
        self._books_at = books_at

    async def book(self, request: BookingRequest, key: str) -> Booking:
        if Fault.ANSWER in self.down:
            self.double.faults.order(serving.Fault.RESET_AFTER, self._books_at)
        return await self.core.book(request, key)

    async def find_by_key(self, key: str) -> Booking | None:
        if Fault.LOOKUP in self.down:
            self.double.faults.order(serving.Fault.ERROR_BEFORE, times=99)
        try:
            return await self.core.find_by_key(key)
        finally:
            self.double.faults.orders.clear()

    async def take(self, start: datetime) -> None:
        for host in self.double.diary.hosts:
            self.double.book_elsewhere(host, start)

    async def book_earlier(self, wanted: Earlier) -> None:
        given, _, family = wanted.name.rpartition(" ")
        opening = (await self.at(wanted.start))[0]
        channel = self.business.service(opening.service).channels[0]
        attendee = Attendee(PersonName(given, family), wanted.phone, EMAIL, "en")
        request = BookingRequest(opening, None, attendee, channel, "", "", (), Invite("Check-up", ""), "earlier")
        await self.core.book(request, f"earlier-{wanted.start.isoformat()}")


async def perform_at(system: System, call: Transcript, languages: Mapping[str, Language]) -> Performance:
    """Raises `TranscriptError`, or `AssertionError` for what the vendor would complain about."""
    clock = HandClock(call.scene.now)
    async with system.double(clock) as double:
        business = system.profile(double.url, call.scene.business)
        section = business.booking_system
        assert section is not None
        database = await open_database("sqlite://")
        vendor = reach(business, section, read_settings(system.secrets))
        remote = RemoteBookingSystem(vendor, database, business, clock)
        try:
            allowed = as_allowed(business, remote.capabilities, await remote.terms())
            voicing, store = give_voice(allowed, languages, None), DatabaseConversations(database)
            staged = StagedAtVendor(remote, allowed, clock, double, system.books_at)
            receptionist = hire(allowed, voicing, staged, store, clock, patience=PATIENCE)
            stage = Stage(allowed, clock, staged, store, receptionist, _holds(remote), _nobody_waits)
            key = ConversationKey(allowed.id, "web_chat", "caller")
            performance = await play(call, stage, ThroughCore(receptionist, key, Medium.TEXT, call.scene.locale))
        finally:
            await remote.close()
            await database.close()
        assert double.complaints == []
        return performance


def _holds(remote: RemoteBookingSystem) -> Callable[[datetime, datetime], Awaitable[Sequence[Hold]]]:
    async def holds(start: datetime, end: datetime) -> Sequence[Hold]:
        return [Hold("", Opening("", one.host, one.start, one.end), one.end) for one in await remote.held(start, end)]

    return holds


async def _nobody_waits() -> Sequence[WaitlistEntry]:
    return []
