"""A move has its new time before it gives up the old one, whatever breaks; and what others wrote into it stays."""

import pytest
from tests.booking_systems.caldav.practice import Practice, practice
from tests.doubles.serving import Fault

from frontdesk.booking_systems.caldav.entries import Reference, name_for
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus
from frontdesk.model.change import Refusal

__all__ = ["practice"]  # a fixture

ALARM = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:soon\nTRIGGER:-PT15M\nEND:VALARM"


async def booked(practice: Practice) -> Reading:
    return await practice.vendor.create(await practice.wanted(), "maria-1")


def name_of(reading: Reading) -> str:
    return Reference.parse(reading.reference).name


async def later(practice: Practice, host: str = "ada") -> BookingRequest:
    return await practice.wanted(host, number=8)


async def test_within_a_calendar_it_is_the_same_entry_with_what_others_wrote(practice: Practice) -> None:
    reading = await booked(practice)
    times = "DTSTART:20260306T090000Z\nDURATION:PT30M"
    await practice.rewrite(reading, f"{times}\nSUMMARY:Maria (call first)\n{ALARM}")
    wanted = await later(practice)
    practice.door.calls.clear()
    moved = await practice.vendor.move(reading.reference, wanted)
    assert (moved.reference, moved.start) == (reading.reference, wanted.opening.start)
    assert [call.method for call in practice.door.calls] == ["GET", "REPORT", "PUT", "REPORT", "PUT", "DELETE"]
    [entry] = await practice.entries()
    assert "SUMMARY:Maria (call first)" in entry
    assert "BEGIN:VALARM" in entry
    assert ("DURATION" in entry, "DTEND" in entry) == (False, True)
    assert await practice.vendor.read(reading.reference) == moved


async def test_to_another_calendar_the_old_entry_tells_where_it_went(practice: Practice) -> None:
    reading = await booked(practice)
    wanted = await later(practice, "ben")
    practice.door.calls.clear()
    moved = await practice.vendor.move(reading.reference, wanted)
    assert [call.method for call in practice.door.calls] == ["GET", "REPORT", "PUT", "REPORT", "PUT"]
    assert (moved.host, moved.start, moved.phone) == ("ben", wanted.opening.start, "+442079460123")
    assert await practice.standing("ada") == []
    assert len(await practice.standing("ben")) == 1
    assert await practice.vendor.read(reading.reference) == moved
    back = await practice.vendor.move(moved.reference, await practice.wanted())
    assert back.host == "ada"
    assert await practice.vendor.read(reading.reference) == back
    assert [len(await practice.standing(host)) for host in ("ada", "ben")] == [1, 0]
    assert await practice.vendor.find("+442079460123") == [back]


async def test_a_taken_time_leaves_it_where_it_was(practice: Practice) -> None:
    reading = await booked(practice)
    wanted = await later(practice)
    start, end = f"{wanted.opening.start:%Y%m%dT%H%M%SZ}", f"{wanted.opening.end:%Y%m%dT%H%M%SZ}"
    taken = f"DTSTART:{start}\nDTEND:{end}"
    practice.door.meanwhile["PUT"] = lambda: practice.put("dentist", taken)
    for _ in range(2):  # taken at that moment, and taken before
        with pytest.raises(OpeningTaken):
            await practice.vendor.move(reading.reference, wanted)
    assert await practice.vendor.read(reading.reference) == reading
    assert len(await practice.entries()) == 2
    assert len(practice.door.called("PUT", "")) == 2, "the second time nothing was written"


async def test_what_is_there_already_needs_no_move(practice: Practice) -> None:
    wanted = await practice.wanted()
    reading = await practice.vendor.create(wanted, "maria-1")
    practice.door.calls.clear()
    assert await practice.vendor.move(reading.reference, wanted) == reading
    assert [call.method for call in practice.door.calls] == ["GET"]


async def test_what_is_cancelled_is_not_moved(practice: Practice) -> None:
    reading = await booked(practice)
    await practice.vendor.cancel(reading.reference, "")
    with pytest.raises(BookingRejected) as refused:
        await practice.vendor.move(reading.reference, await later(practice))
    assert refused.value.why is Refusal.OVER


