"""Appointments in the double of vcita: two ways to create them, to cancel them, and all that is said of them.

Nothing here waits, so of two creates that look for the time one wins. The business create with a staff token does not
look: two can both be written down, which `VcitaDouble.double_booked` shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from tests.doubles.diary import ZONE, Diary, Entry
from tests.doubles.vcita_access import Asked
from tests.doubles.vcita_availability import Availability, host_named
from tests.doubles.vcita_catalogue import Catalogue
from tests.doubles.vcita_practice import (
    BUSINESS,
    EVENT_SERVICE,
    FIELDS,
    HOSTS,
    NEEDS_DETAILS,
    Kind,
    Service,
    VcitaSettings,
    uid,
)
from tests.doubles.vcita_shapes import (
    AppointmentSaid,
    AppointmentsQuery,
    BookingSaid,
    BusinessBooking,
    BusinessCancel,
    Cancel,
    FormData,
    OwnBookingSaid,
    OwnBookingsQuery,
    PlatformBooking,
    Reschedule,
)
from tests.doubles.vcita_wire import (
    Refused,
    a_number,
    invalid,
    local,
    missing,
    not_found,
    ok,
    read,
    taken,
    unauthorized,
    utc,
)


@dataclass(slots=True)
class Kept:
    """What vcita keeps of an appointment beside its time: "vcita" in the details of an entry."""

    uid: str
    client: str
    state: str
    time_zone: str
    title: str
    notes: str = ""
    interaction: str = ""
    payment: str = ""
    """Where the service has a price."""


def kept(entry: Entry) -> Kept:
    more = entry.details["vcita"]
    assert isinstance(more, Kept)
    return more


def minutes(entry: Entry) -> int:
    return int((entry.end - entry.start).total_seconds()) // 60


class Bookings:
    def __init__(
        self,
        diary: Diary,
        settings: VcitaSettings,
        services: Mapping[str, Service],
        catalogue: Catalogue,
        complain: Callable[[str], None],
    ) -> None:
        self.diary = diary
        self.settings = settings
        self.services = services
        self.catalogue = catalogue
        self.availability = Availability(diary, services, self.found, complain)
        self.complain = complain

    # --- create

    def create_on_platform(self, asked: Asked) -> web.Response:
        if self.settings.vanished:
            raise not_found("Resource")
        said = read(PlatformBooking, asked.body)
        self._in_business(said.business_id)
        if said.portal_id not in ("", BUSINESS):
            raise unauthorized("portal_id is another business")
        if said.event_instance_id:
            raise not_found("Event", "event_instance_id is for events, and there are none to book")
        for name in ("service_id", "staff_id", "start_time"):
            if not getattr(said, name):
                raise missing(name)
        by_client = asked.kind is Kind.CLIENT
        if not by_client and not self.settings.staff_token_on_platform:
            raise invalid("Form is not valid", "the platform's create does not work with a staff token")
        if by_client and said.client_id and said.client_id != asked.client:
            raise unauthorized("client_id is not the subject of the client token")
        service, host = self._service_and_host(said.service_id, said.staff_id)
        interaction = said.form_data.meeting_details.meeting_interaction_details
        if service.interaction in NEEDS_DETAILS and not interaction:
            raise invalid("meeting_interaction_details is missing for this service")
        if interaction and service.interaction in ("client_phone", "phone_call"):
            try:
                a_number(interaction)
            except ValueError as error:
                raise invalid(f"meeting_interaction_details: {error}") from error
        if said.client_id:
            if not self.catalogue.knows(said.client_id):
                raise not_found("Client", "client_id is nobody")
            if said.form_data.fields_ and isinstance(said.form_data.fields_, dict):
                raise invalid("fields must be an array")
        elif said.booking_type:
            raise invalid("booking_type was only seen beside a client_id")
        answers = {} if said.client_id else self._answers(said.form_data)
        start = datetime.fromisoformat(said.start_time)
        self._check_sources(said.matter_uid, said.time_zone)
        if not self.diary.can_begin(host, start, service.minutes):
            raise taken()
        client = said.client_id or self.catalogue.by_form(answers)
        state = "requested" if service.manual and by_client else "scheduled"
        notes = said.form_data.others.notes
        entry = self.write(service, host, start, client, state, said.time_zone, notes=notes, interaction=interaction)
        return ok({"booking": self._booking(entry)}, 201)

    def create_on_business(self, asked: Asked) -> web.Response:
        said = read(BusinessBooking, asked.body)
        self._in_business(said.business_id)
        if not said.client_id:
            raise invalid("first name can't be blank", "client_id is missing")
        if said.optional_times:
            raise invalid("optional_times cannot be used here", "optional_times are no appointment at one time")
        if not said.start_time:
            raise missing("start_time")
        service, host = self._service_and_host(said.service_id, said.staff_id)
        if not self.catalogue.knows(said.client_id):
            raise not_found("Client", "client_id is nobody")
        self._check_sources(said.matter_uid, said.time_zone)
        start = datetime.fromisoformat(said.start_time)
        by_staff = asked.kind is Kind.STAFF
        if by_staff and not self.availability.was_offered(service, host, start):
            self.complain(f"a staff token books unchecked, and {said.start_time} was not among the openings last read")
        if not by_staff and not self.diary.can_begin(host, start, service.minutes):
            raise taken()
        state = "requested" if service.manual and not by_staff else "scheduled"
        interaction = said.interaction_details
        entry = self.write(service, host, start, said.client_id, state, said.time_zone, interaction=interaction)
        return ok({"booking": self._booking(entry)}, 201)

    def _answers(self, form: FormData) -> dict[str, str]:
        """What the form says of a new client, by the type of field."""
        if isinstance(form.fields_, dict):
            raise invalid("fields must be an array", "fields is an object, and there is no client_id")
        kinds = {id: kind for kind, id in FIELDS.items()}
        given: dict[str, str] = {}
        for answer in form.fields_:
            kind = kinds.get(answer.field_id)
            if kind is None or answer.type not in ("", kind):
                raise invalid(f"the form has no field {answer.field_id} of this type")
            given[kind] = answer.new_data
        lacking = [kind for kind in self.settings.required_fields if not given.get(kind)]
        if lacking:
            raise invalid(f"{lacking[0]} can't be blank", f"the form asks for {', '.join(lacking)}")
        return given

    def _in_business(self, business_id: str) -> None:
        if business_id != BUSINESS:
            raise unauthorized("this business is not the token's")

    def _service_and_host(self, service_id: str, staff_id: str) -> tuple[Service, str]:
        """These must belong to each other."""
        if service_id == EVENT_SERVICE:
            raise invalid("this service is for events", "an EventService cannot be booked as an appointment")
        if service_id not in self.services:
            raise not_found("Service", f"there is no service {service_id}")
        service, host = self.services[service_id], host_named(staff_id)
        if host not in service.hosts:
            raise invalid("The staff member does not give this service")
        return service, host

    def _check_sources(self, matter_uid: str, time_zone: str) -> None:
        if matter_uid:
            raise not_found("Matter", "matter_uid is no matter of this client")
        if not time_zone:
            self.complain("time_zone is left out, which means UTC and not the practice's zone")

    def write(
        self,
        service: Service,
        host: str,
        start: datetime,
        client: str,
        state: str,
        time_zone: str,
        *,
        notes: str = "",
        interaction: str = "",
    ) -> Entry:
        entry = self.diary.add(service.id, host, start, start + timedelta(minutes=service.minutes))
        payment = "pending" if service.price else ""
        id = uid("booking", entry.id)
        entry.details["vcita"] = Kept(id, client, state, time_zone or "UTC", service.name, notes, interaction, payment)
        return entry

    # --- cancel and reschedule

    def cancel(self, asked: Asked) -> web.Response:
        said = read(Cancel, asked.body)
        self._in_business(said.business_id)
        entry = self._to_change(said.booking_id, said.event_instance_id, asked)
        self._call_off(entry)
        return ok({"booking": {"id": kept(entry).uid, "status": "cancelled"}})

    def cancel_on_business(self, asked: Asked) -> web.Response:
        """One by its id, or many: then each has a result of its own."""
        said = read(BusinessCancel, asked.body)
        self._in_business(said.business_id)
        if isinstance(said.booking_id, str):
            entry = self._to_change(said.booking_id, said.event_instance_id, asked)
            self._call_off(entry)
            return ok({"booking": {"id": kept(entry).uid, "status": "cancelled"}})
        results: list[dict[str, str]] = []
        for id in said.booking_id:
            try:
                self._call_off(self._to_change(id, said.event_instance_id, asked))
                results.append({"booking_id": id, "status": "cancelled"})
            except Refused as refused:
                if refused.complaint:
                    self.complain(refused.complaint)
                results.append({"booking_id": id, "status": "Error", "error_code": refused.code})
        return ok({"batch_response": results})

    def _to_change(self, id: str, event_instance_id: str, asked: Asked) -> Entry:
        if event_instance_id:
            raise not_found("Event", "event_instance_id is for events, and this is an appointment")
        entry = self.found(id)
        if asked.kind is Kind.CLIENT and kept(entry).client != asked.client:
            raise unauthorized("the booking is another client's")
        if not entry.stands or entry.start <= self.diary.clock():
            raise Refused(422, "FORM_VALIDATION_ERROR", f"The booking is {self.state(entry)}, or has begun")
        return entry

    def _call_off(self, entry: Entry) -> None:
        if not self.settings.cancel_allowed:
            raise Refused(422, "UNAUTHORIZED", "Unauthorized")
        entry.stands, kept(entry).state = False, "cancelled"

    def reschedule(self, asked: Asked) -> web.Response:
        said = read(Reschedule, asked.body)
        self._in_business(said.business_id)
        if said.booking_id != asked.path["id"]:
            raise invalid("booking_id is not the booking of the path")
        entry = self._to_change(said.booking_id, "", asked)
        start, length = datetime.fromisoformat(said.start_time), said.duration or minutes(entry)
        if said.duration and said.duration != minutes(entry):
            self.complain(f"duration {said.duration} is not that of the appointment")
        if said.allow_double_booking:
            self.complain("allow_double_booking must be sent, and be false: left out it is true")
        elif not self.diary.can_begin(entry.host, start, length, instead_of=entry):
            raise taken()
        entry.start, entry.end = start, start + timedelta(minutes=length)
        kept(entry).title = said.title or kept(entry).title
        return web.json_response({"status": "OK", "data": {"booking": {"uid": kept(entry).uid}}}, status=201)

    # --- get and list

    def get(self, asked: Asked) -> web.Response:
        asked.without_query()
        return ok({"appointment": self._appointment(self.found(asked.path["id"], uninvited=False))})

    def appointments(self, asked: Asked) -> web.Response:
        said = read(AppointmentsQuery, asked.query)
        self._in_business(said.business_id or BUSINESS)
        found = [
            entry
            for entry in sorted(self.diary.entries, key=lambda entry: (entry.start, entry.id))
            if said.client_id in ("", kept(entry).client) and said.state in ("", self.state(entry))
        ]
        first = (int(said.page) - 1) * int(said.per_page)
        return ok({"appointments": [self._appointment(entry) for entry in found[first : first + int(said.per_page)]]})

    def own_bookings(self, asked: Asked) -> web.Response:
        said = read(OwnBookingsQuery, asked.query)
        self._in_business(said.business_id or BUSINESS)
        own = [entry for entry in self.diary.entries if kept(entry).client == asked.client]
        first = int(said.offset)
        shown = sorted(own, key=lambda entry: (entry.start, entry.id))[first : first + int(said.per_page)]
        return ok({"bookings": [self._own(entry) for entry in shown]})

    def found(self, id: str, *, uninvited: bool = True) -> Entry:
        for entry in self.diary.entries:
            if kept(entry).uid == id:
                return entry
        raise not_found("Booking", f"there is no booking {id}" if uninvited else "")

    def state(self, entry: Entry) -> str:
        """What vcita says of an appointment now."""
        state = kept(entry).state
        return "done" if state == "scheduled" and entry.end <= self.diary.clock() else state

    def _booking(self, entry: Entry) -> dict[str, object]:
        more = kept(entry)
        return BookingSaid.model_validate(
            {
                "id": more.uid,
                "status": self.state(entry),
                "title": more.title,
                "start_time": utc(entry.start),
                "time_zone": more.time_zone,
                "duration": minutes(entry),
                "service_id": entry.service,
                "staff_id": HOSTS[entry.host],
                "client_id": more.client,
                "business_id": BUSINESS,
                "conversation_id": uid("conversation", entry.id),
                "created_at": utc(entry.created),
            }
        ).model_dump()

    def _appointment(self, entry: Entry) -> dict[str, object]:
        common = self.common(entry) | {"time_zone": self.settings.zone_label, "state": self.state(entry)}
        return AppointmentSaid.model_validate(common | {"id": kept(entry).uid}).model_dump()

    def _own(self, entry: Entry) -> dict[str, object]:
        more = kept(entry)
        said = {
            "uid": more.uid,
            "state": self.state(entry),
            "title": more.title,
            "start_time": utc(entry.start),
            "end_time": utc(entry.end),
            "time_zone": more.time_zone,
            "duration": minutes(entry),
            "staff_id": HOSTS[entry.host],
        }
        return OwnBookingSaid.model_validate(said).model_dump()

    def common(self, entry: Entry) -> dict[str, object]:
        return {
            "title": kept(entry).title,
            "start_time": local(entry.start, ZONE),
            "end_time": local(entry.end, ZONE),
            "duration": minutes(entry),
            "client_id": kept(entry).client,
            "staff_id": HOSTS[entry.host],
            "conversation_id": uid("conversation", entry.id),
        }
