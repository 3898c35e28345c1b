"""The days of a business as the page draws them: per host what is free, held and booked.

Minutes are wall-clock minutes after midnight of the business, so that the page needs no time zones.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from frontdesk.channels.desk import Desk, Held
from frontdesk.model.booking import Booking, BookingStatus, Opening, Search, Window
from frontdesk.model.business import Business

DAYS = 7
MAX_OPENINGS = 5_000
SPARE_HOURS = (9 * 60, 17 * 60)
"""Drawn when the business is open on none of the days."""

Minutes = tuple[int, int]


class BookedView(BaseModel):
    start: int
    end: int
    who: str
    service: str
    pending: bool


class HostDay(BaseModel):
    free: list[Minutes]
    held: list[Minutes]
    booked: list[BookedView]


class DayView(BaseModel):
    date: date
    hosts: list[HostDay]
    """In the order of the business's hosts."""


class DaysView(BaseModel):
    today: date
    minute: int
    """The time of day it is now."""
    axis: Minutes
    """First and last minute to draw, the same for all of these days."""
    days: list[DayView]
    held_days: list[date]
    """Days with something held, within the horizon."""


async def read_days(desk: Desk, first: date | None, now: datetime) -> DaysView:
    """A week from `first`, which is kept between a week ago and the horizon; from today when None."""
    business, zone = desk.business, desk.business.zone
    today = now.astimezone(zone).date()
    last = today + timedelta(days=business.policy.horizon_days)
    first = min(max(first or today, today - timedelta(days=DAYS)), last)
    dates = [first + timedelta(days=number) for number in range(DAYS)]
    window = Window(_midnight(first, zone), _midnight(dates[-1] + timedelta(days=1), zone))
    openings = await _read_openings(desk, window)
    bookings = await desk.booking_system.bookings(window.start, window.end)
    held = await desk.holds(_midnight(today, zone), _midnight(last, zone)) if desk.holds else ()
    days = [_draw_day(business, day, openings, held, bookings) for day in dates]
    local = now.astimezone(zone)
    return DaysView(
        today=today,
        minute=local.hour * 60 + local.minute,
        axis=_axis(business, dates, days),
        days=days,
        held_days=sorted({hold.start.astimezone(zone).date() for hold in held}),
    )


async def _read_openings(desk: Desk, window: Window) -> list[Opening]:
    searches = (Search(service.id, window, None, MAX_OPENINGS) for service in desk.business.services)
    return list(chain.from_iterable([(await desk.booking_system.openings(search)).found for search in searches]))


def _draw_day(
    business: Business, day: date, openings: Sequence[Opening], held: Sequence[Held], bookings: Sequence[Booking]
) -> DayView:
    zone = business.zone
    names = {service.id: service.names.in_language("en")[0] for service in business.services}
    hosts = []
    for host in business.hosts:
        free = (_on_day(o.start, o.end, day, zone) for o in openings if o.host == host.id)
        holds = (_on_day(h.start, h.end, day, zone) for h in held if h.host == host.id)
        booked = []
        for booking in bookings:
            request = booking.request
            span = _on_day(request.opening.start, request.opening.end, day, zone)
            if request.opening.host != host.id or span is None or booking.status is BookingStatus.CANCELLED:
                continue
            booked.append(
                BookedView(
                    start=span[0],
                    end=span[1],
                    who=request.attendee.name.full,
                    service=names.get(request.opening.service, request.opening.service),
                    pending=booking.status is BookingStatus.PENDING,
                )
            )
        hosts.append(HostDay(free=join(free), held=join(holds), booked=booked))
    return DayView(date=day, hosts=hosts)


def join(spans: Iterable[Minutes | None]) -> list[Minutes]:
    """Spans in order, those that touch or overlap made one."""
    joined: list[Minutes] = []
    for start, end in sorted(span for span in spans if span is not None):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _on_day(start: datetime, end: datetime, day: date, zone: ZoneInfo) -> Minutes | None:
    """The part of a time that lies on a day, in its wall-clock minutes; None when there is none."""
    begins, ends = start.astimezone(zone), end.astimezone(zone)
    first = 0 if begins.date() < day else begins.hour * 60 + begins.minute
    until = 24 * 60 if ends.date() > day else ends.hour * 60 + ends.minute
    return (first, until) if begins.date() <= day <= ends.date() and first < until else None


def _axis(business: Business, dates: Sequence[date], days: Sequence[DayView]) -> Minutes:
    """Whole hours that show all opening hours, and whatever is free or booked outside them."""
    hours = [
        (span.start, span.until)
        for host in business.hosts
        for weekday in {day.weekday() for day in dates}
        for span in business.hours_of(host).on(weekday)
    ]
    booked = [(entry.start, entry.end) for day in days for host in day.hosts for entry in host.booked]
    free = [span for day in days for host in day.hosts for span in host.free]  # special hours are not weekly ones
    drawn = [*hours, *booked, *free] or [SPARE_HOURS]
    return min(start for start, _ in drawn) // 60 * 60, -(-max(end for _, end in drawn) // 60) * 60


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
