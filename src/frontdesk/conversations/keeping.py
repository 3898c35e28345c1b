"""What is kept of a conversation: its state read again, and a turn saved with all that belongs to it."""

from dataclasses import replace

from pydantic import ValidationError

from frontdesk.conversations import journal, records
from frontdesk.conversations.ports import (
    ConversationStore,
    Delivery,
    OutOfStep,
    StoredConversation,
    StoreFailed,
    TurnRecord,
)
from frontdesk.conversations.turn import Turn
from frontdesk.dialog.state import State
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply


class Keeping:
    """Of one business's conversations."""

    def __init__(self, business: Business, store: ConversationStore) -> None:
        self._business = business
        self._store = store

    def read(self, stored: StoredConversation) -> State | None:
        """The state as it was kept; None when this version or this profile cannot go on with it."""
        try:
            state = records.states().validate_json(stored.state)
        except ValidationError as error:
            journal.note_bug(stored.id, error)
            return None
        return state if state.fits(self._business) else None

    async def keep(self, turn: Turn, delivery: str | None, reply: Reply) -> None:
        """Saves the turn. A booking that was made is said even if that fails; the next turn looks it up.

        Raises `StoreFailed` or `OutOfStep` where nothing was booked.
        """
        try:
            await self.save(turn, delivery, reply)
        except OutOfStep:
            if turn.booked is None:
                raise
            latest = await self._store.get(turn.stored.id)  # somebody ended it meanwhile; the booking counts more
            turn.stored = replace(turn.stored, version=latest.version if latest else 0)
            await self.save(turn, delivery, reply)
        except StoreFailed as error:
            if turn.booked is None:
                raise
            journal.note_bug(turn.state.id, error)

    async def save(self, turn: Turn, delivery: str | None = None, reply: Reply | None = None) -> None:
        """Raises `StoreFailed` or `OutOfStep`."""
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
