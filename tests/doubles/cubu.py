"""A double of Cubu's server-to-server API, and of the Microsoft Entra token endpoint before it.

Where the guide is silent, on bodies of errors for one, the answer is as bare as can be: there is nothing to read in it.
"""

import hmac
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError
from tests.doubles.cubu_gate import CubuGate, RefusalError
from tests.doubles.cubu_paper import Paper, case_id
from tests.doubles.cubu_shapes import Book, CustomerQuery, NewCustomer, Request, is_invented
from tests.doubles.cubu_tenant import (
    APPLICATION_ID,
    APPOINTMENTS_MANAGER,
    CASE_FIELDS,
    CLIENT_ID,
    CLIENT_SECRET,
    CUSTOMER_FIELDS,
    CUSTOMERS_MANAGER,
    EMAIL_FIELD,
    HOSTS,
    NAME_FIELD,
    NOTE_FIELD,
    PHONE_FIELD,
    SERVICE,
    SERVICE_TYPES,
    SLUGS,
    STAFF_MAIL,
    TAG,
    TENANT_ID,
    CubuSettings,
    TimeUtc,
    guid,
)
from tests.doubles.diary import Diary, Entry

__all__ = [
    "APPLICATION_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "EMAIL_FIELD",
    "HOSTS",
    "NAME_FIELD",
    "NOTE_FIELD",
    "PHONE_FIELD",
    "SERVICE",
    "SERVICE_TYPES",
    "SLUGS",
    "TAG",
    "TENANT_ID",
    "CubuDouble",
    "CubuSettings",
    "TimeUtc",
    "case_id",
]

R = TypeVar("R", bound=Request)
AFTER_BOOK = "afterBookAppointment"
WRONG_STATUS = 1001
PLACES = {"applicationId", "serviceId", "date", "cuIndex", "caseId"}
"""What a path template of the cancelling call can name."""
_BLANK = {"phone": None, "mail": None, "customer": None, "prevent": False, "by": None, "closed": None}


