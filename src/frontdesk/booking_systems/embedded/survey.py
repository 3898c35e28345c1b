"""One week as it stands: the hours of the profile, less what is claimed, less what the rules of the day forbid. Pure.

All sets of minutes hold starts of appointments and count from the beginning of the week.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from operator import and_, attrgetter, or_

from frontdesk.booking_systems.embedded.busy import Claimed, FindClaims, FindLoad, Span
from frontdesk.booking_systems.embedded.inquiry import ANYWHERE, Inquiry, Party
from frontdesk.booking_systems.embedded.minutes import NONE, Minutes, has, only, starts_that_meet
from frontdesk.booking_systems.embedded.schedule import Starts, Week, week_of
from frontdesk.model.booking import NoOpenings
from frontdesk.model.service import Assignment

FAIR_OVER = timedelta(weeks=3)
"""Turns are shared fairly over the week of the appointment and so long before it."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """When one party could take an appointment."""

    party: Party
    starts: Starts
    """When they are there for long enough, within the window."""
    free: Mapping[str, Minutes]
    """By place: when all hosts, and a resource of every kind that is needed, have nothing else, noticed or not."""
    limited: Minutes
    """When the day has as many appointments as it may."""
    events: Mapping[int, Claimed]
    """Group events of theirs, by start, that have seats left."""
    bookable: Minutes
    """When an appointment can be had, on its own or at a group event."""

    def place_at(self, start: int) -> str:
        """Where a new appointment can be at that start."""
        return next(place for place, free in self.free.items() if has(free, start))


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to have an appointment at a start."""

    prospect: Prospect
    place: str
    event: Claimed | None


@dataclass(frozen=True, slots=True)
class Survey:
    inquiry: Inquiry
    week: Week
    prospects: tuple[Prospect, ...]
    noticed: Minutes
    """The minutes after the minimum notice."""
    claims: Sequence[Claimed]
    taken: Mapping[str, Minutes]
    """By host or resource, at which starts an appointment would meet something that is claimed already."""
    _find_load: FindLoad
    _turns: list[Prospect] = field(default_factory=list)

    @property
    def bookable(self) -> Minutes:
        return reduce(or_, (prospect.bookable for prospect in self.prospects), NONE)

    def choices(self, start: int) -> Iterator[Choice]:
        """What can be had at a start: each party that is free, or the one that is chosen for the caller."""
        if not self.inquiry.chooses:
            yield from (self._choice(one, start) for one in self.prospects if has(one.bookable, start))
            return
        joined = next((one for one in self.prospects if start in one.events and has(one.bookable, start)), None)
        yield self._choice(joined or next(one for one in self._in_turn() if has(one.bookable, start)), start)

    def resources(self, choice: Choice, start: int) -> tuple[str, ...]:
        """The ids of the resources that are kept with a choice: the first of each kind, or those the event has."""
        kinds = [self.inquiry.resources(kind) for kind in self.inquiry.service.needs]
        if choice.event:
            kept = {claim.thing for claim in self.claims if claim.claim == choice.event.claim}
            return tuple(resource.id for kind in kinds for resource in kind if resource.id in kept)
        return tuple(
            next(
                resource.id
                for resource in kind
                if resource.location in (None, choice.place) and not has(self.taken.get(resource.id, NONE), start)
            )
            for kind in kinds
        )

    def why_not(self) -> Iterator[NoOpenings]:
        """What stands in the way, where none can be had; nothing where nobody is there."""
        on_grid = any(prospect.starts.on_grid for prospect in self.prospects)
        for prospect in self.prospects:
            starts = prospect.starts.on_grid if on_grid else prospect.starts.possible
            free, in_time = reduce(or_, prospect.free.values()), starts & self.noticed
            if not on_grid and in_time & free & ~prospect.limited:
                yield NoOpenings.OFF_GRID
            if in_time & free & prospect.limited:
                yield NoOpenings.LIMIT
            if in_time & ~free:
                yield NoOpenings.FULL
            if starts & ~self.noticed:
                yield NoOpenings.NOTICE

    def _choice(self, prospect: Prospect, start: int) -> Choice:
        event = prospect.events.get(start)
        if event is None:
            return Choice(prospect, prospect.place_at(start), None)
        return Choice(prospect, event.location if event.location in prospect.free else ANYWHERE, event)

    def _in_turn(self) -> Sequence[Prospect]:
        """Whose turn it is: those with the fewest bookings first, else in the order of the profile."""
        if self.inquiry.service.assignment is not Assignment.ROUND_ROBIN:
            return self.prospects
        if not self._turns:
            hosts = [prospect.party.hosts[0].id for prospect in self.prospects]
            earlier = week_of(self.week.monday - FAIR_OVER, self.inquiry.schedule.zone)
            load = self._find_load(self.inquiry.service.id, hosts, (earlier.first, self.week.end))
            self._turns.extend(sorted(self.prospects, key=lambda one: load.get(one.party.hosts[0].id, 0)))
        return self._turns


