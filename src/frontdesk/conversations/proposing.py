"""Asks a language model what words may mean that no reader could read: seldom, not for long, and never twice.

Whatever becomes of it, the conversation goes on: with what it proposed, or exactly as without it. It is never asked
where the answer to the open question would do something by itself.
"""

import asyncio
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.conversations import journal
from frontdesk.conversations.ports import Proposer
from frontdesk.conversations.turn import Turn
from frontdesk.dialog.memory import Phase, Task
from frontdesk.dialog.state import State
from frontdesk.model.expectation import Expecting
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.proposal import Proposal
from frontdesk.model.utterance import Words
from frontdesk.understand.interpret import USABLE

MAY_BE_ASKED = frozenset(
    {
        Expecting.SLOT,
        Expecting.CONFIRM_SLOT,
        Expecting.OPTION,
        Expecting.OPENING,
        Expecting.CONFIRM_BOOKING,
        Expecting.CHANGE,
    }
)
"""Open questions at which nothing is done before the caller said yes to it. At the read-back a proposal may only
correct, and what is corrected is read back again: nobody but the caller says yes."""
LONGEST = 500
"""Characters; what is longer is no answer to a question, and goes nowhere."""
REMEMBERED = 500
"""Answers kept in this process."""
FAILURES = 3
"""After so many in a row it is left alone…"""
REST = timedelta(minutes=1)
"""…for this long: a model that is gone costs no caller its time limit, turn after turn."""


class Proposing:
    """Asks on behalf of one business's conversations."""

    def __init__(self, proposer: Proposer, limits: LanguageModel) -> None:
        self._proposer = proposer
        self._limits = limits
        self._remembered: OrderedDict[tuple[str, ...], Proposal] = OrderedDict()
        self._failures = 0
        self._resting_until: datetime | None = None

    async def complete(self, turn: Turn, utterance: Words, language: str) -> Words:
        """The same words with a proposal, or as they are; what it costs is counted in the turn's state. Never raises.

        `language` is the one they were said in.
        """
        if utterance.proposed is not None or not may_ask(turn.state, utterance):
            return utterance
        expectation, words = turn.state.expectation, " ".join(utterance.text.split())
        key = (language, expectation.expecting, expectation.slot or "", words.casefold())
        proposal = self._remembered.get(key)
        if proposal is None:
            proposal = await self._ask(turn, words, language)
        if proposal is None:
            return utterance
        self._remembered[key] = proposal
        self._remembered.move_to_end(key)
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return replace(utterance, proposed=proposal)

    async def _ask(self, turn: Turn, words: str, language: str) -> Proposal | None:
        resting = self._resting_until is not None and turn.now < self._resting_until
        if resting or turn.state.proposals >= self._limits.max_calls:
            return None
        turn.state = replace(turn.state, proposals=turn.state.proposals + 1)
        try:
            async with asyncio.timeout(self._limits.time_limit_seconds):
                proposal = await self._proposer.propose(words, turn.state.expectation, language)
        except Exception as error:  # whatever it is, a call does not end because of it
            self._failures += 1
            if self._failures >= FAILURES:
                self._resting_until = turn.now + REST
            journal.note_no_proposal(turn.state.id, error)
            return None
        self._failures = 0
        journal.note_proposal(turn.state.id, proposal)
        return proposal


def may_ask(state: State, utterance: Words) -> bool:
    """Words for an appointment that is still collected, said where a wrong proposal can do nothing by itself."""
    if state.phase is not Phase.COLLECTING or state.task is not Task.BOOK or state.calling_back:
        return False
    if state.expectation.expecting not in MAY_BE_ASKED:
        return False
    best = utterance.alternatives[0]
    usable = (best.confidence or 1.0) >= USABLE
    return usable and len(best.text) <= LONGEST and any(letter.isalpha() for letter in best.text)
