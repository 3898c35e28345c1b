"""The stage does what a transcript's header says, in a real booking core, and a call that goes wrong is seen."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from frontdesk.app import load_languages
from frontdesk.channels.text.grade import diff, grade
from frontdesk.channels.text.through_twilio import CallFailed
from frontdesk.channels.text.transcript import TranscriptError
from frontdesk.conversations import runner
from frontdesk.languages import Language
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.stage import Through, perform, read_transcript, ways_of

NOW = "now: Thu 2026-03-05 09:00"
BOOKS = """
caller  tomorrow at ten
agent   ask name
caller  my name is Priya Nair
agent   ask phone
caller  415 555 0123
agent   read back Fri 10:00
caller  yes
"""
BOOKED = "agent   success Fri 10:00\nbooked  Fri 10:00, Priya Nair, +14155550123\n"


class Calls:
    """Plays texts as if they stood in a file."""

    def __init__(self, folder: Path, languages: Mapping[str, Language]) -> None:
        self.file = folder / "a_call.txt"
        self.languages = languages

    async def play(self, text: str, through: Through = Through.CORE) -> str:
        """What differs; empty when the call passes."""
        self.file.write_text(text, "utf-8")
        transcript = read_transcript(self.file)
        verdict = grade(transcript, await perform(transcript, through, self.languages))
        return "" if verdict.passed else diff(transcript, verdict)


@pytest.fixture(scope="module")
def languages() -> Mapping[str, Language]:
    return load_languages((load_profile(SAMPLE),))


@pytest.fixture
def calls(tmp_path: Path, languages: Mapping[str, Language]) -> Calls:
    return Calls(tmp_path, languages)


@pytest.mark.parametrize("through", [Through.CORE, Through.CHAT])
async def test_a_written_call_passes(calls: Calls, through: Through) -> None:
    assert await calls.play(f"{NOW}  channel: web_chat\n{BOOKS}{BOOKED}", through) == ""


@pytest.mark.parametrize("through", [Through.CORE, Through.TWILIO])
async def test_a_spoken_call_passes(calls: Calls, through: Through) -> None:
    spoken = BOOKS.replace("agent   read back", "agent   confirm phone +14155550123\ncaller  yes\nagent   read back")
    end = BOOKED.replace("success Fri 10:00", "success Fri 10:00 + ask anything else")
    assert await calls.play(f"{NOW}  channel: telephony\n{spoken}{end}", through) == ""


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        (("ask phone", "ask email"), "- agent   ask email\n+ agent   ask phone"),
        (("Priya Nair, +1", "Maya Nair, +1"), "- booked  Fri 10:00, Maya Nair"),
        (("booked  Fri 10:00, Priya Nair, +14155550123", "booked  nothing"), "+ booked  Fri 10:00, Priya Nair"),
    ],
)
async def test_a_call_that_goes_otherwise_is_seen(calls: Calls, wrong: tuple[str, str], shown: str) -> None:
    text = f"{NOW}  channel: web_chat\n{BOOKS}{BOOKED}"
    assert wrong[0] in text
    assert shown in await calls.play(text.replace(*wrong))


async def test_only_the_openings_named_are_offered(calls: Calls) -> None:
    header = f"{NOW}  channel: web_chat  openings: Fri 10:30, Fri 15:00\n"
    assert (
        await calls.play(f"{header}caller tomorrow\nagent offer Fri 10:30, Fri 15:00\nheld Fri 10:30\nheld Fri 15:00\n")
        == ""
    )


async def test_an_opening_that_cannot_be_is_refused(calls: Calls) -> None:
    with pytest.raises(TranscriptError, match="no opening on Sun 2026-03-08 at 10:00"):
        await calls.play(f"{NOW}  openings: Sun 10:00\ncaller hi\nagent ...\n")


async def test_what_is_booked_is_not_offered(calls: Calls) -> None:
    header = f"{NOW}  channel: web_chat  booked: Fri 10:00  openings: Fri 10:00, Fri 10:30\n"
    assert await calls.play(f"{header}caller tomorrow at ten\nagent offer Fri 10:30; full\n") == ""


async def test_somebody_else_can_be_faster(calls: Calls) -> None:
    header = f"{NOW}  channel: web_chat  taken meanwhile: Fri 10:00\n"
    shown = await calls.play(f"{header}caller tomorrow at ten\nagent ask name\n")
    assert "- agent ask name" in shown
    assert "+ agent   offer" in shown


async def test_what_is_held_cannot_be_taken(calls: Calls) -> None:
    with pytest.raises(TranscriptError, match="held or booked"):
        await calls.play(f"{NOW}\ncaller tomorrow at ten\nagent ...\nmeanwhile taken Fri 10:00\n")


async def test_a_hold_expires_when_time_passes(calls: Calls) -> None:
    later = "caller (after 30 minutes)\nmeanwhile taken Fri 10:00\n"
    text = f"{NOW}  channel: web_chat\ncaller tomorrow at ten\nagent ask name\n{later}"
    assert await calls.play(f"{text}held nothing\n") == ""


@pytest.mark.parametrize(
    ("down", "failure", "end"),
    [
        ("book", "failure system_down", "booked nothing"),
        ("refuse", "failure rejected", "booked nothing"),
        ("answer, lookup", "failure unknown", "booked Fri 10:00, Priya Nair"),
        ("answer", "success Fri 10:00", "booked Fri 10:00, Priya Nair"),
    ],
)
async def test_a_booking_core_can_fail(calls: Calls, down: str, failure: str, end: str) -> None:
    shown = await calls.play(f"{NOW}  channel: web_chat  down: {down}\n{BOOKS}agent {failure}\n{end}\n")
    assert f"- agent {failure}" not in shown
    assert f"- {end}" not in shown


async def test_a_booking_core_can_recover(calls: Calls) -> None:
    header = f"{NOW}  channel: web_chat  down: openings\n"
    shown = await calls.play(f"{header}caller tomorrow at ten\nagent failure system_down\nmeanwhile up\n")
    assert "- agent failure" not in shown


@pytest.mark.parametrize("through", Through)
async def test_a_message_delivered_twice_changes_nothing(calls: Calls, through: Through) -> None:
    text = f"{NOW}\ncaller tomorrow at ten\nagent ask name\ncaller (same message again)\nagent ask name\n"
    assert await calls.play(text, through) == ""


async def test_an_error_in_the_desks_log_fails_the_call(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runner, "interpret", fail)
    shown = await calls.play(f"{NOW}\ncaller tomorrow\nagent ...\n")
    assert "+ (the desk logged an error: turn of" in shown
    assert "ZeroDivisionError" in shown


async def test_nobody_speaks_after_the_call(calls: Calls) -> None:
    text = f"{NOW}  channel: telephony\ncaller goodbye\nagent ...\ncaller hello?\nagent ...\n"
    with pytest.raises(CallFailed, match="hung up"):
        await calls.play(text, Through.TWILIO)


@pytest.mark.parametrize(
    ("header", "line", "ways"),
    [
        ("", "", list(Through)),
        ("  channel: telephony", "", [Through.CORE, Through.TWILIO]),
        ("  channel: web_chat", "", [Through.CORE, Through.CHAT]),
        ("  channel: text", "", [Through.CORE]),
        ("", "caller (hangs up)\n", [Through.CORE, Through.TWILIO]),
        ("", "[voice] caller (hangs up)\n", list(Through)),
    ],
)
def test_a_call_is_played_where_it_can_be(calls: Calls, header: str, line: str, ways: list[Through]) -> None:
    calls.file.write_text(f"{NOW}{header}\ncaller hi\nagent ...\n{line}", "utf-8")
    assert list(ways_of(read_transcript(calls.file))) == ways


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(tmp_path / "nothing.txt")
    (tmp_path / "latin.txt").write_bytes(b"now: \xff")
    with pytest.raises(TranscriptError, match="not text in UTF-8"):
        read_transcript(tmp_path / "latin.txt")
    (tmp_path / "stranger.txt").write_text(f"{NOW}  profile: nowhere\ncaller hi\nagent ...\n", "utf-8")
    with pytest.raises(TranscriptError, match=r'no profile "nowhere\.toml"'):
        read_transcript(tmp_path / "stranger.txt")
