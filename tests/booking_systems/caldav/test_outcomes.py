"""What becomes of a booking or a cancellation when something is in the way, and how what others did is read."""

from dataclasses import replace

import pytest
from tests.booking_systems.caldav.practice import Practice, practice
from tests.booking_systems.caldav.server import shared
from tests.contracts.booking_system import FRIDAY, NOW, request
from tests.doubles.serving import Fault

from frontdesk.booking_systems.caldav.entries import Reference, name_for
from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured, Reading, Vendor
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import Awaiting, BookingStatus, Search
from frontdesk.model.change import Refusal

__all__ = ["practice"]  # a fixture

FRIDAY_AT_NINE = "DTSTART:20260306T090000Z\nDTEND:20260306T093000Z"


async def booked(practice: Practice, number: int = 0, key: str = "maria-1", **who: str) -> Reading:
    return await practice.vendor.create(await practice.wanted(number=number, **who), key)


def impatient(practice: Practice) -> Vendor:
    return practice.another(time_limit_seconds=0.2)


# --- booking


async def test_what_is_booked_stands_in_the_calendar_as_it_was_asked_for(practice: Practice) -> None:
    reading = await booked(practice)
    [entry] = await practice.entries()
    for line in (
        "DTSTART:20260306T090000Z",
        "DTEND:20260306T093000Z",
        "SUMMARY:Check-up with Ada",
        "DESCRIPTION:Maria Lopez\\nPhone: +44 20 7946 0123",
        "LOCATION:+442079460123",
        "COMMENT:a tooth\\, upper left",
        "COMMENT:insured: yes\\, with “Acme”",
        "X-FRONTDESK-SERVICE:checkup",
        "X-FRONTDESK-PHONE:+442079460123",
    ):
        assert f"\r\n{line}\r\n" in entry
    assert "ATTENDEE" not in entry, "a server would write to them"
    assert (reading.host, reading.service, reading.channel, reading.phone) == (
        "ada",
        "checkup",
        "phone",
        "+442079460123",
    )
    assert await practice.vendor.read(reading.reference) == reading
    assert [call.method for call in practice.door.calls] == ["PROPFIND", "REPORT", "REPORT", "PUT", "REPORT", "GET"]


@pytest.mark.parametrize(
    ("fault", "raised", "made"),
    [
        (Fault.RESET_BEFORE, OutcomeUnknown, 0),
        (Fault.RESET_AFTER, OutcomeUnknown, 1),
        (Fault.STALL_AFTER, OutcomeUnknown, 1),
        (Fault.ERROR_BEFORE, Failed, 0),
        (Fault.ERROR_AFTER, Failed, 1),
    ],
)
async def test_a_booking_whose_answer_is_lost_is_found_once_or_not_at_all(
    practice: Practice, fault: Fault, raised: type[Exception], made: int
) -> None:
    wanted, vendor = await practice.wanted(), impatient(practice)
    practice.door.faults.order(fault, method="PUT")
    with pytest.raises(raised):
        await vendor.create(wanted, "maria-1")
    assert len(await practice.standing()) == made
    found = await vendor.look_up(wanted, "maria-1", NOW)
    assert (found is not None) == bool(made)
    assert await vendor.create(wanted, "maria-1") == (found or await practice.vendor.look_up(wanted, "maria-1", NOW))
    assert len(await practice.standing()) == 1


async def test_what_was_made_and_could_not_be_looked_at_is_settled_when_looked_up(practice: Practice) -> None:
    wanted = await practice.wanted()

    async def no_more_lists() -> None:
        practice.door.faults.order(Fault.ERROR_BEFORE, method="REPORT", times=3)

    practice.door.meanwhile["PUT"] = no_more_lists
    with pytest.raises(OutcomeUnknown):
        await practice.vendor.create(wanted, "maria-1")
    found = await practice.vendor.look_up(wanted, "maria-1", NOW)
    assert found is not None
    assert found.status is BookingStatus.CONFIRMED


async def test_a_server_that_does_not_show_what_was_written_leaves_it_unknown(practice: Practice) -> None:
    wanted = await practice.wanted()

    name = name_for("quayside", "maria-1")

    async def gone() -> None:
        await practice.door.ask("DELETE", practice.door.paths["ada"] + name)

    async def later() -> None:
        practice.door.meanwhile["REPORT"] = gone

    practice.door.meanwhile["PUT"] = later
    with pytest.raises(OutcomeUnknown, match="does not show"):
        await practice.vendor.create(wanted, "maria-1")


