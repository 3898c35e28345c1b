"""Single sentences for other programs: a request and its response, both plain JSON values (`frontdesk understand`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global

from frontdesk.model.business import Business
from frontdesk.model.caller import ContactChannel, EmailAddress, PersonName, PhoneDigits, PhoneNumber
from frontdesk.model.caller_acts import (
    AskFact,
    Behave,
    CallerAct,
    Change,
    Command,
    Decline,
    Do,
    Inform,
    RequestAlternatives,
    Select,
    SpeakLanguage,
)
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import MAX_WORDS, typed
from frontdesk.model.when import Grain, PreferredTime
from frontdesk.understand.candidates import MINUTE, Candidate, candidates
from frontdesk.understand.hearing import Hearing
from frontdesk.understand.interpret import interpret
from frontdesk.understand.vocabulary import Vocabulary

Response = dict[str, Any] | None
UTC = "UTC"

YES_OR_NO = {Command.AFFIRM, Command.NEGATE}
HOW_MANY = Command.TOGETHER
"""For how many people: a wish of its own to the dialogue, here the change of something that is not ours."""
NOTHING = Expectation(Expecting.NOTHING)
ASKED = {
    "time": Expectation(Expecting.SLOT, SlotName.PREFERRED_TIME),
    "name": Expectation(Expecting.SLOT, SlotName.NAME),
    "phone": Expectation(Expecting.SLOT, SlotName.PHONE),
    "email": Expectation(Expecting.SLOT, SlotName.EMAIL),
    "channel": Expectation(Expecting.SLOT, SlotName.CONTACT_CHANNEL),
    "confirm": Expectation(Expecting.CONFIRM_BOOKING),
}
INTENTS = {
    Command.BOOK: "book",
    Command.RESCHEDULE: "reschedule",
    Command.CANCEL: "cancel",
    Command.CANNOT_COME: "cancel",
    Command.NEVER_MIND: "cancel",
    Command.KEEP: "help",
    Command.CHECK: "request_info",
    Command.REPEAT: "repeat",
    Command.SLOWER: "repeat",
    Command.HELP: "help",
    Command.START_OVER: "correction",
    Command.GO_BACK: "correction",
    Command.PERSON: "human",
    Command.GOODBYE: "goodbye",
    Command.THANKS: "thanks",
    Command.GREET: "greet",
    Command.DONT_KNOW: "dont_know",
    Command.OUT_OF_SCOPE: "oos",
    Command.AFFIRM: "affirm",
    Command.NEGATE: "negate",
    Command.ANOTHER: "book",
    Command.SEVERAL: "book",
    Command.TOGETHER: "book",
    Command.RECURRING: "book",
    Command.AGAIN: "book",
    Command.FOR_SOMEBODY: "inform",
    Command.FOR_MYSELF: "inform",
    Command.THE_OTHER: "inform",
    Command.JOIN_WAITLIST: "request_alternatives",
    Command.LEAVE_WAITLIST: "cancel",
    Command.LEAVE_MESSAGE: "human",
    Command.RUNNING_LATE: "inform",
}
FIRST = "human cancel reschedule request_alternatives correction repeat help".split()
LAST = "dont_know thanks greet oos".split()
"""Of several things said at once, the one that decides what happens next; in between it depends on what was asked."""
IN_ANSWER = "inform request_info book goodbye negate affirm".split()
TO_CONFIRM = "negate request_info affirm goodbye inform book".split()
UNASKED = "book request_info inform goodbye thanks negate affirm".split()


class TaskError(ValueError):
    """A request cannot be answered; the message names the key and says what to write."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request is at home. A region of None is the language's own."""

    language: str
    region: str | None
    time_zone: str


Vocabularies = Callable[[Place], Vocabulary]
"""The words of a place. Raises TaskError for a language that there is not."""


