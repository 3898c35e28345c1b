"""Conversations are found by who called, so that a call that broke off can be taken up again.

Revision 3, after the second release.
"""

from alembic import op

from frontdesk.database.migrations.columns import index, text

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", text("caller", nullable=True))
    index("conversations", "business", "caller", "updated")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward: restore a backup to go back.")
