"""Which system keeps which promise, as a table: `make contracts`, or a pytest run with `-p tests.contracts.table`.

A contract class with a `column` has one. `FRONTDESK_CONTRACT_TABLE` names a page of the docs to write it into.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.booking_system import BookingSystemContract

KEPT, REFUSED, BROKEN = "yes", "refuses", "**NO**"
START, END = "<!-- contract -->", "<!-- end of contract -->"

cells: dict[str, dict[str, str]] = {}
"""By promise, then by column."""


@pytest.hookimpl
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        column = getattr(getattr(item, "cls", None), "column", None)
        if column:
            item.user_properties.append(("column", column))


@pytest.hookimpl
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    told = dict(report.user_properties)
    column, promise = told.get("column"), told.get("promise")
    if not isinstance(column, str) or not isinstance(promise, str) or (report.when != "call" and report.passed):
        return
    kept = REFUSED if "declared" in told else KEPT
    cells.setdefault(promise, {})[column] = kept if report.passed else BROKEN


@pytest.hookimpl
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not cells:
        return
    text = "\n".join(table())
    terminalreporter.write_line(text)
    if page := os.environ.get("FRONTDESK_CONTRACT_TABLE"):
        write(Path(page), text)


def table() -> Iterator[str]:
    columns = sorted({column for row in cells.values() for column in row}, key=_order)
    yield f"| promise | {' | '.join(columns)} |"
    yield f"| --- | {' | '.join('---' for _ in columns)} |"
    order = list(BookingSystemContract.__dict__)
    for promise, row in sorted(cells.items(), key=lambda cell: order.index(cell[0])):
        words = promise.removeprefix("test_").replace("_", " ")
        yield f"| {words} | {' | '.join(row.get(column, '') for column in columns)} |"


def write(page: Path, text: str) -> None:
    """Between the marks of a page."""
    before, _, rest = page.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


def _order(column: str) -> tuple[bool, str]:
    """Our own first."""
    return not column.startswith("embedded"), column
