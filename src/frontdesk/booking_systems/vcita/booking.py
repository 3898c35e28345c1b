"""Makes one booking: in the client's own name, where vcita looks whether the time is free, or in ours, where we do."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from frontdesk.booking_systems.remote.connection import Answer, Connection
from frontdesk.booking_systems.vcita.account import Account, refuses_token, require_done
from frontdesk.booking_systems.vcita.answers import BookingSaid, Created, Data, ServiceSaid
from frontdesk.booking_systems.vcita.catalogue import FormField, answer_to
from frontdesk.booking_systems.vcita.openings import find_starts
from frontdesk.booking_systems.vcita.people import Client, People
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.tokens import bearer
from frontdesk.booking_systems.vcita.wire import ADDRESS_NEEDED, NUMBER_NEEDED, utc
from frontdesk.conversations.ports import BookingRejected, OpeningTaken
from frontdesk.model.booking import BookingRequest, Window

BOOK = "book"
NUMBER = re.compile(r"\+?[\d ()-]{6,}")


class Booker:
    """`bare` sends requests with just the headers they have; `zone` is the business's, by its IANA name."""

    def __init__(self, account: Account, bare: Connection, people: People, settings: VcitaSettings, zone: str) -> None:
        self._account = account
        self._bare = bare
        self._people = people
        self._settings = settings
        self._zone = zone
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def book(self, request: BookingRequest, service: ServiceSaid, form: Sequence[FormField]) -> BookingSaid:
        """Raises `OpeningTaken`, `BookingRejected`, `SystemDown` or `OutcomeUnknown`."""
        if request.opening.start.microsecond:
            raise BookingRejected("vcita books to the second; the opening starts in between.")
        if self._settings.booking == "unchecked":
            answer = await self._unchecked(request, service)
        else:
            answer = await self._checked(request, service, form)
        require_done(answer)
        return answer.parse(Data[Created]).data.booking

    async def _checked(self, request: BookingRequest, service: ServiceSaid, form: Sequence[FormField]) -> Answer:
        details = interaction_details(request, service)
        client = await self._people.enter(request.attendee, with_token=True)
        answer = await self._as_client(client, request, service, form, details)
        if refuses_token(answer) and not client.is_new:  # so nothing was booked
            self._people.forget(request.attendee)
            client = await self._people.enter(request.attendee, with_token=True)
            answer = await self._as_client(client, request, service, form, details)
        return answer

    async def _as_client(
        self, client: Client, request: BookingRequest, service: ServiceSaid, form: Sequence[FormField], details: str
    ) -> Answer:
        as_object = self._settings.form_fields == "object"
        fields = [
            {"field_id": field.id, "type": field.type, "new_data": given}
            for field in form
            if (given := answer_to(field, request.attendee))
        ]
        body = {
            **self._common(client, request, service),
            "form_data": {
                "fields": {} if as_object else fields,
                "service_fields": [],
                "meeting_details": {"meeting_interaction_details": details} if details else {},
                "others": {"notes": notes(request)},
                "policies": {},
            },
            **({"booking_type": "appointment"} if as_object else {}),
        }
        path = self._settings.paths.create
        return await self._bare.write(BOOK, path, body=body, headers=bearer(client.token), means=(401,))

    async def _unchecked(self, request: BookingRequest, service: ServiceSaid) -> Answer:
        """vcita would book whatever is asked for. Between our look and our booking nobody of ours comes in; others,
        such as the staff, can."""
        details = interaction_details(request, service)
        client = await self._people.enter(request.attendee, with_token=False)
        opening, staff = request.opening, self._settings.hosts[request.opening.host]
        just_then = Window(opening.start, opening.start + timedelta(minutes=1))
        body = {**self._common(client, request, service), **({"interaction_details": details} if details else {})}
        async with self._one_at_a_time[staff]:
            free = await find_starts(self._account, self._settings, [service.id], [staff], opening.minutes, just_then)
            if not any(opening.starts_at(start) for start, _ in free):
                raise OpeningTaken("The time is not among vcita's openings any more.")
            return await self._account.write(BOOK, self._settings.paths.create_unchecked, body)

    def _common(self, client: Client, request: BookingRequest, service: ServiceSaid) -> dict[str, object]:
        return {
            "business_id": self._settings.business_id,
            "service_id": service.id,
            "staff_id": self._settings.hosts[request.opening.host],
            "client_id": client.id,
            "start_time": utc(request.opening.start),
            "time_zone": self._zone,  # left out, it would be UTC
        }


def interaction_details(request: BookingRequest, service: ServiceSaid) -> str:
    """The number or address that some services have to be told; empty for the others. Raises `BookingRejected`."""
    kind = (service.interaction_type or "").lower()
    if kind in NUMBER_NEEDED:
        return request.place if NUMBER.fullmatch(request.place) else request.attendee.phone
    if kind in ADDRESS_NEEDED:
        if not request.place:
            raise BookingRejected("vcita wants an address for this service, and none was given.")
        return request.place
    return ""


def notes(request: BookingRequest) -> str:
    """What they come for, and what they answered."""
    answers = (f"{id}: {said}" for id, said in request.answers)
    return "\n".join([*([request.reason] if request.reason else []), *answers])
