"""`frontdesk migrate`: brings the database to this version's tables."""

EXAMPLES = (
    "frontdesk migrate",
    "FRONTDESK_DATABASE_URL=sqlite:///bookings.db frontdesk migrate",
)


def migrate() -> None:
    """Make the tables, or bring them up to date.

    Serving does so by itself; this is for doing it beforehand. The database is FRONTDESK_DATABASE_URL, else
    sqlite:///frontdesk.db.
    """
    from frontdesk.database.engine import upgrade
    from frontdesk.settings import read_settings

    settings = read_settings()
    upgrade(settings.database_url)
    print(f"{settings.database_url} is up to date.")
