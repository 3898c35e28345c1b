"""The tables. Whatever changes here needs a migration; `tests/database` compares the two.

Instants are integers, microseconds since 1970 UTC; minutes are whole minutes since then. JSON is kept as text.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970 UTC and given back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Numbers rows in the order they were written. SQLite counts by itself only in a column of its own INTEGER type.
Sequence = BigInteger().with_variant(Integer(), "sqlite")

# What keeps a host busy: an appointment with its buffers, held (`expires` is set) or booked (it is not).
claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("host", String, nullable=False),
    Column("first_minute", BigInteger, nullable=False),
    Column("end_minute", BigInteger, nullable=False),
    Column("holder", String, nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant),
    Index(None, "business", "host", "first_minute"),
    Index(None, "business", "expires"),
)

# One row for every minute of every claim: the primary key is how the database itself refuses an overlap.
# Minutes, because hours, durations and buffers are whole minutes: wider cells would refuse 9:33 after an end at 9:33.
claimed_minutes = Table(
    "claimed_minutes",
    metadata,
    Column("business", String, primary_key=True),
    Column("host", String, primary_key=True),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("key", String, nullable=False),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("claim", String),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("request", Text, nullable=False),
    Column("calendar_token", String, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("business", "key"),
    Index(None, "business", "start"),
    Index(None, "business", "phone", "start"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("number", Sequence, primary_key=True),
    Column("id", String, nullable=False),
    Column("business", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("updated", Instant, nullable=False),
    Column("done", Boolean, nullable=False),
    UniqueConstraint("id"),
    Index(None, "business", "channel", "sender", "number"),
    Index(None, "business", "updated"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("event", Text, nullable=False),
    Column("acts", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("business", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("sender", String, primary_key=True),
    Column("delivery", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Index(None, "conversation"),
)

intents = Table(
    "intents",
    metadata,
    Column("business", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("conversation", String, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("created", Instant, nullable=False),
    Column("settled", Instant),
    Index(None, "conversation"),
    Index(None, "business", "settled", "created"),
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("number", Sequence, primary_key=True),
    Column("business", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("created", Instant, nullable=False),
    Column("phone", String),
    Column("name", String, nullable=False),
    Column("summary", Text, nullable=False),
    Index(None, "business", "created"),
    Index(None, "conversation"),
)
