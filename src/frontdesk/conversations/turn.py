"""One turn under way, and how it becomes what the store keeps."""

from dataclasses import dataclass, replace
from datetime import datetime

from frontdesk.conversations import records
from frontdesk.conversations.callers import known_as
from frontdesk.conversations.ports import Callback, StoredConversation
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import Booking
from frontdesk.model.caller_acts import CallerAct
from frontdesk.model.utterance import Utterance


@dataclass(slots=True)
class Turn:
    """What a turn starts from and has come to so far."""

    stored: StoredConversation
    state: State
    now: datetime
    utterance: Utterance | None = None
    """The caller's part of it, as it is kept in the journal; None where the agent speaks first."""
    returned: bool = False
    """The caller comes back to a chat that was left long ago."""
    said: tuple[AgentAct, ...] = ()
    heard: tuple[CallerAct, ...] = ()
    settled: str | None = None
    """Key of an intent whose outcome is known and part of `state`."""
    callback: Callback | None = None
    intended: bool = False
    """An intent was recorded in this turn: there is no way back behind it."""
    booked: Booking | None = None
    """A booking that was committed in this turn: it stays true whatever fails afterwards."""

    def record(self) -> StoredConversation:
        """The conversation as it is to be kept now."""
        return replace(
            self.stored,
            state=records.states().dump_json(self.state),
            updated=self.now,
            done=self.state.phase is Phase.ENDED,
            caller=known_as(self.stored.key.business, self.state.caller_id),
        )
