"""`frontdesk examples`: how well a language understands its own examples."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.explain import aligned
from frontdesk.commands.failures import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontdesk.examples.report import Tried

EXAMPLES = (
    "frontdesk examples",
    "frontdesk examples de --classes",
    "frontdesk examples fr --file preferred_time",
)


def examples(
    codes: Annotated[list[str] | None, typer.Argument(metavar="[LANGUAGE…]", help="Languages; else all.")] = None,
    file: Annotated[str | None, typer.Option(metavar="NAME", help="Only hear/NAME.examples.toml.")] = None,
    classes: Annotated[bool, typer.Option("--classes", help="A row for each group of sayings.")] = False,
) -> None:
    """Try the examples of every language, and show what is understood as they say.

    Right is exactly what the example says, wrong is anything else, and null is nothing where something was meant.
    """
    from frontdesk.examples.report import TABLE, TOTALS, table, totals
    from frontdesk.examples.sayings import Verdict
    from frontdesk.languages import find_prompts, known_languages
    from frontdesk.settings import read_settings

    prompts = find_prompts(read_settings().prompts)
    codes = codes or known_languages(prompts)
    tried = [one for code in codes for one in try_language(prompts, code, file)]
    if not tried:
        raise CommandFailed(f"{prompts} holds no such examples; they end in .examples.toml")
    for code in codes if classes else ():
        print(code)
        print("\n".join(aligned([TABLE, *table([one for one in tried if one.saying.language == code])])))
    print("\n".join(aligned([TOTALS, *totals(tried)])))
    faults = [one for one in tried if one.verdict is not Verdict.RIGHT]
    for one in faults:
        print(f"{one.saying.name}\n  means {one.saying.means or 'nothing'}, heard {one.heard or 'nothing'}")
    if faults:
        raise typer.Exit(1)


def try_language(prompts: Path, code: str, file: str | None = None) -> "Iterator[Tried]":
    """Every example of a language at the sample business. Raises LanguageError, ValueError."""
    from frontdesk.examples.report import Tried
    from frontdesk.examples.sayings import Ear, read_sayings
    from frontdesk.languages import load_language
    from frontdesk.profiles import SAMPLE, load_profile

    language = load_language(prompts, code)
    ear = Ear(language.lexicon, load_profile(SAMPLE), code, language.region)
    for saying in read_sayings(prompts, code, file):
        yield Tried(saying, ear.hear(saying))
