"""The same calls at every booking system, as far as it goes: what it cannot do is refused, and a person helps."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.booking_systems.at_a_vendor import perform_at
from tests.faults.practice import PRACTICE
from tests.faults.systems import SYSTEMS
from tests.faults.world import System
from tests.spoken import languages_of

from frontdesk.channels.text.grade import diff, grade
from frontdesk.channels.text.transcript import Transcript
from frontdesk.languages import Language
from frontdesk.settings import read_settings
from frontdesk.stage import read_transcript
from frontdesk.vendors import reach

FOLDER = Path(__file__).parent / "conversations"
CALLS = {file.stem: read_transcript(file, file.name) for file in sorted(FOLDER.glob("*.txt"))}


@pytest.fixture(scope="session")
def languages() -> Mapping[str, Language]:
    return languages_of(*(call.scene.business for call in CALLS.values()))


def plays() -> list[object]:
    return [
        pytest.param(system, name, id=f"{system.name}-{name}")
        for system in SYSTEMS
        for name in CALLS
        if name not in system.otherwise
    ]


@pytest.mark.parametrize(("system", "name"), plays())
async def test_call(system: System, name: str, languages: Mapping[str, Language]) -> None:
    call: Transcript = CALLS[name]
    told = system.waiting if call.scene.business.services[0].confirmation != "instant" else system
    assert told is not None
    verdict = grade(call, await perform_at(told, call, languages))
    assert verdict.passed, "\n" + diff(call, verdict)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_what_goes_otherwise_there_is_what_it_cannot_do(system: System) -> None:
    assert set(system.otherwise) <= set(CALLS)
    business = system.profile("http://127.0.0.1:1", PRACTICE)
    assert business.booking_system is not None
    vendor = reach(business, business.booking_system, read_settings(system.secrets))
    for capability in system.otherwise.values():
        assert not getattr(vendor.capabilities, capability)
