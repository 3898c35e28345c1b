"""What is logged about a turn: ids, act names and times. Never what a caller said, never a value."""

import logging
import traceback

from frontdesk.conversations.ports import NoProposal
from frontdesk.dialog.effects import Effect
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.caller_acts import CallerAct, Do, Inform
from frontdesk.model.proposal import Proposal

log = logging.getLogger("frontdesk.conversations")


def note_turn(conversation: str, heard: tuple[CallerAct, ...], said: tuple[AgentAct, ...], milliseconds: float) -> None:
    if log.isEnabledFor(logging.INFO):
        caller = ",".join(_name(act) for act in heard) or "-"
        agent = ",".join(act.kind for act in said) or "-"
        log.info("turn %s caller=%s agent=%s %.1f ms", conversation, caller, agent, milliseconds)


def note_failure(conversation: str, effect: Effect, error: BaseException) -> None:
    log.warning("effect %s of %s failed: %s", effect.kind, conversation, type(error).__name__)


def note_proposal(conversation: str, proposal: Proposal) -> None:
    parts = [f"inform:{value.slot}" for value in proposal.values]
    parts += [str(part) for part in (proposal.command, proposal.topic) if part]
    log.info("language model proposed for %s: %s", conversation, ",".join(parts) or "-")


def note_no_proposal(conversation: str, error: Exception) -> None:
    why = str(error) if isinstance(error, NoProposal) else type(error).__name__
    log.warning("language model proposed nothing for %s: %s", conversation, why)


def note_bug(conversation: str, error: Exception) -> None:
    """Where it happened, without the error's message: that may hold what a caller said."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    log.error("turn of %s went wrong: %s at %s", conversation, type(error).__name__, where)


def _name(act: CallerAct) -> str:
    match act:
        case Inform(slot):
            return f"inform:{slot}"
        case Do(command):
            return str(command)
        case _:
            return act.kind