def survey(inquiry: Inquiry, week: Week, span: Span, find_claims: FindClaims, find_load: FindLoad) -> Survey | None:
    """The part of a week that lies in a span; None, and nothing looked up, when nobody is there for long enough."""
    window = week.minutes(*span)
    there: list[tuple[Party, Starts]] = []
    for party in inquiry.parties:
        starts = inquiry.starts_of(party, week)
        if starts.possible & window:
            there.append((party, Starts(starts.on_grid & window, starts.possible & window)))
    if not there:
        return None
    claims = find_claims(inquiry.things(), inquiry.reach(week, span))
    taken = _taken(inquiry, week, claims)
    limits = _Limits(inquiry, week, claims)
    noticed = week.minutes(inquiry.bookable_from, week.end)
    roomy = {place: _with_resources(inquiry, taken, place) for party, _ in there for place in party.places}
    prospects = []
    for party, starts in there:
        busy = reduce(or_, (taken.get(host.id, NONE) for host in party.hosts))
        free = {place: roomy[place] & ~busy for place in party.places}
        limited = limits.of(party)
        events = _events(inquiry, week, party, claims)
        open_ = reduce(or_, free.values()) & ~limited | reduce(or_, map(only, events), NONE)
        prospects.append(Prospect(party, starts, free, limited, events, starts.on_grid & noticed & open_))
    return Survey(inquiry, week, tuple(prospects), noticed, claims, taken, find_load)


def _taken(inquiry: Inquiry, week: Week, claims: Sequence[Claimed]) -> dict[str, Minutes]:
    before = inquiry.service.buffer_before_minutes
    after = inquiry.duration + inquiry.service.buffer_after_minutes
    taken: dict[str, Minutes] = {}
    for claim in claims:
        first, end = claim.span[0] - week.first, claim.span[1] - week.first
        taken[claim.thing] = taken.get(claim.thing, NONE) | starts_that_meet(first, end, before, after)
    return taken


def _with_resources(inquiry: Inquiry, taken: Mapping[str, Minutes], place: str) -> Minutes:
    """When a resource of every kind that is needed is free at a place."""
    kinds = [
        reduce(
            or_,
            (
                ~taken.get(resource.id, NONE)
                for resource in inquiry.resources(kind)
                if resource.location in (None, place)
            ),
            NONE,
        )
        for kind in inquiry.service.needs
    ]
    return reduce(and_, kinds, ~NONE)


def _events(inquiry: Inquiry, week: Week, party: Party, claims: Sequence[Claimed]) -> dict[int, Claimed]:
    """The group events of a party that can be joined, by start: not those that lie in blocked time, nor those that are
    one of several times which somebody is offered, of whom nobody knows yet which one it will be."""
    service, hosts = inquiry.service, {host.id for host in party.hosts}
    if service.capacity == 1:
        return {}
    kept: dict[str, set[str]] = {}
    found: dict[str, Claimed] = {}
    in_doubt = _overlapping(claims)
    for claim in claims:
        if (
            claim.joinable
            and claim.thing in hosts
            and (claim.service, claim.end - claim.start) == (service.id, inquiry.duration)
            and claim.seats < service.capacity
            and (claim.location in party.places or ANYWHERE in party.places)
        ):
            kept.setdefault(claim.claim, set()).add(claim.thing)
            found[claim.claim] = claim
    return {
        claim.start - week.first: claim
        for claim in found.values()
        if kept[claim.claim] == hosts and claim.claim not in in_doubt and week.first <= claim.start < week.end
    }


def _overlapping(claims: Sequence[Claimed]) -> set[str]:
    """The names of those that overlap another one of the same thing."""
    found: set[str] = set()
    longest: Claimed | None = None
    for claim in sorted(claims, key=attrgetter("thing", "span")):
        if longest is None or longest.thing != claim.thing or longest.span[1] <= claim.span[0]:
            longest = claim
            continue
        found |= {longest.claim, claim.claim}
        longest = max(longest, claim, key=lambda one: one.span[1])
    return found


class _Limits:
    """On which days of the week as much is booked as may be, by the number of claims that start on them."""

    def __init__(self, inquiry: Inquiry, week: Week, claims: Sequence[Claimed]) -> None:
        self._inquiry, self._week = inquiry, week
        self._of_service: set[tuple[int, str]] = set()
        self._of_host: dict[str, set[tuple[int, str]]] = {}
        if inquiry.counts_days():
            for claim in claims:
                self._count(claim, (week.day_of(claim.start), claim.claim))

    def _count(self, claim: Claimed, entry: tuple[int, str]) -> None:
        if claim.service == self._inquiry.service.id:
            self._of_service.add(entry)
        if claim.service:
            self._of_host.setdefault(claim.thing, set()).add(entry)

    def of(self, party: Party) -> Minutes:
        """The minutes of those days on which the party can take no more."""
        limited = self._full_days(self._of_service, self._inquiry.service.max_per_day)
        for host in party.hosts:
            limited |= self._full_days(self._of_host.get(host.id, set()), host.max_per_day)
        return limited

    def _full_days(self, entries: set[tuple[int, str]], limit: int | None) -> Minutes:
        if limit is None:
            return NONE
        counted = Counter(day for day, _ in entries if 0 <= day < 7)
        days = self._week.days
        full = (self._week.minutes(days[day], days[day + 1]) for day, count in counted.items() if count >= limit)
        return reduce(or_, full, NONE)
