"""Whatever vcita answers, and whenever it does not: what is then said, and what is then there."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.booking_systems.vcita.at_vcita import called, desk, maria
from tests.contracts.booking_system import FRIDAY
from tests.doubles.diary import Entry
from tests.doubles.serving import Fault
from tests.doubles.vcita_bookings import kept
from tests.doubles.vcita_practice import VcitaSettings
from tests.doubles.vcita_wire import utc

from frontdesk.booking_systems.remote.connection import Answer, Limits
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.booking_systems.vcita.account import require_done
from frontdesk.booking_systems.vcita.answers import AppointmentSaid
from frontdesk.booking_systems.vcita.settings import VcitaSettings as VcitaSection
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    NeverKnown,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import Awaiting, BookingStatus, Search
from frontdesk.model.change import Lookup, Refusal

BOOK, CANCEL, MOVE, ENTER = "scheduling/bookings", "bookings/cancel", "business/scheduling/v1/bookings/", "/clients"
SLOTS, READ = "availability_slots", "scheduling/appointments/"
LOST = [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON]
NOT_DONE = [Fault.RESET_BEFORE, Fault.ERROR_BEFORE]

# --- what a refusal means


def refused(status: int, json: object) -> Answer:
    return Answer("book", status, json, {}, wrote=True)


def error(code: str) -> dict[str, str]:
    return {"status": "Error", "error": "in words that may hold a name", "error_code": code}


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (refused(422, error("TIMESLOT_UNAVAILABLE")), OpeningTaken),
        (refused(400, error("Timeslot_Unavailable")), OpeningTaken),
        (refused(422, error("FORM_VALIDATION_ERROR")), BookingRejected),
        (refused(400, error("PARAMETER_MISSING")), BookingRejected),
        (refused(422, error("ALREADY_REGISTERED")), BookingRejected),
        (refused(422, error("UNAUTHORIZED")), Misconfigured),
        (refused(401, {"error": "Unauthorized"}), Misconfigured),
        (refused(401, {"error": "token expired"}), Misconfigured),
        (refused(404, error("NOT_FOUND")), Misconfigured),
        (refused(422, error("NOT_FOUND")), Misconfigured),
        (refused(404, None), Misconfigured),
        (refused(422, {"unheard": ["of"]}), OutcomeUnknown),
        (refused(302, None), OutcomeUnknown),
    ],
)
def test_the_code_decides_and_not_the_status(answer: Answer, means: type[BookingSystemError]) -> None:
    with pytest.raises(BookingSystemError) as told:
        require_done(answer)
    assert type(told.value) is means
    assert "in words" not in str(told.value)


def test_who_is_registered_has_an_appointment_then() -> None:
    with pytest.raises(BookingRejected) as told:
        require_done(refused(422, error("ALREADY_REGISTERED")))
    assert told.value.why is Refusal.AT_THAT_TIME


# --- a booking


async def test_what_was_given_away_meanwhile_is_taken() -> None:
    for booking in ("checked", "unchecked"):
        async with desk(booking=booking) as at:
            opening = await at.first()
            at.double.book_elsewhere("ada", opening.start)
            with pytest.raises(OpeningTaken):
                await at.vendor.create(maria(opening), "maria-1")
            assert len(at.double.diary.entries) == 1


async def test_what_was_said_goes_along_and_the_time_with_its_zone() -> None:
    async with desk() as at:
        await at.vendor.create(maria(await at.first()), "maria-1")
        (entry,) = at.double.diary.entries
        assert kept(entry).notes == "a tooth, upper left\ninsured: yes, with “Acme”"
        assert kept(entry).interaction == "+442079460123"
        (call,) = at.double.called("POST", BOOK)
        assert (call.json["start_time"], call.json["time_zone"]) == ("2026-03-06T09:00:00Z", "Europe/London")


async def test_another_length_than_the_service_has_is_not_booked() -> None:
    async with desk() as at:
        opening = await at.first()
        for wrong in (
            replace(opening, end=opening.end + timedelta(minutes=15)),
            replace(opening, start=opening.start.replace(microsecond=1)),
        ):
            with pytest.raises(BookingRejected):
                await at.vendor.create(maria(wrong), "maria-1")
        assert at.double.called("POST", "") == []


async def test_unchecked_bookings_of_ours_do_not_meet() -> None:
    """vcita would take them all."""
    async with desk(booking="unchecked") as at:
        opening = await at.first()
        callers = [maria(opening, attendee=called(f"Caller{number}")) for number in range(8)]
        tries = (at.vendor.create(wanted, "key") for wanted in callers)
        results = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(result) for result in results].count(OpeningTaken) == 7
        assert len(at.double.diary.entries) == 1


async def test_what_has_to_be_approved_is_pending() -> None:
    async with desk(VcitaSettings(manual_approval=True)) as at:
        reading = await at.vendor.create(maria(await at.first()), "maria-1")
        assert (reading.status, reading.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        (entry,) = at.double.diary.entries
        at.double.decline(entry)
        declined = await at.vendor.read(reading.reference)
        assert declined is not None
        assert declined.status is BookingStatus.CANCELLED


async def test_a_vanished_call_is_said_and_nothing_is_booked() -> None:
    async with desk(VcitaSettings(vanished=True)) as at:
        with pytest.raises(Misconfigured, match=r"booking_system\.paths"):
            await at.vendor.create(maria(await at.first()), "maria-1")


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("booking", ["checked", "unchecked"])
async def test_a_booking_whose_answer_was_lost_is_found_and_is_one(fault: Fault, booking: str) -> None:
    async with desk(booking=booking) as at:
        opening = await at.first()
        at.double.faults.order(fault, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown):
            await at.system.book(maria(opening), "maria-1")
        found = await at.system.find_by_key("maria-1")
        assert found is not None
        assert found.status is BookingStatus.CONFIRMED
        assert await at.system.book(maria(opening), "maria-1") == found
        assert len(at.double.diary.entries) == 1


@pytest.mark.parametrize("fault", NOT_DONE)
@pytest.mark.parametrize("booking", ["checked", "unchecked"])
async def test_a_booking_that_was_not_made_is_not_found_and_can_be_made(fault: Fault, booking: str) -> None:
    async with desk(booking=booking) as at:
        opening = await at.first()
        at.double.faults.order(fault, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown):
            await at.system.book(maria(opening), "maria-1")
        at.clock.pass_time(seconds=30)
        assert await at.system.find_by_key("maria-1") is None
        await at.system.book(maria(opening), "maria-1")
        assert len(at.double.diary.entries) == 1


async def test_a_booking_that_takes_too_long_is_found_when_it_is_there() -> None:
    async with desk(time_limit_seconds=0.15) as at:
        opening = await at.first()
        at.double.faults.order(Fault.STALL_BEFORE, BOOK, method="POST")
        with pytest.raises(OutcomeUnknown):
            await at.system.book(maria(opening), "maria-1")
        with pytest.raises(SystemDown):  # it may still be made
            await at.system.find_by_key("maria-1")
        at.double.go_on.set()
        await until(lambda: len(at.double.diary.entries) == 1)
        assert await at.system.find_by_key("maria-1") is not None


async def test_too_many_questions_wait_and_book_once() -> None:
    async with desk() as at:
        opening = await at.first()
        at.double.faults.order(Fault.TOO_MANY, BOOK, method="POST", times=2)
        await at.vendor.create(maria(opening), "maria-1")
        assert (at.pauses, len(at.double.diary.entries)) == ([1.0, 1.0], 1)


@pytest.mark.parametrize("fault", [*LOST, *NOT_DONE])
async def test_a_client_who_could_not_be_entered_is_no_booking(fault: Fault) -> None:
    async with desk() as at:
        opening = await at.first()
        at.double.faults.order(fault, ENTER, method="POST")
        with pytest.raises(SystemDown):
            await at.system.book(maria(opening), "maria-1")
        assert at.double.called("POST", BOOK) == []
        await at.system.book(maria(opening), "maria-1")


async def test_the_appointment_of_another_one_is_not_taken_for_ours() -> None:
    """Of the same number, the same host or the same time, but never of all of these and the name."""
    async with desk() as at:
        first, *_, other = await at.openings()
        wanted = maria(first)
        since = at.clock()
        family = maria(first, attendee=called("Noah", "Lopez"))
        await at.vendor.create(family, "noah-1")
        await at.vendor.create(maria(other), "maria-0")
        ben = next(one for one in await at.openings("ben") if one.starts_at(first.start))
        await at.vendor.create(maria(ben), "maria-1")
        assert await at.vendor.look_up(wanted, "maria-2", since) is None
        found = await at.vendor.look_up(family, "noah-1", since)
        assert found is not None
        assert (found.start, found.host) == (first.start, "ada")


async def test_a_cancelled_one_is_not_taken_for_ours_either() -> None:
    async with desk() as at:
        wanted = maria(await at.first())
        made = await at.vendor.create(wanted, "maria-1")
        await at.vendor.cancel(made.reference, "")
        assert await at.vendor.look_up(wanted, "maria-2", at.clock()) is None
        again = await at.vendor.create(wanted, "maria-2")
        found = await at.vendor.look_up(wanted, "maria-2", at.clock())
        assert found is not None
        assert found.reference == again.reference != made.reference


async def test_an_older_one_is_not_taken_for_ours_where_vcita_tells_its_age() -> None:
    async with desk() as at:
        wanted = maria(await at.first())
        made = at.clock()
        await at.vendor.create(wanted, "maria-1")
        real = at.double.bookings._appointment

        def aged(entry: Entry) -> dict[str, object]:
            return real(entry) | {"created_at": utc(entry.created)}

        at.double.bookings._appointment = aged  # type: ignore[method-assign]
        assert await at.vendor.look_up(wanted, "maria-1", made) is not None
        assert await at.vendor.look_up(wanted, "maria-1", made + timedelta(seconds=30)) is not None
        assert await at.vendor.look_up(wanted, "maria-2", made + timedelta(minutes=10)) is None


async def test_one_among_hundreds_is_found() -> None:
    async with desk() as at:
        wanted = maria(await at.first())
        made = await at.vendor.create(wanted, "maria-1")
        (entry,) = at.double.diary.entries
        service, client = at.double.services[entry.service], kept(entry).client
        for days in range(1, 201):
            at.double.bookings.write(service, "ben", entry.start - timedelta(days=days), client, "scheduled", "UTC")
        found = await at.vendor.look_up(wanted, "maria-1", at.clock())
        assert found is not None
        assert found.reference == made.reference
        assert len(at.double.called("GET", "scheduling/appointments")) == 3


async def test_a_booking_is_found_after_a_restart() -> None:
    async with desk() as at:
        wanted = maria(await at.first(), email="maria@example.com")
        made = await at.vendor.create(wanted, "maria-1")
        at.vendor._people._entered.clear()
        found = await at.vendor.look_up(wanted, "maria-1", at.clock())
        assert found is not None
        assert found.reference == made.reference


# --- a cancellation


@pytest.mark.parametrize("fault", LOST)
async def test_a_cancellation_whose_answer_was_lost_shows_when_it_is_read(fault: Fault) -> None:
    async with desk() as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        at.double.faults.order(fault, CANCEL, method="POST")
        try:
            assert (await at.system.cancel(booking.id)).status is BookingStatus.CANCELLED
        except OutcomeUnknown:
            now = await at.system.get(booking.id)
            assert now is not None
            assert now.status is BookingStatus.CANCELLED
        assert len(at.double.called("POST", CANCEL)) == 1


@pytest.mark.parametrize("fault", NOT_DONE)
async def test_a_cancellation_that_did_not_happen_is_not_said(fault: Fault) -> None:
    async with desk() as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        at.double.faults.order(fault, CANCEL, method="POST")
        with pytest.raises(OutcomeUnknown):
            await at.system.cancel(booking.id)
        assert await at.system.get(booking.id) == booking


async def test_a_cancellation_that_cannot_be_read_again_is_not_said() -> None:
    async with desk() as at:
        reference = (await at.vendor.create(maria(await at.first()), "maria-1")).reference
        at.double.faults.order(Fault.NOT_JSON, READ)
        with pytest.raises(OutcomeUnknown):
            await at.vendor.cancel(reference, "")


async def test_cancelling_again_is_no_error() -> None:
    async with desk() as at:
        reference = (await at.vendor.create(maria(await at.first()), "maria-1")).reference
        first = await at.vendor.cancel(reference, "")
        assert first.status is BookingStatus.CANCELLED
        assert await at.vendor.cancel(reference, "") == first


async def test_what_may_not_be_cancelled_is_a_matter_of_rights() -> None:
    async with desk(VcitaSettings(cancel_allowed=False)) as at:
        reference = (await at.vendor.create(maria(await at.first()), "maria-1")).reference
        with pytest.raises(Misconfigured):
            await at.vendor.cancel(reference, "")


async def test_what_is_over_is_neither_cancelled_nor_moved() -> None:
    async with desk() as at:
        first, *_, other = await at.openings()
        reference = (await at.vendor.create(maria(first), "maria-1")).reference
        at.clock.now = first.end
        for attempt in (at.vendor.cancel(reference, ""), at.vendor.move(reference, maria(other))):
            with pytest.raises(BookingRejected) as told:
                await attempt
            assert told.value.why is Refusal.OVER


async def test_what_vcita_does_not_know_is_unknown() -> None:
    async with desk(fair=False) as at:
        opening = await at.first()
        assert await at.vendor.read("never-was") is None
        for attempt in (at.vendor.cancel("never-was", ""), at.vendor.move("never-was", maria(opening))):
            with pytest.raises(BookingRejected) as told:
                await attempt
            assert told.value.why is Refusal.UNKNOWN


# --- a move


@pytest.mark.parametrize("fault", LOST)
async def test_a_move_whose_answer_was_lost_shows_when_it_is_read(fault: Fault) -> None:
    async with desk() as at:
        first, *_, other = await at.openings()
        booking = await at.system.book(maria(first), "maria-1")
        at.double.faults.order(fault, MOVE, method="PUT")
        with suppress(OutcomeUnknown):
            await at.system.reschedule(booking.id, other, None)
        now = await at.system.get(booking.id)
        assert now is not None
        assert now.request.opening.starts_at(other.start)
        assert len(at.double.called("PUT", MOVE)) == 1


@pytest.mark.parametrize("fault", NOT_DONE)
async def test_a_move_that_did_not_happen_is_not_said(fault: Fault) -> None:
    async with desk() as at:
        first, *_, other = await at.openings()
        booking = await at.system.book(maria(first), "maria-1")
        at.double.faults.order(fault, MOVE, method="PUT")
        with pytest.raises(OutcomeUnknown):
            await at.system.reschedule(booking.id, other, None)
        assert await at.system.get(booking.id) == booking


async def test_a_move_never_overrides() -> None:
    async with desk(notify_client=False) as at:
        first, *_, other = await at.openings()
        reference = (await at.vendor.create(maria(first), "maria-1")).reference
        await at.vendor.move(reference, maria(other))
        (call,) = at.double.called("PUT", MOVE)
        assert (call.json["allow_double_booking"], call.json["notify_client"]) == (False, False)


async def test_what_staff_move_is_where_they_moved_it() -> None:
    async with desk() as at:
        booking = await at.system.book(maria(await at.first()), "maria-1")
        (entry,) = at.double.diary.entries
        at.double.move(entry, entry.start + timedelta(hours=1))
        at.clock.pass_time(minutes=2)
        now = await at.system.get(booking.id)
        assert now is not None
        assert now.request.opening.start == booking.request.opening.start + timedelta(hours=1)


# --- openings


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
@pytest.mark.parametrize("path", [SLOTS, "platform/v1/services", "staffs"])
async def test_an_answer_of_another_shape_is_no_lack_of_openings(fault: Fault, path: str) -> None:
    async with desk() as at:
        at.double.faults.order(fault, path)
        with pytest.raises(SystemDown):
            await at.system.openings(Search("checkup", FRIDAY))


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.TOO_MANY])
async def test_reading_is_repeated(fault: Fault) -> None:
    async with desk() as at:
        every = await at.openings()
        at.double.faults.order(fault, SLOTS)
        assert await at.openings() == every


async def test_no_answer_is_no_lack_of_openings() -> None:
    async with desk(time_limit_seconds=0.05) as at:
        at.double.faults.order(Fault.STALL_BEFORE, SLOTS, times=3)
        with pytest.raises(SystemDown):
            await at.system.openings(Search("checkup", FRIDAY))


async def test_several_questions_have_the_time_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VcitaSection, "limits", Limits(patience=0.1))
    async with desk() as at:
        at.double.latency = 0.06
        at.double.faults.order(Fault.SLOW, times=3)
        with pytest.raises(SystemDown):
            await at.openings()


# --- what is told of it


async def test_nobody_and_nothing_secret_stands_in_what_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as at:
        opening = await at.first()
        reference = (await at.vendor.create(maria(opening), "maria-1")).reference
        told = [repr(vars(at.vendor._people))]
        for path, fault in ((BOOK, Fault.WRONG_SHAPE), (ENTER, Fault.RESET_AFTER), (READ, Fault.NOT_JSON)):
            at.double.faults.order(fault, path)
            for attempt in (at.vendor.create(maria(opening), "maria-2"), at.vendor.read(reference)):
                try:
                    await attempt
                except BookingSystemError as problem:
                    told.append(str(problem))
        tokens = [
            call.headers["Authorization"].split()[1] for call in at.double.calls if "Authorization" in call.headers
        ]
        assert len(told) > 2
        for secret in (*tokens, reference):
            assert secret not in caplog.text
            assert not any(secret in words for words in told)
        assert not any("maria" in words.lower() or "7946" in words for words in told[1:])


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(100):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def test_what_was_found_by_its_number_before_it_was_looked_up_is_one_booking() -> None:
    async with desk() as here:
        wish = maria(await here.first())
        here.double.faults.order(Fault.RESET_AFTER, BOOK, method="POST")
        with pytest.raises(OutcomeUnknown):
            await here.system.book(wish, "maria-1")
        (found,) = await here.system.find(Lookup("a", phone=wish.attendee.phone, name=wish.attendee.name))
        made = await here.system.find_by_key("maria-1")
        assert made is not None
        assert (made.id, made.request.reason) == (found.id, wish.reason)
        assert await here.system.book(wish, "maria-1") == made
        assert await here.system.bookings(FRIDAY.start, FRIDAY.end) == [made]
        assert len(await here.system.history(made.id)) == 2


async def test_a_booking_with_a_host_who_left_the_profile_is_never_known() -> None:
    async with desk() as here:
        wish = maria(await here.first())
        with pytest.raises(NeverKnown):
            await here.vendor.look_up(replace(wish, opening=replace(wish.opening, host="carl")), "key", here.clock())


async def test_what_is_cancelled_there_while_it_is_moved_is_not_told_as_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as here:
        first, *_, other = await here.openings()
        made = await here.vendor.create(maria(first), "maria-1")
        read = here.vendor._diary.read

        async def read_after(id: str) -> AppointmentSaid | None:
            said = await read(id)
            return said and said.model_copy(update={"state": "cancelled"} if other.starts_at(said.start_time) else {})

        monkeypatch.setattr(here.vendor._diary, "read", read_after)
        with pytest.raises(OutcomeUnknown):
            await here.vendor.move(made.reference, maria(other))
