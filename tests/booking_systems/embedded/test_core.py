"""The whole core against a model of a few lines, step by random step; and businesses that share a database."""

import asyncio
import itertools
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import text
from tests.booking_systems.embedded.busy_desk import DESK, MORNING, faults
from tests.contracts.booking_system import NOW, StillClock, request
from tests.postgres import a_database

from frontdesk.booking_systems.embedded import commit
from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.embedded.holds import Taken, take
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, SystemDown
from frontdesk.database.engine import open_database
from frontdesk.model.booking import Booking, Opening, Search
from frontdesk.model.change import Actor, Mandate
from frontdesk.model.service import Service

services = st.sampled_from(DESK.services)
hosts = st.sampled_from(("ada", "ben"))
holders = st.sampled_from(("maria", "noah"))
minutes = st.integers(-5, 185)


@dataclass
class Claim:
    """Ends exclusive, in minutes after nine."""

    host: str
    first: int
    end: int
    holder: str = ""
    expires: datetime | None = None
    since: datetime | None = None

    def overlaps(self, other: "Claim") -> bool:
        return self.host == other.host and self.first < other.end and other.first < self.end


def claim(service: Service, host: str, minute: int) -> Claim:
    end = minute + service.duration_minutes + service.buffer_after_minutes
    return Claim(host, minute - service.buffer_before_minutes, end)


def at(minute: int) -> datetime:
    return MORNING.start + timedelta(minutes=minute)


