"""One unit of work on the appointments of a business: a transaction, whose it is, and when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from frontdesk.database.locks import lock
from frontdesk.model.booking import BookingRequest, Invite
from frontdesk.model.business import Business

Tokens = Callable[[int], str]
"""Gives a token of so many characters that nobody can guess."""
ID_LENGTH = 10
"""Of what is made here: bookings, holds, blocks, places on the waitlist."""
LONGEST = 3 * 24 * 60
"""No appointment, and no claim, lasts more minutes: a search for what overlaps a time looks no further back."""
WriteInvite = Callable[[BookingRequest], Invite]
"""The calendar entry's words for a request, from the business's templates."""


@dataclass(frozen=True, slots=True)
class Work:
    """What every function here is given. It may run again from the start, so nothing but `connection` is touched."""

    connection: Connection
    business: Business
    now: datetime
    tokens: Tokens
    write_invite: WriteInvite | None = None

    def lock(self, kind: str, *names: str) -> None:
        """Waits until nobody else works on these; until the end of the transaction nobody else does.

        Always in the order phone, key, waitlist, booking, thing, all of a kind at once: so no two wait for each other.
        """
        lock(self.connection, *(f"{self.business.id}/{kind}/{name}" for name in names))


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of one phone number is gone; `ahead` is how many appointments are kept, because they are still to be."""

    bookings: int
    entries: int
    ahead: int
