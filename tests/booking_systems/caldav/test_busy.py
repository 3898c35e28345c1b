"""What in a real calendar keeps its host busy: series, whole days, times without a zone; and what does not."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from tests.booking_systems.caldav.practice import Practice, opened, practice
from tests.contracts.booking_system import BUSINESS, StillClock, request

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import OpeningTaken, SystemDown
from frontdesk.model.booking import Search, Window
from frontdesk.model.business import Business
from frontdesk.model.service import Assignment

__all__ = ["practice"]  # a fixture

LONDON = BUSINESS.zone


async def free(practice: Practice, day: str, host: str = "ada", **search: object) -> list[str]:
    """The clock of each start on a day."""
    zone = practice.business.zone
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    window = Window(start, start + timedelta(days=1))
    found = await practice.vendor.openings(Search("checkup", window, host, **search), None)  # type: ignore[arg-type]
    return [f"{opening.start:%H:%M}" for opening in found]


MORNING = "09:00 09:15 09:30 09:45 10:00 10:15 10:30 10:45 11:00 11:15 11:30 11:45 12:00".split()
FULL = MORNING + "13:30 13:45 14:00 14:15 14:30 14:45 15:00 15:15 15:30 15:45 16:00 16:15 16:30".split()


async def test_an_empty_calendar_gives_the_hours_of_the_profile(practice: Practice) -> None:
    assert await free(practice, "2026-03-06") == FULL
    assert await free(practice, "2026-03-08") == []
    methods = [call.method for call in practice.door.calls]
    assert methods == ["PROPFIND", "REPORT"], "for a day without hours nobody is asked"


async def test_an_entry_takes_what_it_overlaps_and_no_more(practice: Practice) -> None:
    await practice.put("one", "DTSTART:20260306T100000Z\nDTEND:20260306T103000Z")
    assert await free(practice, "2026-03-06") == [one for one in FULL if one not in ("09:45", "10:00", "10:15")]
    assert await free(practice, "2026-03-06", "ben") == FULL


async def test_what_is_marked_as_free_or_cancelled_keeps_nobody_away(practice: Practice) -> None:
    times = "DTSTART:20260306T090000Z\nDTEND:20260306T170000Z"
    await practice.put("free", f"{times}\nTRANSP:TRANSPARENT")
    await practice.put("cancelled", f"{times}\nSTATUS:CANCELLED")
    await practice.put("moment", "DTSTART:20260306T100000Z")
    assert await free(practice, "2026-03-06") == FULL
    await practice.put("tentative", f"{times}\nSTATUS:TENTATIVE")
    assert await free(practice, "2026-03-06") == []


@pytest.mark.parametrize("expands", [True, False])
async def test_a_series_is_busy_each_time_also_when_the_clocks_change(practice: Practice, expands: bool) -> None:
    """Thursdays at two, but for the 19th; that of the 26th is on Friday the 27th at nine."""
    practice.door.expands = expands
    await practice.put_series()
    gone = ["13:45", "14:00", "14:15", "14:30", "14:45"]
    for day in ("2026-03-12", "2026-04-02"):  # summer time begins on 29 March
        assert await free(practice, day) == [one for one in FULL if one not in gone], day
    assert await free(practice, "2026-03-19") == FULL
    assert await free(practice, "2026-03-26") == FULL
    assert await free(practice, "2026-03-27") == [one for one in FULL if one > "09:45"]


async def test_who_does_not_expand_and_tells_no_free_and_busy_is_no_use(practice: Practice) -> None:
    practice.door.expands = practice.door.tells_free_busy = False
    assert await free(practice, "2026-03-12") == FULL
    await practice.put_series()
    with pytest.raises(Misconfigured, match="neither expands"):
        await free(practice, "2026-03-12")


async def test_a_booking_over_a_series_is_refused_and_one_beside_it_made(practice: Practice) -> None:
    practice.door.expands = False
    thursday = Search("checkup", Window(at("2026-03-12"), at("2026-03-13")), "ada")
    openings = await practice.vendor.openings(thursday, None)
    await practice.put_series()
    two = next(one for one in openings if one.start.hour == 14)
    with pytest.raises(OpeningTaken):
        await practice.vendor.create(request(two), "maria-1")
    three = next(one for one in openings if one.start.hour == 15)
    made = await practice.vendor.create(request(three), "maria-1")
    assert await practice.vendor.create(request(three), "maria-1") == made


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=LONDON)


@pytest.fixture
async def far_away() -> AsyncIterator[Practice]:
    """Where a day of the server is not a day of the business."""
    auckland = Business.model_validate({**BUSINESS.model_dump(), "time_zone": "Pacific/Auckland", "region": "NZ"})
    async with opened(StillClock(), auckland) as practice:
        yield practice


async def test_a_whole_day_is_a_day_of_the_business(far_away: Practice) -> None:
    await far_away.put("off", "DTSTART;VALUE=DATE:20260311\nDTEND;VALUE=DATE:20260312")
    await far_away.put("birthday", "DTSTART;VALUE=DATE:20260316")
    for day, expected in (("10", FULL), ("11", []), ("12", FULL), ("13", FULL), ("16", []), ("17", FULL)):
        assert await free(far_away, f"2026-03-{day}") == expected, day


async def test_a_time_without_a_zone_is_meant_where_the_business_is(far_away: Practice) -> None:
    await far_away.put("floating", "DTSTART:20260311T090000\nDURATION:PT1H")
    assert await free(far_away, "2026-03-11") == FULL[4:]


async def test_buffers_of_what_we_booked_count_and_others_have_none() -> None:
    service = BUSINESS.services[0].model_copy(update={"buffer_before_minutes": 10, "buffer_after_minutes": 20})
    async with opened(StillClock(), BUSINESS.model_copy(update={"services": (service,)})) as practice:
        await practice.vendor.create(await practice.wanted(number=4), "maria-1")  # 10:00-10:30, kept 09:50-10:50
        assert (await free(practice, "2026-03-06"))[:3] == ["09:00", "11:00", "11:15"]
        await practice.put("other", "DTSTART:20260306T140000Z\nDTEND:20260306T143000Z")
        assert "14:45" in await free(practice, "2026-03-06")
        assert "14:30" not in await free(practice, "2026-03-06")
        assert "13:30" not in await free(practice, "2026-03-06")


async def test_the_first_free_host_is_the_only_one_offered() -> None:
    service = BUSINESS.services[0].model_copy(update={"assignment": Assignment.FIRST_FREE})
    async with opened(StillClock(), BUSINESS.model_copy(update={"services": (service,)})) as practice:
        await practice.put("one", "DTSTART:20260306T090000Z\nDTEND:20260306T093000Z")
        window = Window(at("2026-03-06T09:00"), at("2026-03-06T10:00"))
        found = await practice.vendor.openings(Search("checkup", window), None)
        assert [(f"{one.start:%H:%M}", one.host) for one in found] == [
            ("09:00", "ben"),
            ("09:15", "ben"),
            ("09:30", "ada"),
            ("09:45", "ada"),
        ]


async def test_an_entry_that_nobody_can_read_is_an_error_and_not_free_time(practice: Practice) -> None:
    await practice.put("odd", "DTSTART;TZID=Nowhere/Land:20260306T100000\nDTEND;TZID=Nowhere/Land:20260306T110000")
    with pytest.raises(SystemDown, match="time zone that nobody knows"):
        await free(practice, "2026-03-06")
