"""A business at vcita, as `Vendor`. How it is set up: docs/booking-systems/vcita.md."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.booking_systems.remote.connection import Connection, Headers
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.booking_systems.vcita import catalogue
from frontdesk.booking_systems.vcita.account import Account
from frontdesk.booking_systems.vcita.answers import AppointmentSaid, BookingSaid, status_of
from frontdesk.booking_systems.vcita.appointments import Diary
from frontdesk.booking_systems.vcita.booking import Booker
from frontdesk.booking_systems.vcita.catalogue import Catalogue
from frontdesk.booking_systems.vcita.openings import find_starts
from frontdesk.booking_systems.vcita.people import People
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.terms import Offer, offer_of, terms_of
from frontdesk.booking_systems.vcita.tokens import Tokens
from frontdesk.booking_systems.vcita.wire import appointment_of
from frontdesk.conversations.ports import BookingRejected, NeverKnown, SystemDown
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.booking_system import Capabilities, Notices, ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel

NAME = "vcita"
CLOCKS_APART = timedelta(minutes=1)
"""vcita's clock may be so far behind ours."""


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Asks vcita nothing yet. Raises `ValidationError` or `ValueError` with what to do, and what `secret` raises."""
    ours = VcitaSettings.model_validate(dict(settings))
    ours.require_fit(business)
    return Vcita(business, ours, secret)


class Vcita:
    """Implements `Vendor`."""

    def __init__(
        self,
        business: Business,
        settings: VcitaSettings,
        secret: Secret,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = lambda: asyncio.get_running_loop().time(),
    ) -> None:
        self._business = business
        self._settings = settings
        self._bare = Connection(NAME, settings.base_url, _nothing, settings.limits, sleep)
        tokens = Tokens(settings, secret, self._bare, now)
        self._account = Account(Connection(NAME, settings.base_url, tokens.authorize, settings.limits, sleep), tokens)
        self._people = People(self._account, settings, business.region)
        self._diary = Diary(self._account, settings, business.time_zone)
        self._booker = Booker(self._account, self._bare, self._people, settings, business.time_zone)
        self._catalogue: Catalogue | None = None

    @property
    def capabilities(self) -> Capabilities:
        sees = self._settings.sees_appointments
        checked = self._settings.booking == "checked"
        return Capabilities(
            tells_terms=True,
            names_hosts=True,
            phone_only=True,
            chooses_channel=False,
            invite=False,
            answers=checked,
            pends=True,
            reads=sees,
            looks_up=sees,
            finds=sees,
            cancels=sees,
            moves=sees,
            notices=Notices.UNSIGNED if sees else Notices.NONE,
        )

    async def terms(self) -> Mapping[str, ServiceTerms]:
        """Costs what `catalogue.load` does; openings and bookings go by what was read last."""
        return terms_of(self._business, self._settings, await self._load())

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """Costs a request for each channel of the service, and as many again for each further 30 days while there is
        nothing; one more for `instead_of`, of which only the host's own times are told: vcita moves to nobody else.
        """
        async with self._in_time("find openings"):
            offer, _ = await self._offer(search.service)
            if search.duration_minutes not in (None, offer.minutes):
                return []
            staff = {id: host for id, host in self._staff(search.service).items() if search.host in (None, host)}
            if instead_of is not None:
                moved = await self._diary.read(instead_of)
                its_own = (moved.staff_id or self._only_staff(search.service)) if moved else None
                staff = {id: host for id, host in staff.items() if id == its_own}
            if not staff:
                return []
            services = [listed.id for listed in offer.ways.values()]
            found = await find_starts(
                self._account, self._settings, services, list(staff), offer.minutes, search.window, instead_of
            )
        return [self._opening(search.service, staff[id], start, offer.minutes) for start, id in sorted(found)]

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """vcita keeps no key: `look_up` goes by who, with whom and when."""
        offer, known = await self._offer(request.opening.service)
        service = offer.ways.get(request.channel)
        if service is None:
            raise BookingRejected(f"vcita has no fit service for this by {request.channel}.")
        if request.opening.minutes != offer.minutes:
            raise BookingRejected("The service lasts longer or shorter at vcita than the opening.")
        said = await self._booker.book(request, service, known.forms.get(service.id, ()))
        return self._booked(said)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        """By the person (name, with number or e-mail address), the member of the staff and the start.

        Raises `NeverKnown` where nobody can say any more who that member was.
        """
        staff = self._settings.hosts.get(request.opening.host)
        if staff is None:  # the settings were others when it was asked for
            raise NeverKnown("What became of a booking cannot be looked up: its host is not in the profile any more.")
        async with self._in_time("look for a booking"):
            clients = await self._people.those_of(request.attendee)
            listed = await self._diary.of_clients(clients)
        for _, said in listed:
            made_before = said.created_at is not None and said.created_at < since - CLOCKS_APART
            if request.opening.starts_at(said.start_time) and said.staff_id in (staff, None) and not made_before:
                return self._reading(said)
        return None

    async def read(self, reference: str) -> Reading | None:
        said = await self._diary.read(reference)
        return self._reading(said) if said else None

    async def find(self, phone: str) -> Sequence[Reading]:
        """Those of all clients with the number. What service it is stands in an appointment's title, if anywhere."""
        async with self._in_time("find appointments"):
            known = self._catalogue or await self._load()
            clients = {client.id: client for client in await self._people.by_phone(phone)}
            listed = await self._diary.of_clients(list(clients))
        found: list[Reading] = []
        for client, said in listed:
            service, channel = self._way_of(said, known)
            who = clients[client].name
            found.append(replace(self._reading(said), service=service, channel=channel, name=who, phone=phone))
        return found

    async def cancel(self, reference: str, reason: str) -> Reading:
        """The reason is not told: vcita takes none here."""
        return self._reading(await self._diary.cancel(reference))

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        opening = request.opening
        staff, only_staff = self._settings.hosts[opening.host], self._only_staff(opening.service)
        return self._reading(await self._diary.move(reference, staff, only_staff, opening.start))

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """vcita signs nothing: any notice is a hint at most."""
        return appointment_of(body)

    async def close(self) -> None:
        await self._account.close()
        await self._bare.close()

    # --- theirs and ours

    async def _load(self) -> Catalogue:
        self._catalogue = await catalogue.load(self._account, self._settings)
        return self._catalogue

    async def _offer(self, service: str) -> tuple[Offer, Catalogue]:
        """Raises `SystemDown`, or `Misconfigured` for a service that cannot be booked at all."""
        known = self._catalogue or await self._load()
        offer = offer_of(self._business.service(service), self._settings, known)
        if not offer.ways:
            raise Misconfigured(f"vcita: {' '.join(offer.faults)}")
        return offer, known

    def _staff(self, service: str) -> Mapping[str, str]:
        """Who does a service: our id of the host by vcita's, in the order of the profile."""
        hosts = self._business.hosts_of(self._business.service(service))
        return {self._settings.hosts[host.id]: host.id for host in hosts}

    def _only_staff(self, service: str) -> str | None:
        """Who it must be where vcita does not say; None where it could be several."""
        staff = list(self._staff(service))
        return staff[0] if len(staff) == 1 else None

    def _host(self, staff: str | None) -> str:
        return next((host for host, id in self._settings.hosts.items() if id == staff), "")

    def _way(self, id: str | None) -> tuple[str, Channel | None]:
        """Which service of the profile one of vcita's is, and by which channel."""
        for service, theirs in self._settings.services.items():
            for channel, other in theirs.ids.items():
                if other == id:
                    return service, channel
        return "", None

    def _way_of(self, said: AppointmentSaid, known: Catalogue) -> tuple[str, Channel | None]:
        """The same of an appointment; without an id, by the one service whose name is the title."""
        named = [one.id for one in known.services.values() if one.name and one.name == said.title]
        return self._way(said.service_id or (named[0] if len(named) == 1 else None))

    def _opening(self, service: str, host: str, start: datetime, minutes: int) -> Opening:
        zone = self._business.zone
        return Opening(service, host, start.astimezone(zone), (start + timedelta(minutes=minutes)).astimezone(zone))

    def _booked(self, said: BookingSaid) -> Reading:
        service, channel = self._way(said.service_id)
        status, awaiting = status_of(said.status)
        end = said.start_time + timedelta(minutes=said.duration)
        host = self._host(said.staff_id)
        return Reading(said.id, status, said.start_time, end, awaiting, host, channel, service=service)

    def _reading(self, said: AppointmentSaid) -> Reading:
        service, channel = self._way(said.service_id)
        status, awaiting = status_of(said.state)
        host = self._host(said.staff_id)
        return Reading(said.id, status, said.start_time, said.end_time, awaiting, host, channel, service=service)

    @asynccontextmanager
    async def _in_time(self, what: str) -> AsyncIterator[None]:
        """Several questions for one answer: all of them together have the time of one."""
        try:
            async with asyncio.timeout(self._settings.limits.patience):
                yield
        except TimeoutError:
            raise SystemDown(f"vcita takes too long: {what}.") from None


async def _nothing(refused: bool) -> Headers:
    return {}
