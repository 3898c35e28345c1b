"""A desk for one simulated call: real in every part, on an empty database in memory, with a clock that stands still."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.text.play import HandClock
from frontdesk.channels.text.staged import StagedBookingSystem
from frontdesk.channels.text.transcript import Earlier
from frontdesk.conversations.ports import ConversationKey
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Voicing
from frontdesk.database.engine import open_database
from frontdesk.hiring import give_voice
from frontdesk.languages import Language
from frontdesk.model.booking import Booking, Opening, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium, Utterance
from frontdesk.stores.conversations import DatabaseConversations

AHEAD = timedelta(days=18)
"""Appointments are wanted within so many days."""
BUSY = 3
"""So many times somebody else has already."""
SOURCES = {Medium.VOICE: "telephony", Medium.TEXT: "web_chat"}


@dataclass(frozen=True, slots=True)
class House:
    """One business with its words, made once for all calls."""

    business: Business
    voicing: Voicing

    @classmethod
    def of(cls, business: Business, languages: Mapping[str, Language]) -> "House":
        return cls(business, give_voice(business, languages, None))


@dataclass(slots=True)
class World:
    """What one call happens in. `taken` are the times that somebody else has."""

    business: Business
    core: StagedBookingSystem
    now: datetime
    locale: str
    medium: Medium
    receptionist: Receptionist
    taken: list[datetime]
    said: int = 0

    @property
    def key(self) -> ConversationKey:
        return ConversationKey(self.business.id, SOURCES[self.medium], "caller")

    async def begin(self) -> Reply:
        return await self.receptionist.begin(self.key, delivery="begin", medium=self.medium, locale=self.locale)

    async def say(self, utterance: Utterance) -> Reply:
        self.said += 1
        return await self.receptionist.take(
            self.key, utterance, delivery=str(self.said), medium=self.medium, locale=self.locale
        )

    async def openings(self, service: str) -> tuple[Opening, ...]:
        window = Window(self.now, self.now + AHEAD)
        return (await self.core.core.openings(Search(service, window, limit=10_000))).found

    async def fill(self, service: str, rng: Random) -> None:
        """Somebody else has a few of the times."""
        for opening in rng.sample(await self.openings(service), BUSY):
            if await self.core.at(opening.start):
                await self.take(opening.start)

    async def take(self, start: datetime) -> None:
        await self.core.take(start)
        self.taken.append(start)

    async def book_earlier(self, start: datetime, name: str, phone: str, service: str) -> None:
        """The caller has this appointment already. `start` is aware."""
        await self.core.book_earlier(Earlier(start, name, phone, service=service))

    async def bookings(self) -> list[Booking]:
        """Those of this caller."""
        around = timedelta(days=400)
        found = await self.core.core.bookings(self.now - around, self.now + around)
        return [booking for booking in found if booking.request.source != "transcript"]


OpenWorld = Callable[[House, datetime, str, Medium], AbstractAsyncContextManager[World]]


@asynccontextmanager
async def open_world(house: House, now: datetime, locale: str, medium: Medium) -> AsyncIterator[World]:
    """`now` is in the zone of the business."""
    database = await open_database("sqlite://")
    try:
        clock, numbers = HandClock(now), count(1)
        embedded = EmbeddedBookingSystem(
            database,
            house.business,
            clock,
            tokens=lambda length: f"{next(numbers):0{length}}",
            write_invite=house.voicing.write_invite,
        )
        core = StagedBookingSystem(embedded, house.business, clock)
        store = DatabaseConversations(database)
        receptionist = Receptionist(
            house.business, house.voicing, core, store, clock, lambda: f"simulated-{next(numbers)}"
        )
        yield World(house.business, core, now, locale, medium, receptionist, [])
    finally:
        await database.close()
