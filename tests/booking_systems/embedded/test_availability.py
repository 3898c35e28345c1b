"""Openings from the rules alone: opening hours, absences, notice, horizon, grid, clock changes, and the true reason."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.booking_systems.embedded.availability import Allocation, allocate, find_openings
from frontdesk.booking_systems.embedded.busy import Claimed, FindClaims, Span
from frontdesk.model.booking import NoOpenings, Opening, Openings, Search, Window
from frontdesk.model.business import Business

LONDON = "Europe/London"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
EVERY_DAY = (*WEEKDAYS, "saturday", "sunday")
NOW = datetime(2026, 3, 5, 9, 7, tzinfo=ZoneInfo(LONDON))
"""A Thursday."""


def allocated(
    desk: Business, opening: Opening, now: datetime, since: datetime | None = None
) -> Allocation | NoOpenings:
    """What the rules make of an opening, nothing being claimed."""
    return allocate(desk, opening, now, lambda things, span: (), lambda service, hosts, span: {}, since)


def business(zone: str = LONDON, service: Mapping[str, Any] | None = None, **changes: Any) -> Business:
    profile: dict[str, Any] = {
        "id": "quayside",
        "name": "Quayside Dental",
        "time_zone": zone,
        "region": "GB",
        "opening_hours": {day: ["09:00-12:30", "13:30-17:00"] for day in WEEKDAYS},
        "services": [
            {"id": "checkup", "names": ["x"], "duration_minutes": 30, "channels": ["phone"], **(service or {})}
        ],
        "hosts": [{"id": "ada", "name": "Ada"}],
        "policy": {"minimum_notice_minutes": 60, "horizon_days": 30, "grid_minutes": 30},
    }
    return Business.model_validate(profile | changes)


def local(text: str, zone: str = LONDON, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def busy_with(spans: Mapping[str, Sequence[Span]]) -> FindClaims:
    return lambda things, span: [
        Claimed(f"{thing}{taken}", thing, taken, "", *taken)
        for thing in things
        for taken in spans.get(thing, ())
        if taken[0] < span[1] and span[0] < taken[1]
    ]


def no_load(service: str, hosts: Sequence[str], span: Span) -> Mapping[str, int]:
    return {}


def search(
    desk: Business,
    first: str,
    until: str,
    busy: Sequence[tuple[str, str, str]] = (),
    host: str | None = None,
    now: datetime = NOW,
    limit: int = 500,
) -> Openings:
    zone = desk.time_zone
    spans: dict[str, list[Span]] = {}
    for name, start, end in busy:
        minutes = [int(local(text, zone).timestamp()) // 60 for text in (start, end)]
        spans.setdefault(name, []).append((minutes[0], minutes[1]))
    window = Window(local(first, zone), local(until, zone))
    return find_openings(desk, Search("checkup", window, host, limit), now, busy_with(spans), no_load)


def clocks(openings: Openings) -> list[str]:
    return [opening.start.strftime("%H:%M") for opening in openings.found]


def test_appointments_start_on_the_grid_of_each_span_and_end_within_it() -> None:
    desk = business(service={"duration_minutes": 45, "grid_minutes": 50})
    found = search(desk, "2026-03-06T00:00", "2026-03-07T00:00")
    assert clocks(found) == ["09:00", "09:50", "10:40", "11:30", "13:30", "14:20", "15:10", "16:00"]
    assert {opening.end - opening.start for opening in found.found} == {timedelta(minutes=45)}


def test_an_appointment_may_fill_its_span_to_the_minute() -> None:
    desk = business(service={"duration_minutes": 210})
    assert clocks(search(desk, "2026-03-06T00:00", "2026-03-07T00:00")) == ["09:00", "13:30"]


def test_the_window_is_about_starts_and_excludes_its_end() -> None:
    assert clocks(search(business(), "2026-03-06T09:30", "2026-03-06T10:30")) == ["09:30", "10:00"]
    assert clocks(search(business(), "2026-03-06T09:31", "2026-03-06T10:31")) == ["10:00", "10:30"]


def test_buffers_keep_appointments_apart_but_may_leave_the_opening_hours() -> None:
    desk = business(service={"buffer_before_minutes": 15, "buffer_after_minutes": 30})
    busy = [("ada", "2026-03-06T10:30", "2026-03-06T11:00")]
    found = clocks(search(desk, "2026-03-06T00:00", "2026-03-06T12:30", busy))
    assert found == ["09:00", "09:30", "11:30", "12:00"]


def test_openings_come_by_start_then_in_the_order_of_the_profile() -> None:
    desk = business(hosts=[{"id": "zoe", "name": "Zoe"}, {"id": "ada", "name": "Ada"}])
    busy = [("zoe", "2026-03-06T09:00", "2026-03-06T09:30")]
    found = search(desk, "2026-03-06T09:00", "2026-03-06T10:30", busy, limit=3)
    assert [(opening.start.strftime("%H:%M"), opening.host) for opening in found.found] == [
        ("09:00", "ada"),
        ("09:30", "zoe"),
        ("09:30", "ada"),
    ]


def test_only_hosts_who_do_the_service_are_offered() -> None:
    hosts = [{"id": "ada", "name": "Ada"}, {"id": "ben", "name": "Ben"}]
    desk = business(service={"hosts": ["ben"]}, hosts=hosts)
    assert {opening.host for opening in search(desk, "2026-03-06T00:00", "2026-03-07T00:00").found} == {"ben"}
    assert search(desk, "2026-03-06T00:00", "2026-03-07T00:00", host="ada").reason is NoOpenings.HOST_AWAY


def test_a_hosts_own_hours_stand_in_for_those_of_the_business() -> None:
    own = {"friday": ["18:00-19:00"]}
    desk = business(hosts=[{"id": "ada", "name": "Ada", "opening_hours": own}])
    assert clocks(search(desk, "2026-03-06T00:00", "2026-03-07T00:00")) == ["18:00", "18:30"]


def test_the_minimum_notice_may_be_the_services_own() -> None:
    today = ("2026-03-05T00:00", "2026-03-05T12:30")
    assert clocks(search(business(), *today)) == ["10:30", "11:00", "11:30", "12:00"]
    assert clocks(search(business(service={"minimum_notice_minutes": 0}), *today))[0] == "09:30"
    on_the_minute = NOW.replace(minute=30)
    assert clocks(search(business(service={"minimum_notice_minutes": 0}), *today, now=on_the_minute))[0] == "09:30"
    assert clocks(search(business(), *today, now=on_the_minute))[0] == "10:30"


def test_the_horizon_ends_with_the_local_day() -> None:
    found = search(business(), "2026-04-02T00:00", "2026-05-01T00:00")
    assert {opening.start.date() for opening in found.found} == {date(2026, 4, 2), date(2026, 4, 3)}


AWAY = [{"id": "ada", "name": "Ada", "away": [{"date": "2026-03-06", "until": "2026-03-09"}]}]
TWO = [*AWAY, {"id": "ben", "name": "Ben"}]
CLOSED = [{"date": "2026-03-06", "until": "2026-03-09"}]
FULL_MORNING = [("ada", "2026-03-06T09:00", "2026-03-06T12:30")]


@pytest.mark.parametrize(
    ("reason", "desk", "first", "until", "busy", "host"),
    [
        ("past", business(), "2026-03-05T08:00", "2026-03-05T09:00", [], None),
        ("past", business(), "2026-03-04T00:00", "2026-03-05T00:00", [], None),
        ("past", business(), "2026-02-28T00:00", "2026-03-01T00:00", [], None),
        ("notice", business(), "2026-03-05T09:30", "2026-03-05T09:31", [], None),
        ("notice", business(), "2026-03-05T08:00", "2026-03-05T10:30", [], None),
        ("horizon", business(), "2026-04-05T00:00", "2026-04-06T00:00", [], None),
        ("horizon", business(), "2026-04-04T00:00", "2026-04-07T00:00", [], None),
        ("closed", business(), "2026-03-07T00:00", "2026-03-09T00:00", [], None),
        ("closed", business(), "2026-03-06T12:15", "2026-03-06T13:30", [], None),
        ("closed", business(), "2026-03-06T17:00", "2026-03-06T23:00", [], None),
        ("closed", business(closed=CLOSED), "2026-03-06T00:00", "2026-03-10T00:00", [], None),
        ("closed", business(closed=CLOSED, hosts=AWAY), "2026-03-06T00:00", "2026-03-10T00:00", [], "ada"),
        ("closed", business(hosts=AWAY), "2026-03-07T00:00", "2026-03-09T00:00", [], "ada"),
        ("host_away", business(hosts=AWAY), "2026-03-06T00:00", "2026-03-07T00:00", [], "ada"),
        ("host_away", business(hosts=AWAY), "2026-03-06T00:00", "2026-03-07T00:00", [], None),
        ("host_away", business(hosts=TWO), "2026-03-06T00:00", "2026-03-07T00:00", [], "ada"),
        ("off_grid", business(), "2026-03-06T10:10", "2026-03-06T10:11", [], None),
        ("off_grid", business(), "2026-03-06T10:10", "2026-03-06T10:20", [], "ada"),
        ("full", business(), "2026-03-06T10:10", "2026-03-06T10:11", FULL_MORNING, None),
        ("full", business(), "2026-03-06T10:00", "2026-03-06T10:01", FULL_MORNING, None),
        ("full", business(), "2026-03-06T09:00", "2026-03-06T13:30", FULL_MORNING, None),
        ("full", business(hosts=TWO), "2026-03-06T09:00", "2026-03-06T10:00",
         [("ben", "2026-03-06T09:00", "2026-03-06T12:30")], None),
        ("notice", business(), "2026-03-05T09:40", "2026-03-05T09:50", [], None),
        ("closed", business(service={"duration_minutes": 240}), "2026-03-06T00:00", "2026-03-07T00:00", [], None),
    ],
)  # fmt: skip
def test_the_true_reason_when_there_is_none(
    reason: str, desk: Business, first: str, until: str, busy: Sequence[tuple[str, str, str]], host: str | None
) -> None:
    assert search(desk, first, until, busy, host) == Openings((), NoOpenings(reason))


def test_a_window_that_ends_before_it_starts_holds_nothing() -> None:
    assert search(business(), "2026-03-06T12:00", "2026-03-06T10:00").found == ()


def test_an_unknown_service_is_named() -> None:
    window = Window(NOW, NOW + timedelta(days=1))
    with pytest.raises(LookupError, match='no service "massage"'):
        find_openings(business(), Search("massage", window), NOW, busy_with({}), no_load)


# --- clock changes

AROUND_THE_CLOCK = {day: ["00:00-24:00"] for day in EVERY_DAY}
CHANGES = [
    ("Europe/London", "2026-03-29", "2026-10-25"),
    ("America/New_York", "2026-03-08", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04", "2026-04-05"),
]


@pytest.mark.parametrize(("zone", "forward", "back"), CHANGES)
def test_each_day_offers_each_wall_clock_time_that_exists_once(zone: str, forward: str, back: str) -> None:
    desk = business(zone, opening_hours=AROUND_THE_CLOCK)
    for day, skipped in ((forward, [2.0, 2.5] if zone == "America/New_York" else None), (back, [])):
        after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        now = local(f"{day}T00:00", zone) - timedelta(days=2)
        found = search(desk, f"{day}T00:00", f"{after}T00:00", now=now).found
        hours = [opening.start.hour + opening.start.minute / 60 for opening in found]
        if skipped is None:
            skipped = [1.0, 1.5] if zone == "Europe/London" else [2.0]
        assert hours == [half / 2 for half in range(48) if half / 2 not in skipped]
        assert all(opening.start.fold == 0 for opening in found)
        lasting = [opening.end.timestamp() - opening.start.timestamp() for opening in found]
        assert set(lasting) == {30 * 60.0}


def test_opening_hours_that_end_in_skipped_time_end_at_the_change() -> None:
    desk = business(opening_hours={"sunday": ["00:00-01:30"]})
    found = search(desk, "2026-03-29T00:00", "2026-03-30T00:00")
    assert clocks(found) == ["00:00", "00:30"]
    assert found.found[-1].end == local("2026-03-29T02:00")


def test_opening_hours_within_skipped_time_are_no_opening_hours() -> None:
    desk = business(opening_hours={"sunday": ["01:00-02:00"]}, service={"duration_minutes": 15})
    assert search(desk, "2026-03-29T00:00", "2026-03-30T00:00").reason is NoOpenings.CLOSED


def test_the_minimum_notice_is_real_time_also_over_a_clock_change() -> None:
    desk = business(opening_hours=AROUND_THE_CLOCK, service={"minimum_notice_minutes": 24 * 60})
    now = local("2026-03-28T12:00")
    assert search(desk, "2026-03-29T12:00", "2026-03-30T00:00", now=now).found[0].start == local("2026-03-29T13:00")


def test_the_second_of_two_equal_times_is_not_on_the_grid() -> None:
    desk = business(opening_hours=AROUND_THE_CLOCK)
    second = local("2026-10-25T01:30", fold=1)
    now = second - timedelta(days=2)
    window = Window(second.astimezone(UTC), second.astimezone(UTC) + timedelta(minutes=1))
    assert find_openings(desk, Search("checkup", window), now, busy_with({}), no_load).reason is NoOpenings.OFF_GRID


def minutes_of(day: date, zone: ZoneInfo) -> list[int]:
    """Every minute of a local day, counted from 1970 UTC, by walking through it."""
    minute = int(datetime.combine(day, time(), UTC).timestamp()) // 60 - 15 * 60
    candidates = range(minute, minute + 55 * 60)
    return [candidate for candidate in candidates if datetime.fromtimestamp(candidate * 60, zone).date() == day]


def bookable_minutes(desk: Business, day: date, busy: Sequence[Span], now: datetime) -> list[int]:
    """The slow and plain way: try every minute of the day for the first host."""
    zone, service, host = desk.zone, desk.services[0], desk.hosts[0]
    if any(closed.includes(day) for closed in (*desk.closed, *host.away)):
        return []
    if (day - now.astimezone(zone).date()).days > desk.policy.horizon_days:
        return []
    minutes = minutes_of(day, zone)
    walls = [datetime.fromtimestamp(minute * 60, zone) for minute in minutes]
    clock = {minute: wall.hour * 60 + wall.minute for minute, wall in zip(minutes, walls, strict=True)}
    found = []
    for span in desk.hours_of(host).on(day.weekday()):
        first = next((minute for minute in minutes if clock[minute] >= span.start), minutes[-1] + 1)
        end = next((minute for minute in minutes if clock[minute] >= span.until), minutes[-1] + 1)
        for minute, wall in zip(minutes, walls, strict=True):
            claimed = range(
                minute - service.buffer_before_minutes,
                minute + service.duration_minutes + service.buffer_after_minutes,
            )
            if (
                wall.fold == 0
                and (clock[minute] - span.start) % desk.grid_minutes(service) == 0
                and first <= minute
                and minute + service.duration_minutes <= end
                and not any(taken[0] < claimed.stop and claimed.start < taken[1] for taken in busy)
                and minute * 60 >= now.timestamp() + desk.notice_minutes(service) * 60
            ):
                found.append(minute)
    return found


@st.composite
def spans_of_a_day(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.lists(st.integers(0, 288), min_size=2, max_size=6, unique=True)))
    edges = edges[: len(edges) // 2 * 2]
    shown = [f"{edge * 5 // 60:02}:{edge * 5 % 60:02}" for edge in edges]
    return [f"{first}-{until}" for first, until in zip(shown[::2], shown[1::2], strict=True)]


@st.composite
def desks(draw: st.DrawFn) -> tuple[Business, date]:
    zone, forward, back = draw(st.sampled_from(CHANGES))
    day = date.fromisoformat(draw(st.sampled_from((forward, back)))) + timedelta(days=draw(st.integers(-1, 1)))
    hours = {weekday: draw(spans_of_a_day()) for weekday in EVERY_DAY}
    own = draw(st.none() | st.just({weekday: draw(spans_of_a_day()) for weekday in EVERY_DAY}))
    away = draw(st.lists(st.just({"date": day.isoformat()}), max_size=1)) if draw(st.integers(0, 9)) == 0 else []
    service = {
        "duration_minutes": draw(st.integers(1, 200)),
        "buffer_before_minutes": draw(st.integers(0, 40)),
        "buffer_after_minutes": draw(st.integers(0, 40)),
        "grid_minutes": draw(st.sampled_from((1, 5, 7, 15, 60, 90))),
        "minimum_notice_minutes": draw(st.sampled_from((0, 45, 2000))),
    }
    hosts = [{"id": "ada", "name": "Ada", "away": away} | ({"opening_hours": own} if own else {})]
    return business(zone, service, opening_hours=hours, hosts=hosts), day


@settings(max_examples=200, deadline=None)
@given(
    desk_and_day=desks(),
    taken=st.lists(st.tuples(st.integers(-200, 1700), st.integers(1, 90)), max_size=6),
    before=st.integers(-1500, 4000),
)
def test_openings_are_just_those_that_the_plain_way_finds(
    desk_and_day: tuple[Business, date], taken: Sequence[tuple[int, int]], before: int
) -> None:
    desk, day = desk_and_day
    zone = desk.zone
    midnight = minutes_of(day, zone)[0]
    busy: list[Span] = []
    for offset, length in sorted(taken):
        first = midnight + offset
        if not busy or busy[-1][1] <= first:
            busy.append((first, first + length))
    now = datetime.fromtimestamp((midnight - before) * 60 + 17, zone)
    window = Window(
        datetime.fromtimestamp(midnight * 60, UTC), datetime.fromtimestamp((minutes_of(day, zone)[-1] + 1) * 60, UTC)
    )
    answer = find_openings(desk, Search("checkup", window, limit=5000), now, busy_with({"ada": busy}), no_load)
    starts = [int(opening.start.timestamp()) // 60 for opening in answer.found]
    assert starts == bookable_minutes(desk, day, busy, now)
    assert (answer.reason is None) == bool(starts)


# --- the same rules at commit


def test_an_opening_that_was_offered_is_allowed_and_no_other_minute_is() -> None:
    desk = business(service={"duration_minutes": 45, "grid_minutes": 20})
    offered = {opening.start for opening in search(desk, "2026-03-05T00:00", "2026-03-07T00:00").found}
    assert offered
    for minute in range(2 * 24 * 60):
        start = datetime.fromtimestamp(local("2026-03-05T00:00").timestamp() + minute * 60, desk.zone)
        opening = Opening("checkup", "ada", start, start + timedelta(minutes=45))
        refused = isinstance(allocated(desk, opening, NOW), NoOpenings)
        assert refused is (start not in offered)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-06T10:00:00", "2026-03-06T10:45:00"),
        ("2026-03-06T10:00:00", "2026-03-06T10:29:59"),
        ("2026-03-06T10:00:01", "2026-03-06T10:30:01"),
        ("2026-03-06T10:00:00.000001", "2026-03-06T10:30:00.000001"),
        ("2026-03-06T09:59:59", "2026-03-06T10:29:59"),
    ],
)
def test_an_opening_that_was_changed_is_refused(start: str, end: str) -> None:
    opening = Opening("checkup", "ada", local(start), local(end))
    assert isinstance(allocated(business(), opening, NOW), NoOpenings)


def test_what_was_held_in_time_may_be_booked_within_the_notice_but_not_in_the_past() -> None:
    opening = Opening("checkup", "ada", local("2026-03-05T10:30"), local("2026-03-05T11:00"))
    late = local("2026-03-05T09:45")
    assert allocated(business(), opening, late) is NoOpenings.NOTICE
    assert isinstance(allocated(business(), opening, late, since=NOW), Allocation)
    assert allocated(business(), opening, local("2026-03-05T10:31"), since=NOW) is NoOpenings.PAST
