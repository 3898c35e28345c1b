"""The whole core against the plain desk, step by random step, on both engines: rooms, a class, requests, blocks."""

import asyncio
import itertools
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, select
from tests.booking_systems.embedded.busy_desk import faults
from tests.booking_systems.embedded.clinic import clinic
from tests.booking_systems.embedded.plain_desk import ROOMS, Kept, PlainDesk, Stored, span, starts_in
from tests.contracts.booking_system import FRIDAY, NOW, StillClock, request
from tests.postgres import a_database

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, RevisionChanged, TooManyTries
from frontdesk.database.engine import open_database
from frontdesk.database.schema import claims
from frontdesk.model.booking import Booking, BookingStatus, Opening, Search
from frontdesk.model.caller import PersonName
from frontdesk.model.change import Actor, Lookup, Mandate
from frontdesk.model.diary import Block, Edit

CLINIC = clinic(minimum_notice_minutes=0, pending_hours=2)
WHO = {service: CLINIC.hosts_of(CLINIC.service(service)) for service in ("checkup", "scan", "class", "consult")}
people = st.sampled_from((("Maria", "+442079460123"), ("Noah", "+442079460150")))
holders = st.sampled_from(("rose", "sam"))
kinds = st.sampled_from(["class", *WHO]).flatmap(lambda kind: st.sampled_from([(kind, host.id) for host in WHO[kind]]))
halves = st.integers(-1, 6)
STAFF = Mandate(Actor.STAFF)