def answer(request: Mapping[str, Any], vocabularies: Vocabularies) -> Response:
    """The response to one request; None when nothing was understood. Raises TaskError."""
    task = request.get("task")
    if not isinstance(task, str) or task not in TASKS:
        raise TaskError(f'"task" must be one of {", ".join(TASKS)}')
    text = request.get("text")
    if not isinstance(text, str):
        raise TaskError('"text" must be a text')
    place = _place(request)
    return TASKS[task](text[:MAX_WORDS], request, vocabularies(place))


def nothing_for(task: str) -> dict[str, None]:
    """The response to a request with an id when nothing was understood."""
    return dict.fromkeys(KEYS[task])


def neutral_business(region: str, time_zone: str) -> Business:
    """A business without words of its own: no name of a service, person or place can be meant by a caller.

    Raises ValueError.
    """
    return Business.model_validate(
        {
            "id": "anybody",
            "name": "Anybody",
            "time_zone": time_zone,
            "region": region,
            "opening_hours": {},
            "services": [
                {"id": "anything", "names": ["xserviceofnoname"], "channels": ["phone"]} | {"duration_minutes": 30}
            ],
            "hosts": [{"id": "anyone", "name": "xhostofnoname"}],
        }
    )


def _place(request: Mapping[str, Any]) -> Place:
    language, _, country = str(request.get("lang") or "en").replace("_", "-").partition("-")
    time_zone = str(request.get("tz") or UTC)
    region = request.get("region") or country.upper() or get_global("zone_territories").get(time_zone)
    return Place(language.lower(), str(region).upper() if region else None, time_zone)


def _now(request: Mapping[str, Any], zone: tzinfo) -> datetime:
    given = request.get("now")
    try:
        now = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        now = None
    if now is None:
        raise TaskError('"now" must be a time like 2026-03-05T09:00:00')
    return now.astimezone(zone) if now.tzinfo else now.replace(tzinfo=zone)


def _heard(text: str, expectation: Expectation, now: datetime, vocabulary: Vocabulary) -> tuple[CallerAct, ...]:
    return interpret(typed(text), expectation, now, vocabulary).acts


def _value(acts: tuple[CallerAct, ...], slot: SlotName) -> Any:
    """What was said last about a slot."""
    return next((act.value for act in reversed(acts) if isinstance(act, Inform) and act.slot is slot), None)


# --- the tasks --------------------------------------------------------------------------------------------------------


def _time(text: str, request: Mapping[str, Any], vocabulary: Vocabulary) -> Response:
    now = _now(request, ZoneInfo(vocabulary.business.time_zone))
    value = _value(_heard(text, ASKED["time"], now, vocabulary), SlotName.PREFERRED_TIME)
    found = candidates(value, now) if isinstance(value, PreferredTime) else ()
    if not found:
        return None
    shown = [_show(one) for one in found]
    return {**shown[0], "candidates": shown}


def _show(candidate: Candidate) -> dict[str, Any]:
    return {
        "start": candidate.start.isoformat() if candidate.start else None,
        "end": candidate.end.isoformat() if candidate.end else None,
        "grain": str(candidate.grain),
        **({"open": "after"} if candidate.open else {}),
    }


def _phone(text: str, request: Mapping[str, Any], vocabulary: Vocabulary) -> Response:
    value = _value(_heard(text, ASKED["phone"], _some_time(vocabulary), vocabulary), SlotName.PHONE)
    return {"e164": value.e164} if isinstance(value, PhoneNumber) else None


def _name(text: str, request: Mapping[str, Any], vocabulary: Vocabulary) -> Response:
    value = _value(_heard(text, ASKED["name"], _some_time(vocabulary), vocabulary), SlotName.NAME)
    return {"given": value.given, "family": value.family} if isinstance(value, PersonName) else None


def _some_time(vocabulary: Vocabulary) -> datetime:
    """No name or number depends on when it is said."""
    return datetime(2026, 3, 5, 9, tzinfo=ZoneInfo(vocabulary.business.time_zone))


