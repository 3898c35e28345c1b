"""Availability against the plainest model of it, with every rule switched on and off at random, over clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import event, given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.booking_systems.embedded.diary import EVERY_DAY, Diary, desk
from tests.booking_systems.embedded.naive import Naive, Way

from frontdesk.booking_systems.embedded.availability import Allocation
from frontdesk.booking_systems.embedded.busy import Claimed
from frontdesk.model.booking import NoOpenings, Opening, Search, Window

DAYS = [
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Pacific/Apia", "2011-12-29"),  # the next day never was
    ("America/Sao_Paulo", "2018-11-04"),  # no midnight
    ("Asia/Kolkata", "2026-06-10"),
]
GRIDS = (5, 7, 15, 30, 60, 90)


@st.composite
def spans(draw: st.DrawFn) -> list[str]:
    edges = sorted(draw(st.lists(st.integers(0, 96), max_size=4, unique=True)))
    edges = edges[: len(edges) // 2 * 2]
    shown = [f"{edge * 15 // 60:02}:{edge * 15 % 60:02}" for edge in edges]
    return [f"{first}-{until}" for first, until in zip(shown[::2], shown[1::2], strict=True)]


def sometimes(draw: st.DrawFn, value: st.SearchStrategy[Any], one_in: int = 3) -> Any:
    return draw(value) if draw(st.integers(1, one_in)) == 1 else None


def present(**entries: Any) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value is not None}


@st.composite
def diaries(draw: st.DrawFn) -> tuple[Diary, Search]:
    zone, text = draw(st.sampled_from(DAYS))
    day = date.fromisoformat(text) + timedelta(days=draw(st.integers(-1, 1)))
    dates = st.sampled_from([day, day + timedelta(days=1)])
    usual = st.just({name: ["08:00-18:00"] for name in EVERY_DAY})
    week = usual | st.fixed_dictionaries({name: spans() for name in EVERY_DAY})
    special = st.builds(lambda day, hours: [{"date": day, "hours": hours}], dates, spans())
    places = draw(st.sampled_from([(), ("north", "south")]))
    where = st.lists(st.sampled_from(places), max_size=2, unique=True) if places else st.just([])
    hosts = [
        present(
            id=id,
            name=id,
            opening_hours=sometimes(draw, week),
            special_hours=sometimes(draw, special, 6),
            away=sometimes(draw, st.builds(lambda day, hours: [{"date": day, "hours": hours}], dates, spans()), 4),
            max_per_day=sometimes(draw, st.integers(1, 3)),
            locations=draw(where),
        )
        for id in ("ada", "ben", "cai")[: draw(st.integers(1, 3))]
    ]
    resources = [
        present(id=id, kind=id[:-1], location=sometimes(draw, st.sampled_from(places)) if places else None)
        for id in ("room1", "room2", "chair1")
    ]
    durations = draw(st.lists(st.sampled_from((10, 30, 45, 60, 120)), min_size=1, max_size=2, unique=True))
    service = present(
        duration_minutes=durations[0],
        durations_minutes=durations,
        buffer_before_minutes=draw(st.sampled_from((0, 0, 10, 40))),
        buffer_after_minutes=draw(st.sampled_from((0, 0, 15, 50))),
        grid_minutes=draw(st.sampled_from(GRIDS)),
        minimum_notice_minutes=draw(st.sampled_from((0, 0, 45, 2000))),
        capacity=draw(st.sampled_from((1, 1, 3))),
        max_per_day=sometimes(draw, st.integers(1, 3), 4),
        needs=draw(st.lists(st.sampled_from(("room", "chair")), max_size=2, unique=True)),
        assignment=draw(st.sampled_from(("each", "first_free", "round_robin", "together"))),
        hosts=sometimes(draw, st.just([hosts[0]["id"]]), 5),
        locations=sometimes(draw, st.just(["south"]), 5) if places else None,
    )
    try:
        business = desk(
            service,
            time_zone=zone,
            opening_hours=draw(week),
            hosts=hosts,
            resources=resources,
            locations=[{"id": id, "name": id, "address": id} for id in places],
            policy={"horizon_days": draw(st.sampled_from((1, 30, 30, 30, 30, 30)))},
            **present(
                special_hours=sometimes(draw, special, 5),
                closed=sometimes(draw, st.builds(lambda day: [{"date": day}], dates), 5),
            ),
        )
    except ValidationError:  # it can be done at none of the places
        reject()
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    now = midnight - timedelta(minutes=draw(st.sampled_from((1600, 600, 1, -500))), seconds=17)
    search = Search(
        "checkup",
        Window(
            midnight + timedelta(minutes=draw(st.sampled_from((0, 0, 700)))),
            midnight + timedelta(hours=draw(st.sampled_from((13, 24, 49)))),
        ),
        host=sometimes(draw, st.sampled_from([host["id"] for host in hosts]), 4),
        limit=100_000,
        duration_minutes=draw(st.sampled_from((None, *durations))),
        location=sometimes(draw, st.sampled_from(places)) if places else None,
    )
    diary = Diary(business, now)
    things = [thing["id"] for thing in (*hosts, *resources)]
    diary.claims = draw(claims(int(midnight.timestamp()) // 60, things, places, durations))
    return diary, search


@st.composite
def claims(
    draw: st.DrawFn, midnight: int, things: list[str], places: tuple[str, ...], durations: list[int]
) -> list[Claimed]:
    """Claims as they can be: nothing is kept twice."""
    kept: list[Claimed] = []
    for number in range(draw(st.integers(0, 8))):
        chosen = draw(st.lists(st.sampled_from(things), min_size=1, max_size=3, unique=True))
        start = midnight + draw(st.integers(-8, 190)) * 15 + draw(st.sampled_from((0, 0, 0, 5)))
        end = start + draw(st.sampled_from((*durations, 20, 200)))
        span = start - draw(st.sampled_from((0, 10))), end + draw(st.sampled_from((0, 15)))
        if not any(one.thing in chosen and one.span[0] < span[1] and span[0] < one.span[1] for one in kept):
            with_host = any(len(thing) == 3 for thing in chosen)
            service = draw(st.sampled_from(("checkup", "checkup", "other", ""))) if with_host else ""
            seats, place = draw(st.integers(1, 3)), draw(st.sampled_from(places or ("",)))
            kept += [Claimed(str(number), thing, span, service, start, end, seats, place) for thing in chosen]
    return kept


def way_of(opening: Opening) -> tuple[int, tuple[str, ...], str]:
    return int(opening.start.timestamp()) // 60, (opening.host, *opening.others), opening.location


@settings(max_examples=120, deadline=None)
@given(diaries(), st.data())
def test_openings_are_those_that_the_naive_way_finds_and_those_that_can_be_allocated(
    case: tuple[Diary, Search], data: st.DataObject
) -> None:
    diary, search = case
    ways = Naive(diary.business, search, diary.now, diary.claims).ways()
    answer = diary.search(search)
    event("some" if ways else str(answer.reason))
    assert [way_of(opening) for opening in answer.found] == [(way.start, way.hosts, way.place) for way in ways]
    assert (answer.reason is None) == bool(ways)
    if answer.reason:
        assert_reason_is_true(diary, search, answer.reason)
    assert_days_agree(diary, search, answer.found)
    for opening, way in list(zip(answer.found, ways, strict=True))[:40]:
        assert_allocated(diary, opening, way)
    assert_nothing_else_can(diary, search, data)


def assert_reason_is_true(diary: Diary, search: Search, reason: NoOpenings) -> None:
    """What is given as the reason is what stands in the way: without it, there are openings, or another reason is."""
    empty = Diary(diary.business, diary.now)
    match reason:
        case NoOpenings.FULL | NoOpenings.LIMIT:
            assert empty.search(search).reason in (None, NoOpenings.OFF_GRID)
        case NoOpenings.NOTICE:
            service = diary.business.services[0].model_copy(update={"minimum_notice_minutes": 0})
            hasty = Diary(diary.business.model_copy(update={"services": (service,)}), diary.now)
            assert hasty.search(search).reason in (None, NoOpenings.OFF_GRID)
        case _:
            assert empty.search(search).reason == reason


def assert_days_agree(diary: Diary, search: Search, found: tuple[Opening, ...]) -> None:
    by_day: dict[date, list[Opening]] = {}
    for opening in found:
        by_day.setdefault(opening.start.date(), []).append(opening)
    days = diary.search_days(search)
    assert [(day.day, day.count, day.first) for day in days] == [
        (day, len(openings), openings[0]) for day, openings in sorted(by_day.items())
    ]


def assert_allocated(diary: Diary, opening: Opening, way: Way) -> None:
    """It can be had, with the same host and place, and all that is claimed for it is free and is what it needs."""
    allocation = diary.allocate(opening)
    assert isinstance(allocation, Allocation), allocation
    assert way_of(allocation.opening) == way_of(opening)
    assert allocation.joins == way.event
    service, resources = diary.business.services[0], {one.id: one for one in diary.business.resources}
    assert allocation.span[0] == way.start - service.buffer_before_minutes
    assert allocation.span[1] * 60 == opening.end.timestamp() + service.buffer_after_minutes * 60
    assert allocation.things[: len(way.hosts)] == way.hosts
    rooms = [resources[thing] for thing in allocation.things[len(way.hosts) :]]
    if way.event is None:
        assert [room.kind for room in rooms] == list(service.needs)
        assert all(room.location in (None, way.place) for room in rooms)
        assert diary.find_claims(allocation.things, allocation.span) == []


def assert_nothing_else_can(diary: Diary, search: Search, data: st.DataObject) -> None:
    service, zone = diary.business.services[0], diary.business.zone
    window = Naive(diary.business, search, diary.now, diary.claims).window()
    hosts = tuple(host.id for host in diary.business.hosts if not service.hosts or host.id in service.hosts)
    groups = [hosts] if service.assignment == "together" else [(id,) for id in hosts]
    starts = st.integers(window.start, window.stop - 1).map(lambda minute: minute // 5 * 5)
    for start in data.draw(st.lists(starts, max_size=8)):
        for duration in service.durations:
            host, *others = data.draw(st.sampled_from(groups))
            begin, end = (datetime.fromtimestamp(minute * 60, zone) for minute in (start, start + duration))
            opening = Opening(service.id, host, begin, end, "", tuple(others), search.location or "")
            narrow = replace(search, host=host, duration_minutes=duration)
            way = Naive(diary.business, narrow, diary.now, diary.claims).ways_at(start)
            allocation = diary.allocate(opening)
            assert isinstance(allocation, Allocation) == bool(way), (opening, way, allocation)
            odd = replace(opening, end=opening.end + timedelta(minutes=7))
            assert isinstance(diary.allocate(odd), NoOpenings)
