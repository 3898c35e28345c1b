"""A double of vcita's booking API (inTandem is the same), written from its contract alone.

async with VcitaDouble(clock) as double:
    ... double.url, STAFF_TOKEN, BUSINESS, SERVICES["phone"], HOSTS["ada"] ...
assert double.complaints == [] and double.double_booked == []
"""

import json
from collections.abc import Callable
from datetime import datetime
from itertools import combinations

from aiohttp import web
from tests.doubles.diary import Diary, Entry
from tests.doubles.serving import Double
from tests.doubles.vcita_access import Access
from tests.doubles.vcita_bookings import Bookings, kept
from tests.doubles.vcita_catalogue import Catalogue
from tests.doubles.vcita_practice import HOSTS, Kind, VcitaSettings, services
from tests.doubles.vcita_shapes import EVENTS, HappenedSaid
from tests.doubles.vcita_wire import not_found

STAFF, APP, DIRECTORY, CLIENT = Kind
PLATFORM, BUSINESS_API = "/platform/v1", "/business/scheduling/v1"


class VcitaDouble(Double):
    def __init__(self, clock: Callable[[], datetime], settings: VcitaSettings | None = None) -> None:
        super().__init__(clock)
        self.settings = settings or VcitaSettings()
        self.diary = Diary(clock, tuple(HOSTS))
        self.services = services(self.settings)
        self.access = Access(clock, self.settings, self.complain)
        self.catalogue = Catalogue(self.settings, self.services, self.access.tokens)
        self.bookings = Bookings(self.diary, self.settings, self.services, self.catalogue, self.complain)

    def routes(self) -> list[web.RouteDef]:
        call, booked, listed, free = self.access.call, self.bookings, self.catalogue, self.bookings.availability
        bookings, appointments = f"{PLATFORM}/scheduling/bookings", f"{PLATFORM}/scheduling/appointments"
        lookers = (CLIENT, STAFF, DIRECTORY)
        practice = (STAFF, APP, DIRECTORY)  # also where the contract does not say which tokens a call takes
        return [
            *self.access.routes(),
            call("POST", bookings, booked.create_on_platform, CLIENT, STAFF),
            call("GET", bookings, booked.own_bookings, CLIENT),
            call("POST", f"{bookings}/cancel", booked.cancel, CLIENT, STAFF, APP, DIRECTORY),
            call("POST", f"{BUSINESS_API}/bookings", booked.create_on_business, *practice),
            call("PUT", f"{BUSINESS_API}/bookings/cancel", booked.cancel_on_business, STAFF, APP),
            call("PUT", f"{BUSINESS_API}/bookings/{{id}}", booked.reschedule, STAFF, APP),
            call("GET", f"{appointments}/{{id}}", booked.get, STAFF, APP),
            call("GET", appointments, booked.appointments, STAFF, APP),
            call("GET", f"{PLATFORM}/services/availability", free.of_services, *lookers),
            call("GET", f"{PLATFORM}/staff/availability", free.of_staff, *lookers, anybody=True),
            call("GET", "/v3/scheduling/availability_slots", free.slots, *lookers),
            call("GET", f"{PLATFORM}/services", listed.services_list, *practice),
            call("GET", f"{PLATFORM}/businesses/{{id}}/staffs", listed.staff_list, *practice),
            call("GET", f"{PLATFORM}/forms", listed.forms, *practice),
            call("GET", f"{PLATFORM}/clients", listed.find_clients, *practice),
            call("POST", f"{PLATFORM}/clients", listed.create_client, *practice),
            call("POST", f"{PLATFORM}/webhook/subscribe", listed.subscribe, *practice),
            web.route("*", "/{tail:.*}", self._unheard),
        ]

    async def _unheard(self, request: web.Request) -> web.Response:
        self.complain(f"{request.method} {request.path} is no call of this API")
        return not_found("Resource").answer(v3=False)

    def too_many(self) -> web.Response:
        """There is a 429; how long to wait is not documented."""
        return web.json_response({"status": "Error", "error": "Too Many Requests"}, status=429)

    def broken(self) -> web.Response:
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    # --- what tests look at

    @property
    def double_booked(self) -> list[tuple[Entry, Entry]]:
        """Standing appointments of one host at one time."""
        return [
            (one, other)
            for one, other in combinations(self.diary.standing, 2)
            if one.host == other.host and one.start < other.end and other.start < one.end
        ]

    def state(self, entry: Entry) -> str:
        """requested, scheduled, rejected, cancelled or done."""
        return self.bookings.state(entry)

    def uid(self, entry: Entry) -> str:
        """What vcita calls `id`, `uid`, `booking_id` and `appointment_id`."""
        return kept(entry).uid

    def entry(self, uid: str) -> Entry:
        return next(entry for entry in self.diary.entries if kept(entry).uid == uid)

    def client_token(self, client: str) -> str:
        return self.access.tokens.give_client(client)

    # --- what people at the practice do

    def approve(self, entry: Entry) -> None:
        assert kept(entry).state == "requested"
        kept(entry).state = "scheduled"

    def decline(self, entry: Entry) -> None:
        assert kept(entry).state == "requested"
        entry.stands, kept(entry).state = False, "rejected"

    def cancel(self, entry: Entry) -> None:
        entry.stands, kept(entry).state = False, "cancelled"

    def move(self, entry: Entry, start: datetime) -> None:
        entry.start, entry.end = start, start + (entry.end - entry.start)

    def book_elsewhere(self, host: str, start: datetime) -> Entry:
        """Somebody at the practice books a client who rang by hand."""
        service = next(service for service in self.services.values() if host in service.hosts)
        client = self.catalogue.add("Walk-in").id
        return self.bookings.write(service, host, start, client, "scheduled", "Europe/London")

    # --- webhooks

    def webhook(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        """A delivery. `event` is one of `EVENTS`, alone or after "appointment/" or its alias "meeting/".

        Nothing signs it: no signature is documented.
        """
        entity, _, kind = event.rpartition("/")
        assert kind in EVENTS
        assert entity in ("", "appointment", "meeting")
        more, service = kept(entry), self.services[entry.service]
        data = {
            **self.bookings.common(entry),
            "appointment_id": more.uid,
            "notes": more.notes,
            "interaction_details": more.interaction,
            "where": "1 High Street" if service.interaction.endswith("business_location") else more.interaction,
        }
        body = {
            "entity_name": entity or "appointment",
            "event_type": kind,
            "data": HappenedSaid.model_validate(data).model_dump(),
            "phone_for_meeting": more.interaction if service.channel == "phone" else None,
        }
        return {"Content-Type": "application/json"}, json.dumps(body).encode()
