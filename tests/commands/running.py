"""Runs the command as its users do: its exit code and both of its outputs."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from tests.spoken import language

from frontdesk.__main__ import main
from frontdesk.languages import Language, find_prompts, load_language

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("FRONTDESK_", "TWILIO_"))}
SAMPLES = Path(__file__).parents[2] / "src/frontdesk/samples"
STANDARD = SAMPLES / "standard.toml"
NOW = "2026-03-05T09:00"


def run(
    *arguments: str | Path, stdin: str | bytes = "", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`frontdesk …` as a process of its own, with nothing of our environment that is Frontdesk's."""
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk", *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=cwd,
        env=CLEAN | environment,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, with languages that are read once for all tests: much quicker, and what goes wrong goes
    wrong in the same way."""
    typed = ["frontdesk", *map(str, arguments)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, CLEAN | environment, clear=True))
        stack.enter_context(patch("frontdesk.app.load_language", _load_language))
        stack.enter_context(patch.object(sys, "argv", typed))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO())))
        stack.enter_context(contextlib.chdir(cwd or Path.cwd()))
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(err))
        try:
            main()
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 0
    return subprocess.CompletedProcess(typed, code, out.getvalue(), err.getvalue())


def _load_language(folder: Path, code: str, overlay: Path | None = None) -> Language:
    ours = overlay is None and folder == find_prompts()
    return language(code) if ours else load_language(folder, code, overlay)


def fails(done: subprocess.CompletedProcess[str], sentence: str, code: int = 1) -> None:
    """It failed with exactly this code, saying this, without a traceback."""
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert len(done.stderr.splitlines()) == 1, "one sentence"
