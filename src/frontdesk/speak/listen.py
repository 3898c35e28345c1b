"""How a channel should listen for the answer to the open question."""

from babel.dates import get_day_names, get_month_names

from frontdesk.model.business import Business
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import Answer, Listen
from frontdesk.model.slots import SlotName
from frontdesk.speak.voice import Voice

MOST_HINTS = 100
"""Recognisers take a limited list; the first hints are the likeliest."""

ANSWERS = {
    SlotName.SERVICE: Answer.CHOICE,
    SlotName.HOST: Answer.CHOICE,
    SlotName.CONTACT_CHANNEL: Answer.CHOICE,
    SlotName.LOCATION: Answer.CHOICE,
    SlotName.NAME: Answer.SPELLING,
    SlotName.CALLER_NAME: Answer.SPELLING,
    SlotName.EMAIL: Answer.SPELLING,
    SlotName.PHONE: Answer.DIGITS,
}

HEARD_OUT = {Expecting.CONFIRM_BOOKING, Expecting.CONSENT, Expecting.CONFIRM_CANCEL, Expecting.NOTHING}


def listen(expectation: Expectation, voice: Voice, business: Business, also: SlotName | None = None) -> Listen:
    """What kind of answer is expected, and words to expect; `also` is asked in the same breath. The final read-back,
    and what is agreed to, are heard to their end."""
    hints = [*_hints(expectation, voice, business), *voice.words("choices.always_hints")]
    return Listen(
        answer=Answer.DIGITS if also is SlotName.PHONE else _answer(expectation),
        hints=tuple(dict.fromkeys(hints))[:MOST_HINTS],
        language=voice.locale,
        interruptible=expectation.expecting not in HEARD_OUT,
    )


def _answer(expectation: Expectation) -> Answer:
    match expectation.expecting:
        case Expecting.SLOT:
            return ANSWERS.get(expectation.slot, Answer.FREE) if expectation.slot else Answer.FREE
        case Expecting.OPENING | Expecting.OPTION | Expecting.APPOINTMENT | Expecting.MOVE_OR_CANCEL:
            return Answer.CHOICE
        case Expecting.CHANGE:
            return Answer.FREE
        case Expecting.NOTHING:
            return Answer.NOTHING
        case _:
            return Answer.YES_NO


def _hints(expectation: Expectation, voice: Voice, business: Business) -> list[str]:
    match expectation.expecting:
        case Expecting.SLOT if expectation.slot:
            return _slot_hints(expectation.slot, voice, business)
        case Expecting.OPENING:
            return [*voice.words("choices.yes_no_hints"), *_slot_hints(SlotName.PREFERRED_TIME, voice, business)]
        case Expecting.OPTION if expectation.slot:
            return _slot_hints(expectation.slot, voice, business)
        case Expecting.CHANGE:
            return [voice.say(f"{slot}.label") for slot in SlotName]
        case Expecting.NOTHING | Expecting.SLOT | Expecting.OPTION:
            return []
        case _:
            return list(voice.words("choices.yes_no_hints"))


def _slot_hints(slot: SlotName, voice: Voice, business: Business) -> list[str]:
    hints: list[str] = []
    match slot:
        case SlotName.SERVICE:
            hints = [name for service in business.services for name in service.names.in_language(voice.language)]
        case SlotName.HOST:
            hints = [name for host in business.hosts for name in (host.name, *host.also_called)]
        case SlotName.LOCATION:
            hints = [place.name.in_language(voice.language) for place in business.locations]
        case SlotName.PREFERRED_TIME:
            days = get_day_names("wide", locale=voice.babel_locale)
            months = get_month_names("wide", locale=voice.babel_locale)
            hints = [*(str(days[day]) for day in range(7)), *(str(months[month]) for month in range(1, 13))]
    return [*hints, *voice.words(f"{slot}.hints")]
