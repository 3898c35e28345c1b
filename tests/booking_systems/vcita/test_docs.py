"""The page for integrators: what it shows is accepted, and it names every setting there is."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.booking_systems.vcita.at_vcita import by
from tests.contracts.booking_system import BUSINESS

from frontdesk.booking_systems.vcita.client import connect
from frontdesk.booking_systems.vcita.settings import Paths, Token, VcitaSettings
from frontdesk.model.business import Business

PAGE = (Path(__file__).parents[3] / "docs/booking-systems/vcita.md").read_text("utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SECTIONS = [block for block in BLOCKS if "[booking_system]" in block]


def test_the_page_shows_sections() -> None:
    assert len(SECTIONS) == 2


@pytest.mark.parametrize("block", SECTIONS)
def test_a_section_of_the_page_is_accepted(block: str) -> None:
    business = Business.model_validate(by("phone", "in_person").model_dump() | tomllib.loads(block))
    assert business.booking_system is not None
    assert business.booking_system.kind == "vcita"
    vendor = connect(business, business.booking_system.settings, lambda name: f"the value of {name}")
    assert vendor.capabilities.cancels


def test_the_page_names_every_setting() -> None:
    names = {*VcitaSettings.model_fields, *Token.model_fields, *Paths.model_fields} - {"token", "paths"}
    assert [name for name in sorted(names) if not re.search(rf"`(?:token\.)?{name}(?:\.…)*(?:ids\.…)?`", PAGE)] == []


def test_the_page_tells_where_the_table_goes_and_where_the_notices() -> None:
    assert "<!-- capabilities: vcita -->" in PAGE
    assert "https://…/v1/hooks/<business>/<secret>" in PAGE
    assert BUSINESS.id in PAGE
