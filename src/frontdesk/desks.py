"""Puts a business's desk together: over our own booking core, or over a vendor's system, whose terms it follows."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.channels.desk import BackOffice, Desk, Notices
from frontdesk.conversations.ports import Clock, SystemDown
from frontdesk.conversations.runner import Receptionist
from frontdesk.conversations.voicing import Voicing
from frontdesk.database.engine import Database
from frontdesk.hiring import choose_proposer, give_voice, hire, spoken_lines
from frontdesk.languages import Language
from frontdesk.model.booking_system import as_allowed, misfits
from frontdesk.model.business import Business, SystemSection
from frontdesk.settings import Settings, SettingsError
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.vendors import reach

Chore = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """What all businesses share."""

    languages: Mapping[str, Language]
    database: Database
    store: DatabaseConversations
    clock: Clock
    settings: Settings
    public_url: str | None
    """Where the world reaches us; without it no links are given."""


@dataclass(slots=True)
class Room:
    """One business: its desk, which may be replaced, and what is to be done for it."""

    desk: Desk
    chores: list[Chore] = field(default_factory=list)
    """Now and then, the first time before anybody is served."""
    close: Chore | None = None
    """In the end."""


class Desks(Mapping[str, Desk]):
    """The desks as they are now, by id of their business."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self._rooms = {room.desk.business.id: room for room in rooms}

    def __getitem__(self, business: str) -> Desk:
        return self._rooms[business].desk

    def __iter__(self) -> Iterator[str]:
        return iter(self._rooms)

    def __len__(self) -> int:
        return len(self._rooms)


def open_room(business: Business, house: House) -> Room:
    """Raises `ProfileError` or `SettingsError`."""
    section = business.booking_system
    return _embedded(business, house) if section is None else _remote(business, section, house)


def _embedded(business: Business, house: House) -> Room:
    voicing = _voicing(business, house)
    system = EmbeddedBookingSystem(house.database, business, house.clock, write_invite=voicing.write_invite)
    office = BackOffice(system, voicing.write_invite, voicing.written)
    room = Room(replace(_desk(business, voicing, system, house), office=office))
    room.chores = [lambda: _settle(room), system.tidy, lambda: _forget(business, house, system)]
    return room


def _remote(business: Business, section: SystemSection, house: House) -> Room:
    """The desk is there at once, by what the profile says; it follows the vendor's terms as soon as they are read."""
    vendor = reach(business, section, house.settings)
    at_first = as_allowed(business, vendor.capabilities, {})
    voicing = _voicing(at_first, house)
    system = RemoteBookingSystem(vendor, house.database, business, house.clock, write_invite=voicing.write_invite)
    notices = _notices(business, section, system, house.settings)

    def desk_for(allowed: Business, voicing: Voicing) -> Desk:
        return replace(_desk(allowed, voicing, system, house), known=system, notices=notices)

    room = Room(desk_for(at_first, voicing), close=system.close)

    async def follow_terms() -> None:
        """What it does not say now, it says another time; until then the desk stays as it is."""
        try:
            terms = await system.terms()
        except SystemDown as error:  # its message is for an integrator, and of no caller
            log.error("%s", error, extra={"business": business.id})
            return
        for fault in misfits(business, terms):
            log.error("%s", fault, extra={"business": business.id})
        allowed = as_allowed(business, system.capabilities, terms)
        if allowed != room.desk.business:
            room.desk = desk_for(allowed, _voicing(allowed, house))

    room.chores = [follow_terms, lambda: _settle(room), system.tidy, lambda: _forget(business, house, system)]
    return room


def _desk(
    business: Business, voicing: Voicing, system: EmbeddedBookingSystem | RemoteBookingSystem, house: House
) -> Desk:
    """What a desk is over any booking system."""
    proposer = choose_proposer(business, house.settings)
    return Desk(
        business=business,
        receptionist=hire(business, voicing, system, house.store, house.clock, proposer),
        booking_system=system,
        spoken=spoken_lines(voicing, business, house.clock()),
        chat_token=_chat_token(business, house.settings),
        twilio_token=_twilio_token(business, house.settings),
        holds=system.held,
    )


async def _settle(room: Room) -> None:
    """By whoever is at the desk now."""
    receptionist = room.desk.receptionist
    assert isinstance(receptionist, Receptionist)
    await receptionist.settle()


def _voicing(business: Business, house: House) -> Voicing:
    return give_voice(business, house.languages, house.public_url)


def _chat_token(business: Business, settings: Settings) -> str | None:
    name = business.doors.chat.token_env
    token = settings.secret(name)
    if name and token is None:
        raise SettingsError(
            f"{business.id} asks chats for a token in {name}, which is not set; set it in the environment"
        )
    return token


def _twilio_token(business: Business, settings: Settings) -> str | None:
    return settings.secret(business.doors.twilio.auth_token_env) if business.doors.twilio else None


def _notices(
    business: Business, section: SystemSection, system: RemoteBookingSystem, settings: Settings
) -> Notices | None:
    """Raises `SettingsError` for a path that could be guessed."""
    path = webhook_path(business, section, settings)
    return Notices(path, system.noticed) if path else None


def webhook_path(business: Business, section: SystemSection, settings: Settings) -> str | None:
    """What nobody can guess of the address that the booking system calls; None where it is not listened to.

    Raises `SettingsError` for one that could be guessed.
    """
    name = section.webhook_path_env
    path = settings.secret(name)
    if name is None:
        return None
    if path is None or len(path) < 16 or "/" in path:
        raise SettingsError(
            f"{business.id} listens to its booking system under a path in {name}, which must be set to 16 characters "
            "or more, none of them a slash; make one with: openssl rand -hex 16"
        )
    return path


async def _forget(business: Business, house: House, system: EmbeddedBookingSystem | RemoteBookingSystem) -> None:
    """Deletes conversations and bookings that are older than the business keeps them."""
    before = house.clock() - timedelta(days=business.policy.retention_days)
    await house.store.forget(business.id, before)
    await system.forget(before)
