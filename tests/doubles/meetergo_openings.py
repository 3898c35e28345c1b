"""What meetergo answers to the question what is free, in the current shape and the two older ones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.doubles.diary import Diary, Entry
from tests.doubles.meetergo_wire import Availability, AvailabilityQuery, Day, Spot, spans, utc

DAY = timedelta(days=1)


def instant(text: str, zone: ZoneInfo, more_days: int = 0) -> datetime:
    """Of a day, where it begins in the zone; and only a day can be put off."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        found = (found + timedelta(days=more_days)).replace(tzinfo=zone)
    return found.astimezone(UTC)


def openings(
    diary: Diary,
    hosts: Sequence[str],
    minutes: int,
    query: AvailabilityQuery,
    window: tuple[datetime, datetime],
    instead_of: Entry | None,
) -> tuple[Availability, list[datetime]]:
    def free(begin: datetime, until: datetime) -> list[datetime]:
        found: list[datetime] = []
        day = begin.astimezone(diary.zone).date()
        while day <= until.astimezone(diary.zone).date():
            each = [set(diary.starts(host, day, minutes, instead_of)) for host in hosts]
            joined = set.union(*each) if query.calculation_method == "anyone" else set.intersection(*each)
            found += sorted(one for one in joined if begin <= one < until)
            day += DAY
        return found

    zone = ZoneInfo(query.timezone)
    begin, until = window
    now, horizon = diary.clock(), diary.clock() + diary.horizon + DAY
    starts = free(max(begin, now), min(until, horizon))
    days: dict[date, list[Spot]] = {}
    day, last = begin.astimezone(zone).date(), min(until, horizon).astimezone(zone) - timedelta(microseconds=1)
    while begin < until and day <= last.date():
        days[day] = []
        day += DAY
    for start in starts:
        local = start.astimezone(zone)
        days[local.date()].append(Spot(start_time=local.isoformat()))
    first = next(iter(free(now, horizon)), None) if query.skip_earliest_booking_calculation == "false" else None
    answer = Availability(
        timezone=query.timezone,
        timeframes=spans(starts, [start + timedelta(minutes=minutes) for start in starts]),
        dates=[Day(date=str(day), spots=spots) for day, spots in days.items()],
        earliest_available_date=str(first.astimezone(zone).date()) if first else None,
    )
    return answer, starts


def in_shape(
    shape: Literal["dates", "slots", "availableSlots"], answer: Availability, starts: list[datetime], minutes: int
) -> dict[str, object]:
    match shape:
        case "dates":
            return answer.json_data()
        case "slots":
            times = {day.date: [spot.start_time[11:16] for spot in day.spots] for day in answer.dates}
            return {"slots": [{"date": day, "times": found} for day, found in times.items()]}
        case "availableSlots":
            length = timedelta(minutes=minutes)
            return {"availableSlots": [{"start": utc(start), "end": utc(start + length)} for start in starts]}
