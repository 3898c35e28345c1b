"""What is free, told by the double of vcita in the three ways that vcita documents.

Only v3, asked with a service, staff and a duration, tells starts that can be booked.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web
from tests.doubles.diary import HOURS, Diary, Entry
from tests.doubles.vcita_access import Asked
from tests.doubles.vcita_practice import BUSINESS, EVENT_SERVICE, HOSTS, Service
from tests.doubles.vcita_shapes import ServiceAvailabilityQuery, SlotsQuery, StaffAvailabilityQuery
from tests.doubles.vcita_wire import Refused, invalid, listed, local, missing, not_found, ok, read, unauthorized, utc


class Availability:
    def __init__(
        self,
        diary: Diary,
        services: Mapping[str, Service],
        find: Callable[[str], Entry],
        complain: Callable[[str], None],
    ) -> None:
        self.diary = diary
        self.services = services
        self.find = find
        self.complain = complain
        self._offered: set[tuple[str, str, float]] = set()
        """What the last look at each service and host found, as far as it reached."""

    def was_offered(self, service: Service, host: str, start: datetime) -> bool:
        return (service.id, host, start.timestamp()) in self._offered

    def of_services(self, asked: Asked) -> web.Response:
        said = read(ServiceAvailabilityQuery, asked.query)
        if bool(said.id) == bool(said.service_ids):
            raise invalid("id and service_ids exclude each other, and one of them is needed")
        if said.business_id not in ("", BUSINESS):
            raise unauthorized("this business is not the token's")
        for id in listed(said.service_ids or said.id):
            if id not in self.services and id != EVENT_SERVICE:
                raise not_found("Service", f"there is no service {id}")
        for id in listed(said.staff_ids) if said.staff_ids else []:
            host_named(id)
        _days(said.start_date, said.end_date)
        self.complain("the items of services/availability are not documented, so nothing can be read from it")
        return ok({"availability": []})

    def of_staff(self, asked: Asked) -> web.Response:
        """Free time per person, in steps of the grid: the call knows of no service."""
        said = read(StaffAvailabilityQuery, asked.query)
        if asked.token is None and not said.staff_ids_array:
            raise missing("staff_ids_array")
        if said.ignore_min_schedule == "true":
            self.complain("ignore_min_schedule leaves out the practice's notice")
        hosts = [host_named(id) for id in said.staff_ids_array.split(",")] if said.staff_ids_array else list(HOSTS)
        instead_of = self.find(said.booking_instance_id) if said.booking_instance_id else None
        zone = ZoneInfo(said.time_zone)
        first, last = _days(said.start_date, said.end_date)
        found: dict[str, list[dict[str, object]]] = {}
        near = first - timedelta(days=1), last + timedelta(days=1)  # days of another zone reach into these of ours
        everybody = [(start, host) for host in hosts for start in self._starts(host, *near, 15, instead_of)]
        for start, who in sorted((start.astimezone(zone), host) for start, host in everybody):
            if first <= start.date() <= last:
                key = HOSTS[who] if said.aggregate_by == "staff" else str(start.date())
                item = {"staff_id": HOSTS[who], "spots_total": 1, "spots_open": 1, "start_time": local(start, zone)}
                found.setdefault(key, []).append(item | {"duration_minutes": 15, "event_instance_id": None})
        return ok({"availabilities": found, "time_zone": said.time_zone})

    def slots(self, asked: Asked) -> web.Response:
        padding = [key for key in asked.query if key.startswith("padding_")]
        if padding:
            self.complain("the names of the padding_ parameters are not documented")
        said = read(SlotsQuery, {key: value for key, value in asked.query.items() if key not in padding})
        begin, end = datetime.fromisoformat(said.start_time), datetime.fromisoformat(said.end_time)
        if begin >= end:
            raise Refused(422, "INVALID", "end_time must be after start_time", "the range ends before it begins")
        if end - begin > timedelta(days=31):
            self.complain("at most 31 days at once are advised")
        if not (said.staff_uids or said.resource_uids or said.resource_type_uids):
            raise missing("one of staff_uids, resource_uids, resource_type_uids")
        if said.service_uid and said.service_uid not in self.services:
            raise not_found("Service", f"there is no service {said.service_uid} for appointments")
        hosts = [host_named(id) for id in listed(said.staff_uids)] if said.staff_uids else []
        instead_of = self.find(said.exclude_booking_uid) if said.exclude_booking_uid else None
        if not (said.service_uid and hosts and said.slot_duration):
            window = {"start": utc(begin), "end": utc(end), "available_entities": []}
            return web.json_response({"success": True, "data": {"availability_slots": [window]}})
        service, minutes = self.services[said.service_uid], int(said.slot_duration)
        if minutes != service.minutes:
            self.complain(f"slot_duration is {minutes}, and the service takes {service.minutes} minutes")
        found: dict[datetime, list[str]] = {}
        for host in hosts:
            self._offered -= {
                (id, who, at)
                for id, who, at in self._offered
                if id == service.id and who == host and begin.timestamp() <= at < end.timestamp()
            }
            if host not in service.hosts:
                continue
            for start in self._starts(host, _day(begin), _day(end), minutes, instead_of):
                if begin <= start and start + timedelta(minutes=minutes) <= end and _fits(start, said.slot_interval):
                    found.setdefault(start.astimezone(UTC), []).append(HOSTS[host])
                    self._offered.add((service.id, host, start.timestamp()))
        slots = [
            {
                "start": utc(start),
                "end": utc(start + timedelta(minutes=minutes)),
                "available_entities": [{"entity_uid": id, "entity_type": "staff"} for id in found[start]],
            }
            for start in sorted(found)
        ]
        return web.json_response({"success": True, "data": {"availability_slots": slots}})

    def _starts(self, host: str, first: date, last: date, minutes: int, instead_of: Entry | None) -> list[datetime]:
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [start for day in days for start in self.diary.starts(host, day, minutes, instead_of)]


def host_named(id: str) -> str:
    for host, known in HOSTS.items():
        if known == id:
            return host
    raise not_found("Staff", f"there is no member of staff {id} who works here")


def _day(instant: datetime) -> date:
    return instant.astimezone(UTC).date()


def _days(first: str, last: str) -> tuple[date, date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if begin > end:
        raise invalid("end_date is before start_date")
    return begin, end


def _fits(start: datetime, interval: str) -> bool:
    """Whether a start lies on the wanted steps, which count from the beginning of the office hours."""
    opens = max(each for each, _ in HOURS if each <= f"{start:%H:%M}")
    passed = start.hour * 60 + start.minute - int(opens[:2]) * 60 - int(opens[3:])
    return not interval or passed % int(interval) == 0
