"""Bookings with rooms, seats, a history, a waitlist and blocked time; intents that one process settles at a time.

Revision 2, after the first release. What changes much is made anew and filled from what it was: altering a table of
SQLite may lose some of its keys.
"""

import sqlalchemy as sa
from alembic import op

from frontdesk.database.migrations.columns import SEQUENCE, index, integer, key, long_text, small, text, unique

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

MINUTE = 60_000_000  # microseconds


def upgrade() -> None:
    first_bookings, first_claims = _set_aside("bookings"), _set_aside("claims")
    bookings = _make_bookings(first_bookings)
    _make_claims(first_claims, bookings)
    _make_history(bookings)
    op.execute("ALTER TABLE claimed_minutes RENAME COLUMN host TO thing")
    _make_blocks()
    _make_failed_lookups()
    _make_waitlist()
    op.add_column("intents", integer("leased_until", nullable=True))
    op.drop_table(first_bookings.name)
    op.drop_table(first_claims.name)


def _set_aside(table: str) -> sa.Table:
    """The rows of a table, which itself is gone."""
    op.execute(f"CREATE TABLE first_{table} AS SELECT * FROM {table}")  # noqa: S608
    op.drop_table(table)
    return sa.Table(f"first_{table}", sa.MetaData(), autoload_with=op.get_bind())


def _fill(
    table: sa.Table, rows: sa.FromClause, *sources: sa.Table, **values: sa.ColumnElement[object] | str | int
) -> None:
    """Fills a table from `rows`: what the `sources` have under the same name, and the `values`."""
    kept = {column.name: column for source in sources for column in source.columns if column.name in table.columns}
    made = {name: sa.literal(value) if isinstance(value, str | int) else value for name, value in values.items()}
    filled = kept | made
    op.execute(sa.insert(table).from_select(list(filled), sa.select(*filled.values()).select_from(rows)))


def _make_bookings(first: sa.Table) -> sa.Table:
    bookings = op.create_table(
        "bookings",
        text("id"),
        text("business"),
        text("key"),
        text("fingerprint", nullable=True),
        text("status"),
        small("revision"),
        text("claim", nullable=True),
        text("service"),
        text("host"),
        integer("start"),
        integer("end"),
        text("time_zone"),
        text("phone"),
        text("ticket"),
        text("customer_reference"),
        long_text("resources"),
        text("awaiting", nullable=True),
        integer("pending_until", nullable=True),
        long_text("request"),
        text("calendar_token"),
        text("secret_hash", nullable=True),
        integer("created"),
        integer("changed", nullable=True),
        key("bookings", "id"),
        unique("bookings", "business", "key"),
    )
    index("bookings", "business", "start")
    index("bookings", "business", "phone", "start")
    index("bookings", "business", "service", "start")
    index("bookings", "business", "pending_until")
    service, host = _of_opening(first, "service"), _of_opening(first, "host")
    _fill(bookings, first, first, service=service, host=host, ticket="", customer_reference="", resources="[]")
    return bookings


def _of_opening(first: sa.Table, name: str) -> sa.ColumnElement[object]:
    """What the first release wrote of an opening into the request."""
    if op.get_context().dialect.name == "postgresql":
        found: sa.ColumnElement[object] = sa.func.json_extract_path_text(
            sa.cast(first.c.request, sa.JSON), "opening", name
        )
    else:
        found = sa.func.json_extract(first.c.request, f"$.opening.{name}")
    return sa.func.coalesce(found, "")


def _make_claims(first: sa.Table, bookings: sa.Table) -> None:
    """A booking holds its claim itself now. What a hold was for is not known: it only keeps its time."""
    claims = op.create_table(
        "claims",
        text("id"),
        text("thing"),
        text("business"),
        integer("first_minute"),
        integer("end_minute"),
        text("service"),
        integer("start_minute"),
        integer("finish_minute"),
        text("location"),
        text("session", nullable=True),
        sa.Column("seat", sa.Integer(), nullable=True),
        text("holder"),
        integer("created"),
        integer("expires", nullable=True),
        key("claims", "id", "thing"),
        unique("claims", "business", "thing", "session", "seat"),
    )
    index("claims", "business", "thing", "first_minute")
    index("claims", "business", "expires")
    booked = sa.func.coalesce
    _fill(
        claims,
        first.outerjoin(bookings, bookings.c.claim == first.c.id),
        first,
        thing=first.c.host,
        holder=booked("booking:" + bookings.c.id, first.c.holder),
        service=booked(bookings.c.service, ""),
        start_minute=booked(bookings.c.start // MINUTE, first.c.first_minute),
        finish_minute=booked((bookings.c.end + (MINUTE - 1)) // MINUTE, first.c.end_minute),
        location="",
    )


def _make_history(bookings: sa.Table) -> None:
    """Every booking of the first release was made by its caller; when one was cancelled, nobody wrote down."""
    changes = op.create_table(
        "changes",
        text("booking"),
        small("revision"),
        text("business"),
        integer("at"),
        text("by"),
        text("what"),
        long_text("reason"),
        sa.Column("before", sa.Text(), nullable=True),
        text("key", nullable=True),
        text("fingerprint", nullable=True),
        key("changes", "booking", "revision"),
        unique("changes", "business", "key"),
    )
    made = {"booking": bookings.c.id, "business": bookings.c.business, "at": bookings.c.created}
    _fill(changes, bookings, **made, revision=0, by="caller", what="booked", reason="")


def _make_blocks() -> None:
    op.create_table(
        "blocks",
        text("id"),
        text("business"),
        text("key"),
        text("thing"),
        integer("first_minute"),
        integer("end_minute"),
        long_text("reason"),
        integer("created"),
        key("blocks", "id"),
        unique("blocks", "business", "key"),
    )
    index("blocks", "business", "end_minute")


def _make_failed_lookups() -> None:
    op.create_table(
        "failed_lookups",
        sa.Column("number", SEQUENCE, nullable=False),
        text("business"),
        text("asker"),
        text("about"),
        integer("at"),
        key("failed_lookups", "number"),
    )
    index("failed_lookups", "business", "asker", "at")
    index("failed_lookups", "business", "about", "at")


def _make_waitlist() -> None:
    op.create_table(
        "waitlist",
        sa.Column("number", SEQUENCE, nullable=False),
        text("id"),
        text("business"),
        text("key"),
        text("status"),
        small("revision"),
        text("service"),
        integer("until"),
        text("phone"),
        long_text("request"),
        integer("joined"),
        sa.Column("offer", sa.Text(), nullable=True),
        text("hold", nullable=True),
        integer("offer_until", nullable=True),
        long_text("refused"),
        text("booking", nullable=True),
        key("waitlist", "number"),
        unique("waitlist", "id"),
        unique("waitlist", "business", "key"),
    )
    index("waitlist", "business", "status", "number")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward: restore a backup to go back.")
