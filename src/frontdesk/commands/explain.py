"""`frontdesk explain`: which reader took which words, and for what."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.options import Now, Profile, environment_with, present

if TYPE_CHECKING:
    from datetime import datetime

    from frontdesk.model.acts import CallerAct
    from frontdesk.model.expectation import Expectation
    from frontdesk.understand.hearing import Evidence

EXAMPLES = (
    'frontdesk explain "Friday at three, and my number is 020 7946 0123"',
    'frontdesk explain "yes, but make it half past" --asked confirm_booking --now 2026-03-05T09:00',
    'frontdesk explain "it\'s Ada Example" --asked name',
)


def read_asked(text: str) -> "Expectation":
    """What is open, as `frontdesk test` names it: a slot, `confirm phone`, or a question such as `confirm_booking`."""
    from frontdesk.model.expectation import Expectation, Expecting
    from frontdesk.model.slots import SlotName

    confirmed = text.removeprefix("confirm ")
    if confirmed in set(SlotName):
        return Expectation(Expecting.SLOT if confirmed == text else Expecting.CONFIRM_SLOT, SlotName(confirmed))
    alone = [e for e in Expecting if e not in (Expecting.SLOT, Expecting.CONFIRM_SLOT, Expecting.OPTION)]
    if text in alone:
        return Expectation(Expecting(text))
    known = ", ".join([*SlotName, '"confirm phone"', *alone])
    raise typer.BadParameter(f'"{text}" is never asked; there are: {known}')


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What a caller says.")],
    asked: Annotated[
        # Typer reads the annotation, so the type stands for what the parser gives.
        object,
        typer.Option(parser=read_asked, metavar="QUESTION", help='What is asked: phone, "confirm phone", opening, …'),
    ] = "nothing",
    profile: Profile = None,
    now: Now = None,
) -> None:
    """Show which reader took which words of an utterance, and what they mean."""
    from frontdesk.app import load_languages
    from frontdesk.model.expectation import Expectation
    from frontdesk.model.utterance import MAX_WORDS, typed
    from frontdesk.profiles import load_profiles
    from frontdesk.settings import read_settings
    from frontdesk.understand.interpret import interpret
    from frontdesk.understand.vocabulary import Vocabulary

    assert isinstance(asked, Expectation)
    settings = read_settings(environment_with(profile=profile, now=now and now.isoformat()))
    business = load_profiles(settings.profile)[0]
    language = load_languages((business,), settings.prompts, settings.words)[business.languages[0]]
    at, text = present(settings, business), text[:MAX_WORDS]
    heard = interpret(typed(text), asked, at, Vocabulary(language.lexicon, business, language.code))
    rows = [("words", "reader", "sure", "means"), *rows_of(text, heard.evidence, at)]
    for line in aligned(rows):
        print(line)
    if not heard.acts:
        print("Nothing was understood: the agent would ask again.")


def rows_of(text: str, evidence: "Sequence[Evidence]", now: "datetime") -> Iterator[tuple[str, str, str, str]]:
    """Everything that was said, in its order; what nobody took has no reader."""
    at = 0
    for one in sorted(evidence, key=lambda one: (one.start, one.end)):
        if left := _left(text[at : one.start]):
            yield left, "-", "", ""
        yield one.text, one.reader, f"{one.sure:.2f}", describe_caller_act(one.act, now)
        at = max(at, one.end)
    if left := _left(text[at:]):
        yield left, "-", "", ""


def _left(text: str) -> str:
    text = " ".join(text.split())
    return text if any(letter.isalnum() for letter in text) else ""


def describe_caller_act(act: "CallerAct", now: "datetime") -> str:
    from frontdesk.channels.text.describe import describe_value
    from frontdesk.model.acts import (
        AskFact,
        Change,
        Decline,
        Do,
        Inform,
        RequestAlternatives,
        Select,
        SpeakLanguage,
    )

    match act:
        case Inform():
            return f"{act.slot}: {describe_value(act.value, now)}" + (" (corrects)" if act.corrects else "")
        case Change():
            return f"change {act.slot or 'something'}"
        case Decline():
            return f"decline {act.slot or 'what was asked'}"
        case Select():
            return f"select number {act.index + 1} of the offer"
        case RequestAlternatives():
            return f"request alternatives: {act.direction}"
        case AskFact():
            return f"ask about {act.topic}"
        case Do():
            return str(act.command)
        case SpeakLanguage():
            return f"go on in {act.language}"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
