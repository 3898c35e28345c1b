"""`frontdesk erase`: deletes what is kept of one phone number."""

from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed
from frontdesk.commands.options import Profile, environment_with
from frontdesk.commands.stored import DatabaseUrl

if TYPE_CHECKING:
    from frontdesk.booking_systems.ledger.work import Erased
    from frontdesk.conversations.ports import Clock
    from frontdesk.database.engine import Database
    from frontdesk.model.business import Business
    from frontdesk.settings import Settings
    from frontdesk.stores import conversations

EXAMPLES = (
    'frontdesk erase --phone "+44 20 7946 0123"',
    "frontdesk erase --phone 02079460123 --profile my-business.toml --database-url sqlite:///frontdesk.db",
)


def erase(
    phone: Annotated[str, typer.Option(metavar="NUMBER", help="Whose data; without +, a number of the business's.")],
    profile: Profile = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Delete for good what is kept of somebody's phone number, and say what it was.

    Conversations in which they called from it or gave it, with messages and requests to call back; places on the
    waiting list; appointments that are over or cancelled. An appointment that lies ahead is kept: cancel it first. What
    was exported or backed up before still has it.
    """
    import asyncio

    from frontdesk.settings import read_settings

    settings = read_settings(environment_with(profile=profile, database_url=database_url))
    for line in asyncio.run(_erase(settings, phone)):
        print(line)


async def _erase(settings: "Settings", text: str) -> list[str]:
    from frontdesk.app import choose_clock
    from frontdesk.database.engine import look_at, open_database
    from frontdesk.database.migrate import schema
    from frontdesk.profiles import load_profiles
    from frontdesk.stores.conversations import DatabaseConversations

    businesses = load_profiles(settings.profile)
    phones = {business.id: _e164(text, business) for business in businesses}
    if not await look_at(settings.database_url, schema):
        raise CommandFailed("There is no database yet; set FRONTDESK_DATABASE_URL to the one it is stored in")
    database = await open_database(settings.database_url)
    try:
        store, lines = DatabaseConversations(database), []
        for business in businesses:
            clock = choose_clock(settings.now, business)
            booked = await _erase_bookings(business, database, clock, phones[business.id])
            said = await store.erase(business.id, phones[business.id])
            lines += _told(business, booked, said)
        return lines
    finally:
        await database.close()


async def _erase_bookings(business: "Business", database: "Database", clock: "Clock", phone: str) -> "Erased":
    """Those that are kept here: of a booking system of the business's own, what we know of it."""
    from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
    from frontdesk.booking_systems.ledger.tokens import random_token
    from frontdesk.booking_systems.ledger.units import Units
    from frontdesk.booking_systems.remote import retention

    if business.booking_system is None:
        return await EmbeddedBookingSystem(database, business, clock).erase(phone)
    units = Units(database, business, clock, random_token, None)
    return await units.write(lambda work: retention.erase(work, phone))


def _e164(text: str, business: "Business") -> str:
    """Raises CommandFailed for what is no whole number where the business is."""
    import phonenumbers

    from frontdesk.model.numbering import e164, read_number

    number = read_number(text, business.region)
    if number is None or not phonenumbers.is_possible_number(number):
        raise CommandFailed(f'"{text}" is not a phone number; write it with its country, like "+14155550123"')
    return e164(number)


def _told(business: "Business", booked: "Erased", said: "conversations.Erased") -> list[str]:
    erased = (
        _count(said.conversations, "conversation"),
        _count(said.callbacks, "message or request to call back", "messages or requests to call back"),
        _count(booked.entries, "place on the waiting list", "places on the waiting list"),
        _count(booked.bookings, "appointment that was over or cancelled", "appointments that were over or cancelled"),
    )
    lines = [f"{business.id}: erased {', '.join(erased[:-1])} and {erased[-1]}."]
    if booked.ahead:
        still = _count(booked.ahead, "appointment that lies ahead is", "appointments that lie ahead are")
        lines.append(f"{business.id}: {still} kept; erase again when it is over or cancelled.")
    if said.unsettled:
        still = _count(said.unsettled, "conversation is", "conversations are")
        lines.append(f"{business.id}: {still} kept until it is known whether something was booked; erase again later.")
    return lines


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"
