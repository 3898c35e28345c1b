"""Which openings there are, from the business's rules and what its hosts and resources are busy with. Pure.

One computation answers a search, draws a month, and allocates an opening when it is held or booked, so that they cannot
differ: `inquire` reads the question, `survey` takes stock of a week, and what is found there is told here. Weeks are
looked at one after the other, only as far as it takes. Everything inside counts minutes since 1970 UTC, ends exclusive.

The rules are in `docs/scheduling.md`; those of the hours are in `schedule.py`, those of a day in `survey.py`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from frontdesk.booking_systems.embedded.busy import Claimed, FindClaims, FindLoad, Span, kept_span
from frontdesk.booking_systems.embedded.inquiry import CHOSEN_FOR_THE_CALLER, Inquiry, inquire
from frontdesk.booking_systems.embedded.minutes import each, earliest
from frontdesk.booking_systems.embedded.survey import Choice, Survey, survey
from frontdesk.model.booking import NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.diary import DayOpenings

ANY_HOST = "any"
"""The reference of an opening whose host was chosen for the caller, and is chosen again when it is held."""

NEAREST_FIRST = NoOpenings.OFF_GRID, NoOpenings.LIMIT, NoOpenings.FULL, NoOpenings.NOTICE
"""Reasons, the one that is nearest to an opening first."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is to be claimed for an opening."""

    opening: Opening
    """With the host who was chosen; no longer to be chosen again."""
    things: tuple[str, ...]
    """Ids of the hosts, then of the resources."""
    span: Span
    """The minutes that are claimed of them, with the buffers."""
    joins: str | None
    """The id of the claim of a group event in which a seat is taken; then its things are kept already."""


def find_openings(
    business: Business,
    search: Search,
    now: datetime,
    find_claims: FindClaims,
    find_load: FindLoad,
    since: datetime | None = None,
) -> Openings:
    """The openings that start in the search's window, by start, then in the profile's order of hosts.

    `since` is when the opening was first asked for: the minimum notice counts from there, else from `now`.
    Raises `LookupError` when there is no such service, or it cannot last that long.
    """
    inquiry = inquire(business, search, now, since)
    if isinstance(inquiry, NoOpenings):
        return Openings((), inquiry)
    found: list[Opening] = []
    met: set[NoOpenings] = set()
    for week in _surveys(inquiry, find_claims, find_load):
        for start in each(week.bookable):
            found += [_opening(week, choice, start) for choice in week.choices(start)]
            if len(found) >= search.limit:
                return Openings(tuple(found[: search.limit]))
        if not found:
            met.update(week.why_not())
    return Openings(tuple(found), None if found else _why_none(inquiry, met))


def find_days(
    business: Business, search: Search, now: datetime, find_claims: FindClaims, find_load: FindLoad
) -> tuple[DayOpenings, ...]:
    """The local days of the search's window on which there are openings; its limit does not count.

    When there are none, `find_openings` says why. Raises `LookupError` as it does.
    """
    inquiry = inquire(business, search, now, None)
    if isinstance(inquiry, NoOpenings):
        return ()
    days = []
    for week in _surveys(inquiry, _looked_up_once(inquiry, find_claims), find_load):
        offered = [week.bookable] if inquiry.chooses else [one.bookable for one in week.prospects]
        for number in range(7):
            day = week.week.minutes(week.week.days[number], week.week.days[number + 1])
            if week.bookable & day:
                start = earliest(week.bookable & day)
                first = _opening(week, next(week.choices(start)), start)
                count = sum((minutes & day).bit_count() for minutes in offered)
                days.append(DayOpenings(week.week.monday + timedelta(days=number), count, first))
    return tuple(days)


