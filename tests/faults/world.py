"""A desk over a vendor's double, for one simulated call."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doubles.diary import Diary, Entry
from tests.doubles.serving import Double, Fault

from frontdesk.booking_systems.remote.client import RemoteBookingSystem
from frontdesk.channels.text.play import HandClock
from frontdesk.channels.text.staged import StagedBookingSystem
from frontdesk.conversations.ports import Callback, Clock, SystemDown
from frontdesk.conversations.runner import Receptionist
from frontdesk.database.engine import Database, open_database
from frontdesk.hiring import give_voice
from frontdesk.languages import Language
from frontdesk.model.booking import Attendee, Booking, BookingRequest, Invite, Search, Window
from frontdesk.model.booking_system import as_allowed
from frontdesk.model.business import Business
from frontdesk.model.caller import PersonName
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Medium, Utterance
from frontdesk.settings import read_settings
from frontdesk.simulation.world import World
from frontdesk.stores.conversations import DatabaseConversations
from frontdesk.vendors import reach

RATES: Mapping[Fault, float] = {
    Fault.RESET_BEFORE: 0.05,
    Fault.RESET_AFTER: 0.05,
    Fault.ERROR_BEFORE: 0.05,
    Fault.ERROR_AFTER: 0.05,
    Fault.TOO_MANY: 0.05,
    Fault.SLOW: 0.1,
}
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
MADE: list[TemporaryDirectory[str]] = []
EMAIL = "maria.lopez@example.com"


class Practice(Double):
    """A double that keeps its appointments in a diary."""

    diary: Diary

    def book_elsewhere(self, host: str, start: datetime) -> Entry:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class System:
    """How a vendor's system is set up for the practice. `section` is the profile's, given the double's address."""

    name: str
    double: Callable[[Clock], AbstractAsyncContextManager[Practice]]
    section: Callable[[str], Mapping[str, object]]
    books_at: str
    """Part of the path of the call that books."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    waiting: "System | None" = None
    """The same, where somebody at the practice confirms each booking; None: it knows no such thing."""
    otherwise: Mapping[str, str] = field(default_factory=dict)
    """Calls that go otherwise there, by name, and what it cannot do."""

    def profile(self, url: str, business: Business) -> Business:
        """The same business, its appointments at the double."""
        given = business.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return Business.model_validate({**given, "booking_system": {"kind": self.kind, **self.section(url)}})

    @property
    def kind(self) -> str:
        return self.name.partition(",")[0]


@dataclass(slots=True)
class VendorWorld(World):
    """The vendor works until the caller says the first word."""

    double: Practice = field(kw_only=True)
    system: RemoteBookingSystem = field(kw_only=True)
    store: DatabaseConversations = field(kw_only=True)
    clock: HandClock = field(kw_only=True)
    seed: int = field(kw_only=True)
    replies: list[Reply] = field(default_factory=list)
    others: set[int] = field(default_factory=set)
    """Entries of the diary that were not made by us."""

    async def say(self, utterance: Utterance) -> Reply:
        if not self.said:
            self.double.latency = 0.02
            self.double.faults.at_random(RATES, self.seed)
        reply = await World.say(self, utterance)
        self.replies.append(reply)
        return reply

    async def take(self, start: datetime) -> None:
        for host in self.double.diary.hosts:
            if self.double.diary.can_begin(host, start, 30):
                self.others.add(self.double.book_elsewhere(host, start).id)
        self.taken.append(start)

    async def book_earlier(self, start: datetime, name: str, phone: str, service: str) -> None:
        given, _, family = name.rpartition(" ")
        opening = (await self.core.at(start))[0]
        request = BookingRequest(
            opening=opening,
            hold=None,
            attendee=Attendee(PersonName(given, family), phone, EMAIL, "en"),
            channel=self.business.service(service).channels[0],
            place=phone,
            reason="",
            answers=(),
            invite=Invite("Check-up", ""),
            source="earlier",
        )
        await self.system.book(request, "earlier")

    async def afterwards(self) -> "Afterwards":
        """The vendor works again, time passes, and what was left open is settled."""
        self.double.faults.chances = None
        await self._is_let_through()
        await self.receptionist.end(self.key)
        for pause in (timedelta(minutes=3), timedelta(hours=2)):
            self.clock.now += pause
            await self.receptionist.settle()
        known: list[Booking] = []
        unreadable: set[str] = set()
        for booking in await self.bookings():
            try:
                known += filter(None, [await self.system.get(booking.id)])
            except SystemDown:  # Cubu does not say what became of an appointment that is not in its calendar any more
                unreadable.add(booking.id)
        ours = [entry for entry in self.double.diary.entries if entry.id not in self.others]
        tasks = await self.store.callbacks(self.business.id)
        return Afterwards(self.replies, known, unreadable, ours, tasks, list(self.double.complaints))

    async def _is_let_through(self) -> None:
        """A system that failed several times in a row is left alone for a while, of real time."""
        week = Search(self.business.services[0].id, Window(self.now, self.now + timedelta(days=7)))
        for seconds in (0.0, 21.0):
            await asyncio.sleep(seconds)
            with suppress(SystemDown):
                await self.system.openings(week)
                return


@dataclass(frozen=True, slots=True)
class Afterwards:
    """All there is to hold against each other."""

    replies: list[Reply]
    known: list[Booking]
    """What our ledger has, as the vendor says it is."""
    unreadable: set[str]
    """What our ledger has and the vendor says nothing of."""
    entries: list[Entry]
    """What the vendor has that was made by us."""
    tasks: list[Callback]
    complaints: list[str]


@asynccontextmanager
async def empty_database() -> AsyncIterator[Database]:
    """In memory, its tables copied: to make them takes longer than a call."""
    with TemporaryDirectory(dir=MEMORY) as folder:
        database = await open_database(f"sqlite:///{shutil.copy(await _with_tables(), folder)}")
        try:
            yield database
        finally:
            await database.close()


async def _with_tables() -> Path:
    if not MADE:
        MADE.append(TemporaryDirectory(dir=MEMORY))
        await (await open_database(f"sqlite:///{MADE[0].name}/made.db")).close()
    return Path(MADE[0].name) / "made.db"


@asynccontextmanager
async def open_vendor_world(
    system: System,
    practice: Business,
    languages: Mapping[str, Language],
    seed: int,
    now: datetime,
    locale: str,
    medium: Medium,
) -> AsyncIterator[VendorWorld]:
    clock, numbers = HandClock(now), count(1)
    async with system.double(clock) as double, empty_database() as database:
        business = system.profile(double.url, practice)
        section = business.booking_system
        assert section is not None
        vendor = reach(business, section, read_settings(system.secrets))
        remote = RemoteBookingSystem(vendor, database, business, clock)
        try:
            allowed = as_allowed(business, remote.capabilities, await remote.terms())
            voicing = give_voice(allowed, languages, None)
            core, store = StagedBookingSystem(remote, allowed, clock), DatabaseConversations(database)
            receptionist = Receptionist(allowed, voicing, core, store, clock, lambda: f"simulated-{next(numbers)}")
            yield VendorWorld(
                allowed,
                core,
                now,
                locale,
                medium,
                receptionist,
                [],
                double=double,
                system=remote,
                store=store,
                clock=clock,
                seed=seed,
            )
        finally:
            await remote.close()
