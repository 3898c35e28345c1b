"""Questions: asking for a slot, asking again, asking whether, asking which, and helping with any of them."""

from frontdesk.model.agent_acts import Ask, AskConsent, Confirm, Help, Reprompt, Trouble, Which
from frontdesk.model.caller import PersonName, PhoneDigits, PhoneNumber
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.reply import Choice, Line
from frontdesk.model.slots import Answer, SlotName
from frontdesk.speak.choices import (
    move_or_cancel,
    of_appointments,
    of_openings,
    of_options,
    of_slot,
    optional,
    values_of,
    yes_no,
)
from frontdesk.speak.describe import describe, describe_openings, slot_label
from frontdesk.speak.formats import listed, number, plain, say_ending
from frontdesk.speak.phones import calling_code, example_phone, is_well_formed
from frontdesk.speak.voice import Voice

MOST_LISTED = 3
LAST_STEP = 3
ENDING_DIGITS = 4


def ask(act: Ask, voice: Voice) -> Line:
    if act.to_find and act.slot is SlotName.PHONE:
        return Line(voice.say("appointment.phone"))
    if act.known is not None and act.known.missing:
        whose = "ask_other" if voice.for_other else "ask"
        return Line(voice.say(f"{act.slot}.{act.known.missing}.{whose}", value=describe(act.known, voice)))
    if act.slot is SlotName.NAME and voice.for_other:
        return Line(voice.say("name.ask_other"))
    if act.also is not None:
        return Line(voice.say(f"{act.slot}.ask_with_{act.also}"))
    if act.staying is not None:
        part = "time" if any(wish.days for wish in act.staying.wishes) else "day"
        return Line(voice.say(f"{act.slot}.ask_{part}", value=describe(act.staying, voice)))
    return Line(
        voice.say(f"{act.slot}.ask", **_about(act.slot, act.question, "", voice)),
        of_slot(act.slot, act.question, voice),
    )


def confirm(act: Confirm, voice: Voice) -> Line:
    value = describe(act.value, voice, exact=True)
    match act.value:
        case PhoneNumber(e164) if e164 == voice.caller_phone:
            key = "appointment.caller_id" if act.to_find else "phone.confirm_caller_id"
            text = voice.say(key, ending=say_ending(e164[-ENDING_DIGITS:], voice))
        case PersonName(given, family, spelled=True) if voice.aloud:
            letters = ", ".join((family or given).replace(" ", "").upper())
            text = voice.say("name.confirm_spelled", value=value, spelling=letters)
        case _:
            text = voice.say(f"{act.slot}.confirm", value=value)
    return Line(text, yes_no(voice))


def which(act: Which, voice: Voice) -> Line:
    options = listed([describe(option.value, voice, exact=True) for option in act.options], "or", voice)
    return Line(voice.say(f"{act.slot}.which", options=options), of_options(act.options, voice))


def consent(act: AskConsent, voice: Voice) -> Line:
    return Line(_word_for_word(act.wording, voice), yes_no(voice))


def _word_for_word(text: str, voice: Voice) -> str:
    """The business's own sentence, ending as it was written."""
    return plain(text, voice) + ("." if text.rstrip().endswith(".") else "")


def reprompt(act: Reprompt, voice: Voice) -> Line:
    """The open question again, worded for what went wrong and how often; with the keys that answer it, if offered."""
    expectation = act.expectation
    choices = answers(expectation, voice)
    step = _rung(act, voice)
    text = _step(expectation, step, voice)
    if step == f"{Trouble.NO_INPUT}_{LAST_STEP}":
        text = f"{voice.say('repair.silent')} {text}"
    if act.keys and voice.aloud and act.trouble is not Trouble.PARTIAL:
        text = f"{_lead(act, text, choices, voice)} {_keys(expectation, choices, voice)}"
    return Line(text, choices)


def _rung(act: Reprompt, voice: Voice) -> str:
    """Which step of the ladder this is: each trouble has so many, and the last one is said from then on."""
    match act.trouble:
        case Trouble.PARTIAL:
            return "partial"
        case Trouble.INVALID:
            step = min(max(act.count, 1), LAST_STEP - 1)
            value = act.expectation.value
            dead = isinstance(value, PhoneDigits) and is_well_formed(value.digits, voice)
            return f"{'undialable' if dead else act.trouble}_{step}"
        case Trouble.REFUSED:
            step = min(max(act.count, 1), LAST_STEP - 1)
            asked = act.expectation.expecting is Expecting.SLOT
            own = asked and voice.prompts.has(f"{act.expectation.slot}.{act.trouble}_{step}")
            return f"{act.trouble if own else Trouble.NO_MATCH}_{step}"
        case _:
            return f"{act.trouble}_{min(max(act.count, 1), LAST_STEP)}"


