"""Acts and values in one line that a person can read, as the examples of hear/ write them."""

from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Change,
    Command,
    Decline,
    Do,
    Inform,
    OwnFact,
    RequestAlternatives,
    Select,
    SpeakLanguage,
)
from frontdesk.model.slots import (
    Address,
    Answer,
    HostChoice,
    LocationChoice,
    Message,
    Reason,
    ServiceChoice,
    SlotName,
    Ticket,
    Value,
)
from frontdesk.model.when import Grain, PreferredTime

UNSURE = 0.8
"""A name that is less sure than this is marked: it will be asked about."""
PARTS = {Grain.DAY: "day", Grain.MINUTE: "time"}
ANSWERS = {Command.AFFIRM: "yes", Command.NEGATE: "no"}


def describe_act(act: CallerAct) -> str:
    """ "yes", "book", "ask hours", "select 2", "corrects service follow-up"."""
    match act:
        case Do(command):
            return ANSWERS.get(command, str(command))
        case AskFact(topic, about):
            subjects = (one.id if isinstance(one, OwnFact) else _value(one) for one in about)
            return " ".join(("ask", topic, *subjects))
        case Select(index):
            return f"select {index + 1}"
        case RequestAlternatives(direction):
            return f"others {direction}"
        case Change(slot, part):
            return f"change {PARTS[part] if part else slot or 'something'}"
        case Decline(slot):
            return f"decline {slot or 'it'}"
        case Behave(conduct):
            return str(conduct)
        case SpeakLanguage(language):
            return f"in {language}"
        case Inform(SlotName.APPOINTMENT, PreferredTime()):
            return "appointment"
        case Inform(_, value, corrects):
            return f"corrects {_value(value)}" if corrects else _value(value)


def _value(value: Value) -> str:
    match value:
        case HostChoice(ids, any_of=True):
            return f"any of host {' or '.join(ids)}"
        case ServiceChoice(ids) | HostChoice(ids) | LocationChoice(ids):
            return f"{value.kind} {' or '.join(ids) or 'any'}"
        case ContactChannel(channel):
            return f"channel {channel}"
        case Reason(text) | Address(text) | Message(text) | Answer(_, text):
            return f"{value.kind} {text}"
        case Ticket(code):
            return f"ticket {code}"
        case PreferredTime():
            return "time"
        case PersonName():
            return f"name {value.full}"
        case PhoneNumber(text) | PhoneDigits(text) | PhoneEnding(text) | EmailAddress(text):
            return text


def describe_slot(act: CallerAct) -> str:
    """A name, number or address exactly: "Ada|Example*" (spelled), "corrects +442079460123", "digits 0207"."""
    if not isinstance(act, Inform):
        return describe_act(act)
    unsure = "?" if act.slot is SlotName.NAME and act.sure < UNSURE else ""
    return f"{'corrects ' if act.corrects else ''}{_exactly(act.value)}{unsure}"


def _exactly(value: Value) -> str:
    match value:
        case PersonName(given, family, spelled):
            return f"{given}|{family}{'*' if spelled else ''}"
        case PhoneDigits(digits):
            return f"digits {digits}"
        case PhoneEnding(digits):
            return f"ending {digits}"
        case _:
            return _value(value)
