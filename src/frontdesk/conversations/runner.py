"""Runs a conversation: lock, load, understand, step, perform effects and feed back their results, render, save."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from frontdesk.conversations import journal, records
from frontdesk.conversations.locks import Locks
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import (
    BookingSystem,
    BookingSystemError,
    Callback,
    Clock,
    ConversationKey,
    ConversationStore,
    Delivery,
    Intent,
    OutOfStep,
    StoredConversation,
    StoreFailed,
    TurnRecord,
)
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.effects import Book, LeaveCallback
from frontdesk.dialog.events import Began, Booked, CallbackLeft, Event, Heard, HungUp, NoInput, SystemDown
from frontdesk.dialog.state import Phase, State
from frontdesk.dialog.turn import finish, step
from frontdesk.model.acts import AgentAct, CallerAct, Failure, Goodbye, HandOff, HandOffReason, NotifyFailure
from frontdesk.model.booking import Booking
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import HangUp, Medium, Silence, Utterance
from frontdesk.understand.interpret import interpret

RESUME_WITHIN = timedelta(hours=24)
"""A chat that was left is taken up again within this time; later, a new conversation starts."""
BOOKED_WITHIN = timedelta(hours=12)
"""A chat whose booking is made still belongs to it for this long."""
ABANDONED_AFTER = timedelta(minutes=2)
"""An intent older than this was left by a process that is gone."""
ROUNDS = 40
"""Effects in one turn; more would be a loop."""
TRIES = 3
"""How often a turn is done again when another process changed the conversation meanwhile."""


@dataclass(slots=True)
class _Turn:
    """One turn under way."""

    stored: StoredConversation
    state: State
    now: datetime
    said: tuple[AgentAct, ...] = ()
    heard: tuple[CallerAct, ...] = ()
    settled: str | None = None
    callback: Callback | None = None
    booked: Booking | None = None
    """A booking that was committed in this turn: it stays true whatever fails afterwards."""


class Receptionist:
    """Answers for one business, on every channel. Safe to call for several conversations, and twice for one message."""

    def __init__(
        self,
        business: Business,
        voicing: Voicing,
        booking_system: BookingSystem,
        store: ConversationStore,
        clock: Clock,
        new_id: Callable[[], str],
        patience: float = 8.0,
    ) -> None:
        self._business = business
        self._voicing = voicing
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._performer = Performer(booking_system, timedelta(minutes=business.policy.hold_minutes), patience)
        self._locks = Locks()

    async def begin(
        self,
        key: ConversationKey,
        *,
        delivery: str | None,
        caller_id: str | None,
        medium: Medium,
        locale: str | None = None,
    ) -> Reply:
        """A conversation starts and the agent speaks first. `caller_id` is E.164, or None when it is withheld."""
        return await self._answer(key, None, delivery, medium, locale, caller_id)

    async def take(
        self,
        key: ConversationKey,
        utterance: Utterance,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
    ) -> Reply:
        """One turn; starts a conversation when there is none or the last one is finished.

        The same key and delivery give the same reply and change nothing. Never raises: when nothing works any more,
        the reply says so.
        """
        return await self._answer(key, utterance, delivery, medium, locale, None)

    async def end(self, key: ConversationKey) -> None:
        """The other side left: what was held for it is released. Doing it again changes nothing."""
        async with self._locks.hold(key):
            try:
                stored = await self._store.current(key)
                if stored is None or stored.done:
                    return
                turn = await self._open(stored, records.states().validate_json(stored.state))
                await self._run(turn, HungUp())
                await self._save(turn, HangUp(), None, None)
            except (StoreFailed, OutOfStep) as error:
                journal.note_bug(key.business, error)

    async def settle(self) -> int:
        """Finishes what a crash left: looks up every booking that was about to be made. Returns how many there were.

        Raises `StoreFailed`.
        """
        intents = await self._store.open_intents(self._business.id, self._clock() - ABANDONED_AFTER)
        for intent in intents:
            await self._settle(intent)
        return len(intents)

    # --- a turn -------------------------------------------------------------------------------------------------------

    async def _answer(
        self,
        key: ConversationKey,
        utterance: Utterance | None,
        delivery: str | None,
        medium: Medium,
        locale: str | None,
        caller_id: str | None,
    ) -> Reply:
        began = time.perf_counter()
        async with self._locks.hold(key):
            for _ in range(TRIES):
                try:
                    before = await self._store.take_up(key, delivery)
                    if before.reply is not None:
                        return records.replies().validate_json(before.reply)
                    turn = await self._take_up(key, before.conversation, utterance is None, medium, locale, caller_id)
                    reply = await self._turn(turn, utterance, delivery)
                except OutOfStep:
                    continue
                except StoreFailed as error:
                    journal.note_bug(key.business, error)
                    break
                journal.note_turn(reply.conversation, turn.heard, reply.acts, (time.perf_counter() - began) * 1000)
                return reply
        return self._out_of_order(medium, locale)

    async def _take_up(
        self,
        key: ConversationKey,
        stored: StoredConversation | None,
        speak_first: bool,
        medium: Medium,
        locale: str | None,
        caller_id: str | None,
    ) -> _Turn:
        """The conversation as it was left, or a new one that has begun."""
        now = self._clock()
        if stored is not None and not stored.done:
            state = records.states().validate_json(stored.state)
            patience = BOOKED_WITHIN if state.phase is Phase.BOOKED else RESUME_WITHIN
            if now - stored.updated < patience and not speak_first:
                return await self._open(stored, state)
        language, locale = self._voicing.choose(locale)
        state = State(self._new_id(), medium, language, locale)
        turn = _Turn(StoredConversation(state.id, key, 0, b"", now, False), state, now)
        await self._run(turn, Began(caller_id))
        return turn

    async def _open(self, stored: StoredConversation, state: State) -> _Turn:
        return _Turn(stored, state, self._clock())

    async def _turn(self, turn: _Turn, utterance: Utterance | None, delivery: str | None) -> Reply:
        if turn.state.committing is not None:
            # The caller spoke without having heard what became of the booking: that is the answer now.
            await self._run(turn, await self._resume(turn, turn.state.committing))
        elif utterance is not None and not (isinstance(utterance, Silence) and turn.said):
            before = turn.state, turn.said
            try:
                await self._run(turn, self._understand(turn, utterance))
            except (StoreFailed, OutOfStep):
                raise
            except Exception as error:  # a defect of ours must not end a call: it is logged, and asked again
                journal.note_bug(turn.state.id, error)
                if turn.booked is None:
                    turn.state, turn.said = before
                    await self._run(turn, Heard(()))
        closing = finish(turn.state, turn.said)
        turn.state, turn.said = closing.state, closing.say
        reply = self._voicing.voice(turn.state, turn.said, turn.now)
        try:
            await self._save(turn, utterance, delivery, reply)
        except (StoreFailed, OutOfStep) as error:
            if turn.booked is None:
                raise
            journal.note_bug(turn.state.id, error)  # the booking is made and must be said; the next turn looks it up
        return reply

    def _understand(self, turn: _Turn, utterance: Utterance) -> Event:
        match utterance:
            case Silence():
                return NoInput()
            case HangUp():
                return HungUp()
            case _:
                vocabulary = self._voicing.vocabulary(turn.state.language)
                local = turn.now.astimezone(self._business.zone)
                turn.heard = interpret(utterance, turn.state.expectation, local, vocabulary).acts
                return Heard(turn.heard)

    async def _run(self, turn: _Turn, event: Event) -> None:
        """Steps and performs effects until there is nothing left to do."""
        events = deque([event])
        for _ in range(ROUNDS):
            if not events:
                return
            taken = step(turn.state, events.popleft(), turn.now, self._business)
            turn.state = taken.state
            turn.said += taken.say
            for effect in taken.do:
                match effect:
                    case Book():
                        events.append(await self._book(turn, effect))
                    case LeaveCallback(phone, name):
                        summary = self._voicing.summary(turn.state, turn.now)
                        turn.callback = Callback(turn.state.id, self._business.id, turn.now, phone, name, summary)
                        events.append(CallbackLeft(stored=True))
                    case _:
                        if result := await self._performer.perform(effect, turn.state.id, turn.now):
                            events.append(result)
        if events:
            raise RuntimeError("a turn does not come to an end")

    # --- the commit ---------------------------------------------------------------------------------------------------

    async def _book(self, turn: _Turn, effect: Book) -> Event:
        """Records the intent, books, and leaves the settling to the save that ends the turn."""
        book = self._voicing.with_invite(effect, turn.state, turn.stored.key.channel, turn.now)
        turn.state = replace(turn.state, committing=book)
        intent = Intent(
            book.key, turn.state.id, self._business.id, records.requests().dump_json(book.request), turn.now
        )
        turn.stored = await self._store.save(self._record(turn), intent=intent)
        turn.settled = book.key
        return self._noted(turn, await self._performer.perform(book, turn.state.id, turn.now))

    async def _resume(self, turn: _Turn, book: Book) -> Event:
        """A crash came between the intent and its outcome: looked up first, and only then done, under the same key."""
        turn.settled = book.key
        try:
            booking = await self._performer.look_up(book.key)
        except BookingSystemError:
            turn.settled = None
            return SystemDown()
        if booking is not None:
            return self._noted(turn, Booked(booking))
        return self._noted(turn, await self._performer.perform(book, turn.state.id, turn.now))

    def _noted(self, turn: _Turn, event: Event | None) -> Event:
        if isinstance(event, Booked):
            turn.booked = event.booking
        return event or SystemDown()

    async def _settle(self, intent: Intent) -> None:
        """The caller may never come back: a booking that was made is noted, one that was not is for the staff."""
        stored = await self._store.get(intent.conversation)
        if stored is None:
            return
        async with self._locks.hold(stored.key):
            stored = await self._store.get(intent.conversation)
            if stored is None:
                return
            turn = await self._open(stored, records.states().validate_json(stored.state))
            turn.settled = intent.key
            committing = turn.state.committing
            if committing is not None and committing.key == intent.key:
                try:
                    booking = await self._performer.look_up(intent.key)
                except BookingSystemError:
                    return
                await self._run(turn, Booked(booking) if booking else SystemDown())
                if booking is None:
                    attendee = committing.request.attendee
                    summary = self._voicing.summary(turn.state, turn.now)
                    turn.callback = Callback(
                        turn.state.id, self._business.id, turn.now, attendee.phone, attendee.name.full, summary
                    )
            closing = finish(turn.state, turn.said)
            turn.state, turn.said = closing.state, closing.say
            await self._save(turn, None, None, None)

    # --- keeping ------------------------------------------------------------------------------------------------------

    def _record(self, turn: _Turn) -> StoredConversation:
        return replace(
            turn.stored,
            state=records.states().dump_json(turn.state),
            updated=turn.now,
            done=turn.state.phase is Phase.ENDED,
        )

    async def _save(self, turn: _Turn, utterance: Utterance | None, delivery: str | None, reply: Reply | None) -> None:
        record = TurnRecord(
            turn.now, records.utterances().dump_json(utterance), records.spoken_acts().dump_json(turn.said)
        )
        turn.stored = await self._store.save(
            self._record(turn),
            turns=(record,),
            delivery=Delivery(delivery, records.replies().dump_json(reply)) if delivery and reply else None,
            settled=turn.settled,
            callback=turn.callback,
        )

    def _out_of_order(self, medium: Medium, locale: str | None) -> Reply:
        """Nothing can be kept, so nothing is promised: the truth, and a person where there is a number for one."""
        language, locale = self._voicing.choose(locale)
        number = self._business.policy.handoff_number
        said: tuple[AgentAct, ...] = (NotifyFailure(Failure.SYSTEM_DOWN),)
        if medium is Medium.VOICE:
            said += (HandOff(HandOffReason.SYSTEM, number) if number else Goodbye(),)
        state = State("", medium, language, locale, phase=Phase.ENDED, hand_off=HandOffReason.SYSTEM)
        return self._voicing.voice(state, said, self._clock())
