"""Openings as the outside reads and names them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.channels.wire import Wire
from frontdesk.conversations.ports import BookingSystem, OpeningTaken
from frontdesk.model.booking import NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.diary import DayOpenings

MAX_OPENINGS = 2_000


class NotOpen(OpeningTaken):
    """There is no opening at the time that was named."""

    def __init__(self, reason: NoOpenings) -> None:
        super().__init__(f"There is no opening at this time: {reason}.")
        self.reason = reason


class OpeningView(Wire):
    service: str
    host: str
    others: list[str]
    """Further hosts, where the service is done by several at once."""
    start: datetime
    end: datetime
    location: str | None
    """Id of the place, where the service is done in several."""


class OpeningList(Wire):
    openings: list[OpeningView]
    reason: NoOpenings | None
    """Why there is none."""


class DayView(Wire):
    date: date
    count: int
    """How many openings the day has."""
    first: OpeningView


class DayList(Wire):
    days: list[DayView]
    """The days that have openings; the others are left out."""
    reason: NoOpenings | None
    """Why there is none."""


def show_opening(opening: Opening, zone: ZoneInfo) -> OpeningView:
    return OpeningView(
        service=opening.service,
        host=opening.host,
        others=list(opening.others),
        start=opening.start.astimezone(zone),
        end=opening.end.astimezone(zone),
        location=opening.location or None,
    )


def show_openings(openings: Openings, zone: ZoneInfo) -> OpeningList:
    return OpeningList(openings=[show_opening(opening, zone) for opening in openings.found], reason=openings.reason)


def show_days(days: tuple[DayOpenings, ...], reason: NoOpenings | None, zone: ZoneInfo) -> DayList:
    shown = [DayView(date=day.day, count=day.count, first=show_opening(day.first, zone)) for day in days]
    return DayList(days=shown, reason=reason)


def at_moment(start: datetime) -> Window:
    """The window in which nothing but `start` itself can start."""
    utc = start.astimezone(UTC)  # where a minute later is a minute later, also when the clocks change
    return Window(utc, utc + timedelta(minutes=1))


async def opening_at(system: BookingSystem, search: Search) -> Opening:
    """The first opening that starts when the search's window does. Raises `NotOpen` where there is none."""
    openings = await system.openings(search)
    found = next((opening for opening in openings.found if opening.starts_at(search.window.start)), None)
    if found is None:
        raise NotOpen(openings.reason or NoOpenings.OFF_GRID)
    return found
