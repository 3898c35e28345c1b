"""What vcita says of its services, and what of it stands in the way: each with what to do."""

from typing import Any

import pytest
from tests.booking_systems.vcita.at_vcita import by, by_channels, desk, maria, with_service
from tests.contracts.booking_system import FRIDAY, SUNDAY
from tests.doubles.vcita_practice import EVENT_SERVICE, HOSTS, LEFT, SERVICES, VcitaSettings, service_id

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Search
from frontdesk.model.booking_system import ServiceTerms, as_allowed, misfits
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, EmailPolicy

ALL = ("in_person", "at_customer", "phone", "video")
PLAIN = ServiceTerms(channels=(Channel.PHONE,), durations_minutes=(30,), confirmation=Confirmation.INSTANT)


async def test_a_plain_service_needs_a_name_and_a_number_only() -> None:
    async with desk() as at:
        assert await at.vendor.terms() == {"checkup": PLAIN}


async def test_every_way_to_meet_is_a_service_of_its_own() -> None:
    business = by(*ALL)
    async with desk(business=business, **by_channels(*ALL)) as at:
        terms = await at.vendor.terms()
        assert terms["checkup"].channels == tuple(Channel(channel) for channel in ALL)
        assert misfits(business, terms) == ()
        for channel, opening in zip(ALL, (await at.openings())[::2], strict=False):
            place = "1 High Street" if channel == "at_customer" else ""
            reading = await at.vendor.create(maria(opening, channel=Channel(channel), place=place), channel)
            assert reading.channel is Channel(channel)
        assert [entry.service for entry in at.double.diary.entries] == [SERVICES[channel] for channel in ALL]


async def test_approval_is_told_and_the_staff_need_none() -> None:
    theirs = VcitaSettings(manual_approval=True)
    async with desk(theirs) as at:
        assert (await at.vendor.terms())["checkup"].confirmation is Confirmation.APPROVAL
    async with desk(theirs, booking="unchecked") as at:
        assert (await at.vendor.terms())["checkup"].confirmation is Confirmation.INSTANT


async def test_a_form_that_is_minded_is_asked_for_and_filled_in() -> None:
    theirs = VcitaSettings(required_fields=("first_name", "last_name", "email"))
    async with desk(theirs, booking_form=True) as at:
        terms = await at.vendor.terms()
        assert (terms["checkup"].needs_email, terms["checkup"].needs_full_name) == (True, True)
        allowed = as_allowed(at.system._business, at.vendor.capabilities, terms).services[0]
        assert (allowed.email, allowed.full_name) == (EmailPolicy.REQUIRED, True)
        await at.vendor.create(maria(await at.first(), email="maria@example.com"), "maria-1")
        (call,) = at.double.called("POST", "/bookings")
        form = call.json["form_data"]
        assert isinstance(form, dict)
        said = {field["type"]: field["new_data"] for field in form["fields"]}
        assert said == {
            "first_name": "Maria",
            "last_name": "Lopez",
            "email": "maria@example.com",
            "phone": "+442079460123",
        }
    async with desk(VcitaSettings(empty_forms=True), booking_form=True) as at:
        assert await at.vendor.terms() == {"checkup": PLAIN}


async def test_the_form_can_be_sent_in_the_way_that_was_seen_to_work() -> None:
    async with desk(form_fields="object") as at:
        await at.vendor.create(maria(await at.first()), "maria-1")
        (call,) = at.double.called("POST", "/bookings")
        form = call.json["form_data"]
        assert isinstance(form, dict)
        assert (form["fields"], call.json["booking_type"]) == ({}, "appointment")


async def test_staff_are_listed_under_either_name() -> None:
    async with desk(VcitaSettings(staff_key="staffs")) as at:
        assert await at.vendor.terms() == {"checkup": PLAIN}


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        (VcitaSettings(price=20.0), {}, "it has a price there"),
        (VcitaSettings(interactions={"phone": "zoom"}, channels=("phone",)), {}, "they meet in another way there"),
        (VcitaSettings(channels=("video",)), {}, "vcita does not list its id"),
        (None, {"services": {"checkup": {"ids": {"phone": EVENT_SERVICE}}}}, "no service for appointments"),
    ],
)
async def test_what_cannot_be_booked_is_a_fault_and_is_not_booked(
    theirs: VcitaSettings | None, ours: dict[str, Any], said: str
) -> None:
    async with desk(theirs, **ours) as at:
        told = (await at.vendor.terms())["checkup"]
        assert told.channels == ()
        assert said in told.faults[0]
        with pytest.raises(Misconfigured, match=said):
            await at.openings()
        assert at.double.called("GET", "availability_slots") == []


async def test_a_service_on_a_later_page_is_found() -> None:
    theirs = VcitaSettings(channels=("video", "phone"), durations=tuple(range(5, 70)))
    async with desk(theirs, services={"checkup": {"ids": {"phone": service_id("phone", 69)}}}) as at:
        told = (await at.vendor.terms())["checkup"]
        assert (told.durations_minutes, told.faults) == ((69,), ())
        assert len(at.double.called("GET", "/platform/v1/services")) == 2


async def test_a_price_may_be_allowed() -> None:
    async with desk(VcitaSettings(price=20.0), allow_price=True) as at:
        assert (await at.vendor.terms())["checkup"].faults == ()
        await at.vendor.create(maria(await at.first()), "maria-1")


async def test_somebody_who_left_is_a_fault() -> None:
    async with desk(hosts={"ada": HOSTS["ada"], "ben": LEFT}) as at:
        told = (await at.vendor.terms())["checkup"]
        assert told.faults == ('host "ben" does not work there; look at booking_system.hosts.ben.',)


async def test_ways_that_last_differently_are_a_fault_and_the_first_counts() -> None:
    business, theirs = by("phone", "video"), VcitaSettings(durations=(30, 60))
    ids = {"phone": service_id("phone", 60), "video": service_id("video", 30)}
    async with desk(theirs, business, services={"checkup": {"ids": ids}}) as at:
        told = (await at.vendor.terms())["checkup"]
        assert (told.channels, told.durations_minutes) == ((Channel.PHONE,), (60,))
        assert "lasts longer or shorter" in told.faults[0]
        assert any("lasts 60 minutes there" in misfit for misfit in misfits(business, {"checkup": told}))
        opening = await at.first()
        assert opening.minutes == 60
        with pytest.raises(BookingRejected):
            await at.vendor.create(maria(opening, channel=Channel.VIDEO), "maria-1")


async def test_another_duration_has_no_openings() -> None:
    business = with_service(durations_minutes=(30, 60))
    async with desk(business=business) as at:
        assert len(await at.vendor.openings(Search("checkup", FRIDAY, duration_minutes=30), None)) > 0
        assert await at.vendor.openings(Search("checkup", FRIDAY, duration_minutes=60), None) == []
        assert await at.vendor.openings(Search("checkup", SUNDAY), None) == []
