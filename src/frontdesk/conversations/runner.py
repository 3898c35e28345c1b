"""Runs a conversation: lock, load, understand, step, perform effects and feed back their results, render, save."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from frontdesk.conversations import journal, records
from frontdesk.conversations.callers import known_as
from frontdesk.conversations.commitments import Commitments, open_outcome
from frontdesk.conversations.locks import Locks
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import (
    BookingSystem,
    Callback,
    Clock,
    ConversationKey,
    ConversationStore,
    Delivery,
    Intent,
    OutOfStep,
    Proposer,
    StoredConversation,
    StoreFailed,
    TurnRecord,
)
from frontdesk.conversations.proposing import Proposing
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.effects import Book, LeaveCallback
from frontdesk.dialog.events import (
    Began,
    Booked,
    CallbackLeft,
    Event,
    Heard,
    HungUp,
    Moved,
    NoInput,
    NotBooked,
    NotMoved,
    OutcomeUnknown,
)
from frontdesk.dialog.events import Unanswered as NobodyPickedUp
from frontdesk.dialog.state import Phase, State
from frontdesk.dialog.turn import finish, step
from frontdesk.model.agent_acts import AgentAct, Failure, Goodbye, HandOff, HandOffReason, NotifyFailure, NotifySuccess
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.business import Business
from frontdesk.model.caller_acts import Command, Do, SpeakLanguage
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, Unanswered, Utterance, Words
from frontdesk.understand.noise import is_noise
from frontdesk.understand.tongues import Heard as Understood
from frontdesk.understand.tongues import interpret_in

RESUME_WITHIN = timedelta(hours=24)
"""A chat that was left is taken up again within this time; later, a new conversation starts."""
BOOKED_WITHIN = timedelta(hours=12)
"""A chat whose booking is made still belongs to it for this long."""
AFTERWORDS = timedelta(minutes=10)
"""A goodbye is answered with another one for this long."""
CLOSING = {Command.GOODBYE, Command.THANKS, Command.NEGATE, Command.AFFIRM}
ABANDONED_AFTER = timedelta(minutes=2)
"""An intent older than this was left by a process that is gone."""
SETTLING = timedelta(minutes=2)
"""An intent that one process settles is left alone by the others for this long."""
ROUNDS = 40
"""Effects in one turn; more would be a loop."""
TRIES = 3
"""How often a turn is done again when another process changed the conversation meanwhile."""


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
        proposer: Proposer | None = None,
    ) -> None:
        self._business = business
        self._voicing = voicing
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._call_back_within = timedelta(minutes=business.policy.limits.dropped_call_minutes)
        self._recap_after = timedelta(minutes=business.policy.limits.recap_after_minutes)
        self._performer = Performer(booking_system, timedelta(minutes=business.policy.hold_minutes), patience)
        self._commitments = Commitments(business.id, store, self._performer, voicing)
        self._locks = Locks()
        limits = business.language_model
        self._proposing = Proposing(proposer, limits) if proposer and limits else None

    async def begin(
        self,
        key: ConversationKey,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        """A conversation starts and the agent speaks first."""
        return await self._answer(key, None, delivery, medium, locale, arrival)

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
        """One turn; starts a conversation when there is none or the last one is finished.

        The same key and delivery give the same reply and change nothing. Never raises: when nothing works any more,
        the reply says so.
        """
        return await self._answer(key, utterance, delivery, medium, locale, arrival)

    async def end(self, key: ConversationKey) -> None:
        """The other side left: what was held for it is released. Doing it again changes nothing."""
        async with self._locks.hold(key):
            try:
                stored = await self._store.current(key)
                if stored is None or stored.done:
                    return
                state = self._read(stored)
                if state is None:
                    return
                turn = Turn(stored, state, self._clock())
                turn.utterance = HangUp()
                await self._run(turn, HungUp())
                await self._save(turn, None, None)
            except (StoreFailed, OutOfStep) as error:
                journal.note_bug(key.business, error)

    async def settle(self) -> int:
        """Finishes what a crash left: looks up every booking that was about to be made. Returns how many there were.

        One that cannot be settled now is taken up again when `SETTLING` is over, here or by another process.
        Raises `StoreFailed`.
        """
        now = self._clock()
        intents = await self._store.take_open_intents(
            self._business.id, before=now - ABANDONED_AFTER, now=now, until=now + SETTLING
        )
        for intent in intents:
            try:
                await self._settle(intent)
            except StoreFailed:
                raise
            except Exception as error:  # one that cannot be settled now must not keep the others waiting
                journal.note_bug(intent.conversation, error)
        return len(intents)

    # --- a turn -------------------------------------------------------------------------------------------------------

    async def _answer(
        self,
        key: ConversationKey,
        utterance: Utterance | None,
        delivery: str | None,
        medium: Medium,
        locale: str | None,
        arrival: Arrival,
    ) -> Reply:
        began = time.perf_counter()
        async with self._locks.hold(key):
            for _ in range(TRIES):
                try:
                    before = await self._store.take_up(key, delivery)
                    if before.reply is not None:
                        return records.replies().validate_json(before.reply)
                    turn = self._after_the_end(before.conversation, utterance)
                    turn = turn or await self._take_up(key, before.conversation, utterance, medium, locale, arrival)
                    reply = await self._turn(turn, utterance, delivery)
                except OutOfStep:
                    continue
                except Exception as error:  # the store fails, or we do: nothing is claimed, and the call goes on
                    journal.note_bug(key.business, error)
                    break
                journal.note_turn(reply.conversation, turn.heard, reply.acts, (time.perf_counter() - began) * 1000)
                return reply
        return self._out_of_order(medium, locale)

    def _after_the_end(self, stored: StoredConversation | None, utterance: Utterance | None) -> Turn | None:
        """ "Thanks, bye" to a goodbye still belongs to the conversation that is over, and begins no other."""
        if stored is None or not stored.done or not isinstance(utterance, Words):
            return None
        now, state = self._clock(), self._read(stored)
        if state is None or state.phase is not Phase.ENDED or now - stored.updated > AFTERWORDS:
            return None
        turn = Turn(stored, state, now)
        acts = self._read_words(turn, utterance).interpretation.acts
        closes = all(isinstance(act, Do) and act.command in CLOSING for act in acts)
        return turn if acts and closes else None

    async def _take_up(
        self,
        key: ConversationKey,
        stored: StoredConversation | None,
        utterance: Utterance | None,
        medium: Medium,
        locale: str | None,
        arrival: Arrival,
    ) -> Turn:
        """The conversation as it was left, or a new one that has begun."""
        now = self._clock()
        speak_first, returned = utterance is None, isinstance(utterance, Unanswered)
        if stored is not None and (not stored.done or returned):
            state = self._read(stored)
            if state is not None and not speak_first:
                patience = BOOKED_WITHIN if state.phase is Phase.SETTLED else RESUME_WITHIN
                away = now - stored.updated
                if away < patience:
                    returned = medium is Medium.TEXT and away > self._recap_after
                    return Turn(stored, replace(state, arrival=state.arrival.joined(arrival)), now, returned=returned)
        language, locale = self._voicing.choose(locale)
        left = await self._left_by(arrival, now) if speak_first and medium is Medium.VOICE else None
        if left is not None:
            language, locale = left.language, left.locale
        state = State(self._new_id(), medium, language, locale)
        before = stored.id if stored else None
        turn = Turn(StoredConversation(state.id, key, 0, b"", now, False, after=before), state, now)
        await self._run(turn, Began(arrival, left))
        return turn

    async def _left_by(self, arrival: Arrival, now: datetime) -> State | None:
        """The call from the same number that broke off a moment ago, its booking as it stands now."""
        caller = known_as(self._business.id, arrival.caller_id)
        if caller is None or not self._call_back_within:
            return None
        stored = await self._store.latest_of(self._business.id, caller, now - self._call_back_within)
        state = self._read(stored) if stored else None
        if state is None or not state.dropped or state.language not in self._voicing.vocabularies:
            return None
        if state.booking is None:
            return state
        booking = await self._performer.read(state.booking.id)
        return replace(state, booking=booking) if booking else None

    def _read(self, stored: StoredConversation) -> State | None:
        """The state as it was kept; None when this version or this profile cannot go on with it."""
        try:
            state = records.states().validate_json(stored.state)
        except ValidationError as error:
            journal.note_bug(stored.id, error)
            return None
        return state if state.fits(self._business) else None

    async def _turn(self, turn: Turn, utterance: Utterance | None, delivery: str | None) -> Reply:
        """One message: what it was answered with before is not known here any more."""
        turn.utterance = utterance
        if await self._catch_up(turn):
            pass  # the caller spoke without having heard what became of the booking: that is the answer now
        elif utterance is not None and not (isinstance(utterance, Silence) and turn.said):
            before = turn.state, turn.said
            try:
                await self._run(turn, await self._understand(turn, utterance))
            except (StoreFailed, OutOfStep):
                if not turn.intended:
                    raise
                await self._run(turn, OutcomeUnknown())
            except Exception as error:  # a defect of ours must not end a call: it is logged, and asked again
                journal.note_bug(turn.state.id, error)
                if turn.booked is None and not turn.intended:
                    turn.state, turn.said = before
                    await self._run(turn, Heard(()))
                elif turn.booked is None:
                    await self._run(turn, OutcomeUnknown())
        closing = finish(turn.state, turn.said)
        turn.state, turn.said = closing.state, closing.say
        reply = self._voicing.voice(turn.state, turn.said, turn.now)
        await self._keep(turn, delivery, reply)
        return reply

    async def _catch_up(self, turn: Turn) -> bool:
        """Finds out what is still open, first of all. True when there is news to tell instead of an answer."""
        if turn.state.booking is not None:
            booking = await self._performer.read(turn.state.booking.id)
            if booking is not None and turn.state.moving is not None:
                there = booking.stands and booking.request.opening.starts_at(turn.state.moving.opening.start)
                await self._run(turn, Moved(booking) if there else NotMoved(booking))
                return True
            if booking is not None:
                turn.state = replace(turn.state.at_hand(booking), cancelling=False)
        booking = turn.state.booking or next(reversed(turn.state.known), None)
        if turn.state.unannounced and booking is not None:
            turn.state = replace(turn.state, unannounced=False)
            turn.said = (NotifySuccess(booking),)
            return True
        if open_outcome(turn):
            outcome = await self._commitments.find_out(turn)
            if outcome is not None:
                await self._run(turn, outcome)
            return outcome is not None and not isinstance(outcome, NotBooked)
        return False

    async def _keep(self, turn: Turn, delivery: str | None, reply: Reply) -> None:
        """Saves the turn. A booking that was made is said even if that fails; the next turn looks it up."""
        try:
            await self._save(turn, delivery, reply)
        except OutOfStep:
            if turn.booked is None:
                raise
            latest = await self._store.get(turn.stored.id)  # somebody ended it meanwhile; the booking counts more
            turn.stored = replace(turn.stored, version=latest.version if latest else 0)
            await self._save(turn, delivery, reply)
        except StoreFailed as error:
            if turn.booked is None:
                raise
            journal.note_bug(turn.state.id, error)

    async def _understand(self, turn: Turn, utterance: Utterance) -> Event:
        match utterance:
            case Silence():
                return NoInput()
            case HangUp():
                return HungUp()
            case Unanswered():
                return NobodyPickedUp()
            case Words() if turn.state.medium is Medium.VOICE and is_noise(utterance):
                return NoInput()
            case _:
                heard = self._read_words(turn, utterance)
                if self._proposing and isinstance(utterance, Words) and heard.unread:
                    turn.utterance = await self._proposing.complete(turn, utterance, heard.language)
                    heard = self._read_words(turn, turn.utterance)
                turn.heard = heard.interpretation.acts
                if heard.language != turn.state.language:
                    locale = self._voicing.locale(heard.language)
                    turn.heard = (SpeakLanguage(heard.language, locale, heard.asked), *turn.heard)
                return Heard(turn.heard, isinstance(utterance, Words) and utterance.barge_in, turn.returned)

    def _read_words(self, turn: Turn, utterance: Words | Keys) -> Understood:
        state, local = turn.state, turn.now.astimezone(self._business.zone)
        return interpret_in(utterance, state.expectation, local, self._voicing.vocabularies, state.language)

    async def _run(self, turn: Turn, event: Event) -> None:
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
                        events.append(await self._commitments.make(turn, effect))
                    case LeaveCallback(phone, name, told):
                        summary = self._voicing.summary(turn.state, turn.now)
                        turn.callback = Callback(turn.state.id, self._business.id, turn.now, phone, name, summary)
                        if told:
                            events.append(CallbackLeft(stored=True))
                    case _:
                        if result := await self._performer.perform(effect, turn.state.id, turn.now):
                            events.append(result)
        if events:
            raise RuntimeError("a turn does not come to an end")

    # --- after a crash ------------------------------------------------------------------------------------------------

    async def _settle(self, intent: Intent) -> None:
        """The caller may never come back: a booking that was made is noted, one that was not is for the staff."""
        stored = await self._store.get(intent.conversation)
        if stored is None:
            return
        async with self._locks.hold(stored.key):
            stored = await self._store.get(intent.conversation)
            if stored is None:
                return
            booking = await self._commitments.look_up(intent)
            state = self._read(stored)
            if state is None:
                callback = None if booking else self._commitments.for_staff(None, intent)
                await self._store.save(replace(stored, done=True), settled=intent.key, callback=callback)
                return
            turn = Turn(stored, state, self._clock(), settled=intent.key)
            pending = state.committing is not None and state.committing.key == intent.key
            if booking is not None and state.booking != booking:
                await self._run(turn, Booked(booking))
                turn.state = replace(turn.state, unannounced=True)
            elif booking is None and pending:
                await self._run(turn, NotBooked())
                turn.state = replace(turn.state, committing=None)
                turn.callback = self._commitments.for_staff(turn, intent)
            closing = finish(turn.state, turn.said)
            turn.state, turn.said = closing.state, closing.say
            await self._save(turn, None, None)

    # --- keeping ------------------------------------------------------------------------------------------------------

    async def _save(self, turn: Turn, delivery: str | None, reply: Reply | None) -> None:
        record = TurnRecord(
            turn.now, records.utterances().dump_json(turn.utterance), records.spoken_acts().dump_json(turn.said)
        )
        turn.stored = await self._store.save(
            turn.record(),
            turns=(record,),
            delivery=Delivery(delivery, records.replies().dump_json(reply)) if delivery and reply else None,
            settled=turn.settled,
            callback=turn.callback,
        )

    def _out_of_order(self, medium: Medium, locale: str | None) -> Reply:
        """Nothing can be kept, so nothing is promised: the truth, and a person where there is a number for one."""
        language, locale = self._voicing.choose(locale)
        number = self._business.policy.handoff_number
        said: tuple[AgentAct, ...] = (NotifyFailure(Failure.TROUBLE),)
        if medium is Medium.VOICE:
            said += (HandOff(HandOffReason.SYSTEM, number) if number else Goodbye(),)
        state = State("", medium, language, locale, phase=Phase.ENDED, hand_off=HandOffReason.SYSTEM)
        return self._voicing.voice(state, said, self._clock())
