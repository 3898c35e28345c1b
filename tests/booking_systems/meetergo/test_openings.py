"""What can be booked: how it is asked for, how often, and what the answer is worth when the clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.booking_systems.meetergo.desk import BY_QUEUE, PLATFORM, SEARCH, Desk, open_desk
from tests.contracts.booking_system import ALONE, BUSINESS, request
from tests.doubles.meetergo import HOSTS, MEETING_TYPES, QUEUE, USER_HEADER
from tests.doubles.serving import Call

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.model.booking import Window
from frontdesk.model.business import Business

MARCH = datetime(2026, 3, 6, tzinfo=UTC)


def asked(desk: Desk) -> list[Call]:
    return desk.double.called("GET", "/booking-availability")


async def test_a_search_asks_for_each_host_once(desk: Desk) -> None:
    await desk.vendor.openings(SEARCH, None)
    assert sorted(call.query for call in asked(desk)) == sorted(
        (
            ("meetingTypeId", MEETING_TYPES[host]),
            ("start", "2026-03-06"),
            ("end", "2026-03-07"),
            ("hostIds", HOSTS[host]),
            ("timezone", "Europe/London"),
        )
        for host in ("ada", "ben")
    )
    assert len(desk.double.called("GET", "/meeting-type/")) == 2
    await desk.vendor.openings(SEARCH, None)
    assert len(desk.double.called("GET", "/meeting-type/")) == 2, "they are remembered for a while"
    assert len(asked(desk)) == 4


async def test_a_queue_is_asked_as_a_whole_and_can_be_had_as_often_as_it_has_hosts() -> None:
    async with open_desk(ALONE, BY_QUEUE) as desk:
        for name in ("Maria", "Noah"):
            opening = (await desk.vendor.openings(SEARCH, None))[0]
            assert opening.start.hour == 9
            await desk.vendor.create(request(opening, name=name), name)
        assert dict(asked(desk)[0].query)["queueId"] == QUEUE
        assert (desk.sent()["queueId"], "hostIds" in desk.sent()) == (QUEUE, False)
        later = (await desk.vendor.openings(SEARCH, None))[0].start
        assert (later.hour, later.minute) == (9, 30)


async def test_a_platform_key_names_its_user_and_a_token_never_does() -> None:
    for settings, user in (({}, None), (PLATFORM, HOSTS["ben"])):
        async with open_desk(ALONE, {**BY_QUEUE, **settings}) as desk:
            await desk.vendor.openings(SEARCH, None)
            assert {call.headers.get(USER_HEADER) for call in desk.double.calls} == {user}


@pytest.mark.parametrize("inclusive", [False, True])
async def test_the_last_day_is_in_it_and_nothing_beyond(desk: Desk, inclusive: bool) -> None:
    desk.set(end_inclusive=inclusive)
    window = Window(MARCH.replace(hour=16), MARCH + timedelta(days=3, hours=10))
    found = await desk.vendor.openings(replace(SEARCH, host="ada", window=window), None)
    assert found[0].start == MARCH.replace(hour=16)
    assert found[-1].start == MARCH + timedelta(days=3, hours=9, minutes=45)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("inclusive", [False, True])
async def test_a_long_window_is_asked_in_parts_until_there_is_something(desk: Desk, inclusive: bool) -> None:
    window = Window(MARCH, MARCH + timedelta(days=60))
    found = await desk.vendor.openings(replace(SEARCH, window=window), None)
    assert len(asked(desk)) == 2
    assert found[-1].start.date() == datetime(2026, 4, 3, tzinfo=UTC).date(), "the first 31 days, the last of them off"
    desk.set(end_inclusive=inclusive)
    for day in range(31):
        start = MARCH + timedelta(days=day)
        desk.double.diary.add(MEETING_TYPES["ada"], "ada", start, start + timedelta(days=1))
    before = len(asked(desk))
    (first, *others) = await desk.vendor.openings(replace(SEARCH, host="ada", window=window), None)
    assert first.start == datetime(2026, 4, 6, 8, tzinfo=UTC)
    assert others[-1].start.date() > datetime(2026, 4, 30, tzinfo=UTC).date()
    assert len(asked(desk)) == before + 2
    assert len(set(others)) == len(others)
    weekend = Window(MARCH + timedelta(days=1), MARCH + timedelta(days=3))
    assert await desk.vendor.openings(replace(SEARCH, window=weekend), None) == []


async def test_the_usual_duration_is_not_sent_and_another_one_is_sent_twice(desk: Desk) -> None:
    desk.set(durations=(30, 45))
    for minutes, sent in ((None, None), (30, None), (45, 45)):
        found = await desk.vendor.openings(replace(SEARCH, host="ada", duration_minutes=minutes), None)
        assert dict(asked(desk)[-1].query).get("meetingDuration") == (str(sent) if sent else None)
        assert {opening.minutes for opening in found} == {minutes or 30}
        made = await desk.vendor.create(request(found[0]), str(minutes))
        assert desk.sent().get("duration") == sent
        assert made.end - made.start == timedelta(minutes=minutes or 30)


async def test_the_profiles_duration_is_asked_for_where_it_is_not_the_usual_one_there(desk: Desk) -> None:
    desk.set(durations=(45, 30))
    desk.again()
    assert {one.minutes for one in await desk.vendor.openings(SEARCH, None)} == {30}
    desk.set(durations=(45,))
    desk.again()
    with pytest.raises(Misconfigured, match="duration_minutes"):
        await desk.vendor.openings(SEARCH, None)


async def test_a_round_robin_is_nobodys_own() -> None:
    async with open_desk(ALONE, {"services": {"checkup": {"meeting_types": {"ada": MEETING_TYPES["team"]}}}}) as desk:
        with pytest.raises(Misconfigured, match="round robin"):
            await desk.vendor.openings(SEARCH, None)
        desk.again(services={"checkup": {"meeting_type": "gone"}})
        with pytest.raises(Misconfigured, match="copy its id"):
            await desk.vendor.openings(SEARCH, None)


def in_zone(zone: str) -> Business:
    return BUSINESS.model_copy(update={"time_zone": zone, "hosts": BUSINESS.hosts[:1]})


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu"])
@pytest.mark.parametrize("days", [(27, 31), (28, 29), (29, 30)])
async def test_where_the_clocks_go_forward_every_opening_is_the_instant_it_is_there(
    zone: str, days: tuple[int, int]
) -> None:
    async with open_desk(in_zone(zone), {"services": {"checkup": {"meeting_type": MEETING_TYPES["ada"]}}}) as desk:
        window = Window(datetime(2026, 3, days[0], tzinfo=UTC), datetime(2026, 3, days[1], 23, tzinfo=UTC))
        found = await desk.vendor.openings(replace(SEARCH, window=window), None)
        diary = desk.double.diary
        dates = [datetime(2026, 3, day, tzinfo=UTC).date() for day in range(days[0], days[1] + 1)]
        expected = [start.timestamp() for day in dates for start in diary.starts("ada", day, 30)]
        assert [one.start.timestamp() for one in found] == [each for each in expected if each < window.end.timestamp()]
        assert {one.minutes for one in found} <= {30}
        for opening in found[:1]:
            made = await desk.vendor.create(request(opening), "maria-1")
            assert made.start.timestamp() == opening.start.timestamp()


async def test_the_two_hours_of_one_name_are_two_openings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    london = ZoneInfo("Europe/London")
    twice = [datetime(2026, 10, 25, 1, 30, tzinfo=london, fold=fold).astimezone(UTC) for fold in (0, 1)]
    night = Window(datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC))
    desk.clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    monkeypatch.setattr(desk.double.diary, "starts", lambda host, day, *_: twice if day == twice[0].date() else [])
    monkeypatch.setattr(desk.double, "_check_offered", lambda *_: None)
    found = await desk.vendor.openings(replace(SEARCH, host="ada", window=night), None)
    assert [one.start.timestamp() for one in found] == [each.timestamp() for each in twice]
    assert [one.minutes for one in found] == [30, 30]
    made = [await desk.vendor.create(request(one), str(one.start.fold)) for one in found]
    assert [one.start.timestamp() for one in made] == [each.timestamp() for each in twice]
    sent = [desk.sent(number)["start"] for number in (0, 1)]
    assert sent == ["2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"]
