"""What is wrong in the profile's section is said, with its key and what to do."""

from typing import Any

import pytest
from tests.booking_systems.vcita.at_vcita import SECRETS, by, by_channels, section, with_service
from tests.contracts.booking_system import BUSINESS
from tests.doubles.vcita_practice import HOSTS, SERVICES

from frontdesk.booking_systems.vcita.client import Vcita, connect
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError
from frontdesk.settings import SettingsError, read_settings
from frontdesk.vendors import reach


def test_the_plain_section_is_accepted() -> None:
    assert isinstance(connect(BUSINESS, section(), SECRETS.__getitem__), Vcita)


async def test_the_profile_names_it_and_the_environment_has_the_token() -> None:
    part = SystemSection.model_validate({"kind": "vcita"} | section())
    vendor = reach(BUSINESS, part, read_settings({"VCITA_TOKEN": "secret"}))
    assert isinstance(vendor, Vcita)
    await vendor.close()
    with pytest.raises(SettingsError, match="VCITA_TOKEN"):
        reach(BUSINESS, part, read_settings({}))


APP = {"kind": "app", "service_id": "s", "service_secret_env": "S", "for_business": True}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"business_id": ""}, "business_id"),
        ({"bussiness_id": "b"}, "bussiness_id is not a setting"),
        ({"token": {"kind": "client", "token_env": "T"}}, "token.kind"),
        ({"token": {"token_env": "the secret itself"}}, "token.token_env"),
        ({"token": {}}, "token: token_env is missing"),
        ({"token": {"token_env": "T", "for_business": True}}, "token: a token of the staff needs no exchange"),
        ({"token": {"token_env": "T", "service_id": "s"}}, "token: service_id and service_secret_env belong to"),
        ({"token": APP | {"for_business": False}}, "token: vcita shows no openings to an app"),
        ({"token": APP | {"service_id": None}}, "token: an app needs service_id"),
        ({"token": APP | {"token_env": "T"}}, "token: token_env belongs to"),
        ({"services": {}}, "services"),
        ({"services": {"checkup": {"ids": {}}}}, "services.checkup.ids"),
        ({"services": {"checkup": {"ids": {"telepathy": "s"}}}}, "services.checkup.ids.telepathy"),
        ({"services": {"checkup": {"ids": {"whatsapp": "s"}}}}, "services.checkup.ids: vcita has no services by"),
        ({"services": {"cheque": {"ids": {"phone": "s"}}}}, "booking_system.services.checkup is missing"),
        (by_channels("phone", "video"), "booking_system.services.checkup.ids.video: the service does not have"),
        (by_channels("video"), "booking_system.services.checkup.ids.phone is missing"),
        ({"hosts": {"ada": HOSTS["ada"]}}, "booking_system.hosts.ben is missing"),
        ({"hosts": HOSTS | {"cleo": "c"}}, "booking_system.hosts.cleo"),
        ({"hosts": {"ada": "a", "ben": "a"}}, "booking_system.hosts: an id stands there twice"),
        ({"booking": "hopefully"}, "booking"),
        ({"staff_list": "spaces"}, "staff_list"),
        ({"base_url": "http://api.vcita.example"}, "base_url"),
        ({"paths": {"move": "/bookings"}}, "paths.move"),
        ({"paths": {"create": "bookings"}}, "paths.create"),
        ({"time_limit_seconds": 9}, "time_limit_seconds"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(more: dict[str, Any], said: str) -> None:
    part = SystemSection.model_validate({"kind": "vcita"} | section(**more))
    with pytest.raises(ProfileError) as told:
        reach(BUSINESS, part, read_settings({"VCITA_TOKEN": "secret", "T": "t", "S": "s"}))
    assert said in str(told.value)


def test_an_id_is_of_one_service_only() -> None:
    ids = {"phone": SERVICES["phone"], "video": SERVICES["phone"]}
    with pytest.raises(ValueError, match=r"booking_system\.services: an id stands there twice"):
        connect(by("phone", "video"), section(services={"checkup": {"ids": ids}}), SECRETS.__getitem__)


@pytest.mark.parametrize("more", [{"assignment": "together"}, {"capacity": 8}])
def test_several_at_once_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one client with one host"):
        connect(with_service(**more), section(), SECRETS.__getitem__)


def test_several_places_are_refused() -> None:
    places = [{"id": id, "name": id, "address": f"1 {id} Street"} for id in ("quay", "hill")]
    several = Business.model_validate(BUSINESS.model_dump() | {"locations": places})
    with pytest.raises(ValueError, match="in which of several places"):
        connect(several, section(), SECRETS.__getitem__)
