"""Cal.com as a `Vendor`. An appointment's reference is its `uid`; after a move it is another one, and an old one that
somebody moved behind our back leads to the new one (`rescheduledToUid`)."""

from asyncio import sleep
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from frontdesk.booking_systems.calcom.account import Account
from frontdesk.booking_systems.calcom.event_types import EventType, lengths_to_choose, location_for
from frontdesk.booking_systems.calcom.notices import booking_in
from frontdesk.booking_systems.calcom.openings import find_openings
from frontdesk.booking_systems.calcom.settings import Counterpart, Settings
from frontdesk.booking_systems.calcom.terms import Asked, terms_of
from frontdesk.booking_systems.calcom.wire import Booking, create_body, field_answers, reading_of, utc
from frontdesk.booking_systems.remote.connection import Connection, Headers, Limits
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.booking_system import Capabilities, Notices, ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.change import Refusal

Sleep = Callable[[float], Awaitable[None]]


class Calcom:
    """Implements `Vendor` for one account. Anonymous access can only do what Cal.com lets anybody do."""

    def __init__(
        self,
        account: Account,
        settings: Settings,
        business: Business,
        counterparts: Sequence[Counterpart],
        webhook_secret: str | None = None,
    ) -> None:
        self._account = account
        self._settings = settings
        self._business = business
        self._counterparts = {one.event_type: one for one in counterparts}
        self._webhook_secret = webhook_secret

    @property
    def capabilities(self) -> Capabilities:
        services, known = self._settings.services.values(), self._settings.access != "none"
        return Capabilities(
            tells_terms=bool(self._settings.usernames),
            names_hosts=any(service.event_types for service in services),
            phone_only=True,
            chooses_channel=True,
            invite=False,  # a title is made by the event type's own template
            answers=all(service.notes_field for service in services),
            pends=True,
            reads=True,
            looks_up=known,
            finds=known,
            cancels=True,
            moves=True,
            notices=Notices.SIGNED if self._webhook_secret else Notices.UNSIGNED,
            moves_make_another=True,
        )

    async def terms(self) -> Mapping[str, ServiceTerms]:
        kinds = await self._account.read_kinds()
        return {
            service.id: terms_of(
                Asked(
                    service,
                    self._settings.services[service.id],
                    self._business.reason_policy(service),
                    self._settings.phone_field,
                ),
                [(one.host, kinds.get(one.event_type)) for one in self._of(service.id)],
            )
            for service in self._business.services
        }

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        service = self._business.service(search.service)
        return await find_openings(self._account, service, self._of(service.id), search, instead_of)

    async def create(self, request: BookingRequest, key: str) -> Reading:
        counterpart = self._counterpart_of(request.opening)
        kind = (await self._account.known_kinds()).get(counterpart.event_type)
        booking = await self._account.create(self._body(request, key, counterpart, kind))
        if not booking.stands:
            raise BookingRejected("Cal.com: make a booking: it was turned down at once.")
        return self._reading(booking)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        """By the key in its `metadata`, so `since` is not needed. One that was moved meanwhile is told as it was made:
        the next reading finds the move."""
        opening = request.opening
        found, complete = await self._account.bookings(
            [
                ("eventTypeId", str(self._counterpart_of(opening).event_type)),
                ("afterStart", utc(opening.start - timedelta(minutes=1))),
                ("beforeEnd", utc(opening.end + timedelta(days=1))),  # it may have become longer than we asked for
            ]
        )
        ours = [one for one in found if one.is_marked(key) and opening.starts_at(one.start)]
        if not ours:
            if not complete:
                raise SystemDown("Cal.com lists more bookings around that time than can be looked through.")
            return None
        made = next((one for one in ours if one.stands), ours[0])
        if made.stands or made.rescheduled_to_uid is None:
            return self._reading(made)
        now = await self._account.booking(made.uid)
        return replace(self._reading(now or made), reference=made.uid, start=made.start, end=made.end)

    async def read(self, reference: str) -> Reading | None:
        booking = await self._account.booking(reference)
        return None if booking is None else self._reading(booking)

    async def find(self, phone: str) -> Sequence[Reading]:
        """Among all that lie ahead, as bookings cannot be listed by phone number: 2 to 8 requests, and of more than
        1000 confirmed or 1000 unconfirmed ones, the first that are listed."""
        found: list[Booking] = []
        for status in ("upcoming", "unconfirmed"):
            found += (await self._account.bookings([("status", status)]))[0]
        readings = (self._reading(one) for one in found if one.stands)
        return [one for one in readings if one.phone == phone]

    async def cancel(self, reference: str, reason: str) -> Reading:
        booking = await self._existing(reference, "cancel a booking")
        if not booking.stands:
            return self._reading(booking)
        try:
            done = await self._account.cancel(booking.uid, reason or self._settings.cancellation_reason)
        except BookingRejected:
            now = await self._account.booking(booking.uid)
            if now is None or now.stands:
                raise
            return self._reading(now)  # somebody else was faster
        if done.stands:
            raise OutcomeUnknown("Cal.com: cancel a booking: it took it, and tells that the booking stands.")
        return self._reading(done)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        """Within its event type: to another host it is not moved, and it stays as long as it is."""
        opening = request.opening
        booking = await self._existing(reference, "move a booking")
        if not booking.stands:
            raise BookingRejected("Cal.com: move a booking: it is cancelled.", Refusal.OVER)
        if self._counterpart_of(opening).event_type != booking.event_type.id:
            raise BookingRejected("Cal.com: move a booking: not to another event type.", Refusal.NOT_BY_CALLER)
        if booking.end.timestamp() - booking.start.timestamp() != opening.minutes * 60:
            raise BookingRejected("Cal.com: move a booking: it keeps its length.", Refusal.NOT_BY_CALLER)
        if opening.starts_at(booking.start):
            return self._reading(booking)  # an earlier move arrived whose answer did not
        moved = await self._account.move(booking.uid, opening.start)
        if not moved.stands:
            raise OutcomeUnknown("Cal.com: move a booking: it took it, and tells that the booking is cancelled.")
        return self._reading(moved)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return booking_in(headers, body, self._webhook_secret)

    async def close(self) -> None:
        await self._account.close()

    def _body(
        self, request: BookingRequest, key: str, counterpart: Counterpart, kind: EventType | None
    ) -> dict[str, object]:
        """Raises `BookingRejected` for what the event type would refuse, or change without a word."""
        ours, phone_field = self._settings.services[counterpart.service], self._settings.phone_field
        location = location_for(request.channel, kind, ours)
        if location is None:
            raise BookingRejected(f"Cal.com: make a booking: its event type has no location for {request.channel}.")
        email = request.attendee.email
        if kind is not None and kind.needs_email(phone_field) and email is None:
            raise BookingRejected("Cal.com: make a booking: its event type needs an e-mail address.")
        choice = lengths_to_choose(kind, self._business.service(counterpart.service))
        if choice and request.opening.minutes not in choice:
            raise BookingRejected("Cal.com: make a booking: its event type has no such length.")
        notes = ours.notes_field if kind is None or kind.field(ours.notes_field) else None
        return create_body(
            request,
            key,
            counterpart.event_type,
            location=location,
            length=request.opening.minutes if choice else None,
            email=None if kind is not None and kind.overwrites_email(phone_field) else email,
            zone=self._business.time_zone,
            languages=self._settings.languages,
            answers=field_answers(request, ours.fields, notes),
        )

    async def _existing(self, reference: str, what: str) -> Booking:
        booking = await self._account.booking(reference)
        if booking is None:
            raise BookingRejected(f"Cal.com: {what}: there is no such booking any more.", Refusal.UNKNOWN)
        return booking

    def _of(self, service: str) -> list[Counterpart]:
        return [one for one in self._counterparts.values() if one.service == service]

    def _counterpart_of(self, opening: Opening) -> Counterpart:
        found = next((one for one in self._of(opening.service) if one.host == opening.host), None)
        if found is None:
            raise BookingRejected("Cal.com: the profile names no event type for this service with this host any more.")
        return found

    def _reading(self, booking: Booking) -> Reading:
        id = booking.event_type.id
        return reading_of(booking, self._counterparts.get(id), self._account.kinds.get(id))


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Raises `ValidationError` or `ValueError` for settings that cannot be used, saying what to do."""
    chosen = Settings.model_validate(dict(settings))
    return assemble(business, chosen, secret, chosen.limits)


def assemble(business: Business, settings: Settings, secret: Secret, limits: Limits, sleep: Sleep = sleep) -> Calcom:
    """Raises `ValueError` where settings and profile do not fit. Nothing is asked of Cal.com yet."""
    counterparts = settings.counterparts(business)
    proof, named = _proof(settings, secret)

    async def authorize(renew: bool) -> Headers:
        if renew:  # a key does not run out, and how an access token is renewed is not documented
            raise Misconfigured(f"Cal.com refuses us; look at {named}.")
        return proof

    connection = Connection("Cal.com", settings.base_url, authorize, limits, sleep)
    webhook_secret = secret(settings.webhook_secret_env) if settings.webhook_secret_env else None
    account = Account(connection, settings, frozenset(one.event_type for one in counterparts))
    return Calcom(account, settings, business, counterparts, webhook_secret)


def _proof(settings: Settings, secret: Secret) -> tuple[Headers, str]:
    """The headers that say who we are, and where they are from."""
    match settings.access:
        case "key":
            return {"Authorization": f"Bearer {secret(settings.api_key_env)}"}, settings.api_key_env
        case "client":
            id, key = secret(settings.client_id_env), secret(settings.client_secret_env)
            named = f"{settings.client_id_env} and {settings.client_secret_env}"
            return {"x-cal-client-id": id, "x-cal-secret-key": key}, named
        case "none":
            return {}, 'booking_system.access, which is "none"'
