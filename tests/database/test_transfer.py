"""What is exported is all there is, what is imported is that again, on either engine; nothing half, nothing twice."""

import asyncio
import io
import json
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Column, Connection, LargeBinary, Text, delete, insert, select, update
from sqlalchemy import Integer as AnyInteger
from tests.booking_systems.embedded.busy_desk import faults
from tests.database.first_release import first_release
from tests.postgres import a_database

from frontdesk.database.engine import Database, open_database
from frontdesk.database.export_format import MINUTES, TABLES, WORDS, FileRefused, Header, columns
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import (
    Instant,
    bookings,
    claimed_minutes,
    claims,
    conversations,
    failed_lookups,
    metadata,
    turns,
)
from frontdesk.database.transfer import read_in, write_out

NOW = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
BUSINESS = "harbour-physio"


async def exported(database: Database, *businesses: str) -> bytes:
    out = io.BytesIO(b"of an earlier try, which broke off")
    await database.read(lambda connection: write_out(connection, businesses, NOW, out))
    return out.getvalue()


async def imported(database: Database, file: bytes) -> Header:
    return await database.write(lambda connection: read_in(connection, io.BytesIO(file)))


async def everything(database: Database) -> dict[str, list[Any]]:
    """Every row but what is left out, without the numbers that a database gives."""

    def read(connection: Connection) -> dict[str, list[Any]]:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(*columns(table)))),
                key=repr,
            )
            for table in metadata.sorted_tables
            if table is not failed_lookups
        }

    return await database.read(read)


async def refused(database: Database, lines: Sequence[bytes], sentence: str) -> None:
    """With this reason, and without a trace."""
    before = await everything(database)
    with pytest.raises(FileRefused, match=sentence):
        await imported(database, b"".join(lines))
    assert await everything(database) == before


@pytest.fixture
async def file(tmp_path: Any) -> bytes:
    """What a morning of two businesses comes to."""
    url = f"sqlite:///{tmp_path / 'first.db'}"
    await first_release(url)
    database = await open_database(url)
    try:
        return await exported(database)
    finally:
        await database.close()


# --- all of it, and the same again


def test_every_table_is_exported_or_known_not_to_be() -> None:
    assert metadata.tables.keys() - TABLES.keys() == {"claimed_minutes", "failed_lookups"}
    assert all("business" in table.c or table is turns for table in TABLES.values())


def test_every_column_has_its_kind() -> None:
    """A long text that is new is JSON or words, and a number that is new is a minute or not."""
    found = {column.name for table in TABLES.values() for column in columns(table)}
    texts = {c.name for t in TABLES.values() for c in columns(t) if isinstance(c.type, Text)}
    assert texts - WORDS == {"request", "resources", "before", "offer", "opening", "refused", "event", "acts"}
    assert {name for name in found if "minute" in name} == MINUTES


async def test_it_reads_like_what_happened(file: bytes) -> None:
    header, *rows = map(json.loads, file.splitlines())
    assert header["businesses"] == ["harbour-physio", "quayside"]
    assert (header["frontdesk_export"], header["schema"], header["exported"]) == (1, "4", "2026-03-05T09:07:00Z")
    assert sum(header["rows"].values()) == len(rows)
    (ada,) = (line["row"] for line in rows if line["table"] == "bookings" and line["row"]["id"] == "yb42zvaqd4")
    assert (ada["start"], ada["created"]) == ("2026-03-06T10:00:00Z", "2026-03-05T09:00:00Z")
    assert ada["request"]["attendee"]["name"]["given"] == "Ada"
    (claim,) = (line["row"] for line in rows if line["table"] == "claims" and line["row"]["id"] == ada["claim"])
    assert (claim["first_minute"], claim["end_minute"]) == ("2026-03-06T10:00:00Z", "2026-03-06T11:00:00Z")
    states = [line["row"]["state"] for line in rows if line["table"] == "conversations"]
    assert all(state["id"].startswith("conversation-") for state in states)
    assert b"base64" not in file
    assert "“knee”".encode() in file


async def test_there_and_back(file: bytes, database: Database) -> None:
    header = await imported(database, file)
    assert header.rows["bookings"] == 5
    assert await exported(database) == file
    assert await database.read(faults) == ["the history does not tell every revision once"], "the first release did not"
    (otto,) = await database.read(
        lambda connection: connection.execute(
            select(conversations.c.number).where(conversations.c.sender == "otto")
        ).all()
    )
    assert otto.number > 0


async def test_one_business_is_apart_from_the_others(file: bytes, database: Database) -> None:
    await imported(database, file)
    alone = await exported(database, "quayside")
    assert json.loads(alone.splitlines()[0])["businesses"] == ["quayside"]
    assert b"harbour-physio" not in alone
    assert alone.count(b"\n") == 4, "a header, a booking, its claim, its history"
    with pytest.raises(DatabaseFailed, match="has nothing of nobody, but of harbour-physio, quayside"):
        await exported(database, "nobody")


