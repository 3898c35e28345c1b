"""Which conversation a message belongs to: the one that was left, one that is just over, or a new one that begins."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.conversations.callers import known_as
from frontdesk.conversations.keeping import Keeping
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import Clock, ConversationKey, ConversationStore, StoredConversation
from frontdesk.conversations.stepping import Stepping
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.understanding import Understanding
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.events import Began
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State
from frontdesk.model.arrival import Arrival
from frontdesk.model.business import Business
from frontdesk.model.caller_acts import Command, Do
from frontdesk.model.utterance import Medium, Unanswered, Utterance, Words

RESUME_WITHIN = timedelta(hours=24)
"""A chat that was left is taken up again within this time; later, a new conversation starts."""
BOOKED_WITHIN = timedelta(hours=12)
"""A chat whose booking is made still belongs to it for this long."""
AFTERWORDS = timedelta(minutes=10)
"""A goodbye is answered with another one for this long."""
CLOSING = {Command.GOODBYE, Command.THANKS, Command.NEGATE, Command.AFFIRM}


class TakingUp:
    """One business's conversations, begun and taken up again."""

    def __init__(
        self,
        business: Business,
        store: ConversationStore,
        clock: Clock,
        new_id: Callable[[], str],
        voicing: Voicing,
        understanding: Understanding,
        keeping: Keeping,
        stepping: Stepping,
        performer: Performer,
    ) -> None:
        self._business = business
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._voicing = voicing
        self._understanding = understanding
        self._keeping = keeping
        self._stepping = stepping
        self._performer = performer
        limits = business.policy.limits
        self._call_back_within = timedelta(minutes=limits.dropped_call_minutes)
        self._recap_after = timedelta(minutes=limits.recap_after_minutes)

    async def take_up(
        self,
        key: ConversationKey,
        stored: StoredConversation | None,
        utterance: Utterance | None,
        medium: Medium,
        locale: str | None,
        arrival: Arrival,
    ) -> Turn:
        """The turn that this message begins; without an utterance, the agent speaks first."""
        now = self._clock()
        if stored is not None and utterance is not None:
            turn = self._after_the_end(stored, utterance, now) or self._as_left(stored, utterance, arrival, now)
            if turn is not None:
                turn.returned = medium is Medium.TEXT and now - stored.updated > self._recap_after
                return turn
        speaks_first = utterance is None and medium is Medium.VOICE
        left = await self._broken_off(arrival, now) if speaks_first else None
        language, locale = (left.language, left.locale) if left else self._voicing.choose(locale)
        state = State(self._new_id(), medium, language, locale)
        before = stored.id if stored else None
        turn = Turn(StoredConversation(state.id, key, 0, b"", now, False, after=before), state, now)
        await self._stepping.run(turn, Began(arrival, left))
        return turn

    def _after_the_end(self, stored: StoredConversation, utterance: Utterance, now: datetime) -> Turn | None:
        """ "Thanks, bye" to a goodbye still belongs to the conversation that is over, and begins no other."""
        if not stored.done or not isinstance(utterance, Words) or now - stored.updated > AFTERWORDS:
            return None
        state = self._keeping.read(stored)
        if state is None or state.phase is not Phase.ENDED:
            return None
        turn = Turn(stored, state, now)
        acts = self._understanding.read(turn, utterance).interpretation.acts
        closes = all(isinstance(act, Do) and act.command in CLOSING for act in acts)
        return turn if acts and closes else None

    def _as_left(
        self, stored: StoredConversation, utterance: Utterance, arrival: Arrival, now: datetime
    ) -> Turn | None:
        """The conversation goes on; also one that is over, when nobody picked up the call that was put through."""
        if stored.done and not isinstance(utterance, Unanswered):
            return None
        state = self._keeping.read(stored)
        if state is None:
            return None
        patience = BOOKED_WITHIN if state.phase is Phase.SETTLED else RESUME_WITHIN
        if now - stored.updated >= patience:
            return None
        return Turn(stored, replace(state, arrival=state.arrival.joined(arrival)), now)

    async def _broken_off(self, arrival: Arrival, now: datetime) -> State | None:
        """The call from the same number that broke off a moment ago, its booking as it stands now."""
        caller = known_as(self._business.id, arrival.caller_id)
        if caller is None or not self._call_back_within:
            return None
        stored = await self._store.latest_of(self._business.id, caller, now - self._call_back_within)
        state = self._keeping.read(stored) if stored else None
        if state is None or not state.dropped or state.language not in self._voicing.vocabularies:
            return None
        if state.booking is None:
            return state
        booking = await self._performer.read(state.booking.id)
        return replace(state, booking=booking) if booking else None
