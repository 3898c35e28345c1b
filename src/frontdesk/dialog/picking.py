"""Of more openings than can be said at once, those that are offered, and in which order. Times are instants; what is a
day, and what a time of day, is told by the zone of the business or of the wish."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.dialog.reach import MOST_OFFERED
from frontdesk.model.booking import Opening


def one_a_start(openings: Iterable[Opening]) -> list[Opening]:
    """One opening for each start, in order: which host it is does not matter to a caller who did not say."""
    by_start: dict[datetime, Opening] = {}
    for opening in openings:
        by_start.setdefault(opening.start, opening)
    return sorted(by_start.values(), key=lambda one: one.start)


def nearest(openings: list[Opening], moment: datetime) -> list[Opening]:
    return sorted(openings, key=lambda one: (_distance(one, moment), one.start))


def _distance(opening: Opening, moment: datetime) -> tuple[int, int]:
    """Days, and then minutes of the day: for Monday at ten, Tuesday at ten is nearer than Tuesday at eight."""
    start = opening.start.astimezone(moment.tzinfo)
    days = abs((start.date() - moment.date()).days)
    return days, abs((start.hour - moment.hour) * 60 + start.minute - moment.minute)


def nearest_to_each(openings: list[Opening], moments: Sequence[datetime]) -> list[Opening]:
    """The one nearest to each of the moments, such as to each day that was named, and then the nearest to any."""
    first = [nearest(openings, moment)[0] for moment in moments[:MOST_OFFERED]]
    rest = sorted(openings, key=lambda one: (min(_distance(one, moment) for moment in moments), one.start))
    return list(dict.fromkeys((*first, *rest)))


def spread(openings: list[Opening]) -> list[Opening]:
    """The first, the middle and the last: a choice that shows the breadth of what is free."""
    if len(openings) <= MOST_OFFERED:
        return openings
    chosen = [openings[0], openings[len(openings) // 2], openings[-1]]
    return chosen + [one for one in openings if one not in chosen]


def by_day(openings: list[Opening], zone: ZoneInfo) -> tuple[Opening, ...]:
    """The day that was nearest first, and in order within a day, the way people say it."""
    days = [one.start.astimezone(zone).date() for one in openings]
    return tuple(sorted(openings, key=lambda one: (days.index(one.start.astimezone(zone).date()), one.start)))


def one_a_day(openings: list[Opening], offered: list[datetime], zone: ZoneInfo) -> list[Opening]:
    """For each day the opening nearest to the time of day that was on the table."""
    local = offered[0].astimezone(zone)
    minute = local.hour * 60 + local.minute

    def distance(one: Opening) -> int:
        start = one.start.astimezone(zone)
        return abs(start.hour * 60 + start.minute - minute)

    days: dict[object, Opening] = {}
    for one in openings:
        day = one.start.astimezone(zone).date()
        if day not in days or distance(one) < distance(days[day]):
            days[day] = one
    return list(days.values())
