"""SavvyCal Appointments as a `Vendor`: with its public calls, or with a token.

An appointment's id is enough to cancel it: it is the `reference`, and stands in no message. By its public calls
SavvyCal tells nothing of an appointment but its time and whether it stands; what was booked is what we remember.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from frontdesk.booking_systems.remote.connection import Answer, Connection, Headers
from frontdesk.booking_systems.remote.ports import Misconfigured, Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.booking_systems.savvycal import catalogue, lookup, refusals, webhook, wire
from frontdesk.booking_systems.savvycal.answers import Appointment, AppointmentAnswer, Errors, as_reading
from frontdesk.booking_systems.savvycal.openings import OpeningSearch
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.conversations.ports import BookingRejected, NotGenuine, OpeningTaken, OutcomeUnknown
from frontdesk.model.booking import BookingRequest, Opening, Search
from frontdesk.model.booking_system import Capabilities, Notices, ServiceTerms
from frontdesk.model.business import Business

BY_CLIENT: dict[str, object] = {"initiated_by": "client"}


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Nothing is asked of SavvyCal yet. Raises `ValidationError`, `ValueError` or `SettingsError`."""
    section = SavvycalSettings.model_validate(dict(settings))
    section.require_fits(business)
    token = secret(section.token_env) if section.token_env else None
    webhook_secret = secret(section.webhook_secret_env) if section.webhook_secret_env else None
    return Savvycal(business, section, token, webhook_secret)


