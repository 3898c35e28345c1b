"""The sections on docs/booking-systems/caldav.md are taken as they stand there; its numbers are the code's."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.contracts.booking_system import BUSINESS

from frontdesk.booking_systems.caldav.client import CAPABILITIES
from frontdesk.booking_systems.caldav.settings import Settings
from frontdesk.booking_systems.caldav.settling import PAUSES
from frontdesk.model.business import SystemSection
from frontdesk.settings import read_settings
from frontdesk.vendors import reach

PAGE = (Path(__file__).parents[3] / "docs/booking-systems/caldav.md").read_text("utf-8")
SECTIONS = [
    section["booking_system"]
    for block in re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    if "booking_system" in (section := tomllib.loads(block))
]


@pytest.mark.parametrize("told", SECTIONS)
async def test_a_section_of_the_page_is_taken(told: dict[str, object]) -> None:
    section = SystemSection.model_validate(told)
    secrets = {str(name): "secret" for key, name in section.settings.items() if key.endswith("_env")}
    vendor = reach(BUSINESS, section, read_settings(secrets))
    assert vendor.capabilities == CAPABILITIES
    await vendor.close()


def test_the_page_has_both_ways_to_prove_who_we_are() -> None:
    assert {"token_env" in told for told in SECTIONS} == {True, False}


def test_every_setting_is_on_the_page() -> None:
    table = set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE))
    assert table == set(Settings.model_fields)
    assert f"| `time_limit_seconds` | `{Settings.model_fields['time_limit_seconds'].default:g}` |" in PAGE


def test_the_waits_are_those_of_the_rule() -> None:
    *first, last = (f"{pause:g}" for pause in PAUSES)
    assert f"after {', '.join(first)} and {last} seconds" in PAGE
