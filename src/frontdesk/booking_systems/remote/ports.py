"""What `RemoteBookingSystem` needs of a vendor: the one interface that an adapter implements (docs/booking-systems).

An adapter only speaks: it turns our words into the vendor's and back. What is booked, held and known is kept by the
ledger, what is retried by `connection.py`. Errors are those of `conversations/ports.py`, and their messages are logged:
no token, no reference and nothing of a customer stands in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from frontdesk.conversations.ports import OutcomeUnknown, SystemDown
from frontdesk.model.booking import Awaiting, BookingRequest, BookingStatus, Opening, Search
from frontdesk.model.booking_system import Capabilities, ServiceTerms
from frontdesk.model.caller import Channel, PersonName


class Misconfigured(SystemDown):
    """It answers, and refuses us: a key, an id or a right is wrong. The message says what to set where."""


class Failed(OutcomeUnknown):
    """It answered that it failed, and is done with the request: what is there now is all that will be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An appointment as the system has it just now. Instants are aware, in any zone.

    `reference` is what it takes to get at the appointment again, as the adapter needs it; it may be a credential.
    What a system does not tell is left at its default.
    """

    reference: str
    status: BookingStatus
    start: datetime
    end: datetime
    awaiting: Awaiting | None = None
    host: str = ""
    """Id of the profile's host."""
    channel: Channel | None = None
    place: str = ""
    """How they meet, in words for the customer: a link, a number, an address."""
    service: str = ""
    """Id of the profile's service. With `name` and `phone` only needed of appointments that others made (`find`)."""
    name: PersonName | None = None
    phone: str = ""
    """E.164."""
    was: str = ""
    """Its reference before it was moved, where that gave it another one."""


class Vendor(Protocol):
    """One account at one booking system. Every method may raise `SystemDown` (nothing was done) or `Misconfigured`."""

    @property
    def capabilities(self) -> Capabilities:
        """As it is set up; known without asking the system."""
        ...

    async def terms(self) -> Mapping[str, ServiceTerms]:
        """What the system says of the services, by their ids in the profile; those it says nothing of are left out."""
        ...

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """What can be booked: all that start in the window, or the earliest ones up to some moment of it, by start.

        `reference` of each is handed back to `create` and `move` untouched; `host` is one of the profile. What
        appointment `instead_of` (a reference) takes up is free, where the system can say so.
        """
        ...

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """Books, once. `key` is to be left with the appointment where the system keeps such a thing.

        Raises `OpeningTaken`, `BookingRejected`, or `OutcomeUnknown` when it may have been made.
        """
        ...

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        """What became of a `create` begun at `since`; None when there is no such appointment. (`looks_up`)

        Raises `NeverKnown` where there is one, and nothing tells whose it is.
        """
        ...

    async def read(self, reference: str) -> Reading | None:
        """One appointment; None when there is none any more. (`reads`)"""
        ...

    async def find(self, phone: str) -> Sequence[Reading]:
        """The appointments ahead of a phone number (E.164), whoever made them. (`finds`)"""
        ...

    async def cancel(self, reference: str, reason: str) -> Reading | None:
        """Cancels; one that is cancelled already is no error. None when there is none any more. (`cancels`)

        Raises `BookingRejected`, or `OutcomeUnknown` when it may have been done.
        """
        ...

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        """Moves an appointment to `request.opening`; its reference may be another one afterwards. (`moves`)

        Raises `OpeningTaken`, `BookingRejected` (it stays where it was), or `OutcomeUnknown`.
        """
        ...

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """Which appointment (its reference) a notice is about, which is then read again; None for other news.

        Header names are in lower case. Raises `NotGenuine` for a wrong signature, `ValueError` for what is no notice.
        """
        ...

    async def close(self) -> None: ...
