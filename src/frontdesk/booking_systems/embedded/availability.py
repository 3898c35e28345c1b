"""Which openings there are, from the business's rules and what its hosts are busy with. Pure.

The same computation answers a search and checks a single opening when it is held or booked, so the two cannot differ.
Everything inside counts minutes since 1970 UTC; ends are exclusive.

The rules, all in the wall-clock time of the business's zone: an appointment starts on the grid, counted from the start
of a span of the host's opening hours, and ends within that span; it lasts its real minutes, also over a clock change.
A start that the clocks skip is not offered, one that they show twice is the first. Buffers keep the host busy and may
reach out of the opening hours.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.embedded.busy import FREE, Busy, Span, claim_of, first_minute_from, minute_of
from frontdesk.booking_systems.embedded.local_day import DAY, minute_at, minute_from
from frontdesk.model.booking import NoOpenings, Opening, Openings, Search
from frontdesk.model.business import Business, Host, OpenSpan, Service

FindBusy = Callable[[Sequence[str], Span], Mapping[str, Busy]]
"""Gives what hosts (by id) are busy with in a span of minutes."""


def find_openings(
    business: Business, search: Search, now: datetime, find_busy: FindBusy, since: datetime | None = None
) -> Openings:
    """The openings that start in the search's window, by start, then in the profile's order of hosts.

    `since` is when the opening was first asked for: the minimum notice counts from there, else from `now`.
    `find_busy` is called once at most. Raises `LookupError` when there is no such service.
    """
    service = next((service for service in business.services if service.id == search.service), None)
    if service is None:
        raise LookupError(f'{business.id} has no service "{search.service}"')
    window = first_minute_from(search.window.start), first_minute_from(search.window.end)
    present, horizon = first_minute_from(now), _end_of_horizon(business, now)
    if window[1] <= present:
        return Openings((), NoOpenings.PAST)
    if window[0] >= horizon:
        return Openings((), NoOpenings.HORIZON)
    span = max(window[0], present), min(window[1], horizon)
    hosts = tuple(host for host in business.hosts_of(service) if search.host in (None, host.id))
    reach = claim_of(service, span[0])[0], claim_of(service, span[1])[1]
    inquiry = _Inquiry(
        business=business,
        zone=business.zone,
        service=service,
        hosts=hosts,
        span=span,
        bookable_from=first_minute_from(since or now) + business.notice_minutes(service),
        busy=find_busy([host.id for host in hosts], reach),
    )
    met: set[NoOpenings] = set()
    found = tuple(_search(inquiry, search.limit, met))
    if found:
        return Openings(found)
    return Openings((), _why_none(inquiry, met, beyond_horizon=window[1] > horizon))


@dataclass(frozen=True, slots=True)
class _Inquiry:
    business: Business
    zone: ZoneInfo
    service: Service
    hosts: tuple[Host, ...]
    span: Span
    """Where a start may lie: the window, cut to what is neither past nor beyond the horizon."""
    bookable_from: int
    """The minute at which the minimum notice is over."""
    busy: Mapping[str, Busy]

    def refusal(self, host: Host, start: int) -> NoOpenings | None:
        """Why a start within opening hours cannot be had, or None."""
        if start < self.bookable_from:
            return NoOpenings.NOTICE
        if self.busy.get(host.id, FREE).overlaps(claim_of(self.service, start)):
            return NoOpenings.FULL
        return None

    def days(self) -> Iterator[date]:
        """The local days of the span on which the business is not closed."""
        day, last = (_local_day(minute, self.zone) for minute in (self.span[0], self.span[1] - 1))
        while day <= last:
            if not any(closed.includes(day) for closed in self.business.closed):
                yield day
            day += timedelta(days=1)

    def starts(self, open_span: OpenSpan, day: date) -> range:
        """The minutes at which an appointment could start within opening hours, on the grid or not."""
        first, end = (minute_from(self.zone, day, clock) for clock in (open_span.start, open_span.until))
        return range(max(first, self.span[0]), min(end - self.service.duration_minutes + 1, self.span[1]))

    def starts_on_grid(self, open_span: OpenSpan, day: date) -> Iterator[int]:
        possible = self.starts(open_span, day)
        if possible:
            for clock in range(open_span.start, open_span.until, self.business.grid_minutes(self.service)):
                start = minute_at(self.zone, day, clock)
                if start is not None and start in possible:
                    yield start

    def hours(self, host: Host, day: date) -> tuple[OpenSpan, ...]:
        if any(away.includes(day) for away in host.away):
            return ()
        return self.business.hours_of(host).on(day.weekday())


def _search(inquiry: _Inquiry, limit: int, met: set[NoOpenings]) -> Iterator[Opening]:
    """Yields the earliest openings; `met` collects what stood in the way of others."""
    for day in inquiry.days():
        free: list[tuple[int, int]] = []
        for order, host in enumerate(inquiry.hosts):
            for open_span in inquiry.hours(host, day):
                for start in inquiry.starts_on_grid(open_span, day):
                    refusal = inquiry.refusal(host, start)
                    if refusal:
                        met.add(refusal)
                    else:
                        free.append((start, order))
        for start, order in sorted(free)[:limit]:
            yield _opening(inquiry, inquiry.hosts[order], start)
        limit -= len(free)
        if limit <= 0:
            return


def _why_none(inquiry: _Inquiry, met: set[NoOpenings], beyond_horizon: bool) -> NoOpenings:
    """The truest reason: the one that is nearest to an opening."""
    if not met:
        for day in inquiry.days():
            for host in inquiry.hosts:
                for open_span in inquiry.hours(host, day):
                    for start in inquiry.starts(open_span, day):
                        refusal = inquiry.refusal(host, start)
                        if refusal is None:
                            return NoOpenings.OFF_GRID
                        met.add(refusal)
    if met:
        return NoOpenings.FULL if NoOpenings.FULL in met else NoOpenings.NOTICE
    if beyond_horizon:
        return NoOpenings.HORIZON
    return NoOpenings.HOST_AWAY if _others_open(inquiry) else NoOpenings.CLOSED


def _others_open(inquiry: _Inquiry) -> bool:
    """Whether the business, or another host of the service, has opening hours there."""
    others = [host for host in inquiry.business.hosts_of(inquiry.service) if host not in inquiry.hosts]
    return any(
        inquiry.starts(open_span, day)
        for day in inquiry.days()
        for hours in (inquiry.business.opening_hours.on(day.weekday()), *(inquiry.hours(host, day) for host in others))
        for open_span in hours
    )


def _opening(inquiry: _Inquiry, host: Host, start: int) -> Opening:
    first, end = (
        datetime.fromtimestamp(minute * 60, inquiry.zone)
        for minute in (start, start + inquiry.service.duration_minutes)
    )
    return Opening(inquiry.service.id, host.id, first, end)


def _end_of_horizon(business: Business, now: datetime) -> int:
    """The end of the last day that can be booked, `horizon_days` after the business's today."""
    last = _local_day(minute_of(now), business.zone) + timedelta(days=business.policy.horizon_days)
    return minute_from(business.zone, last, DAY)


def _local_day(minute: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(minute * 60, zone).date()
