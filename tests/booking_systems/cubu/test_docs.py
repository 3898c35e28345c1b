"""What docs/booking-systems/cubu.md shows works, and names every setting there is."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.contracts.booking_system import ALONE, BUSINESS

from frontdesk.booking_systems.cubu.client import Cubu, connect
from frontdesk.booking_systems.cubu.settings import CancelCall, CubuSettings, Customers, ServiceSettings
from frontdesk.model.business import SystemSection
from frontdesk.model.part import Part

PAGE = (Path(__file__).parents[3] / "docs" / "booking-systems" / "cubu.md").read_text("utf-8")
SHOWN = [block for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[booking_system]" in block]


@pytest.mark.parametrize("block", SHOWN)
def test_every_profile_on_the_page_is_taken(block: str) -> None:
    section = SystemSection.model_validate(tomllib.loads(block)["booking_system"])
    business = BUSINESS if "hosts" in section.settings else ALONE
    assert section.kind == "cubu"
    assert isinstance(connect(business, section.settings, lambda name: "s3cret"), Cubu)


def test_there_is_a_full_and_a_small_example() -> None:
    assert len(SHOWN) == 2


def test_every_setting_is_explained_and_no_other() -> None:
    rows = PAGE.split("| Setting |")[1].split("\n\n")[0].splitlines()
    named = [name for row in rows for name in re.findall(r"`(.*?)`", row.split("|")[1] if "|" in row else "")]
    parts: dict[str, type[Part]] = {"services": ServiceSettings, "customers": Customers, "cancel": CancelCall}
    inner = {field for part in parts.values() for field in part.model_fields}
    told = {name.rpartition(".")[2] for name in named} - {"webhook_path_env"}  # what every system has
    assert told == set(CubuSettings.model_fields) - set(parts) | inner


def test_there_is_a_place_for_the_table_of_capabilities() -> None:
    assert re.search(r"<!-- capabilities: cubu -->.*<!-- end -->", PAGE, re.DOTALL)