class CubuDouble(CubuGate):
    """Calendars are of one service on one day; which host an index means changes from day to day."""

    def __init__(self, clock: Callable[[], datetime], settings: CubuSettings | None = None) -> None:
        self.settings = settings or CubuSettings()
        super().__init__(clock, self.settings.roles)
        self.diary = Diary(clock, tuple(HOSTS), zone=self.settings.zone)
        self.paper = Paper(self.diary, self.settings)
        self.customers: dict[str, dict[str, str]] = {}
        """Customer records: values by field type, by record id."""
        self._read_days: set[date] = set()
        self._offered: set[tuple[date, int, str, int]] = set()

    def routes(self) -> list[web.RouteDef]:
        service = "/{applicationId}/calendars/{serviceId}/{date}"
        calendar = service + "/{cuIndex}"
        cancelling = []
        if self.settings.cancel_call is not None:
            method, template = self.settings.cancel_call
            if set(re.findall(r"\{(\w+)\}", template)) - PLACES or "{caseId}" not in template or "?" in template:
                raise ValueError(f"{template} is no path of an appointment to cancel")
            cancelling = [web.route(method, template, self._served(self._cancel, APPOINTMENTS_MANAGER))]
        return [
            web.post("/{tenantId}/oauth2/v2.0/token", self._token),
            *cancelling,
            web.get(service, self._served(self._calendars, APPOINTMENTS_MANAGER), allow_head=False),
            web.get(calendar + "/vacancies", self._served(self._vacancies, APPOINTMENTS_MANAGER), allow_head=False),
            web.get(calendar + "/appointments", self._served(self._list, APPOINTMENTS_MANAGER), allow_head=False),
            web.post(calendar + "/appointments", self._served(self._book, APPOINTMENTS_MANAGER)),
            web.post("/{applicationId}/customers", self._served(self._new_customer, CUSTOMERS_MANAGER)),
            web.post("/{applicationId}/customers/query", self._served(self._find_customer, CUSTOMERS_MANAGER)),
            web.post(
                "/{applicationId}/agents/{userId}/cases/{caseId}/actions/resolve",
                self._served(self._resolve, APPOINTMENTS_MANAGER),
            ),
            web.route("*", "/{tail:.*}", self._unoffered),
        ]

    def too_many(self) -> web.Response:
        """No limits are documented, so no wait either."""
        return web.Response(status=429)

    def broken(self) -> web.Response:
        return web.Response(status=500)

    # --- calls of the contract

    def _calendars(self, request: web.Request, body: bytes) -> web.Response:
        self._query(request)
        self._no_body(request, body)
        day = self._day(request)
        self._read_days.add(day)
        if day.weekday() == 6:
            return web.json_response([])
        hosts = sorted(self.diary.hosts, key=lambda host: self.paper.cu_index(host, day))
        return web.json_response([self.paper.calendar(host, day).wire() for host in hosts])

    def _vacancies(self, request: web.Request, body: bytes) -> web.Response:
        query = self._query(request, "serviceTypeId")
        self._no_body(request, body)
        day, host, index = self._calendar(request)
        self._must_have_read(day)
        if "serviceTypeId" not in query:
            raise self._wrong("serviceTypeId is required to list vacancies")
        kind = self._service_type(query["serviceTypeId"])
        vacancies = self.paper.vacancies(host, day, kind)
        self._offered.update((day, index, kind, minute) for minute in vacancies.slots)
        return web.json_response(vacancies.wire())

    def _book(self, request: web.Request, body: bytes) -> web.Response:
        self._query(request)
        day, host, index = self._calendar(request)
        book = self._read(Book, self._respelled(self._json(request, body)))
        kind = self._service_type(book.service_type_id)
        self._check_person(book)
        if book.bypass_timeslot_check:
            raise self._wrong("bypassTimeslotCheck must never be sent as true")
        if book.channel not in self.settings.channels:
            raise self._wrong(f"channel {book.channel} is not supported by the service type")
        if book.language is not None and book.language not in self.settings.languages:
            raise self._wrong(f"language {book.language} is not enabled in the organization")
        self._known("case field", book.fields, CASE_FIELDS)
        self._known("tag", book.tag_ids, (TAG,))
        self._must_have_read(day)
        if (day, index, kind, book.start_time) not in self._offered:
            self.complain(f"startTime {book.start_time} was never listed as a vacant slot of calendar {index} on {day}")
        if self.settings.hook_veto is not None:
            raise RefusalError(self.settings.hook_veto)
        kind = self.settings.hook_service_type or kind
        vacant = {self.paper.minute(start): start for start in self.paper.vacant(host, day, kind)}
        if book.start_time not in vacant:
            raise RefusalError(self.settings.taken)
        entry = self._enter(
            host,
            vacant[book.start_time],
            kind,
            channel=self.settings.hook_channel or book.channel,
            language=book.language or self.settings.languages[0],
            phone=book.contact_phone_number,
            mail=book.contact_email,
            customer=book.cusotmer_record_id,
            fields=book.fields,
            tags=book.tag_ids,
            prevent=book.prevent_self_check_in,
        )
        return web.json_response(self.paper.booked(entry).wire(), status=201)

    def _list(self, request: web.Request, body: bytes) -> web.Response:
        query = self._query(request, "customerRecordId")
        self._no_body(request, body)
        day, host, _ = self._calendar(request)
        customer = query.get("customerRecordId")
        if customer is not None:
            self._guid("customerRecordId", customer)
        found = [
            entry
            for entry in self.diary.entries
            if (entry.stands or self.settings.cancelled_status is not None)
            and entry.host == host
            and self.paper.day(entry) == day
            and customer in (None, entry.details["customer"])
        ]
        found.sort(key=lambda entry: entry.start)
        return web.json_response([self.paper.listed(entry, self.customers).wire() for entry in found])

    def _new_customer(self, request: web.Request, body: bytes) -> web.Response:
        self._query(request)
        new = self._read(NewCustomer, self._json(request, body))
        self._known("customer field", new.fields, CUSTOMER_FIELDS)
        if is_invented(new.fields.get(SLUGS["email"], "")):
            raise self._wrong("the e-mail address of the customer is invented")
        record = guid("c0570000", len(self.customers) + 1)
        self.customers[record] = dict(new.fields)
        return web.json_response({"recordId": record}, status=201)

    def _find_customer(self, request: web.Request, body: bytes) -> web.Response:
        self._query(request)
        query = self._read(CustomerQuery, self._json(request, body))
        if query.query_type == "RecordId":
            found = [record for record in self.customers if record == query.record_id]
        else:
            self._known("fieldSlug", (query.field_slug or "",), tuple(SLUGS))
            field = SLUGS[query.field_slug or ""]
            found = [record for record, fields in self.customers.items() if fields.get(field) == query.field_value]
        if not found:
            raise RefusalError(404)
        return web.json_response({"recordId": found[0], "fields": self.customers[found[0]]})

    def _resolve(self, request: web.Request, body: bytes) -> web.Response:
        self.complain("actions/resolve closes a served case, it is no cancelling")
        raise RefusalError(409, {"errorCode": WRONG_STATUS})

    def _cancel(self, request: web.Request, body: bytes) -> web.Response:
        self._query(request)
        self._no_body(request, body)
        told = request.match_info
        entry = next((each for each in self.diary.entries if case_id(each) == told.get("caseId")), None)
        if entry is None:
            raise RefusalError(404)
        place = {"serviceId": SERVICE, "date": f"{self.paper.day(entry)}", "cuIndex": f"{self.paper.index_of(entry)}"}
        if any(told.get(name, value) != value for name, value in place.items()):
            raise RefusalError(404)
        if not self.settings.cancel_allowed:
            raise RefusalError(403)
        if not entry.stands:
            raise RefusalError(409, {"errorCode": WRONG_STATUS})
        self.cancel(entry)
        return web.Response(status=self.settings.cancel_status)

    # --- what the practice does by itself

    def cancel(self, entry: Entry) -> None:
        entry.stands = False
        entry.details["closed"] = self.clock()

    def move(self, entry: Entry, start: datetime) -> None:
        """On another day, it is found in another calendar."""
        entry.start, entry.end = start.astimezone(UTC), start.astimezone(UTC) + (entry.end - entry.start)

    def book_elsewhere(self, host: str, start: datetime, kind: str = "checkup") -> Entry:
        """Somebody at the desk books by hand: whether the time is free is up to them."""
        return self._enter(host, start, kind, channel="FaceToFace", language=self.settings.languages[0], by=HOSTS[host])

    def webhook(self, event: str, entry: Entry) -> tuple[dict[str, str], bytes]:
        """A delivery to `{base}/service/actions/{event}`."""
        if event != AFTER_BOOK:
            raise ValueError(f"the payload of {event} is not documented")
        body = json.dumps(self.paper.after_book(entry, STAFF_MAIL).wire()).encode()
        headers = {"Content-Type": "application/json"}
        if self.settings.webhook_secret is not None:
            mac = hmac.new(self.settings.webhook_secret.encode(), body, self.settings.webhook_hash).hexdigest()
            headers["Authorization"] = f"HMAC {mac.upper() if self.settings.webhook_upper else mac}"
        return headers, body

    def cu_index(self, host: str, day: date) -> int:
        return self.paper.cu_index(host, day)

    # --- checks

    def _enter(self, host: str, start: datetime, kind: str, **details: object) -> Entry:
        details = {**_BLANK, "fields": {}, "tags": [], **details}
        begin = start.astimezone(UTC)
        return self.diary.add(kind, host, begin, begin + timedelta(minutes=SERVICE_TYPES[kind].minutes), **details)

    def _respelled(self, data: dict[str, object]) -> dict[str, object]:
        """The other spelling of the customer's record is silently a field that says nothing."""
        ours = {"cusotmerRecordId", "customerRecordId"} - {self.settings.customer_field}
        for other in ours & data.keys():
            self.complain(f"{other} is not how the field is spelled: it is {self.settings.customer_field}")
            del data[other]
        if self.settings.customer_field in data:
            data["cusotmerRecordId"] = data.pop(self.settings.customer_field)
        return data

    def _check_person(self, book: Book) -> None:
        told = self.settings
        for required, value, name in (
            (told.email_required, book.contact_email, "contactEmail"),
            (told.phone_required, book.contact_phone_number, "contactPhoneNumber"),
            (told.customer_required, book.cusotmer_record_id, told.customer_field),
        ):
            if required and value is None:
                raise self._wrong(f"{name} is required by the calendar")
        if book.contact_email is not None and is_invented(book.contact_email):
            raise self._wrong("contactEmail is an invented address")
        if book.contact_phone_number is not None:
            self._matches("contactPhoneNumber", told.phone_format, book.contact_phone_number)
        if book.cusotmer_record_id is not None:
            self._known("customer record", (book.cusotmer_record_id,), tuple(self.customers))

    def _read(self, shape: type[R], data: dict[str, object]) -> R:
        try:
            return shape.model_validate(data)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise self._wrong(f"{shape.__name__}: {where or 'body'}: {first['msg']}") from None

    def _service_type(self, id: str) -> str:
        self._guid("serviceTypeId", id)
        found = next((name for name, kind in SERVICE_TYPES.items() if kind.id == id), None)
        if found is None:
            raise RefusalError(404)
        return found

    def _day(self, request: web.Request) -> date:
        said = request.match_info["date"]
        self._matches("date", r"\d{4}-\d\d-\d\d", said)
        self._guid("serviceId", request.match_info["serviceId"])
        if request.match_info["serviceId"] != SERVICE:
            raise RefusalError(404)
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise self._wrong(f"{said} is no date") from None

    def _calendar(self, request: web.Request) -> tuple[date, str, int]:
        day = self._day(request)
        self._matches("cuIndex", r"\d+", request.match_info["cuIndex"])
        index = int(request.match_info["cuIndex"])
        host = next((host for host in self.diary.hosts if self.paper.cu_index(host, day) == index), None)
        if host is None or day.weekday() == 6:
            raise RefusalError(404)
        return day, host, index

    def _must_have_read(self, day: date) -> None:
        if day not in self._read_days:
            self.complain(f"the calendars of {day} were never listed: a cuIndex means nothing on another day")
