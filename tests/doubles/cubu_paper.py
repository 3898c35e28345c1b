"""How Cubu writes down what is in the diary: calendars, vacancies, and one appointment in three forms."""

from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from tests.doubles.cubu_shapes import (
    AfterBook,
    Booked,
    BookedAppointment,
    Calendar,
    HookAppointment,
    Hours,
    Listed,
    ListedAppointment,
    Stats,
    Ticket,
    Vacancies,
)
from tests.doubles.cubu_tenant import (
    CATEGORY,
    CUSTOMERS_TABLE,
    EMAIL_FIELD,
    HOSTS,
    INBOX,
    PHONE_FIELD,
    SERVICE,
    SERVICE_TYPES,
    UNIT,
    CubuSettings,
    TimeUtc,
    guid,
)
from tests.doubles.diary import HOURS, Diary, Entry

WINDOWS_ZONES = {
    "Europe/London": "GMT Standard Time",
    "Europe/Berlin": "W. Europe Standard Time",
    "America/New_York": "Eastern Standard Time",
    "America/Los_Angeles": "Pacific Standard Time",
    "Asia/Jerusalem": "Israel Standard Time",
}


def case_id(entry: Entry) -> str:
    return guid("ca5e0000", entry.id)


class Paper:
    def __init__(self, diary: Diary, settings: CubuSettings) -> None:
        self.diary = diary
        self.settings = settings

    # --- places and times

    def cu_index(self, host: str, day: date) -> int:
        """Today's 0 is tomorrow's 1: an index means nothing without its date."""
        return (self.diary.hosts.index(host) + day.toordinal()) % len(self.diary.hosts)

    def day(self, entry: Entry) -> date:
        return entry.start.astimezone(self.settings.zone).date()

    def index_of(self, entry: Entry) -> int:
        return self.cu_index(entry.host, self.day(entry))

    def vacant(self, host: str, day: date, kind: str) -> list[datetime]:
        return self.diary.starts(host, day, SERVICE_TYPES[kind].minutes)

    def minute(self, instant: datetime) -> int:
        local = instant.astimezone(self.settings.zone)
        return local.hour * 60 + local.minute

    # --- answers

    def calendar(self, host: str, day: date) -> Calendar:
        now = self.diary.clock()
        hours = [] if day.weekday() >= 5 else [Hours(start=_minutes(a), end=_minutes(b)) for a, b in HOURS]
        theirs = [entry for entry in self.diary.standing if entry.host == host and self.day(entry) == day]
        capacity = sum(span.end - span.start for span in hours)
        booked = sum(int((entry.end - entry.start).total_seconds()) // 60 for entry in theirs)
        is_ada = host == self.diary.hosts[0]
        shown = dict(self.settings.gates)
        return Calendar(
            service_id=SERVICE,
            service_name="General practice",
            service_category_id=CATEGORY,
            service_category_name="Appointments",
            date=_midnight(day),
            cu_index=self.cu_index(host, day),
            is_customer_required=self.settings.customer_required,
            is_phone_number_required=self.settings.phone_required,
            is_email_required=self.settings.email_required,
            phone_number_field_type_id=PHONE_FIELD,
            email_field_type_id=EMAIL_FIELD,
            customers_data_table_id=CUSTOMERS_TABLE,
            working_hours=hours,
            user={"userId": HOSTS[host]} if self.settings.named_agents else None,
            allow_anonymous_agent_booking=shown.get("allowAnonymousAgentBooking", True),
            is_in_agents_booking_window=shown.get("isInAgentsBookingWindow", is_ada),
            agents_booking_active=shown.get("agentsBookingActive", is_ada),
            is_in_self_booking_window=shown.get("isInSelfBookingWindow", not is_ada),
            self_booking_active=shown.get("selfBookingActive", not is_ada),
            is_past_date=day < now.astimezone(self.settings.zone).date(),
            stats=Stats(
                appointment_count=len(theirs),
                capacity_minutes=capacity,
                minutes_booked=booked,
                booking_rate=booked / capacity if capacity else 0.0,
                is_fully_booked=booked >= capacity,
            ),
            issues=[],
            inbox_id=INBOX,
            inbox_name="Front desk",
            calendar_timestamp=guid("71335000", len(self.diary.entries)),
        )

    def vacancies(self, host: str, day: date, kind: str) -> Vacancies:
        it = SERVICE_TYPES[kind]
        slots = [self.minute(start) for start in self.vacant(host, day, kind)]
        return Vacancies(service_type_id=it.id, service_type_name=it.name, duration=it.minutes, slots=slots)

    def booked(self, entry: Entry) -> Booked:
        return Booked(
            case_id=case_id(entry),
            status="Planned",
            reference_date=_midnight(self.day(entry)),
            inbox_id=INBOX,
            channel=str(entry.details["channel"]),
            language=str(entry.details["language"]),
            ticket=_ticket(entry),
            appointment=BookedAppointment(
                service_id=SERVICE,
                date=_midnight(self.day(entry)),
                cu_index=self.index_of(entry),
                start=self.minute(entry.start),
                time_utc="" if self.settings.time_utc is TimeUtc.EMPTY else self._utc(entry),
                duration=SERVICE_TYPES[entry.service].minutes,
                no_show_probability=0.0,
                reservation_token="",
                reservation_expiry_date=None,
            ),
            position=0,
            queue_time_stamp=guid("90e0e000", entry.id),
        )

    def listed(self, entry: Entry, customers: dict[str, dict[str, str]]) -> Listed:
        kind = SERVICE_TYPES[entry.service]
        closed = cast("datetime | None", entry.details["closed"])
        return Listed(
            case_id=case_id(entry),
            appointment=ListedAppointment(
                service_id=SERVICE,
                date=_midnight(self.day(entry)),
                cu_index=self.index_of(entry),
                start=self.minute(entry.start),
                time_local=self._local(entry),
                time_utc=self._utc(entry),
                time_zone_id=self._zone_id(),
                duration=kind.minutes,
            ),
            ticket=_ticket(entry),
            service_type_id=kind.id,
            service_type_name=kind.name,
            status="Planned" if entry.stands else self.settings.cancelled_status or "",
            status_date=_utc(closed or entry.created),
            date_opened=_utc(entry.created),
            date_closed=None if closed is None else _utc(closed),
            assigned_to=None,
            customer=self._customer(entry, customers),
            online_meeting=None,
            channel=str(entry.details["channel"]),
            language=str(entry.details["language"]),
        )

    def after_book(self, entry: Entry, staff_mail: str) -> AfterBook:
        by = cast("str | None", entry.details["by"])
        return AfterBook(
            case_id=case_id(entry),
            parent_case_id=None,
            reference_date=_midnight(self.day(entry)),
            unit_id=UNIT,
            service_id=SERVICE,
            service_category_id=CATEGORY,
            service_type_id=SERVICE_TYPES[entry.service].id,
            status="Planned",
            channel=str(entry.details["channel"]),
            language=str(entry.details["language"]),
            ticket=_ticket(entry),
            fields=cast("dict[str, str]", entry.details["fields"]),
            tag_ids=cast("list[str]", entry.details["tags"]),
            customer_record_id=cast("str | None", entry.details["customer"]),
            triggered_by_user_id=by,
            triggered_by_user_email=None if by is None else staff_mail,
            appointment=HookAppointment(
                date=_midnight(self.day(entry)),
                cu_index=self.index_of(entry),
                start=self.minute(entry.start),
                time_local=self._local(entry),
                time_utc=self._utc(entry),
                time_zone_id=self._zone_id(),
                duration=SERVICE_TYPES[entry.service].minutes,
                prevent_self_check_in=bool(entry.details["prevent"]),
            ),
        )

    def _customer(self, entry: Entry, customers: dict[str, dict[str, str]]) -> dict[str, object] | None:
        """The shape is undocumented; the ids of the fields are those of the calendar and of customer records."""
        record = cast("str | None", entry.details["customer"])
        if record is not None:
            return {"recordId": record, "fields": customers[record]}
        said = {PHONE_FIELD: entry.details["phone"], EMAIL_FIELD: entry.details["mail"]}
        fields = {field: value for field, value in said.items() if value is not None}
        return {"recordId": None, "fields": fields} if fields and self.settings.shows_customer else None

    def _utc(self, entry: Entry) -> str:
        off = timedelta(hours=1) if self.settings.time_utc is TimeUtc.WRONG else timedelta()
        return _utc(entry.start + off)

    def _local(self, entry: Entry) -> str:
        return f"{entry.start.astimezone(self.settings.zone):%Y-%m-%dT%H:%M:%S}"

    def _zone_id(self) -> str:
        """A Windows name, as everywhere in Cubu."""
        return WINDOWS_ZONES[self.settings.zone.key]


def _minutes(clock: str) -> int:
    wall = time.fromisoformat(clock)
    return wall.hour * 60 + wall.minute


def _midnight(day: date) -> str:
    return f"{day}T00:00:00"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _ticket(entry: Entry) -> Ticket:
    return Ticket(prefix="A", suffix="", number=entry.id)
