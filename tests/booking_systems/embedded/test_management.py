"""Lists a page at a time, and the customer's own link."""

import re

import pytest
from tests.booking_systems.embedded.clinic import OpenDesk
from tests.contracts.booking_system import FRIDAY, SUNDAY

from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import BookingStatus
from frontdesk.model.diary import BookingFilter


async def test_a_list_goes_on_where_it_stopped_whatever_is_booked_meanwhile(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booked = [
            await desk.system.book(desk.person(opening, number=150 + n), f"k{n}")
            for n, opening in enumerate(await desk.openings("checkup", "ada"))
            if n != 1
        ]
        page = await desk.system.listed(BookingFilter(FRIDAY), None, 2)
        seen = [*page.bookings]
        early = await desk.system.book(desk.person(await desk.at("checkup", 9, host="ben")), "early")
        for _ in range(2):
            page = await desk.system.listed(BookingFilter(FRIDAY), page.next, 2)
            seen += page.bookings
        assert seen == booked
        assert page.next is None
        assert (await desk.system.listed(BookingFilter(FRIDAY, host="ben"), None, 9)).bookings == (early,)
        for wrong in ("x", "", "12x-1", "-"):
            with pytest.raises(ValueError, match="after"):
                await desk.system.listed(BookingFilter(FRIDAY), wrong, 2)


async def test_a_list_is_of_what_is_asked_for(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        one = await desk.system.book(
            desk.person(await desk.at("checkup", 9, host="ada"), customer_reference="C-7"), "one"
        )
        two = await desk.system.book(desk.person(await desk.at("board", 10), "Noah", 150), "two")
        await desk.system.cancel(two.id)
        await desk.system.book(desk.person(await desk.at("board", 11), "Rose", 151), "three")

        async def of(**wanted: object) -> set[str]:
            page = await desk.system.listed(BookingFilter(FRIDAY, **wanted), None, 9)  # type: ignore[arg-type]
            return {booking.key for booking in page.bookings}

        assert await of() == {"one", "two", "three"}
        assert await of(statuses=(BookingStatus.CANCELLED,)) == {"two"}
        assert await of(service="checkup") == {"one"}
        assert await of(host="ben") == {"three"}, "ben sits on the board, and a cancelled one keeps nobody"
        assert await of(phone="+442079460151") == {"three"}
        assert await of(ticket=one.ticket, customer_reference="C-7") == {"one"}
        assert await of(customer_reference="C-8") == set()
        assert (await desk.system.listed(BookingFilter(SUNDAY), None, 9)).bookings == ()


async def test_a_link_opens_its_booking_and_a_new_one_ends_the_old(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking = await desk.system.book(desk.person(await desk.at("checkup", 9, host="ada")), "one")
        other = await desk.system.book(desk.person(await desk.at("checkup", 10, host="ada")), "two")
        assert await desk.system.open_with(booking.id, "") is None
        old = await desk.system.issue_secret(booking.id)
        assert await desk.system.open_with(booking.id, old) == booking
        new = await desk.system.issue_secret(booking.id)
        for id, secret in ((booking.id, old), (booking.id, "guess"), (other.id, new), ("never-was", new)):
            assert await desk.system.open_with(id, secret) is None
        assert await desk.system.open_with(booking.id, new) == booking
        with pytest.raises(BookingRejected):
            await desk.system.issue_secret("never-was")


async def test_a_ticket_is_a_letter_and_two_digits(at_the_desk: OpenDesk) -> None:
    async with at_the_desk() as desk:
        booking = await desk.system.book(desk.person(await desk.at("checkup", 9, host="ada")), "one")
        assert re.fullmatch(r"[A-Z]\d\d", booking.ticket)
