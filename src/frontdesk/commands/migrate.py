"""`frontdesk migrate`: brings the database to this version's tables."""

EXAMPLES = (
    "frontdesk migrate",
    "FRONTDESK_DATABASE_URL=sqlite:///bookings.db frontdesk migrate",
    "FRONTDESK_DATABASE_URL=postgresql://frontdesk:secret@db.example.com/frontdesk frontdesk migrate",
)


def migrate() -> None:
    """Make the tables, or bring them up to date.

    Serving does so by itself; this is for doing it beforehand. The database is FRONTDESK_DATABASE_URL, else
    sqlite:///frontdesk.db.
    """
    import asyncio

    from frontdesk.database.engine import open_database
    from frontdesk.settings import read_settings

    settings = read_settings()

    async def open_and_close() -> str:
        database = await open_database(settings.database_url)
        await database.close()
        return database.name

    print(f"The database {asyncio.run(open_and_close())} is up to date.")
