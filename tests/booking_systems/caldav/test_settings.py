"""What is wrong in the profile's section, or in a profile that no calendar can keep, is said with its key."""

from typing import Any

import pytest
from tests.contracts.booking_system import BUSINESS

from frontdesk.booking_systems.caldav.client import connect
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError
from frontdesk.settings import SettingsError, read_settings
from frontdesk.vendors import reach

CALENDARS = {"ada": "https://cal.example.com/desk/ada/", "ben": "https://cal.example.com/desk/ben/"}
SECTION: dict[str, Any] = {"calendars": CALENDARS, "username": "desk", "password_env": "CALENDAR_PASSWORD"}
ENVIRONMENT = {"CALENDAR_PASSWORD": "a password", "CALENDAR_TOKEN": "a token"}


def open_section(section: dict[str, Any], business: Business = BUSINESS) -> None:
    reach(business, SystemSection.model_validate({"kind": "caldav", **section}), read_settings(ENVIRONMENT))


@pytest.mark.parametrize(
    "section",
    [
        SECTION,
        {"calendars": CALENDARS, "token_env": "CALENDAR_TOKEN", "time_limit_seconds": 3},
        {**SECTION, "calendars": {"ada": "http://radicale:5232/desk/ada", "ben": CALENDARS["ben"]}, "plain_http": True},
    ],
)
def test_a_section_that_says_enough_is_accepted(section: dict[str, Any]) -> None:
    open_section(section)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"calendars": {"ada": CALENDARS["ada"]}}, "booking_system.calendars.ben is missing"),
        ({"calendars": {**CALENDARS, "cleo": "https://cal.example.com/c/"}}, r"calendars.cleo: no \[\[hosts\]\]"),
        (
            {"calendars": {**CALENDARS, "ben": "cal.example.com/ben"}},
            'calendars.ben: "cal.example.com/ben" is no address',
        ),
        (
            {"calendars": {**CALENDARS, "ben": "https://me:pw@cal.example.com/b/"}},
            "calendars.ben: a name and a password",
        ),
        ({"calendars": {**CALENDARS, "ben": "http://cal.example.com/ben/"}}, "plain_http"),
        ({"calendars": {**CALENDARS, "ben": CALENDARS["ada"].rstrip("/")}}, "the same calendar"),
        ({"calendars": {}}, "calendars"),
        ({"username": ""}, "username and password_env"),
        ({"password_env": ""}, "username and password_env"),
        ({"token_env": "CALENDAR_TOKEN"}, "not both"),
        ({"pasword_env": "X"}, "pasword_env is not a setting"),
        ({"time_limit_seconds": 20}, "time_limit_seconds"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ProfileError, match=said) as refused:
        open_section({**SECTION, **change})
    assert "me:pw" not in str(refused.value)


def test_a_secret_that_is_not_set_is_named() -> None:
    with pytest.raises(SettingsError, match="OTHER"):
        open_section({**SECTION, "password_env": "OTHER"})


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ({"capacity": 8}, "capacity"),
        ({"max_per_day": 3}, "max_per_day"),
        ({"confirmation": "approval"}, "confirmation"),
        ({"assignment": "together"}, "together"),
        ({"assignment": "round_robin"}, "round_robin"),
        ({"needs": ["room"]}, "needs"),
    ],
)
def test_what_a_calendar_cannot_keep_is_refused(service: dict[str, Any], said: str) -> None:
    data = BUSINESS.model_dump(mode="json")
    data["services"][0] |= service
    data["resources"] = [{"id": "room-1", "kind": "room"}]
    business = Business.model_validate(data)
    with pytest.raises(ProfileError, match=f'service "checkup".*{said}'):
        open_section(SECTION, business)


def test_hosts_with_limits_or_places_of_their_own_are_refused() -> None:
    data = BUSINESS.model_dump(mode="json")
    data["hosts"][0]["max_per_day"] = 4
    with pytest.raises(ProfileError, match='host "ada": max_per_day'):
        open_section(SECTION, Business.model_validate(data))
    data["hosts"][0] = {"id": "ada", "name": "Ada", "locations": ["quay"]}
    data["locations"] = [{"id": "quay", "name": "Quay", "address": "1 Quayside"}]
    with pytest.raises(ProfileError, match="some places only"):
        open_section(SECTION, Business.model_validate(data))


async def test_no_secret_is_told_by_what_is_connected() -> None:
    vendor = connect(BUSINESS, SECTION, ENVIRONMENT.__getitem__)
    assert "a password" not in repr(vars(vendor))
    with pytest.raises(ValueError, match="no notices"):
        vendor.notice({}, b"")
    assert await vendor.terms() == {}
    await vendor.close()
