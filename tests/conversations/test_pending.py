"""A request that waits for somebody: what is said of it later is what has become of it meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from tests.conversations.desk import NOW, StillClock
from tests.spoken import languages_of

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import ConversationKey, SystemDown
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Voicing
from frontdesk.database.engine import open_database
from frontdesk.hiring import give_voice, hire
from frontdesk.model.agent_acts import AgentAct, NotifySuccess, Say
from frontdesk.model.booking import Booking, BookingStatus
from frontdesk.model.change import Actor, Mandate
from frontdesk.model.note import Note
from frontdesk.model.utterance import Medium, typed
from frontdesk.profiles import load_profile
from frontdesk.stores.conversations import DatabaseConversations

PRACTICE = load_profile(Path(__file__).parent / "pending/practice.toml")
BY_STAFF = Mandate(Actor.STAFF)


@cache
def _voicing() -> Voicing:
    return give_voice(PRACTICE, languages_of(PRACTICE), None)


class Chat:
    """One caller whose request is in; `say` gives the acts of the answer."""

    def __init__(self, receptionist: Receptionist, system: EmbeddedBookingSystem, clock: StillClock) -> None:
        self.receptionist, self.system, self.clock = receptionist, system, clock

    async def say(self, text: str) -> tuple[AgentAct, ...]:
        key = ConversationKey(PRACTICE.id, "web_chat", "ada")
        return (await self.receptionist.take(key, typed(text), delivery=None, medium=Medium.TEXT)).acts

    async def booking(self) -> Booking:
        (booking,) = await self.system.bookings(NOW, NOW + timedelta(days=30))
        return booking


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    database = await open_database("sqlite://")
    clock = StillClock()
    system = EmbeddedBookingSystem(database, PRACTICE, clock)
    chat = Chat(hire(PRACTICE, _voicing(), system, DatabaseConversations(database), clock), system, clock)
    for line in ("a first visit today at noon, I'm Ada Example", "020 7946 0123"):
        await chat.say(line)
    assert _told(await chat.say("yes")) is BookingStatus.PENDING
    yield chat
    await database.close()


def _told(said: tuple[AgentAct, ...]) -> BookingStatus | None:
    """The status of the booking that was spoken of."""
    return next((act.booking.status for act in said if isinstance(act, NotifySuccess)), None)


async def test_one_that_was_approved_meanwhile_is_booked(chat: Chat) -> None:
    assert _told(await chat.say("is it confirmed?")) is BookingStatus.PENDING
    await chat.system.approve((await chat.booking()).id, BY_STAFF)
    assert _told(await chat.say("is it confirmed now?")) is BookingStatus.CONFIRMED


async def test_one_that_was_declined_or_lapsed_is_off(chat: Chat) -> None:
    chat.clock.now += timedelta(hours=4)
    await chat.system.tidy()
    said = await chat.say("is it confirmed?")
    assert Say(Note.CANCELLED) in said
    assert _told(said) is None


async def test_with_the_booking_system_down_it_is_still_a_request(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(id: str) -> Booking | None:
        raise SystemDown("the booking system is down: the test says so")

    monkeypatch.setattr(chat.system, "get", down)
    assert _told(await chat.say("is it confirmed?")) is BookingStatus.PENDING
