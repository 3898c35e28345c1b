"""`frontdesk examples`: how the readers stand, and what is not understood as its example says."""

import shutil
from pathlib import Path

import pytest
from tests.commands.running import fails, run_here

from frontdesk.languages import find_prompts


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """English alone, to spoil."""
    shutil.copytree(find_prompts() / "en", tmp_path / "prompts" / "en")
    return tmp_path / "prompts"


def test_a_table_of_what_is_understood(prompts: Path) -> None:
    done = run_here("examples", "en", "--file", "choices", "--classes", FRONTDESK_PROMPTS=str(prompts))
    assert (done.returncode, done.stderr) == (0, "")
    reader, classes = done.stdout.splitlines()[1:3]
    assert reader.split() == ["reader", "class", "sayings", "right", "wrong", "null"]
    assert classes.startswith("choices")
    language, file, meant, not_meant, right, wrong, null = done.stdout.splitlines()[-1].split()
    assert (language, file, wrong, null) == ("en", "choices", "0", "0")
    assert int(right) == int(meant) + int(not_meant)


def test_what_is_misunderstood_is_listed(prompts: Path) -> None:
    file = prompts / "en" / "hear" / "choices.examples.toml"
    file.write_text(
        '[[group]]\nname = "spoilt"\nasked = "opening"\nnothing = ["the second one"]\n'
        '[group.says]\n"the first one" = "select 2"\n"the moon" = "select 1"\n'
    )
    done = run_here("examples", "--file", "choices", FRONTDESK_PROMPTS=str(prompts))
    assert done.returncode == 1
    assert done.stdout.splitlines()[1].split() == ["en", "choices", "2", "1", "0", "2", "1"]
    assert "en choices: spoilt: the first one\n  means select 2, heard select 1\n" in done.stdout
    assert "en choices: spoilt: the moon\n  means select 1, heard nothing\n" in done.stdout
    assert "en choices: spoilt: the second one\n  means nothing, heard select 2\n" in done.stdout


def test_a_file_that_nobody_has_is_told(prompts: Path) -> None:
    fails(run_here("examples", "--file", "nowhere", FRONTDESK_PROMPTS=str(prompts)), "holds no such examples")
