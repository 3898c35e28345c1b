"""A house for tests of the doors: real bookings in a database in memory, and a receptionist who follows a script."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.desk import BackOffice, Desk, Parts, SpokenLines
from frontdesk.conversations.ports import Clock, ConversationKey
from frontdesk.conversations.written import Written
from frontdesk.database.engine import Database
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Hold, Invite, Opening, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import Answer, Choice, HandedOff, Line, Listen, Reply
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium, Silence, Utterance, Words
from frontdesk.stores.conversations import DatabaseConversations

NOW = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)  # Thursday, nine in the morning in California
STAFF_TOKEN = "staff-token"
AUTH_TOKEN = "twilio-auth-token"
PUBLIC_URL = "https://desk.example.com"
SPOKEN = SpokenLines("Something went wrong.", "One moment, please.", ("Still looking.", "Almost there."), "en-US")
GERMAN = SpokenLines("Da ging etwas schief.", "Einen Moment, bitte.", ("Ich suche noch.", "Gleich."), "de-DE")


def clock() -> datetime:
    return NOW


def business(id: str = "harbour", **more: Any) -> Business:
    days = ("monday", "tuesday", "wednesday", "thursday", "friday")
    profile: dict[str, Any] = {
        "id": id,
        "name": "Harbour Street Practice",
        "time_zone": "America/Los_Angeles",
        "region": "US",
        "opening_hours": {day: ["09:00-12:30", "13:30-18:00"] for day in days},
        "services": [{"id": "check-up", "names": ["check-up"], "duration_minutes": 30}],
        "hosts": [{"id": "robin", "name": "Robin Hale"}, {"id": "sam", "name": "Sam Okafor"}],
        "locations": [{"id": "harbour", "name": "the practice", "address": "12 Harbour Street"}],
        "policy": {"grid_minutes": 30, "handoff_number": "+14155550199"},
        "doors": {"twilio": {"numbers": ["+14155550100"]}, "try_page": True},
    }
    return Business.model_validate(profile | more)


@dataclass
class ScriptedReceptionist:
    """Greets, offers the next three openings, reads the chosen one back, and books it."""

    business: Business
    bookings: EmbeddedBookingSystem
    heard: list[tuple[ConversationKey, Utterance | None]] = field(default_factory=list)
    """What it took, each delivery once; None is the start of a call."""
    arrivals: list[Arrival] = field(default_factory=list)
    ended: list[ConversationKey] = field(default_factory=list)
    answered: dict[tuple[ConversationKey, str], Reply] = field(default_factory=dict)
    holds: dict[ConversationKey, list[Hold]] = field(default_factory=dict)
    chosen: dict[ConversationKey, Opening] = field(default_factory=dict)
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    before: Callable[[], Awaitable[None]] | None = None
    """Runs in every turn: to fail or to be slow."""
    reply: Reply | None = None
    """Given instead of following the script."""

    async def begin(
        self,
        key: ConversationKey,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        self.arrivals.append(arrival)
        return await self._once(key, delivery, None)

    async def take(
        self,
        key: ConversationKey,
        utterance: Utterance,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        self.arrivals.append(arrival)
        return await self._once(key, delivery, utterance)

    async def end(self, key: ConversationKey) -> None:
        self.ended.append(key)
        for hold in self.holds.pop(key, []):
            await self.bookings.release(hold.id)

    async def _once(self, key: ConversationKey, delivery: str | None, utterance: Utterance | None) -> Reply:
        async with self.one_at_a_time:
            if delivery is not None and (key, delivery) in self.answered:
                return self.answered[key, delivery]
            self.heard.append((key, utterance))
            if self.before is not None:
                await self.before()
            reply = self.reply or await self._follow_script(key, utterance)
            if delivery is not None:
                self.answered[key, delivery] = reply
            return reply

    async def _follow_script(self, key: ConversationKey, utterance: Utterance | None) -> Reply:
        if utterance is None or isinstance(utterance, Silence):
            return say("Hello! When would you like to come in?", Expecting.SLOT, SlotName.PREFERRED_TIME)
        words = utterance.text if isinstance(utterance, Words) else ""
        if key in self.chosen and words == "yes":
            return await self._book(key)
        for hold in self.holds.get(key, []):
            if title(hold.opening) == words:
                self.chosen[key] = hold.opening
                return say(f"{words} with Robin Hale, is that right?", Expecting.CONFIRM_BOOKING, choices=("yes", "no"))
        window = Window(NOW, NOW + timedelta(days=5))
        found = await self.bookings.openings(Search("check-up", window, "robin"))
        offered = found.found[:3]
        self.holds[key] = [
            await self.bookings.hold(opening, key.sender, NOW + timedelta(minutes=10)) for opening in offered
        ]
        return say("These are free:", Expecting.OPENING, choices=tuple(title(opening) for opening in offered))

    async def _book(self, key: ConversationKey) -> Reply:
        opening = self.chosen.pop(key)
        held = self.holds.pop(key)
        hold = next(hold for hold in held if hold.opening == opening)
        for other in held:
            if other is not hold:
                await self.bookings.release(other.id)
        booking = await self.bookings.book(request_for(opening, hold.id), key.sender)
        return say("You are booked.", Expecting.NOTHING, booking=booking, done=True)


def title(opening: Opening) -> str:
    return f"{opening.start:%A %H:%M}"


def request_for(opening: Opening, hold: str | None = None) -> BookingRequest:
    return BookingRequest(
        opening=opening,
        hold=hold,
        attendee=Attendee(PersonName("Priya", "Nair"), "+14155550123", None, "en"),
        channel=Channel.IN_PERSON,
        place="12 Harbour Street",
        reason="a cracked tooth",
        answers=(("first_visit", "yes"),),
        invite=Invite("Check-up: Priya Nair", "Priya Nair, +1 415 555 0123\nReason: a cracked tooth"),
        source="web_chat",
    )


def say(
    text: str,
    expecting: Expecting = Expecting.SLOT,
    slot: SlotName | None = None,
    *,
    choices: tuple[str, ...] = (),
    answer: Answer = Answer.FREE,
    hints: tuple[str, ...] = (),
    interruptible: bool = True,
    done: bool = False,
    handoff: HandedOff | None = None,
    booking: Booking | None = None,
) -> Reply:
    offered = tuple(Choice(choice, choice, str(key)) for key, choice in enumerate(choices, start=1))
    listen = Listen(Answer.NOTHING if done else answer, hints, "en-US", interruptible)
    return Reply("c-1", (Line(text, offered),), (), Expectation(expecting, slot), listen, done, handoff, booking)


@dataclass
class House:
    """Everything a test needs to knock at a door and look behind it."""

    parts: Parts
    database: Database
    store: DatabaseConversations

    def receptionist(self, id: str = "harbour") -> ScriptedReceptionist:
        scripted = self.parts.desks[id].receptionist
        assert isinstance(scripted, ScriptedReceptionist)
        return scripted

    def bookings(self, id: str = "harbour") -> EmbeddedBookingSystem:
        return self.receptionist(id).bookings

    async def book(self, number: int = 0, id: str = "harbour") -> Booking:
        """Books an opening of tomorrow, by its place among them."""
        window = Window(NOW + timedelta(hours=15), NOW + timedelta(hours=39))
        openings = await self.bookings(id).openings(Search("check-up", window, "robin"))
        return await self.bookings(id).book(request_for(openings.found[number]), f"key-{number}")


async def ready() -> None:
    """Nothing is wrong."""


def write_invite(request: BookingRequest) -> Invite:
    return Invite(f"{request.opening.service}: {request.attendee.name.full}", request.reason)


def no_words(_: Booking) -> Written:
    raise NotImplementedError("the page needs the words of a language: see real_house.py")


def build_house(database: Database, *businesses: Business, clock: Clock = clock, **settings: Any) -> House:
    store = DatabaseConversations(database)
    desks = {}
    for served in businesses or (business(),):
        bookings = EmbeddedBookingSystem(database, served, clock, write_invite=write_invite)
        scripted = ScriptedReceptionist(served, bookings)
        office = BackOffice(bookings, write_invite, no_words)
        desks[served.id] = Desk(served, scripted, bookings, (SPOKEN, GERMAN), None, AUTH_TOKEN, bookings.held, office)
    parts = Parts(desks, store, clock, PUBLIC_URL, STAFF_TOKEN, ready)
    return House(replace(parts, **settings), database, store)
