"""All data of a business out of a database, and into another of either engine; export_format.py says how it looks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import IO, Any

from sqlalchemy import ColumnElement, Connection, String, Table, collate, func, insert, select, union
from sqlalchemy.exc import IntegrityError

from frontdesk.database.export_format import (
    FORMAT,
    TABLES,
    FileRefused,
    Header,
    Row,
    columns,
    read_header,
    read_row,
    write_header,
    write_instant,
    write_row,
)
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.locks import lock
from frontdesk.database.migrate import schema
from frontdesk.database.schema import bookings, claimed_minutes, claims, conversations, vendor_references
from frontdesk.model.booking import BookingStatus

BATCH = 1000


def write_out(connection: Connection, businesses: Sequence[str], now: datetime, out: IO[bytes]) -> Header:
    """Writes all that these businesses have, or, without any, all of all; from the start of `out`, where it may begin
    again. Call it in one transaction that sees one state of the database.

    Raises `DatabaseFailed` for a business of which there is nothing.
    """
    known = present(connection)
    if not known:
        raise DatabaseFailed("The database is empty: there is nothing to export.")
    if unknown := [business for business in businesses if business not in known]:
        raise DatabaseFailed(f"The database has nothing of {', '.join(unknown)}, but of {', '.join(known)}.")
    chosen = tuple(dict.fromkeys(businesses)) or tuple(known)
    header = Header(FORMAT, schema(connection), chosen, write_instant(now), _count(connection, chosen))
    out.seek(0)
    out.truncate()
    out.write(write_header(header))
    for business in chosen:
        for table in TABLES.values():
            out.writelines(write_row(table, row) for row in _rows(connection, table, business))
    return header


def read_in(connection: Connection, lines: Iterable[bytes]) -> Header:
    """Writes what `write_out` wrote. Call it in one transaction.

    Raises `FileRefused` when some of it is there already, is missing, or contradicts the rest.
    """
    numbered = enumerate(lines, start=1)
    header = read_header(next(numbered, (1, b""))[1])
    if header.schema != (ours := schema(connection)):
        raise FileRefused(
            f"The file was exported at schema {header.schema}, and the database has {ours}: import it with the version "
            "of Frontdesk that exported it, and let this one migrate what comes of that."
        )
    lock(connection, "import")
    if there := sorted(set(header.businesses) & set(present(connection))):
        raise FileRefused(f"The database has something of {', '.join(there)} already: import it into one that has not.")
    rows = (read_row(number, line, header.businesses) for number, line in numbered)
    for table, several in groupby(rows, key=lambda pair: pair[0]):
        _insert(connection, table, (row for _, row in several))
    counted = _count(connection, header.businesses)
    if wrong := sorted(name for name in {*counted, *header.rows} if counted.get(name) != header.rows.get(name)):
        raise FileRefused(f"The file is not whole: its {', '.join(wrong)} are not as many as its first line says.")
    for business in header.businesses:
        _claim_minutes(connection, business)
        _require_kept(connection, business)
    return header


def present(connection: Connection) -> list[str]:
    """The businesses of which there is anything."""
    some = union(*(select(table.c.business) for table in TABLES.values() if "business" in table.c))
    return sorted(connection.execute(some).scalars())


def _of(table: Table, business: str) -> ColumnElement[bool]:
    if "business" in table.c:
        return table.c.business == business
    return table.c.conversation.in_(select(conversations.c.id).where(conversations.c.business == business))


def _count(connection: Connection, businesses: Sequence[str]) -> dict[str, int]:
    def rows(table: Table, business: str) -> int:
        return connection.execute(select(func.count()).select_from(table).where(_of(table, business))).scalar_one()

    return {name: sum(rows(table, business) for business in businesses) for name, table in TABLES.items()}


def _rows(connection: Connection, table: Table, business: str) -> Iterable[Row]:
    """In an order that is the same on every engine."""
    collation = "C" if connection.dialect.name == "postgresql" else "BINARY"
    order = [collate(key, collation) if isinstance(key.type, String) else key for key in table.primary_key]
    query = select(*columns(table)).where(_of(table, business)).order_by(*order)
    return (dict(row) for row in connection.execution_options(yield_per=BATCH).execute(query).mappings())


def _insert(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    try:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(table), batch)
    except IntegrityError:
        raise FileRefused(f"Some {table.name} of the file are there already, if of another business.") from None


def _claim_minutes(connection: Connection, business: str) -> None:
    """Claims of one holder, and the seats of one session, may share minutes; no others may."""
    mine = select(claims).where(claims.c.business == business).order_by(claims.c.thing, claims.c.first_minute)
    for thing, kept in groupby(connection.execute(mine).all(), key=lambda claim: claim.thing):
        _insert(connection, claimed_minutes, _minutes(business, thing, kept))


def _minutes(business: str, thing: str, kept: Iterable[Any]) -> Iterator[Row]:
    unfinished: list[Any] = []
    reached = 0
    for claim in kept:
        unfinished = [other for other in unfinished if other.end_minute > claim.first_minute]
        for other in unfinished:
            if claim.holder != other.holder and (claim.session is None or claim.session != other.session):
                raise FileRefused(f"The file has {thing} of {business} claimed twice, by {other.id} and {claim.id}.")
        unfinished.append(claim)
        for minute in range(max(reached, claim.first_minute), claim.end_minute):
            yield {"business": business, "thing": thing, "minute": minute}
        reached = max(reached, claim.end_minute)


def _require_kept(connection: Connection, business: str) -> None:
    """A booking that is not cancelled has a claim of its own, and a claim that does not expire has a booking; those of
    another booking system claim nothing here."""
    lasting = select(claims.c.id).where(claims.c.business == business, claims.c.expires.is_(None)).distinct()
    elsewhere = select(vendor_references.c.booking).where(vendor_references.c.business == business)
    standing = (
        bookings.c.business == business,
        bookings.c.status != BookingStatus.CANCELLED.value,
        bookings.c.id.not_in(elsewhere),
    )
    claimed = Counter(connection.execute(lasting).scalars())
    taken = Counter(connection.execute(select(bookings.c.claim).where(*standing)).scalars())
    if wrong := (claimed - taken) + (taken - claimed):
        some = ", ".join(sorted(map(str, wrong))[:5])
        raise FileRefused(f"The bookings of {business} in the file do not fit what is claimed for them: {some}.")