async def test_the_same_key_is_the_same_appointment(practice: Practice) -> None:
    reading = await booked(practice)
    wanted = await practice.wanted()
    nine = replace(wanted.opening, start=reading.start, end=reading.end)
    assert await practice.another().create(request(nine), "maria-1") == reading
    assert len(await practice.entries()) == 1
    await practice.vendor.cancel(reading.reference, "")
    with pytest.raises(BookingRejected):
        await practice.vendor.create(request(nine), "maria-1")
    with pytest.raises(BookingRejected):
        await practice.vendor.create(wanted, "maria-1")


async def test_a_time_that_somebody_took_by_hand_is_taken_and_nothing_is_written(practice: Practice) -> None:
    wanted = await practice.wanted()
    await practice.put("dentist", FRIDAY_AT_NINE)
    with pytest.raises(OpeningTaken):
        await practice.vendor.create(wanted, "maria-1")
    assert practice.door.called("PUT", "") == []


async def test_who_writes_by_hand_at_the_same_moment_keeps_the_time(practice: Practice) -> None:
    wanted = await practice.wanted()
    practice.door.meanwhile["PUT"] = lambda: practice.put("zz-sorts-after", FRIDAY_AT_NINE)
    with pytest.raises(OpeningTaken):
        await practice.vendor.create(wanted, "maria-1")
    assert [call.method for call in practice.door.calls][2:] == ["REPORT", "PUT", "REPORT", "DELETE"], "at once"
    [entry] = await practice.entries()
    assert "UID:zz-sorts-after" in entry
    assert await practice.vendor.look_up(wanted, "maria-1", NOW) is None


async def test_what_could_not_be_withdrawn_is_withdrawn_when_looked_up(practice: Practice) -> None:
    wanted = await practice.wanted()
    practice.door.meanwhile["PUT"] = lambda: practice.put("dentist", FRIDAY_AT_NINE)
    practice.door.faults.order(Fault.RESET_BEFORE, method="DELETE", times=2)
    with pytest.raises(OutcomeUnknown):
        await practice.vendor.create(wanted, "maria-1")
    with pytest.raises(SystemDown):
        await practice.vendor.look_up(wanted, "maria-1", NOW)
    assert len(await practice.entries()) == 2
    assert await practice.vendor.look_up(wanted, "maria-1", NOW) is None
    assert len(await practice.entries()) == 1


async def test_a_429_is_waited_for(practice: Practice) -> None:
    wanted = await practice.wanted()
    practice.door.faults.order(Fault.TOO_MANY, method="PUT")
    assert (await practice.vendor.create(wanted, "maria-1")).status is BookingStatus.CONFIRMED


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        (403, Misconfigured),
        (404, Misconfigured),
        (409, Misconfigured),
        (301, Misconfigured),
        (507, SystemDown),
        (423, SystemDown),
        (413, BookingRejected),
        (415, BookingRejected),
    ],
)
async def test_what_the_server_does_not_take_was_not_made(
    practice: Practice, status: int, raised: type[BookingSystemError]
) -> None:
    wanted = await practice.wanted()
    practice.door.refusals["PUT"] = status
    with pytest.raises(raised) as refused:
        await practice.vendor.create(wanted, "maria-1")
    assert type(refused.value) is raised
    assert await practice.entries() == []
    for secret in ("Maria", "4420", "http://", ".ics"):
        assert secret not in str(refused.value)


# --- reading


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_an_answer_that_means_nothing_is_never_an_empty_calendar(practice: Practice, fault: Fault) -> None:
    practice.door.faults.order(fault, method="REPORT")
    with pytest.raises(WrongShape):
        await practice.openings()


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405])
async def test_an_address_or_an_account_that_is_wrong_is_said(practice: Practice, status: int) -> None:
    practice.door.refusals["REPORT"] = status
    with pytest.raises(Misconfigured):
        await practice.openings()


