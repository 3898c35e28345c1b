"""The times and the business that queries name."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, ConfigDict, Field

from frontdesk.channels.fields import Id, Moment, instant
from frontdesk.channels.wire import Wire
from frontdesk.model.booking import Window

MAX_DAYS = 400


class BusinessQuery(Wire):
    model_config = ConfigDict(extra="forbid")
    business: Id | None = None
    """Id of the business; may be left out where one is served."""


class SpanQuery(BusinessQuery):
    """A time: `from` up to, not including, `to`. Days and times without an offset are the business's own."""

    start: Moment | None = Field(default=None, validation_alias=AliasChoices("from"))
    """A day or a time; today when left out."""
    end: Moment | None = Field(default=None, validation_alias=AliasChoices("to"))
    """A day or a time; 31 days after `from` when left out."""

    def window(self, zone: ZoneInfo, now: datetime) -> Window:
        """The span as instants. Raises ValueError for one that ends before it starts, or is longer than 400 days."""
        return span_of(self.start, self.end, zone, now)


def span_of(first: datetime | date | None, last: datetime | date | None, zone: ZoneInfo, now: datetime) -> Window:
    """From today, and for 31 days, unless something else is said. Raises ValueError as `check_span` does."""
    start = instant(first or now.astimezone(zone).date(), zone)
    return check_span(start, instant(last, zone) if last else start + timedelta(days=31))


def check_span(start: datetime, end: datetime) -> Window:
    """Raises ValueError for a span that ends before it starts, or is longer than 400 days."""
    if end <= start:
        raise ValueError("`to` must be later than `from`")
    if end - start > timedelta(days=MAX_DAYS):
        raise ValueError(f"ask for at most {MAX_DAYS} days at once")
    return Window(start, end)
