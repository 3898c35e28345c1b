"""Appointments that live in another booking system: how to get at them there, what was tried, what is held of it.

Revision 4, after the third release.
"""

from alembic import op

from frontdesk.database.migrations.columns import index, integer, key, long_text, text

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vendor_references",
        text("booking"),
        text("business"),
        text("reference"),
        key("vendor_references", "booking"),
    )
    index("vendor_references", "business", "reference")
    op.create_table(
        "attempts",
        text("business"),
        text("key"),
        text("fingerprint"),
        text("phone"),
        integer("start"),
        long_text("request"),
        integer("begun"),
        integer("given_up", nullable=True),
        text("booking", nullable=True),
        key("attempts", "business", "key"),
    )
    index("attempts", "business", "phone", "start")
    op.create_table(
        "vendor_holds",
        text("id"),
        text("business"),
        text("thing"),
        integer("start"),
        integer("end"),
        text("holder"),
        long_text("opening"),
        integer("expires"),
        key("vendor_holds", "id"),
    )
    index("vendor_holds", "business", "thing", "start")
    index("vendor_holds", "business", "expires")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward: restore a backup to go back.")
