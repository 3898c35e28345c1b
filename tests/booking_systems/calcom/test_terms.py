"""What an event type means for a service: what callers are asked, and why no booking can succeed as things are."""

from dataclasses import replace
from typing import Any

import pytest
from tests.booking_systems.calcom.desk import EACH, alone, open_desk
from tests.contracts.booking_system import ALONE
from tests.doubles.calcom import Settings

from frontdesk.booking_systems.calcom.event_types import EventType
from frontdesk.booking_systems.calcom.settings import ServiceSettings
from frontdesk.booking_systems.calcom.terms import Asked, terms_of
from frontdesk.model.booking_system import ServiceTerms, as_allowed
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, EmailPolicy, Question, ReasonPolicy

PLAIN: dict[str, Any] = {
    "id": 4721,
    "lengthInMinutes": 30,
    "locations": [{"type": "attendeePhone"}, {"type": "integration", "integration": "zoom"}],
    "bookingFields": [
        {"type": "name", "slug": "name", "required": True, "isDefault": True},
        {"type": "email", "slug": "email", "required": False, "isDefault": True},
        {"type": "phone", "slug": "attendeePhoneNumber", "required": True, "isDefault": True},
        {"type": "textarea", "slug": "notes", "required": False, "isDefault": True},
    ],
}


def kind(*fields: dict[str, Any], **settings: Any) -> EventType:
    """The plain one, with other settings, and fields in the place of those of the same slug."""
    slugs = [field["slug"] for field in fields]
    kept = [field for field in PLAIN["bookingFields"] if field["slug"] not in slugs]
    return EventType.model_validate({**PLAIN, **settings, "bookingFields": [*kept, *fields]})


def field(slug: str, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"type": more.pop("type", "text"), "slug": slug, "required": required, **more}


def terms(
    *kinds: EventType | None,
    questions: tuple[Question, ...] = (),
    reason: ReasonPolicy = ReasonPolicy.OPTIONAL,
    **ours: Any,
) -> ServiceTerms:
    service = ALONE.services[0].model_copy(update={"questions": questions})
    settings = ServiceSettings.model_validate({"event_type": 4721, **ours})
    asked = Asked(service, settings, reason, "attendeePhoneNumber")
    return terms_of(asked, list(zip(("ada", "ben"), kinds, strict=False)))


INSURED = Question.model_validate({"id": "insured", "ask": "Are you insured?"})


def test_a_plain_event_type_needs_no_more_than_a_name_and_a_number() -> None:
    assert terms(kind()) == ServiceTerms(
        channels=(Channel.PHONE, Channel.VIDEO), durations_minutes=(30,), confirmation=Confirmation.INSTANT
    )


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ([field("email", type="email")], True),
        ([field("email", hidden=True)], False),
        ([field("attendeePhoneNumber", required=False)], True),
        ([field("email", hidden=True), field("attendeePhoneNumber", required=False)], True),
    ],
)
def test_whether_an_email_is_needed(fields: list[dict[str, Any]], needed: bool) -> None:
    assert terms(kind(*fields)).needs_email is needed


def test_a_name_in_two_parts_needs_both() -> None:
    assert terms(kind(field("name", type="splitName"))).needs_full_name


@pytest.mark.parametrize(
    ("policy", "confirmation"),
    [
        (None, Confirmation.INSTANT),
        ({"disabled": True}, Confirmation.INSTANT),
        ({"type": "always"}, Confirmation.APPROVAL),
    ],
)
def test_who_confirms(policy: object, confirmation: Confirmation) -> None:
    assert terms(kind(confirmationPolicy=policy)).confirmation is confirmation


def test_several_event_types_have_in_common_what_all_have() -> None:
    one = kind(lengthInMinutes=60, lengthInMinutesOptions=[60, 30, 45])
    other = kind(field("email"), lengthInMinutesOptions=[30, 60], locations=[{"type": "link"}])
    both = terms(one, other)
    assert (both.durations_minutes, both.channels, both.needs_email) == ((60, 30), (Channel.VIDEO,), True)


