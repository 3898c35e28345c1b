"""What the calls in tests/conversations make happen, put together where tests are reported: together, everything."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from frontdesk.channels.text.coverage import Coverage
from frontdesk.channels.text.play import Performance
from frontdesk.watching import everything, expects

CALLS = Path(__file__).parent / "conversations"
LANGUAGES = {"en", "de", "fr", "es"}
PROPERTY = "what happened"

Told = tuple[str, str, tuple[tuple[str, ...], ...]]
"""Of one call: its folder, the language it ended in, and what happened in it; plain, to go from process to process."""


def note(record: Callable[[str, object], None], folder: str, performance: Performance) -> None:
    """Leaves it in the test's report. `record` is pytest's `record_property`."""
    one = Coverage()
    one.add_call(folder, performance)
    one.expected.update(expects(act) for turn in performance.turns if turn for act in turn.acts)
    language = next((language for _, language in one.calls), "")
    record(PROPERTY, (folder, language, tuple(tuple(map(str, found)) for found in _sets(one))))


class Happened:
    """A plugin of pytest: where all calls were played, what never happened in any of them fails the run."""

    def __init__(self, calls: int) -> None:
        """`calls`: how many there are."""
        self._missing = calls
        self._coverage = Coverage()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            for name, value in report.user_properties:
                if name == PROPERTY:
                    self.add(cast("Told", value))

    def add(self, told: Told) -> None:
        folder, language, sets = told
        self._missing -= 1
        for found, more in zip(_sets(self._coverage), sets, strict=True):
            found.update(more)
        if language:
            self._coverage.calls[folder, language] += 1

    def fault(self) -> str:
        """What is not played, in a report; empty where all is well, or not all calls were played."""
        spoken = {language for _, language in self._coverage.calls}
        if self._missing or (not self._coverage.never(everything()) and spoken >= LANGUAGES):
            return ""
        return self._coverage.report(everything())

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.fault():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if fault := self.fault():
            terminalreporter.section("not all that can happen is played in tests/conversations", red=True)
            terminalreporter.write_line(fault)


def _sets(coverage: Coverage) -> tuple[set[str], ...]:
    return coverage.acts, coverage.expected, coverage.tasks, coverage.phases, coverage.rules


def count_calls() -> int:
    return sum(1 for _ in CALLS.rglob("*.txt"))
