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

# What keeps a thing (a host, a room) busy: an appointment with its buffers, held (`expires` is set) or booked (it is
# not). One row for each thing that it needs. Seats of a group event share a `session`, one claim for each seat.
# `holder` is whose it is: a conversation's id, `waitlist:<entry>` or `booking:<id>`; claims of one holder may overlap.
claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    Column("thing", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("first_minute", BigInteger, nullable=False),
    Column("end_minute", BigInteger, nullable=False),
    Column("service", String, nullable=False),
    Column("start_minute", BigInteger, nullable=False),
    Column("finish_minute", BigInteger, nullable=False),
    Column("location", String, nullable=False),
    Column("session", String),
    Column("seat", Integer),
    Column("holder", String, nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant),
    UniqueConstraint("business", "thing", "session", "seat"),
    Index(None, "business", "thing", "first_minute"),
    Index(None, "business", "expires"),
)

# One row for every minute of every claim: the primary key is how the database itself refuses an overlap.
# Minutes, because hours, durations and buffers are whole minutes: wider cells would refuse 9:33 after an end at 9:33.
claimed_minutes = Table(
    "claimed_minutes",
    metadata,
    Column("business", String, primary_key=True),
    Column("thing", String, primary_key=True),
    Column("minute", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Time that the business keeps free. `thing` is empty for everything there is.
blocks = Table(
    "blocks",
    metadata,
    Column("id", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("key", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("first_minute", BigInteger, nullable=False),
    Column("end_minute", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("business", "key"),
    Index(None, "business", "end_minute"),
)

# `request` is what was booked, as JSON; the columns beside it are what bookings are looked up by.
bookings = Table(
    "bookings",
    metadata,
    Column("id", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("key", String, nullable=False),
    Column("fingerprint", String),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("claim", String),
    Column("service", String, nullable=False),
    Column("host", String, nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("ticket", String, nullable=False),
    Column("customer_reference", String, nullable=False),
    Column("resources", Text, nullable=False),
    Column("awaiting", String),
    Column("pending_until", Instant),
    Column("request", Text, nullable=False),
    Column("calendar_token", String, nullable=False),
    Column("secret_hash", String),
    Column("created", Instant, nullable=False),
    Column("changed", Instant),
    UniqueConstraint("business", "key"),
    Index(None, "business", "start"),
    Index(None, "business", "phone", "start"),
    Index(None, "business", "service", "start"),
    Index(None, "business", "pending_until"),
)

# A booking's history, one row for each revision. A change made under a key is made once.
changes = Table(
    "changes",
    metadata,
    Column("booking", String, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("business", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("what", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text),
    Column("key", String),
    Column("fingerprint", String),
    UniqueConstraint("business", "key"),
)

# Tries to get at somebody's appointment that failed: by whom, and about what (hashed).
failed_lookups = Table(
    "failed_lookups",
    metadata,
    Column("number", Sequence, primary_key=True),
    Column("business", String, nullable=False),
    Column("asker", String, nullable=False),
    Column("about", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "business", "asker", "at"),
    Index(None, "business", "about", "at"),
)

# `hold` is the claim that keeps the offer; `request` and `offer` are JSON.
waitlist = Table(
    "waitlist",
    metadata,
    Column("number", Sequence, primary_key=True),
    Column("id", String, nullable=False),
    Column("business", String, nullable=False),
    Column("key", String, nullable=False),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("service", String, nullable=False),
    Column("until", Instant, nullable=False),
    Column("phone", String, nullable=False),
    Column("request", Text, nullable=False),
    Column("joined", Instant, nullable=False),
    Column("offer", Text),
    Column("hold", String),
    Column("offer_until", Instant),
    Column("refused", Text, nullable=False),
    Column("booking", String),
    UniqueConstraint("id"),
    UniqueConstraint("business", "key"),
    Index(None, "business", "status", "number"),
)

# What a booking of another booking system takes to get at it there. It may be a credential.
vendor_references = Table(
    "vendor_references",
    metadata,
    Column("booking", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("reference", String, nullable=False),
    Index(None, "business", "reference"),
)

# A booking asked for at another booking system, from before the call until its outcome is known. `given_up` is when it
# was looked for and not found.
attempts = Table(
    "attempts",
    metadata,
    Column("business", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("start", Instant, nullable=False),
    Column("request", Text, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("given_up", Instant),
    Column("booking", String),
    Index(None, "business", "phone", "start"),
)

# What our own callers hold of another booking system's openings, so that no two of them are promised the same.
vendor_holds = Table(
    "vendor_holds",
    metadata,
    Column("id", String, primary_key=True),
    Column("business", String, nullable=False),
    Column("thing", String, nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("holder", String, nullable=False),
    Column("opening", Text, nullable=False),
    Column("expires", Instant, nullable=False),
    Index(None, "business", "thing", "start"),
    Index(None, "business", "expires"),
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
    Column("caller", String),
    UniqueConstraint("id"),
    Index(None, "business", "channel", "sender", "number"),
    Index(None, "business", "updated"),
    Index(None, "business", "caller", "updated"),
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
    Column("leased_until", Instant),
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
