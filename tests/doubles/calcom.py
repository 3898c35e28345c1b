"""A double of Cal.com's API v2: event types, slots, reservations, bookings and webhooks.

The practice is one account, `practice`, whose hosts are Ada and Ben; each of them has an event type of their own too.
`calcom_records.py` has the ids and the settings, `calcom_wire.py` what a request and an answer may hold.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aiohttp import web
from tests.doubles.calcom_practice import Practice
from tests.doubles.calcom_records import HOSTS, Booking, EventType, Settings, host_data
from tests.doubles.calcom_wire import (
    CODES,
    TRIGGERS,
    Cancel,
    Create,
    EventTypesQuery,
    ListQuery,
    Nothing,
    Refused,
    Reschedule,
    Reserve,
    SlotsQuery,
    Webhook,
    breach,
    older,
    read,
    stamp,
)
from tests.doubles.diary import Diary, Entry
from tests.doubles.serving import Double, Handler

LIVE_KEY = "cal_live_3f9a61c07be24d58"
TEST_KEY = "cal_test_90b1e7d2ac6345f8"
ACCESS_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI1MDEifQ.practice"
"""An OAuth access token. How one is got and renewed is not documented, so there is no call for that."""
CLIENT_ID, CLIENT_SECRET = "clt-7c21f0", "sec-5d80e4b9"
"""Of a platform client: `x-cal-client-id` and `x-cal-secret-key`."""


class Caller(StrEnum):
    KEY = "key"
    TOKEN = "token"
    CLIENT = "client"
    ANONYMOUS = "anonymous"
    """No credentials at all, or such as are not valid: the open calls do not tell these apart."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the work on it sees it."""

    caller: Caller
    blameless: bool
    """Without valid credentials, but it showed some that were valid once."""
    query: dict[str, object]
    body: dict[str, object]
    uid: str

    @property
    def member(self) -> bool:
        return self.caller is not Caller.ANONYMOUS


Work = Callable[[Ask], object]


