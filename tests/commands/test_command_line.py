"""What holds for every command: help with examples, exit codes, and a quick start."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands.running import CLEAN, fails, run, run_here

from frontdesk import __version__
from frontdesk.__main__ import COMMANDS


def test_the_commands_are_listed() -> None:
    done = run("--help")
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.split("Commands:")[1].splitlines() if line.startswith("  ")]
    assert set(COMMANDS) <= set(listed)
    daily = {"serve", "chat", "test", "init", "check", "examples", "explain", "replay", "simulate", "understand"}
    assert set(COMMANDS) == daily | {"migrate", "backup", "erase", "export", "import"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(command: str) -> None:
    done = run_here(command, "--help")
    assert done.returncode == 0
    for example in COMMANDS[command][1]:
        assert f"\n    {example}\n" in done.stdout


def test_what_is_not_a_command() -> None:
    fails(run_here("book"), "No such command", code=2)
    fails(run_here("serve", "--prot", "1"), "No such option", code=2)
    assert run_here().returncode == 2


def test_the_script_is_the_same_command() -> None:
    script = Path(sys.executable).with_name("frontdesk")
    done = subprocess.run([script, "--version"], capture_output=True, text=True, env=CLEAN, check=True)
    assert done.stdout == run("--version").stdout == f"frontdesk {__version__}\n"


def test_nothing_heavy_is_imported_for_help() -> None:
    heavy = ["aiohttp", "sqlalchemy", "pydantic", "babel", "phonenumbers", "jinja2", "rich"]
    code = f"import sys, frontdesk.__main__; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=CLEAN, check=True)
    assert done.stdout == "[]\n"