class Core(RuleBasedStateMachine):
    """Opens at nine, closes at twelve; nobody has to ask ahead."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = StillClock(MORNING.start - timedelta(minutes=30))
        self.runner = asyncio.Runner()
        self.database = self.runner.run(open_database("sqlite://"))
        ids = itertools.count(1)  # the same in every run, or hypothesis could not repeat what it found
        self.system = EmbeddedBookingSystem(self.database, DESK, self.clock, lambda length: f"{next(ids):0{length}}")
        self.claims: dict[str, Claim] = {}
        self.booked: list[tuple[Booking, str]] = []
        self.keys = 0

    def teardown(self) -> None:
        self.runner.run(self.database.close())
        self.runner.close()

    def allowed(self, service: Service, minute: int) -> bool:
        on_grid = minute % DESK.grid_minutes(service) == 0
        return on_grid and 0 <= minute <= 180 - service.duration_minutes and at(minute) >= self.clock.now

    def in_the_way(self, wanted: Claim, but: Sequence[str] = (), holder: str | None = None) -> bool:
        return any(
            kept.overlaps(wanted) and id not in but and (kept.expires is None or kept.holder != holder)
            for id, kept in self.claims.items()
        )

    def opening(self, service: Service, host: str, minute: int) -> Opening:
        return Opening(service.id, host, at(minute), at(minute + service.duration_minutes))

    @rule(service=services, host=hosts, minute=minutes, holder=holders, lasting=st.integers(1, 40))
    def hold(self, service: Service, host: str, minute: int, holder: str, lasting: int) -> None:
        wanted = claim(service, host, minute)
        until = self.clock.now + timedelta(minutes=lasting)
        attempt = self.system.hold(self.opening(service, host, minute), holder, until)
        if not self.allowed(service, minute) or self.in_the_way(wanted, holder=holder):
            with pytest.raises(OpeningTaken):
                self.runner.run(attempt)
            return
        held = self.runner.run(attempt)
        before = self.claims.get(held.id)
        if before is not None and before.expires is not None:
            until = max(until, before.expires)
        assert held.until == until
        wanted.holder, wanted.expires = holder, until
        self.claims[held.id] = wanted

    @rule(data=st.data(), service=services, host=hosts, minute=minutes)
    def book(self, data: st.DataObject, service: Service, host: str, minute: int) -> None:
        hold = data.draw(st.sampled_from((None, *self.claims)))
        if hold is not None and data.draw(st.booleans()):  # more often than not, a hold is for what is booked
            kept = self.claims[hold]
            host, minute = kept.host, kept.first + service.buffer_before_minutes
        wanted = claim(service, host, minute)
        chosen = self.claims.get(hold or "")
        own = [
            id
            for id, kept in self.claims.items()
            if chosen and chosen.expires and kept.expires and kept.holder == chosen.holder
            if id == hold or kept.overlaps(wanted)
        ]
        self.keys += 1
        attempt = self.system.book(request(self.opening(service, host, minute), hold), f"key-{self.keys}")
        if not self.allowed(service, minute) or self.in_the_way(wanted, but=own):
            with pytest.raises(OpeningTaken):
                self.runner.run(attempt)
            return
        booking = self.runner.run(attempt)
        for id in own:
            del self.claims[id]
        self.claims[booking.id] = wanted
        self.booked.append((booking, booking.id))

    @precondition(lambda self: self.booked)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        booking, id = data.draw(st.sampled_from(self.booked))
        assert self.runner.run(self.system.cancel(booking.id, Mandate(Actor.STAFF))).revision == 1
        self.claims.pop(id, None)

    @precondition(lambda self: self.booked)
    @rule(data=st.data())
    def book_again(self, data: st.DataObject) -> None:
        booking, _ = data.draw(st.sampled_from(self.booked))
        assert self.runner.run(self.system.book(booking.request, booking.key)).id == booking.id

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.claims)))
        self.runner.run(self.system.release(id))
        if self.claims[id].expires is not None:
            del self.claims[id]

    @rule(amount=st.integers(1, 25))
    def pass_time(self, amount: int) -> None:
        self.clock.pass_time(minutes=amount)
        for id, kept in list(self.claims.items()):
            if kept.expires is not None and kept.expires <= self.clock.now:
                del self.claims[id]

    @invariant()
    def the_database_is_sound(self) -> None:
        assert self.runner.run(self.database.read(faults)) == []

    @invariant()
    def just_what_can_be_booked_is_offered(self) -> None:
        for service in DESK.services:
            for host in ("ada", "ben"):
                for holder in (None, "maria"):
                    search = Search(service.id, MORNING, host, holder=holder)
                    found = self.runner.run(self.system.openings(search)).found
                    assert [opening.start for opening in found] == [
                        at(minute)
                        for minute in range(181)
                        if self.allowed(service, minute)
                        and not self.in_the_way(claim(service, host, minute), holder=holder)
                    ]


TestCore = Core.TestCase
TestCore.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)


async def test_businesses_in_one_database_know_nothing_of_each_other() -> None:
    database = await open_database("sqlite://")
    other_desk = DESK.model_copy(update={"id": "harbour"})
    one, other = (EmbeddedBookingSystem(database, desk, StillClock()) for desk in (DESK, other_desk))
    opening = (await one.openings(Search("odd", MORNING, "ada"))).found[0]
    hold = await one.hold(opening, "maria", NOW + timedelta(minutes=10))
    await other.release(hold.id)
    booking = await one.book(request(opening, hold.id), "key")

    assert opening in (await other.openings(Search("odd", MORNING, "ada"))).found
    assert await other.get(booking.id) is None
    assert await other.find_by_key("key") is None
    assert await other.bookings(MORNING.start, MORNING.end) == []
    with pytest.raises(BookingRejected):
        await other.cancel(booking.id)
    theirs = await other.book(request(opening, hold.id), "key")
    assert theirs.id != booking.id
    assert await one.bookings(MORNING.start, MORNING.end) == [booking]
    await database.close()


async def test_a_database_that_fails_is_a_booking_system_that_is_down() -> None:
    database = await open_database("sqlite://")
    system = EmbeddedBookingSystem(database, DESK, StillClock())
    opening = (await system.openings(Search("odd", MORNING, "ada"))).found[0]
    await database.close()
    for attempt in (
        system.openings(Search("odd", MORNING)),
        system.hold(opening, "maria", NOW + timedelta(minutes=10)),
        system.release("hold"),
        system.book(request(opening), "key"),
        system.find_by_key("key"),
        system.get("id"),
        system.bookings(MORNING.start, MORNING.end),
        system.cancel("id"),
    ):
        with pytest.raises(SystemDown, match="closed already"):
            await attempt


async def test_a_booking_that_is_under_way_is_not_said_to_be_none(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer is late, and it is looked up: whoever hears that there is none books another."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(work: Work, *rest: Any) -> Taken:
        taken = take(work, *rest)
        begun.set()
        if engine == "sqlite":
            go_on.wait(5)
        else:
            work.connection.execute(text("SELECT pg_sleep(0.3)"))
        return taken

    monkeypatch.setattr(commit, "take", slowly)
    async with a_database() if engine == "postgresql" else nullcontext(f"sqlite:///{tmp_path}/desk.db") as url:
        database = await open_database(url)
        system = EmbeddedBookingSystem(database, DESK, StillClock())
        opening = (await system.openings(Search("odd", MORNING, "ada"))).found[0]
        booking = asyncio.create_task(system.book(request(opening), "key"))
        assert await asyncio.to_thread(begun.wait, 5)
        looked_up = asyncio.create_task(system.find_by_key("key"))
        await asyncio.wait({looked_up}, timeout=0.1)
        go_on.set()
        assert await looked_up == await booking
        await database.close()
