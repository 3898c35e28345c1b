"""Who waits for a time gets it in the order of joining: held for one of them, for a while, and claimed once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.booking_systems.embedded.clinic import Desk, OpenDesk, clinic, write_invite
from tests.contracts.booking_system import FRIDAY, NOW, StillClock

from frontdesk.booking_systems.embedded import holds, offers
from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import BookingRejected, KeyReused, OpeningTaken, RevisionChanged, TooManyTries
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Attendee, Booking, BookingStatus, Hold, Opening, Search, Window
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.change import BY_CALLER, Actor, Doing, Lookup, Mandate, Refusal
from frontdesk.model.diary import Block
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus

STAFF = Mandate(Actor.STAFF)
AT_TEN = datetime(2026, 3, 6, 10, tzinfo=NOW.tzinfo)


def wish(name: str = "Maria", instead_of: str | None = None, **wanted: Any) -> WaitlistRequest:
    """For a check-up with Ada on Friday, unless something else is said."""
    search = replace(Search("checkup", FRIDAY, "ada"), **wanted)
    who = Attendee(PersonName(name, "Lopez"), "+442079460123", None, "en")
    return WaitlistRequest(search, who, Channel.PHONE, "+442079460123", "a tooth", "web_chat", instead_of)


def between(hour: int, end: int) -> Window:
    return Window(AT_TEN.replace(hour=hour), AT_TEN.replace(hour=end))


async def full(desk: Desk, host: str = "ada") -> dict[str, Booking]:
    """Every check-up of a host's Friday is booked. By start."""
    booked = {}
    for opening in await desk.openings("checkup", host):
        at = f"{opening.start:%H:%M}"
        booked[at] = await desk.system.book(desk.person(opening, "Noah"), f"{host}-{at}")
    return booked


async def join(desk: Desk, *names: str, **wanted: Any) -> list[WaitlistEntry]:
    return [await desk.system.join_waitlist(wish(name, **wanted), name) for name in names]


async def told(desk: Desk) -> dict[str, str]:
    """What each is offered, or their status."""
    return {
        entry.request.attendee.name.given: f"{entry.offer.start:%H:%M}" if entry.offer else entry.status.value
        for entry in await desk.system.waitlist()
    }


