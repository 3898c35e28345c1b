"""Compares what the desk says with what the caller wants, as somebody does who listens."""

from datetime import datetime

from frontdesk.model.agent_acts import Acknowledge, AgentAct, ReadBack
from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneNumber
from frontdesk.model.expectation import Option
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import PreferredTime
from frontdesk.simulation.goals import Goal, letters


def is_right(value: Value, goal: Goal, slot: SlotName | None = None) -> bool:
    """What is not the caller's concern, or cannot be wrong, is right."""
    if slot is SlotName.CALLER_NAME and isinstance(value, PersonName):
        return letters(value.full) == letters((goal.caller or goal.name).full)
    match value:
        case ServiceChoice(ids):
            return ids == (goal.service,)
        case HostChoice(ids):
            return goal.host is None or ids == (goal.host,)
        case LocationChoice(ids):
            return goal.location is None or ids == (goal.location,)
        case ContactChannel(channel):
            return channel is goal.channel
        case PersonName():
            return letters(value.full) == letters(goal.name.full)
        case PhoneNumber(e164):
            return e164 == goal.phone
        case EmailAddress(address):
            return address == goal.email
        case PreferredTime():
            return goal.wanted.start is None or may_mean(value, goal.wanted.start)
        case _:
            return True


def wrong_in(act: AgentAct, goal: Goal) -> list[SlotName]:
    """What is wrong in a read-back or in an acknowledgement, the time first."""
    match act:
        case ReadBack():
            wrong = [] if goal.wanted.suits(act.opening.start) else [SlotName.PREFERRED_TIME]
            if goal.host and act.opening.host != goal.host:
                wrong.append(SlotName.HOST)
            told = {slot for slot, _ in act.values}
            wrong += [slot for slot, value in act.values if not is_right(value, goal, slot) and slot not in wrong]
            missing_email = goal.email is not None and SlotName.EMAIL not in told
            return wrong + ([SlotName.EMAIL] if missing_email else [])
        case Acknowledge():
            return [] if is_right(act.value, goal, act.slot) else [act.slot]
        case _:
            return []


def may_mean(value: PreferredTime, start: datetime) -> bool:
    """One of the readings of a wish is this time; what was not said yet may be anything."""
    wishes = [wish for wish in value.wishes if not wish.excluded]
    minute, day = start.hour * 60 + start.minute, start.date()
    return not wishes or any(
        (not wish.days or any(span.includes(day) for span in wish.days))
        and (not wish.clocks or any(span.includes(minute) or span.approximate for span in wish.clocks))
        for wish in wishes
    )


def meant(options: tuple[Option, ...], goal: Goal) -> int | None:
    """Which of several readings is the caller's; None where none is."""
    return next((at for at, option in enumerate(options) if is_right(option.value, goal)), None)
