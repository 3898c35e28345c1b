"""A whole receptionist on a database of its own, for tests of what a conversation promises."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count

from tests.spoken import languages_of

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import BookingSystem, ConversationKey, ConversationStore
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Voicing
from frontdesk.database.engine import Database, open_database
from frontdesk.hiring import give_voice
from frontdesk.model.booking import Booking
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium, Silence, typed
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.stores.conversations import DatabaseConversations

BUSINESS = load_profile(SAMPLE)
NOW = datetime(2026, 3, 5, 9, 0, tzinfo=BUSINESS.zone)  # a Thursday


class StillClock:
    """Stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@cache
def voicing(business: Business = BUSINESS) -> Voicing:
    return give_voice(business, languages_of(business), "http://desk.example.com")


@dataclass
class Office:
    """One business at work; `say` is one message of a sender, with or without an id."""

    receptionist: Receptionist
    system: BookingSystem
    store: ConversationStore
    clock: StillClock
    database: Database
    medium: Medium = Medium.TEXT

    async def say(self, text: str, sender: str = "ada", delivery: str | None = None) -> Reply:
        utterance = typed(text) if text.strip() else Silence()
        key = ConversationKey(BUSINESS.id, "web_chat", sender)
        return await self.receptionist.take(key, utterance, delivery=delivery, medium=self.medium)

    async def bookings(self) -> list[Booking]:
        start = NOW.replace(hour=0)
        return await self.system.bookings(start, start.replace(month=8))


def hire(
    system: BookingSystem, store: ConversationStore, clock: StillClock, numbers: "count[int]", patience: float = 8.0
) -> Receptionist:
    return Receptionist(BUSINESS, voicing(), system, store, clock, lambda: f"conversation-{next(numbers)}", patience)


@asynccontextmanager
async def open_office(url: str = "sqlite://", medium: Medium = Medium.TEXT) -> AsyncIterator[Office]:
    """At work on an empty database: in memory, or at a URL."""
    database = await open_database(url)
    clock = StillClock()
    system = EmbeddedBookingSystem(database, BUSINESS, clock)
    store = DatabaseConversations(database)
    try:
        yield Office(hire(system, store, clock, count(1)), system, store, clock, database, medium)
    finally:
        await database.close()
