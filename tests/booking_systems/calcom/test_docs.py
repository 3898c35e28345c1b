"""The sections on docs/booking-systems/calcom.md are taken as they stand there, and the table has every setting."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.booking_systems.calcom.desk import SECRETS
from tests.contracts.booking_system import ALONE, BUSINESS

from frontdesk.booking_systems.calcom.client import connect
from frontdesk.booking_systems.calcom.settings import ServiceSettings, Settings
from frontdesk.model.business import Business, SystemSection

PAGE = (Path(__file__).parents[3] / "docs/booking-systems/calcom.md").read_text("utf-8")
SECTIONS = [
    section["booking_system"]
    for block in re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    if "booking_system" in (section := tomllib.loads(block))
]
INSURED = {"questions": [{"id": "insured", "ask": "Are you insured?"}]}


def fitting(section: dict[str, Any]) -> Business:
    """A business with the hosts and questions of a section."""
    service = section["services"]["checkup"]
    data = (BUSINESS if "event_types" in service else ALONE).model_dump(mode="json", exclude_unset=True)
    data["services"][0] |= INSURED if "fields" in service else {}
    return Business.model_validate({**data, "booking_system": section})


def test_the_page_has_sections() -> None:
    assert len(SECTIONS) == 3


@pytest.mark.parametrize("told", SECTIONS)
def test_a_section_of_the_page_is_taken(told: dict[str, Any]) -> None:
    section = fitting(told).booking_system
    assert isinstance(section, SystemSection)
    vendor = connect(fitting(told), section.settings, SECRETS.__getitem__)
    assert vendor.capabilities.tells_terms is ("usernames" in told)


def test_every_setting_is_on_the_page_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z_.<>]+)` \|(.*?)\|", PAGE, re.MULTILINE))
    fields = {**Settings.model_fields, **{f"services.<id>.{k}": v for k, v in ServiceSettings.model_fields.items()}}
    assert set(rows) == set(fields) - {"services"}
    for name, cell in rows.items():
        default = cell.strip()
        theirs = fields[name].get_default(call_default_factory=True)
        if isinstance(theirs, tuple) and theirs:
            assert " ".join(theirs).startswith(default.strip("` …"))
        else:
            assert default == (f"`{theirs:g}`" if isinstance(theirs, float) else f"`{theirs}`" if theirs else "")
