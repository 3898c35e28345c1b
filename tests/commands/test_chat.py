"""`frontdesk chat` with its input piped in."""

import shutil
from pathlib import Path

from tests.commands.running import NOW, SAMPLES, STANDARD, fails, run, run_here

CHAT = ("chat", "--profile", STANDARD, "--now", NOW)


def test_a_whole_booking(tmp_path: Path) -> None:
    lines = ["tomorrow at ten", "my name is Priya Nair", "415 555 0123", "/state", "yes", "", "goodbye", "unheard"]
    done = run(*CHAT, stdin="\n".join(lines), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "you:  tomorrow at ten\n" in done.stdout
    assert "  phone: +14155550123 (heard, said)\n" in done.stdout
    assert "  held: Fri 10:00\n" in done.stdout
    assert "(confirmed) ──\n  Fri 2026-03-06 10:00-10:30 America/Los_Angeles\n" in done.stdout
    assert "http" not in done.stdout, "nobody serves a link"
    assert "unheard" not in done.stdout
    assert "at 10:00 AM" in done.stdout
    assert list(tmp_path.iterdir()) == [], "nothing is kept"


def test_the_end_of_the_input_ends_it() -> None:
    for stdin in ("/quit\nunheard", b"\xff\xfe\x00 caf\xe9\n"):
        done = run(*CHAT, stdin=stdin)
        assert (done.returncode, done.stderr) == (0, "")
        assert "desk: " in done.stdout
        assert "unheard" not in done.stdout


def test_it_speaks_and_keeps_what_it_is_told_to(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    done = run(*CHAT, "--voice", stdin="tomorrow at ten\n", FRONTDESK_DATABASE_URL=url)
    assert "at ten o'clock" in done.stdout
    assert (tmp_path / "desk.db").exists()


def test_mistakes(tmp_path: Path) -> None:
    fails(run_here("chat", "--profile", "nowhere.toml"), "nowhere.toml cannot be read")
    for name in ("standard.toml", "physio.toml"):
        shutil.copy(SAMPLES / name, tmp_path)
    fails(run_here("chat", "--profile", tmp_path), "holds 2 profiles; name one of them with --profile")
    fails(run_here("chat", "--now", "tea time"), '"tea time" is not a time', code=2)
