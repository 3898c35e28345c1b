"""The commit protocol: the intent on record before the call, its outcome settled after it, and looked up in between.

A booking is made under a key. Whatever happens between the intent and the outcome (a crash, a time-out, a lost
answer), the key is looked up before anything is said or tried again; only a known outcome settles the intent.
"""

from dataclasses import replace

from frontdesk.conversations import journal, records
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import BookingSystemError, Callback, ConversationStore, Intent
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.effects import Book
from frontdesk.dialog.events import Booked, Event, NotBooked, OutcomeUnknown
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State
from frontdesk.model.booking import Booking
from frontdesk.model.utterance import Medium


class Commitments:
    """One business's bookings in the making."""

    def __init__(self, business: str, store: ConversationStore, performer: Performer, voicing: Voicing) -> None:
        self._business = business
        self._store = store
        self._performer = performer
        self._voicing = voicing

    async def make(self, turn: Turn, effect: Book) -> Event:
        """Records the intent, books, and leaves a known outcome to be settled by the save that ends the turn.

        Raises `StoreFailed` or `OutOfStep` while nothing is booked yet.
        """
        book = self._voicing.with_invite(effect, turn.state, turn.stored.key.channel)
        turn.state = replace(turn.state, committing=book)
        request = records.requests().dump_json(book.request)
        intent = Intent(book.key, turn.state.id, self._business, request, turn.now)
        turn.stored = await self._store.save(turn.record(), intent=intent)
        turn.intended = True
        outcome = await self._performer.perform(book, turn.state.id, turn.now)
        if outcome is None or isinstance(outcome, OutcomeUnknown):
            return OutcomeUnknown()
        return self._known(turn, book.key, outcome)

    async def find_out(self, turn: Turn) -> Event | None:
        """What became of a booking whose outcome is not known. None when it is still unknown and was said to be."""
        book = turn.state.committing
        assert book is not None
        try:
            booking = await self._performer.look_up(book.key)
        except BookingSystemError as error:
            journal.note_failure(turn.state.id, book, error)
            return None if turn.state.unresolved else OutcomeUnknown()
        return self._known(turn, book.key, Booked(booking)) if booking else NotBooked()

    async def look_up(self, intent: Intent) -> Booking | None:
        """Raises `SystemDown` or `NeverKnown`."""
        return await self._performer.look_up(intent.key)

    def for_staff(self, turn: Turn | None, intent: Intent, booking: Booking | None = None) -> Callback:
        """Somebody confirmed an appointment and was not told of it, or it was not made: a person has to call them.

        Without a turn the conversation cannot be read any more: what is known is the `booking`, if it was made.
        """
        attendee = records.requests().validate_json(intent.request).attendee
        state = turn.state if turn else State(intent.conversation, Medium.TEXT, *self._voicing.choose(None))
        if booking is not None:
            state = replace(state, booking=booking, unannounced=True)
        now = turn.now if turn else intent.created
        summary = self._voicing.summary(state, now) if turn or booking else ""
        created = turn.now if turn else intent.created
        return Callback(intent.conversation, self._business, created, attendee.phone, attendee.name.full, summary)

    def _known(self, turn: Turn, key: str, outcome: Event) -> Event:
        turn.settled = key
        if isinstance(outcome, Booked):
            turn.booked = outcome.booking
        return outcome


def open_outcome(turn: Turn) -> bool:
    """A booking was asked for and its outcome is not known."""
    return turn.state.committing is not None and (turn.state.phase is Phase.COMMITTING or turn.state.unresolved)
