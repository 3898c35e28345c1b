"""What every door needs of the house: the businesses with their receptionists, and the few settings of the web."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from frontdesk.channels.ports import KnownBookings, StaffBookingSystem
from frontdesk.conversations.ports import BookingSystem, Clock, ConversationKey, ConversationStore
from frontdesk.conversations.written import Written
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.booking import Booking, BookingRequest, Invite
from frontdesk.model.business import Business
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium, Utterance


class Receptionist(Protocol):
    """The part of `conversations.runner.Receptionist` that channels use. The same key and delivery, the same reply."""

    async def begin(
        self,
        key: ConversationKey,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        """A conversation starts and the agent speaks first."""
        ...

    async def take(
        self,
        key: ConversationKey,
        utterance: Utterance,
        *,
        delivery: str | None,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> Reply:
        """One turn; starts a conversation when there is none or the last one is finished."""
        ...

    async def end(self, key: ConversationKey) -> None:
        """The other side left: what was held for it is released."""
        ...


@dataclass(frozen=True, slots=True)
class SpokenLines:
    """What a call hears when there is no reply to speak: rendered once at start from the prompts."""

    apology: str
    """Something went wrong here; said before the call is transferred or ended."""
    one_moment: str
    """Said when a turn takes longer than a telephone network waits for us."""
    still_working: tuple[str, ...]
    """Said in turn when it takes even longer, so that nobody hears the same twice in a row."""
    locale: str


class Held(Protocol):
    """A time that is kept for somebody who has not booked it yet."""

    @property
    def host(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class BackOffice:
    """What the staff and the customer's own link work with, where the appointments are kept here."""

    bookings: StaffBookingSystem
    write_invite: Callable[[BookingRequest], Invite]
    """The calendar entry's words, from the templates, for a booking that no conversation makes."""
    written: Callable[[Booking], Written]
    """The words of a page about a booking, in its attendee's language."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Where the booking system tells us by itself that an appointment has changed there."""

    path: str
    """The part of the address that nobody can guess."""
    take: Callable[[Mapping[str, str], bytes], Awaitable[None]]
    """Given headers, their names in lower case, and a body. Raises `BookingSystemError`, or `ValueError` for what is no
    notice."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One business with everything that answers for it."""

    business: Business
    receptionist: Receptionist
    booking_system: BookingSystem
    spoken: tuple[SpokenLines, ...]
    """In every language of the business, its first one first."""
    chat_token: str | None = None
    """The bearer token of the chat webhook; None leaves it open."""
    twilio_token: str | None = None
    """The auth token that signs calls; without it every call is refused."""
    holds: Callable[[datetime, datetime], Awaitable[Sequence[Held]]] | None = None
    """What is held between two instants, where the booking system can tell; the try-it page shows it."""
    office: BackOffice | None = None
    """None where the appointments live in a vendor's system, which has pages of its own for the staff."""
    known: KnownBookings | None = None
    """What we know of a vendor's appointments; where there is an office, that has them all."""
    notices: Notices | None = None

    def spoken_in(self, locale: str) -> SpokenLines:
        """In the language of a call; the business's first one where that is not known."""
        return next((lines for lines in self.spoken if lines.locale == locale), self.spoken[0])


@dataclass(frozen=True, slots=True)
class Parts:
    """What `app.py` joins and the web application serves."""

    desks: Mapping[str, Desk]
    """By id of the business."""
    conversations: ConversationStore
    clock: Clock
    public_url: str
    """Where the world reaches us, such as `https://desk.example.com`, without a slash at the end."""
    staff_token: str
    ready: Callable[[], Awaitable[None]]
    """Raises `StoreFailed` or `SystemDown`, saying what to look at, when no conversation could be held now."""
    lifetimes: tuple[Callable[[], AbstractAsyncContextManager[None]], ...] = ()
    """Entered at start in this order, left in reverse when the server stops."""


PARTS = web.AppKey("parts", Parts)
