"""What a conversation needs of the world, and how the world can fail it. The adapters live at the edges.

Every instant is an aware datetime. Implementations are safe to call from several conversations at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from frontdesk.model.booking import Booking, BookingRequest, Hold, Opening, Openings, Search
from frontdesk.model.change import BY_CALLER, Lookup, Mandate, Refusal
from frontdesk.model.expectation import Expectation
from frontdesk.model.proposal import Proposal
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest

Clock = Callable[[], datetime]
"""Gives the present instant, aware. The only source of `now`."""


class BookingSystemError(Exception):
    """Something a booking system could not do. The message is one sentence for an integrator."""


class OpeningTaken(BookingSystemError):
    """Somebody else has the opening, or the rules no longer allow it."""


class SystemDown(BookingSystemError):
    """The booking system did not answer or could not work; nothing was written."""


class BookingRejected(BookingSystemError):
    """The booking system refuses the request for good; `why` is for those who have to say it."""

    def __init__(self, message: str, why: Refusal = Refusal.NOT_ACCEPTED) -> None:
        super().__init__(message)
        self.why = why


class RevisionChanged(BookingSystemError):
    """Somebody else changed the booking meanwhile: read it again."""


class TooManyTries(BookingSystemError):
    """Too many wrong answers about somebody's appointment: nothing more is looked up for now."""


class OutcomeUnknown(BookingSystemError):
    """The booking may or may not have been made; look it up by its key before anything is said or retried."""


class NeverKnown(BookingSystemError):
    """What became of a booking cannot be found out here, now or later: a person has to look at the booking system."""


class NotGenuine(BookingSystemError):
    """A notice of a change that is not signed as it should be."""


class KeyReused(BookingSystemError):
    """The idempotency key was used before for another request."""


