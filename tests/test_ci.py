"""`.ci/run` and the Makefile: what runs where there is a browser, where there is none, and what help lists."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.page.conftest import BROWSERS, find_browser

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make")


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder that is the whole PATH: `make` and `apt-get` write down what they are asked for and do nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("dirname", "env"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    for name in ("make", "apt-get"):
        write_command(folder / name, f'echo "{name} $*"')
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    return folder


def write_command(path: Path, line: str) -> None:
    path.write_text(f"#!{shutil.which('sh')}\n{line}\n")
    path.chmod(0o755)


def run(commands: Path, user: int) -> tuple[int, list[str], str]:
    write_command(commands / "id", f"echo {user}")
    bash = str(shutil.which("bash"))
    environment = {"PATH": str(commands)}
    script = commands.parent / ".ci/run"
    done = subprocess.run([bash, script], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.mark.parametrize("browser", BROWSERS)
def test_any_browser_will_do(commands: Path, browser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write_command(commands / browser, "exit 0")
    assert run(commands, user=0) == (0, ["make test", "make check", "make test-page"], "")
    monkeypatch.setenv("PATH", str(commands))
    assert find_browser() == str(commands / browser)


def test_without_a_browser_the_page_alone_fails_and_says_what_to_do(commands: Path) -> None:
    code, ran, said = run(commands, user=1000)
    assert (code, ran) == (1, ["make test", "make check"])
    assert len(said.splitlines()) == 1
    assert "Install the package chromium" in said


def test_who_may_install_one_tries_to(commands: Path) -> None:
    code, ran, said = run(commands, user=0)
    assert [line.split()[:2] for line in ran[2:]] == [["apt-get", "update"], ["apt-get", "install"]]
    assert (code, len(said.splitlines())) == (1, 1)
    write_command(
        commands / "apt-get",
        f"printf '#!/bin/sh\\n' > {commands}/chromium; {shutil.which('chmod')} +x {commands}/chromium",
    )
    assert run(commands, user=0)[:2] == (0, ["make test", "make check", "make test-page"])


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
def test_help_lists_every_target_in_two_columns() -> None:
    alone = {"PATH": os.environ["PATH"]}  # not as a part of the make that may run these tests
    done = subprocess.run([str(MAKE), "help"], cwd=ROOT, env=alone, capture_output=True, text=True, check=True)
    targets = re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert len(targets) > 5
    assert done.stdout.splitlines() == [f"make {name:14} {what}" for name, what in targets]


def test_every_python_that_is_supported_is_tried_newest_first() -> None:
    tried = re.findall(r"python3\.(\d+)", (ROOT / "Makefile").read_text("utf-8").split("endef")[0])
    assert tried == ["14", "13", "12", "11"]
