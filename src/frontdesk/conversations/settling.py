"""What became of it: outcomes that are not known yet are found out before anything else, after a crash as well."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from frontdesk.conversations import journal
from frontdesk.conversations.commitments import Commitments, open_outcome
from frontdesk.conversations.keeping import Keeping
from frontdesk.conversations.locks import Locks
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import (
    BookingSystemError,
    Clock,
    ConversationStore,
    Intent,
    NeverKnown,
    StoredConversation,
    StoreFailed,
)
from frontdesk.conversations.stepping import Stepping
from frontdesk.conversations.turn import Turn
from frontdesk.dialog.events import Booked, Moved, NotBooked, NotMoved
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import ConfirmInstead, NotifySuccess, Say
from frontdesk.model.booking import Booking
from frontdesk.model.note import Note

ABANDONED_AFTER = timedelta(minutes=2)
"""An intent older than this was left by a process that is gone."""
UNKNOWN_FOR = timedelta(hours=1)
"""What cannot be found out for so long is for a person to find out."""
SETTLING = timedelta(minutes=2)
"""An intent that one process settles is left alone by the others for this long."""


class Settling:
    """Of one business's appointments."""

    def __init__(
        self,
        business: str,
        store: ConversationStore,
        clock: Clock,
        locks: Locks,
        keeping: Keeping,
        stepping: Stepping,
        performer: Performer,
        commitments: Commitments,
    ) -> None:
        self._business = business
        self._store = store
        self._clock = clock
        self._locks = locks
        self._keeping = keeping
        self._stepping = stepping
        self._performer = performer
        self._commitments = commitments

    async def catch_up(self, turn: Turn) -> bool:
        """Finds out what is still open, first of all. True when there is news to tell instead of an answer."""
        read = await self._read_again(turn.state)
        moving, at_hand = turn.state.moving, turn.state.booking
        if moving is not None and (there := read.get(moving.id)):
            await self._stepping.run(turn, Moved(there) if moving.is_done(there) else NotMoved(there))
            return True
        turn.state = turn.state.as_read(read)
        if at_hand is not None and at_hand.id in read:
            turn.state = replace(turn.state, cancelling=False)
        booking = turn.state.booking or next(reversed(turn.state.known), None)
        if turn.state.unannounced and booking is not None:
            turn.state = replace(turn.state, unannounced=False)
            turn.said = (NotifySuccess(booking) if booking.stands else Say(Note.CANCELLED),)
            if booking.stands and isinstance(turn.state.question, ConfirmInstead):
                turn.said += (turn.state.question,)
            return True
        if open_outcome(turn):
            outcome = await self._commitments.find_out(turn)
            if isinstance(outcome, NotBooked):  # who was told that nobody knows is told first what is known now
                outcome = NotBooked(told=turn.state.unresolved and not turn.state.calling_back)
            if outcome is not None:
                await self._stepping.run(turn, outcome)
            return outcome is not None and outcome != NotBooked()
        return False

    async def settle(self) -> int:
        """Finishes what a crash left: looks up every booking that was about to be made. Returns how many there were.

        One that cannot be settled now is taken up again when `SETTLING` is over, here or by another process.
        Raises `StoreFailed`.
        """
        now = self._clock()
        intents = await self._store.take_open_intents(
            self._business, before=now - ABANDONED_AFTER, now=now, until=now + SETTLING
        )
        for intent in intents:
            try:
                await self._settle(intent)
            except StoreFailed:
                raise
            except Exception as error:  # one that cannot be settled now must not keep the others waiting
                journal.note_bug(intent.conversation, error)
        return len(intents)

    async def _settle(self, intent: Intent) -> None:
        """The caller may never come back: a booking that was made is noted, one that was not is for the staff."""
        stored = await self._store.get(intent.conversation)
        if stored is None:
            return
        async with self._locks.hold(stored.key):
            stored = await self._store.get(intent.conversation)
            if stored is None:
                return
            state = self._keeping.read(stored)
            try:
                booking = await self._commitments.look_up(intent)
            except BookingSystemError as error:
                if not isinstance(error, NeverKnown) and self._clock() - intent.created < UNKNOWN_FOR:
                    raise
                await self._leave_to_staff(intent, stored, state)
                return
            if state is None:
                callback = self._commitments.for_staff(None, intent, booking)
                await self._store.save(replace(stored, done=True), settled=intent.key, callback=callback)
                return
            turn = Turn(stored, state, self._clock(), settled=intent.key)
            if booking is not None and booking.id not in state.handled:
                await self._stepping.run(turn, Booked(booking))
                turn.state = replace(turn.state, unannounced=True)
                turn.callback = self._commitments.for_staff(turn, intent)  # they wait to hear from us
            elif booking is None and state.committing is not None and state.committing.key == intent.key:
                await self._stepping.run(turn, NotBooked())
                turn.state = replace(turn.state, committing=None)
                turn.callback = self._commitments.for_staff(turn, intent)
            else:  # it was settled meanwhile, and the conversation has gone on
                await self._store.save(stored, settled=intent.key)
                return
            self._stepping.finish(turn)
            await self._keeping.save(turn)

    async def _leave_to_staff(self, intent: Intent, stored: StoredConversation, state: State | None) -> None:
        """Somebody may have an appointment, and nobody here can tell: a person looks into the booking system."""
        turn = Turn(stored, replace(state, unresolved=True), self._clock()) if state else None
        callback = self._commitments.for_staff(turn, intent)
        await self._store.save(stored, settled=intent.key, callback=callback)

    async def _read_again(self, state: State) -> dict[str, Booking]:
        """The appointments this conversation knows, as they stand now; those that cannot be read are left out."""
        ids = {one.id: one for one in (*state.known, state.booking) if one is not None and one.stands}
        read = await asyncio.gather(*(self._performer.read(id) for id in ids))
        return {one.id: one for one in read if one is not None}
