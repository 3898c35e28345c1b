"""The command `frontdesk`."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from frontdesk import __version__
from frontdesk.commands import (
    backup,
    chat,
    check,
    erase,
    examples,
    explain,
    init,
    migrate,
    replay,
    serve,
    simulate,
    test,
    transfer,
    understand,
)
from frontdesk.commands.failures import sentence_for

COMMANDS: dict[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "serve": (serve.serve, serve.EXAMPLES),
    "chat": (chat.chat, chat.EXAMPLES),
    "init": (init.init, init.EXAMPLES),
    "check": (check.check, check.EXAMPLES),
    "test": (test.play, test.EXAMPLES),
    "simulate": (simulate.simulate, simulate.EXAMPLES),
    "examples": (examples.examples, examples.EXAMPLES),
    "explain": (explain.explain, explain.EXAMPLES),
    "replay": (replay.replay, replay.EXAMPLES),
    "understand": (understand.understand, understand.EXAMPLES),
    "migrate": (migrate.migrate, migrate.EXAMPLES),
    "backup": (backup.backup, backup.EXAMPLES),
    "erase": (erase.erase, erase.EXAMPLES),
    "export": (transfer.export, transfer.EXPORT_EXAMPLES),
    "import": (transfer.import_, transfer.IMPORT_EXAMPLES),
}

app = typer.Typer(
    name="frontdesk",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"frontdesk {__version__}")
        raise typer.Exit


@app.callback(epilog="`frontdesk COMMAND --help` shows examples. Exit codes: 0 done, 1 failed, 2 not understood.")
def frontdesk(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Answers a business's phone and chat, and books appointments."""


for name, (command, uses) in COMMANDS.items():
    app.command(name, epilog="\n".join(["\b", "Examples:", *(f"  {line}" for line in uses)]))(command)


def main() -> None:
    """Runs the command that was typed. A foreseeable mistake is one sentence on standard error, and exit code 1."""
    try:
        app()
    except Exception as error:
        sentence = sentence_for(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)  # noqa: T201
        sys.exit(1)


if __name__ == "__main__":
    main()
