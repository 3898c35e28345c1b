"""A client that does whatever comes to its mind, by chance that its seed decides, and notes it all."""

import random
from asyncio import gather
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from tests.torture.desk import all_openings, claim_on, instant, state_of
from tests.torture.history import Asked, Log, Told

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import (
    BookingRejected,
    Clock,
    KeyReused,
    OpeningTaken,
    OutcomeUnknown,
    RevisionChanged,
    SystemDown,
)
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Hold, Invite, Opening
from frontdesk.model.caller import Channel, PersonName
from frontdesk.model.change import Actor, Mandate
from frontdesk.model.diary import Block, Edit

T = TypeVar("T")
HOT = 60
"""So many openings are wanted by everybody."""
HOLDS = 5, 240
"""Holds last so many seconds, at least and at most."""
ERRORS: dict[type[Exception], str] = {
    OpeningTaken: "taken",
    BookingRejected: "rejected",
    KeyReused: "key reused",
    RevisionChanged: "revision changed",
    OutcomeUnknown: "unknown",
    SystemDown: "down",
}
WEIGHTS = {
    "hold": 14, "extend": 8, "release": 6, "book": 12, "book_held": 14, "repeat": 4, "reuse": 2, "book_twice": 2,
    "book_shared": 3, "move": 10, "move_a_little": 5, "swap": 3, "cancel": 10, "decide": 6, "edit": 4, "block": 3,
    "unblock": 4, "tidy": 1,
}  # fmt: skip


