"""Brings a database to this version's schema, inside one transaction: half a migration is no migration."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from frontdesk.database.failures import DatabaseFailed

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade_to_head(connection: Connection) -> None:
    """Applies the migrations that are missing. Raises `DatabaseFailed` for a schema newer than this version's."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    known = {script.revision for script in scripts.walk_revisions()}
    present = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := sorted(present - known):
        raise DatabaseFailed(
            f"The database has schema {', '.join(unknown)}, which this version of Frontdesk does not know: "
            "run the newer version that wrote it, or restore a backup from before."
        )
    if present != set(scripts.get_heads()):
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
