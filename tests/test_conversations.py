"""Every call in tests/conversations, played each way it can be made on SQLite; a few of them on PostgreSQL, too.

`make test-thorough` plays the others there.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from tests.happened import note
from tests.spoken import languages_of

from frontdesk.channels.text.grade import diff, grade
from frontdesk.channels.text.transcript import Transcript, TranscriptError
from frontdesk.languages import Language
from frontdesk.profiles import ProfileError
from frontdesk.stage import Through, perform, read_transcript, ways_of

FOLDER = Path(__file__).parent / "conversations"
EVERY = 3
"""Of so many calls one is played on PostgreSQL, in ways that take turns."""


def read(file: Path) -> Transcript | Exception:
    """One that cannot be read is a call that fails."""
    try:
        return read_transcript(file, file.relative_to(FOLDER).as_posix())
    except (TranscriptError, ProfileError) as error:
        return error


CALLS = {file: read(file) for file in sorted(FOLDER.rglob("*.txt"))}


def plays() -> Iterator[object]:
    for number, (file, call) in enumerate(CALLS.items()):
        ways = ways_of(call) if isinstance(call, Transcript) else (Through.CORE,)
        for engine, through in product(("sqlite", "postgresql"), ways):
            left = engine == "postgresql" and (number % EVERY or through is not ways[number // EVERY % len(ways)])
            name = f"{engine}-{file.relative_to(FOLDER).as_posix()}-{through}"
            yield pytest.param(call, through, engine, id=name, marks=[pytest.mark.thorough] if left else [])


@pytest.fixture(scope="session")
def languages() -> Mapping[str, Language]:
    """Read once: it takes longer than many calls."""
    return languages_of(*(call.scene.business for call in CALLS.values() if isinstance(call, Transcript)))


@pytest.mark.parametrize(("call", "through", "engine"), list(plays()), indirect=["engine"])
async def test_call(
    call: Transcript | Exception,
    through: Through,
    engine: str,
    languages: Mapping[str, Language],
    quick_url: str,
    record_property: Callable[[str, object], None],
) -> None:
    assert isinstance(call, Transcript), str(call)
    performance = await perform(call, through, languages, quick_url)
    if (engine, through) == ("sqlite", Through.CORE):
        note(record_property, Path(call.name).parent.as_posix(), performance)
    verdict = grade(call, performance)
    assert verdict.passed, "\n" + diff(call, verdict)
