"""Why a vendor has no opening in a window, as far as the profile tells: vendors only say that there is none. Pure."""

from datetime import UTC, datetime, timedelta

from frontdesk.model.booking import NoOpenings, Search
from frontdesk.model.business import Business
from frontdesk.model.open_days import OpenDays


def bounds(business: Business, search: Search, now: datetime) -> tuple[datetime, datetime]:
    """The part of a search's window that the profile takes bookings in; empty where the start is not before the end."""
    notice = 0 if search.at_once else business.notice_minutes(business.service(search.service))
    earliest = now.astimezone(UTC) + timedelta(minutes=notice)
    latest = now.astimezone(UTC) + timedelta(days=business.policy.horizon_days)
    return max(search.window.start.astimezone(UTC), earliest), min(search.window.end.astimezone(UTC), latest)


def reason(business: Business, search: Search, now: datetime) -> NoOpenings:
    """The true reason where the profile knows one; else that everything is taken, which is all a vendor says."""
    window = search.window
    if window.end.timestamp() <= now.timestamp():
        return NoOpenings.PAST
    start, end = bounds(business, search, now)
    if start >= end:
        return NoOpenings.HORIZON if window.start.astimezone(UTC) >= end else NoOpenings.NOTICE
    days = OpenDays(business)
    if not _open(days, None, start, end):
        return NoOpenings.CLOSED
    if search.host is not None and not _open(days, search.host, start, end):
        return NoOpenings.HOST_AWAY
    return NoOpenings.FULL


def _open(days: OpenDays, host: str | None, start: datetime, end: datetime) -> bool:
    """Whether there are any hours between two instants; of a host where one is given."""
    zone = days.business.zone
    first, last = start.astimezone(zone), (end - timedelta(microseconds=1)).astimezone(zone)
    day = first.date()
    while day <= last.date():
        spans = days.hours(day) if host is None else days.presence_of(days.business.host(host), day)
        since = first.hour * 60 + first.minute if day == first.date() else 0
        until = last.hour * 60 + last.minute + 1 if day == last.date() else 24 * 60
        if any(opens < until and since < closes for opens, closes in spans):
            return True
        day += timedelta(days=1)
    return False
