"""Each refusal and each failure of Cal.com while a booking is made, and what it comes to: nothing is ever guessed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.calcom.desk import HASTY, ONE, alone, open_desk
from tests.contracts.booking_system import ALONE, NOW
from tests.doubles.calcom import Settings
from tests.doubles.serving import Fault

from frontdesk.booking_systems.calcom.outcomes import refusal_to_book, refusal_to_cancel
from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured
from frontdesk.conversations.ports import BookingRejected, BookingSystemError, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Awaiting, BookingStatus, Opening
from frontdesk.model.caller import Channel
from frontdesk.model.change import Refusal

LOST = [Fault.RESET_AFTER, Fault.ERROR_AFTER, Fault.STALL_AFTER, Fault.WRONG_SHAPE, Fault.NOT_JSON]
"""The booking is made, and we do not hear of it."""
NEVER = [Fault.RESET_BEFORE, Fault.ERROR_BEFORE]


def answer(status: int, message: object) -> Answer:
    return Answer("make a booking", status, {"status": "error", "error": {"message": message}}, {}, wrote=True)


@pytest.mark.parametrize(
    ("status", "message", "outcome", "why"),
    [
        (400, "User either already has booking at this time or is not available.", OpeningTaken, None),
        (400, "USER EITHER ALREADY HAS BOOKING AT THIS TIME OR IS NOT AVAILABLE", OpeningTaken, None),
        (400, 'This event type can\'t be booked at the "start" time provided.', OpeningTaken, None),
        (400, "Attempting to book a meeting in the past.", OpeningTaken, None),
        (400, "Attendee has reached the maximum number of active bookings", BookingRejected, Refusal.TOO_MANY),
        (400, "responses - {dob}error_required_field", BookingRejected, Refusal.NOT_ACCEPTED),
        (400, "attendee.phoneNumber must be valid", BookingRejected, Refusal.NOT_ACCEPTED),
        (400, ["already has booking at this time or is not available"], BookingRejected, Refusal.NOT_ACCEPTED),
        (409, "already has booking at this time or is not available", BookingRejected, Refusal.NOT_ACCEPTED),
        (307, "", Misconfigured, None),
    ],
)
def test_refusals(status: int, message: object, outcome: type[BookingSystemError], why: Refusal | None) -> None:
    error = refusal_to_book(answer(status, message))
    assert type(error) is outcome
    assert getattr(error, "why", None) is why
    assert not message or str(message) not in str(error), "nothing of their words is in ours"


@pytest.mark.parametrize(
    ("status", "message", "why"),
    [
        (400, "Cancelling is disabled for this event type", Refusal.NOT_BY_CALLER),
        (400, "Cannot cancel a booking in the past", Refusal.OVER),
        (422, "No", Refusal.NOT_ACCEPTED),
    ],
)
def test_refusals_to_cancel(status: int, message: str, why: Refusal) -> None:
    error = refusal_to_cancel(answer(status, message))
    assert isinstance(error, BookingRejected)
    assert error.why is why


# --- as they come over the wire


async def test_confirmed() -> None:
    async with alone() as desk:
        made = await desk.made()
        assert (made.status, made.awaiting, made.channel) == (BookingStatus.CONFIRMED, None, Channel.PHONE)
        (entry,) = desk.double.diary.standing
        assert entry.start.timestamp() == made.start.timestamp()


async def test_what_callers_say_goes_along_where_there_is_a_field_for_it() -> None:
    for fields, said in ((("notes",), {"notes": "a tooth, upper left\ninsured: yes, with “Acme”"}), ((), None)):
        async with alone(Settings(optional_fields=fields)) as desk:
            await desk.made()
            assert desk.sent.get("bookingFieldsResponses") == said


async def test_pending_waits_for_the_host() -> None:
    async with alone(Settings(approval=True)) as desk:
        made = await desk.made()
        assert (made.status, made.awaiting) == (BookingStatus.PENDING, Awaiting.HOST)
        desk.double.approve(desk.double.diary.standing[0])
        read = await desk.vendor.read(made.reference)
        assert read == replace(made, status=BookingStatus.CONFIRMED, awaiting=None)


async def test_declined_is_cancelled() -> None:
    async with alone(Settings(approval=True)) as desk:
        made = await desk.made()
        desk.double.decline(desk.double.diary.standing[0])
        read = await desk.vendor.read(made.reference)
        assert read is not None
        assert read.status is BookingStatus.CANCELLED


async def test_taken_by_somebody_else() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        desk.double.book_elsewhere("ada", wanted.opening.start)
        with pytest.raises(OpeningTaken):
            await desk.vendor.create(wanted, "maria-1")


async def test_too_late_to_book_it() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        for left in (timedelta(minutes=30), timedelta()):
            desk.clock.now = wanted.opening.start - left
            with pytest.raises(OpeningTaken):
                await desk.vendor.create(wanted, "maria-1")


REFUSED: list[tuple[Settings, dict[str, Any], type[BookingSystemError], str]] = [
    (Settings(active_limit=0), {}, BookingRejected, "as many bookings"),
    (Settings(accepts_fictional=False), {}, BookingRejected, "does not take"),
    (Settings(unique_key=400), {}, BookingRejected, "does not take"),
    (Settings(), {"services": {"checkup": {"event_type": 999}}}, Misconfigured, "no such event type"),
]


@pytest.mark.parametrize(("theirs", "section", "outcome", "part"), REFUSED)
async def test_refused(theirs: Settings, section: dict[str, Any], outcome: type[BookingSystemError], part: str) -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
    async with alone(theirs, **section) as desk:
        if theirs.unique_key:
            await desk.vendor.cancel((await desk.vendor.create(wanted, "maria-1")).reference, "")
        with pytest.raises(outcome, match=part) as refused:
            await desk.vendor.create(wanted, "maria-2")
        assert "maria" not in str(refused.value).lower()
        assert not desk.double.diary.standing


@pytest.mark.parametrize(
    ("theirs", "channel", "part"),
    [
        (Settings(email="required"), Channel.PHONE, "needs an e-mail"),
        (Settings(phone="optional"), Channel.PHONE, "needs an e-mail"),
        (Settings(), Channel.WHATSAPP, "no location for whatsapp"),
        (Settings(durations=(45, 60)), Channel.PHONE, "no such length"),
    ],
)
async def test_what_would_be_refused_is_not_even_sent(theirs: Settings, channel: Channel, part: str) -> None:
    async with alone() as desk:
        wanted = replace(await desk.wanted(), channel=channel)
    async with alone(theirs) as desk:
        with pytest.raises(BookingRejected, match=part):
            await desk.vendor.create(wanted, "maria-1")
        assert not desk.double.called("POST", "")


async def test_a_required_field_that_nobody_is_asked_for() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
    async with open_desk(Settings(required_fields=("dob",)), ONE, ALONE, blameless=False) as desk:
        with pytest.raises(BookingRejected, match="requires is empty"):
            await desk.vendor.create(wanted, "maria-1")


async def test_a_key_that_was_revoked_is_said_and_never_mistaken_for_no_booking() -> None:
    async with alone(Settings(anonymous=False)) as desk:
        wanted = await desk.wanted()
        desk.double.revoked = True
        for failing in (
            desk.vendor.create(wanted, "maria-1"),
            desk.vendor.look_up(wanted, "maria-1", NOW),
            desk.vendor.find("+442079460123"),
            desk.openings(),
            desk.vendor.terms(),
        ):
            with pytest.raises(Misconfigured, match="CALCOM_API_KEY"):
                await failing


async def test_an_opening_of_nobody_we_know_is_refused() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        with pytest.raises(BookingRejected, match="names no event type"):
            await desk.vendor.create(replace(wanted, opening=replace(wanted.opening, host="ben")), "maria-1")


# --- when it fails


@pytest.mark.parametrize("fault", LOST)
async def test_a_booking_whose_answer_is_lost_is_found_and_there_is_one(fault: Fault) -> None:
    async with alone(limits=HASTY) as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(fault, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown) as unknown:
            await desk.vendor.create(wanted, "maria-1")
        assert isinstance(unknown.value, Failed) is (fault is Fault.ERROR_AFTER)
        found = await desk.vendor.look_up(wanted, "maria-1", NOW)
        (entry,) = desk.double.diary.standing
        assert found is not None
        assert found.reference == entry.details["uid"]
        assert len(desk.double.called("POST", "/bookings")) == 1


@pytest.mark.parametrize("fault", [*NEVER, Fault.STALL_BEFORE])
async def test_a_booking_that_was_never_made_is_not_found(fault: Fault) -> None:
    async with alone(limits=HASTY) as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(fault, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown):
            await desk.vendor.create(wanted, "maria-1")
        assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None
        assert len(desk.double.called("POST", "/bookings")) == 1


@pytest.mark.parametrize("fault", LOST)
async def test_the_whole_system_books_once_whatever_is_lost(fault: Fault) -> None:
    async with alone(limits=HASTY) as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(fault, "/bookings", method="POST")
        try:
            booking = await desk.system.book(wanted, "maria-1")
        except OutcomeUnknown:
            found = await desk.system.find_by_key("maria-1")
            assert found is not None
            booking = found
        assert await desk.system.book(wanted, "maria-1") == booking
        assert len(desk.double.diary.standing) == 1


async def test_a_failure_that_is_over_is_told_as_one() -> None:
    async with alone(Settings(unique_key=500)) as desk:
        wanted = await desk.wanted()
        booking = await desk.system.book(wanted, "maria-1")
        await desk.system.cancel(booking.id)
        with pytest.raises(SystemDown, match="nothing was booked"):
            await desk.system.book(wanted, "maria-2")


async def test_a_429_is_waited_for_as_it_says() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(Fault.TOO_MANY, "/bookings", method="POST")
        await desk.vendor.create(wanted, "maria-1")
        assert desk.waited == [1.0]
        assert len(desk.double.diary.standing) == 1


async def test_a_limit_that_is_used_up_is_told_at_once() -> None:
    async with alone(Settings(limited=True)) as desk:
        for _ in range(118):
            await desk.vendor.read("never-was")
        await desk.openings()
        with pytest.raises(SystemDown, match="asked too often"):
            await desk.openings()
        assert desk.waited == [], "the minute is longer than anybody waits"


# --- looking up


async def test_what_somebody_else_has_then_is_not_taken_for_ours() -> None:
    async with open_desk() as desk:
        wanted = await desk.wanted()
        await desk.vendor.create(wanted, "noah-1")
        assert await desk.vendor.look_up(wanted, "maria-1", NOW) is None
        other: Opening = replace(wanted.opening, host="ben")
        assert await desk.vendor.look_up(replace(wanted, opening=other), "noah-1", NOW) is None


async def test_of_several_under_one_key_the_one_that_stands_is_meant() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        await desk.vendor.cancel((await desk.vendor.create(wanted, "maria-1")).reference, "")
        made = await desk.vendor.create(wanted, "maria-1")
        assert await desk.vendor.look_up(wanted, "maria-1", NOW) == made


async def test_a_lost_booking_that_was_moved_meanwhile_is_told_as_made_and_read_as_moved() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(Fault.RESET_AFTER, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown):
            await desk.system.book(wanted, "maria-1")
        later = wanted.opening.start + timedelta(hours=3)
        desk.double.move(desk.double.diary.standing[0], later)
        booking = await desk.system.find_by_key("maria-1")
        assert booking is not None
        assert booking.stands
        assert booking.request.opening == wanted.opening
        read = await desk.system.get(booking.id)
        assert read is not None
        assert read.stands
        assert read.request.opening.start == later


async def test_a_lost_booking_that_was_cancelled_meanwhile_is_cancelled() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(Fault.RESET_AFTER, "/bookings", method="POST")
        with pytest.raises(OutcomeUnknown):
            await desk.system.book(wanted, "maria-1")
        desk.double.cancel(desk.double.diary.standing[0])
        booking = await desk.system.find_by_key("maria-1")
        assert booking is not None
        assert booking.status is BookingStatus.CANCELLED


async def test_a_lost_booking_is_no_less_found_when_the_list_is_slow() -> None:
    async with alone() as desk:
        wanted = await desk.wanted()
        desk.double.faults.order(Fault.RESET_AFTER, "/bookings", method="POST")
        desk.double.faults.order(Fault.RESET_BEFORE, "/bookings", method="GET")
        desk.double.faults.order(Fault.ERROR_BEFORE, "/bookings", method="GET")
        with pytest.raises(OutcomeUnknown):
            await desk.system.book(wanted, "maria-1")
        assert await desk.system.find_by_key("maria-1") is not None
