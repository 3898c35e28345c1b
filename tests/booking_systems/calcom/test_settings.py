"""What is wrong in the profile's section is said when it is read, with its key; and who we say that we are."""

from typing import Any

import pytest
from pydantic import ValidationError
from tests.booking_systems.calcom.desk import EACH, ONE, SECRETS, alone, open_desk
from tests.contracts.booking_system import ALONE, BUSINESS
from tests.doubles.calcom import CLIENT_ID, CLIENT_SECRET, LIVE_KEY, Settings

from frontdesk.booking_systems.calcom.client import connect
from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.model.business import Business
from frontdesk.model.part import Names
from frontdesk.model.service import Service
from frontdesk.profiles import first_fault


def fault(section: dict[str, Any], business: Business = BUSINESS) -> str:
    try:
        connect(business, section, SECRETS.__getitem__)
    except ValidationError as error:
        return first_fault(error)
    except ValueError as error:
        return str(error)
    return ""


def with_service(**settings: Any) -> Business:
    data = BUSINESS.model_dump(mode="json")
    data["services"][0] |= settings
    data["locations"] = [{"id": id, "name": id, "address": "12 Quince Row, London"} for id in ("here", "there")]
    return Business.model_validate(data)


def both(**settings: Any) -> dict[str, Any]:
    return {"services": {"checkup": {**EACH["services"]["checkup"], **settings}}}


QUESTION = {"questions": [{"id": "insured", "ask": "Are you insured?"}]}


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ({}, "services is missing"),
        ({"services": {}}, "services"),
        ({**EACH, "api_key": "cal_live"}, "api_key is not a setting"),
        ({**EACH, "access": "oauth"}, "access"),
        ({**EACH, "base_url": "api.cal.com"}, "base_url"),
        ({**EACH, "time_limit_seconds": 9}, "time_limit_seconds"),
        ({**EACH, "access": "none"}, "usernames: event types are only read with credentials"),
        ({"services": {"checkup": {}}}, "services.checkup: set either event_type = 4711, or one for each host"),
        ({"services": {"checkup": {"event_type": 4711, "event_types": {"ada": 4721}}}}, "services.checkup: set either"),
        (
            {"services": {"checkup": {"event_type": "check-up"}}},
            "services.checkup.event_type: write it as a whole number",
        ),
        ({"services": {"checkup": {"event_type": 4711}}}, "services.checkup.event_type does not say with whom"),
        ({"services": {"checkup": {"event_types": {"ada": 4721}}}}, "event_types.ben is missing"),
        (
            {"services": {"checkup": {"event_types": {"ada": 4721, "ben": 4722, "bob": 4723}}}},
            "event_types.bob: no such host",
        ),
        ({"services": {"checkup": {"event_types": {"ada": 4721, "ben": 4721}}}}, 'is also that of "checkup"'),
        ({"services": {**EACH["services"], "massage": {"event_type": 1}}}, "booking_system.services.massage"),
        (both(locations={"fax": "phone"}), "services.checkup.locations.fax"),
        (both(fields={"insured": "insurance"}), 'fields.insured: the service has no question "insured"'),
    ],
)
def test_what_is_wrong_is_said(section: dict[str, Any], part: str) -> None:
    assert part in fault(section)


@pytest.mark.parametrize(
    ("service", "section", "part"),
    [
        ({"assignment": "together"}, EACH, '"together" cannot be kept'),
        ({"capacity": 6}, EACH, "set capacity = 1"),
        ({"channels": ["in_person"]}, EACH, "an event type has one address"),
        (QUESTION, both(notes_field=""), "fields.insured is missing"),
    ],
)
def test_what_an_event_type_cannot_be_is_said(service: dict[str, Any], section: dict[str, Any], part: str) -> None:
    found = fault(section, with_service(**service))
    assert found.startswith("booking_system.services.checkup")
    assert part in found


def test_what_is_right_is_taken() -> None:
    assert fault(EACH) == fault(ONE, ALONE) == ""
    asked = with_service(**QUESTION, channels=["in_person"], locations=["here"])
    assert fault(both(fields={"insured": "insurance"}, notes_field="", locations={"video": "zoom"}), asked) == ""


def test_two_services_need_two_event_types() -> None:
    other = Service(id="massage", names=Names.model_validate(["massage"]), duration_minutes=30)
    business = ALONE.model_copy(update={"services": (*ALONE.services, other)})
    section = {"services": {id: {"event_type": 4721} for id in ("checkup", "massage")}}
    assert 'services.massage: event type 4721 is also that of "checkup"' in fault(section, business)
    assert "services.massage is missing" in fault(ONE, business)


# --- who we are


async def test_a_key_goes_as_a_bearer() -> None:
    async with alone() as desk:
        await desk.made()
        assert {call.headers.get("Authorization") for call in desk.double.calls} == {f"Bearer {LIVE_KEY}"}


async def test_a_platform_client() -> None:
    async with alone(access="client") as desk:
        await desk.made()
        shown = {(call.headers["x-cal-client-id"], call.headers["x-cal-secret-key"]) for call in desk.double.calls}
        assert shown == {(CLIENT_ID, CLIENT_SECRET)}
        assert not any("Authorization" in call.headers for call in desk.double.calls)


async def test_anonymous_access_is_honest_about_what_it_cannot_do() -> None:
    async with open_desk(section={"access": "none", "services": ONE["services"]}, business=ALONE) as desk:
        able = desk.vendor.capabilities
        assert (able.tells_terms, able.looks_up, able.finds) == (False, False, False)
        made = await desk.made()
        assert await desk.vendor.read(made.reference) == made


async def test_every_version_is_a_setting() -> None:
    versions: dict[str, Any] = {
        "bookings_version": "2026-02-25",
        "slots_version": "2026-02-26",
        "event_types_version": "2026-02-27",
    }
    theirs = Settings(bookings_version="2026-02-25", slots_version="2026-02-26", event_types_version="2026-02-27")
    async with alone(theirs, **versions) as desk:
        made = await desk.made()
        await desk.vendor.cancel(made.reference, "")
        await desk.vendor.find("+442079460123")


async def test_a_wrong_version_is_an_error_and_not_no_openings() -> None:
    newer = Settings(slots_version="2026-02-26", event_types_version="2026-02-27")
    async with open_desk(newer, ONE, ALONE, blameless=False) as desk:
        with pytest.raises(WrongShape, match="list event types: data is not as documented"):
            await desk.vendor.terms()
    async with open_desk(newer, {"services": ONE["services"]}, ALONE, blameless=False) as desk:
        with pytest.raises(WrongShape, match=r"list slots: data\.slots is not as documented"):
            await desk.openings()


def test_what_is_not_taken_is_declared() -> None:
    def answers(**settings: Any) -> bool:
        return connect(BUSINESS, both(**settings), SECRETS.__getitem__).capabilities.answers

    assert answers()
    assert not answers(notes_field="")
