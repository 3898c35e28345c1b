"""A strict stand-in for meetergo's Platform API v4, written from what the vendor documents."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web
from tests.doubles.diary import Diary, Entry
from tests.doubles.meetergo_door import Asked, MeetergoDoor
from tests.doubles.meetergo_openings import in_shape, instant, openings
from tests.doubles.meetergo_practice import (
    COMPANY,
    HOSTS,
    MEETING_TYPES,
    OWNER,
    PEOPLE,
    PERSONAL_TOKEN,
    PLATFORM_KEY,
    QUEUE,
    USER_HEADER,
    Booked,
    MeetergoSettings,
    Refused,
    appointment,
    attendee_of,
    hosts_of,
    key_of,
    made_up,
    meeting_type,
)
from tests.doubles.meetergo_rules import oddities, refusals
from tests.doubles.meetergo_wire import (
    Answer,
    AttendeeOfRequest,
    AvailabilityQuery,
    BookingRequest,
    Cancellation,
    CancelRequest,
    Confirmed,
    Delivery,
    ListQuery,
    NoQuery,
    Pending,
    RescheduleRequest,
    Webhook,
    WebhookPatch,
    WebhookRequest,
    utc,
)

__all__ = [
    "COMPANY", "HOSTS", "MEETING_TYPES", "OWNER", "PERSONAL_TOKEN", "PLATFORM_KEY", "QUEUE", "USER_HEADER",
    "MeetergoDouble", "MeetergoSettings",
]  # fmt: skip

MOST_WEBHOOKS = 6


class MeetergoDouble(MeetergoDoor):
    """`settings` may be exchanged at any time; `diary` holds the appointments, details["request"] what was sent."""

    def __init__(self, clock: Callable[[], datetime], settings: MeetergoSettings | None = None) -> None:
        super().__init__(clock, settings or MeetergoSettings())
        self.diary = Diary(clock, tuple(HOSTS))
        self.booked: list[Booked] = []
        self.webhooks: dict[str, Webhook] = {}
        self._webhooks_made = 0
        self._durations_asked: dict[str, set[int]] = {}
        self._pages_seen: set[tuple[frozenset[tuple[str, str]], int]] = set()
        self._cache: dict[frozenset[tuple[str, str]], dict[str, object]] = {}

    def routes(self) -> list[web.RouteDef]:
        calls: list[tuple[str, str, Callable[[Asked], web.Response]]] = [
            ("GET", "/v4/user/me", self._me),
            ("GET", "/v4/meeting-type", self._meeting_types),
            ("GET", "/v4/meeting-type/{id}", self._meeting_type),
            ("GET", "/v4/booking-availability", self._availability),
            ("POST", "/v4/booking", self._create),
            ("GET", "/v4/appointment/paginated", self._list),
            ("GET", "/v4/appointment/{id}", self._get),
            ("POST", "/v4/appointment/{id}/cancel", self._cancel),
            ("POST", "/v4/appointment/{id}/reschedule", self._reschedule),
            ("GET", "/webhooks", self._list_webhooks),
            ("POST", "/webhooks", self._make_webhook),
            ("PATCH", "/webhooks/{id}", self._change_webhook),
            ("DELETE", "/webhooks/{id}", self._drop_webhook),
        ]
        found = [web.route(method, path, self._letting_in(work)) for method, path, work in calls]
        return [*found, web.route("*", "/{rest:.*}", self._no_such_call)]

    # --- users and meeting types

    def _me(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        return _answer(next(user for user in PEOPLE.values() if user.id == asked.user))

    def _meeting_types(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        types = [meeting_type(key, self.settings, whole=False) for key in MEETING_TYPES]
        if not self.settings.list_wrapped:
            return web.json_response([each.json_data() for each in types])
        older = [
            {"id": each.id, "name": each.meeting_info.name, "duration": each.meeting_info.duration} for each in types
        ]
        return web.json_response({"meetingTypes": older})

    def _meeting_type(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        return _answer(meeting_type(self._key(asked.id), self.settings))

    def _key(self, meeting_type_id: str) -> str:
        key = key_of(meeting_type_id)
        if key is None:
            raise Refused(404, "Meeting type not found")
        return key

    def _hosts(self, asked: Asked, key: str, host_ids: Sequence[str], queue_id: str) -> list[str]:
        """Whose diary it is about: `hostIds` for one-to-one, `queueId` for the queue, never both."""
        message = "Either hostIds or queueId must be provided"
        if not host_ids and not queue_id:
            raise self._wrong(f"{asked.name}: neither hostIds nor queueId", message)
        if host_ids and queue_id:
            raise self._wrong(f"{asked.name}: both hostIds and queueId", message)
        if key == "team":
            if queue_id != QUEUE:
                raise self._wrong(f"{asked.name}: not the queueId of this round-robin meeting type", message)
        elif queue_id:
            raise self._wrong(f"{asked.name}: a queueId for a one-to-one meeting type", message)
        elif list(host_ids) != [HOSTS[key]]:
            raise self._wrong(f"{asked.name}: hostIds is not the one host of this meeting type", message)
        return hosts_of(key)

    def _check_channel(self, asked: Asked, channel: str) -> None:
        allowed = self.settings.channels if self.settings.select_channel else self.settings.channels[:1]
        if channel and channel not in allowed:
            why = f"{asked.name}: the meeting type does not allow the channel {channel}"
            raise self._wrong(why, "channel is not allowed")

    def _check_duration(self, asked: Asked, minutes: int) -> int:
        if minutes and minutes not in self.settings.durations:
            message = "Duration must match the default duration or one of the allowed durations of the meeting type"
            raise self._wrong(f"{asked.name}: {minutes} minutes are not allowed", message)
        return minutes or self.settings.durations[0]

    # --- availability

    def _availability(self, asked: Asked) -> web.Response:
        query = self._query(asked, AvailabilityQuery)
        key = self._key(query.meeting_type_id)
        hosts = self._hosts(asked, key, query.host_ids, query.queue_id)
        minutes = self._check_duration(asked, int(query.meeting_duration or 0))
        self._check_channel(asked, query.channel)
        if query.resource_channel_ids:
            raise self._wrong(f"{asked.name}: there are no resources here", "resourceChannelIds are unknown")
        existing = self._existing(query.existing_appointment_id).entry if query.existing_appointment_id else None
        zone = ZoneInfo(query.timezone)
        begin, until = self._window(asked, query.start, query.end, zone)
        self._durations_asked.setdefault(key, set()).add(int(query.meeting_duration or 0))

        named = frozenset((name, value) for name, value in asked.request.query.items() if name != "refreshCache")
        if self.settings.stale and query.refresh_cache != "true" and named in self._cache:
            return web.json_response(self._cache[named])

        answer, starts = openings(self.diary, hosts, minutes, query, (begin, until), existing)
        self._cache[named] = in_shape(self.settings.availability, answer, starts, minutes)
        return web.json_response(self._cache[named])

    def _window(self, asked: Asked, start: str, end: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
        first, last = instant(start, zone), instant(end, zone, int(self.settings.end_inclusive))
        if instant(end, zone) < first:
            raise self._wrong(f"{asked.name}: the end lies before the start", "end must not be before start")
        return first, last

    # --- appointments

    def _create(self, asked: Asked) -> web.Response:
        wanted = self._body(asked, BookingRequest)
        key = self._key(wanted.meeting_type_id)
        hosts = self._hosts(asked, key, wanted.host_ids, wanted.queue_id)
        minutes = self._check_duration(asked, wanted.duration)
        self._check_channel(asked, wanted.channel)
        for why, refused in refusals(wanted, self.settings):
            self.complain(f"{asked.name}: {why}")
            raise refused
        for why in oddities(wanted, self.settings, self._durations_asked.get(key, {0})):
            self.complain(f"{asked.name}: {why}")
        start = datetime.fromisoformat(wanted.start).astimezone(UTC)
        self._check_offered(asked, start, minutes)
        free = [host for host in hosts if self.diary.can_begin(host, start, minutes)]
        if not free:
            raise self._taken()
        host = min(free, key=lambda host: sum(entry.host == host for entry in self.diary.standing))
        details = {"request": json.loads(asked.body)}
        entry = self.diary.add(wanted.meeting_type_id, host, start, start + timedelta(minutes=minutes), **details)
        booked = self._remember(entry, wanted)
        if self.settings.pending is None:
            answer: Answer = Confirmed(appointment_id=booked.id, secret=booked.secret)
            if wanted.attendee.email:
                answer = Confirmed(appointment_id=booked.id, secret=booked.secret, attendee_email=wanted.attendee.email)
            return _answer(answer, 201)
        booked.provisional_id = made_up("provisional", entry.id)
        kind = self.settings.pending
        kind_spelt = kind[0].upper() + kind[1:] if self.settings.pending_capitalised else kind
        return _answer(Pending(booking_type=kind_spelt, provisional_booking_id=booked.provisional_id), 201)

    def _remember(self, entry: Entry, wanted: BookingRequest) -> Booked:
        booked = Booked(
            entry=entry,
            id=made_up("appointment", entry.id),
            secret=made_up("secret", entry.id).replace("-", ""),
            attendee=attendee_of(wanted, made_up("attendee", entry.id)),
            channel=self.settings.channel_becomes or wanted.channel or self.settings.channels[0],
            updated=self.clock(),
            title=wanted.ics_title,
            description=wanted.ics_description,
        )
        self.booked.append(booked)
        return booked

    def _check_offered(self, asked: Asked, start: datetime, minutes: int) -> None:
        """An opening may be gone meanwhile, but not one that never was."""
        empty = Diary(lambda: start, tuple(HOSTS), notice=timedelta(0))
        if not empty.can_begin(next(iter(HOSTS)), start, minutes):
            self.complain(f"{asked.name}: a start that availability never offers")

    def _existing(self, id: str) -> Booked:
        for booked in self.booked:
            if booked.id == id and not booked.provisional_id:
                return booked
        raise Refused(404, "Appointment not found")

    def _get(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        return _answer(appointment(self._existing(asked.id)))

    def _list(self, asked: Asked) -> web.Response:
        query = self._query(asked, ListQuery)
        if query.status:
            raise self._wrong(f"{asked.name}: no value of status is documented", "status is unknown")
        if query.meeting_type_id:
            self._key(query.meeting_type_id)
        page, size = int(query.page), int(query.page_size)
        filters = frozenset(pair for pair in asked.request.query.items() if pair[0] != "page")
        if page > 0 and (filters, page - 1) not in self._pages_seen:
            self.complain(f"{asked.name}: page {page} before the one before it; pages are counted from 0")
        self._pages_seen.add((filters, page))
        begin, until = self._window(asked, query.start or "1970-01-01", query.end or "2999-01-01", self.diary.zone)
        found = [
            booked
            for booked in sorted(self.booked, key=lambda booked: (booked.entry.start, booked.entry.id))
            if not booked.provisional_id
            and begin <= booked.entry.start < until
            and query.meeting_type_id in ("", booked.entry.service)
            and query.search.casefold() in f"{booked.attendee.fullname} {booked.attendee.email or ''}".casefold()
        ]
        shown = found[page * size : (page + 1) * size]
        return web.json_response({"appointments": [appointment(booked).json_data() for booked in shown]})

    def _changeable(self, asked: Asked) -> Booked:
        booked = self._existing(asked.id)
        if not self.settings.cancel_allowed:
            raise Refused(403, "Forbidden resource")
        if not booked.entry.stands:
            raise Refused(400, "Appointment is already cancelled")
        return booked

    def _cancel(self, asked: Asked) -> web.Response:
        wanted = self._body(asked, CancelRequest)
        booked = self._changeable(asked)
        if wanted.attendee_id and wanted.attendee_id != booked.attendee.id:
            raise self._wrong(f"{asked.name}: attendeeId is nobody in this appointment", "Attendee not found", 404)
        self._take_out(booked, "api", asked.user, wanted.reason)
        return _answer(appointment(booked), self.settings.action_status)

    def _reschedule(self, asked: Asked) -> web.Response:
        wanted = self._body(asked, RescheduleRequest)
        if wanted.ignore_availability:
            raise self._wrong(f"{asked.name}: ignoreAvailability is true", "ignoreAvailability is not allowed")
        booked = self._changeable(asked)
        entry, start = booked.entry, datetime.fromisoformat(wanted.start).astimezone(UTC)
        self._check_offered(asked, start, booked.minutes)
        hosts = hosts_of(self._key(entry.service))
        free = [host for host in hosts if self.diary.can_begin(host, start, booked.minutes, entry)]
        if not free:
            raise self._taken()
        entry.host = entry.host if entry.host in free else free[0]
        self.move(entry, start)
        return web.json_response({"appointment": appointment(booked).json_data()}, status=self.settings.action_status)

    def _take_out(self, booked: Booked, source: str, by: str, reason: str) -> None:
        booked.entry.stands = False
        booked.updated = self.clock()
        booked.cancel = Cancellation(
            action_source=source, action_at=utc(self.clock()), action_by=by, reason=reason or None
        )

    # --- webhooks

    def _check_endpoint(self, asked: Asked, endpoint: str) -> None:
        if not re.search(r"/[\w-]{16,}(/|$)", endpoint):
            self.complain(f"{asked.name}: nothing in the endpoint is hard to guess, and deliveries are not signed")

    def _in_plan(self) -> None:
        if not self.settings.webhooks_in_plan:
            raise Refused(403, "Webhooks are not part of your plan")

    def _list_webhooks(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        self._in_plan()
        return web.json_response([each.json_data() for each in self.webhooks.values()])

    def _make_webhook(self, asked: Asked) -> web.Response:
        wanted = self._body(asked, WebhookRequest)
        self._in_plan()
        self._check_endpoint(asked, wanted.endpoint)
        if len(self.webhooks) >= MOST_WEBHOOKS:
            raise Refused(406, "Limit of webhooks reached")
        self._webhooks_made += 1
        made = Webhook.model_validate({"id": made_up("webhook", self._webhooks_made), **wanted.model_dump()})
        self.webhooks[made.id] = made
        return _answer(made, 201)

    def _webhook(self, asked: Asked) -> Webhook:
        self._in_plan()
        if asked.id not in self.webhooks:
            raise Refused(404, "Webhook not found")
        return self.webhooks[asked.id]

    def _change_webhook(self, asked: Asked) -> web.Response:
        wanted = self._body(asked, WebhookPatch)
        if wanted.endpoint:
            self._check_endpoint(asked, wanted.endpoint)
        changed = self._webhook(asked).model_copy(update=wanted.model_dump(exclude_unset=True))
        self.webhooks[asked.id] = changed
        return _answer(changed)

    def _drop_webhook(self, asked: Asked) -> web.Response:
        self._query(asked, NoQuery)
        return _answer(self.webhooks.pop(self._webhook(asked).id))

    def webhook(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        """The delivery of an event. The vendor signs nothing."""
        booked = self.of(entry)
        assert not booked.provisional_id, "no event is documented for what is still provisional"
        whole = appointment(booked).json_data()
        left_out = ("ics", "cancel", "hostingInfo")
        told = {name: value for name, value in whole.items() if name not in left_out}
        kind = meeting_type(self._key(entry.service), self.settings, whole=False).json_data()
        hosts = [PEOPLE[entry.host].json_data()]
        data = Delivery.model_validate({"webhookType": event, "hosts": hosts, "meetingType": kind, **told}).json_data()
        if self.settings.webhook_nested:
            data = {"event": data.pop("webhookType"), "data": data}
        return {"Content-Type": "application/json"}, json.dumps(data).encode()

    # --- what the practice does

    def of(self, entry: Entry) -> Booked:
        """What meetergo remembers of an entry: its id, its secret, its attendee."""
        return next(booked for booked in self.booked if booked.entry is entry)

    def approve(self, entry: Entry) -> None:
        """The attendee clicks, or the host confirms: now it is an appointment."""
        booked = self.of(entry)
        booked.provisional_id, booked.updated = "", self.clock()

    def decline(self, entry: Entry) -> None:
        entry.stands = False

    def cancel(self, entry: Entry, reason: str = "") -> None:
        self._take_out(self.of(entry), "host", HOSTS[entry.host], reason)

    def move(self, entry: Entry, start: datetime) -> None:
        booked = self.of(entry)
        entry.start, entry.end = start, start + timedelta(minutes=booked.minutes)
        booked.rescheduled_at = booked.updated = self.clock()

    def book_elsewhere(self, host: str, start: datetime, fullname: str = "Sam Carter", phone: str = "") -> Entry:
        """Somebody books by hand, for somebody else; it is an appointment like any other."""
        minutes = timedelta(minutes=self.settings.durations[0])
        entry = self.diary.add(MEETING_TYPES[host], host, start.astimezone(UTC), start.astimezone(UTC) + minutes)
        attendee = AttendeeOfRequest.model_validate({"receiveReminders": False, "notes": {}, "fullname": fullname})
        attendee.phone = phone
        self._remember(entry, BookingRequest.model_construct(attendee=attendee))
        return entry


def _answer(answer: Answer, status: int = 200) -> web.Response:
    return web.json_response(answer.json_data(), status=status)
