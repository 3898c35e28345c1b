"""What a transcript is played with: its profile, and the ways it can be played."""

import shutil
from pathlib import Path

import pytest

from frontdesk.channels.text.transcript import TranscriptError
from frontdesk.profiles import SAMPLE, ProfileError
from frontdesk.stage import Through, read_transcript, ways_of

CALL = "now: Thu 2026-03-05 09:00   channel: {channel}   profile: {profile}\n\ncaller hello\nagent ...\n{end}\n"


def write(folder: Path, channel: str = "any", profile: str = "standard", end: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "call.txt"
    file.write_text(CALL.format(channel=channel, profile=profile, end=end), "utf-8")
    return file


@pytest.mark.parametrize(
    ("channel", "end", "ways"),
    [
        ("any", "", tuple(Through)),
        ("any", "caller (hangs up)", (Through.CORE, Through.TWILIO)),
        ("telephony", "", (Through.CORE, Through.TWILIO)),
        ("web_chat", "", (Through.CORE, Through.CHAT)),
        ("text", "", (Through.CORE,)),
    ],
)
def test_a_channel_decides_the_ways(tmp_path: Path, channel: str, end: str, ways: tuple[Through, ...]) -> None:
    assert ways_of(read_transcript(write(tmp_path, channel, end=end))) == ways


def test_the_nearest_profile_is_taken(tmp_path: Path) -> None:
    file = write(tmp_path / "calls" / "deep", profile="physio")
    assert read_transcript(file).scene.business.id == "harbour-physio"
    shutil.copy(SAMPLE.parent / "standard.toml", tmp_path / "physio.toml")
    assert read_transcript(file).scene.business.id == "standard"
    shutil.copy(SAMPLE.parent / "starter.toml", tmp_path / "calls" / "physio.toml")
    assert read_transcript(file).scene.business.id == "my-business"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(
        TranscriptError, match=r"no profile \"nobody.toml\".*the samples are: physio, salon, standard, starter"
    ):
        read_transcript(write(tmp_path, profile="nobody"))
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(tmp_path / "nothing.txt")
    (tmp_path / "broken.toml").write_text("id = ")
    with pytest.raises(ProfileError, match="is not TOML"):
        read_transcript(write(tmp_path, profile="broken"))
