"""What is wrong in the section on Cubu stops the start, naming the key and saying what to do."""

from typing import Any

import pytest
from pydantic import ValidationError
from tests.booking_systems.cubu.practice import CANCEL, CUSTOMERS, SECRETS, section
from tests.contracts.booking_system import ALONE, BUSINESS
from tests.doubles.cubu import APPLICATION_ID, HOSTS

from frontdesk.booking_systems.cubu.client import Cubu, connect
from frontdesk.model.booking_system import Notices
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError
from frontdesk.settings import read_settings
from frontdesk.vendors import reach

ONE = {"service_id": "s-1", "service_type_id": "t-1"}


def open_(business: Business = BUSINESS, **changes: object) -> Cubu:
    vendor = connect(business, section(**changes), SECRETS.__getitem__)
    assert isinstance(vendor, Cubu)
    return vendor


@pytest.mark.parametrize(
    ("changes", "key", "advice"),
    [
        ({"calendar_timezone": None}, "calendar_timezone", ""),
        ({"calendar_timezone": "Israel Standard Time"}, "calendar_timezone", "IANA"),
        ({"tenant_id": None}, "tenant_id", ""),
        ({"client_id": "a/b"}, "client_id", ""),
        ({"base_url": f"https://s2s.api.app.cubu.com/{APPLICATION_ID}"}, "base_url", "every path"),
        ({"base_url": "http://s2s.api.app.cubu.com"}, "base_url", "https"),
        ({"login_url": "https://me:secret@login.example"}, "login_url", "https"),
        ({"phone_format": "dashes"}, "phone_format", "national"),
        ({"default_country": "UK"}, "default_country", "GB"),
        ({"name_field_id": None}, "name_field_id", "case field"),
        ({"hosts": {"ada": "user-1", "ben": "USER-1"}}, "hosts", "same user"),
        ({"hosts": {"ada": "user-1"}}, "hosts.ben", "missing"),
        ({"hosts": {**HOSTS, "cem": "user-3"}}, "hosts.cem", "spelling"),
        ({"hosts": None}, "booking_system.hosts", "several hosts"),
        ({"services": {}}, "services", ""),
        ({"services": {"checkup": ONE, "massage": ONE}}, "services.massage", "spelling"),
        ({"services": {"massage": ONE}}, "services.checkup", "missing"),
        ({"services": {"checkup": {"service_id": "s-1"}}}, "services.checkup.service_type_id", ""),
        ({"cancel": {**CANCEL, "method": "GET"}}, "cancel.method", ""),
        ({"cancel": {**CANCEL, "path": "/{applicationId}/x"}}, "cancel", "{caseId}"),
        ({"cancel": {**CANCEL, "path": "/{caseId}/{userId}"}}, "cancel", "{caseId}"),
        ({"cancel": {**CANCEL, "path": "https://elsewhere.example/{caseId}"}}, "cancel", "base_url"),
        ({"cancel": {**CANCEL, "path": "/{caseId}?force=true"}}, "cancel", "base_url"),
        ({"cancel": {**CANCEL, "path": "/{caseId}/{"}}, "cancel", "base_url"),
        ({"statuses": {"Waiting": "pending"}}, "statuses", "pending"),
        ({"statuses": {"Waiting": "fine"}}, "statuses.Waiting", ""),
        ({"webhook_hash": "md5"}, "webhook_hash", ""),
        ({"missing_means": "moved"}, "missing_means", ""),
        ({"client_secret": "s3cret"}, "client_secret", ""),
        ({"time_limit_seconds": 30}, "time_limit_seconds", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_key(changes: dict[str, Any], key: str, advice: str) -> None:
    given = section(**changes)
    business = BUSINESS.model_copy(update={"booking_system": SystemSection(kind="cubu", **given)})  # type: ignore[arg-type]
    assert business.booking_system is not None
    with pytest.raises(ProfileError) as wrong:
        reach(business, business.booking_system, read_settings(SECRETS))
    assert key in str(wrong.value)
    assert advice in str(wrong.value)
    assert "secret@" not in str(wrong.value)


def test_a_section_that_fits_is_taken() -> None:
    its = open_(note_field_id="f-1", webhook_secret_env="CUBU_WEBHOOK_SECRET").capabilities
    assert (its.names_hosts, its.answers, its.cancels, its.moves, its.notices) == (*[True] * 4, Notices.SIGNED)


def test_what_is_not_set_up_is_not_promised() -> None:
    its = open_(ALONE, hosts=None, cancel=None, name_field_id=None, customers=CUSTOMERS).capabilities
    assert (its.names_hosts, its.answers, its.cancels, its.moves, its.notices) == (*[False] * 4, Notices.UNSIGNED)
    assert (its.invite, its.pends, its.finds) == (False, False, False)
    assert (its.tells_terms, its.phone_only, its.chooses_channel, its.reads, its.looks_up) == (*[True] * 5,)


def test_secrets_are_named_and_stand_in_the_environment() -> None:
    asked = []

    def secret(name: str) -> str:
        asked.append(name)
        return "s3cret"

    said = section(client_secret_env="OURS", webhook_secret_env="THEIRS")
    connect(BUSINESS, said, secret)
    assert asked == ["THEIRS", "OURS"] or asked == ["OURS", "THEIRS"]


def test_what_is_unknown_is_refused_by_the_settings_themselves() -> None:
    with pytest.raises(ValidationError):
        open_(colour="green")
