"""The rules of scheduling in the plainest way that works: try every minute. Shares nothing with what it checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.embedded.busy import Claimed
from frontdesk.model.booking import Search
from frontdesk.model.business import Business, Host
from frontdesk.model.hours import OpenSpan
from frontdesk.model.service import Service


@dataclass(frozen=True)
class Way:
    """One way to have an appointment: when, with whom, where, and the event it is a seat of."""

    start: int
    hosts: tuple[str, ...]
    place: str
    event: str | None


@dataclass(frozen=True)
class Naive:
    business: Business
    search: Search
    now: datetime
    claims: Sequence[Claimed]

    @property
    def service(self) -> Service:
        return self.business.service(self.search.service)

    @property
    def duration(self) -> int:
        return self.search.duration_minutes or self.service.duration_minutes

    def ways(self) -> list[Way]:
        """All of them, by start, then in the order of the profile."""
        return [way for minute in self.window() for way in self.ways_at(minute)]

    def window(self) -> range:
        window = self.search.window
        return range(-int(-window.start.timestamp() // 60), -int(-window.end.timestamp() // 60))

    def ways_at(self, start: int) -> list[Way]:
        ways = [way for hosts in self.groups() if (way := self.way(start, hosts))]
        if len(ways) < 2 or self.search.host or self.service.assignment not in ("first_free", "round_robin"):
            return ways
        joining = [way for way in ways if way.event]
        if joining or self.service.assignment == "first_free":
            return (joining or ways)[:1]
        return [min(ways, key=lambda way: self.load(way.hosts[0], start))]

    def groups(self) -> Iterator[tuple[Host, ...]]:
        hosts = [one for one in self.business.hosts if not self.service.hosts or one.id in self.service.hosts]
        groups = [tuple(hosts)] if self.service.assignment == "together" else [(host,) for host in hosts]
        return (group for group in groups if self.search.host in (None, *(host.id for host in group)))

    def way(self, start: int, hosts: tuple[Host, ...]) -> Way | None:
        policy, service = self.business.policy, self.service
        local = datetime.fromtimestamp(start * 60, self.business.zone)
        ahead = (local.date() - self.now.astimezone(self.business.zone).date()).days
        notice = policy.minimum_notice_minutes
        if service.minimum_notice_minutes is not None:
            notice = service.minimum_notice_minutes
        if ahead > policy.horizon_days or start * 60 < self.now.timestamp() + notice * 60:
            return None
        if not self.starts_on_grid(hosts[0], start) or not all(self.there(host, start) for host in hosts):
            return None
        for place in self.places():
            if all(not place or not host.locations or place in host.locations for host in hosts):
                event = self.event_at(start, hosts, place)
                if event or self.free_at(start, hosts, place):
                    return Way(start, tuple(host.id for host in hosts), place, event)
        return None

    def free_at(self, start: int, hosts: tuple[Host, ...], place: str) -> bool:
        day = self.day_of(start)
        if any(self.full(self.booked_on(day, host=host.id), host.max_per_day) for host in hosts):
            return False
        if self.full(self.booked_on(day, service=self.service.id), self.service.max_per_day):
            return False
        return not any(self.kept(host.id, start) for host in hosts) and all(
            any(
                not self.kept(resource.id, start)
                for resource in self.business.resources
                if resource.kind == kind and resource.location in (None, place)
            )
            for kind in self.service.needs
        )

    def kept(self, thing: str, start: int) -> bool:
        first = start - self.service.buffer_before_minutes
        end = start + self.duration + self.service.buffer_after_minutes
        return any(one.thing == thing and one.span[0] < end and first < one.span[1] for one in self.claims)

    def event_at(self, start: int, hosts: tuple[Host, ...], place: str) -> str | None:
        for one in self.claims:
            everyone = {other.thing for other in self.claims if other.claim == one.claim}
            if (
                (one.service, one.start, one.end) == (self.service.id, start, start + self.duration)
                and {host.id for host in hosts} <= everyone
                and one.seats < self.service.capacity
                and (not place or one.location == place)
            ):
                return one.claim
        return None

    def booked_on(self, day: date, host: str = "", service: str = "") -> set[str]:
        """Those of the service, or those of the host of any service."""
        return {
            one.claim
            for one in self.claims
            if one.service and self.day_of(one.start) == day and (one.thing == host or one.service == service)
        }

    def full(self, booked: set[str], limit: int | None) -> bool:
        return limit is not None and len(booked) >= limit

    def load(self, host: str, start: int) -> int:
        day = self.day_of(start)
        monday = day - timedelta(days=day.weekday())
        return len(
            {
                one.claim
                for one in self.claims
                if (one.thing, one.service) == (host, self.service.id)
                and monday - timedelta(days=21) <= self.day_of(one.start) < monday + timedelta(days=7)
            }
        )

    def places(self) -> list[str]:
        own = [
            one.id for one in self.business.locations if not self.service.locations or one.id in self.service.locations
        ]
        if self.search.location is not None and self.search.location not in own:
            return []
        hosts = [one for one in self.business.hosts if not self.service.hosts or one.id in self.service.hosts]
        rooms = [one for one in self.business.resources if one.kind in self.service.needs]
        if not any(host.locations for host in hosts) and not any(room.location for room in rooms):
            return [""]
        return [
            one
            for one in own
            if self.search.location in (None, one)
            and all(
                [room for room in rooms if room.kind == kind and room.location in (None, one)]
                for kind in self.service.needs
            )
        ]

    def day_of(self, minute: int) -> date:
        return datetime.fromtimestamp(minute * 60, self.business.zone).date()

    # --- hours

    def starts_on_grid(self, host: Host, start: int) -> bool:
        wall = datetime.fromtimestamp(start * 60, self.business.zone)
        clock = wall.hour * 60 + wall.minute
        grid = self.service.grid_minutes or self.business.policy.grid_minutes
        return wall.fold == 0 and any((clock - span.start) % grid == 0 for span in self.spans_around(host, start))

    def there(self, host: Host, start: int) -> bool:
        return bool(self.spans_around(host, start))

    def spans_around(self, host: Host, start: int) -> list[OpenSpan]:
        """The spans of a host's hours that an appointment fits into."""
        day, needed = self.day_of(start), range(start, start + self.duration)
        spans, absent = self.hours(host, day)
        for span in absent:
            if set(needed).intersection(minutes_of_span(span.start, span.until, day, self.business.zone)):
                return []
        found = []
        for span in spans:
            open_ = minutes_of_span(span.start, span.until, day, self.business.zone)
            if open_ and open_.start <= needed.start and needed.stop <= open_.stop:
                found.append(span)
        return found

    def hours(self, host: Host, day: date) -> tuple[Sequence[OpenSpan], Sequence[OpenSpan]]:
        for special in host.special_hours:
            if special.includes(day):
                return special.hours, ()
        away = [one for one in host.away if one.includes(day)]
        if any(one.hours == () for one in away):
            return (), ()
        absent = [span for one in away for span in one.hours]
        usual = (host.opening_hours or self.business.opening_hours).on(day.weekday())
        for special in self.business.special_hours:
            if special.includes(day):
                if host.opening_hours is None:
                    return special.hours, absent
                both = [
                    OpenSpan(start=max(a.start, b.start), until=min(a.until, b.until))
                    for a in special.hours
                    for b in usual
                    if max(a.start, b.start) < min(a.until, b.until)
                ]
                return both, absent
        if any(closed.includes(day) for closed in self.business.closed):
            return (), ()
        return usual, absent


@lru_cache(maxsize=2000)
def minutes_of_span(first: int, until: int, day: date, zone: ZoneInfo) -> range:
    """The minutes from the first that the clocks show at or after one time of a day, to that of another."""
    minutes = minutes_of_day(day, zone)
    if not minutes:
        return range(0)
    ends = minutes[-1][0] + 1
    begin = next((minute for minute, clock in minutes if clock >= first), ends)
    end = next((minute for minute, clock in minutes if clock >= until), ends)
    return range(begin, end)


@lru_cache(maxsize=200)
def minutes_of_day(day: date, zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """Every minute of a local day, since 1970 UTC, with what the clocks show then, by walking through it."""
    around = int(datetime.combine(day, time(), UTC).timestamp()) // 60 - 15 * 60
    walls = ((minute, datetime.fromtimestamp(minute * 60, zone)) for minute in range(around, around + 55 * 60))
    return tuple((minute, wall.hour * 60 + wall.minute) for minute, wall in walls if wall.date() == day)