class CalcomDouble(Double):
    """async with CalcomDouble(clock, Settings(approval=True)) as double: ... double.api ..."""

    def __init__(self, clock: Callable[[], datetime], settings: Settings | None = None) -> None:
        super().__init__(clock)
        self.settings = settings or Settings()
        self.practice = Practice(clock, self.settings, self.complain)
        self.webhooks: list[Webhook] = []
        """As registered by calls."""
        self.revoked = False
        """Every credential is refused from now on, and the open calls answer as if there were none."""
        self._minute = 0
        self._used: Counter[str] = Counter()

    @property
    def api(self) -> str:
        return f"{self.url}/v2"

    @property
    def diary(self) -> Diary:
        return self.practice.diary

    def booking(self, entry: Entry) -> Booking:
        return self.practice.bookings[str(entry.details["uid"])]

    def routes(self) -> list[web.RouteDef]:
        types, slots, bookings = "event types", "slots", "bookings"
        held, one = "/v2/slots/reservations/{uid}", "/v2/bookings/{uid}"
        return [
            web.get("/v2/event-types", self._serve(self._event_types, types, closed=True)),
            web.get("/v2/slots", self._serve(self._slots, slots)),
            web.post("/v2/slots/reservations", self._serve(self._reserve, slots, 201)),
            web.get(held, self._serve(self._reservation, slots)),
            web.patch(held, self._serve(self._reserve_again, slots)),
            web.delete(held, self._serve(self._release, slots)),
            web.post("/v2/bookings", self._serve(self._create, bookings, 201)),
            web.get("/v2/bookings", self._serve(self._list, bookings, closed=True)),
            web.get(one, self._serve(self._get, bookings)),
            web.post(f"{one}/cancel", self._serve(self._cancel, bookings)),
            web.post(f"{one}/reschedule", self._serve(self._reschedule, bookings, 201)),
            web.post(f"{one}/confirm", self._serve(self._confirm, bookings, closed=True)),
            web.post(f"{one}/decline", self._serve(self._decline, bookings, closed=True)),
            web.post("/v2/webhooks", self._serve(self._register, "", 201, closed=True)),
            web.route("*", "/{tail:.*}", self._unoffered),
        ]

    # --- at the door

    def _serve(self, work: Work, family: str, status: int = 200, *, closed: bool = False) -> Handler:
        """`family` names the version header that is due; a `closed` call is not for anonymous callers."""

        async def answer(request: web.Request) -> web.Response:
            raw = await request.read()
            limits: dict[str, str] = {}
            try:
                current = self._is_current(request, family)
                caller, blameless = self._caller(request)
                limits = self._count(caller)
                ask = Ask(caller, blameless, self._query(request), self._body(request, raw), _uid(request))
                if closed and not ask.member:
                    message = "Invalid access token or API key"
                    raise Refused(401, message, "" if blameless else f"{request.path} needs valid credentials")
                if request.method in ("POST", "PATCH", "DELETE"):
                    read(Nothing, ask.query, "query")
                data = work(ask)
            except Refused as error:
                if error.complaint:
                    self.complain(f"{request.method} {request.path}: {error.complaint}")
                return self._error(error.status, str(error), limits)
            body = {"status": "success", "data": data if current else older(family, data)}
            return web.json_response(body, status=status, headers=limits)

        return answer

    async def _unoffered(self, request: web.Request) -> web.Response:
        self.complain(f"{request.method} {request.path} is no call of this API")
        return self._error(404, f"Cannot {request.method} {request.path}")

    def _is_current(self, request: web.Request, family: str) -> bool:
        due = {
            "event types": self.settings.event_types_version,
            "slots": self.settings.slots_version,
            "bookings": self.settings.bookings_version,
        }.get(family)
        sent = request.headers.get("cal-api-version")
        if due is None or sent == due:
            return True
        self.complain(f"{request.method} {request.path} has cal-api-version {sent} where {due} is due for {family}")
        return False

    def _caller(self, request: web.Request) -> tuple[Caller, bool]:
        """Who calls; and whether credentials that do not count are at least such as once did."""
        bearer = request.headers.get("Authorization")
        client, secret = request.headers.get("x-cal-client-id"), request.headers.get("x-cal-secret-key")
        if bearer in (f"Bearer {LIVE_KEY}", f"Bearer {TEST_KEY}"):
            found = Caller.KEY
        elif bearer == f"Bearer {ACCESS_TOKEN}":
            found = Caller.TOKEN
        elif bearer is None and (client, secret) == (CLIENT_ID, CLIENT_SECRET):
            found = Caller.CLIENT
        else:
            if bearer is not None or client is not None or secret is not None:
                self.complain(f"{request.method} {request.path} has credentials that never were any")
            return Caller.ANONYMOUS, False
        until = self.settings.token_until
        expired = found is Caller.TOKEN and until is not None and until <= self.clock()
        return (Caller.ANONYMOUS, True) if self.revoked or expired else (found, True)

    def _count(self, caller: Caller) -> dict[str, str]:
        minute, second = divmod(int(self.clock().timestamp()), 60)
        if minute != self._minute:
            self._minute, self._used = minute, Counter()
        most = 500 if caller is Caller.TOKEN else 120
        self._used[caller] += 1
        used = self._used[caller] if self.settings.limited else (self._used[caller] - 1) % most + 1
        if used > most:
            raise Refused(429, "Too many requests. Please try again later.")
        return _limits(most, most - used, 60 - second)

    def _query(self, request: web.Request) -> dict[str, object]:
        names = [name for name, _ in request.query.items()]
        if len(names) != len(set(names)):
            raise breach("the query says something twice")
        return dict(request.query)

    def _body(self, request: web.Request, raw: bytes) -> dict[str, object]:
        if not raw:
            return {}
        if request.method in ("GET", "DELETE"):
            raise breach("the call has no body")
        if request.content_type != "application/json":
            raise breach("the body must be application/json")
        try:
            data = json.loads(raw)
        except ValueError:
            raise breach("the body is no JSON") from None
        if not isinstance(data, dict):
            raise breach("the body must be an object")
        return data

    def _error(self, status: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
        body = {
            "status": "error",
            "timestamp": stamp(self.clock()),
            "path": self.calls[-1].path if self.calls else "/v2",
            "error": {"code": CODES[status], "message": message, "details": {"message": message, "statusCode": status}},
        }
        if status == 429 and not headers:
            headers = _limits(120, 0, 60 - int(self.clock().timestamp()) % 60)
        return web.json_response(body, status=status, headers=headers)

    def too_many(self) -> web.Response:
        return self._error(429, "Too many requests. Please try again later.", _limits(120, 0, 1))

    def broken(self) -> web.Response:
        return self._error(500, "Internal server error")

    # --- the calls

    def _event_types(self, ask: Ask) -> object:
        query = read(EventTypesQuery, ask.query, "query")
        return [kind.data() for kind in self.practice.kinds.values() if _is_asked(kind, query)]

    def _slots(self, ask: Ask) -> object:
        return self.practice.slots(read(SlotsQuery, ask.query, "query"), ask.member)

    def _reserve(self, ask: Ask, uid: str | None = None) -> object:
        asked = read(Reserve, ask.body, "body")
        if asked.reservation_duration and not ask.member:
            message = "reservationDuration is only for authenticated callers"
            raise Refused(401, message, "" if ask.blameless else message)
        return self.practice.reserve(asked, ask.member, uid).data(self.clock())

    def _reserve_again(self, ask: Ask) -> object:
        return self._reserve(ask, self.practice.reservation(ask.uid).uid)

    def _reservation(self, ask: Ask) -> object:
        read(Nothing, ask.query, "query")
        return self.practice.reservation(ask.uid).data(self.clock())

    def _release(self, ask: Ask) -> object:
        held = self.practice.reservation(ask.uid)
        return self.practice.reservations.pop(held.uid).data(self.clock())

    def _create(self, ask: Ask) -> object:
        return self._data(self.practice.create(read(Create, ask.body, "body"), ask.member))

    def _list(self, ask: Ask) -> object:
        return [self._data(booking) for booking in self.practice.list(read(ListQuery, ask.query, "query"))]

    def _get(self, ask: Ask) -> object:
        read(Nothing, ask.query, "query")
        return self._data(self.practice.visible(ask.uid, ask.member))

    def _cancel(self, ask: Ask) -> object:
        self._used["cancels"] += 1
        if self.settings.cancels_per_minute and self._used["cancels"] > self.settings.cancels_per_minute:
            raise Refused(429, "Too many requests. Please try again later.")
        return self._data(self.practice.cancel(ask.uid, read(Cancel, ask.body, "body"), ask.member))

    def _reschedule(self, ask: Ask) -> object:
        return self._data(self.practice.reschedule(ask.uid, read(Reschedule, ask.body, "body"), ask.member))

    def _confirm(self, ask: Ask) -> object:
        return self._decide(ask, self.approve)

    def _decline(self, ask: Ask) -> object:
        return self._decide(ask, self.decline)

    def _decide(self, ask: Ask, decide: Callable[[Entry], None]) -> object:
        """Documented, but the host's to do: an agent that confirms its own requests overrides the host."""
        read(Nothing, ask.body, "body")
        booking = self.practice.find(ask.uid)
        self.complain(f"{ask.uid} was decided on in place of the host")
        if booking.status != "pending":
            raise Refused(400, f"Booking with uid={ask.uid} is {booking.status} and not pending")
        decide(booking.entry)
        return self._data(booking)

    def _register(self, ask: Ask) -> object:
        asked = read(Webhook, ask.body, "body")
        if unknown := set(asked.triggers) - set(TRIGGERS):
            raise breach(f"triggers: {', '.join(sorted(unknown))} is not known")
        self.webhooks.append(asked)
        id = f"wh-{len(self.webhooks)}"
        return {"id": id, **asked.model_dump(by_alias=True, exclude_none=True)}

    def _data(self, booking: Booking) -> dict[str, object]:
        return booking.data(self.diary.zone.key)

    # --- what staff do, and what the vendor sends

    def approve(self, entry: Entry) -> None:
        booking = self.booking(entry)
        assert booking.status == "pending"
        booking.status = "accepted"

    def decline(self, entry: Entry, reason: str = "") -> None:
        booking = self.booking(entry)
        assert booking.status == "pending"
        self.practice.end(booking, "rejected", reason)

    def cancel(self, entry: Entry, reason: str = "The practice is closed") -> None:
        self.practice.end(self.booking(entry), "cancelled", reason)

    def move(self, entry: Entry, start: datetime) -> Entry:
        """The entry of the new booking: the old one is cancelled, and leads to it by `rescheduledToUid`."""
        return self.practice.move(self.booking(entry), start).entry

    def book_elsewhere(self, host: str, start: datetime) -> Entry:
        return self.practice.book_by_hand(host, start).entry

    def webhook(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        """A delivery of one of `TRIGGERS`; for a reschedule the entry is the new one."""
        assert event in TRIGGERS
        registered = self.webhooks[-1] if self.webhooks else None
        secret = registered.secret if registered else self.settings.webhook_secret
        booking = self.booking(entry)
        data = self._data(booking)
        person = booking.attendee.model_dump(by_alias=True, exclude_none=True)
        payload = {
            "uid": booking.uid,
            "title": data["title"],
            "startTime": data["start"],
            "endTime": data["end"],
            "attendees": [{**person, "email": booking.email}],
            "organizer": host_data(entry.host, self.diary.zone.key),
            "metadata": booking.metadata,
        }
        body = json.dumps({"triggerEvent": event, "createdAt": stamp(self.clock()), "payload": payload}).encode()
        if registered and registered.payload_template:
            body = registered.payload_template.encode()
        headers = {"Content-Type": "application/json"}
        if secret:
            headers["x-cal-signature-256"] = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return headers, body


def _uid(request: web.Request) -> str:
    return request.match_info.get("uid", "")


def _is_asked(kind: EventType, query: EventTypesQuery) -> bool:
    return query.username in (None, kind.owner) and query.event_slug in (None, kind.slug)


def _limits(most: int, left: int, seconds: int) -> dict[str, str]:
    """The vendor adds the name of the limit to each header."""
    return {
        "X-RateLimit-Limit-default": str(most),
        "X-RateLimit-Remaining-default": str(left),
        "X-RateLimit-Reset-default": str(seconds),
    }


__all__ = ["ACCESS_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "HOSTS", "LIVE_KEY", "TEST_KEY", "CalcomDouble", "Settings"]
