"""Makes one booking: in the client's own name, where vcita looks whether the time is free, or in ours, where we do."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from frontdesk.booking_systems.remote.connection import Answer, Connection
from frontdesk.booking_systems.vcita.account import Account, is_not_found, refuses_token, require_done
from frontdesk.booking_systems.vcita.answers import BookingSaid, Created, Data, ServiceSaid
from frontdesk.booking_systems.vcita.catalogue import FormField, answer_to
from frontdesk.booking_systems.vcita.openings import find_starts
from frontdesk.booking_systems.vcita.people import Client, People
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.tokens import bearer
from frontdesk.booking_systems.vcita.wire import ADDRESS_NEEDED, NUMBER_NEEDED, utc
from frontdesk.conversations.ports import BookingRejected, OpeningTaken
from frontdesk.model.booking import Attendee, BookingRequest, Window

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

        async def book(client: Client) -> Answer:
            return await self._as_client(client, request, service, form, details)

        return await self._for(request.attendee, book, with_token=True)

    async def _for(
        self, attendee: Attendee, book: Callable[[Client], Awaitable[Answer]], *, with_token: bool
    ) -> Answer:
        """Once more where it is a client of some time ago, whose token has ended or whose card was merged since."""
        client = await self._people.enter(attendee, with_token=with_token)
        answer = await book(client)
        if not client.is_new and (refuses_token(answer) or is_not_found(answer)):  # so nothing was booked
            self._people.forget(attendee)
            answer = await book(await self._people.enter(attendee, with_token=with_token))
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
        opening, staff = request.opening, self._settings.hosts[request.opening.host]
        just_then = Window(opening.start, opening.start + timedelta(minutes=1))

        async def book(client: Client) -> Answer:
            body = {**self._common(client, request, service), **({"interaction_details": details} if details else {})}
            async with self._one_at_a_time[staff]:
                ids = [service.id], [staff]
                free = await find_starts(self._account, self._settings, *ids, opening.minutes, just_then)
                if not any(opening.starts_at(start) for start, _ in free):
                    raise OpeningTaken("The time is not among vcita's openings any more.")
                return await self._account.write(BOOK, self._settings.paths.create_unchecked, body)

        return await self._for(request.attendee, book, with_token=False)

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
