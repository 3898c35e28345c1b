"""`frontdesk erase`: what is kept of one number is gone, on both databases, and nobody else's is."""

import asyncio

from sqlalchemy import Connection, select
from tests.commands.running import fails, run_here
from tests.conversations.desk import Office, open_office

from frontdesk.database.engine import open_database
from frontdesk.database.schema import metadata

ADA, BO = ("Ada Example", "020 7946 0123"), ("Bo Sample", "020 7946 0177")
BOOKING = ("A follow-up in person {day} at ten please, I'm {name}, {phone}", "skip", "skip", "yes")
MESSAGE = ("please tell Daniel I need the invoice", "yes", "{name}", "{phone}")
WAITING = ("put me on the waiting list for a sports massage on Sunday", "{name}", "{phone}", "yes")


async def talk(office: Office, lines: tuple[str, ...], sender: str, who: tuple[str, str], day: str) -> None:
    for line in lines:
        await office.say(line.format(name=who[0], phone=who[1], day=day), sender)


async def fill(url: str) -> None:
    """Two customers with an appointment, a message and a wish each."""
    async with open_office(url) as office:
        for who, day in ((ADA, "Tuesday"), (BO, "Wednesday")):
            for number, lines in enumerate((BOOKING, MESSAGE, WAITING)):
                await talk(office, lines, f"{day}-{number}", who, day)


async def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""

    def read(connection: Connection) -> dict[str, list[str]]:
        return {
            table.name: [str(tuple(row)) for row in connection.execute(select(table))]
            for table in metadata.sorted_tables
        }

    database = await open_database(url)
    try:
        return await database.read(read)
    finally:
        await database.close()


async def erase(url: str, *arguments: str, now: str) -> str:
    done = await asyncio.to_thread(lambda: run_here("erase", *arguments, FRONTDESK_DATABASE_URL=url, FRONTDESK_NOW=now))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


async def test_nothing_is_left_of_a_number_and_everything_of_others(database_url: str) -> None:
    await fill(database_url)
    before = await rows(database_url)
    told = await erase(database_url, "--phone", "+442079460123", now="2026-03-06T09:00")
    assert told == (
        "harbour-physio: erased 3 conversations, 1 message or request to call back, 1 place on the waiting list and "
        "0 appointments that were over or cancelled.\n"
        "harbour-physio: 1 appointment that lies ahead is kept; erase again when it is over or cancelled.\n"
    )
    between = await rows(database_url)
    assert [name for name, kept in between.items() if any("442079460123" in row or "Ada" in row for row in kept)] == [
        "bookings"
    ]
    told = await erase(database_url, "--phone", ADA[1], now="2026-04-06T09:00")  # as it is written there
    assert "and 1 appointment that was over or cancelled." in told
    after = await rows(database_url)
    assert not [row for kept in after.values() for row in kept if "442079460123" in row or "Ada" in row]
    for name in ("bookings", "waitlist", "callbacks", "conversations", "turns"):
        of_bo = [row for row in before[name] if "442079460177" in row]
        assert of_bo, name
        assert set(of_bo) <= set(after[name]), "nobody else's"
    again = await erase(database_url, "--phone", "+442079460123", now="2026-04-06T09:00")
    assert again.startswith("harbour-physio: erased 0 conversations, 0 messages")


def test_what_is_no_number_is_refused() -> None:
    fails(run_here("erase", "--phone", "Ada", FRONTDESK_DATABASE_URL="sqlite://"), "is not a phone number")
