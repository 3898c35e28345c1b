"""A section that is wrong is refused with its key and what to do, before anything is asked of SavvyCal."""

from dataclasses import replace

import pytest
from tests.booking_systems.savvycal.practice import BOTH, PLATFORM, PUBLIC, TOKEN, VIDEO, WITH_HOSTS, Setup, by
from tests.contracts.booking_system import BUSINESS
from tests.doubles.savvycal import HOSTS, SERVICES

from frontdesk.model.booking_system import Notices
from frontdesk.model.business import Business, SystemSection
from frontdesk.model.caller import Channel
from frontdesk.profiles import ProfileError
from frontdesk.settings import SettingsError, read_settings
from frontdesk.vendors import reach


def complaint(setup: Setup) -> str:
    with pytest.raises(ProfileError) as wrong:
        reach(setup.business, SystemSection(kind="savvycal", **setup.section), read_settings({}))
    return str(wrong.value).removeprefix("quayside: ")


def lasting(*minutes: int) -> Business:
    services = tuple(one.model_copy(update={"durations_minutes": minutes}) for one in PUBLIC.business.services)
    return PUBLIC.business.model_copy(update={"services": services})


@pytest.mark.parametrize(
    ("setup", "key"),
    [
        (Setup({}), "booking_system.services is missing"),
        (PUBLIC.but(services={}), "booking_system.services"),
        (PUBLIC.but(services={**VIDEO, "checkp": {"channels": {"video": "srv_1"}}}), "booking_system.services.checkp"),
        (PUBLIC.but(services={"checkp": VIDEO["checkup"]}), "booking_system.services.checkup is missing"),
        (PUBLIC.but(services={"checkup": {"channels": {}}}), "booking_system.services.checkup.channels"),
        (PUBLIC.but(services={"checkup": {"channels": {"vidoe": "srv_1"}}}), "booking_system.services.checkup"),
        (PUBLIC.but(services={"checkup": {"channels": {"video": "4711"}}}), "services.checkup.channels.video"),
        (PUBLIC.but(services={"checkup": {"channels": {"phone": "srv_1"}}}), "channels.video is missing"),
        (PUBLIC.but(services=BOTH), "booking_system.services.checkup.channels.in_person"),
        (PUBLIC.but(services={"checkup": {"channels": {"video": "srv_1", "phone": "srv_1"}}}), "stands there twice"),
        (PUBLIC.but(hosts={"ada": "prov_1", "bne": "prov_2"}), "booking_system.hosts.bne"),
        (WITH_HOSTS.but(hosts={"ada": "prov_1"}), "booking_system.hosts.ben is missing"),
        (WITH_HOSTS.but(hosts={"ada": "prov_1", "ben": "prov_1"}), "stands there twice"),
        (WITH_HOSTS.but(hosts={"ada": "Ada", "ben": "prov_1"}), "booking_system.hosts.ada"),
        (WITH_HOSTS.but(hosts={}), "several hosts"),
        (replace(PUBLIC, business=lasting(30, 60)), "several durations_minutes"),
        (PUBLIC.but(time_format="local"), "booking_system.time_format"),
        (PUBLIC.but(account="acct_1"), "booking_system.account goes with"),
        (TOKEN.but(account="1"), "booking_system.account"),
        (PUBLIC.but(base_url="savvycal"), "booking_system.base_url"),
        (PUBLIC.but(token="secret"), "booking_system.token is not a setting"),
        (PUBLIC.but(token_env="Bearer 4711"), "booking_system.token_env"),
        (PUBLIC.but(time_limit_seconds=60), "booking_system.time_limit_seconds"),
        (PUBLIC.but(client_fields={"insured": "is-insured"}), "booking_system.client_fields.insured"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(setup: Setup, key: str) -> None:
    assert key in complaint(setup)


def test_a_secret_that_is_not_set_is_named() -> None:
    section = SystemSection(kind="savvycal", **TOKEN.but(token_env="NEVER_SET_TOKEN").section)
    with pytest.raises(SettingsError, match="NEVER_SET_TOKEN"):
        reach(TOKEN.business, section, read_settings({}))


def test_a_way_to_meet_needs_a_service_of_its_own_each() -> None:
    both = by(BUSINESS, Channel.VIDEO, Channel.IN_PERSON)
    assert replace(WITH_HOSTS.but(services=BOTH), business=both).capabilities.chooses_channel is False
    only_video = replace(WITH_HOSTS, business=both)
    assert "channels.in_person is missing" in complaint(only_video)


def test_any_way_to_meet_may_have_a_service_where_the_operator_says_so() -> None:
    phone = {"checkup": {"channels": {"phone": SERVICES["video"]}}}
    assert Setup({"services": phone, "hosts": HOSTS}, BUSINESS).capabilities.cancels


def test_what_it_can_do_follows_from_what_it_is_given() -> None:
    public, hosts, token = (setup.capabilities for setup in (PUBLIC, WITH_HOSTS, TOKEN))
    assert (public.names_hosts, public.looks_up, public.notices) == (False, False, Notices.NONE)
    assert (hosts.names_hosts, hosts.looks_up) == (True, False)
    assert (token.names_hosts, token.looks_up) == (True, True)
    assert PLATFORM.capabilities == token
    signed = PUBLIC.but(webhook_secret_env="SAVVYCAL_WEBHOOK_SECRET").capabilities
    assert signed.notices is Notices.SIGNED
    for one in (public, hosts, token):
        able = (one.tells_terms, one.pends, one.reads, one.cancels, one.moves)
        unable = (one.phone_only, one.chooses_channel, one.invite, one.answers, one.finds)
        assert (set(able), set(unable)) == ({True}, {False})


def test_answers_are_taken_where_all_of_them_have_a_field() -> None:
    asked = [{"id": "insured", "ask": "Are you insured?"}]
    services = [{**one.model_dump(), "questions": asked} for one in PUBLIC.business.services]
    asking = Business.model_validate({**PUBLIC.business.model_dump(), "services": services})
    some, all = {"insured": "is-insured"}, {"insured": "is-insured", "reason": "why"}
    assert replace(PUBLIC.but(client_fields=some), business=asking).capabilities.answers is False
    assert replace(PUBLIC.but(client_fields=all), business=asking).capabilities.answers is True
