"""What every booking system promises. An adapter's test inherits the class and says how one is made:

    class TestOurs(BookingSystemContract):
        make = staticmethod(open_ours)
        capabilities = CAPABILITIES

`make(clock)` is an async context manager that gives a system for `business`, nothing booked yet. A promise that needs
what a system cannot do is kept in another way: the system says so, and refuses honestly. No test is left out.
"""

import asyncio
import dataclasses
import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystem,
    KeyReused,
    OpeningTaken,
    RevisionChanged,
    TooManyTries,
)
from frontdesk.model.booking import (
    Attendee,
    Booking,
    BookingRequest,
    BookingStatus,
    Invite,
    NoOpenings,
    Opening,
    Search,
    Window,
)
from frontdesk.model.booking_system import Capabilities
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.change import Actor, Lookup, Mandate, Refusal

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 5, 9, 7, tzinfo=ZONE)
"""A Thursday."""
BUSINESS = Business.model_validate(
    {
        "id": "quayside",
        "name": "Quayside Dental",
        "time_zone": "Europe/London",
        "region": "GB",
        "opening_hours": {
            day: ["09:00-12:30", "13:30-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
        },
        "services": [
            {"id": "checkup", "names": ["check-up"], "duration_minutes": 30, "channels": ["phone"], "grid_minutes": 15}
        ],
        "hosts": [{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}],
    }
)
FRIDAY = Window(datetime(2026, 3, 6, tzinfo=ZONE), datetime(2026, 3, 7, tzinfo=ZONE))
SUNDAY = Window(datetime(2026, 3, 8, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE))


class StillClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **amount: float) -> None:
        self.now = (self.now.astimezone(UTC) + timedelta(**amount)).astimezone(self.now.tzinfo)


def request(
    opening: Opening, hold: str | None = None, name: str = "Maria", phone: str = "+442079460123"
) -> BookingRequest:
    return BookingRequest(
        opening=opening,
        hold=hold,
        attendee=Attendee(PersonName(name, "Lopez"), phone, None, "en"),
        channel=Channel.PHONE,
        place="+442079460123",
        reason="a tooth, upper left",
        answers=(("insured", "yes, with “Acme”"),),
        invite=Invite("Check-up with Ada", "Maria Lopez\nPhone: +44 20 7946 0123"),
        source="web_chat",
    )


EVERYTHING = Capabilities(
    tells_terms=True,
    names_hosts=True,
    phone_only=True,
    chooses_channel=True,
    invite=True,
    answers=True,
    pends=True,
    reads=True,
    looks_up=True,
    finds=True,
    cancels=True,
    moves=True,
)
"""What our own booking core can do."""
ALONE = BUSINESS.model_copy(update={"hosts": BUSINESS.hosts[:1]})
"""The business as it looks through a system that does not say with whom an appointment is."""

Test = Callable[..., Awaitable[None]]


def needs(capability: str) -> Callable[[Test], Test]:
    """A promise that only a system which can do this keeps. The others must refuse, as their `without_…` looks."""

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        async def either(self: "BookingSystemContract", **given: Any) -> None:
            if getattr(self.capabilities, capability):
                await test(self, **given)
            else:
                self.notes.append(("declared", capability))
                await getattr(self, f"without_{capability}")(given["system"])

        return either

    return decorate


