"""What the doors for the staff and for the customer's own link need of a booking system beyond what conversations do.

Only a system that keeps its appointments here has all of it; for the others, the business uses the vendor's own pages.
Every change is done in somebody's name: the key of a `Mandate` makes it safe to repeat, its revision safe to do.
"""

from collections.abc import Sequence
from typing import Protocol

from frontdesk.conversations.ports import BookingSystem
from frontdesk.model.booking import Booking, BookingRequest, NoOpenings, Search, Window
from frontdesk.model.change import Actor, Change, Mandate
from frontdesk.model.diary import Block, BookingFilter, DayOpenings, Edit, Page
from frontdesk.model.waitlist import WaitlistEntry, WaitStatus


class KnownBookings(Protocol):
    """The bookings there are, or, where they live at a vendor, those we know of. Everything raises `SystemDown`."""

    async def listed(self, wanted: BookingFilter, after: str | None, limit: int) -> Page:
        """Bookings by start, at most `limit`; `after` is the `next` of the page before. Raises `ValueError` for one
        that is not."""
        ...

    async def history(self, id: str) -> tuple[Change, ...]:
        """What happened to a booking, oldest first; empty for one that never was."""
        ...


class StaffBookingSystem(BookingSystem, KnownBookings, Protocol):
    """Changes raise `BookingRejected`, `RevisionChanged`, `KeyReused` or `OutcomeUnknown`; everything `SystemDown`."""

    async def book(self, request: BookingRequest, key: str, by: Actor = Actor.CALLER) -> Booking:
        """The staff need no minimum notice, and nobody has to approve what they make."""
        ...

    async def days(self, search: Search) -> tuple[tuple[DayOpenings, ...], NoOpenings | None]:
        """The days that have openings, and why when none has."""
        ...

    async def approve(self, id: str, mandate: Mandate) -> Booking: ...

    async def decline(self, id: str, mandate: Mandate) -> Booking: ...

    async def complete(self, id: str, mandate: Mandate) -> Booking: ...

    async def miss(self, id: str, mandate: Mandate) -> Booking:
        """They did not come."""
        ...

    async def edit(self, id: str, edit: Edit, mandate: Mandate) -> Booking: ...

    async def issue_secret(self, id: str) -> str:
        """A new secret for the customer's own link, which replaces the last; only its hash is kept."""
        ...

    async def open_with(self, id: str, secret: str) -> Booking | None:
        """The booking that a customer's link is for; None for a wrong secret and an unknown booking alike."""
        ...

    async def block(self, block: Block, key: str) -> tuple[Block, tuple[Booking, ...]]:
        """Keeps time free (its `id` is made here), and says which bookings are there already: they stay."""
        ...

    async def unblock(self, id: str) -> None:
        """One that is gone is no error."""
        ...

    async def blocks(self, window: Window) -> Sequence[Block]: ...

    async def waitlist(self, status: WaitStatus | None = None) -> Sequence[WaitlistEntry]:
        """In the order of joining."""
        ...

    async def leave_waitlist(self, id: str) -> WaitlistEntry: ...

    async def claim_offer(self, id: str, mandate: Mandate) -> Booking:
        """Takes what is offered: books it, or moves the appointment they have. Once: again gives the same booking.

        Raises `OpeningTaken` when the offer is over.
        """
        ...

    async def refuse_offer(self, id: str) -> WaitlistEntry:
        """They wait on, and the opening goes to the next."""
        ...
