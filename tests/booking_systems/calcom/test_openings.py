"""What Cal.com has free, and what it costs to ask."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.booking_systems.calcom.desk import HASTY, ONE, Desk, alone, open_desk
from tests.contracts.booking_system import ALONE, FRIDAY, ZONE, StillClock
from tests.doubles.calcom import Settings
from tests.doubles.serving import Fault

from frontdesk.booking_systems.calcom.openings import parts
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Opening, Search, Window
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel


def asked(desk: Desk) -> list[dict[str, str]]:
    """The searches so far, and forgets them."""
    queries = [dict(call.query) for call in desk.double.called("GET", "/slots")]
    desk.double.calls.clear()
    return queries


def days(found: list[Opening]) -> set[date]:
    return {opening.start.astimezone(ZONE).date() for opening in found}


async def search(desk: Desk, window: Window, duration_minutes: int | None = None) -> list[Opening]:
    return list(await desk.vendor.openings(Search("checkup", window, duration_minutes=duration_minutes), None))


async def test_one_request_for_a_day_of_one_host() -> None:
    async with open_desk() as desk:
        found = await desk.openings("ada")
        assert asked(desk) == [
            {"eventTypeId": "4721", "start": "2026-03-06T00:00:00Z", "end": "2026-03-07T00:00:00Z", "format": "range"}
        ]
        assert {opening.host for opening in found} == {"ada"}
        assert found[0].start == datetime(2026, 3, 6, 9, 0, tzinfo=ZONE)
        assert {opening.host for opening in await desk.openings(None)} == {"ada", "ben"}
        assert [query["eventTypeId"] for query in asked(desk)] == ["4721", "4722"]
        assert await desk.openings("nobody") == []
        assert asked(desk) == []


async def test_event_types_are_read_once_before() -> None:
    async with open_desk() as desk:
        await desk.openings(None)
        await desk.openings(None)
        assert [dict(call.query) for call in desk.double.called("GET", "/event-types")] == [
            {"username": "ada"},
            {"username": "ben"},
        ]


async def test_a_long_window_is_asked_in_two_parts_until_something_is_free() -> None:
    async with alone() as desk:
        start = datetime(2026, 3, 6, tzinfo=ZONE)
        found = await search(desk, Window(start, start + timedelta(days=58)))
        assert len(asked(desk)) == 1
        assert max(days(found)) <= date(2026, 3, 19)
        for entry in found:
            if entry.start.minute in (0, 30):
                desk.double.diary.add("checkup", "ada", entry.start, entry.end)
        found = await search(desk, Window(start, start + timedelta(days=58)))
        assert [(query["start"][:10], query["end"][:10]) for query in asked(desk)] == [
            ("2026-03-06", "2026-03-20"),
            ("2026-03-20", "2026-05-02"),
        ]
        assert min(days(found)) == date(2026, 3, 20)


def test_a_window_is_parted_without_a_gap() -> None:
    start = datetime(2026, 3, 6, tzinfo=UTC)
    for length in (1, 14, 16):
        assert list(parts(Window(start, start + timedelta(days=length)))) == [
            Window(start, start + timedelta(days=length))
        ]
    first, second = parts(Window(start, start + timedelta(days=17)))
    assert (first.start, first.end, second.end) == (start, second.start, start + timedelta(days=17))


async def test_openings_stay_at_nine_by_the_wall_when_the_clocks_change() -> None:
    for day, before, after in ((date(2026, 3, 29), 9, 8), (date(2026, 10, 25), 8, 9)):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
        async with open_desk(section=ONE, business=ALONE, clock=StillClock(noon - timedelta(days=4))) as desk:
            window = Window(noon - timedelta(days=3), noon + timedelta(days=3))
            found = await search(desk, window)
            firsts = {at: min(one.start for one in found if one.start.date() == at) for at in days(found)}
            hours = {at: start.astimezone(UTC).hour for at, start in firsts.items() if at != min(firsts)}
            assert set(hours.values()) == {before, after}
            assert all((hour == before) is (at < day) for at, hour in hours.items())


async def test_a_window_ends_where_it_ends() -> None:
    async with alone() as desk:
        nine = datetime(2026, 3, 6, 9, 0, tzinfo=ZONE)
        found = await search(desk, Window(nine, nine + timedelta(minutes=15)))
        assert [one.start for one in found] == [nine]
        soon = timedelta(microseconds=1)
        assert [one.start for one in await search(desk, Window(nine - soon, nine + soon))] == [nine]
        assert await search(desk, Window(nine + soon, nine + timedelta(minutes=15))) == []


async def test_lengths_are_asked_for_where_there_are_several() -> None:
    async with alone(Settings(durations=(30, 60))) as desk:
        for minutes in (30, 60):
            found = await search(desk, FRIDAY, duration_minutes=minutes)
            assert {one.minutes for one in found} == {minutes}
        await search(desk, FRIDAY)
        assert [query["duration"] for query in asked(desk)] == ["30", "60", "30"]
        assert await search(desk, FRIDAY, duration_minutes=45) == []
        assert asked(desk) == []


async def test_the_only_length_is_never_asked_for() -> None:
    async with alone() as desk:
        assert await search(desk, FRIDAY, duration_minutes=30)
        assert await search(desk, FRIDAY, duration_minutes=60) == []
        assert ["duration" in query for query in asked(desk)] == [False]


async def test_where_event_types_are_not_read_the_profile_says_whether_there_are_several_lengths() -> None:
    several = ALONE.services[0].model_copy(update={"durations_minutes": (30, 60)})
    business: Business = ALONE.model_copy(update={"services": (several,)})
    section = {"services": ONE["services"]}
    async with open_desk(Settings(durations=(30, 60)), section, business) as desk:
        assert {one.minutes for one in await search(desk, FRIDAY, duration_minutes=60)} == {60}
        await desk.vendor.create(await desk.wanted(), "maria-1")
        assert desk.sent["lengthInMinutes"] == 30
        assert not desk.double.called("GET", "/event-types")
    async with open_desk(None, section, ALONE) as desk:
        await desk.made()
        assert "lengthInMinutes" not in desk.sent
        assert desk.sent["location"] == {"type": "attendeePhone", "phone": "+442079460123"}


async def test_what_is_moved_is_free_and_stays_with_its_host() -> None:
    async with open_desk() as desk:
        made = await desk.made()
        assert made.start not in {one.start for one in await desk.openings("ada")}
        found = await desk.openings(None, made.reference)
        assert {one.host for one in found} == {"ada"}
        assert made.start in {one.start for one in found}
        assert await desk.openings("ben", made.reference) == []
        moved = desk.double.move(desk.double.diary.standing[0], made.start + timedelta(hours=3))
        asked(desk)
        starts = {one.start for one in await desk.openings(None, made.reference)}
        assert {made.start, made.start + timedelta(hours=3)} <= starts, "an old uid is followed"
        assert [query["bookingUidToReschedule"] for query in asked(desk)] == [moved.details["uid"]]
        desk.double.cancel(desk.double.diary.standing[0])
        await desk.openings(None, made.reference)
        assert all("bookingUidToReschedule" not in query for query in asked(desk))


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_what_is_not_understood_is_not_nothing(fault: Fault) -> None:
    async with alone() as desk:
        for path in ("/event-types", "/slots"):
            desk.double.faults.order(fault, path)
            with pytest.raises(SystemDown, match="not as documented"):
                await desk.openings()


async def test_reading_is_tried_again_and_then_given_up() -> None:
    async with alone(limits=HASTY) as desk:
        desk.double.faults.order(Fault.RESET_BEFORE, "/slots")
        desk.double.faults.order(Fault.ERROR_BEFORE, "/slots")
        assert await desk.openings()
        desk.double.faults.order(Fault.STALL_BEFORE, "/slots", times=3)
        with pytest.raises(SystemDown, match="does not answer"):
            await desk.openings()


async def test_an_event_type_that_is_not_there_is_said() -> None:
    async with alone(services={"checkup": {"event_type": 999}}) as desk:
        with pytest.raises(Misconfigured, match="HTTP 404; look at base_url, the versions and the event types"):
            await desk.openings()


async def test_channels_as_they_are_set_up() -> None:
    locations = ("address", "zoom", "google-meet", "phone", "attendeeAddress", "whatsapp-video", "attendeeDefined")
    expected = {
        Channel.IN_PERSON: {"type": "address"},
        Channel.VIDEO: {"type": "integration", "integration": "google-meet"},
        Channel.PHONE_INCOMING: {"type": "phone"},
        Channel.AT_CUSTOMER: {"type": "attendeeAddress", "address": "3 Elm Close"},
        Channel.WHATSAPP: {"type": "integration", "integration": "whatsapp-video"},
    }
    service = {"event_type": 4721, "locations": {"video": "google-meet"}}
    async with alone(Settings(locations=locations), services={"checkup": service}) as desk:
        for number, (channel, sent) in enumerate(expected.items()):
            wanted = replace(await desk.wanted(), channel=channel, place="3 Elm Close")
            made = await desk.vendor.create(wanted, f"maria-{number}")
            assert desk.sent["location"] == sent
            assert made.channel in (channel, None)
