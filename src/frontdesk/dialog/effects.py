"""What the dialogue asks the world to do. The runner performs an effect and feeds its result back as an event."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from frontdesk.model.booking import Booking, BookingRequest, BookingStatus, NoOpenings, Opening, Search
from frontdesk.model.caller_acts import Direction
from frontdesk.model.change import Lookup
from frontdesk.model.waitlist import WaitlistRequest


class Aim(StrEnum):
    """Why openings are looked for, or held."""

    WISH = "wish"
    """The time the caller asked for."""
    NEAR = "near"
    """Around it, because it was not free."""
    MORE = "more"
    """In the direction the caller asked for: later, earlier, another day, others."""
    WAIT = "wait"
    """Does anybody need to wait at all?"""
    KEEP = "keep"
    """The chosen opening, held longer while the conversation lives."""
    TAKE = "take"
    """The one opening that is exactly the wish."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Carried by an effect and handed back with its result, so that nothing about it needs to be remembered."""

    aim: Aim
    ring: int = 0
    """How far out the search has gone: a search that finds nothing goes one ring further."""
    direction: Direction | None = None
    missed: NoOpenings | None = None
    """Why the wish itself could not be met."""
    taken: bool = False
    """Somebody else got the opening just now."""


@dataclass(frozen=True, slots=True)
class FindOpenings:
    searches: tuple[Search, ...]
    purpose: Purpose
    kind: Literal["find_openings"] = "find_openings"


@dataclass(frozen=True, slots=True)
class HoldOpenings:
    """Hold the first `most` of these that can be had; the rest stand by in case somebody else is faster."""

    openings: tuple[Opening, ...]
    purpose: Purpose
    most: int = 1
    own: tuple[Opening, ...] = ()
    """Those that the appointment to be moved keeps from others itself, at least in part: they are not held."""
    kind: Literal["hold_openings"] = "hold_openings"


@dataclass(frozen=True, slots=True)
class ReleaseHolds:
    ids: tuple[str, ...]
    kind: Literal["release_holds"] = "release_holds"


@dataclass(frozen=True, slots=True)
class Book:
    """Commit exactly what was confirmed. The runner writes the invite into `request` first."""

    request: BookingRequest
    key: str
    kind: Literal["book"] = "book"


@dataclass(frozen=True, slots=True)
class FindBookings:
    """Look for the caller's appointments by two facts. The runner puts in who asks."""

    lookup: Lookup
    kind: Literal["find_bookings"] = "find_bookings"


@dataclass(frozen=True, slots=True)
class MoveBooking:
    """Move exactly the appointment that was confirmed, as it was then: `revision`."""

    id: str
    opening: Opening
    hold: str | None
    revision: int
    key: str
    kind: Literal["move_booking"] = "move_booking"

    def is_done(self, booking: Booking) -> bool:
        """The appointment, as it stands now, has been moved."""
        return booking.stands and booking.request.opening.is_same_as(self.opening)


@dataclass(frozen=True, slots=True)
class JoinWaitlist:
    request: WaitlistRequest
    key: str
    kind: Literal["join_waitlist"] = "join_waitlist"


@dataclass(frozen=True, slots=True)
class LeaveWaitlist:
    """Take the caller off the waiting list, by two facts or by the entry's id. The runner puts in who asks."""

    lookup: Lookup
    kind: Literal["leave_waitlist"] = "leave_waitlist"


@dataclass(frozen=True, slots=True)
class CancelBooking:
    """Cancel exactly the appointment that was confirmed, as it was then: `revision`."""

    id: str
    revision: int
    kind: Literal["cancel_booking"] = "cancel_booking"

    def is_done(self, booking: Booking) -> bool:
        return booking.status is BookingStatus.CANCELLED


@dataclass(frozen=True, slots=True)
class LeaveCallback:
    """Note for the staff that somebody waits to be called."""

    phone: str | None
    name: str
    told: bool = True
    """False: the caller was not asked and is not told."""
    kind: Literal["leave_callback"] = "leave_callback"


Effect = (
    FindOpenings
    | HoldOpenings
    | ReleaseHolds
    | Book
    | FindBookings
    | MoveBooking
    | CancelBooking
    | JoinWaitlist
    | LeaveWaitlist
    | LeaveCallback
)