@pytest.mark.parametrize("path", ["", "/", "/desk/", "/desk/nobody/"])
async def test_the_address_of_a_server_or_an_account_is_no_empty_calendar(practice: Practice, path: str) -> None:
    wrong = practice.another(calendars={**practice.door.addresses, "ben": shared().url + path})
    assert await wrong.openings(Search("checkup", FRIDAY, "ada"), None)
    wanted = await practice.wanted("ben")
    said = r"^The address of ben in booking_system\.calendars\.ben is not that of a calendar; write the address of the "
    with pytest.raises(Misconfigured, match=said):
        await wrong.openings(Search("checkup", FRIDAY), None)
    with pytest.raises(Misconfigured, match=said):
        await wrong.create(wanted, "maria-1")
    with pytest.raises(Misconfigured, match=said):
        await wrong.find("+442079460123")


async def test_an_entry_is_no_calendar(practice: Practice) -> None:
    """Its address answers as well."""
    await practice.put("dentist", FRIDAY_AT_NINE)
    entry = f"{shared().url}{practice.door.paths['ada']}dentist.ics"
    wrong = practice.another(calendars={**practice.door.addresses, "ada": entry})
    with pytest.raises(Misconfigured, match=r"booking_system\.calendars\.ada"):
        await wrong.openings(Search("checkup", FRIDAY, "ada"), None)


async def test_a_calendar_is_asked_once_whether_it_is_one(practice: Practice) -> None:
    """And again only where the server did not say it."""
    practice.door.refusals["PROPFIND"] = 404
    with pytest.raises(Misconfigured, match=r"booking_system\.calendars\.ada"):
        await practice.openings()
    for host in ("ada", "ada", "ben", "ben"):
        await practice.openings(host)
    asked = [(call.method, call.path) for call in practice.door.calls]
    assert [path for method, path in asked if method == "PROPFIND"] == ["/ada/", "/ada/", "/ben/"]
    assert [path for method, path in asked if method == "REPORT"] == ["/ada/", "/ada/", "/ben/", "/ben/"]


async def test_a_wrong_password_is_tried_once(practice: Practice) -> None:
    stranger = practice.another(username="somebody")
    with pytest.raises(Misconfigured, match="password"):
        await stranger.openings(Search("checkup", FRIDAY, "ada"), None)
    assert len(practice.door.calls) == 1


async def test_a_token_will_do_as_well(practice: Practice) -> None:
    practice.door.wants_token = True
    with pytest.raises(Misconfigured):
        await practice.openings()
    by_token = practice.another(username="", password_env="", token_env="CALENDAR_TOKEN")
    assert await by_token.openings(Search("checkup", FRIDAY, "ada"), None)


async def test_a_reading_is_what_the_staff_made_of_it(practice: Practice) -> None:
    reading = await booked(practice)
    later = "DTSTART:20260306T140000Z\nDURATION:PT45M\nSTATUS:TENTATIVE"
    await practice.rewrite(reading, later)
    read = await practice.vendor.read(reading.reference)
    assert read is not None
    assert (read.status, read.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
    assert (read.start.isoformat(), read.end.isoformat()) == ("2026-03-06T14:00:00+00:00", "2026-03-06T14:45:00+00:00")
    await practice.remove(reading)
    assert await practice.vendor.read(reading.reference) is None


async def test_an_entry_that_is_none_any_more_is_an_error(practice: Practice) -> None:
    reading = await booked(practice)
    await practice.rewrite(reading, "DTSTART;TZID=Nowhere/Land:20260306T140000")
    with pytest.raises(WrongShape):
        await practice.vendor.read(reading.reference)


async def test_an_entry_without_a_revision_could_not_be_changed_safely(practice: Practice) -> None:
    reading = await booked(practice)
    practice.door.tells_etags = False
    with pytest.raises(WrongShape, match="without an ETag"):
        await practice.vendor.cancel(reading.reference, "")


async def test_the_calendar_of_somebody_who_left_is_not_an_empty_one(practice: Practice) -> None:
    with pytest.raises(Misconfigured):
        await practice.vendor.read(str(Reference("cleo", "one.ics")))


# --- finding


async def test_appointments_ahead_are_found_by_phone_whoever_made_them(practice: Practice) -> None:
    mine = await booked(practice)
    await booked(practice, 4, "noah-1", name="Noah", phone="+442079460150")
    gone = await booked(practice, 8, "maria-2")
    await practice.vendor.cancel(gone.reference, "")
    await practice.put(
        "by-another-desk",
        """DTSTART:20260310T090000Z
        DTEND:20260310T093000Z
        X-FRONTDESK-SERVICE:checkup
        X-FRONTDESK-GIVEN:Maria\\, Anna
        X-FRONTDESK-PHONE:+442079460123""",
        "ben",
    )
    await practice.put("by-hand", "DTSTART:20260311T090000Z\nDTEND:20260311T093000Z\nSUMMARY:Maria +442079460123")
    found = await practice.vendor.find("+442079460123")
    assert found[0] == mine
    assert [(one.host, one.name and one.name.given) for one in found] == [("ada", "Maria"), ("ben", "Maria, Anna")]
    practice.clock.now = mine.end
    assert [one.host for one in await practice.vendor.find("+442079460123")] == ["ben"]


# --- cancelling


async def test_what_is_cancelled_stays_marked_and_frees_its_time(practice: Practice) -> None:
    reading = await booked(practice)
    cancelled = await practice.vendor.cancel(reading.reference, "ill, sadly")
    assert cancelled is not None
    assert (cancelled.status, cancelled.start) == (BookingStatus.CANCELLED, reading.start)
    [entry] = await practice.entries()
    for line in ("STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:1", "COMMENT:ill\\, sadly"):
        assert f"\r\n{line}\r\n" in entry
    assert (await practice.openings())[0].start == reading.start
    assert await practice.vendor.cancel(reading.reference, "again") == cancelled
    assert await practice.vendor.read(reading.reference) == cancelled
    assert await practice.entries() == [entry]


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.ERROR_AFTER])
async def test_a_cancellation_whose_answer_is_lost_is_unknown_and_read(practice: Practice, fault: Fault) -> None:
    reading = await booked(practice)
    practice.door.faults.order(fault, method="PUT")
    with pytest.raises(OutcomeUnknown):
        await practice.vendor.cancel(reading.reference, "")
    read = await practice.vendor.read(reading.reference)
    assert read is not None
    assert (read.status is BookingStatus.CANCELLED) == (fault is not Fault.RESET_BEFORE)