def _lead(act: Reprompt, text: str, choices: tuple[Choice, ...], voice: Voice) -> str:
    """What is said before the keys: few words where the keys alone say everything."""
    own_keys = act.expectation.expecting is Expecting.SLOT and voice.prompts.has(f"{act.expectation.slot}.keys")
    if (own_keys and act.count >= LAST_STEP) or len([c for c in choices if c.key.isdigit()]) > len(yes_no(voice)):
        return voice.say(f"repair.keys.lead.{Trouble.NO_MATCH if act.trouble is Trouble.REFUSED else act.trouble}")
    return text


def help(act: Help, voice: Voice) -> Line:
    text = f"{_step(act.expectation, 'help', voice)} {voice.say('repair.always')}"
    return Line(text, answers(act.expectation, voice))


def answers(expectation: Expectation, voice: Voice) -> tuple[Choice, ...]:
    """What can be pressed in answer to an open question."""
    match expectation.expecting:
        case Expecting.SLOT if expectation.slot:
            return of_slot(expectation.slot, expectation.question, voice)
        case Expecting.MOVE_OR_CANCEL:
            return move_or_cancel(voice)
        case Expecting.APPOINTMENT:
            return of_appointments(expectation.openings, voice)
        case Expecting.OPENING:
            return of_openings(expectation.openings, voice)
        case Expecting.OPTION:
            return of_options(expectation.options, voice)
        case Expecting.SLOT | Expecting.CHANGE | Expecting.NOTHING:
            return ()
        case Expecting.ANYTHING_ELSE if not voice.aloud:
            return ()  # the words that ask it name things to choose from; a bare "yes" would answer none of them
        case _:
            return yes_no(voice)


def _step(expectation: Expectation, step: str, voice: Voice) -> str:
    """One step of the ladder of the open question: the slot's own wording where it has one."""
    slot = expectation.slot
    value = describe(expectation.value, voice, exact=True) if expectation.value else ""
    if expectation.expecting is Expecting.CONSENT and isinstance(expectation.value, Answer):
        value = _word_for_word(expectation.value.text, voice)
    if expectation.half is not None and voice.prompts.has(half := f"{slot}.{expectation.half.missing}.{step}"):
        return voice.say(half, value=value)
    if expectation.expecting is Expecting.SLOT and slot and voice.prompts.has(f"{slot}.{step}"):
        return voice.say(f"{slot}.{step}", **_about(slot, expectation.question, value, voice))
    any_slot = slot and expectation.expecting is Expecting.SLOT
    if voice.prompts.has(f"repair.{step}") and (any_slot or step == "partial"):
        return voice.say(f"repair.{step}", slot=slot_label(slot, voice))
    asked = expectation.expecting
    if asked in {Expecting.NOTHING, Expecting.SLOT}:
        asked = Expecting.ANYTHING_ELSE
    return voice.say(
        f"repair.{asked}.{step.replace(Trouble.INVALID, Trouble.NO_MATCH)}",
        options=_options(expectation, voice),
        slot=slot_label(slot, voice),
        value=value,
    )


def _options(expectation: Expectation, voice: Voice) -> str:
    if expectation.openings:
        return describe_openings(expectation.openings, voice)
    return listed([describe(option.value, voice, exact=True) for option in expectation.options], "or", voice)


def _about(slot: SlotName, question: str | None, value: str, voice: Voice) -> dict[str, object]:
    names = [describe(option, voice) for option in values_of(slot, voice)]
    return {
        "options": listed(names[:MOST_LISTED], "or", voice),
        "more": len(names) > MOST_LISTED,
        "optional": optional(slot, question, voice),
        "question": question_text(question, voice),
        "value": value,
        "example": example_phone(voice),
        "abroad": calling_code(voice),
    }


def question_text(id: str | None, voice: Voice) -> str:
    """A service's extra question in the business's words, which end with their own mark."""
    asked = [q for service in voice.services for q in service.questions if q.id == id]
    return plain(asked[0].ask.in_language(voice.language), voice) if asked else ""


def _keys(expectation: Expectation, choices: tuple[Choice, ...], voice: Voice) -> str:
    if expectation.expecting is Expecting.SLOT and expectation.slot and voice.prompts.has(f"{expectation.slot}.keys"):
        told = voice.say(f"{expectation.slot}.keys", **_about(expectation.slot, expectation.question, "", voice))
    else:
        pressed = [choice for choice in choices if choice.key.isdigit()]
        told = " ".join(voice.say("repair.keys.one", title=c.title, key=number(int(c.key), voice)) for c in pressed)
    return f"{told} {voice.say('repair.keys.person')}"
