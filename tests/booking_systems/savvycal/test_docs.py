"""The sections on docs/booking-systems/savvycal.md are taken as they stand there."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.booking_systems.savvycal.practice import by
from tests.contracts.booking_system import ALONE, BUSINESS

from frontdesk.booking_systems.savvycal.client import connect
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.model.business import Business, SystemSection
from frontdesk.model.caller import Channel

PAGE = (Path(__file__).parents[3] / "docs/booking-systems/savvycal.md").read_text("utf-8")
SECTIONS = [
    section["booking_system"]
    for block in re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    if "booking_system" in (section := tomllib.loads(block))
]


def fitting(section: SystemSection) -> Business:
    """A business with the hosts and the channels of a section."""
    channels = [Channel(channel) for channel in section.settings["services"]["checkup"]["channels"]]  # type: ignore[index]
    return by(BUSINESS if "hosts" in section.settings else ALONE, *channels)


@pytest.mark.parametrize("told", SECTIONS)
def test_a_section_of_the_page_is_taken(told: dict[str, object]) -> None:
    section = SystemSection.model_validate(told)
    vendor = connect(fitting(section), section.settings, lambda name: f"value of {name}")
    assert vendor.capabilities.looks_up is ("token_env" in told)


def test_the_page_has_both_ways() -> None:
    assert {"token_env" in told for told in SECTIONS} == {True, False}


def test_every_setting_is_on_the_page() -> None:
    table = set(re.findall(r"^\| `([a-z_]+)[`.]", PAGE, re.MULTILINE))
    assert table == set(SavvycalSettings.model_fields)
    for name in ("days_at_a_time", "most_pages", "time_limit_seconds"):
        default = SavvycalSettings.model_fields[name].default
        assert f"| `{name}` | `{default:g}` |" in PAGE