class Savvycal:
    """Implements `Vendor`. `token` and `webhook_secret` are the values of what the settings name."""

    def __init__(
        self, business: Business, settings: SavvycalSettings, token: str | None, webhook_secret: str | None
    ) -> None:
        self._business = business
        self._settings = settings
        self._token = token
        self._webhook_secret = webhook_secret
        self._connection = Connection("SavvyCal", settings.base_url, self._prove, settings.limits)
        self._search = OpeningSearch(self._connection, settings, business)
        self._appointments = "/v1/appointments" if token else "/v1/public/appointments"
        self._own = BY_CLIENT if token else {}

    @property
    def capabilities(self) -> Capabilities:
        fields = self._settings.client_fields
        return Capabilities(
            tells_terms=True,
            names_hosts=bool(self._settings.hosts),
            phone_only=False,
            chooses_channel=False,
            invite=False,
            answers=bool(fields) and self._settings.asked_of(self._business) <= set(fields),
            pends=True,
            reads=True,
            looks_up=self._token is not None,
            finds=False,
            cancels=True,
            moves=True,
            notices=Notices.SIGNED if self._webhook_secret else Notices.NONE,
        )

    async def terms(self) -> Mapping[str, ServiceTerms]:
        if self._token is None:
            return catalogue.terms_unasked(self._settings)
        return await catalogue.terms(self._connection, self._settings, self._business)

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """SavvyCal cannot be told of an appointment that is to be moved: what it takes up itself stays taken."""
        return await self._search.search(search)

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """`key` is not sent, for want of a field: see `wire.reference_id` and `look_up`."""
        self._require_channel(request)
        fields = self._settings.client_fields
        try:
            body = wire.appointment(
                request,
                self._settings.services[request.opening.service].channels[request.channel],
                self._settings.hosts.get(request.opening.host),
                self._business.zone,
                self._settings.time_format,
                fields,
            )
        except wire.NotExpressible as error:
            raise BookingRejected(str(error)) from None
        answer = await self._connection.write("make an appointment", self._appointments, body=body)
        if answer.ok:
            return self._reading(answer)
        await self._require_not_taken(answer, request)
        raise refusals.of_create(answer)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        """By service, start, host and who comes. SavvyCal does not tell when it was made, so `since` is no help."""
        found = await lookup.find(self._connection, self._settings, self._business.zone, request)
        return None if found is None else as_reading(found, self._settings)

    async def read(self, reference: str) -> Reading | None:
        told = await self._get(reference)
        return None if told is None else as_reading(told, self._settings)

    async def find(self, phone: str) -> Sequence[Reading]:
        """SavvyCal's clients are not found by number. (`finds` is False)"""
        return ()

    async def cancel(self, reference: str, reason: str) -> Reading:
        """With a token SavvyCal would cancel against the service's own policy, so that is looked at before."""
        told = await self._get_for_change(reference)
        if told is not None:
            if told.is_canceled:
                return as_reading(told, self._settings)
            if told.cancellation is not None and not told.cancellation.allowed:
                raise refusals.against_policy()
        body = self._own | ({"custom_reason_text": reason} if reason else {})
        answer = await self._connection.write(
            "cancel an appointment", self._path(reference, "cancel"), body=body, means=self._forbids
        )
        if answer.ok:
            return self._reading(answer)
        now = await self._get(reference) if answer.status in (403, 422) else None
        if now is not None and now.is_canceled:
            return as_reading(now, self._settings)
        raise refusals.of_change(answer)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        self._require_channel(request)
        told = await self._get_for_change(reference)
        if told is not None:
            if told.is_canceled:
                raise refusals.over()
            if told.rescheduling is not None and not told.rescheduling.allowed:
                raise refusals.against_policy()
        provider = self._settings.hosts.get(request.opening.host)
        try:
            times = wire.times(request.opening, self._business.zone, self._settings.time_format, provider)
        except wire.NotExpressible as error:
            raise BookingRejected(str(error)) from None
        answer = await self._connection.write(
            "move an appointment", self._path(reference, "reschedule"), body=times | self._own, means=self._forbids
        )
        if answer.ok:
            return self._reading(answer)
        if answer.status in (403, 422):
            now = await self._get(reference)
            if now is not None and now.is_canceled:
                raise refusals.over()
            if now is not None and self._is_there(now, request.opening):  # moved before, and nobody got the answer
                return as_reading(now, self._settings)
        await self._require_not_taken(answer, request)
        raise refusals.of_change(answer)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if self._webhook_secret is None:
            raise NotGenuine("No notice is expected; name the webhook's secret in booking_system.webhook_secret_env.")
        return webhook.read_notice(headers, body, self._webhook_secret)

    async def close(self) -> None:
        await self._connection.close()

    # --- how it is asked

    @property
    def _forbids(self) -> tuple[int, ...]:
        """Without a token a 403 is the service's policy; with one it is the token's."""
        return () if self._token else (403,)

    async def _prove(self, refused: bool) -> Headers:
        """A token is the same all the time, so one that is refused stays refused."""
        if self._token is None:
            if refused:
                raise Misconfigured("SavvyCal wants a token; name its variable in booking_system.token_env.")
            return {}
        if refused:
            raise Misconfigured(
                f"SavvyCal refuses the token; look at the value of {self._settings.token_env}, "
                "and at booking_system.account, which a platform token needs and an account's token must not have."
            )
        account = {"X-SavvyCal-Account": self._settings.account} if self._settings.account else {}
        return {"Authorization": f"Bearer {self._token}", **account}

    async def _get(self, reference: str) -> Appointment | None:
        answer = await self._connection.read("read an appointment", self._path(reference))
        if answer.status == 404:
            return None
        return answer.parse(AppointmentAnswer).data

    async def _get_for_change(self, reference: str) -> Appointment | None:
        """None without a token: the public calls look at the policy by themselves. Raises `BookingRejected`."""
        if self._token is None:
            return None
        told = await self._get(reference)
        if told is None:
            raise refusals.unknown()
        return told

    def _path(self, reference: str, action: str = "") -> str:
        path = f"{self._appointments}/{quote(reference, safe='')}"
        return f"{path}/{action}" if action else path

    # --- what an answer means

    def _reading(self, answer: Answer) -> Reading:
        return as_reading(answer.parse(AppointmentAnswer).data, self._settings)

    def _is_there(self, now: Appointment, opening: Opening) -> bool:
        """The public calls do not tell with whom: where that may have been another host, it cannot be told.

        Raises `OutcomeUnknown`.
        """
        if not opening.starts_at(now.start_at.instant):
            return False
        if self._settings.hosts and now.provider is None:
            raise OutcomeUnknown("SavvyCal has the appointment at that time, and does not tell with whom.")
        return now.provider is None or self._settings.host_of(now.provider.id) in ("", opening.host)

    def _require_channel(self, request: BookingRequest) -> None:
        service = self._settings.services.get(request.opening.service)
        if service is None or request.channel not in service.channels:
            raise BookingRejected(f"No service in SavvyCal is done by {request.channel}.")

    async def _require_not_taken(self, answer: Answer, request: BookingRequest) -> None:
        """Raises `OpeningTaken`: where a 422 says so, or where it points at the time and the openings say so."""
        if answer.status != 422:
            return
        errors = answer.parse(Errors)
        taken = errors.say_taken
        if not taken and errors.may_mean_taken:
            taken = not await self._search.is_open(request.opening, request.channel)
        if taken:
            raise OpeningTaken("SavvyCal does not have the opening any more.")
