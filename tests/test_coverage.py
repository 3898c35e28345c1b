"""Together, the calls in tests/conversations make everything happen that can happen."""

from tests.spoken import languages_of
from tests.test_conversations import CALLS

from frontdesk.channels.text.coverage import Coverage
from frontdesk.channels.text.transcript import Transcript
from frontdesk.stage import Through, perform
from frontdesk.watching import everything, expects

LANGUAGES = {"en", "de", "fr", "es"}
CALLS_IN_ALL = 200


async def test_nothing_that_can_happen_is_never_played() -> None:
    calls = [call for call in CALLS.values() if isinstance(call, Transcript)]
    languages = languages_of(*(call.scene.business for call in calls))
    coverage = Coverage()
    for file, call in CALLS.items():
        assert isinstance(call, Transcript), str(call)
        performance = await perform(call, Through.CORE, languages)
        coverage.add_call(file.parent.name, performance)
        coverage.expected.update(expects(act) for turn in performance.turns if turn for act in turn.acts)
    report = coverage.report(everything())
    assert not coverage.never(everything()), report
    assert {language for _, language in coverage.calls} >= LANGUAGES, report
    assert coverage.calls.total() >= CALLS_IN_ALL, report
