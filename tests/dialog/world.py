"""A small strict world for the dialogue: half-hour openings, holds, bookings, and troubles when they are wanted."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from frontdesk.dialog.effects import (
    Book,
    CancelBooking,
    Effect,
    FindBookings,
    FindOpenings,
    HoldOpenings,
    JoinWaitlist,
    LeaveCallback,
    LeaveWaitlist,
    MoveBooking,
    ReleaseHolds,
)
from frontdesk.dialog.events import (
    Booked,
    BookingRefused,
    BookingsFound,
    CallbackLeft,
    Cancelled,
    Event,
    Held,
    Moved,
    NotBooked,
    NotMoved,
    OpeningLost,
    OpeningsFound,
    OutcomeUnknown,
    SystemDown,
    WaitlistJoined,
    WaitlistLeft,
    WaitlistNotJoined,
)
from frontdesk.dialog.memory import Phase
from frontdesk.dialog.state import State
from frontdesk.dialog.turn import finish, step
from frontdesk.model.agent_acts import AgentAct
from frontdesk.model.booking import Booking, BookingStatus, Hold, NoOpenings, Opening, Openings, Search
from frontdesk.model.business import Business
from frontdesk.model.change import Lookup, Refusal
from frontdesk.model.waitlist import WaitlistEntry, WaitStatus

HALF_AN_HOUR = timedelta(minutes=30)
HOLD_FOR = timedelta(minutes=10)


@dataclass
class World:
    """`trouble` is how likely (0..1) an effect meets a failure or a faster stranger."""

    business: Business
    now: datetime
    random: Random = field(default_factory=lambda: Random(1))
    trouble: float = 0.0
    holds: dict[str, Hold] = field(default_factory=dict)
    bookings: dict[str, Booking] = field(default_factory=dict)
    taken: set[datetime] = field(default_factory=set)
    callbacks: list[LeaveCallback] = field(default_factory=list)
    waiting: dict[str, WaitlistEntry] = field(default_factory=dict)
    joins: int = 0
    books: list[Book] = field(default_factory=list)

    def turn(self, state: State, event: Event) -> tuple[State, tuple[AgentAct, ...]]:
        """One whole turn: steps and effects until there is nothing left to do."""
        events: list[Event] = [event]
        if state.unresolved and self.random.random() > self.trouble:
            found = self._found(state)
            events = [found] if isinstance(found, Booked) else [found, event]
        said: tuple[AgentAct, ...] = ()
        for _ in range(40):
            if not events:
                closing = finish(state, said)
                return closing.state, closing.say
            taken = step(state, events.pop(0), self.now, self.business)
            state, said = taken.state, said + taken.say
            events += [result for effect in taken.do if (result := self.perform(effect)) is not None]
        raise AssertionError("a turn does not come to an end")

    def _found(self, state: State) -> Event:
        """What a look-up of the last key tells."""
        assert state.committing is not None
        made = [one for one in self.bookings.values() if one.key == state.committing.key]
        return Booked(made[0]) if made else NotBooked()

    def perform(self, effect: Effect) -> Event | None:
        down = self.random.random() < self.trouble
        match effect:
            case FindOpenings(searches, purpose):
                return SystemDown() if down else OpeningsFound(tuple(map(self._find, searches)), purpose)
            case HoldOpenings(openings, purpose, most, own):
                free = [one for one in openings if one in own or (one.start not in self.taken and not down)][:most]
                ids = ("" if one in own else f"hold-{one.start:%d%H%M}-{one.host}" for one in free)
                holds = tuple(Hold(id, one, self.now + HOLD_FOR) for id, one in zip(ids, free, strict=True))
                self.holds |= {hold.id: hold for hold in holds if hold.id}
                return Held(holds, purpose)
            case ReleaseHolds(ids):
                for id in ids:
                    self.holds.pop(id, None)
                return None
            case Book():
                return self._book(effect, down)
            case FindBookings(lookup):
                of_them = (one for one in self.bookings.values() if one.request.attendee.phone == lookup.phone)
                return SystemDown() if down else BookingsFound(tuple(one for one in of_them if one.stands))
            case MoveBooking():
                return self._move(effect, down)
            case JoinWaitlist(request):
                if down:
                    return WaitlistNotJoined()
                self.joins += 1
                entry = WaitlistEntry(f"entry-{self.joins}", WaitStatus.WAITING, request, self.now, 0)
                self.waiting[entry.id] = entry
                return WaitlistJoined(entry)
            case LeaveWaitlist(lookup):
                theirs = [one for one in self.waiting.values() if _waits(one, lookup)]
                for one in () if down else theirs:
                    del self.waiting[one.id]
                return SystemDown() if down else WaitlistLeft(tuple(theirs))
            case CancelBooking(id):
                if down:
                    return SystemDown()
                self.bookings[id] = replace(self.bookings[id], status=BookingStatus.CANCELLED, revision=1)
                self.taken.discard(self.bookings[id].request.opening.start)
                return Cancelled(self.bookings[id])
            case LeaveCallback(told=told):
                self.callbacks.append(effect)
                return CallbackLeft(stored=not down) if told else None

    def _move(self, move: MoveBooking, down: bool) -> Event:
        booking = self.bookings[move.id]
        if down or move.revision != booking.revision:
            return self.random.choice(
                (NotMoved(booking), NotMoved(), NotMoved(booking, Refusal.TOO_LATE), SystemDown())
            )
        if move.opening.start in self.taken:
            return OpeningLost()
        self.taken = self.taken - {booking.request.opening.start} | {move.opening.start}
        self.holds.pop(move.hold or "", None)
        request = replace(booking.request, opening=move.opening)
        self.bookings[move.id] = replace(booking, request=request, revision=booking.revision + 1)
        return Moved(self.bookings[move.id])

    def _book(self, book: Book, down: bool) -> Event:
        self.books.append(book)
        start = book.request.opening.start
        same = [one for one in self.bookings.values() if one.key == book.key]
        if same:
            return Booked(same[0])
        failures: list[Event] = [OpeningLost(), BookingRefused(), OutcomeUnknown(), SystemDown()]
        failure = self.random.choice(failures) if down else None
        if failure and not (isinstance(failure, OutcomeUnknown) and self.random.random() < 0.5):
            return failure
        if start in self.taken:
            return OpeningLost()
        assert book.key not in {booking.key for booking in self.bookings.values()}, "one confirmation, one booking"
        booking = Booking(
            f"booking-{len(self.bookings) + 1}",
            book.key,
            BookingStatus.CONFIRMED,
            book.request,
            self.business.time_zone,
            self.now,
            0,
            "token",
        )
        self.bookings[booking.id] = booking
        self.taken.add(start)
        self.holds.pop(book.request.hold or "", None)
        return failure or Booked(booking)

    def _find(self, search: Search) -> Openings:
        zone = self.business.zone
        service = self.business.service(search.service)
        hosts = [search.host] if search.host else [host.id for host in self.business.hosts_of(service)]
        found: list[Opening] = []
        start = max(search.window.start, self.now).astimezone(zone).replace(minute=0, second=0, microsecond=0)
        last = min(search.window.end, self.now + timedelta(days=30))
        while start < last and len(found) < search.limit:
            local = start.astimezone(zone)
            usable = start >= search.window.start and start > self.now and start not in self.taken
            if usable and local.weekday() < 5 and 9 <= local.hour < 17:
                end = start + timedelta(minutes=service.duration_minutes)
                found += [Opening(service.id, host, local, end) for host in hosts]
            start += HALF_AN_HOUR
        return Openings(tuple(found), None if found else NoOpenings.FULL)


def _waits(entry: WaitlistEntry, lookup: Lookup) -> bool:
    attendee = entry.request.attendee
    return lookup.reference == entry.id or (lookup.phone, lookup.name) == (attendee.phone, attendee.name)


def open_for_business(state: State) -> bool:
    return state.phase in (Phase.COLLECTING, Phase.SETTLED)