@pytest.mark.parametrize(
    ("unfit", "part"),
    [
        (None, "does not list its event type"),
        (kind(seats={"seatsPerTimeSlot": 6}), "has seats"),
        (kind(requiresBookerEmailVerification=True), "verifies e-mails"),
        (kind(field("dob")), 'requires the field "dob"'),
        (kind(field("notes")), 'requires the field "notes"'),
        (kind(field("guests")), 'requires the field "guests"'),
    ],
)
def test_why_no_booking_can_succeed(unfit: EventType | None, part: str) -> None:
    (fault,) = terms(unfit).faults
    assert fault.startswith('service "checkup" with ada: ')
    assert part in fault


def test_what_is_no_fault() -> None:
    assert not terms(kind(field("dob", hidden=True), seats={"disabled": True})).faults
    assert not terms(kind(field("notes")), reason=ReasonPolicy.REQUIRED).faults
    assert not terms(kind(field("dob")), questions=(INSURED,), fields={"insured": "dob"}).faults
    assert not terms(kind(field("notes")), questions=(INSURED,)).faults


def test_what_settings_and_event_type_do_not_agree_on() -> None:
    (fault,) = terms(kind(), locations={"video": "google-meet"}).faults
    assert "no location google-meet, which locations.video names" in fault
    (fault,) = terms(kind(), questions=(INSURED,), fields={"insured": "dob"}).faults
    assert 'no field "dob", which fields.insured names' in fault
    optional = INSURED.model_copy(update={"required": False})
    (fault,) = terms(kind(field("dob")), questions=(optional,), fields={"insured": "dob"}).faults
    assert 'requires the field "dob"' in fault
    (fault,) = terms(kind(), notes_field="remarks").faults
    assert 'no field "remarks" for what callers say' in fault
    assert not terms(kind(), notes_field="remarks", reason=ReasonPolicy.NEVER).faults


# --- as they are read


async def test_terms_as_the_system_tells_them() -> None:
    theirs = Settings(approval=True, email="required", durations=(30, 60), required_fields=("dob",))
    async with open_desk(theirs) as desk:
        told = (await desk.vendor.terms())["checkup"]
        assert told.channels == (Channel.IN_PERSON, Channel.PHONE, Channel.VIDEO)
        assert (told.needs_email, told.durations_minutes, told.confirmation) == (True, (30, 60), Confirmation.APPROVAL)
        assert [fault.partition(":")[0] for fault in told.faults] == [
            'service "checkup" with ada',
            'service "checkup" with ben',
        ]
        (service,) = as_allowed(ALONE, desk.vendor.capabilities, {"checkup": told}).services
        assert (service.email, service.channels) == (EmailPolicy.REQUIRED, (Channel.PHONE,))


async def test_an_event_type_of_nobody_named_is_a_fault_and_terms_follow_what_changes() -> None:
    async with open_desk(section={**EACH, "usernames": ["ada"]}) as desk:
        told = (await desk.vendor.terms())["checkup"]
        assert ["with ben" in fault for fault in told.faults] == [True]
        assert await desk.openings("ben"), "that it is not listed does not keep it from being booked"


async def test_who_is_not_to_be_read_tells_no_terms() -> None:
    async with open_desk(section={"services": EACH["services"]}) as desk:
        assert not desk.vendor.capabilities.tells_terms
        assert await desk.system.terms() == {}
        assert not desk.double.calls


async def test_an_address_that_would_be_overwritten_is_not_sent() -> None:
    for theirs, sent in ((Settings(email="hidden"), False), (Settings(), True)):
        async with alone(theirs) as desk:
            wanted = await desk.wanted()
            maria = replace(wanted.attendee, email="maria@example.com")
            await desk.vendor.create(replace(wanted, attendee=maria), "maria-1")
            assert ("email" in desk.sent["attendee"]) is sent
