"""What becomes free is offered to those who wait for it, in the order of joining.

One opening is offered to one of them, and each has one offer at a time, kept by a hold like any other. Who lets it pass
waits on, and the next gets it. It happens at once where an appointment or an offer gives time back; what else becomes
free, and every offer that nobody took, is found when `make` is called every few minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from frontdesk.booking_systems.embedded import entries, holds
from frontdesk.booking_systems.embedded.availability import find_openings
from frontdesk.booking_systems.embedded.busy import instant_of
from frontdesk.booking_systems.embedded.entries import Place
from frontdesk.booking_systems.embedded.occupancy import facts, party_of
from frontdesk.booking_systems.ledger import records
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.schema import claims
from frontdesk.model.booking import Booking, Opening, Window
from frontdesk.model.waitlist import WaitlistEntry, WaitStatus

AT_ONCE = 20
"""So many are looked at in one transaction, which others wait for."""
READ = 200
"""So many are read when time becomes free, to find those it is for; the others are looked at by the next `make`."""
AROUND = timedelta(days=1)
"""How far from freed time others can start because of it: none lasts longer, and a day may have had enough of them."""


@dataclass(frozen=True, slots=True)
class Freed:
    """Time that hosts and resources get back, with the buffers."""

    things: frozenset[str]
    window: Window


def make(work: Work, after: int = 0) -> int | None:
    """Ends the offers nobody took, and makes those that can be made to the next few in the queue.

    Returns the number of the last it looked at, to go on `after`; None when there are no more.
    """
    if not somebody_waits(work):
        return None
    lock_things(work)
    _end_offers(work)
    places = entries.queue(work, [WaitStatus.WAITING], after, AT_ONCE)
    for place in places:
        entry = place.entry.at(work.now)
        if entry.request.instead_of and _standing(work, entry.request.instead_of) is None:
            entry = replace(entry, status=WaitStatus.OVER)
        if entry.status is WaitStatus.OVER:
            entries.save(work, place, entry)
        else:
            _offer(work, place)
    return places[-1].number if len(places) == AT_ONCE else None


def somebody_waits(work: Work) -> bool:
    """Whether there is anybody to make offers to; then nobody else makes any until the end of the transaction."""
    if not entries.any_live(work):
        return False
    lock(work)
    return True


def lock(work: Work) -> None:
    """Waits until nobody else changes the waitlist."""
    work.lock("waitlist", "")


def about_to_be_free(work: Work, claim: str | None) -> Freed | None:
    """What a claim keeps, noted before it goes; None if it is gone. Call `offer` when it is, under the same lock."""
    # All of them at once: more could not be asked for later without two waiting for each other.
    lock_things(work)
    columns = claims.c.thing, claims.c.first_minute, claims.c.end_minute
    kept = work.connection.execute(select(*columns).where(claims.c.id == claim)).all()
    if not kept:
        return None
    window = Window(instant_of(kept[0].first_minute), instant_of(kept[0].end_minute))
    return Freed(frozenset(row.thing for row in kept), window)


def offer(work: Work, freed: Freed) -> None:
    """Offers what can be had because of freed time to the first who wish for it."""
    _end_offers(work)
    around = Window(freed.window.start - AROUND, freed.window.end + AROUND)
    concerned = [service.id for service in work.business.services if _things(work, service.id) & freed.things]
    waiting = entries.queue(work, [WaitStatus.WAITING], limit=READ, services=concerned)
    fitting = [place for place in waiting if _fits(work, place.entry, freed, around)]
    for place in fitting[:AT_ONCE]:
        _offer(work, place, around)


def is_good(work: Work, entry: WaitlistEntry) -> bool:
    """Whether there is an offer that can be claimed; the appointment to be moved may have been moved otherwise."""
    if entry.at(work.now).status is not WaitStatus.OFFERED or entry.offer is None:
        return False
    if entry.request.instead_of is None:
        return True
    booking = _standing(work, entry.request.instead_of)
    return booking is not None and entry.offer.start.timestamp() < booking.request.opening.start.timestamp()


def _end_offers(work: Work) -> None:
    for place in entries.queue(work, [WaitStatus.OFFERED]):
        if not is_good(work, place.entry):
            if place.hold:
                holds.release(work, place.hold)
            entries.save(work, place, place.entry.without_offer())


def _offer(work: Work, place: Place, around: Window | None = None) -> None:
    """Holds the first opening that somebody wishes for, if there is any."""
    entry, instead_of = place.entry, place.entry.request.instead_of
    holder = party_of(instead_of) if instead_of else f"waitlist:{entry.id}"  # it may overlap what it is instead of
    for opening in _openings(work, entry, around):
        until = min(
            work.now.astimezone(UTC) + timedelta(minutes=work.business.policy.waitlist_offer_minutes),
            opening.start.astimezone(UTC),
        )
        try:
            with work.connection.begin_nested():
                hold = holds.hold(work, opening, holder, until)
        except OpeningTaken:
            continue
        offered = replace(entry, status=WaitStatus.OFFERED, offer=hold.opening, offer_until=hold.until)
        entries.save(work, place, offered, hold.id)
        return


def _openings(work: Work, entry: WaitlistEntry, around: Window | None) -> Iterable[Opening]:
    """What is open to them now and was not refused, earliest first."""
    wanted, instead_of = entry.request.wanted, entry.request.instead_of
    begins, ends = [work.now], []
    if around is not None:
        begins.append(around.start)
        ends.append(around.end)
    if instead_of is not None:
        booking = _standing(work, instead_of)
        if booking is None:
            return ()
        ends.append(booking.request.opening.start)
    windows = [_within(part, begins, ends) for part in entry.request.parts]
    enough = (len(entry.refused) + 1) * len(work.business.hosts)
    searches = [
        replace(wanted, window=window, limit=enough, instead_of=instead_of)
        for window in windows
        if window.start < window.end
    ]
    try:
        found = [
            opening
            for search in searches
            for opening in find_openings(work.business, search, work.now, *facts(work, search)).found
        ]
    except LookupError:  # the profile has changed since, and may change back
        return ()
    refused = {start.timestamp() for start in (*entry.refused, work.now)}  # what begins now could not be kept for them
    return [opening for opening in found if opening.start.timestamp() not in refused]


def _within(part: Window, begins: list[datetime], ends: list[datetime]) -> Window:
    """What of a part of the wish lies between the latest of `begins` and the earliest of `ends`."""
    return Window(
        max(each.astimezone(UTC) for each in (part.start, *begins)),
        min(each.astimezone(UTC) for each in (part.end, *ends)),
    )


def _fits(work: Work, entry: WaitlistEntry, freed: Freed, around: Window) -> bool:
    """Whether freed time may be what somebody wishes for, before it is looked at closely."""
    wanted = entry.request.wanted
    their_own = wanted.host is None or wanted.host in freed.things or not freed.things <= _hosts(work)
    return their_own and wanted.window.start < around.end and around.start < wanted.window.end


def _things(work: Work, service: str) -> frozenset[str]:
    """All that appointments of a service could need."""
    business = work.business
    wanted = business.service(service)
    resources = {resource.id for resource in business.resources if resource.kind in wanted.needs}
    return frozenset({host.id for host in business.hosts_of(wanted)} | resources)


def _hosts(work: Work) -> frozenset[str]:
    return frozenset(host.id for host in work.business.hosts)


def _standing(work: Work, id: str) -> Booking | None:
    booking = records.find(work.connection, work.business.id, id)
    return booking if booking is not None and booking.stands else None


def lock_things(work: Work) -> None:
    resources = (resource.id for resource in work.business.resources)
    work.lock("thing", *_hosts(work), *resources)