async def test_what_the_staff_change_at_that_moment_is_not_cancelled_over_it(practice: Practice) -> None:
    reading = await booked(practice)
    practice.door.meanwhile["PUT"] = lambda: practice.rewrite(reading, FRIDAY_AT_NINE)
    with pytest.raises(SystemDown, match="nothing was cancelled"):
        await practice.vendor.cancel(reading.reference, "")
    assert len(await practice.standing()) == 1


async def test_what_is_removed_at_that_moment_is_not_cancelled_but_seen_to_be_gone(practice: Practice) -> None:
    """Servers say 412 of what is not there (RFC 9110, 13.1.1), or 404."""
    reading = await booked(practice)
    practice.door.refusals["PUT"] = 404
    with pytest.raises(SystemDown, match="nothing was cancelled"):
        await practice.vendor.cancel(reading.reference, "")
    practice.door.meanwhile["PUT"] = lambda: practice.remove(reading)
    with pytest.raises(SystemDown, match="nothing was cancelled"):
        await practice.vendor.cancel(reading.reference, "")
    assert await practice.vendor.cancel(reading.reference, "") is None


async def test_what_somebody_removed_before_it_was_withdrawn_is_withdrawn(practice: Practice) -> None:
    wanted = await practice.wanted()
    practice.door.meanwhile["PUT"] = lambda: practice.put("dentist", FRIDAY_AT_NINE)
    name = practice.door.paths["ada"] + name_for("quayside", "maria-1")

    async def remove() -> None:
        await practice.door.ask("DELETE", name)

    practice.door.meanwhile["DELETE"] = remove
    with pytest.raises(OpeningTaken):
        await practice.vendor.create(wanted, "maria-1")


async def test_what_somebody_removed_is_gone(practice: Practice) -> None:
    reading = await booked(practice)
    await practice.remove(reading)
    assert await practice.vendor.cancel(reading.reference, "") is None
    with pytest.raises(BookingRejected) as refused:
        await practice.vendor.move(reading.reference, await practice.wanted(number=5))
    assert refused.value.why is Refusal.UNKNOWN


async def test_what_became_a_series_is_left_to_a_person(practice: Practice) -> None:
    reading = await booked(practice)
    await practice.rewrite(reading, f"{FRIDAY_AT_NINE}\nRRULE:FREQ=WEEKLY")
    for change in (
        practice.vendor.cancel(reading.reference, ""),
        practice.vendor.move(reading.reference, await practice.wanted(number=5)),
    ):
        with pytest.raises(BookingRejected) as refused:
            await change
        assert refused.value.why is Refusal.NOT_BY_CALLER