def _turn(text: str, request: Mapping[str, Any], vocabulary: Vocabulary) -> Response:
    now = _now(request, ZoneInfo(vocabulary.business.time_zone))
    expectation = ASKED.get(str(request.get("asked")), NOTHING)
    acts = _heard(text, expectation, now, vocabulary)
    intent = _intent(acts, expectation)
    if all(isinstance(act, Do) and act.command in (*YES_OR_NO, HOW_MANY) for act in acts):
        intent = _unread(Hearing(text, expectation, now, vocabulary), intent)
    return {"slots": _slots(acts, now), "intent": intent}


def _slots(acts: tuple[CallerAct, ...], now: datetime) -> dict[str, str]:
    slots: dict[str, str] = {}
    for act in acts:
        match act:
            case Inform(value=PreferredTime() as value):
                slots |= _date_and_time(value, now)
            case Inform(value=PersonName() as value):
                slots["name"] = value.full
            case Inform(value=PhoneNumber() as value):
                slots["phone"] = value.e164
            case Inform(value=PhoneDigits() as value):
                slots["phone"] = value.digits  # said, but no number of this region
            case Inform(value=EmailAddress() as value):
                slots["email"] = value.address
            case Inform(value=ContactChannel() as value):
                slots["channel"] = str(value.channel)
    return slots


def _date_and_time(value: PreferredTime, now: datetime) -> dict[str, str]:
    """A date where one day was named, a time where a clock time was; of "by Friday at five" the bound."""
    found = candidates(value, now)
    if not found:
        return {}
    first, slots = found[0], {}
    if value.names_day and first.grain not in (Grain.WEEK, Grain.MONTH) and (day := _day_of(first)):
        slots["date"] = day.isoformat()
    if value.names_clock and not first.part and (at := _clock_of(first, value)):
        slots["time"] = f"{at:%H:%M}"
    return slots


def _day_of(candidate: Candidate) -> date | None:
    if candidate.start is not None or candidate.end is None:
        return candidate.start and candidate.start.date()
    return (candidate.end - MINUTE).date()  # "until Saturday" ends where Sunday begins


def _clock_of(candidate: Candidate, value: PreferredTime) -> datetime | None:
    bounded = all(clock.start is None for wish in value.wishes for clock in wish.clocks)
    return candidate.end if bounded else candidate.start


def _unread(hearing: Hearing, intent: str) -> str:
    """Beside a bare yes or no, or nothing, what cannot be read may be told to be a wish or a change all the same."""
    confirming = hearing.expectation.expecting is Expecting.CONFIRM_BOOKING
    if confirming and intent == "affirm":
        return intent
    if intent == "negate" and sum(norm in hearing.lexicon.negations for norm in hearing.norms) > 1:
        return intent  # "no, I don't want it": more of the same
    if "amend" in hearing.unread:
        return "correction"
    if "wish" in hearing.unread:
        return "request_alternatives" if hearing.corrects or confirming else "inform"
    if "favour" in hearing.unread:
        return "affirm" if confirming else "inform"
    return "correction" if intent == "oos" and hearing.corrects_something() else intent


def _intent(acts: tuple[CallerAct, ...], asked: Expectation) -> str:
    found = {_intent_of(act) for act in acts}
    between = {Expecting.SLOT: IN_ANSWER, Expecting.CONFIRM_BOOKING: TO_CONFIRM}.get(asked.expecting, UNASKED)
    return next((intent for intent in (*FIRST, *between, *LAST) if intent in found), "oos")


def _intent_of(act: CallerAct) -> str:
    match act:
        case Inform(corrects=True) | Change():
            return "correction"
        case Inform() | Select():
            return "inform"
        case RequestAlternatives():
            return "request_alternatives"
        case AskFact() | SpeakLanguage():
            return "request_info"
        case Decline():
            return "negate"
        case Do(command):
            return INTENTS.get(command, "oos")
        case Behave():
            return "oos"


TASKS: dict[str, Callable[[str, Mapping[str, Any], Vocabulary], Response]] = {
    "time": _time,
    "phone": _phone,
    "name": _name,
    "turn": _turn,
}
KEYS = {"time": ("start", "end", "grain"), "phone": ("e164",), "name": ("given", "family"), "turn": ("slots", "intent")}
