"""`frontdesk export` and `frontdesk import`: all data of a business, as lines of JSON."""

from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed

if TYPE_CHECKING:
    from frontdesk.database.export_format import Header

EXPORT_EXAMPLES = (
    "frontdesk export --output everything.jsonl",
    "frontdesk export --business harbour-physio | gzip > harbour-physio.jsonl.gz",
)
IMPORT_EXAMPLES = (
    "frontdesk import everything.jsonl",
    "FRONTDESK_DATABASE_URL=postgresql://frontdesk:secret@db.example.com/frontdesk frontdesk import everything.jsonl",
)


def export(
    business: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this one; may be repeated.")] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="A new file; else standard output.")] = None,
) -> None:
    """Write all data of the businesses as lines of JSON, for people to read and for `frontdesk import`.

    Bookings with their history, claims, blocks, wishes, conversations, call-backs: as they are at one moment, while
    Frontdesk goes on serving. It is personal data; keep the file as you keep the database.
    """
    import asyncio
    import shutil
    import sys
    from tempfile import TemporaryFile

    from frontdesk.commands.files import new_file

    businesses = business or []
    if output is not None:
        with new_file(output) as part, part.open("wb") as out:
            header = asyncio.run(_export(businesses, out))
    else:
        # Not at once to the output: who reads it slowly would keep the transaction open.
        with TemporaryFile() as out:
            header = asyncio.run(_export(businesses, out))
            out.seek(0)
            shutil.copyfileobj(out, sys.stdout.buffer)
    print(f"Exported {_told(header)}.", file=sys.stderr)


def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="What `frontdesk export` wrote."),
    ],
) -> None:
    """Read what `frontdesk export` wrote into a database that has nothing of these businesses.

    All of it or, with the reason, nothing: what is not whole, is there already, or contradicts itself is refused. Also
    moves a business from SQLite to PostgreSQL, or back: docs/operations.md.
    """
    import asyncio

    print(f"Imported {_told(asyncio.run(_import(file)))}.")


def _told(header: "Header") -> str:
    some = ", ".join(f"{name} {number}" for name, number in header.rows.items() if number)
    return f"{', '.join(header.businesses)}: {some}"


async def _export(businesses: list[str], out: IO[bytes]) -> "Header":
    from frontdesk.conversations.clock import system_clock
    from frontdesk.database.engine import look_at, open_database
    from frontdesk.database.migrate import schema
    from frontdesk.database.transfer import write_out
    from frontdesk.settings import read_settings

    url = read_settings().database_url
    if not await look_at(url, schema):
        raise CommandFailed("There is no database yet; set FRONTDESK_DATABASE_URL to the one to export")
    database = await open_database(url)
    try:
        return await database.read(lambda connection: write_out(connection, businesses, system_clock(), out))
    finally:
        await database.close()


async def _import(file: Path) -> "Header":
    from sqlalchemy import Connection

    from frontdesk.database.engine import open_database
    from frontdesk.database.transfer import read_in
    from frontdesk.settings import read_settings

    def read(connection: Connection) -> "Header":
        with file.open("rb") as lines:
            return read_in(connection, lines)

    database = await open_database(read_settings().database_url)
    try:
        return await database.write(read)
    finally:
        await database.close()
