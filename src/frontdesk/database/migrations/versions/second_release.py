"""Bookings with rooms, seats, a history, a waitlist and blocked time; intents that one process settles at a time.

Revision 2, after the first release.
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from frontdesk.database.migrations.columns import SEQUENCE, index, integer, key, long_text, small, text, unique

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

bookings = sa.table(
    "bookings", *(sa.column(name) for name in ("id", "business", "claim", "start", "end", "request", "created"))
)
old_claims = sa.table(
    "claims",
    *(
        sa.column(name)
        for name in ("id", "business", "host", "first_minute", "end_minute", "holder", "created", "expires")
    ),
)


def upgrade() -> None:
    booked = op.get_bind().execute(sa.select(bookings)).mappings().all()
    services = {row["id"]: _opening(row["request"], "service") for row in booked}
    _claims_of_things(booked, services)
    op.execute("ALTER TABLE claimed_minutes RENAME COLUMN host TO thing")
    _richer_bookings(booked, services)
    _history(booked)
    _new_tables()
    with op.batch_alter_table("intents") as batch:
        batch.add_column(integer("leased_until", nullable=True))


def _opening(request: str, name: str) -> str:
    """What the first release stored of an opening; a request that is none of its own stays as it is."""
    opening = json.loads(request).get("opening", {})
    return str(opening.get(name, ""))


def _claims_of_things(booked: Sequence[sa.RowMapping], services: dict[str, str]) -> None:
    kept = op.get_bind().execute(sa.select(old_claims)).mappings().all()
    by_claim = {row["claim"]: row for row in booked if row["claim"]}
    op.drop_table("claims")
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
    for claim in kept:
        booking = by_claim.get(claim["id"])
        row = dict(claim)
        row["thing"] = row.pop("host")
        row["holder"] = f"booking:{booking['id']}" if booking else row["holder"]
        row["service"] = services[booking["id"]] if booking else ""
        row["start_minute"] = booking["start"] // MINUTE if booking else claim["first_minute"]
        row["location"] = ""
        row["finish_minute"] = -(-booking["end"] // MINUTE) if booking else claim["end_minute"]
        op.get_bind().execute(sa.insert(claims), row)


MINUTE = 60 * 1_000_000


def _richer_bookings(booked: Sequence[sa.RowMapping], services: dict[str, str]) -> None:
    filled = ("service", "host", "ticket", "customer_reference")
    with op.batch_alter_table("bookings") as batch:
        for name in ("fingerprint", *filled, "awaiting", "secret_hash"):
            batch.add_column(text(name, nullable=True))
        batch.add_column(sa.Column("resources", sa.Text(), nullable=True))
        batch.add_column(integer("pending_until", nullable=True))
    values = ("service", "host", "ticket", "customer_reference", "resources")
    table = sa.table("bookings", sa.column("id"), *(sa.column(name) for name in values))
    for row in booked:
        host = _opening(row["request"], "host")
        op.get_bind().execute(
            sa.update(table)
            .where(table.c.id == row["id"])
            .values(service=services[row["id"]], host=host, ticket="", customer_reference="", resources="[]")
        )
    with op.batch_alter_table("bookings") as batch:
        for name in filled:
            batch.alter_column(name, existing_type=sa.String(), nullable=False)
        batch.alter_column("resources", existing_type=sa.Text(), nullable=False)
    index("bookings", "business", "service", "start")
    index("bookings", "business", "pending_until")


def _history(booked: Sequence[sa.RowMapping]) -> None:
    """A booking of the first release was made; when it was cancelled, nobody wrote down."""
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
    for row in booked:
        made = {"booking": row["id"], "business": row["business"], "at": row["created"]}
        op.get_bind().execute(
            sa.insert(changes), made | {"revision": 0, "by": "caller", "what": "booked", "reason": ""}
        )


def _new_tables() -> None:
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
