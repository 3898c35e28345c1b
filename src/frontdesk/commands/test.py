"""`frontdesk test`: plays transcripts and grades them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontdesk.channels.text.coverage import Coverage
    from frontdesk.channels.text.junit import Result
    from frontdesk.channels.text.transcript import Transcript
    from frontdesk.languages import Language
    from frontdesk.stage import Through

EXAMPLES = (
    "frontdesk test tests/conversations",
    "frontdesk test my-call.txt --through twilio -v",
    "frontdesk test tests/conversations --coverage --junit report.xml",
)
WAYS = ("core", "chat", "twilio")


def read_way(text: str) -> str:
    if text not in WAYS:
        raise typer.BadParameter(f'"{text}" is none of {", ".join(WAYS)}')
    return text


def play(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Transcripts, or folders of them.", exists=True)],
    through: Annotated[
        str, typer.Option(parser=read_way, metavar="|".join(WAYS), help="The way the caller reaches the desk.")
    ] = "core",
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a JUnit report.")] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="Tell what no transcript made the agent do.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every call with all acts and words.")] = False,
) -> None:
    """Play transcripts of conversations and grade them.

    A folder's transcripts are those below it that end in .txt; calls that cannot be made the wanted way are skipped.
    """
    import asyncio

    from frontdesk.channels.text.coverage import Coverage
    from frontdesk.channels.text.junit import write_junit
    from frontdesk.stage import Through
    from frontdesk.watching import everything

    covered = Coverage()
    results = asyncio.run(_play_all(_files(paths), Through(through), covered, verbose))
    if junit:
        try:
            junit.write_text(write_junit(results), "utf-8")
        except OSError as error:
            raise CommandFailed(f"{junit} cannot be written: {error.strerror}") from error
    if coverage:
        print(covered.report(everything()))
    failed = sum(bool(result.failure) for result in results)
    print(f"{len(results) - failed} of {len(results)} passed through {through}.")
    if failed or not results:
        raise typer.Exit(1)


def _files(paths: list[Path]) -> list[Path]:
    """The transcripts, each once. Raises CommandFailed when a folder has none."""
    files: dict[Path, None] = {}
    for path in paths:
        found = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not found:
            raise CommandFailed(f"{path} holds no transcript; they end in .txt")
        files |= dict.fromkeys(found)
    return list(files)


async def _play_all(files: list[Path], through: "Through", covered: "Coverage", verbose: bool) -> "list[Result]":
    from frontdesk.app import load_languages
    from frontdesk.channels.text.junit import Result
    from frontdesk.channels.text.transcript import TranscriptError
    from frontdesk.profiles import ProfileError
    from frontdesk.stage import read_transcript, ways_of

    results: list[Result] = []
    transcripts: list[Transcript] = []
    for file in files:
        try:
            transcripts.append(read_transcript(file))
        except (TranscriptError, ProfileError) as error:
            results.append(Result(str(file), through, 0.0, str(error), error=True))
            print(f"ERROR {error}\n")
    playable = [transcript for transcript in transcripts if through in ways_of(transcript)]
    languages = load_languages(tuple(transcript.scene.business for transcript in playable))
    results += [await _play_one(transcript, through, languages, covered, verbose) for transcript in playable]
    if skipped := len(transcripts) - len(playable):
        print(f"{skipped} skipped: their channel is another one.")
    return results


async def _play_one(
    transcript: "Transcript",
    through: "Through",
    languages: "Mapping[str, Language]",
    covered: "Coverage",
    verbose: bool,
) -> "Result":
    import time

    from frontdesk.channels.text.grade import diff, grade, show
    from frontdesk.channels.text.junit import Result
    from frontdesk.channels.text.through_twilio import CallFailed
    from frontdesk.channels.text.transcript import TranscriptError
    from frontdesk.stage import perform
    from frontdesk.watching import expects

    began = time.perf_counter()
    try:
        performance = await perform(transcript, through, languages)
    except (TranscriptError, CallFailed, ConnectionError) as error:
        print(f"ERROR {transcript.name}: {error}\n")
        return Result(transcript.name, through, time.perf_counter() - began, str(error), error=True)
    verdict = grade(transcript, performance)
    acts = [act for turn in performance.turns if turn for act in turn.acts]
    covered.add_call(Path(transcript.name).parent.name, performance)
    covered.expected.update(expects(act) for act in acts)
    if verbose:
        print(f"{'ok' if verdict.passed else 'FAILED'} {transcript.name}\n{_indent(show(transcript, verdict))}\n")
    failure = "" if verdict.passed else diff(transcript, verdict)
    if failure:
        print(f"FAILED {transcript.name}\n{_indent(failure)}\n")
    return Result(transcript.name, through, time.perf_counter() - began, failure)


def _indent(text: str) -> str:
    import textwrap

    return textwrap.indent(text, "    ")
