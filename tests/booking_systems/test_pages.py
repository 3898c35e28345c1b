"""What docs/booking-systems says that each system can do is what the code says."""

from dataclasses import fields
from pathlib import Path

import pytest
from tests.booking_systems.pages import MARKED, PAGES, written
from tests.faults.systems import SYSTEMS

from frontdesk.commands.live_system import CAN
from frontdesk.model.booking_system import Capabilities


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.md")), ids=lambda page: page.stem)
def test_the_tables_are_of_now(page: Path) -> None:
    text = page.read_text("utf-8")
    assert written(text) == text, "write them anew: python -m tests.booking_systems.pages"


def test_every_system_has_a_page_with_its_table() -> None:
    tables = [match[2] for page in PAGES.glob("*.md") for match in MARKED.finditer(page.read_text("utf-8"))]
    assert sorted(filter(None, tables)) == sorted({system.kind for system in SYSTEMS})
    assert None in tables, "the overview"


def test_every_capability_has_its_words() -> None:
    """But for what is no merit."""
    assert {*CAN, "tells_terms", "notices", "moves_make_another"} == {field.name for field in fields(Capabilities)}
