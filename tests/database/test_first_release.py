"""A database of the first release goes on under this one: every row, every key, every promise, on both engines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from tests.booking_systems.embedded.busy_desk import faults
from tests.conversations.desk import BUSINESS, NOW, Office, StillClock, hire
from tests.database.first_release import connected, first_release, stored
from tests.postgres import shared

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.conversations.records import requests
from frontdesk.database.engine import open_database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import bookings, claimed_minutes, claims, intents
from frontdesk.model.booking import Booking, BookingStatus, Search, Window
from frontdesk.model.caller import PersonName
from frontdesk.model.change import BY_CALLER, Actor, Doing, Lookup
from frontdesk.stores.conversations import DatabaseConversations

ADA, JOAN, IVY = "yb42zvaqd4", "czxe3sjnzt", "xfzaq7ferv"
FILLED = {
    "conversations": {"caller"},
    "claims": {"service", "start_minute", "finish_minute", "location", "session", "seat"},
    "bookings": {"fingerprint", "service", "host", "ticket", "customer_reference", "resources", "awaiting", "changed"}
    | {"pending_until", "secret_hash"},
    "intents": {"leased_until"},
}
"""Columns that the second release has and the first had not."""


@pytest.fixture
async def url(engine: str, tmp_path: Path) -> str:
    """Of a database in which there is no table."""
    if engine == "sqlite":
        return f"sqlite:///{tmp_path / 'first.db'}"
    return shared().url(await shared().empty())


async def upgrade(url: str) -> None:
    await (await open_database(url)).close()


@asynccontextmanager
async def at_work(url: str) -> AsyncIterator[Office]:
    """This release, on the morning the first one stopped."""
    database = await open_database(url)
    clock = StillClock()
    system = EmbeddedBookingSystem(database, BUSINESS, clock)
    store = DatabaseConversations(database)
    try:
        yield Office(hire(system, store, clock, count(100)), system, store, clock, database)
    finally:
        assert await database.read(sound) == []
        await database.close()


def sound(connection: Connection) -> list[str]:
    """What is wrong; but that the first release wrote down no cancellation."""
    untold = select(bookings.c.id).where(bookings.c.status == "cancelled", bookings.c.id == JOAN)
    known = ["the history does not tell every revision once"] if connection.execute(untold).first() else []
    return [fault for fault in faults(connection) if fault not in known]


async def test_no_row_is_lost_and_none_is_changed(url: str) -> None:
    before = await first_release(url)
    await upgrade(url)
    after = await connected(url, stored)
    named = {"claims": {"host": "thing"}, "claimed_minutes": {"host": "thing"}}
    for table, rows in before.items():
        names = named.get(table, {})
        expected = [{names.get(name, name): value for name, value in row.items()} for row in rows]
        assert {name for row in after[table] for name in row} - {
            name for row in expected for name in row
        } == FILLED.get(table, set())
        kept = [{name: row[name] for name in expected[0]} for row in after[table]]
        if table == "claims":  # a booking holds its claim itself now
            by_claim = {row["claim"]: row["id"] for row in before["bookings"]}
            for row in expected:
                row["holder"] = f"booking:{by_claim[row['id']]}" if row["id"] in by_claim else row["holder"]
        assert sorted(kept, key=repr) == sorted(expected, key=repr), table
    new = {"blocks", "failed_lookups", "waitlist", "vendor_references", "attempts", "vendor_holds"}
    assert after.keys() - before.keys() == {"changes", *new}
    assert not [row for table in new for row in after[table]]


async def test_what_is_new_is_filled_in(url: str) -> None:
    before = await first_release(url)
    await upgrade(url)
    after = await connected(url, stored)
    (ada,) = (row for row in after["bookings"] if row["id"] == ADA)
    new = {"service": "sports-massage", "host": "marta", "ticket": "", "customer_reference": "", "resources": "[]"}
    assert ada.items() >= (new | dict.fromkeys(["fingerprint", "awaiting", "pending_until", "secret_hash"])).items()
    (claim,) = (row for row in after["claims"] if row["id"] == ada["claim"])
    ten = 29546520  # in minutes since 1970, of an hour without buffers
    assert (claim["service"], claim["start_minute"], claim["finish_minute"]) == ("sports-massage", ten, ten + 60)
    (grace,) = (row for row in after["claims"] if row["id"] == "55aqhjxrr2")
    assert (grace["finish_minute"], grace["end_minute"]) == (grace["start_minute"] + 45, grace["start_minute"] + 60)
    held = [row for row in after["claims"] if row["expires"] is not None]
    assert held
    assert all((row["service"], row["start_minute"]) == ("", row["first_minute"]) for row in held)
    made = {row["id"]: row for row in before["bookings"]}
    assert {row["booking"]: row["at"] for row in after["changes"]} == {id: row["created"] for id, row in made.items()}
    assert {(row["revision"], row["by"], row["what"], row["reason"]) for row in after["changes"]} == {
        (0, Actor.CALLER, Doing.BOOKED, "")
    }


async def test_a_double_booking_is_refused(url: str) -> None:
    before = await first_release(url)
    async with at_work(url) as office:
        booked = [row for row in before["bookings"] if row["claim"] and row["business"] == BUSINESS.id]
        for row in booked:
            request = requests().validate_json(row["request"])
            with pytest.raises(OpeningTaken):
                await office.system.book(request, f"another-{row['id']}")
        # And by the database itself, whatever the code does.
        await connected(url, partial(claim_again, before["claimed_minutes"]))


def claim_again(taken: list[dict[str, Any]], connection: Connection) -> None:
    assert taken
    for minute in taken:
        row = {"business": minute["business"], "thing": minute["host"], "minute": minute["minute"]}
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(claimed_minutes), row)


async def test_the_key_of_an_old_booking_gives_that_booking(url: str) -> None:
    before = await first_release(url)
    async with at_work(url) as office:
        for row in before["bookings"]:
            if row["business"] == BUSINESS.id:
                request = requests().validate_json(row["request"])
                assert (await office.system.book(request, row["key"])).id == row["id"]
        (ada,) = (requests().validate_json(row["request"]) for row in before["bookings"] if row["id"] == ADA)
        moved = await move(office, ADA)
        assert await office.system.book(ada, "conversation-1:1") == moved, "whatever was changed about it since"


async def move(office: Office, id: str) -> Booking:
    day = NOW.replace(hour=0) + timedelta(days=13)
    search = Search("sports-massage", Window(day, day + timedelta(days=1)), instead_of=id)
    opening = (await office.system.openings(search)).found[0]
    return await office.system.reschedule(id, opening, None)


async def test_an_old_booking_is_found_moved_and_cancelled(url: str) -> None:
    await first_release(url)
    async with at_work(url) as office:
        asked = Lookup("somebody", phone="+442079460123", name=PersonName("Ada", "Example"))
        (ada,) = await office.system.find(asked)
        assert (ada.id, ada.request.answers) == (ADA, (("area", 'it\'s my “knee”, \\ "left"'),))
        there = ada.request.opening
        moved = await move(office, ADA)
        assert (moved.id, moved.revision, moved.status) == (ADA, 1, BookingStatus.CONFIRMED)
        window = Window(there.start, there.end)
        assert there in (await office.system.openings(Search("sports-massage", window))).found, "free again"
        cancelled = await office.system.cancel(ADA, BY_CALLER)
        assert (cancelled.revision, cancelled.status) == (2, BookingStatus.CANCELLED)
        assert isinstance(office.system, EmbeddedBookingSystem)
        told = await office.system.history(ADA)
        assert [change.what for change in told] == [Doing.BOOKED, Doing.MOVED, Doing.CANCELLED]
        joan = await office.system.cancel(JOAN, BY_CALLER)
        assert (joan.revision, joan.status) == (1, BookingStatus.CANCELLED), "it was before"


async def test_conversations_go_on_where_they_were(url: str) -> None:
    before = await first_release(url)
    async with at_work(url) as office:
        (reply,) = (row["reply"] for row in before["deliveries"] if row["sender"] == "ada" and row["delivery"] == "m6")
        again = await office.say("yes", "ada", "m6")
        assert again.booking is not None
        assert again.booking.id == ADA
        assert again.lines[0].text in reply.decode(), "a message that is delivered again has its old answer"
        read_back = await office.say("yes", "zoe")
        assert read_back.booking is not None, "what was held and read back is booked"
        assert read_back.booking.request.attendee.name.full == "Zoë Sample"
        chosen = await office.say("the second one", "otto")
        assert "1:30 pm" in " ".join(line.text for line in chosen.lines), "one of the times that it was offered"


async def test_what_a_crash_left_is_settled(url: str) -> None:
    await first_release(url)
    async with at_work(url) as office:
        office.clock.now += timedelta(minutes=5)
        await office.receptionist.settle()
        open_intents = select(intents.c.key).where(intents.c.settled.is_(None))
        assert not await office.database.read(lambda connection: connection.execute(open_intents).all())
        tasks = {task.phone: task.summary for task in await office.store.callbacks(BUSINESS.id)}
        told = "This was booked, and the caller does not know yet"
        assert tasks["+442079460128"].startswith(told), "Ivy's appointment was committed"
        assert not tasks["+442079460129"].startswith(told), "Max's was not"
        assert len(await office.bookings()) == 3


async def test_a_hold_of_the_first_release_ends(url: str) -> None:
    await first_release(url)
    async with at_work(url) as office:
        held = select(claims.c.first_minute).where(claims.c.expires.is_not(None))
        assert await office.database.read(lambda connection: connection.execute(held).all())
        office.clock.now += timedelta(minutes=11)
        day = datetime(2026, 3, 12, tzinfo=BUSINESS.zone)
        found = (await office.system.openings(Search("sports-massage", Window(day, day + timedelta(days=1))))).found
        opening = next(one for one in found if one.start.hour == 8)
        hold = await office.system.hold(opening, "somebody else", office.clock.now + timedelta(minutes=5))
        assert hold.opening.start == opening.start


async def test_a_migration_that_stops_half_way_leaves_the_first_release(url: str) -> None:
    before = await first_release(url)
    await connected(url, lambda connection: connection.exec_driver_sql("CREATE TABLE waitlist (mine VARCHAR)"))
    with pytest.raises(DatabaseFailed, match="waitlist"):
        await upgrade(url)
    assert await connected(url, stored) == before | {"waitlist": []}
    assert await connected(url, revision) == ["1"]
    await connected(url, lambda connection: connection.exec_driver_sql("DROP TABLE waitlist"))
    await upgrade(url)
    assert await connected(url, revision) == ["4"]


def revision(connection: Connection) -> list[Any]:
    return list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars())