@dataclass
class Client:
    name: str
    system: EmbeddedBookingSystem
    clock: Clock
    """What the process believes."""
    true_time: Callable[[], float]
    log: Log
    chance: random.Random
    keys: int = 0
    attempts: int = 0
    holds: list[Hold] = field(default_factory=list)
    bookings: dict[str, Booking] = field(default_factory=dict)
    made: list[tuple[BookingRequest, str]] = field(default_factory=list)
    """What was asked for, and under which key."""
    blocks: list[str] = field(default_factory=list)

    async def live(self, attempts: int) -> None:
        while self.attempts < attempts:
            (what,) = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
            await getattr(self, what)()

    # --- what can be done

    async def hold(self) -> None:
        await self.hold_for(self.an_opening())

    async def hold_for(self, opening: Opening) -> Hold | None:
        until = self.clock() + timedelta(seconds=self.chance.uniform(*HOLDS))
        asked = Asked(who=self.name, do="hold", claim=claim_on(opening))
        held = await self.note(asked, self.system.hold(opening, self.name, until))
        if held:
            self.holds.append(held)
        return held

    async def extend(self) -> None:
        if held := self.one_of(self.holds):
            self.holds.remove(held)
            await self.hold_for(held.opening)

    async def release(self) -> None:
        if held := self.one_of(self.holds):
            self.holds.remove(held)
            await self.note(Asked(who=self.name, do="release", hold=held.id), self.system.release(held.id))

    async def book(self) -> None:
        await self.commit(self.request(self.an_opening()), self.new_key())

    async def book_held(self) -> None:
        held = self.one_of(self.holds) or await self.hold_for(self.an_opening())
        if held:
            self.holds.remove(held)
            await self.commit(replace(self.request(held.opening), hold=held.id), self.new_key())

    async def repeat(self) -> None:
        if made := self.one_of(self.made):
            await self.commit(*made)

    async def reuse(self) -> None:
        if made := self.one_of(self.made):
            await self.commit(self.request(self.an_opening()), made[1])

    async def book_twice(self) -> None:
        request, key = self.request(self.an_opening()), self.new_key()
        await gather(self.commit(request, key), self.commit(request, key))

    async def book_shared(self) -> None:
        """What others ask for as well, word for word and under the same key."""
        number = self.chance.randrange(HOT)
        opening = all_openings()[number * 31 % len(all_openings())]
        await self.commit(replace(self.request(opening), attendee=_attendee("Everybody", 0)), f"shared-{number}")

    async def move(self) -> None:
        if booking := await self.a_booking():
            opening = self.an_opening(booking.request.opening.service)
            held = await self.hold_for(opening) if self.chance.random() < 0.3 else None
            await self.move_to(booking, opening, held)

    async def move_a_little(self) -> None:
        """By less than it lasts: its old time and its new one overlap."""
        if booking := await self.a_booking():
            old, by = booking.request.opening, timedelta(minutes=self.chance.choice((-30, -20, -15, 15, 20, 30)))
            await self.move_to(booking, replace(old, start=old.start + by, end=old.end + by))

    async def swap(self) -> None:
        one = await self.a_booking()
        other = await self.a_booking(one.request.opening.service) if one else None
        if one and other and one.id != other.id:
            there, here = one.request.opening, other.request.opening
            await gather(self.move_to(one, here), self.move_to(other, there))

    async def move_to(self, booking: Booking, opening: Opening, held: Hold | None = None) -> None:
        by = Actor.CALLER if self.chance.random() < 0.5 else Actor.STAFF
        mandate = self.mandate(booking, by)
        asked = self.change("move", booking, mandate)
        await self.note(asked, self.system.reschedule(booking.id, opening, held.id if held else None, mandate))

    async def cancel(self) -> None:
        if booking := await self.a_booking():
            self.bookings.pop(booking.id, None)
            mandate = self.mandate(booking)
            await self.note(self.change("cancel", booking, mandate), self.system.cancel(booking.id, mandate))

    async def decide(self) -> None:
        if booking := await self.a_booking("consult"):
            mandate = self.mandate(booking)
            decide = self.system.approve if self.chance.random() < 0.7 else self.system.decline
            await self.note(self.change(decide.__name__, booking, mandate), decide(booking.id, mandate))

    async def edit(self) -> None:
        if booking := await self.a_booking():
            mandate, edit = self.mandate(booking), Edit(notes=self.new_key())
            await self.note(self.change("edit", booking, mandate), self.system.edit(booking.id, edit, mandate))

    async def block(self) -> None:
        opening, key = self.an_opening(), self.new_key()
        blocked = Block("", opening.host, opening.start, opening.end, "training")
        claim = claim_on(opening).model_copy(update={"session": "", "seats": 1})
        first, end = (int(at.timestamp() // 60) for at in (opening.start, opening.end))
        asked = Asked(who=self.name, do="block", key=key, claim=claim.model_copy(
            update={"things": (opening.host,), "first": first, "end": end}
        ))  # fmt: skip
        if done := await self.note(asked, self.system.block(blocked, key)):
            self.blocks.append(done[0].id)

    async def unblock(self) -> None:
        if id := self.one_of(self.blocks):
            self.blocks.remove(id)
            await self.note(Asked(who=self.name, do="unblock", hold=id), self.system.unblock(id))

    async def tidy(self) -> None:
        await self.note(Asked(who=self.name, do="tidy"), self.system.tidy())

    # --- how

    async def commit(self, request: BookingRequest, key: str) -> None:
        opening = request.opening
        told_apart = f"{opening.service} {opening.host} {opening.start.isoformat()} {request.attendee.phone}"
        asked = Asked(who=self.name, do="book", key=key, request=told_apart, hold=request.hold or "")
        self.made.append((request, key))
        await self.note(asked, self.system.book(request, key))

    def change(self, do: str, booking: Booking, mandate: Mandate) -> Asked:
        return Asked(who=self.name, do=do, booking=booking.id, key=mandate.key, revision=mandate.revision)

    def mandate(self, booking: Booking, by: Actor = Actor.STAFF) -> Mandate:
        key = self.new_key() if self.chance.random() < 0.3 else ""
        return Mandate(by, "", key, booking.revision if self.chance.random() < 0.3 else None)

    async def note(self, asked: Asked, doing: Awaitable[T]) -> T | None:
        self.attempts += 1
        number = self.log.ask(self.true_time(), asked)
        try:
            result = await doing
        except Exception as error:
            told = Told(got=ERRORS.get(type(error), type(error).__name__), why=f"{error}"[:200])
            self.log.tell(number, self.true_time(), told)
            return None
        self.log.tell(number, self.true_time(), self.told(result))
        return result

    def told(self, result: Any) -> Told:
        match result:
            case Booking():
                self.bookings[result.id] = result
                return Told(got="done", state=state_of(result))
            case Hold(id, opening, until):
                return Told(got="done", hold=id, until=instant(until), claim=claim_on(opening))
            case (Block(id), _):
                return Told(got="done", block=id)
        return Told(got="done")

    def new_key(self) -> str:
        self.keys += 1
        return f"{self.name}-{self.keys}"

    def an_opening(self, service: str | None = None) -> Opening:
        openings = [one for one in all_openings() if service in (None, one.service)]
        if self.chance.random() < 0.5:
            openings = openings[:: max(1, len(openings) * 6 // HOT)]  # a few of each kind, the same for everybody
        return self.chance.choice(openings)

    async def a_booking(self, service: str | None = None) -> Booking | None:
        """One of one's own as it was last seen, or anybody's as it is."""
        mine = [one for one in self.bookings.values() if service in (None, one.request.opening.service)]
        if self.chance.random() < 0.7:
            return self.one_of(mine)
        opening = self.an_opening(service)
        found = await self.system.bookings(opening.start, opening.end)
        return self.one_of([one for one in found if one.stands and service in (None, one.request.opening.service)])

    def one_of(self, things: list[T]) -> T | None:
        return self.chance.choice(things) if things else None

    def request(self, opening: Opening) -> BookingRequest:
        return BookingRequest(
            opening=opening,
            hold=None,
            attendee=_attendee(self.name, 1 + self.chance.randrange(99)),
            channel=Channel.PHONE,
            place="",
            reason="",
            answers=(),
            invite=Invite("x", "x"),
            source="web_chat",
        )


def _attendee(name: str, number: int) -> Attendee:
    return Attendee(PersonName(name), f"+4420794600{number:02}", None, "en")