class BookingSystemContract:
    column: str | None = None
    """What it is called in the table of promises; None: it is not in there."""
    make: Callable[[StillClock], AbstractAsyncContextManager[BookingSystem]]
    capabilities = EVERYTHING
    request = staticmethod(request)
    """A request as the system needs it: with an e-mail address, say."""

    frees_its_own_time = True
    """A search `instead_of` an appointment finds what that one takes up. Not every vendor can be told of it."""
    overlaps_itself = True
    """An appointment can be moved to a time that overlaps the one it has: not where another is booked before the old
    one is given up."""

    notes: list[tuple[str, object]]

    @pytest.fixture(autouse=True)
    def noted(self, request: pytest.FixtureRequest) -> None:
        """What `make contracts` makes its table of."""
        self.notes = request.node.user_properties
        self.notes.append(("promise", request.function.__name__))

    @pytest.fixture
    def clock(self) -> StillClock:
        return StillClock()

    @pytest.fixture
    async def system(self, clock: StillClock) -> AsyncIterator[BookingSystem]:
        async with self.make(clock) as system:
            yield system

    # --- openings

    async def test_openings_lie_in_the_window_in_order_and_in_the_zone_of_the_business(
        self, system: BookingSystem
    ) -> None:
        answer = await system.openings(Search("checkup", FRIDAY))
        assert answer.reason is None
        assert {opening.host for opening in answer.found} == (
            {"ada", "ben"} if self.capabilities.names_hosts else {"ada"}
        )
        assert all(FRIDAY.start <= opening.start < FRIDAY.end for opening in answer.found)
        assert all(one.start <= other.start for one, other in pairwise(answer.found))
        assert len(set(answer.found)) == len(answer.found)
        assert all(opening.start.tzinfo == opening.end.tzinfo == ZONE for opening in answer.found)
        assert all(opening.end - opening.start == timedelta(minutes=30) for opening in answer.found)

    @needs("names_hosts")
    async def test_a_search_for_one_host_gives_that_host_only(self, system: BookingSystem) -> None:
        answer = await system.openings(Search("checkup", FRIDAY, host="ben"))
        assert {opening.host for opening in answer.found} == {"ben"}

    async def test_a_limit_gives_the_earliest(self, system: BookingSystem) -> None:
        every = await system.openings(Search("checkup", FRIDAY))
        assert (await system.openings(Search("checkup", FRIDAY, limit=3))).found == every.found[:3]

    async def test_a_window_without_openings_says_why(self, system: BookingSystem) -> None:
        answer = await system.openings(Search("checkup", SUNDAY))
        assert (answer.found, answer.reason) == ((), NoOpenings.CLOSED)

    # --- holds

    async def test_a_hold_keeps_the_opening_from_others(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        assert hold.opening == opening
        assert opening not in (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        with pytest.raises(OpeningTaken):
            await system.hold(opening, "noah", clock() + timedelta(minutes=10))
        with pytest.raises(OpeningTaken):
            await system.book(self.request(opening), "noah-1")
        booking = await system.book(self.request(opening, hold.id), "maria-1")
        assert booking.status is BookingStatus.CONFIRMED

    async def test_ones_own_hold_is_not_in_the_way_of_ones_own_search(
        self, system: BookingSystem, clock: StillClock
    ) -> None:
        opening = await self.first_opening(system)
        await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        assert opening in (await system.openings(Search("checkup", FRIDAY, "ada", holder="maria"))).found
        assert opening not in (await system.openings(Search("checkup", FRIDAY, "ada", holder="noah"))).found

    async def test_holding_again_keeps_it_longer(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        clock.pass_time(minutes=9)
        again = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        assert again == dataclasses.replace(hold, until=clock() + timedelta(minutes=10))
        clock.pass_time(minutes=9)
        with pytest.raises(OpeningTaken):
            await system.hold(opening, "noah", clock() + timedelta(minutes=10))

    async def test_a_hold_that_is_over_keeps_nobody_away(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        clock.pass_time(minutes=10)
        assert opening in (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        await system.book(self.request(opening, name="Noah"), "noah-1")
        with pytest.raises(OpeningTaken):
            await system.book(self.request(opening, hold.id), "maria-1")

    async def test_a_released_hold_frees_the_opening(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        await system.release(hold.id)
        await system.release(hold.id)
        await system.release("never-was")
        await system.book(self.request(opening, name="Noah"), "noah-1")

    async def test_a_hold_ends_in_one_booking_only(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        await system.book(self.request(opening, hold.id), "maria-1")
        with pytest.raises(OpeningTaken):
            await system.book(self.request(opening, hold.id), "maria-2")
        await system.release(hold.id)
        assert len(await system.bookings(FRIDAY.start, FRIDAY.end)) == 1
        assert opening not in (await system.openings(Search("checkup", FRIDAY, "ada"))).found

    async def test_several_times_may_be_held_for_one_to_be_chosen_also_if_they_overlap(
        self, system: BookingSystem, clock: StillClock
    ) -> None:
        offered = (await system.openings(Search("checkup", FRIDAY, "ada"))).found[:4]
        until = clock() + timedelta(minutes=10)
        holds = await asyncio.gather(*(system.hold(opening, "maria", until) for opening in offered))
        for opening in offered:
            with pytest.raises(OpeningTaken):
                await system.hold(opening, "noah", until)
        await system.release(holds[3].id)
        await system.release(holds[1].id)
        for opening in offered[:3]:  # what overlaps those that are still held stays kept
            with pytest.raises(OpeningTaken):
                await system.book(self.request(opening), "noah-1")
        booking = await system.book(self.request(offered[2], holds[2].id), "maria-1")
        for hold in holds:
            await system.release(hold.id)
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == [booking]
        with pytest.raises(OpeningTaken):
            await system.book(self.request(offered[2], name="Noah"), "noah-1")
        await system.book(self.request(offered[0], name="Noah"), "noah-1")

    # --- bookings

    async def test_what_is_booked_is_what_is_stored(self, system: BookingSystem, clock: StillClock) -> None:
        opening = await self.first_opening(system)
        hold = await system.hold(opening, "maria", clock() + timedelta(minutes=10))
        wanted = self.request(opening, hold.id)
        booking = await system.book(wanted, "maria-1")
        assert booking.request == wanted
        assert (booking.key, booking.time_zone) == ("maria-1", "Europe/London")
        assert await system.get(booking.id) == booking
        assert await system.find_by_key("maria-1") == booking
        assert await system.get("never-was") is None
        assert await system.find_by_key("never-was") is None

    async def test_fifty_at_once_for_one_opening_give_one_booking(self, system: BookingSystem) -> None:
        opening = await self.first_opening(system)
        attempts = [system.book(self.request(opening, name=f"Caller{n}"), f"key-{n}") for n in range(50)]
        results = await asyncio.gather(*attempts, return_exceptions=True)
        won = [result for result in results if isinstance(result, Booking)]
        assert len(won) == 1
        assert [type(result) for result in results].count(OpeningTaken) == 49
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == won

    async def test_the_same_key_and_request_give_the_stored_booking(self, system: BookingSystem) -> None:
        opening = await self.first_opening(system)
        results = await asyncio.gather(*(system.book(self.request(opening), "maria-1") for _ in range(10)))
        assert len(set(results)) == 1
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == [results[0]]

    async def test_the_same_key_for_another_request_is_refused(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY))).found
        booking = await system.book(self.request(first), "maria-1")
        for changed in (self.request(first, name="Noah"), self.request(other)):
            with pytest.raises(KeyReused):
                await system.book(changed, "maria-1")
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == [booking]

    async def test_a_refused_booking_leaves_its_key_usable(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        await system.book(self.request(first, name="Noah"), "noah-1")
        with pytest.raises(OpeningTaken):
            await system.book(self.request(first), "maria-1")
        assert await system.find_by_key("maria-1") is None
        await system.book(self.request(other), "maria-1")

    @needs("cancels")
    async def test_cancelling_frees_the_opening_for_a_new_booking(self, system: BookingSystem) -> None:
        opening = await self.first_opening(system)
        booking = await system.book(self.request(opening), "maria-1")
        cancelled = await system.cancel(booking.id)
        assert cancelled == dataclasses.replace(
            booking, status=BookingStatus.CANCELLED, revision=1, changed=cancelled.changed
        )
        assert await system.cancel(booking.id) == cancelled
        assert await system.get(booking.id) == cancelled
        assert await system.book(self.request(opening), "maria-1") == cancelled, "a key stands for one booking for ever"
        assert opening in (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        again = await system.book(self.request(opening), "maria-2")
        await system.cancel(booking.id)
        assert await system.get(again.id) == again
        assert opening not in (await system.openings(Search("checkup", FRIDAY, "ada"))).found

    @needs("cancels")
    async def test_a_booking_that_never_was_cannot_be_cancelled(self, system: BookingSystem) -> None:
        with pytest.raises(BookingRejected):
            await system.cancel("never-was")

    # --- moving

    @needs("moves")
    async def test_a_booking_moves_and_stays_the_same_booking(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        moved = await system.reschedule(booking.id, other, None)
        assert (moved.id, moved.key, moved.revision) == (booking.id, booking.key, booking.revision + 1)
        assert moved.request.opening == other
        assert moved.request.attendee == booking.request.attendee
        assert await system.get(booking.id) == moved
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == [moved]
        free = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        assert first in free
        assert other not in free
        await system.book(self.request(first, name="Noah", phone="+442079460150"), "noah-1")

    @needs("moves")
    @needs("names_hosts")
    async def test_a_booking_moves_to_another_host(self, system: BookingSystem) -> None:
        opening = await self.first_opening(system)
        booking = await system.book(self.request(opening), "maria-1")
        elsewhere = (await system.openings(Search("checkup", FRIDAY, "ben"))).found[0]
        assert (await system.reschedule(booking.id, elsewhere, None)).request.opening.host == "ben"
        await system.book(self.request(opening, name="Noah"), "noah-1")

    @needs("moves")
    async def test_a_booking_moves_by_less_than_its_own_length(self, system: BookingSystem) -> None:
        nine, quarter_past, *_ = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(nine), "maria-1")
        search = Search("checkup", FRIDAY, "ada", instead_of=booking.id)
        found = (await system.openings(search)).found
        if self.frees_its_own_time:
            assert found[:2] == (nine, quarter_past)
        else:
            assert not {nine, quarter_past} & set(found)
        if not self.overlaps_itself:
            self.notes.append(("declared", "moves"))
            with pytest.raises(OpeningTaken):
                await system.reschedule(booking.id, quarter_past, None)
            assert await system.get(booking.id) == booking
            return
        await system.reschedule(booking.id, quarter_past, None)
        with pytest.raises(OpeningTaken):
            await system.book(self.request(nine, name="Noah"), "noah-1")
        await system.cancel(booking.id)
        await system.book(self.request(nine, name="Noah"), "noah-1")

    @needs("moves")
    async def test_a_move_uses_its_hold(self, system: BookingSystem, clock: StillClock) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        hold = await system.hold(other, "maria", clock() + timedelta(minutes=10))
        await system.reschedule(booking.id, other, hold.id)
        clock.pass_time(minutes=20)
        with pytest.raises(OpeningTaken):
            await system.book(self.request(other, name="Noah"), "noah-1")

    @needs("moves")
    async def test_a_move_to_a_taken_opening_leaves_the_booking_where_it_was(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        await system.book(self.request(other, name="Noah"), "noah-1")
        with pytest.raises(OpeningTaken):
            await system.reschedule(booking.id, other, None)
        assert await system.get(booking.id) == booking
        with pytest.raises(OpeningTaken):
            await system.book(self.request(first, name="Noah", phone="+442079460150"), "noah-2")

    @needs("moves")
    async def test_moves_that_race_for_one_opening_have_one_winner(self, system: BookingSystem) -> None:
        found = (await system.openings(Search("checkup", FRIDAY, "ada"))).found[::2]
        wanted, *mine = found[:6]
        bookings = [await system.book(self.request(opening), f"key-{n}") for n, opening in enumerate(mine)]
        moves = (system.reschedule(booking.id, wanted, None) for booking in bookings)
        results = await asyncio.gather(*moves, return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["Booking"] + ["OpeningTaken"] * 4
        assert len(await system.bookings(FRIDAY.start, FRIDAY.end)) == 5

    @needs("moves")
    async def test_the_same_move_under_the_same_key_is_made_once(self, system: BookingSystem) -> None:
        first, second, *_, third = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        mandate = Mandate(Actor.CALLER, key="move-1")
        moved = await system.reschedule(booking.id, third, None, mandate)
        assert await system.reschedule(booking.id, third, None, mandate) == moved
        with pytest.raises(KeyReused):
            await system.reschedule(booking.id, second, None, mandate)
        assert await system.get(booking.id) == moved

    @needs("moves")
    async def test_a_change_meant_for_another_revision_is_not_made(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        moved = await system.reschedule(booking.id, other, None, Mandate(Actor.STAFF, revision=0))
        for attempt in (
            system.reschedule(booking.id, first, None, Mandate(Actor.STAFF, revision=0)),
            system.cancel(booking.id, Mandate(Actor.STAFF, revision=0)),
        ):
            with pytest.raises(RevisionChanged):
                await attempt
        assert await system.get(booking.id) == moved

    @needs("moves")
    async def test_what_is_cancelled_or_never_was_is_not_moved(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        await system.cancel(booking.id)
        for id, why in ((booking.id, Refusal.OVER), ("never-was", Refusal.UNKNOWN)):
            with pytest.raises(BookingRejected) as refused:
                await system.reschedule(id, other, None)
            assert refused.value.why is why

    # --- finding

    async def test_a_booking_is_found_by_its_reference_or_by_phone_and_a_second_fact(
        self, system: BookingSystem
    ) -> None:
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        phone = booking.request.attendee.phone
        for lookup in (
            Lookup("a", reference=booking.id),
            Lookup("a", phone=phone, name=PersonName("Maria", "Lopez")),
            Lookup("a", phone=phone, name=PersonName("", "López")),
            Lookup("a", phone=phone, day=FRIDAY.start.date()),
            Lookup("a", phone=phone, name=PersonName("maria"), day=FRIDAY.start.date()),
        ):
            assert await system.find(lookup) == (booking,), lookup

    async def test_wrong_and_unknown_are_the_same_and_three_tries_are_all(self, system: BookingSystem) -> None:
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        phone = booking.request.attendee.phone
        wrong = Lookup("caller", phone=phone, name=PersonName("Noah", "Baker"))
        unknown = Lookup("caller", phone="+442079460150", name=PersonName("Maria", "Lopez"))
        too_little = Lookup("caller", phone=phone)
        for lookup in (wrong, unknown, too_little):
            assert await system.find(lookup) == ()
        right = Lookup("caller", phone=phone, day=FRIDAY.start.date())
        with pytest.raises(TooManyTries):
            await system.find(right)
        assert await system.find(dataclasses.replace(right, asker="somebody else")) == (booking,)

    @needs("cancels")
    async def test_what_is_cancelled_or_over_is_not_found(self, system: BookingSystem, clock: StillClock) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        await system.cancel((await system.book(self.request(other), "maria-2")).id)
        lookup = Lookup("a", phone=booking.request.attendee.phone, day=FRIDAY.start.date())
        assert await system.find(lookup) == (booking,)
        clock.now = first.end
        assert await system.find(lookup) == ()

    async def test_the_last_one_is_found_when_it_is_over_and_only_by_both_facts(
        self, system: BookingSystem, clock: StillClock
    ) -> None:
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        phone = booking.request.attendee.phone
        last = Lookup("a", phone=phone, name=PersonName("Maria", "Lopez"), last=True)
        assert await system.find(last) == (booking,)
        clock.pass_time(days=30)
        assert await system.find(last) == (booking,)
        assert await system.find(dataclasses.replace(last, last=False)) == ()
        assert await system.find(Lookup("b", phone=phone, name=PersonName("Noah", "Baker"), last=True)) == ()
        assert await system.find(Lookup("b", phone=phone, last=True)) == ()

    @needs("cancels")
    async def test_what_was_cancelled_is_no_last_one(self, system: BookingSystem) -> None:
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        await system.cancel(booking.id)
        who = booking.request.attendee
        assert await system.find(Lookup("a", phone=who.phone, name=who.name, last=True)) == ()

    async def test_bookings_are_found_by_time_and_phone(self, system: BookingSystem) -> None:
        found = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        late, early = found[8], found[2]
        second = await system.book(self.request(late, phone="+442079460150"), "noah-1")
        first = await system.book(self.request(early), "maria-1")
        assert await system.bookings(FRIDAY.start, FRIDAY.end) == [first, second]
        assert await system.bookings(FRIDAY.start, FRIDAY.end, phone="+442079460150") == [second]
        inside = early.start + timedelta(minutes=5)
        assert await system.bookings(inside, inside + timedelta(minutes=1)) == [first]
        assert await system.bookings(early.end, late.start) == []

    # --- what a system that cannot do something does instead

    async def without_names_hosts(self, system: BookingSystem) -> None:
        """Everything is with the one host that the profile has for it."""
        assert {opening.host for opening in (await system.openings(Search("checkup", FRIDAY))).found} == {"ada"}

    async def without_cancels(self, system: BookingSystem) -> None:
        booking = await system.book(self.request(await self.first_opening(system)), "maria-1")
        with pytest.raises(BookingRejected) as refused:
            await system.cancel(booking.id)
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert await system.get(booking.id) == booking

    async def without_moves(self, system: BookingSystem) -> None:
        first, *_, other = (await system.openings(Search("checkup", FRIDAY, "ada"))).found
        booking = await system.book(self.request(first), "maria-1")
        with pytest.raises(BookingRejected) as refused:
            await system.reschedule(booking.id, other, None)
        assert refused.value.why is Refusal.NOT_BY_CALLER
        assert await system.get(booking.id) == booking

    async def first_opening(self, system: BookingSystem) -> Opening:
        return (await system.openings(Search("checkup", FRIDAY, "ada"))).found[0]