class BookingSystem(Protocol):
    """Where appointments live."""

    async def openings(self, search: Search) -> Openings:
        """Openings in the window. Raises `SystemDown`."""
        ...

    async def hold(self, opening: Opening, holder: str, until: datetime) -> Hold:
        """Claims an opening for a conversation. The same holder claiming the same opening extends its hold.

        Raises `OpeningTaken` or `SystemDown`.
        """
        ...

    async def release(self, hold: str) -> None:
        """Gives up a hold by id; one that is gone already is no error. Raises `SystemDown`."""
        ...

    async def book(self, request: BookingRequest, key: str) -> Booking:
        """Commits. The same key and request give the stored booking again.

        Raises `OpeningTaken`, `BookingRejected`, `OutcomeUnknown`, `KeyReused`, or `SystemDown` (nothing was written).
        """
        ...

    async def find_by_key(self, key: str) -> Booking | None:
        """The booking made under a key, if there is one. Raises `SystemDown`, also while it may still be made, or
        `NeverKnown`."""
        ...

    async def get(self, id: str) -> Booking | None:
        """A booking by id. Raises `SystemDown`."""
        ...

    async def bookings(self, start: datetime, end: datetime, phone: str | None = None) -> list[Booking]:
        """Bookings that overlap the time from `start` to `end`, in order; with `phone` (E.164) only that person's."""
        ...

    async def find(self, lookup: Lookup) -> tuple[Booking, ...]:
        """The standing bookings that both facts fit, by start, or the `last`; none for wrong and unknown alike.

        Raises `TooManyTries` or `SystemDown`.
        """
        ...

    async def reschedule(self, id: str, opening: Opening, hold: str | None, mandate: Mandate = BY_CALLER) -> Booking:
        """Moves a booking: it has the new opening before it gives up the old one, and stays the same booking.

        Raises `OpeningTaken` (it stays where it was), `BookingRejected`, `RevisionChanged`, `KeyReused`,
        `OutcomeUnknown` (read it to know), or `SystemDown` (nothing was written).
        """
        ...

    async def cancel(self, id: str, mandate: Mandate = BY_CALLER) -> Booking:
        """Cancels and returns the booking; doing it again is no error.

        Raises `BookingRejected`, `RevisionChanged`, `OutcomeUnknown` (read it to know) or `SystemDown`.
        """
        ...

    async def join_waitlist(self, request: WaitlistRequest, key: str) -> WaitlistEntry:
        """Somebody is to be told when a time becomes free. The same key gives the same entry again.

        Raises `BookingRejected`, `KeyReused`, `OutcomeUnknown` (ask again with the same key) or `SystemDown`.
        """
        ...

    async def stop_waiting(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        """Takes off the list whoever both facts fit, or the entry of that `reference`; none for wrong and unknown.

        Raises `TooManyTries`, `OutcomeUnknown` (ask again: who has left is not there any more) or `SystemDown`.
        """
        ...


class StoreFailed(Exception):
    """Conversations cannot be read or written (disk full, read-only, locked); the message says what to look at."""


class OutOfStep(Exception):
    """Somebody else changed the conversation meanwhile: the turn is to be done again from what is stored."""


@dataclass(frozen=True, slots=True)
class ConversationKey:
    """A conversation belongs to one business and one channel; `sender` is the channel's name for the other side."""

    business: str
    channel: str
    sender: str


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """What is kept between turns. `state` is opaque to the store."""

    id: str
    key: ConversationKey
    version: int
    """Counts the saves; a save names the version it started from."""
    state: bytes
    updated: datetime
    done: bool
    caller: str | None = None
    """Whose it is, by `callers.known_as`, where a telephone tells."""
    after: str | None = field(default=None, compare=False)
    """Of a new one: the conversation that was the sender's current one when it began. Not kept."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as the channel delivered it: its id (the same when it is redelivered) and the answer given."""

    id: str
    reply: bytes


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What is there when a message comes in. With a `reply`, the message was answered before."""

    reply: bytes | None
    conversation: StoredConversation | None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One line of the journal from which a conversation can be replayed; `event` and `acts` are JSON."""

    at: datetime
    event: bytes
    acts: bytes


@dataclass(frozen=True, slots=True)
class Intent:
    """A booking about to be committed, recorded before the call and settled after it."""

    key: str
    conversation: str
    business: str
    request: bytes
    created: datetime


@dataclass(frozen=True, slots=True)
class Callback:
    """Somebody waits to be called back by a person."""

    conversation: str
    business: str
    created: datetime
    phone: str | None
    name: str
    summary: str


class NoProposal(Exception):
    """A language model could not be asked, or its answer is no proposal. One sentence for an integrator, in which
    nothing of what a caller said stands."""


class Proposer(Protocol):
    """A language model, asked what words may mean that no reader could read."""

    async def propose(self, words: str, expectation: Expectation, language: str) -> Proposal:
        """What it makes of `words`, said in `language` (a code) when `expectation` was asked. May take any time.

        Raises `NoProposal`.
        """
        ...


class ConversationStore(Protocol):
    """Keeps conversations, their journal, answered deliveries, intents and call-backs. Raises `StoreFailed`."""

    async def current(self, key: ConversationKey) -> StoredConversation | None:
        """The newest conversation of a sender, finished or not."""
        ...

    async def get(self, id: str) -> StoredConversation | None: ...

    async def latest_of(self, business: str, caller: str, since: datetime) -> StoredConversation | None:
        """The newest conversation of a caller (by `callers.known_as`) that was changed at or after an instant."""
        ...

    async def take_up(self, key: ConversationKey, delivery: str | None) -> "TakenUp":
        """What a turn starts from, in one look: the reply of a delivery that was answered before, and `current`."""
        ...

    async def save(
        self,
        conversation: StoredConversation,
        turns: tuple[TurnRecord, ...] = (),
        delivery: Delivery | None = None,
        intent: Intent | None = None,
        settled: str | None = None,
        callback: Callback | None = None,
    ) -> StoredConversation:
        """Writes everything in one transaction and returns the conversation with its new version.

        A new conversation has version 0. `settled` is the key of an intent whose outcome is now part of `state`.
        Raises `OutOfStep` when the stored version is not the given one, when the sender began another conversation
        meanwhile, or when the delivery was answered.
        """
        ...

    async def turns(self, id: str) -> list[TurnRecord]: ...

    async def take_open_intents(
        self, business: str, *, before: datetime, now: datetime, until: datetime
    ) -> list[Intent]:
        """Intents recorded before an instant that are not settled, oldest first; nobody else gets them until `until`.

        Those that somebody took for a time that is not over `now` are left out.
        """
        ...

    async def callbacks(self, business: str) -> list[Callback]: ...
