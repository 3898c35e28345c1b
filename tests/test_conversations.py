"""Every call in tests/conversations, played each way it can be made, on both engines."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.spoken import languages_of

from frontdesk.channels.text.grade import diff, grade
from frontdesk.channels.text.transcript import Transcript, TranscriptError
from frontdesk.languages import Language
from frontdesk.profiles import ProfileError
from frontdesk.stage import Through, perform, read_transcript, ways_of

FOLDER = Path(__file__).parent / "conversations"


def read(file: Path) -> Transcript | Exception:
    """One that cannot be read is a call that fails."""
    try:
        return read_transcript(file, file.relative_to(FOLDER).as_posix())
    except (TranscriptError, ProfileError) as error:
        return error


CALLS = {file: read(file) for file in sorted(FOLDER.rglob("*.txt"))}


def plays() -> Iterator[object]:
    for file, call in CALLS.items():
        for through in ways_of(call) if isinstance(call, Transcript) else [Through.CORE]:
            yield pytest.param(call, through, id=f"{file.relative_to(FOLDER).as_posix()}-{through}")


@pytest.fixture(scope="session")
def languages() -> Mapping[str, Language]:
    """Read once: it takes longer than many calls."""
    return languages_of(*(call.scene.business for call in CALLS.values() if isinstance(call, Transcript)))


@pytest.mark.parametrize(("call", "through"), list(plays()))
async def test_call(
    call: Transcript | Exception, through: Through, languages: Mapping[str, Language], quick_url: str
) -> None:
    assert isinstance(call, Transcript), str(call)
    verdict = grade(call, await perform(call, through, languages, quick_url))
    assert verdict.passed, "\n" + diff(call, verdict)
