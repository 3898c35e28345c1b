"""Cubu as a `Vendor`: what it can do as it is set up, and who does it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from frontdesk.booking_systems.cubu import openings, webhook
from frontdesk.booking_systems.cubu.calls import Calls
from frontdesk.booking_systems.cubu.changing import Changing
from frontdesk.booking_systems.cubu.making import Making
from frontdesk.booking_systems.cubu.openings import Hosts
from frontdesk.booking_systems.cubu.settings import CubuSettings
from frontdesk.booking_systems.cubu.tokens import Tokens
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.booking_system import Capabilities, Notices, ServiceTerms
from frontdesk.model.business import Business


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Asks nothing of Cubu yet. Raises `ValueError` (or `ValidationError`) with what to do."""
    its = CubuSettings.model_validate(dict(settings))
    its.require_fit(business)
    signed = its.webhook_secret_env
    calls = Calls(its, Tokens(its, secret(its.client_secret_env)))
    return Cubu(business, calls, secret(signed) if signed else None)


def capabilities_of(settings: CubuSettings) -> Capabilities:
    return Capabilities(
        tells_terms=True,
        names_hosts=bool(settings.hosts),
        phone_only=True,
        chooses_channel=True,
        invite=False,  # there is no field for it
        answers=settings.note_field_id is not None,
        pends=False,  # no state of waiting is documented
        reads=True,
        looks_up=True,
        finds=False,  # appointments are listed by calendar and day, not by person
        cancels=settings.cancel is not None,
        moves=settings.cancel is not None,
        notices=Notices.SIGNED if settings.webhook_secret_env else Notices.UNSIGNED,
    )


class Cubu:
    """Implements `Vendor`."""

    def __init__(self, business: Business, calls: Calls, webhook_secret: str | None = None) -> None:
        settings = calls.settings
        self._settings = settings
        self._webhook_secret = webhook_secret
        self._capabilities = capabilities_of(settings)
        self._hosts = Hosts(business, settings.hosts)
        self._calls = calls
        self._making = Making(self._calls, self._hosts, settings.default_country or business.region)
        self._changing = Changing(self._calls, self._hosts, self._making)

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def terms(self) -> Mapping[str, ServiceTerms]:
        told = {service: await openings.terms(self._calls, self._hosts, service) for service in self._settings.services}
        return {service: its for service, its in told.items() if its is not None}

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """What `instead_of` takes up stays taken: Cubu cannot say otherwise, and it is given up only at the end."""
        return await openings.search(self._calls, self._hosts, search)

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """The key is not left there: no field that can be read again takes it."""
        return await self._making.make(request)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        return await self._making.look_up(request, since)

    async def read(self, reference: str) -> Reading | None:
        return await self._changing.read(reference)

    async def find(self, phone: str) -> Sequence[Reading]:
        """Never asked: see `finds`."""
        return ()

    async def cancel(self, reference: str, reason: str) -> Reading:
        """The reason goes nowhere: what the call takes besides its path is not documented."""
        return await self._changing.cancel(reference)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        return await self._changing.move(reference, request)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self._webhook_secret is not None:
            webhook.require_signed(headers, body, self._webhook_secret, self._settings.webhook_hash)
        return webhook.reference_in(body)

    async def close(self) -> None:
        await self._calls.close()
