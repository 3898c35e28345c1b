"""What the page for integrators shows is taken as it stands there."""

import re
import tomllib
from pathlib import Path

import pytest
from tests.contracts.booking_system import BUSINESS
from tests.doubles.meetergo import PERSONAL_TOKEN, PLATFORM_KEY

from frontdesk.booking_systems.meetergo.client import connect
from frontdesk.booking_systems.meetergo.settings import MeetergoService, MeetergoSettings
from frontdesk.model.business import Business

PAGE = (Path(__file__).parents[3] / "docs/booking-systems/meetergo.md").read_text("utf-8")
PROFILES: list[str] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
SECRETS = {"MEETERGO_TOKEN": PERSONAL_TOKEN, "MEETERGO_PLATFORM_KEY": PLATFORM_KEY}


@pytest.mark.parametrize("block", PROFILES)
def test_every_profile_is_taken(block: str) -> None:
    shown = tomllib.loads(block)
    rest = BUSINESS.model_dump(mode="json", exclude_unset=True, exclude={"services", "hosts"})
    business = Business.model_validate({**rest, **shown})
    assert business.booking_system is not None
    vendor = connect(business, business.booking_system.settings, SECRETS.__getitem__)
    assert vendor.capabilities.names_hosts == ("meeting_types" in block)


def test_every_setting_is_told() -> None:
    assert len(PROFILES) == 2
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told == (set(MeetergoSettings.model_fields) | set(MeetergoService.model_fields)) - {"services"}


@pytest.mark.parametrize(
    "field", ["token_env", "email_reminders", "base_url", "time_limit_seconds", "days_at_once", "page_size"]
)
def test_the_defaults_are_told(field: str) -> None:
    default = MeetergoSettings.model_fields[field].default
    shown = f'"{default}"' if isinstance(default, str) else str(default).lower()
    assert f"| `{field}` | `{shown}` |" in PAGE
