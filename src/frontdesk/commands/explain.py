"""`frontdesk explain`: which reader took which words for what, and which words and rules made it do so."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.options import Now, Profile, environment_with, present
from frontdesk.commands.stored import DatabaseUrl

if TYPE_CHECKING:
    from datetime import datetime

    from frontdesk.model.expectation import Expectation
    from frontdesk.understand.hearing import Evidence, Hearing

EXAMPLES = (
    'frontdesk explain "Friday at three, and my number is 020 7946 0123"',
    'frontdesk explain "yes, but make it half past" --asked confirm_booking --now 2026-03-05T09:00',
    'frontdesk explain "it\'s Ada Example" --asked name',
    'frontdesk explain "Freitagnachmittag ab halb drei" --language de',
    "frontdesk explain --conversation 3f9c2a7be1d04c58",
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
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What a caller says.")] = None,
    conversation: Annotated[
        str | None, typer.Option(metavar="ID", help="Explain this stored conversation instead, turn by turn.")
    ] = None,
    asked: Annotated[
        # Typer reads the annotation, so the type stands for what the parser gives.
        object,
        typer.Option(parser=read_asked, metavar="QUESTION", help='What is asked: phone, "confirm phone", opening, …'),
    ] = "nothing",
    profile: Profile = None,
    language: Annotated[str | None, typer.Option(metavar="CODE", help="Its language; else the business's.")] = None,
    now: Now = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show which reader took which words of an utterance, and what they mean.

    Below: how each word is looked up, the phrases and rules that it was found in, and the times it may mean. Of a
    stored conversation: what was heard and asked, which rules of the dialogue answered, and what was known then.
    """
    import asyncio

    from frontdesk.commands.explain_conversation import explain_conversation
    from frontdesk.settings import read_settings

    if (text is None) == (conversation is None):
        raise typer.BadParameter("give either what a caller says, or --conversation with an id")
    if text is not None:
        explain_words(text, asked, profile, language, now)
    elif conversation is not None:
        settings = read_settings(environment_with(profile=profile, database_url=database_url))
        asyncio.run(explain_conversation(settings, conversation))


def explain_words(text: str, asked: object, profile: Path | None, language: str | None, now: "datetime | None") -> None:
    from frontdesk.languages import find_prompts, load_language
    from frontdesk.model.expectation import Expectation
    from frontdesk.model.utterance import MAX_WORDS, typed
    from frontdesk.profiles import load_profiles
    from frontdesk.settings import read_settings
    from frontdesk.understand.hearing import Hearing
    from frontdesk.understand.interpret import interpret
    from frontdesk.understand.vocabulary import Vocabulary

    assert isinstance(asked, Expectation)
    settings = read_settings(environment_with(profile=profile, now=now and now.isoformat()))
    business = load_profiles(settings.profile)[0]
    code = language or business.languages[0]
    words = load_language(find_prompts(settings.prompts), code, settings.words)
    at, text = present(settings, business), text[:MAX_WORDS]
    vocabulary = Vocabulary(words.lexicon, business, code, words.region)
    heard = interpret(typed(text), asked, at, vocabulary)
    print("\n".join(aligned([("words", "reader", "sure", "means"), *rows_of(text, heard.evidence, at)])))
    if not heard.acts:
        print("Nothing was understood: the agent would ask again.")
    hearing = Hearing(text, asked, at, vocabulary)
    for table in (
        [("word", "looked up as", "kind"), *((token.text, token.norm, token.kind) for token in hearing.tokens)],
        [("words", "found in", "as"), *phrases_of(hearing), *rules_of(hearing, heard.evidence)],
        [("start", "end", "grain"), *times_of(heard.evidence, at)],
    ):
        if len(table) > 1:
            print("\n" + "\n".join(aligned(table)))


def phrases_of(hearing: "Hearing") -> Iterator[tuple[str, str, str]]:
    """The phrases of hear/, with the file, the key, and where in what was said it counts."""
    for found in hearing.phrases:
        said = hearing.said(found.start, found.end)
        slip = "" if found.sure == 1 else f", with a letter wrong: {found.sure:.2f}"
        yield said, f"hear/{found.sense.file}.toml", f"{found.sense.key} ({found.sense.where}){slip}"


def rules_of(hearing: "Hearing", evidence: "Sequence[Evidence]") -> Iterator[tuple[str, str, str]]:
    """The rules of times, by the layer of their phrase."""
    from frontdesk.understand.preferred_time.trace import rules_fired
    from frontdesk.understand.preferred_time.values import Moment

    lexicon, at = hearing.lexicon, Moment(hearing.now, hearing.vocabulary.day_first, asked=True)
    for one in evidence:
        if one.reader == "preferred_time":
            tokens = [token for token in hearing.tokens if one.start <= token.start and token.end <= one.end]
            for fired in rules_fired(tokens, lexicon.times, at):
                said = hearing.text[tokens[fired.first].start : tokens[fired.next - 1].end]
                yield said, f"times: {fired.layer}", fired.rule


def times_of(evidence: "Sequence[Evidence]", now: "datetime") -> Iterator[tuple[str, str, str]]:
    """Every time that is meant, the likeliest first, on the wall clock of the business; the end is not part of it."""
    from frontdesk.model.caller_acts import Inform
    from frontdesk.model.when import PreferredTime
    from frontdesk.understand.candidates import candidates

    for one in evidence:
        if isinstance(one.act, Inform) and isinstance(one.act.value, PreferredTime):
            for found in candidates(one.act.value, now):
                start = f"{found.start:%a %Y-%m-%d %H:%M}" if found.start else "any time until"
                yield start, f"{found.end:%a %Y-%m-%d %H:%M}" if found.end else "and later", found.grain


def rows_of(text: str, evidence: "Sequence[Evidence]", now: "datetime") -> Iterator[tuple[str, str, str, str]]:
    """Everything that was said, in its order; what nobody took has no reader."""
    from frontdesk.channels.text.describe_caller import describe_caller_act

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


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
