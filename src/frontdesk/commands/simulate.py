"""`frontdesk simulate`: many callers with a goal and a temperament, and how the desk does with them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed
from frontdesk.commands.options import Profile, environment_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontdesk.model.business import Business
    from frontdesk.simulation.conversation import Outcome, Settings

EXAMPLES = (
    "frontdesk simulate --n 1000 --seed 7",
    "frontdesk simulate --language all --asr-noise 0.1 --save failed",
    "frontdesk simulate --profile my-business.toml --medium text --temperament chatty",
)
MEDIA = ("voice", "text")


def _read_medium(text: str) -> str:
    if text not in MEDIA:
        raise typer.BadParameter(f'"{text}" is none of {", ".join(MEDIA)}')
    return text


def _read_temperament(text: str) -> str:
    from frontdesk.simulation.temperaments import Temperament

    if text not in list(Temperament):
        raise typer.BadParameter(f'"{text}" is none of {", ".join(Temperament)}')
    return text


def simulate(
    n: Annotated[int, typer.Option("--n", min=1, help="How many callers.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same callers.")] = 7,
    profile: Profile = None,
    language: Annotated[str, typer.Option("--language", help="What they speak, or `all`.")] = "all",
    noise: Annotated[
        float, typer.Option("--asr-noise", min=0, max=1, help="How often a recogniser gets a word wrong.")
    ] = 0.0,
    medium: Annotated[str, typer.Option("--medium", parser=_read_medium, metavar="voice|text")] = "voice",
    temperament: Annotated[
        list[str] | None,
        typer.Option("--temperament", parser=_read_temperament, metavar="NAME", help="Only callers like this."),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="DIR", help="Keep failed conversations as transcripts.")
    ] = None,
    at_least: Annotated[
        float, typer.Option("--at-least", min=0, max=1, help="The share of callers who must get what they want.")
    ] = 0.98,
    number: Annotated[int | None, typer.Option("--number", help="Only this caller, word for word.")] = None,
) -> None:
    """Let simulated callers talk with the desk until they have what they want, and report how that went.

    Exit code 1 when anything is booked that a caller did not want, or when too few got what they want.
    """
    import asyncio

    from frontdesk.model.utterance import Medium
    from frontdesk.settings import read_settings
    from frontdesk.simulation.conversation import Settings
    from frontdesk.simulation.report import by_language, reasons, success, table, wrong
    from frontdesk.simulation.saving import save as save_transcript
    from frontdesk.simulation.saving import write_transcript
    from frontdesk.simulation.temperaments import Temperament

    settings = read_settings(environment_with(profile=profile, database_url="sqlite://"))
    business = _business(settings.profile)
    calls = Settings(
        seed=seed,
        languages=_languages(language, business),
        medium=Medium(medium),
        noise=noise,
        temperaments=tuple(Temperament(one) for one in temperament or Temperament),
    )
    numbers = range(n) if number is None else (number,)
    outcomes = asyncio.run(_simulate(business, settings.prompts, settings.words, calls, numbers))
    name = settings.profile.stem
    if number is not None:
        print(write_transcript(outcomes[0], name))
        return
    print(table(outcomes))
    print(by_language(outcomes))
    for why, times in reasons(outcomes).most_common():
        print(f"{times:5} {why}")
    if save:
        try:
            for outcome in outcomes:
                if not outcome.success:
                    save_transcript(outcome, name, save)
        except OSError as error:
            raise CommandFailed(f"{save} cannot be written: {error.strerror}") from error
    if wrong(outcomes) or success(outcomes) < at_least:
        raise typer.Exit(1)


def _business(profile: Path) -> "Business":
    from frontdesk.profiles import load_profiles

    businesses = load_profiles(profile)
    if len(businesses) > 1:
        raise CommandFailed(f"{profile} holds {len(businesses)} profiles; name one of them with --profile")
    return businesses[0]


def _languages(wanted: str, business: "Business") -> tuple[str, ...]:
    """Those that both the business and simulated callers speak."""
    from frontdesk.simulation.phrasebook import LANGUAGES

    spoken = tuple(code for code in business.languages if code in LANGUAGES)
    if wanted == "all" and spoken:
        return spoken
    if wanted not in spoken:
        raise CommandFailed(
            f'{business.name} cannot be called in "{wanted}"; there are: {", ".join(spoken) or "none"}, or all'
        )
    return (wanted,)


async def _simulate(
    business: "Business",
    prompts: Path | None,
    words: Path | None,
    calls: "Settings",
    numbers: "Iterable[int]",
) -> "list[Outcome]":
    from frontdesk.app import load_languages
    from frontdesk.simulation.conversation import hold_conversation
    from frontdesk.simulation.world import House

    house = House.of(business, load_languages((business,), prompts, words))
    return [await hold_conversation(house, number, calls) for number in numbers]
