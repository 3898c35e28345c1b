"""`frontdesk backup`: a copy of the SQLite file, while Frontdesk serves."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "frontdesk backup frontdesk-2026-03-05.db",
    "FRONTDESK_DATABASE_URL=sqlite:////srv/frontdesk/bookings.db frontdesk backup /backups/today.db",
)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; nothing is overwritten.")]) -> None:
    """Copy the SQLite database into a file, while Frontdesk goes on serving.

    Every booking that was acknowledged before is in it. The copy is checked before it gets its name. To go back to it,
    stop Frontdesk and put it where the database was: docs/operations.md. For PostgreSQL use its own pg_dump.
    """
    from frontdesk.commands.files import new_file
    from frontdesk.database.backup import back_up
    from frontdesk.settings import read_settings

    with new_file(file) as part:
        back_up(read_settings().database_url, part)
    print(f"{file} is a whole copy, and sound.")
