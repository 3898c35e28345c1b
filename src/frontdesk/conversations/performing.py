"""Effects made real: each is done through the booking system's port and comes back to the dialogue as an event."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from frontdesk.conversations import journal
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystem,
    BookingSystemError,
    KeyReused,
    NeverKnown,
    OpeningTaken,
    TooManyTries,
)
from frontdesk.conversations.ports import OutcomeUnknown as Unclear
from frontdesk.conversations.ports import SystemDown as Down
from frontdesk.dialog.effects import (
    Aim,
    Book,
    CancelBooking,
    Effect,
    FindBookings,
    FindOpenings,
    HoldOpenings,
    JoinWaitlist,
    LeaveWaitlist,
    MoveBooking,
    ReleaseHolds,
)
from frontdesk.dialog.events import (
    Booked,
    BookingRefused,
    BookingsFound,
    Cancelled,
    Event,
    Held,
    LookupClosed,
    Moved,
    NotCancelled,
    NotMoved,
    OpeningLost,
    OpeningsFound,
    OutcomeUnknown,
    SystemDown,
    WaitlistJoined,
    WaitlistLeft,
    WaitlistNotJoined,
)
from frontdesk.model.booking import Booking, Hold, Opening
from frontdesk.model.change import Actor, Lookup, Mandate, Refusal
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest

LOOK_UPS = (0.0, 0.2, 0.5, 1.0)
"""Seconds before each look-up of a booking whose outcome is not known."""

T = TypeVar("T")


class Performer:
    """Does the effects of one business's conversations. `patience` is in seconds, for each call."""

    def __init__(self, system: BookingSystem, hold_for: timedelta, patience: float) -> None:
        self._system = system
        self._hold_for = hold_for
        self._patience = patience

    async def perform(self, effect: Effect, conversation: str, now: datetime) -> Event | None:
        """Never raises: whatever the booking system does has an event that says it."""
        try:
            match effect:
                case FindOpenings(searches, purpose):
                    own = (replace(search, holder=conversation) for search in searches)
                    answers = [await self._in_time(self._system.openings(search)) for search in own]
                    return OpeningsFound(tuple(answers), purpose)
                case HoldOpenings(purpose=purpose):
                    until = now.astimezone(UTC) + self._hold_for
                    return Held(await self._hold_some(effect, conversation, until), purpose)
                case ReleaseHolds(ids):
                    await self._release(effect, ids, conversation)
                    return None
                case Book():
                    return await self._book(effect, conversation)
                case FindBookings(lookup):
                    found = await self._in_time(self._system.find(replace(lookup, asker=conversation)))
                    return BookingsFound(found)
                case MoveBooking():
                    return await self._move(effect, conversation)
                case CancelBooking():
                    return await self._cancel(effect, conversation)
                case JoinWaitlist(request, key):
                    return await self._join(effect, request, key, conversation)
                case LeaveWaitlist(lookup):
                    return WaitlistLeft(await self._leave(replace(lookup, asker=conversation)))
                case _:
                    return None
        except TooManyTries as error:
            journal.note_failure(conversation, effect, error)
            return LookupClosed()
        except BookingRejected as error:
            journal.note_failure(conversation, effect, error)
            return BookingRefused()
        except (BookingSystemError, TimeoutError) as error:
            journal.note_failure(conversation, effect, error)
            keeping = isinstance(effect, HoldOpenings) and effect.purpose.aim is Aim.KEEP
            return None if keeping else SystemDown()  # a hold not extended is no news: the commit checks again
        except Exception as error:  # a defect of an adapter; a booking and a cancellation look after themselves
            journal.note_bug(conversation, error)
            return SystemDown()

    async def look_up(self, key: str) -> Booking | None:
        """The booking made under a key. Raises `SystemDown` while that cannot be told, `NeverKnown` if it never can."""
        try:
            return await self._in_time(self._system.find_by_key(key))
        except TimeoutError as error:
            raise Down("the booking system does not answer; look at its connection") from error

    async def _in_time(self, call: Awaitable[T]) -> T:
        async with asyncio.timeout(self._patience):
            return await call

    async def _hold_some(self, wanted: HoldOpenings, holder: str, until: datetime) -> tuple[Hold, ...]:
        """The first `most` that can be had, those that are still missing at the same time."""
        openings, most = wanted.openings, wanted.most
        held: list[Hold] = []
        tried = 0
        while len(held) < most and tried < len(openings):
            batch = openings[tried : tried + most - len(held)]
            tried += len(batch)
            tries = (self._hold(opening, holder, until, wanted.own) for opening in batch)
            answers = await asyncio.gather(*tries, return_exceptions=True)
            held += [answer for answer in answers if isinstance(answer, Hold)]
            failures = [answer for answer in answers if isinstance(answer, BaseException)]
            if failures and not held:
                raise failures[0]
            if failures:
                break  # what could be held is offered; it is not the time to try more
        return tuple(held)

    async def _hold(self, opening: Opening, holder: str, until: datetime, own: tuple[Opening, ...]) -> Hold | None:
        if opening in own:
            return Hold("", opening, until)
        try:
            return await self._in_time(self._system.hold(opening, holder, until))
        except OpeningTaken:
            return None

    async def _release(self, effect: Effect, ids: tuple[str, ...], conversation: str) -> None:
        """A hold that cannot be released now runs out by itself."""
        released = (self._in_time(self._system.release(id)) for id in ids)
        for error in await asyncio.gather(*released, return_exceptions=True):
            if isinstance(error, BookingSystemError | TimeoutError):
                journal.note_failure(conversation, effect, error)
            elif error is not None:
                raise error

    async def _book(self, book: Book, conversation: str) -> Event:
        try:
            return Booked(await self._in_time(self._system.book(book.request, book.key)))
        except OpeningTaken:
            return OpeningLost()
        except (BookingRejected, KeyReused) as error:
            journal.note_failure(conversation, book, error)
            return BookingRefused()
        except Down as error:
            journal.note_failure(conversation, book, error)
            return SystemDown()
        except (Unclear, TimeoutError) as error:
            journal.note_failure(conversation, book, error)
        except Exception as error:  # whatever it was, it may have been made
            journal.note_bug(conversation, error)
        return await self._find_out(book)

    async def _move(self, move: MoveBooking, conversation: str) -> Event:
        mandate = Mandate(Actor.CALLER, key=move.key, revision=move.revision)
        try:
            return Moved(await self._in_time(self._system.reschedule(move.id, move.opening, move.hold, mandate)))
        except OpeningTaken:
            return OpeningLost()
        except Exception as error:
            standing, why = await self._look_again(move, error, conversation)
            return Moved(standing) if standing and move.is_done(standing) else NotMoved(standing, why)

    async def _cancel(self, cancel: CancelBooking, conversation: str) -> Event:
        mandate = Mandate(Actor.CALLER, revision=cancel.revision)
        try:
            return Cancelled(await self._in_time(self._system.cancel(cancel.id, mandate)))
        except Exception as error:
            standing, why = await self._look_again(cancel, error, conversation)
            return Cancelled(standing) if standing and cancel.is_done(standing) else NotCancelled(standing, why)

    async def _look_again(
        self, change: MoveBooking | CancelBooking, error: Exception, conversation: str
    ) -> tuple[Booking | None, Refusal | None]:
        """The appointment after a change that failed, and why it was refused. None where it is not known, or where the
        change may still be under way: what stands now may be changed in a moment."""
        refused = isinstance(error, BookingSystemError) and not isinstance(error, Unclear)
        if isinstance(error, BookingSystemError | TimeoutError):
            journal.note_failure(conversation, change, error)
        else:
            journal.note_bug(conversation, error)
        booking = await self.read(change.id)
        known = refused or (booking is not None and change.is_done(booking))
        return booking if known else None, error.why if isinstance(error, BookingRejected) else None

    async def _join(self, effect: Effect, request: WaitlistRequest, key: str, conversation: str) -> Event:
        """The same key gives the same entry: what is not known is simply asked for once more."""
        for last in (False, True):
            try:
                return WaitlistJoined(await self._in_time(self._system.join_waitlist(request, key)))
            except (Unclear, TimeoutError) as error:
                journal.note_failure(conversation, effect, error)
                if last:
                    break
            except BookingSystemError as error:
                journal.note_failure(conversation, effect, error)
                break
        return WaitlistNotJoined()

    async def _leave(self, lookup: Lookup) -> tuple[WaitlistEntry, ...]:
        """By its id, an entry is simply taken off once more where it is not known whether it was."""
        try:
            return await self._in_time(self._system.stop_waiting(lookup))
        except (Unclear, TimeoutError):
            if not lookup.reference:
                raise
            return await self._in_time(self._system.stop_waiting(lookup))

    async def read(self, id: str) -> Booking | None:
        """The booking as it stands; None when that cannot be found out."""
        try:
            return await self._in_time(self._system.get(id))
        except (BookingSystemError, TimeoutError):
            return None

    async def _find_out(self, book: Book) -> Event:
        """Looks the booking up, again and again but not for ever, before anything is said: no longer than one call."""
        try:
            async with asyncio.timeout(self._patience):
                for pause in LOOK_UPS:
                    await asyncio.sleep(pause)
                    try:
                        if booking := await self.look_up(book.key):
                            return Booked(booking)
                    except NeverKnown:
                        break
                    except BookingSystemError:
                        continue
        except TimeoutError:
            pass
        return OutcomeUnknown()