class WholeCore(RuleBasedStateMachine):
    """Everything happens on Thursday, about Friday from nine to twelve."""

    async def open(self) -> str:
        return "sqlite://"

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.resources, self.clock = asyncio.Runner(), AsyncExitStack(), StillClock()
        self.database = self.run(self.connect())
        ids = itertools.count(1)
        self.system = EmbeddedBookingSystem(self.database, CLINIC, self.clock, lambda length: f"{next(ids):0{length}}")
        self.desk = PlainDesk(CLINIC)
        self.known: list[str] = []
        self.blocks: list[str] = []
        self.holds: dict[str, str] = {}
        """The party of each hold."""
        self.numbers = itertools.count(1)

    async def connect(self) -> Any:
        return await open_database(await self.open())

    def run(self, doing: Any) -> Any:
        return self.runner.run(doing)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.run(self.resources.aclose())
        self.runner.close()

    def opening(self, kind: tuple[str, str], half: int) -> Opening:
        service, host = kind
        start = datetime(2026, 3, 6, 9, tzinfo=NOW.tzinfo) + timedelta(minutes=30 * half)
        return Opening(service, host, start, start + timedelta(minutes=CLINIC.service(service).duration_minutes))

    @rule(kind=kinds, half=halves, holder=holders, lasting=st.integers(1, 90))
    def hold(self, kind: tuple[str, str], half: int, holder: str, lasting: int) -> None:
        opening, until = self.opening(kind, half), self.clock.now + timedelta(minutes=lasting)
        party = f"{holder} {next(self.numbers)}"
        mine = [other for other in self.holds.values() if other.startswith(holder)]
        if not self.desk.can_have(opening, *mine):
            with pytest.raises(OpeningTaken):
                self.run(self.system.hold(opening, holder, until))
            return
        held = self.run(self.system.hold(opening, holder, until))
        if held.id in self.holds:  # held longer
            (kept,) = (one for one in self.desk.kept if one.party == self.holds[held.id])
            kept.expires = max(until, kept.expires or until)
            assert held.until == kept.expires
            return
        self.holds[held.id] = party
        rooms = self.rooms_of(held.id)
        self.desk.keep(opening, rooms, party, until)

    def rooms_of(self, claim: str) -> list[str]:
        def read(connection: Connection) -> list[str]:
            kept = select(claims.c.thing).where(claims.c.id == claim, claims.c.thing.in_(ROOMS))
            return list(connection.execute(kept).scalars())

        rooms: list[str] = self.run(self.database.read(read))
        return rooms

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.holds)))
        self.run(self.system.release(id))
        self.desk.give_up(self.holds.pop(id))

    @rule(kind=kinds, half=halves, person=people)
    def book(self, kind: tuple[str, str], half: int, person: tuple[str, str]) -> None:
        opening, key = self.opening(kind, half), f"k{next(self.numbers)}"
        attempt = self.system.book(request(opening, None, *person), key)
        if not self.desk.can_have(opening):
            with pytest.raises(OpeningTaken):
                self.run(attempt)
            return
        booking: Booking = self.run(attempt)
        pending = kind[0] == "consult"
        assert booking.status is (BookingStatus.PENDING if pending else BookingStatus.CONFIRMED)
        self.desk.keep(opening, booking.resources, booking.id)
        lapses = self.clock.now + timedelta(hours=2) if pending else None
        self.desk.bookings[booking.id] = Stored(booking.status, 0, *person, lapses=lapses)
        self.known.append(booking.id)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), half=halves, host=st.sampled_from(("ada", "ben")))
    def move(self, data: st.DataObject, half: int, host: str) -> None:
        id = data.draw(st.sampled_from(self.known))
        service = self.run(self.system.get(id)).request.opening.service
        opening = self.opening((service, host), half)
        attempt = self.system.reschedule(id, opening, None, STAFF)
        stands = self.desk.bookings[id].status is not BookingStatus.CANCELLED
        possible = host in {one.id for one in WHO[service]} and self.desk.can_have(opening, id)
        if not stands or not possible:
            with pytest.raises(OpeningTaken if stands else BookingRejected):
                self.run(attempt)
            return
        if self.run(self.system.get(id)).request.opening == opening:
            assert self.run(attempt).revision == self.run(self.system.get(id)).revision
            self.desk.bookings[id].revision = self.run(self.system.get(id)).revision
        else:
            moved = self.run(attempt)
            self.desk.change(id)
            if moved.status is BookingStatus.PENDING:
                self.desk.bookings[id].lapses = self.clock.now + timedelta(hours=2)
        self.desk.give_up(id)
        self.desk.keep(opening, self.run(self.system.get(id)).resources, id)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), do=st.sampled_from(("approve", "decline", "cancel", "edit")), stale=st.booleans())
    def change(self, data: st.DataObject, do: str, stale: bool) -> None:
        id = data.draw(st.sampled_from(self.known))
        stored = self.desk.bookings[id]
        mandate = Mandate(Actor.STAFF, revision=stored.revision - 1 if stale else stored.revision)
        notes = f"n{next(self.numbers)}"
        attempt = {
            "approve": lambda: self.system.approve(id, mandate),
            "decline": lambda: self.system.decline(id, mandate),
            "cancel": lambda: self.system.cancel(id, mandate),
            "edit": lambda: self.system.edit(id, Edit(notes=notes), mandate),
        }[do]()
        if stale:
            with pytest.raises(RevisionChanged):
                self.run(attempt)
        elif do in ("approve", "decline") and stored.status is not BookingStatus.PENDING:
            with pytest.raises(BookingRejected):
                self.run(attempt)
        else:
            self.run(attempt)
            over = stored.status is BookingStatus.CANCELLED
            if do == "edit":
                self.desk.change(id, notes=notes)
            elif not over:
                self.desk.change(id, BookingStatus.CONFIRMED if do == "approve" else BookingStatus.CANCELLED)

    @rule(kind=kinds, half=halves, room=st.booleans())
    def block(self, kind: tuple[str, str], half: int, room: bool) -> None:
        opening = self.opening(kind, half)
        thing = "blue-room" if room else kind[1]
        block, _ = self.run(
            self.system.block(Block("", thing, opening.start, opening.end, ""), f"{next(self.numbers)}")
        )
        self.desk.kept.append(kept_by_block(thing, opening))
        self.blocks.append(block.id)

    @precondition(lambda self: self.blocks)
    @rule()
    def unblock(self) -> None:
        self.run(self.system.unblock(self.blocks.pop(0)))
        first = next(one for one in self.desk.kept if one.party == "block")
        self.desk.kept.remove(first)

    @rule(asker=holders, person=people)
    def find(self, asker: str, person: tuple[str, str]) -> None:
        name, phone = person
        expected = self.desk.find(asker, phone, name)
        attempt = self.system.find(Lookup(asker, phone=phone, name=PersonName(name, "Lopez")))
        if expected is None:
            with pytest.raises(TooManyTries):
                self.run(attempt)
        else:
            assert sorted(one.id for one in self.run(attempt)) == sorted(expected)

    @precondition(lambda self: self.clock.now < FRIDAY.start - timedelta(hours=4))
    @rule(amount=st.integers(1, 90), tidy=st.booleans())
    def pass_time(self, amount: int, tidy: bool) -> None:
        self.clock.pass_time(minutes=amount)
        self.desk.pass_time(self.clock.now)
        parties = {one.party for one in self.desk.kept}
        self.holds = {id: party for id, party in self.holds.items() if party in parties}
        if tidy:
            self.run(self.system.tidy())
            self.desk.tidy(self.clock.now)

    @invariant()
    def the_database_is_sound(self) -> None:
        assert self.run(self.database.read(faults)) == []

    @invariant()
    def every_booking_is_as_it_must_be(self) -> None:
        for id, stored in self.desk.bookings.items():
            booking: Booking = self.run(self.system.get(id))
            found = booking.status, booking.revision, booking.request.notes, booking.pending_until
            assert found == (stored.status, stored.revision, stored.notes, stored.lapses)

    @invariant()
    def just_what_can_be_had_is_offered(self) -> None:
        for service, hosts in WHO.items():
            found = starts_in(self.run(self.system.openings(Search(service, FRIDAY))).found)
            possible = [self.opening((service, host.id), half) for host in hosts for half in range(6)]
            assert found == {(one.host, one.start) for one in possible if self.desk.can_have(one)}


def kept_by_block(thing: str, opening: Opening) -> Kept:
    first, end = span(opening)
    return Kept(frozenset({thing}), first, end, "block")


class OnPostgres(WholeCore):
    async def open(self) -> str:
        return await self.resources.enter_async_context(a_database())


# Without shrinking, which takes minutes when a step costs milliseconds: what fails is short enough to be read.
PHASES = Phase.explicit, Phase.reuse, Phase.generate
checks = {"deadline": None, "phases": PHASES, "suppress_health_check": list(HealthCheck)}
TestOnSqlite = WholeCore.TestCase
TestOnSqlite.settings = settings(max_examples=20, stateful_step_count=30, **checks)  # type: ignore[arg-type]
TestOnPostgres = OnPostgres.TestCase
TestOnPostgres.settings = settings(max_examples=4, stateful_step_count=20, **checks)  # type: ignore[arg-type]
