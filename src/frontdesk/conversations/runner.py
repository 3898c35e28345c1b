"""Runs a conversation: lock, load, understand, step, perform effects and feed back their results, render, save."""

import time
from collections.abc import Callable
from datetime import timedelta

from frontdesk.conversations import journal, records
from frontdesk.conversations.commitments import Commitments
from frontdesk.conversations.keeping import Keeping
from frontdesk.conversations.locks import Locks
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import (
    BookingSystem,
    Clock,
    ConversationKey,
    ConversationStore,
    OutOfStep,
    Proposer,
    StoreFailed,
)
from frontdesk.conversations.proposing import Proposing
from frontdesk.conversations.settling import Settling
from frontdesk.conversations.stepping import Stepping
from frontdesk.conversations.taking_up import TakingUp
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.understanding import Understanding
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.events import Heard, HungUp, OutcomeUnknown
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AgentAct, Failure, Goodbye, HandOff, HandOffReason, NotifyFailure
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import HangUp, Medium, Silence, Utterance

PATIENCE = 8.0
"""For how many seconds the booking system is waited for, each time it is asked."""
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
        patience: float = PATIENCE,
        proposer: Proposer | None = None,
    ) -> None:
        self._business = business
        self._voicing = voicing
        self._store = store
        self._clock = clock
        limits = business.language_model
        performer = Performer(booking_system, timedelta(minutes=business.policy.hold_minutes), patience)
        commitments = Commitments(business.id, store, performer, voicing)
        understanding = Understanding(business, voicing, Proposing(proposer, limits) if proposer and limits else None)
        keeping = Keeping(business, store)
        stepping = Stepping(business, voicing, performer, commitments)
        self._locks = Locks()
        self._understanding = understanding
        self._keeping = keeping
        self._stepping = stepping
        self._settling = Settling(business.id, store, clock, self._locks, keeping, stepping, performer, commitments)
        self._taking_up = TakingUp(business, store, clock, new_id, voicing, understanding, keeping, stepping, performer)

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
                state = self._keeping.read(stored)
                if state is None:
                    return
                turn = Turn(stored, state, self._clock())
                turn.utterance = HangUp()
                await self._stepping.run(turn, HungUp())
                await self._keeping.save(turn)
            except (StoreFailed, OutOfStep) as error:
                journal.note_bug(key.business, error)

    async def settle(self) -> int:
        """Finishes what a crash left: looks up every booking that was about to be made. Returns how many there were.

        Raises `StoreFailed`.
        """
        return await self._settling.settle()

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
                    turn = await self._taking_up.take_up(key, before.conversation, utterance, medium, locale, arrival)
                    reply = await self._turn(turn, utterance, delivery)
                except OutOfStep:
                    continue
                except Exception as error:  # the store fails, or we do: nothing is claimed, and the call goes on
                    journal.note_bug(key.business, error)
                    break
                journal.note_turn(reply.conversation, turn.heard, reply.acts, (time.perf_counter() - began) * 1000)
                return reply
        return self._out_of_order(medium, locale)

    async def _turn(self, turn: Turn, utterance: Utterance | None, delivery: str | None) -> Reply:
        """One message: what it was answered with before is not known here any more."""
        turn.utterance = utterance
        if await self._settling.catch_up(turn):
            pass  # the caller spoke without having heard what became of the booking: that is the answer now
        elif utterance is not None and not (isinstance(utterance, Silence) and turn.said):
            before = turn.state, turn.said
            try:
                await self._stepping.run(turn, await self._understanding.understand(turn, utterance))
            except (StoreFailed, OutOfStep):
                if not turn.intended:
                    raise
                await self._stepping.run(turn, OutcomeUnknown())
            except Exception as error:  # a defect of ours must not end a call: it is logged, and asked again
                journal.note_bug(turn.state.id, error)
                if turn.booked is None and not turn.intended:
                    turn.state, turn.said = before
                    await self._stepping.run(turn, Heard(()))
                elif turn.booked is None:
                    await self._stepping.run(turn, OutcomeUnknown())
        self._stepping.finish(turn)
        reply = self._voicing.voice(turn.state, turn.said, turn.now)
        await self._keeping.keep(turn, delivery, reply)
        return reply

    def _out_of_order(self, medium: Medium, locale: str | None) -> Reply:
        """Nothing can be kept, so nothing is promised: the truth, and a person where there is a number for one."""
        language, locale = self._voicing.choose(locale)
        number = self._business.policy.handoff_number
        said: tuple[AgentAct, ...] = (NotifyFailure(Failure.TROUBLE),)
        if medium is Medium.VOICE:
            said += (HandOff(HandOffReason.SYSTEM, number) if number else Goodbye(),)
        state = State("", medium, language, locale, phase=Phase.ENDED, hand_off=HandOffReason.SYSTEM)
        return self._voicing.voice(state, said, self._clock())
