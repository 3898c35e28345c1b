"""A double of SavvyCal Appointments (not of the older scheduling links): its public calls, and those by token.

Not offered, because the contract has no more of them than a name: booking intents, filters and order of lists, and the
specification the vendor serves of itself.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil

from aiohttp import web
from tests.doubles import savvycal_wire as wire
from tests.doubles.diary import ZONE, Entry
from tests.doubles.savvycal_practice import ACCOUNT, HOSTS, SERVICES, Kept, Practice, Settings
from tests.doubles.savvycal_requests import (
    ACCOUNT_TOKEN,
    PLATFORM_TOKEN,
    Refused,
    Requests,
    forbidden,
    invalid,
    not_found,
)
from tests.doubles.serving import Double, Handler

__all__ = ["ACCOUNT", "ACCOUNT_TOKEN", "HOSTS", "PLATFORM_TOKEN", "REASONS", "SERVICES", "SavvycalDouble", "Settings"]

REASONS = ("cr_9mQ2xT7bV4kS", "cr_0pLw8nZ3cY6d")
TAKEN = {"slot_unavailable": "/start_at", "no_available_provider": "/provider_id"}

Call = Callable[[web.Request, bytes], web.Response]
"""Not a coroutine: nothing can come between a look at the diary and what is written there."""


class SavvycalDouble(Double):
    def __init__(self, clock: Callable[[], datetime], settings: Settings | None = None) -> None:
        super().__init__(clock)
        self.settings = settings or Settings()
        self.practice = Practice(clock, self.settings)
        self.diary = self.practice.diary
        self._requests = Requests(clock, self.complain)

    def routes(self) -> list[web.RouteDef]:
        public, by_token = "/v1/public/appointments", "/v1/appointments"
        calls: list[tuple[str, str, Call]] = [
            ("GET", "/v1/public/services/{service}/slots", self._public_slots),
            ("GET", "/v1/public/services/{service}/earliest_slot", self._earliest),
            ("POST", public, self._create_publicly),
            ("GET", public + "/{id}", self._get_publicly),
            ("GET", public + "/{id}/cancellation_reasons", self._reasons),
            ("POST", public + "/{id}/cancel", self._cancel_publicly),
            ("POST", public + "/{id}/reschedule", self._reschedule_publicly),
            ("GET", "/v1/services", self._services),
            ("GET", "/v1/services/{service}/slots", self._slots),
            ("GET", "/v1/providers", self._providers),
            ("GET", "/v1/clients", self._find_clients),
            ("POST", "/v1/clients", self._create_client),
            ("GET", by_token, self._list),
            ("POST", by_token, self._create),
            ("GET", by_token + "/{id}", self._get),
            ("POST", by_token + "/{id}/cancel", self._cancel),
            ("POST", by_token + "/{id}/reschedule", self._reschedule),
            ("POST", by_token + "/{id}/confirm", self._confirm),
            ("*", "/{tail:.*}", self._unheard_of),
        ]
        return [web.route(method, path, self._served(call)) for method, path, call in calls]

    def _served(self, call: Call) -> Handler:
        async def serve(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                self._requests.headers(request)
                return call(request, body)
            except Refused as refused:
                return refused.answer

        return serve

    def too_many(self) -> web.Response:
        """The contract knows of no limit and no wait, so no header tells one."""
        return web.json_response({"errors": [{"detail": "Too Many Requests", "status": "429"}]}, status=429)

    def broken(self) -> web.Response:
        return web.json_response({"errors": [{"detail": "Internal Server Error", "status": "500"}]}, status=500)

    # --- what happens at the practice, and what the vendor hands out

    def signed_token(self, minutes: int = 5) -> str:
        return self._requests.signed_token(minutes)

    def approve(self, entry: Entry) -> None:
        """Confirms it."""
        self.practice.keeping(entry).confirmed = self.clock()

    def cancel(self, entry: Entry) -> None:
        entry.stands = False

    def delete(self, entry: Entry) -> None:
        """As if it had never been: to get it answers 404."""
        entry.stands = False
        self.practice.keeping(entry).deleted = True

    def move(self, entry: Entry, start: datetime) -> None:
        entry.start, entry.end = start, start + (entry.end - entry.start)

    def book_elsewhere(self, host: str, start: datetime) -> Entry:
        """Somebody at the practice books by hand."""
        client = wire.Client(
            id=self.practice.make_id("clt"),
            email="walter.finch@example.com",
            first_name="Walter",
            last_name="Finch",
            time_zone=ZONE.key,
        )
        return self.practice.write(self.settings.channels[0], host, start, ZONE.key, client).entry

    def entry(self, id: str) -> Entry:
        return next(kept.entry for kept in self.practice.appointments if kept.id == id)

    def id_of(self, entry: Entry) -> str:
        return self.practice.keeping(entry).id

    def webhook(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        return self.practice.deliver(event, entry)

    # --- services, providers, clients

    def _services(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        query = self._requests.query(request, wire.PageQuery)
        return self._page(query, [self.practice.service(channel).model_dump() for channel in self.settings.channels])

    def _providers(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        query = self._requests.query(request, wire.PageQuery)
        return self._page(query, [self.practice.provider(host).model_dump() for host in self.settings.hosts])

    def _find_clients(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        query = self._requests.query(request, wire.ClientsQuery)
        wanted = query.search.lower()
        if any(letter.isdigit() for letter in wanted) and not any(letter.isalpha() for letter in wanted):
            self.complain("GET /v1/clients: search looks for a number, and finds names and e-mail addresses only")
        found = [
            client.model_dump()
            for client in self.practice.clients
            if wanted in f"{client.first_name} {client.last_name}\n{client.email}".lower()
        ]
        return self._page(query, found)

    def _create_client(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        self._requests.query(request, wire.Nothing)
        wish = self._requests.body(request, body, wire.NewClient)
        client = wire.Client(id=self.practice.make_id("clt"), **dict(wish))
        self.practice.clients.append(client)
        return _answer(client.model_dump(), 201)

    def _page(self, query: wire.PageQuery, items: Sequence[dict[str, object]]) -> web.Response:
        size = min(int(query.page_size or self.settings.page_size), self.settings.largest_page)
        begin = (int(query.page) - 1) * size
        meta = {"current_page": int(query.page), "page_size": size}
        meta |= {"total_count": len(items), "total_pages": ceil(len(items) / size)}
        return web.json_response({"data": items[begin : begin + size], "meta": meta})

    # --- slots

    def _public_slots(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request, public=True, needed=self.settings.closed_slots)
        channel = self._channel(request)
        query = self._requests.query(request, wire.WindowQuery)
        found = self._window(request, channel, query)
        return _answer([self._slot(start, channel, query.time_zone) for start in found])

    def _earliest(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request, public=True, needed=self.settings.closed_slots)
        channel = self._channel(request)
        query = self._requests.query(request, wire.SlotQuery)
        first = next(iter(self.practice.openings(channel, self._hosts(query.provider_id), query.time_zone)), None)
        return _answer(self._slot(first, channel, query.time_zone) if first else None)

    def _slots(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        channel = self._channel(request)
        query = self._requests.query(request, wire.WindowQuery)
        together = []
        by_host: dict[str, list[dict[str, object]]] = {host: [] for host in self._hosts(query.provider_id)}
        for start, hosts in self._window(request, channel, query).items():
            slot = self._slot(start, channel, query.time_zone)
            together.append({"start_at": slot["start_at"], "end_at": slot["end_at"], "count": len(hosts)})
            for host in hosts:
                by_host[host].append(slot)
        by_provider = [
            {"service_provider": {"provider": self.practice.provider(host).model_dump()}, "open": slots}
            for host, slots in by_host.items()
        ]
        return _answer({"aggregated_slots": together, "provider_slots": by_provider})

    def _slot(self, start: datetime, channel: str, zone: str) -> dict[str, object]:
        return wire.as_slot(start, self.settings.durations[channel], zone).model_dump()

    def _window(self, request: web.Request, channel: str, query: wire.WindowQuery) -> dict[datetime, list[str]]:
        if not self.settings.loose_window:
            if query.limit is not None:
                raise self._requests.wrong(request, "/limit", "is unknown in this age of the API")
            if query.from_ is None or query.until is None:
                raise self._requests.wrong(request, "/until" if query.from_ else "/from", "is required")
        elif query.until is None and query.limit is None:
            raise self._requests.wrong(request, "/until", "is required where no limit is said")
        first = date.fromisoformat(query.from_) if query.from_ else self.practice.today(query.time_zone)
        last = date.fromisoformat(query.until) if query.until else date.max
        if last < first:
            raise self._requests.wrong(request, "/until", "lies before from")
        if query.until and not self.settings.until_included:
            last -= timedelta(days=1)
        found = self.practice.openings(channel, self._hosts(query.provider_id), query.time_zone, first, last)
        return dict(list(found.items())[: int(query.limit or len(found))])

    def _channel(self, request: web.Request) -> str:
        wanted = request.match_info["service"]
        found = [channel for channel in self.settings.channels if SERVICES[channel] == wanted]
        if not found:
            raise not_found()
        return found[0]

    def _hosts(self, provider: str | None) -> list[str]:
        """Any, when none is named."""
        found = [host for host in self.settings.hosts if provider in (None, HOSTS[host])]
        if not found:
            raise invalid("/provider_id", "does not exist")
        return found

    # --- create

    def _create_publicly(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.expect_no_token(request)
        self._requests.query(request, wire.Nothing)
        kept = self._book(request, self._requests.body(request, body, wire.NewAppointment))
        return _answer(self.practice.show_publicly(kept), 201)

    def _create(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        sensitive = self._requests.query(request, wire.SensitiveQuery).include_sensitive == "true"
        kept = self._book(request, self._requests.body(request, body, wire.NewAppointmentByToken))
        return _answer(self.practice.show(kept, sensitive), 201)

    def _book(self, request: web.Request, wish: wire.NewAppointment) -> Kept:
        found = [channel for channel in self.settings.channels if SERVICES[channel] == wish.service_id]
        if not found or not self.settings.allow_booking:
            raise invalid("/service_id", "cannot be booked")
        client = self._client(request, wish.client_data)
        start = self._start(request, wish, found[0])
        host = self._host(found[0], start, wish.provider_id)
        sent = wish.client_data.model_dump(exclude_unset=True)
        return self.practice.write(found[0], host, start, wish.time_zone, client, sent)

    def _client(self, request: web.Request, data: wire.ClientData) -> wire.Client:
        """The known client who is meant, and stays as known, or a new one."""
        slugs = self.settings.client_fields
        if slugs is None and "fields" in data.model_fields_set:
            raise self._requests.wrong(request, "/client_data/fields", "is unknown in this age of the API")
        for slug in data.fields:
            if slug not in (slugs or ()):
                raise self._requests.wrong(request, f"/client_data/fields/{slug}", "is no field of this practice")
        for client in self.practice.clients:
            if client.id == data.id or (client.reference_id is not None and client.reference_id == data.reference_id):
                return client
        if data.id is not None:
            raise invalid("/client_data/id", "does not exist")
        for name in ("email", "first_name", "last_name"):
            if getattr(data, name) is None:
                raise self._requests.wrong(request, f"/client_data/{name}", "is required of a new client")
        if data.first_name == data.last_name:
            raise self._requests.wrong(request, "/client_data/last_name", "repeats the first name")
        return wire.Client(id=self.practice.make_id("clt"), **data.model_dump(exclude={"id", "fields"}))

    def _start(self, request: web.Request, wish: wire.Times, channel: str) -> datetime:
        moments = []
        for pointer, text in (("/start_at", wish.start_at), ("/end_at", wish.end_at)):
            try:
                moments.append(wire.instant(text, wish.time_zone, self.settings.time_format).astimezone(UTC))
            except ValueError as error:
                raise self._requests.wrong(request, pointer, str(error)) from None
        start, end = moments
        if end - start != self.practice.length(channel):
            raise self._requests.wrong(request, "/end_at", "is not the start and the duration of the service")
        return start

    def _host(self, channel: str, start: datetime, provider: str | None, instead_of: Entry | None = None) -> str:
        host = self.practice.pick(channel, self._hosts(provider), start, instead_of)
        if host is None:
            everybody = provider is None and self.practice.is_busy(channel, start, instead_of)
            code = "no_available_provider" if everybody else "slot_unavailable"
            raise invalid(TAKEN[code], "is not available", code if self.settings.codes else None)
        return host

    # --- get, list, cancel, reschedule, confirm

    def _get_publicly(self, request: web.Request, body: bytes) -> web.Response:
        return _answer(self.practice.show_publicly(self._found_publicly(request)))

    def _get(self, request: web.Request, body: bytes) -> web.Response:
        self._requests.authorize(request)
        sensitive = self._requests.query(request, wire.SensitiveQuery).include_sensitive == "true"
        return _answer(self.practice.show(self._found(request), sensitive))

    def _list(self, request: web.Request, body: bytes) -> web.Response:
        """In no documented order, the cancelled ones too: whoever looks for one must look through all pages."""
        self._requests.authorize(request)
        query = self._requests.query(request, wire.AppointmentsQuery)
        kept = [each for each in reversed(self.practice.appointments) if not each.deleted]
        return self._page(query, [self.practice.show(each) for each in kept])

    def _reasons(self, request: web.Request, body: bytes) -> web.Response:
        self._found_publicly(request)
        return _answer([{"id": reason} for reason in REASONS])

    def _cancel_publicly(self, request: web.Request, body: bytes) -> web.Response:
        kept = self._found_publicly(request)
        self._reason(self._requests.body(request, body, wire.Cancel, optional=True))
        self._change(kept, self.practice.cancellation(kept))
        self.cancel(kept.entry)
        return _answer(self.practice.show_publicly(kept))

    def _cancel(self, request: web.Request, body: bytes) -> web.Response:
        """No 403 is documented by token, and no 422: what is cancelled stays so."""
        kept = self._found_by_token(request)
        self._reason(self._requests.body(request, body, wire.CancelByToken, optional=True))
        self.cancel(kept.entry)
        return _answer(self.practice.show(kept))

    def _reason(self, wish: wire.Cancel) -> None:
        if wish.cancellation_reason_id not in (None, *REASONS):
            raise invalid("/cancellation_reason_id", "does not exist")

    def _reschedule_publicly(self, request: web.Request, body: bytes) -> web.Response:
        kept = self._found_publicly(request)
        wish = self._requests.body(request, body, wire.Times)
        self._change(kept, self.practice.rescheduling(kept))
        self._move(request, kept, wish)
        return _answer(self.practice.show_publicly(kept))

    def _reschedule(self, request: web.Request, body: bytes) -> web.Response:
        kept = self._found_by_token(request)
        wish = self._requests.body(request, body, wire.RescheduleByToken)
        self._change(kept)
        self._move(request, kept, wish)
        return _answer(self.practice.show(kept), 201)

    def _move(self, request: web.Request, kept: Kept, wish: wire.Times) -> None:
        start = self._start(request, wish, kept.entry.service)
        kept.entry.host = self._host(kept.entry.service, start, wish.provider_id, kept.entry)
        kept.zone = wish.time_zone
        self.move(kept.entry, start)

    def _change(self, kept: Kept, policy: wire.Allowed | None = None) -> None:
        if not kept.entry.stands:
            raise invalid("/status", "is canceled")
        if policy is not None and not policy.allowed:
            raise forbidden(policy.disabled_message or "")

    def _confirm(self, request: web.Request, body: bytes) -> web.Response:
        kept = self._found_by_token(request)
        self._requests.body(request, body, wire.Nothing, optional=True)
        self._change(kept)
        kept.confirmed = kept.confirmed or self.clock()
        return _answer(self.practice.show(kept))

    def _found_publicly(self, request: web.Request) -> Kept:
        self._requests.expect_no_token(request)
        self._requests.query(request, wire.Nothing)
        return self._found(request)

    def _found_by_token(self, request: web.Request) -> Kept:
        self._requests.authorize(request)
        self._requests.query(request, wire.Nothing)
        return self._found(request)

    def _found(self, request: web.Request) -> Kept:
        for kept in self.practice.appointments:
            if kept.id == request.match_info["id"] and not kept.deleted:
                return kept
        raise not_found()

    def _unheard_of(self, request: web.Request, body: bytes) -> web.Response:
        self.complain(f"{request.method} {request.path} is no call of this API")
        raise not_found()


def _answer(data: object, status: int = 200) -> web.Response:
    return web.json_response({"data": data}, status=status)