@pytest.mark.parametrize("host", ["ada", "ben"])
@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.ERROR_AFTER])
async def test_a_move_whose_answer_is_lost_is_seen_to_be_done(practice: Practice, fault: Fault, host: str) -> None:
    reading = await booked(practice)
    wanted = await later(practice, host)
    practice.door.faults.order(fault, name_of(reading), method="PUT")
    moved = await practice.vendor.move(reading.reference, wanted)
    assert (moved.host, moved.start) == (host, wanted.opening.start)
    assert sum([len(await practice.standing(one)) for one in ("ada", "ben")]) == 1


@pytest.mark.parametrize("host", ["ada", "ben"])
async def test_a_move_that_never_arrived_is_unknown_and_keeps_both_times(practice: Practice, host: str) -> None:
    """It may still be on its way. After a minute it is not, and the next move clears up."""
    reading = await booked(practice)
    wanted = await later(practice, host)
    practice.door.faults.order(Fault.RESET_BEFORE, name_of(reading), method="PUT")
    with pytest.raises(OutcomeUnknown):
        await practice.vendor.move(reading.reference, wanted)
    assert await practice.vendor.read(reading.reference) == reading
    assert wanted.opening not in await practice.openings(host)
    with pytest.raises(SystemDown):
        await practice.vendor.move(reading.reference, wanted)
    practice.clock.pass_time(minutes=2)
    moved = await practice.vendor.move(reading.reference, wanted)
    assert moved.start == wanted.opening.start
    assert sum([len(await practice.standing(one)) for one in ("ada", "ben")]) == 1


async def test_what_a_move_left_behind_is_no_appointment_and_goes_with_it(practice: Practice) -> None:
    reading = await booked(practice)
    await practice.edit(reading, f"{ALARM}\nEND:VEVENT")
    practice.door.faults.order(Fault.RESET_BEFORE, name_of(reading), method="PUT")
    with pytest.raises(OutcomeUnknown):
        await practice.vendor.move(reading.reference, await later(practice))
    assert sorted("BEGIN:VALARM" in entry for entry in await practice.standing()) == [False, True]
    assert [one.reference for one in await practice.vendor.find("+442079460123")] == [reading.reference]
    await practice.vendor.cancel(reading.reference, "")
    assert await practice.standing() == []


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.ERROR_AFTER])
async def test_what_fails_before_the_appointment_is_touched_has_not_moved_it(practice: Practice, fault: Fault) -> None:
    reading = await booked(practice)
    wanted = await later(practice)
    practice.door.faults.order(fault, name_for(name_of(reading), "move"), method="PUT")
    with pytest.raises(SystemDown):
        await practice.vendor.move(reading.reference, wanted)
    assert await practice.vendor.read(reading.reference) == reading


@pytest.mark.parametrize("host", ["ada", "ben"])
async def test_what_the_staff_change_at_that_moment_is_not_moved(practice: Practice, host: str) -> None:
    reading = await booked(practice)
    wanted = await later(practice, host)

    async def edit() -> None:
        await practice.rewrite(reading, "DTSTART:20260306T110000Z\nDTEND:20260306T113000Z")

    practice.door.meanwhile["PUT"] = edit
    with pytest.raises(SystemDown, match="it was not moved"):
        await practice.vendor.move(reading.reference, wanted)
    read = await practice.vendor.read(reading.reference)
    assert read is not None
    assert (read.start.hour, read.status) == (11, BookingStatus.CONFIRMED)
    assert sum([len(await practice.standing(one)) for one in ("ada", "ben")]) == 1


async def test_the_time_is_tidied_later_where_that_fails(practice: Practice) -> None:
    reading = await booked(practice)
    wanted = await later(practice)
    practice.door.faults.order(Fault.ERROR_BEFORE, method="DELETE")
    moved = await practice.vendor.move(reading.reference, wanted)
    assert moved.start == wanted.opening.start
    assert len(await practice.standing()) == 2
    await practice.vendor.cancel(moved.reference, "")
    assert await practice.standing() == []
