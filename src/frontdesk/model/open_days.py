"""Which hours a day has for a business and each of its hosts, by the profile alone: what callers are told of a day and
what can be booked on it are the same. Pure. Which hours go before which others is told in `Host.special_hours`."""

from collections.abc import Sequence
from datetime import date

from frontdesk.model.business import Business, Host
from frontdesk.model.hours import OpenSpan, SpecialHours
from frontdesk.model.part import Text
from frontdesk.model.public_holidays import holiday_on

Spans = tuple[tuple[int, int], ...]
"""Wall-clock minutes after midnight, ends exclusive."""

REMEMBERED_DAYS = 8192


class OpenDays:
    """The hours of one business, day by day; which of them are not like others of their weekday is remembered."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self._exceptions: dict[date, Spans | None] = {}

    def hours(self, day: date) -> Spans:
        """The hours of the business, whoever is there."""
        exception = self._exception(day)
        return _plain(self.business.opening_hours.on(day.weekday())) if exception is None else exception

    def hours_of(self, host: Host, day: date) -> tuple[Spans, Spans]:
        """The hours of a host, and the absences in them."""
        special = _special(host.special_hours, day)
        if special is not None:
            return _plain(special.hours), ()
        absences = [absence for absence in host.away if absence.includes(day)]
        if any(not absence.hours for absence in absences):
            return (), ()
        return self._usual_hours_of(host, day), tuple(span for away in absences for span in _plain(away.hours))

    def presence_of(self, host: Host, day: date) -> Spans:
        """When a host is there: their hours without the absences."""
        present, absences = self.hours_of(host, day)
        for start, until in absences:
            cut = ((a, min(b, start)) for a, b in present), ((max(a, until), b) for a, b in present)
            present = tuple(sorted({span for side in cut for span in side if span[0] < span[1]}))
        return present

    def reason_closed(self, day: date) -> Text | None:
        """Why the business is closed on a day that is otherwise open, in its own words, where it wrote some."""
        special = _special(self.business.special_hours, day)
        closed = [special] if special else [one for one in self.business.closed if one.includes(day)]
        return closed[0].reason if closed and not self.hours(day) else None

    def _usual_hours_of(self, host: Host, day: date) -> Spans:
        exception = self._exception(day)
        if host.opening_hours is None:
            return self.hours(day)
        own = _plain(host.opening_hours.on(day.weekday()))
        return own if exception is None else _in_both(exception, own)

    def _exception(self, day: date) -> Spans | None:
        """The hours of the business on a day that is not like others of its weekday, else None."""
        if day not in self._exceptions:
            special = _special(self.business.special_hours, day)
            spans = None if special is None else _plain(special.hours)
            shut = any(closed.includes(day) for closed in self.business.closed)
            if spans is None and (shut or holiday_on(self.business.holidays, day)):
                spans = ()
            if len(self._exceptions) >= REMEMBERED_DAYS:
                self._exceptions.clear()
            self._exceptions[day] = spans
            return spans
        return self._exceptions[day]


def _plain(hours: Sequence[OpenSpan]) -> Spans:
    return tuple((span.start, span.until) for span in hours)


def _special(entries: Sequence[SpecialHours], day: date) -> SpecialHours | None:
    return next((entry for entry in entries if entry.includes(day)), None)


def _in_both(some: Spans, others: Spans) -> Spans:
    common = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return tuple(sorted((start, until) for start, until in common if start < until))
