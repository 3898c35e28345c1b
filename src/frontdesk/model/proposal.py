"""What a language model may propose for words that no reader could read: values in words, and names from short lists.

A proposal is no act. `understand/proposals.py` decides what becomes of it, from what the caller really said.
"""

from dataclasses import dataclass

from frontdesk.model.caller_acts import Command, Topic
from frontdesk.model.slots import SlotName

QUOTED = (SlotName.NAME, SlotName.PHONE, SlotName.EMAIL, SlotName.PREFERRED_TIME)
"""Slots whose proposed words must stand in what the caller said."""
CHOSEN = (SlotName.SERVICE, SlotName.HOST, SlotName.CONTACT_CHANNEL, SlotName.LOCATION)
"""Slots whose values the profile lists: the caller may have meant one of them in other words."""
COMMANDS = (
    Command.BOOK,
    Command.REPEAT,
    Command.SLOWER,
    Command.HELP,
    Command.DONT_KNOW,
    Command.WAIT,
    Command.THANKS,
    Command.GREET,
    Command.OUT_OF_SCOPE,
)
"""Commands that cost a turn at most when they are wrong. A yes and a no are never among them: those make a question a
deed. Neither is anything that ends a conversation or gives up what is known."""
TOPICS = tuple(topic for topic in Topic if topic not in (Topic.EMERGENCY, Topic.AVAILABILITY, Topic.OTHER))
"""Questions that are answered at once and leave everything as it is."""


@dataclass(frozen=True, slots=True)
class ProposedValue:
    """A value of a slot, in words."""

    slot: SlotName
    words: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a model has to say about one utterance; an empty one is "I don't know either"."""

    values: tuple[ProposedValue, ...] = ()
    command: Command | None = None
    topic: Topic | None = None