def allocate(
    business: Business,
    opening: Opening,
    now: datetime,
    find_claims: FindClaims,
    find_load: FindLoad,
    since: datetime | None = None,
) -> Allocation | NoOpenings:
    """What to claim for an opening that `find_openings` gives at this moment; for anything else, why it gives it not.

    A host who was chosen for the caller is chosen again. `since` is when it was first held, as in `find_openings`.
    """
    service = next((service for service in business.services if service.id == opening.service), None)
    if service is None:
        return NoOpenings.CLOSED
    # As numbers: datetimes of different zones are never equal in an hour that the clocks show twice.
    first, end = opening.start.timestamp(), opening.end.timestamp()
    if first % 60 or end - first not in [minutes * 60 for minutes in service.durations]:
        return NoOpenings.OFF_GRID
    free_choice = opening.reference == ANY_HOST and service.assignment in CHOSEN_FOR_THE_CALLER
    search = Search(
        service=service.id,
        window=_one_minute(opening.start),
        host=None if free_choice else opening.host,
        duration_minutes=int(end - first) // 60,
        location=opening.location or None,
    )
    inquiry = inquire(business, search, now, since)
    if isinstance(inquiry, NoOpenings):
        return inquiry
    week = next(_surveys(inquiry, find_claims, find_load), None)
    if week is None or not week.bookable:
        return _why_none(inquiry, set(week.why_not()) if week else set())
    start = earliest(week.bookable)
    choice = next(week.choices(start))
    hosts = tuple(host.id for host in choice.prospect.party.hosts)
    if hosts != (hosts[0] if free_choice else opening.host, *opening.others):
        return NoOpenings.HOST_AWAY
    return Allocation(
        opening=replace(
            opening,
            host=hosts[0],
            reference="" if free_choice else opening.reference,
            location=choice.place or opening.location,
        ),
        things=(*hosts, *week.resources(choice, start)),
        span=kept_span(service, week.week.first + start, inquiry.duration),
        joins=choice.event.claim if choice.event else None,
    )


def _surveys(inquiry: Inquiry, find_claims: FindClaims, find_load: FindLoad) -> Iterator[Survey]:
    for week, span in inquiry.weeks():
        surveyed = survey(inquiry, week, span, find_claims, find_load)
        if surveyed:
            yield surveyed


def _looked_up_once(inquiry: Inquiry, find_claims: FindClaims) -> FindClaims:
    """Gives week by week what is looked up for all weeks together: for who needs every one of them anyway."""
    reaches = [inquiry.reach(week, span) for week, span in inquiry.weeks()]
    if not reaches:
        return find_claims
    found = sorted(find_claims(inquiry.things(), (reaches[0][0], reaches[-1][1])), key=attrgetter("span"))
    firsts = [claim.span[0] for claim in found]
    longest = max((claim.span[1] - claim.span[0] for claim in found), default=0)

    def of_week(things: Sequence[str], span: Span) -> Sequence[Claimed]:
        near = found[bisect_left(firsts, span[0] - longest) : bisect_left(firsts, span[1])]
        return [claim for claim in near if claim.span[1] > span[0]]

    return of_week


def _opening(week: Survey, choice: Choice, start: int) -> Opening:
    inquiry = week.inquiry
    host, *others = (host.id for host in choice.prospect.party.hosts)
    first, end = (
        datetime.fromtimestamp((week.week.first + minute) * 60, inquiry.schedule.zone)
        for minute in (start, start + inquiry.duration)
    )
    reference = ANY_HOST if inquiry.chooses else ""
    return Opening(inquiry.service.id, host, first, end, reference, tuple(others), choice.place)


def _why_none(inquiry: Inquiry, met: set[NoOpenings]) -> NoOpenings:
    """The truest reason: the one that is nearest to an opening."""
    for reason in NEAREST_FIRST:
        if reason in met:
            return reason
    if inquiry.beyond_horizon:
        return NoOpenings.HORIZON
    return NoOpenings.HOST_AWAY if _others_there(inquiry) else NoOpenings.CLOSED


def _others_there(inquiry: Inquiry) -> bool:
    """Whether the business is open there, or a host of the service is there who is not asked for."""
    schedule, duration, grid = inquiry.schedule, inquiry.duration, inquiry.grid
    asked = [party.hosts for party in inquiry.parties]
    others = [host for host in inquiry.business.hosts_of(inquiry.service) if (host,) not in asked]
    for week, span in inquiry.weeks():
        there = schedule.starts_of_business(week, duration, grid).possible
        for host in others:
            there |= schedule.starts_of(host, week, duration, grid).possible
        if there & week.minutes(*span):
            return True
    return False


def _one_minute(start: datetime) -> Window:
    utc = start.astimezone(UTC)  # where a minute later is a minute later, also when the clocks change
    return Window(utc, utc + timedelta(minutes=1))