async def test_somebody_joins_once_for_a_key(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        first = await desk.system.join_waitlist(wish(), "key")
        assert (first.status, first.revision, first.joined) == (WaitStatus.WAITING, 0, NOW)
        assert first.request == wish()
        assert await desk.system.join_waitlist(wish(holder="another conversation"), "key") == first
        with pytest.raises(KeyReused):
            await desk.system.join_waitlist(wish(host="ben"), "key")
        second = await desk.system.join_waitlist(wish(), "key-2")
        assert list(await desk.system.waitlist()) == [first, second]


async def test_what_is_cancelled_is_offered_to_the_first_and_kept_from_everybody_else(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        first, _ = await join(desk, "Maria", "Omar")
        freed = (await desk.system.cancel(booked["10:00"].id)).request.opening
        assert await told(desk) == {"Maria": "10:00", "Omar": "waiting"}
        (offered,) = await desk.system.waitlist(WaitStatus.OFFERED)
        assert (offered.id, offered.offer) == (first.id, freed)
        assert offered.offer_until == NOW + timedelta(minutes=60)
        assert await desk.openings("checkup", "ada") == ()
        with pytest.raises(OpeningTaken):
            await desk.system.book(desk.person(freed, "Lena"), "lena")


async def test_a_claim_books_what_was_held_with_all_that_was_wished_for(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria")
        await desk.system.cancel(booked["10:00"].id)
        booking = await desk.system.claim_offer(entry.id, STAFF)
        assert (booking.status, booking.key) == (BookingStatus.CONFIRMED, f"waitlist:{entry.id}")
        made, wished = booking.request, entry.request
        assert (made.opening.start, made.opening.host) == (AT_TEN, "ada")
        assert (made.attendee, made.reason, made.place) == (wished.attendee, "a tooth", wished.place)
        assert (made.source, made.invite.title) == ("waitlist", "checkup with ada")
        assert [(change.what, change.by) for change in await desk.system.history(booking.id)] == [
            (Doing.BOOKED, Actor.STAFF)
        ]
        (claimed,) = await desk.system.waitlist()
        assert (claimed.status, claimed.booking, claimed.offer) == (WaitStatus.CLAIMED, booking.id, None)
        assert await desk.system.claim_offer(entry.id, BY_CALLER) == booking, "again is no error"


async def test_an_offer_in_time_can_be_claimed_when_the_minimum_notice_has_begun(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(waitlist_offer_minutes=60) as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria")
        desk.clock.now = AT_TEN - timedelta(minutes=70)
        await desk.system.cancel(booked["10:00"].id)
        desk.clock.pass_time(minutes=40)
        assert (await desk.system.claim_offer(entry.id, BY_CALLER)).request.opening.start == AT_TEN


async def test_nobody_is_made_an_offer_later_than_they_could_come(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(waitlist_offer_minutes=600, minimum_notice_minutes=0) as desk:
        booked = await full(desk)
        await join(desk, "Maria")
        await desk.system.cancel(booked["10:00"].id)
        (entry,) = await desk.system.waitlist()
        assert entry.offer_until == NOW + timedelta(minutes=600)
        await desk.system.refuse_offer(entry.id)
        desk.clock.now = AT_TEN - timedelta(minutes=5)
        await desk.system.cancel(booked["10:30"].id, STAFF)
        (entry,) = await desk.system.waitlist()
        assert entry.offer_until == AT_TEN + timedelta(minutes=30)
        await desk.system.refuse_offer(entry.id)
        desk.clock.now = AT_TEN + timedelta(hours=1)
        await desk.system.cancel(booked["11:00"].id, STAFF)
        assert len((await desk.system.waitlist())[0].refused) == 2, "what begins this minute is not offered"


async def test_who_refuses_waits_on_and_the_next_gets_it(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        first, second, _ = await join(desk, "Maria", "Omar", "Lena")
        await desk.system.cancel(booked["10:00"].id)
        refused = await desk.system.refuse_offer(first.id)
        assert (refused.status, refused.refused, refused.revision) == (WaitStatus.WAITING, (AT_TEN,), 2)
        assert await told(desk) == {"Maria": "waiting", "Omar": "10:00", "Lena": "waiting"}
        await desk.system.refuse_offer(second.id)
        assert await told(desk) == {"Maria": "waiting", "Omar": "waiting", "Lena": "10:00"}
        await desk.system.cancel(booked["11:00"].id)
        assert await told(desk) == {"Maria": "11:00", "Omar": "waiting", "Lena": "10:00"}
        assert await desk.system.refuse_offer(second.id) == (await desk.system.waitlist())[1], (
            "there is nothing to refuse"
        )


async def test_what_all_refused_is_free_again_and_not_offered_to_them_any_more(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria")
        await desk.system.cancel(booked["10:00"].id)
        await desk.system.refuse_offer(entry.id)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting"}
        assert [opening.start for opening in await desk.openings("checkup", "ada")] == [AT_TEN]


async def test_an_offer_nobody_takes_in_time_goes_to_the_next(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(waitlist_offer_minutes=30) as desk:
        booked = await full(desk)
        first, second = await join(desk, "Maria", "Omar")
        await desk.system.cancel(booked["10:00"].id)
        desk.clock.pass_time(minutes=29, seconds=59)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "10:00", "Omar": "waiting"}
        desk.clock.pass_time(seconds=1)
        assert await told(desk) == {"Maria": "waiting", "Omar": "waiting"}, "it is over whether or not it was tidied"
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(first.id, STAFF)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting", "Omar": "10:00"}
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(first.id, STAFF)
        await desk.system.claim_offer(second.id, STAFF)


@pytest.mark.parametrize("how", ["cancelled", "tidied"])
async def test_who_let_an_offer_pass_is_first_for_the_next_one(at_the_desk: OpenDesk, how: str) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        await join(desk, "Maria", "Omar")
        await desk.system.cancel(booked["10:00"].id)
        if how == "tidied":
            block, _ = await desk.system.block(Block("", "ada", FRIDAY.start, FRIDAY.end, "a fair"), "block")
            await desk.system.cancel(booked["11:00"].id)
            await desk.system.unblock(block.id)
        desk.clock.pass_time(minutes=60)
        if how == "tidied":
            await desk.system.tidy()
        else:
            await desk.system.cancel(booked["11:00"].id)
        assert await told(desk) == {"Maria": "11:00", "Omar": "10:00"}


async def test_who_leaves_gives_back_what_they_were_offered(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        first, second = await join(desk, "Maria", "Omar")
        await desk.system.cancel(booked["10:00"].id)
        left = await desk.system.leave_waitlist(first.id)
        assert (left.status, left.offer) == (WaitStatus.WITHDRAWN, None)
        assert await desk.system.leave_waitlist(first.id) == left, "again is no error"
        assert await told(desk) == {"Maria": "withdrawn", "Omar": "10:00"}
        await desk.system.leave_waitlist(second.id)
        assert len(await desk.openings("checkup", "ada")) == 1
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(first.id, STAFF)
        (claimed,) = await join(desk, "Lena")
        await desk.system.tidy()
        booking = await desk.system.claim_offer(claimed.id, STAFF)
        assert (await desk.system.leave_waitlist(claimed.id)).booking == booking.id, "what is booked stays booked"


Free = Callable[[], Awaitable[None]]


async def by_a_request(desk: Desk, opening: Opening) -> Booking:
    return await desk.system.book(desk.person(opening, "Noah"), "noah")


async def until_cancelled(desk: Desk, opening: Opening) -> Free:
    booking = await by_a_request(desk, opening)

    async def free() -> None:
        await desk.system.cancel(booking.id)

    return free


async def until_moved(desk: Desk, opening: Opening) -> Free:
    booking = await by_a_request(desk, opening)

    async def free() -> None:
        await desk.system.reschedule(booking.id, await desk.at("consult", 11, host="ada"), None)

    return free


async def until_declined(desk: Desk, opening: Opening) -> Free:
    booking = await by_a_request(desk, opening)

    async def free() -> None:
        await desk.system.decline(booking.id, STAFF)

    return free


async def until_it_lapses(desk: Desk, opening: Opening) -> Free:
    await by_a_request(desk, opening)

    async def free() -> None:
        desk.clock.pass_time(hours=1)
        await desk.system.tidy()

    return free


async def until_unblocked(desk: Desk, opening: Opening) -> Free:
    block, _ = await desk.system.block(Block("", "ada", opening.start, opening.end, "a fair"), "block")

    async def free() -> None:
        await desk.system.unblock(block.id)
        await desk.system.tidy()

    return free


async def until_a_hold_expires(desk: Desk, opening: Opening) -> Free:
    await desk.system.hold(opening, "somebody", NOW + timedelta(minutes=10))

    async def free() -> None:
        desk.clock.pass_time(minutes=10)
        await desk.system.tidy()

    return free


KEPT = {
    "cancelled": until_cancelled,
    "moved": until_moved,
    "declined": until_declined,
    "lapsed": until_it_lapses,
    "unblocked": until_unblocked,
    "expired": until_a_hold_expires,
}


@pytest.mark.parametrize("how", KEPT)
async def test_whatever_frees_time_comes_to_those_who_wait(at_the_desk: OpenDesk, how: str) -> None:
    async with at_the_desk(pending_hours=1) as desk:
        opening = await desk.at("consult", 10, host="ada")
        free = await KEPT[how](desk, opening)
        await join(desk, "Maria", window=Window(AT_TEN, opening.end))
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting"}
        await free()
        assert await told(desk) == {"Maria": "10:00"}


@pytest.mark.parametrize(
    ("wanted", "gets"),
    [
        ({}, "10:00"),
        ({"host": None}, "10:00"),
        ({"window": between(10, 11)}, "10:00"),
        ({"window": between(8, 10)}, "waiting"),
        ({"window": between(11, 12)}, "waiting"),
        ({"host": "ben"}, "waiting"),
        ({"service": "shift"}, "10:00"),
        ({"service": "scan"}, "waiting"),
        ({"service": "board", "host": None}, "waiting"),
        ({"duration_minutes": 30}, "10:00"),
    ],
)
async def test_only_what_somebody_wishes_for_is_offered_to_them(
    at_the_desk: OpenDesk, wanted: dict[str, Any], gets: str
) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        await full(desk, "ben")
        await join(desk, "Maria", **wanted)
        await desk.system.cancel(booked["10:00"].id)
        assert await told(desk) == {"Maria": gets}
        await desk.system.tidy()
        assert await told(desk) == {"Maria": gets}


async def test_two_openings_that_become_free_together_go_to_two(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        opening = await desk.at("scan", 10, host="ada")
        scan = await desk.system.book(desk.person(opening, "Noah"), "noah")
        await join(desk, "Maria", "Omar", "Lena", window=between(10, 11))
        await desk.system.cancel(scan.id)
        assert await told(desk) == {"Maria": "10:00", "Omar": "10:30", "Lena": "waiting"}


async def test_a_free_room_is_offered_to_whoever_needs_a_room(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        scans = [
            await desk.system.book(desk.person(await desk.at("scan", 10, host=host), "Noah"), host)
            for host in ("ada", "ben")
        ]
        await join(desk, "Maria", service="scan", host="cleo", window=between(10, 11))
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting"}, "Cleo has time, and no room"
        await desk.system.cancel(scans[0].id)
        assert await told(desk) == {"Maria": "10:00"}


async def test_seats_of_a_class_go_to_as_many_as_there_are(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        opening = await desk.at("class", 10)
        seats = [await desk.system.book(desk.person(opening, "Noah"), f"seat-{number}") for number in range(3)]
        await join(desk, "Maria", "Omar", service="class", window=between(10, 11))
        await desk.system.cancel(seats[0].id)
        assert await told(desk) == {"Maria": "10:00", "Omar": "waiting"}
        await desk.system.cancel(seats[1].id)
        assert await told(desk) == {"Maria": "10:00", "Omar": "10:00"}


async def test_an_appointment_is_moved_to_an_earlier_time_and_its_own_goes_to_the_next(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        late = booked["11:00"]
        (mover,) = await join(desk, "Maria", instead_of=late.id)
        await join(desk, "Omar")
        await desk.system.cancel(booked["11:30"].id)
        assert await told(desk) == {"Maria": "waiting", "Omar": "11:30"}, "later is not what Maria waits for"
        await desk.system.cancel(booked["10:00"].id)
        await join(desk, "Lena")
        moved = await desk.system.claim_offer(mover.id, BY_CALLER)
        assert (moved.id, moved.revision, moved.request.opening.start) == (late.id, 1, AT_TEN)
        assert await told(desk) == {"Maria": "claimed", "Omar": "11:30", "Lena": "11:00"}
        done = (await desk.system.history(late.id))[-1]
        assert (done.what, done.before) == (Doing.MOVED, late.request.opening)
        assert await desk.system.claim_offer(mover.id, BY_CALLER) == moved
        assert (await desk.system.waitlist())[0].booking == late.id


async def test_an_earlier_time_may_overlap_the_appointment_that_is_moved(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        before = await desk.system.book(desk.person(await desk.at("checkup", 9, 30, "ada"), "Noah"), "before")
        scan = await desk.system.book(desk.person(await desk.at("scan", 10, host="ada")), "scan")
        (entry,) = await join(desk, "Maria", instead_of=scan.id, service="scan", window=between(9, 12))
        await desk.system.cancel(before.id)
        await desk.system.refuse_offer(entry.id)  # of nine
        assert await told(desk) == {"Maria": "09:30"}
        assert (await desk.system.claim_offer(entry.id, BY_CALLER)).request.opening.start.minute == 30
        assert [opening.start.hour for opening in await desk.openings("checkup", "ada")] == [9, 10, 11, 11]


async def test_an_offer_that_is_not_earlier_any_more_is_over(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (mover,) = await join(desk, "Maria", instead_of=booked["11:00"].id)
        await desk.system.cancel(booked["10:00"].id)
        await desk.system.cancel(booked["09:00"].id)
        await desk.system.reschedule(booked["11:00"].id, booked["09:00"].request.opening, None)
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(mover.id, BY_CALLER)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting"}
        assert [opening.start.hour for opening in await desk.openings("checkup", "ada")] == [10, 11]


async def test_who_has_nothing_to_move_any_more_does_not_wait_for_it(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (mover,) = await join(desk, "Maria", instead_of=booked["11:00"].id)
        await desk.system.cancel(booked["10:00"].id)
        await desk.system.cancel(booked["11:00"].id)
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(mover.id, BY_CALLER)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "over"}
        assert len(await desk.openings("checkup", "ada")) == 2


async def test_a_wish_is_over_when_its_time_is(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        await full(desk)
        (entry,) = await join(desk, "Maria", window=Window(AT_TEN, AT_TEN + timedelta(minutes=30)))
        desk.clock.now = AT_TEN + timedelta(minutes=30)
        assert await told(desk) == {"Maria": "over"}
        assert [one.id for one in await desk.system.waitlist(WaitStatus.OVER)] == [entry.id]
        await desk.system.tidy()
        assert [one.id for one in await desk.system.waitlist(WaitStatus.OVER)] == [entry.id]
        assert await desk.system.waitlist(WaitStatus.WAITING) == []


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (wish(service="surgery"), Refusal.NOT_ACCEPTED),
        (wish(host="cleo"), Refusal.NOT_ACCEPTED),
        (wish(location="nowhere"), Refusal.NOT_ACCEPTED),
        (wish(duration_minutes=45), Refusal.NOT_ACCEPTED),
        (wish(window=Window(NOW - timedelta(days=1), NOW)), Refusal.OVER),
        (wish(instead_of="unknown"), Refusal.UNKNOWN),
    ],
)
async def test_a_wish_that_cannot_come_true_is_refused(
    at_the_desk: OpenDesk, request_: WaitlistRequest, why: Refusal
) -> None:
    async with at_the_desk() as desk:
        with pytest.raises(BookingRejected) as refused:
            await desk.system.join_waitlist(request_, "key")
        assert refused.value.why is why
        assert await desk.system.waitlist() == []


async def test_an_appointment_waits_for_an_earlier_time_once(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria", instead_of=booked["11:00"].id)
        with pytest.raises(BookingRejected):
            await join(desk, "Omar", instead_of=booked["11:00"].id)
        with pytest.raises(BookingRejected) as refused:
            await join(desk, "Lena", instead_of=booked["10:00"].id, service="consult")
        assert refused.value.why is Refusal.ANOTHER_SERVICE
        await desk.system.leave_waitlist(entry.id)
        await join(desk, "Omar", instead_of=booked["11:00"].id)
        await desk.system.cancel(booked["10:30"].id)
        with pytest.raises(BookingRejected) as refused:
            await join(desk, "Noah", instead_of=booked["10:30"].id)
        assert refused.value.why is Refusal.OVER


async def test_a_claim_that_fails_leaves_the_offer_as_it_was(at_the_desk: OpenDesk) -> None:
    async with at_the_desk(max_upcoming_per_phone=6) as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria")
        mover = (await join(desk, "Omar", instead_of=booked["11:30"].id))[0]
        await desk.system.cancel(booked["10:00"].id)
        (offered, _) = await desk.system.waitlist()
        with pytest.raises(RevisionChanged):
            await desk.system.claim_offer(entry.id, Mandate(Actor.STAFF, revision=offered.revision - 1))
        await desk.system.book(desk.person(await desk.at("consult", 9, host="cleo")), "cleo")
        with pytest.raises(BookingRejected) as refused:
            await desk.system.claim_offer(entry.id, BY_CALLER)
        assert refused.value.why is Refusal.TOO_MANY
        with pytest.raises(BookingRejected) as unknown:
            await desk.system.claim_offer("unknown", STAFF)
        assert unknown.value.why is Refusal.UNKNOWN
        assert (await desk.system.waitlist())[0] == offered
        await desk.system.refuse_offer(entry.id)
        await desk.system.block(Block("", "ada", AT_TEN, AT_TEN + timedelta(minutes=30), "a fair"), "block")
        (_, offered) = await desk.system.waitlist()
        with pytest.raises(OpeningTaken):
            await desk.system.claim_offer(mover.id, BY_CALLER)
        assert (await desk.system.waitlist())[1] == offered
        assert await desk.system.get(booked["11:30"].id) == booked["11:30"]


async def test_one_offer_that_many_claim_becomes_one_booking(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        (entry,) = await join(desk, "Maria")
        freed = (await desk.system.cancel(booked["10:00"].id)).request.opening
        others = [desk.system.book(desk.person(freed, f"N{number}"), f"n{number}") for number in range(5)]
        claims = [desk.system.claim_offer(entry.id, replace(STAFF, key=f"claim-{number}")) for number in range(20)]
        got = await asyncio.gather(*others[:3], *claims, *others[3:], return_exceptions=True)
        bookings = [one for one in got if isinstance(one, Booking)]
        assert len(bookings) == 20
        assert len({booking.id for booking in bookings}) == 1
        assert all(isinstance(one, OpeningTaken) for one in got if not isinstance(one, Booking))
        at_ten = await desk.system.bookings(freed.start, freed.end)
        assert [booking.id for booking in at_ten if booking.stands] == [bookings[0].id]


async def test_who_takes_an_offer_and_leaves_in_one_moment_has_done_one_of_them(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        for at, booking in (await full(desk)).items():
            (entry,) = await join(desk, at)
            await desk.system.cancel(booking.id)
            claim, leave = desk.system.claim_offer(entry.id, STAFF), desk.system.leave_waitlist(entry.id)
            both = (claim, leave) if at.endswith("00") else (leave, claim)
            got = await asyncio.gather(*both, desk.system.refuse_offer(entry.id), return_exceptions=True)
            (now,) = [one for one in await desk.system.waitlist() if one.id == entry.id]
            assert (now.status is WaitStatus.CLAIMED) == any(isinstance(one, Booking) for one in got)
            assert now.status in (WaitStatus.CLAIMED, WaitStatus.WITHDRAWN)


async def test_processes_that_offer_at_once_give_one_opening_to_one_and_each_one(database_url: str) -> None:
    clock = StillClock()
    databases = [await open_database(database_url) for _ in range(3)]
    systems = [EmbeddedBookingSystem(one, clinic(), clock, write_invite=write_invite) for one in databases]
    desk = Desk(systems[0], clock, databases[0])
    booked = await full(desk)
    freed = [booked[at].id for at in ("09:30", "10:00", "11:00")]
    await join(desk, *(f"N{number}" for number in range(6)))
    for id, system in zip(freed, systems, strict=True):  # found by the chore, and not by the cancellation
        await system.block(Block("", "ada", FRIDAY.start, FRIDAY.end, "a fair"), "block")
        await system.cancel(id, STAFF)
    assert set((await told(desk)).values()) == {"waiting"}
    (block,) = await desk.system.blocks(FRIDAY)
    await desk.system.unblock(block.id)
    late = [system.cancel(booked[at].id, STAFF) for at, system in zip(("09:00", "10:30"), systems, strict=False)]
    await asyncio.gather(*(system.tidy() for system in systems), *late, *(system.tidy() for system in systems))
    offered = await told(desk)
    assert sorted(offered.values()) == ["09:00", "09:30", "10:00", "10:30", "11:00", "waiting"]
    assert offered["N5"] == "waiting"
    for database in databases:
        await database.close()


async def test_claims_moves_and_cancellations_on_several_processes_do_not_wait_for_each_other(
    database_url: str,
) -> None:
    clock = StillClock()
    databases = [await open_database(database_url) for _ in range(3)]
    systems = [EmbeddedBookingSystem(one, clinic(), clock, write_invite=write_invite) for one in databases]
    desk = Desk(systems[0], clock, databases[0])
    booked = await full(desk) | {f"ben {at}": booking for at, booking in (await full(desk, "ben")).items()}
    movers = [
        (await join(desk, f"M{at}", instead_of=booked[at].id, host=None))[0]
        for at in ("11:00", "ben 10:30", "11:30", "ben 11:30", "10:30", "ben 11:00")
    ]
    await join(desk, *(f"N{number}" for number in range(8)), host=None)

    async def churn(system: EmbeddedBookingSystem, number: int) -> None:
        for round_ in range(3):
            for mover in movers[number::2]:
                try:
                    await system.claim_offer(mover.id, BY_CALLER)
                except OpeningTaken:
                    await system.tidy()
            await system.cancel(booked[f"{'ben ' if number else ''}{9 + round_ // 2:02}:{round_ % 2 * 3}0"].id)

    await asyncio.gather(*(churn(system, number % 2) for number, system in enumerate(systems)))
    entries = await desk.system.waitlist()
    kept = [entry.offer for entry in entries if entry.offer] + [
        booking.request.opening for booking in await desk.system.bookings(FRIDAY.start, FRIDAY.end) if booking.stands
    ]
    assert len({(opening.host, opening.start) for opening in kept}) == len(kept) == 12, "nobody lost a time"
    assert await desk.openings("checkup") == ()
    for database in databases:
        await database.close()


async def test_the_last_of_a_long_queue_is_looked_at_too(
    at_the_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "AT_ONCE", 3)
    async with at_the_desk() as desk:
        booked = await full(desk)
        week = timedelta(days=7)
        elsewhere: list[dict[str, Any]] = [
            {"host": "ben"},
            {"window": Window(AT_TEN + week, AT_TEN + 2 * week)},
            {"window": Window(NOW, NOW + timedelta(minutes=1))},
        ]
        for number, wanted in enumerate(elsewhere * 2):
            await join(desk, f"E{number}", **wanted)
        await join(desk, "Omar")
        await desk.system.cancel(booked["09:30"].id)
        assert (await told(desk))["Omar"] == "09:30", "whom it is not for is not looked at"
        await join(desk, *(f"N{number}" for number in range(7)), service="scan", window=between(10, 12))
        await join(desk, "Maria")
        await desk.system.cancel(booked["10:00"].id)
        assert (await told(desk))["Maria"] == "waiting", "a cancellation keeps nobody waiting for long"
        await desk.system.tidy()
        assert (await told(desk))["Maria"] == "10:00"


async def test_a_cancellation_reads_no_more_of_a_long_queue_than_it_can_wait_for(
    at_the_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "READ", 3)
    async with at_the_desk() as desk:
        booked = await full(desk)
        await join(desk, *(f"N{number}" for number in range(3)), host="ben", window=between(8, 9))
        await join(desk, "Maria")
        await desk.system.cancel(booked["10:00"].id)
        assert (await told(desk))["Maria"] == "waiting"
        await desk.system.tidy()
        assert (await told(desk))["Maria"] == "10:00"


async def test_a_room_becomes_free_for_somebody_else_s_work(at_the_desk: OpenDesk) -> None:
    business = clinic()
    scan = business.service("scan")
    apart = scan.model_copy(update={"id": "xray", "hosts": ("ada",)}), scan.model_copy(update={"hosts": ("cleo",)})
    business = business.model_copy(update={"services": apart, "resources": business.resources[:1]})
    async with at_the_desk() as outer:
        system = EmbeddedBookingSystem(outer.database, business, outer.clock, write_invite=write_invite)
        desk = Desk(system, outer.clock, outer.database)
        xray = await system.book(desk.person(await desk.at("xray", 10), "Noah"), "noah")
        await join(desk, "Maria", service="scan", host=None, window=between(10, 11))
        await system.cancel(xray.id)
        assert await told(desk) == {"Maria": "10:00"}


async def test_a_cancellation_never_fails_because_of_those_who_wait(
    at_the_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold, held = holds.hold, []

    def too_late(work: Work, opening: Opening, holder: str, until: datetime) -> Hold:
        held.append(hold(work, opening, holder, until))
        raise OpeningTaken("Somebody was quicker.")

    async with at_the_desk() as desk:
        booked = await full(desk)
        await join(desk, "Maria")
        monkeypatch.setattr(holds, "hold", too_late)
        await desk.system.cancel(booked["10:00"].id)
        assert held
        assert await told(desk) == {"Maria": "waiting"}
        assert len(await desk.openings("checkup", "ada")) == 1


async def test_a_wish_for_what_is_not_done_any_more_is_in_nobody_s_way(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = await full(desk)
        await join(desk, "Maria", service="shift")
        await join(desk, "Omar")
        business = clinic()
        fewer = business.model_copy(
            update={"services": tuple(service for service in business.services if service.id != "shift")}
        )
        system = EmbeddedBookingSystem(desk.database, fewer, desk.clock, write_invite=write_invite)
        await system.cancel(booked["10:00"].id)
        await system.tidy()
        assert await told(desk) == {"Maria": "waiting", "Omar": "10:00"}


async def test_what_becomes_free_is_what_is_offered(at_the_desk: OpenDesk) -> None:
    """Whoever cancels does not wait for a search of everything somebody wishes for; `tidy` finds the rest."""
    async with at_the_desk() as desk:
        await full(desk)
        week = timedelta(weeks=1)
        later = Search("checkup", Window(FRIDAY.start + 2 * week, FRIDAY.end + 2 * week), "ada")
        opening = (await desk.system.openings(later)).found[0]
        booking = await desk.system.book(desk.person(opening, "Noah"), "later")
        await join(desk, "Maria", window=Window(FRIDAY.start, later.window.end))
        await desk.system.cancel(booking.id)
        [entry] = await desk.system.waitlist()
        assert entry.offer is not None
        assert entry.offer.start > FRIDAY.end + week, "though next week has openings too"


async def test_nobody_is_offered_what_lies_between_the_parts_of_a_wish(at_the_desk: OpenDesk) -> None:
    """Early or late, and nothing in between."""
    async with at_the_desk() as desk:
        booked = await full(desk)
        parts = (between(9, 10), between(11, 12))
        entry = await desk.system.join_waitlist(replace(wish(), windows=parts), "key")
        assert entry.request.windows == parts
        await desk.system.cancel(booked["10:00"].id)
        await desk.system.tidy()
        assert await told(desk) == {"Maria": "waiting"}
        await desk.system.cancel(booked["11:00"].id)
        assert await told(desk) == {"Maria": "11:00"}


async def test_two_facts_take_somebody_off_the_list_and_one_does_not(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        await join(desk, "Maria", "Omar")
        phone = wish().attendee.phone
        for lookup in (
            Lookup("caller-1", phone=phone),
            Lookup("caller-2", phone=phone, name=PersonName("Lena", "Sample")),
            Lookup("caller-3", phone="+442079460199", name=PersonName("Maria", "Lopez")),
        ):
            assert await desk.system.stop_waiting(lookup) == ()
        lookup = Lookup("caller-4", phone=phone, name=PersonName("Maria", "Lopez"))
        (left,) = await desk.system.stop_waiting(lookup)
        assert left.status is WaitStatus.WITHDRAWN
        assert await told(desk) == {"Maria": "withdrawn", "Omar": "waiting"}
        for wrong in (1, 2, 3):
            assert await desk.system.stop_waiting(lookup) == (), wrong
        with pytest.raises(TooManyTries):
            await desk.system.stop_waiting(lookup)
