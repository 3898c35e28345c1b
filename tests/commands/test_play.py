"""`frontdesk test`: what passes, what fails and how it shows."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.commands.running import fails, run, run_here

CALL = """\
now: Thu 2026-03-05 09:00   channel: {channel}

caller  tomorrow at ten
agent   ask name
caller  my name is Priya Nair
agent   ask phone
{end}
"""


def write(folder: Path, name: str, channel: str = "any", end: str = "held    Fri 10:00") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CALL.format(channel=channel, end=end), "utf-8")
    return file


@pytest.mark.parametrize("way", ["core", "chat", "twilio"])
def test_what_is_as_written_passes(tmp_path: Path, way: str) -> None:
    write(tmp_path, "deep/a.txt")
    file = write(tmp_path, "b.txt")
    done = run_here("test", tmp_path, file, "--through", way)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"2 of 2 passed through {way}.\n"


def test_what_differs_is_shown_where_it_happened(tmp_path: Path) -> None:
    good, bad = write(tmp_path, "good.txt"), write(tmp_path, "bad.txt", end="booked  Fri 10:00")
    report = tmp_path / "report.xml"
    done = run("test", good, bad, "--junit", report, "--coverage", "-v")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"ok {good}\n" in done.stdout
    assert "    agent   acknowledge preferred_time Fri 10:00\n" in done.stdout, "-v shows every act"
    assert f"FAILED {bad}\n" in done.stdout
    assert "    - booked  Fri 10:00\n    + booked  nothing\n" in done.stdout
    assert "  never: offer callback\n" in done.stdout
    assert "  never: ask name\n" not in done.stdout
    assert done.stdout.endswith("1 of 2 passed through core.\n")
    suite = ElementTree.fromstring(report.read_text("utf-8"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")


def test_other_channels_are_skipped_and_nothing_played_is_no_success(tmp_path: Path) -> None:
    write(tmp_path, "call.txt", channel="telephony")
    done = run_here("test", tmp_path, "--through", "chat")
    assert done.returncode == 1
    assert done.stdout == "1 skipped: their channel is another one.\n0 of 0 passed through chat.\n"


def test_what_cannot_be_read_fails(tmp_path: Path) -> None:
    write(tmp_path, "call.txt", end="caller (sneezes)")
    (tmp_path / "latin.txt").write_bytes(b"now: caf\xe9")
    write(tmp_path, "elsewhere.txt", channel="any   profile: nobody")
    done = run_here("test", tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "call.txt:7: " in done.stdout
    assert "latin.txt is not text in UTF-8" in done.stdout
    assert 'there is no profile "nobody.toml"' in done.stdout


def test_mistakes(tmp_path: Path) -> None:
    fails(run_here("test", tmp_path), "holds no transcript; they end in .txt")
    fails(run_here("test", "nowhere"), "'nowhere' does not exist", code=2)
    fails(run_here("test"), "Missing argument", code=2)
    file = write(tmp_path, "call.txt")
    fails(run_here("test", file, "--through", "pigeon"), '"pigeon" is none of core, chat, twilio', code=2)
    fails(run_here("test", file, "--junit", tmp_path), "cannot be written")
