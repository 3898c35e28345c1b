"""Plays a stored conversation on a desk of its own: today's code and words, a database in memory, the clock of then.

No language model is ever asked, and nothing leaves the process.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.channels.text.play import HandClock
from frontdesk.conversations import records
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OpeningTaken
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Voicing
from frontdesk.database.engine import open_database
from frontdesk.dialog.state import State
from frontdesk.hiring import give_voice, hire
from frontdesk.languages import Language
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import Booking, Opening
from frontdesk.model.change import Actor
from frontdesk.model.diary import Block
from frontdesk.model.expectation import Expectation
from frontdesk.model.utterance import HangUp, Keys, Words
from frontdesk.replay.past import Past, PastTurn
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.understand.hearing import Evidence
from frontdesk.understand.tongues import interpret_in

SOMEBODY = "somebody else"
KEPT = timedelta(days=2)
"""Longer than any conversation is taken up again."""


@dataclass(frozen=True, slots=True)
class Busy:
    """A time that somebody else seems to have kept, from this turn on."""

    turn: int
    opening: Opening


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as it was, and as it goes today."""

    past: PastTurn
    asked: Expectation | None
    """What was open when the caller spoke; None where there was no conversation yet."""
    evidence: tuple[Evidence, ...]
    acts: tuple[AgentAct, ...]
    words: str
    state: State


async def play_again(
    past: Past, languages: Mapping[str, Language], locale: str | None, busy: Sequence[Busy] = ()
) -> list[Turn]:
    """All turns in their order, on a fresh desk; `busy` is taken by somebody else, `locale` what the channel told."""
    database = await open_database("sqlite://")
    try:
        clock, store = HandClock(past.began), DatabaseConversations(database)
        voicing = give_voice(past.business, languages, None)
        core = EmbeddedBookingSystem(database, past.business, clock, write_invite=voicing.write_invite)
        await _fill(core, clock, past)
        desk = _Desk(past, hire(past.business, voicing, core, store, clock), store, voicing, locale)
        turns = []
        for number, turn in enumerate(past.turns):
            await _meanwhile(core, clock, past, number, busy)
            clock.now = turn.at
            turns.append(await desk.take(turn))
        return turns
    finally:
        await database.close()


@dataclass(slots=True)
class _Desk:
    past: Past
    receptionist: Receptionist
    store: DatabaseConversations
    voicing: Voicing
    locale: str | None

    async def take(self, turn: PastTurn) -> Turn:
        before = await self._state()
        key, medium, arrival = self.past.key, self.past.state.medium, self.past.state.arrival
        words = ""
        if isinstance(turn.utterance, HangUp):
            await self.receptionist.end(key)
        elif turn.utterance is None and before is None:
            reply = await self.receptionist.begin(
                key, delivery=None, medium=medium, locale=self.locale, arrival=arrival
            )
            words = " ".join(line.text for line in reply.lines)
        elif turn.utterance is not None:
            reply = await self.receptionist.take(
                key, turn.utterance, delivery=None, medium=medium, locale=self.locale, arrival=arrival
            )
            words = " ".join(line.text for line in reply.lines)
        conversation = await self.store.current(key)
        assert conversation is not None
        acts = records.spoken_acts().validate_json((await self.store.turns(conversation.id))[-1].acts)
        if turn.utterance is None and before is not None:
            acts = turn.acts  # what became of a booking was found out while nobody spoke
        state = records.states().validate_json(conversation.state)
        asked = before.expectation if before else None
        return Turn(turn, asked, self._evidence(turn, before), acts, words, state)

    async def _state(self) -> State | None:
        conversation = await self.store.current(self.past.key)
        return records.states().validate_json(conversation.state) if conversation else None

    def _evidence(self, turn: PastTurn, before: State | None) -> tuple[Evidence, ...]:
        """Which words were taken for what, in the light of what was asked."""
        if not isinstance(turn.utterance, Words | Keys):
            return ()
        language, _ = self.voicing.choose(self.locale)
        state = before or State("", self.past.state.medium, language)
        local = turn.at.astimezone(self.past.business.zone)
        heard = interpret_in(turn.utterance, state.expectation, local, self.voicing.vocabularies, state.language)
        return heard.interpretation.evidence


async def _fill(core: EmbeddedBookingSystem, clock: HandClock, past: Past) -> None:
    """Others have what they had."""
    for block in past.diary.blocks:
        await core.block(replace(block, id=""), f"block-{block.id}")
    for booking in past.diary.standing:
        await _book(core, clock, booking)
    clock.now = past.began


async def _meanwhile(
    core: EmbeddedBookingSystem, clock: HandClock, past: Past, number: int, busy: Sequence[Busy]
) -> None:
    """What others do before a turn."""
    until = past.turns[number].at
    since = past.turns[number - 1].at if number else past.began
    for booking in past.diary.later:
        if since < booking.created <= until:
            await _book(core, clock, booking)
    for one in busy:
        if one.turn == number:
            with suppress(OpeningTaken):  # this caller has it already
                await core.hold(one.opening, SOMEBODY, until + KEPT)


async def _book(core: EmbeddedBookingSystem, clock: HandClock, booking: Booking) -> None:
    """As it was booked; where the rules of today refuse that, its time is kept all the same."""
    clock.now = booking.created
    request = replace(booking.request, hold=None)
    try:
        await core.book(request, booking.key, by=Actor.STAFF)
    except BookingSystemError:
        with suppress(BookingRejected):  # a host who has left
            await core.block(_block(request.opening), booking.key)


def _block(opening: Opening) -> Block:
    return Block("", opening.host, opening.start, opening.end, "")


def now_in(past: Past) -> datetime:
    """The clock that the days in descriptions are counted from."""
    return past.began.astimezone(past.business.zone)
