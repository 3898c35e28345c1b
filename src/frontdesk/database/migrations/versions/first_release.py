"""The tables of the first release.

Revision 1, after nothing.
"""

import sqlalchemy as sa
from alembic import op

from frontdesk.database.migrations.columns import SEQUENCE, data, index, integer, key, long_text, small, text, unique

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        text("id"),
        text("business"),
        text("host"),
        integer("first_minute"),
        integer("end_minute"),
        text("holder"),
        integer("created"),
        integer("expires", nullable=True),
        key("claims", "id"),
    )
    index("claims", "business", "host", "first_minute")
    index("claims", "business", "expires")
    op.create_table(
        "claimed_minutes",
        text("business"),
        text("host"),
        integer("minute"),
        key("claimed_minutes", "business", "host", "minute"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bookings",
        text("id"),
        text("business"),
        text("key"),
        text("status"),
        small("revision"),
        text("claim", nullable=True),
        integer("start"),
        integer("end"),
        text("time_zone"),
        text("phone"),
        long_text("request"),
        text("calendar_token"),
        integer("created"),
        key("bookings", "id"),
        unique("bookings", "business", "key"),
    )
    index("bookings", "business", "start")
    index("bookings", "business", "phone", "start")
    op.create_table(
        "conversations",
        sa.Column("number", SEQUENCE, nullable=False),
        text("id"),
        text("business"),
        text("channel"),
        text("sender"),
        small("version"),
        data("state"),
        integer("updated"),
        sa.Column("done", sa.Boolean(), nullable=False),
        key("conversations", "number"),
        unique("conversations", "id"),
    )
    index("conversations", "business", "channel", "sender", "number")
    index("conversations", "business", "updated")
    op.create_table(
        "turns",
        text("conversation"),
        small("number"),
        integer("at"),
        long_text("event"),
        long_text("acts"),
        key("turns", "conversation", "number"),
    )
    op.create_table(
        "deliveries",
        text("business"),
        text("channel"),
        text("sender"),
        text("delivery"),
        text("conversation"),
        data("reply"),
        key("deliveries", "business", "channel", "sender", "delivery"),
    )
    index("deliveries", "conversation")
    op.create_table(
        "intents",
        text("business"),
        text("key"),
        text("conversation"),
        data("request"),
        integer("created"),
        integer("settled", nullable=True),
        key("intents", "business", "key"),
    )
    index("intents", "conversation")
    index("intents", "business", "settled", "created")
    op.create_table(
        "callbacks",
        sa.Column("number", SEQUENCE, nullable=False),
        text("business"),
        text("conversation"),
        integer("created"),
        text("phone", nullable=True),
        text("name"),
        long_text("summary"),
        key("callbacks", "number"),
    )
    index("callbacks", "business", "created")
    index("callbacks", "conversation")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward: restore a backup to go back.")
