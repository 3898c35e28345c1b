"""What became of a booking whose answer was lost: it is found again, and nobody else's is taken for it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.booking_systems.meetergo.desk import BY_QUEUE, Desk, open_desk
from tests.contracts.booking_system import ALONE, NOW, request
from tests.doubles.serving import Fault

from frontdesk.booking_systems.meetergo import appointments
from frontdesk.booking_systems.meetergo.requests import listing
from frontdesk.conversations.ports import NeverKnown, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest
from frontdesk.model.caller import PersonName


async def lost(desk: Desk, **attendee: object) -> BookingRequest:
    """A booking that was made, and whose answer nobody got."""
    wanted = await desk.wanted()
    wanted = replace(wanted, attendee=replace(wanted.attendee, **attendee))  # type: ignore[arg-type]
    desk.fail(Fault.RESET_AFTER, "/v4/booking", "POST")
    with pytest.raises(OutcomeUnknown):
        await desk.vendor.create(wanted, "maria-1")
    return wanted


@pytest.mark.parametrize("name", [PersonName("Maria", "López"), PersonName("Maria"), PersonName("", "Lopez")], ids=str)
@pytest.mark.parametrize("email", [None, "Maria@example.com"])
async def test_it_is_found_by_name_and_number(desk: Desk, name: PersonName, email: str | None) -> None:
    wanted = await lost(desk, name=name, email=email)
    found = await desk.vendor.look_up(wanted, "maria-1", NOW)
    assert found is not None
    assert found.start == wanted.opening.start


async def test_it_is_found_in_a_queue() -> None:
    async with open_desk(ALONE, BY_QUEUE) as desk:
        found = await desk.vendor.look_up(await lost(desk), "maria-1", NOW)
        assert found is not None
        assert found.host == "", "with whom is not told"


async def test_it_is_found_when_our_clock_is_a_little_ahead_and_also_when_it_was_noted_late(desk: Desk) -> None:
    wanted = await lost(desk)
    assert await desk.vendor.look_up(wanted, "maria-1", NOW + timedelta(seconds=90))
    assert await desk.vendor.look_up(wanted, "maria-1", NOW - timedelta(days=1))


async def test_a_number_is_the_same_however_it_is_written(desk: Desk) -> None:
    wanted = await lost(desk)
    for written in ("+44 20 7946-0123", "0044 (20) 79460123", "020 7946 0123"):
        desk.double.booked[0].attendee.phone = written
        assert await desk.vendor.look_up(wanted, "maria-1", NOW), written
    for other in ("+44 20 7946-0124", "020 7946 0124", "0123", "+45 20 7946-0123"):
        desk.double.booked[0].attendee.phone = other
        assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None, other


async def test_another_number_is_no_other_person_where_name_and_address_are_the_same(desk: Desk) -> None:
    wanted = await lost(desk, email="maria@example.com")
    desk.double.booked[0].attendee.phone = "+44 20 7946 0150"
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)


async def test_nobody_elses_appointment_is_ours(desk: Desk) -> None:
    wanted = await lost(desk)
    who, later = wanted.attendee, await desk.opening(number=4)
    for other, since in (
        (replace(wanted, attendee=replace(who, name=PersonName("Noah", "Lopez"))), NOW),
        (replace(wanted, attendee=replace(who, phone="+442079460150")), NOW),
        (replace(wanted, opening=later), NOW),
        (replace(wanted, opening=await desk.opening("ben")), NOW),
        (wanted, NOW + timedelta(minutes=3)),
    ):
        assert await desk.vendor.look_up(other, "maria-1", since) is None, other


async def test_without_a_number_it_goes_by_the_address_and_else_by_the_name(desk: Desk) -> None:
    wanted = await lost(desk, email="maria@example.com")
    visitor = desk.double.booked[0].attendee
    visitor.phone = None
    visitor.email = "Maria@Example.com"
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)
    visitor.email = "noah@example.com"
    assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None
    visitor.email = None
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)
    visitor.fullname, visitor.firstname, visitor.lastname = "", None, None
    assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None


async def test_what_was_cancelled_is_not_there(desk: Desk) -> None:
    wanted = await lost(desk)
    desk.double.cancel(desk.double.diary.entries[0])
    assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None


async def test_that_of_another_host_is_not_ours_also_if_it_is_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = await lost(desk)
    beside = replace(wanted, opening=await desk.opening("ben"))
    monkeypatch.setattr(
        appointments, "listing", lambda *asked: [pair for pair in listing(*asked) if pair[0] != "meetingTypeId"]
    )
    assert await desk.vendor.look_up(beside, "maria-1", NOW) is None
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)


def fill(desk: Desk, start: datetime, times: int) -> None:
    """Appointments of others before one of ours."""
    for number in range(times):
        desk.double.book_elsewhere("ada", start - timedelta(minutes=number + 1))


async def test_it_is_looked_for_on_every_page(desk: Desk) -> None:
    wanted = await lost(desk)
    fill(desk, wanted.opening.start, 45)
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)
    assert len(desk.double.called("GET", "paginated")) == 3
    unknown = replace(wanted, attendee=replace(wanted.attendee, phone="+442079460150"))
    assert await desk.vendor.look_up(unknown, "maria-1", NOW) is None


async def test_what_was_not_looked_through_is_not_said_to_hold_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = request(await desk.opening())
    fill(desk, wanted.opening.start, 45)
    monkeypatch.setattr(appointments, "MOST_PAGES", 2)
    with pytest.raises(SystemDown, match="more appointments"):
        await desk.vendor.look_up(wanted, "maria-1", NOW)


async def test_what_waits_is_listed_nowhere_so_that_it_is_not_there_is_never_said(desk: Desk) -> None:
    desk.set(pending="requireHostConfirmation")
    wanted = await lost(desk)
    with pytest.raises(NeverKnown):
        await desk.vendor.look_up(wanted, "maria-1", NOW)
    desk.double.approve(desk.double.diary.entries[0])
    assert await desk.vendor.look_up(wanted, "maria-1", NOW)
