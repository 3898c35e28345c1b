"""What a search asks for, worked out against the profile: who can do it, where, and when at all. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from frontdesk.booking_systems.embedded.busy import Span, first_minute_from, kept_span, minute_of
from frontdesk.booking_systems.embedded.local_day import DAY, minute_from
from frontdesk.booking_systems.embedded.schedule import Schedule, Starts, Week, schedule_of, week_at
from frontdesk.model.booking import NoOpenings, Search
from frontdesk.model.business import Business, Host, Resource
from frontdesk.model.service import Assignment, Service

ANYWHERE = ""
"""The place of a service that is not bound to places."""

CHOSEN_FOR_THE_CALLER = (Assignment.FIRST_FREE, Assignment.ROUND_ROBIN)


class Party(NamedTuple):
    """Hosts who take an appointment together; one alone, but for services that are done together."""

    hosts: tuple[Host, ...]
    places: tuple[str, ...]
    """Where all of them work, in the order of the profile."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    schedule: Schedule
    service: Service
    duration: int
    parties: tuple[Party, ...]
    """In the order of the profile."""
    span: Span
    """Where a start may lie: the window, cut to what is neither past nor beyond the horizon."""
    bookable_from: int
    """The minute at which the minimum notice is over."""
    chooses: bool
    """One of the parties is chosen for the caller; otherwise each of them is offered."""
    beyond_horizon: bool
    """The window reaches further than bookings are taken."""

    @property
    def business(self) -> Business:
        return self.schedule.business

    @property
    def grid(self) -> int:
        return self.business.grid_minutes(self.service)

    def weeks(self) -> Iterator[tuple[Week, Span]]:
        """The weeks of the span, each with its part of it."""
        first, end = self.span
        while first < end:
            week = week_at(first, self.schedule.zone)
            yield week, (first, min(end, week.end))
            first = week.end

    def starts_of(self, party: Party, week: Week) -> Starts:
        """When the party is there for long enough; the grid is that of its first host."""
        first, *others = (self.schedule.starts_of(host, week, self.duration, self.grid) for host in party.hosts)
        for other in others:
            first = first.and_possible(other)
        return first

    def things(self) -> tuple[str, ...]:
        """The ids of all hosts and resources whose claims matter."""
        hosts = {host.id: None for party in self.parties for host in party.hosts}
        if self.service.max_per_day:
            hosts |= dict.fromkeys(host.id for host in self.business.hosts)
        return *hosts, *(resource.id for kind in self.service.needs for resource in self.resources(kind))

    def resources(self, kind: str) -> tuple[Resource, ...]:
        return tuple(resource for resource in self.business.resources if resource.kind == kind)

    def counts_days(self) -> bool:
        """Whether there is a limit on how much is booked a day."""
        return bool(self.service.max_per_day) or any(host.max_per_day for party in self.parties for host in party.hosts)

    def reach(self, week: Week, span: Span) -> Span:
        """Where claims matter for starts in a part of a week: what they would claim, and days that are counted."""
        first, end = kept_span(self.service, span[0])[0], kept_span(self.service, span[1], self.duration)[1]
        if not self.counts_days():
            return first, end
        return min(first, week.days[week.day_of(span[0])]), max(end, week.days[week.day_of(span[1] - 1) + 1])


def inquire(business: Business, search: Search, now: datetime, since: datetime | None) -> Inquiry | NoOpenings:
    """Raises `LookupError` when there is no such service, or it cannot last that long."""
    service = next((service for service in business.services if service.id == search.service), None)
    if service is None:
        raise LookupError(f'{business.id} has no service "{search.service}"')
    duration = search.duration_minutes or service.duration_minutes
    if duration not in service.durations:
        lasting = " or ".join(map(str, service.durations))
        raise LookupError(f'{business.id}: "{service.id}" lasts {lasting} minutes, not {duration}')
    window = first_minute_from(search.window.start), first_minute_from(search.window.end)
    present, horizon = first_minute_from(now), _end_of_horizon(business, now)
    if window[1] <= present:
        return NoOpenings.PAST
    if window[0] >= horizon:
        return NoOpenings.HORIZON
    return Inquiry(
        schedule=schedule_of(business),
        service=service,
        duration=duration,
        parties=_parties(business, service, search),
        span=(max(window[0], present), min(window[1], horizon)),
        bookable_from=first_minute_from(since or now) + business.notice_minutes(service),
        chooses=search.host is None and service.assignment in CHOSEN_FOR_THE_CALLER,
        beyond_horizon=window[1] > horizon,
    )


def _parties(business: Business, service: Service, search: Search) -> tuple[Party, ...]:
    hosts = business.hosts_of(service)
    groups = [hosts] if service.assignment is Assignment.TOGETHER else [(host,) for host in hosts]
    places = _places(business, service, search.location)
    parties = (
        Party(group, tuple(place for place in places if all(_works_at(host, place) for host in group)))
        for group in groups
        if search.host is None or any(host.id == search.host for host in group)
    )
    return tuple(party for party in parties if party.places)


def _places(business: Business, service: Service, wanted: str | None) -> tuple[str, ...]:
    """The places to look at: those of the service if its hosts or resources are bound to places, else anywhere."""
    places = tuple(place.id for place in business.locations_of(service))
    if wanted is not None and wanted not in places:
        return ()
    if not business.bound_to_places(service):
        return (ANYWHERE,)
    return places if wanted is None else (wanted,)


def _works_at(host: Host, place: str) -> bool:
    return place == ANYWHERE or not host.locations or place in host.locations


def _end_of_horizon(business: Business, now: datetime) -> int:
    """The end of the last day that can be booked, `horizon_days` after the business's today."""
    zone = business.zone
    last = datetime.fromtimestamp(minute_of(now) * 60, zone).date() + timedelta(days=business.policy.horizon_days)
    return minute_from(zone, last, DAY)
