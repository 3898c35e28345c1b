"""`frontdesk migrate`: brings the database to this version's tables."""

from typing import Annotated

import typer

EXAMPLES = (
    "frontdesk migrate",
    "frontdesk migrate --check",
    "FRONTDESK_DATABASE_URL=postgresql://frontdesk:secret@db.example.com/frontdesk frontdesk migrate",
)


def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if there is something to do.")
    ] = False,
) -> None:
    """Make the tables, or bring them up to date, and say from which schema to which.

    Serving does so by itself; this is for doing it beforehand. The database is FRONTDESK_DATABASE_URL, else
    sqlite:///frontdesk.db.
    """
    import asyncio

    from frontdesk.settings import read_settings

    url = read_settings().database_url
    name, before, after = asyncio.run(_migrate(url, check))
    if before == after:
        print(f"{name} is up to date, at schema {after}.")
    elif check:
        print(
            f"{name} is {f'at schema {before}' if before else 'not made yet'}; frontdesk migrate brings it to {after}."
        )
        raise typer.Exit(1)
    else:
        print(f"{name} is {f'brought from schema {before} to {after}' if before else f'made, at schema {after}'}.")


async def _migrate(url: str, only_look: bool) -> tuple[str, str, str]:
    """What to call the database, the schema that was there, empty for none, and this version's."""
    from frontdesk.database.engine import look_at, open_database, read_url
    from frontdesk.database.migrate import newest, sound_schema

    before = await look_at(url, sound_schema) or ""
    if not only_look:
        await (await open_database(url)).close()
    return read_url(url).render_as_string(), before, newest()
