"""One short text for everything a caller does, and for what a conversation knows of them: for people who look at it."""

from collections.abc import Iterator
from datetime import datetime

from frontdesk.channels.text.describe import describe_subject, describe_value
from frontdesk.conversations.insight import Insight
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Change,
    Decline,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    SpeakLanguage,
)


def describe_caller_act(act: CallerAct, now: datetime) -> str:
    match act:
        case Inform():
            return f"{act.slot}: {describe_value(act.value, now)}" + (" (corrects)" if act.corrects else "")
        case Change(slot, part):
            return f"change {slot or 'something'}" + (f", the {part}" if part else "")
        case Decline():
            return f"decline {act.slot or 'what was asked'}"
        case Select():
            return f"select number {act.index + 1} of the offer"
        case RequestAlternatives():
            return f"request alternatives: {act.direction}"
        case AskFact():
            return ", ".join((f"ask about {act.topic}", *(describe_subject(one, now) for one in act.about)))
        case Do():
            return str(act.command)
        case Behave():
            return f"behave: {act.conduct}"
        case SpeakLanguage():
            return f"go on in {act.language}"


def describe_slots(insight: Insight, now: datetime) -> Iterator[tuple[str, str, str, str, str]]:
    """Slot, grounding, value, how sure and from where; what is not filled has no value."""
    for one in insight.slots:
        value = "" if one.value is None else describe_value(one.value, now)
        sure = "" if one.value is None else f"{one.sure:.2f}"
        yield str(one.slot), one.grounding, value, sure, str(one.source or "")
    for question, text in insight.answers:
        yield f"question {question}", "heard", text, "", "said"
