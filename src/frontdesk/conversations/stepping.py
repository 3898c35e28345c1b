"""The dialogue and the world in turns: a step, its effects made real, their results stepped with, until all is done."""

from collections import deque

from frontdesk.conversations.commitments import Commitments
from frontdesk.conversations.performing import Performer
from frontdesk.conversations.ports import Callback
from frontdesk.conversations.turn import Turn
from frontdesk.conversations.voicing import Voicing
from frontdesk.dialog.effects import Book, Effect, LeaveCallback
from frontdesk.dialog.events import CallbackLeft, Event
from frontdesk.dialog.turn import finish, step
from frontdesk.model.business import Business

ROUNDS = 40
"""Effects in one turn; more would be a loop."""


class Stepping:
    """Of one business's conversations."""

    def __init__(self, business: Business, voicing: Voicing, performer: Performer, commitments: Commitments) -> None:
        self._business = business
        self._voicing = voicing
        self._performer = performer
        self._commitments = commitments

    async def run(self, turn: Turn, event: Event) -> None:
        """Steps and performs effects until there is nothing left to do.

        Raises `StoreFailed` or `OutOfStep` when the intent to book cannot be kept, `RuntimeError` for a loop.
        """
        events = deque([event])
        for _ in range(ROUNDS):
            if not events:
                return
            taken = step(turn.state, events.popleft(), turn.now, self._business)
            turn.state = taken.state
            turn.said += taken.say
            for effect in taken.do:
                if result := await self._perform(turn, effect):
                    events.append(result)
        if events:
            raise RuntimeError("a turn does not come to an end")

    def finish(self, turn: Turn) -> None:
        """What was said becomes what is said: one question, and each thing once."""
        closing = finish(turn.state, turn.said)
        turn.state, turn.said = closing.state, closing.say

    async def _perform(self, turn: Turn, effect: Effect) -> Event | None:
        match effect:
            case Book():
                return await self._commitments.make(turn, effect)
            case LeaveCallback(phone, name, told):
                summary = self._voicing.summary(turn.state, turn.now)
                turn.callback = Callback(turn.state.id, self._business.id, turn.now, phone, name, summary)
                return CallbackLeft(stored=True) if told else None
            case _:
                return await self._performer.perform(effect, turn.state.id, turn.now)
