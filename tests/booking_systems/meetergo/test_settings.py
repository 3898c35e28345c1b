"""What is wrong with the profile's section is said at start, with its key and what to do."""

from copy import deepcopy

import pytest
from tests.booking_systems.meetergo.desk import BY_HOST, PLATFORM, SECRETS
from tests.contracts.booking_system import ALONE, BUSINESS
from tests.doubles.meetergo import HOSTS, MEETING_TYPES, PERSONAL_TOKEN

from frontdesk.booking_systems.meetergo.client import connect
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError
from frontdesk.settings import SettingsError, read_settings
from frontdesk.vendors import reach

TYPES = BY_HOST["services"]["checkup"]["meeting_types"]
ONE = {"meeting_type": MEETING_TYPES["team"]}


def business(**service: object) -> Business:
    """Both hosts, and a second service."""
    profile = BUSINESS.model_dump(mode="json", exclude_unset=True)
    first = {**profile["services"][0], **service}
    second = {"id": "cleaning", "names": ["cleaning"], "duration_minutes": 30, "channels": ["phone"], "hosts": ["ben"]}
    return Business.model_validate({**deepcopy(profile), "services": [first, second]})


CLEANING = {"meeting_type": "mt-9"}
ASKING = {"questions": [{"id": "insured", "ask": "Are you insured?"}]}


@pytest.mark.parametrize(
    ("services", "service", "says"),
    [
        ({}, {}, "booking_system.services"),
        ({"checkup": {"meeting_types": TYPES}}, {}, "booking_system.services.cleaning is missing"),
        ({"checkup": {"meeting_types": TYPES}, "cleaning": CLEANING, "x": CLEANING}, {}, "booking_system.services.x"),
        ({"checkup": {}, "cleaning": CLEANING}, {}, "services.checkup: give either meeting_type, or meeting_types"),
        ({"checkup": {**ONE, "meeting_types": TYPES}, "cleaning": CLEANING}, {}, "give either"),
        ({"checkup": {"meeting_type": ""}, "cleaning": CLEANING}, {}, "services.checkup.meeting_type"),
        ({"checkup": {"meeting_types": {**TYPES, "ben": ""}}, "cleaning": CLEANING}, {}, "checkup.meeting_types.ben"),
        ({"checkup": ONE, "cleaning": CLEANING}, {}, "services.checkup.meeting_type: the service has several hosts"),
        (
            {"checkup": {"meeting_types": {"ada": "mt-1"}}, "cleaning": CLEANING},
            {},
            "services.checkup.meeting_types.ben is missing",
        ),
        (
            {"checkup": {"meeting_types": {**TYPES, "eve": "mt-3"}}, "cleaning": CLEANING},
            {},
            'services.checkup.meeting_types.eve: the service has no host "eve"',
        ),
        ({"checkup": {"meeting_types": dict.fromkeys(TYPES, "mt-1")}, "cleaning": CLEANING}, {}, "two hosts have"),
        (
            {"checkup": {"meeting_types": TYPES}, "cleaning": {"meeting_types": {"ben": TYPES["ada"]}}},
            {},
            "services.cleaning.meeting_types.ben: another service has it for somebody else",
        ),
        (
            {"checkup": {"meeting_types": TYPES}, "cleaning": CLEANING},
            {"assignment": "together"},
            "hosts who work together",
        ),
        (
            {"checkup": {"meeting_types": TYPES, "notes": {"insurd": "x"}}, "cleaning": CLEANING},
            ASKING,
            'services.checkup.notes.insurd: the service asks no question "insurd"',
        ),
        ({"checkup": {"meeting_types": TYPES, "video_channel": "skype"}, "cleaning": CLEANING}, {}, "video_channel"),
        ({"checkup": {"meeting_types": TYPES, "meetingtype": "x"}, "cleaning": CLEANING}, {}, "checkup.meetingtype"),
    ],
)
def test_services(services: dict[str, object], service: dict[str, object], says: str) -> None:
    section = SystemSection.model_validate({"kind": "meetergo", "services": services})
    with pytest.raises(ProfileError) as wrong:
        reach(business(**service), section, read_settings({"MEETERGO_TOKEN": PERSONAL_TOKEN}))
    assert says in str(wrong.value)


@pytest.mark.parametrize(
    ("settings", "token", "says"),
    [
        ({}, "secret-of-somebody", 'MEETERGO_TOKEN holds no key of meetergo, which begins with "rgo-" or "ak_live:"'),
        ({}, "Bearer rgo-1", "MEETERGO_TOKEN holds no key"),
        ({}, "ak_live:1:2", "booking_system.user_id is missing"),
        ({"user_id": HOSTS["ada"]}, "rgo-1", "booking_system.user_id: a personal access token"),
        ({"user_id": "ada"}, "ak_live:1:2", "user_id"),
        ({"token_env": "rgo-1"}, "rgo-1", "token_env"),
        ({"base_url": "api.meetergo.com"}, "rgo-1", "base_url"),
        ({"time_limit_seconds": 9}, "rgo-1", "time_limit_seconds"),
        ({"days_at_once": 0}, "rgo-1", "days_at_once"),
    ],
)
def test_keys_and_limits(settings: dict[str, object], token: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.split('"')[0]) as wrong:
        connect(BUSINESS, {**BY_HOST, **settings}, lambda _: token)
    assert token not in str(wrong.value) or token == "rgo-1"


def test_a_key_that_is_not_set_is_named() -> None:
    section = SystemSection.model_validate({"kind": "meetergo", "token_env": "OUR_TOKEN", **BY_HOST})
    with pytest.raises(SettingsError, match="OUR_TOKEN"):
        reach(BUSINESS, section, read_settings({}))


def test_what_is_right_is_taken() -> None:
    both = {"checkup": {"meeting_types": TYPES, "notes": {"insured": "q"}}, "cleaning": CLEANING}
    vendor = connect(business(**ASKING), {"services": both}, SECRETS.__getitem__)
    assert not vendor.capabilities.names_hosts, "one of them does not say with whom"
    assert connect(BUSINESS, {**BY_HOST, **PLATFORM}, SECRETS.__getitem__).capabilities.names_hosts
    assert not connect(ALONE, {"services": {"checkup": ONE}}, SECRETS.__getitem__).capabilities.names_hosts