async def test_an_empty_database_has_nothing_to_export(database: Database) -> None:
    with pytest.raises(DatabaseFailed, match="there is nothing to export"):
        await exported(database)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
instants = st.datetimes(datetime(1969, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
minutes = st.integers(29_000_000, 29_000_400)
data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.just("base64"), inner, max_size=3),
    max_leaves=6,
)
written = st.builds(
    lambda value, spaced: json.dumps(value, ensure_ascii=spaced, separators=(",", ": " if spaced else ":")),
    data,
    st.booleans(),
)


def values(column: Column[Any]) -> st.SearchStrategy[Any]:
    kinds: dict[type, st.SearchStrategy[Any]] = {
        Instant: instants,
        LargeBinary: st.binary(max_size=8) | written.map(str.encode),
        Text: words if column.name in WORDS else written | words,
        Boolean: st.booleans(),
        AnyInteger: st.integers(0, 2**31 - 1),
    }
    kind = next((made for type, made in kinds.items() if isinstance(column.type, type)), words)
    if column.name in MINUTES:
        kind = minutes
    return kind | st.none() if column.nullable else kind


@st.composite
def databases(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table, of two businesses; keys differ in their ends alone."""
    made: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES.values():
        rows = [
            {column.name: draw(values(column)) for column in columns(table)} for _ in range(draw(st.integers(0, 4)))
        ]
        for number, row in enumerate(rows):
            for name in row.keys() & {"id", "key", "delivery", "booking"}:
                row[name] = f"{row[name]}{number}"
            if "business" in row:
                row["business"] = draw(st.sampled_from(["a", "Z", "é"]))
        made[table.name] = rows
    for number, turn in enumerate(made["turns"]):
        turn["number"] = number
    conversation = draw(st.sampled_from(made["conversations"])) if made["conversations"] else None
    made["turns"] = [turn | {"conversation": conversation["id"]} for turn in made["turns"]] if conversation else []
    for number, claim in enumerate(made["claims"]):
        start = 29_000_000 + number * 30
        held = claim["expires"] is not None
        claim.update(first_minute=start, end_minute=start + (40 if held else 30), session=None)
        if held:  # they overlap what comes next, which is theirs too
            claim.update(holder="somebody", thing="host")
        else:
            claim.update(thing=f"host{number}")
    lasting = [claim for claim in made["claims"] if claim["expires"] is None]
    for booking, claim in zip(made["bookings"], lasting, strict=False):
        booking.update(business=claim["business"], claim=claim["id"], status="confirmed")
    for booking in made["bookings"][len(lasting) :]:
        booking.update(claim=None, status="cancelled")
    unbooked = lasting[len(made["bookings"]) :]
    made["claims"] = [claim for claim in made["claims"] if claim not in unbooked]
    return made


def covered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = {
        (claim["business"], claim["thing"], minute)
        for claim in rows
        for minute in range(claim["first_minute"], claim["end_minute"])
    }
    return [{"business": business, "thing": thing, "minute": minute} for business, thing, minute in found]


@settings(max_examples=12, deadline=None)
@given(databases())
def test_any_data_survives_the_way_to_postgresql_and_back(rows: dict[str, list[dict[str, Any]]]) -> None:
    if not any(rows.values()):
        return

    def fill(connection: Connection) -> None:
        for name, several in (rows | {"claimed_minutes": covered(rows["claims"])}).items():
            if several:
                connection.execute(insert(metadata.tables[name]), several)

    async def scenario() -> None:
        async with a_database() as url:
            first, second, third = [await open_database(each) for each in ("sqlite://", url, "sqlite://")]
            try:
                await first.write(fill)
                file = await exported(first)
                await imported(second, file)
                assert await exported(second) == file
                await imported(third, file)
                assert await exported(third) == file
                assert await everything(first) == await everything(second) == await everything(third)
            finally:
                for database in (first, second, third):
                    await database.close()

    asyncio.run(scenario())


# --- what is refused


async def test_what_is_there_already_is_refused(file: bytes, database: Database) -> None:
    await imported(database, file)
    await refused(database, [file], "has something of harbour-physio, quayside already")
    alone = await exported(database, "quayside")

    def forget(connection: Connection) -> None:
        for table in (bookings, claims, claimed_minutes, *TABLES.values()):
            if "business" in table.c:
                connection.execute(delete(table).where(table.c.business == "quayside"))

    await database.write(forget)
    await imported(database, alone)
    assert await exported(database) == file
    other = alone.replace(b"quayside", b"seaside")
    await refused(database, [other], "Some bookings of the file are there already, if of another business")


async def test_what_is_not_whole_is_refused(file: bytes, database: Database) -> None:
    lines = file.splitlines(keepends=True)
    await refused(database, lines[:-1], "is not whole: its claims are not as many")
    await refused(database, [*lines, lines[-1]], "claims of the file are there already")
    await refused(database, [lines[0]], "its bookings, callbacks, changes, claims, conversations, ")
    await refused(database, [*lines[:5], lines[5][:40]], "Line 6 of the file")
    await refused(database, [], "is no export of Frontdesk")
    await refused(database, [b"-- PostgreSQL database dump\n"], "is no export of Frontdesk")
    await imported(database, file)


def changed(file: bytes, table: str, number: int = 0, **values: object) -> Iterator[bytes]:
    """The file, with something else in one row."""
    for line in file.splitlines(keepends=True):
        row = json.loads(line)
        if row.get("table") == table:
            if number == 0:
                row["row"].update(values)
                line = json.dumps(row).encode() + b"\n"
            number -= 1
        yield line


async def test_an_overlap_is_refused(file: bytes, database: Database) -> None:
    booked = [
        json.loads(line)["row"] for line in file.splitlines() if b'"claims"' in line[:20] and b'"expires": null' in line
    ]
    one, other = [row for row in booked if row["thing"] == "marta"]
    number = [json.loads(line)["row"]["id"] for line in file.splitlines() if b'"claims"' in line[:20]].index(
        other["id"]
    )
    there = {"first_minute": "2026-03-06T10:59:00Z", "end_minute": "2026-03-06T11:30:00Z"}
    assert one["end_minute"] == "2026-03-06T11:00:00Z"
    twice = list(changed(file, "claims", number, **there))
    await refused(database, twice, f"marta of {BUSINESS} claimed twice, by {one['id']} and {other['id']}")
    behind = {name: text.replace("10:59", "11:00") for name, text in there.items()}
    await imported(database, b"".join(changed(file, "claims", number, **behind)))


async def test_bookings_and_claims_that_do_not_fit_are_refused(file: bytes, database: Database) -> None:
    expired = "2026-03-05T09:10:00Z"
    booked = [json.loads(line)["row"] for line in file.splitlines() if b'"claims"' in line[:20]]
    lasting = next(number for number, row in enumerate(booked) if row["expires"] is None)
    await refused(
        database, list(changed(file, "claims", lasting, expires=expired)), "do not fit what is claimed for them"
    )
    held = next(number for number, row in enumerate(booked) if row["expires"] is not None)
    await refused(database, list(changed(file, "claims", held, expires=None)), booked[held]["id"])
    await refused(database, list(changed(file, "bookings", claim="nothing")), "nothing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"revision": "none"},
        {"start": "yesterday"},
        {"start": "2026-03-06T10:00:00"},
        {"business": "somebody else's"},
        {"status": 5},
        {"phone": "\ud800"},
        {"phone": None},
        {"new": 1},
        {"request": {"base64": "ÄÖ"}},
    ],
)
async def test_a_row_that_nobody_wrote_is_refused(file: bytes, database: Database, wrong: dict[str, Any]) -> None:
    await refused(database, list(changed(file, "bookings", **wrong)), "Line [0-9]+ of the file is not what")


async def test_another_schema_or_a_newer_format_is_refused(file: bytes, database: Database) -> None:
    newer = file.replace(b'"frontdesk_export": 1', b'"frontdesk_export": 2', 1)
    await refused(database, [newer], "format 2, which is newer than this version of Frontdesk")
    older = file.replace(b'"schema": "4"', b'"schema": "2"', 1)
    await refused(database, [older], "exported at schema 2, and the database has 4")


async def test_what_is_exported_is_one_moment(file: bytes, database_url: str) -> None:
    """Somebody cancels while it is being written: nothing of that is in it, and nobody waits."""
    database = await open_database(database_url)
    await imported(database, file)
    begun, over = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def write(self, line: Any) -> int:
            if not begun.is_set():
                begun.set()
                assert over.wait(20)
            return super().write(line)

    def cancel(connection: Connection) -> None:
        connection.execute(update(bookings).values(status="cancelled", claim=None))
        connection.execute(delete(claims).where(claims.c.expires.is_(None)))

    async def elsewhere() -> bytes:
        other, out = await open_database(database_url), Slow()
        await other.read(lambda connection: write_out(connection, [], NOW, out))
        await other.close()
        return out.getvalue()

    exporting = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(elsewhere())))
    assert await asyncio.to_thread(begun.wait, 20)
    await database.write(cancel)
    over.set()
    assert await exporting == file
    assert await exported(database) != file
    await database.close()
