"""What the repository must never hold: a package index's address, a path of someone's machine, unfinished work."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).relative_to(ROOT).as_posix()

INDEX_ADDRESS = re.compile(
    r"--(?:extra-)?index-url|--default-index|--find-links|\bindex-url *="
    r"|pythonhosted\.org|pypi\.org/simple|/simple/?(?:\s|$)"
)
MACHINE_PATH = re.compile(r"(?<![\w./:-])/(?:work|root|home|Users)/\w")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def faults(file: str, text: str) -> Iterator[str]:
    """What must not stand in this file, as `file:line: why`."""
    for number, line in enumerate(text.splitlines(), start=1):
        if INDEX_ADDRESS.search(line):
            yield f"{file}:{number}: names a package index"
        if MACHINE_PATH.search(line):
            yield f"{file}:{number}: names a path of one machine"
        if file.startswith(("src/", "prompts/")) and UNFINISHED.search(line):
            yield f"{file}:{number}: marks unfinished work"


def tracked_files() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("only a git checkout knows which files belong to the repository")
    listed = subprocess.run([git, "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_tracked_files_are_clean() -> None:
    found = [
        fault
        for name in tracked_files()
        if name != HERE
        for fault in faults(name, (ROOT / name).read_text("utf-8", errors="replace"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("requirements.txt", "--extra-index-url https://packages.example.com/simple"),
        ("Makefile", "uv pip compile --default-index https://packages.example.com"),
        ("README.md", "see /home/someone/frontdesk"),
        ("src/frontdesk/app.py", "PATH = '/root/frontdesk'"),
        ("prompts/en/say/phone.toml", "# TODO: a second wording"),
    ],
)
def test_a_breach_is_seen(file: str, line: str) -> None:
    assert list(faults(file, line))


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("README.md", "served at https://desk.example.com/home/page and /v1/work/hours"),
        ("src/frontdesk/web.py", "# RFC 9457, a simple index of problems"),
        ("README.md", "a TODO list is no place for bookings"),
    ],
)
def test_plain_text_passes(file: str, line: str) -> None:
    assert not list(faults(file, line))
