"""What the page shows of the dialogue behind the chat: what was heard, which rules answered, what is known."""

from frontdesk.channels.desk import Desk, Parts
from frontdesk.channels.text.describe import describe_expectation
from frontdesk.channels.text.describe_caller import describe_caller_act, describe_slots
from frontdesk.channels.text.moments import write_moment
from frontdesk.channels.wire import Wire
from frontdesk.conversations.insight import look
from frontdesk.conversations.ports import ConversationKey
from frontdesk.conversations.records import states


class SlotView(Wire):
    """`grounding` is missing, declined, heard or confirmed; what is not filled has no value."""

    slot: str
    grounding: str
    value: str
    sure: str
    source: str


class InsideView(Wire):
    conversation: str
    task: str
    phase: str
    asks: str
    heard: list[str]
    """What the caller's last words mean; empty where nothing was understood, or nothing said."""
    rules: list[str]
    slots: list[SlotView]
    held: list[str]


async def read_inside(desk: Desk, key: ConversationKey, parts: Parts) -> InsideView | None:
    """None before the first word. Raises `StoreFailed`."""
    stored = await parts.conversations.current(key)
    if stored is None:
        return None
    now = parts.clock().astimezone(desk.business.zone)
    seen = look(states().validate_json(stored.state), desk.business)
    names = ("slot", "grounding", "value", "sure", "source")
    return InsideView(
        conversation=stored.id,
        task=seen.task,
        phase=seen.phase,
        asks=describe_expectation(seen.asks),
        heard=[describe_caller_act(act, now) for act in seen.heard],
        rules=list(seen.rules),
        slots=[SlotView(**dict(zip(names, row, strict=True))) for row in describe_slots(seen, now)],
        held=[write_moment(opening.start, now) for opening in seen.held],
    )
