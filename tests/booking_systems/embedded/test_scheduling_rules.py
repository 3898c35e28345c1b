"""The rules of `docs/scheduling.md` one by one: who, group events, daily limits, resources, places, durations."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.booking_systems.embedded.diary import FRIDAY, Diary, at, desk, minute

from frontdesk.booking_systems.embedded.availability import Allocation
from frontdesk.model.booking import NoOpenings

ROOMS = [{"id": "red", "kind": "room"}, {"id": "blue", "kind": "room"}]
PLACES = [
    {"id": "north", "name": "North", "address": "1 North"},
    {"id": "south", "name": "South", "address": "2 South"},
]


# --- who does it


def test_each_free_host_is_an_opening_when_the_profile_does_not_choose() -> None:
    diary = Diary(desk())
    diary.put("ada", "2026-03-06T10:00")
    assert diary.told() == "09 ada, 09 ben, 10 ben, 11 ada, 11 ben"


def test_the_first_free_host_in_the_order_of_the_profile_is_chosen() -> None:
    diary = Diary(desk({"assignment": "first_free"}))
    diary.put("ada", "2026-03-06T10:00")
    assert diary.told() == "09 ada, 10 ben, 11 ada"
    assert {opening.reference for opening in diary.openings().found} == {"any"}


def test_a_host_who_is_named_is_taken_whatever_the_assignment() -> None:
    for assignment in ("first_free", "round_robin", "each"):
        diary = Diary(desk({"assignment": assignment}))
        assert diary.told(host="ben") == "09 ben, 10 ben, 11 ben"
        assert {opening.reference for opening in diary.openings(host="ben").found} == {""}


def test_a_host_who_was_chosen_is_chosen_again_when_the_opening_is_held() -> None:
    diary = Diary(desk({"assignment": "first_free"}))
    opening = diary.openings().found[0]
    assert diary.book(opening).opening == replace(opening, host="ada", reference="")
    assert diary.book(opening).things == ("ben",)
    assert diary.allocate(opening) is NoOpenings.FULL


def test_a_host_whom_the_caller_chose_is_not_replaced() -> None:
    diary = Diary(desk({"assignment": "first_free"}))
    opening = diary.openings(host="ada").found[0]
    diary.book(opening)
    assert diary.allocate(opening) is NoOpenings.FULL


def test_turns_are_taken_over_four_weeks() -> None:
    diary = Diary(desk({"assignment": "round_robin"}))
    assert diary.told() == "09 ada, 10 ada, 11 ada", "a tie goes by the order of the profile"
    diary.put("ada", "2026-02-09T09:00")  # the Monday three weeks before this week
    assert diary.told() == "09 ben, 10 ben, 11 ben"
    diary.put("ben", "2026-03-08T21:00")  # the Sunday of this week
    assert diary.told() == "09 ada, 10 ada, 11 ada"


def test_older_bookings_those_of_next_week_and_of_other_services_do_not_count_as_turns() -> None:
    diary = Diary(desk({"assignment": "round_robin"}))
    diary.put("ada", "2026-02-08T09:00")
    diary.put("ada", "2026-03-09T09:00")
    diary.put("ada", "2026-03-04T09:00", service="other")
    assert diary.told() == "09 ada, 10 ada, 11 ada"


def test_turns_even_out() -> None:
    diary = Diary(desk({"assignment": "round_robin"}))
    for _ in range(6):
        diary.book(diary.openings(limit=1).found[0])
    assert diary.find_load("checkup", ["ada", "ben"], (0, 10**9)) == {"ada": 3, "ben": 3}


def test_all_hosts_at_once_are_free_when_each_of_them_is() -> None:
    diary = Diary(desk({"assignment": "together"}))
    diary.put("ben", "2026-03-06T10:00")
    assert diary.told() == "09 ada ben, 11 ada ben"
    assert diary.book(diary.openings().found[0]).things == ("ada", "ben")
    assert diary.told(host="ben") == "11 ada ben"


def test_all_hosts_at_once_follow_the_grid_of_the_first() -> None:
    ben = {"id": "ben", "name": "Ben", "opening_hours": {"friday": ["09:45-11:15"]}}
    diary = Diary(desk({"assignment": "together"}, hosts=[{"id": "ada", "name": "Ada"}, ben]))
    assert diary.told() == "10 ada ben"


def test_an_opening_of_several_hosts_is_refused_when_they_are_others_by_now() -> None:
    opening = Diary(desk({"assignment": "together"})).openings().found[0]
    three = [{"id": id, "name": id} for id in ("ada", "ben", "cai")]
    assert Diary(desk({"assignment": "together"}, hosts=three)).allocate(opening) is NoOpenings.HOST_AWAY


# --- group events


def test_the_seats_of_a_group_event_are_filled_one_by_one() -> None:
    diary = Diary(desk({"capacity": 3, "needs": ["room"]}, resources=ROOMS[:1]))
    first = diary.book(diary.openings().found[0])
    assert (first.things, first.joins) == (("ada", "red"), None)
    assert diary.told(until="2026-03-06T10:00") == "09 ada", "the room is taken, the seats are not"
    second = diary.book(diary.openings().found[0])
    assert (second.things, second.joins) == (("ada", "red"), "claim-0")
    diary.book(diary.openings().found[0])
    assert diary.told(until="2026-03-06T10:00") == "full"


@pytest.mark.parametrize(("service", "hours"), [("other", 1.0), ("checkup", 2.0), ("", 1.0)])
def test_what_is_not_this_event_cannot_be_joined(service: str, hours: float) -> None:
    diary = Diary(desk({"capacity": 3}))
    diary.put("ada", "2026-03-06T09:00", hours, service)
    assert diary.told(until="2026-03-06T10:00") == "09 ben"


def test_an_event_that_has_begun_to_fill_goes_before_a_new_one() -> None:
    diary = Diary(desk({"capacity": 3, "assignment": "first_free"}))
    diary.put("ben", "2026-03-06T10:00")
    assert diary.told() == "09 ada, 10 ben, 11 ada"


def test_a_group_event_of_several_hosts_is_joined_where_all_of_them_are() -> None:
    diary = Diary(desk({"capacity": 3, "assignment": "together"}))
    diary.put("ada ben", "2026-03-06T09:00")
    diary.put("ada", "2026-03-06T10:00")
    assert diary.told() == "09 ada ben, 11 ada ben"


def test_a_group_event_is_joined_at_the_place_where_it_is() -> None:
    diary = Diary(
        desk({"capacity": 3}, locations=PLACES, hosts=[{"id": "ada", "name": "A", "locations": ["north", "south"]}])
    )
    diary.put("ada", "2026-03-06T09:00", location="south")
    assert diary.told(until="2026-03-06T10:00") == "09 ada south"
    assert diary.told(until="2026-03-06T10:00", location="north") == "full"


# --- daily limits


def test_a_host_takes_so_many_a_day_of_all_services() -> None:
    diary = Diary(desk(hosts=[{"id": "ada", "name": "Ada", "max_per_day": 2}]))
    diary.put("ada", "2026-03-06T09:00", service="other")
    diary.put("ada", "2026-03-06T07:00", service="")  # blocked time is no appointment
    assert diary.told() == "10 ada, 11 ada"
    diary.put("ada", "2026-03-06T10:00")
    assert diary.told() == "limit"
    assert diary.told("2026-03-09") == "09 ada, 10 ada, 11 ada"


def test_a_service_is_done_so_often_a_day_by_all_hosts_together() -> None:
    diary = Diary(desk({"max_per_day": 2}))
    diary.put("ben", "2026-03-06T09:00")
    diary.put("ben", "2026-03-06T10:00", service="other")
    assert diary.told(host="ada") == "09 ada, 10 ada, 11 ada"
    diary.put("ben", "2026-03-06T11:00")
    assert diary.told(host="ada") == "limit"
    assert diary.told("2026-03-06T11:00", "2026-03-06T11:01", host="ada") == "limit", "the whole day is counted"


def test_a_group_event_counts_once_and_can_be_joined_at_the_limit() -> None:
    diary = Diary(desk({"max_per_day": 1, "capacity": 9}, hosts=[{"id": "ada", "name": "Ada", "max_per_day": 1}]))
    diary.put("ada", "2026-03-06T09:00", seats=5)
    assert diary.told() == "09 ada"


# --- resources and places


def test_a_host_needs_a_resource_of_each_kind() -> None:
    chair = {"id": "chair", "kind": "chair"}
    diary = Diary(desk({"needs": ["room", "chair"]}, resources=[*ROOMS, chair]))
    diary.put("red", "2026-03-06T09:00")
    diary.put("red blue", "2026-03-06T10:00")
    diary.put("chair", "2026-03-06T11:00")
    assert diary.told() == "09 ada, 09 ben"
    assert diary.book(diary.openings().found[0]).things == ("ada", "blue", "chair")
    assert diary.told() == "full"


def test_buffers_keep_the_resource_too() -> None:
    diary = Diary(desk({"needs": ["room"], "buffer_after_minutes": 30}, resources=ROOMS[:1]))
    diary.put("red", "2026-03-06T11:15", 0.25)
    assert diary.told() == "09 ada, 09 ben"


def test_hosts_and_rooms_are_at_the_same_place() -> None:
    hosts = [{"id": "ada", "name": "A", "locations": ["north"]}, {"id": "ben", "name": "B"}]
    rooms = [{**ROOMS[0], "location": "north"}, {**ROOMS[1], "location": "south"}]
    diary = Diary(desk({"needs": ["room"]}, hosts=hosts, resources=rooms, locations=PLACES))
    assert diary.told(until="2026-03-06T10:00") == "09 ada north, 09 ben north"
    assert diary.told(until="2026-03-06T10:00", location="south") == "09 ben south"
    assert things_of(diary, location="south") == ("ben", "blue")
    assert diary.told(host="ada", location="south") == "host_away"
    diary.put("red", "2026-03-06T09:00")
    assert diary.told(until="2026-03-06T10:00") == "09 ben south"
    assert things_of(diary) == ("ben", "blue")


def test_an_opening_is_held_at_the_place_it_was_offered_at() -> None:
    hosts = [{"id": "ada", "name": "A", "locations": ["north", "south"]}]
    rooms = [{**ROOMS[0], "location": "north"}, {**ROOMS[1], "location": "south"}]
    diary = Diary(desk({"needs": ["room"]}, hosts=hosts, resources=rooms, locations=PLACES))
    north = diary.openings().found[0]
    diary.put("red", "2026-03-06T09:00")
    assert diary.allocate(north) is NoOpenings.FULL
    assert isinstance(diary.allocate(replace(north, location="south")), Allocation)


def test_only_places_of_the_service_are_offered() -> None:
    diary = Diary(desk({"locations": ["south"]}, locations=PLACES))
    assert diary.told(host="ada", until="2026-03-06T10:00", location="south") == "09 ada"
    assert diary.told(location="north") == "host_away"


def things_of(diary: Diary, **more: Any) -> tuple[str, ...]:
    """What the first opening would claim."""
    allocation = diary.allocate(diary.openings(**more).found[0])
    assert isinstance(allocation, Allocation)
    return allocation.things


def test_a_place_without_what_is_needed_is_no_place_of_the_service() -> None:
    diary = Diary(desk({"needs": ["room"]}, resources=[{**ROOMS[0], "location": "north"}], locations=PLACES))
    assert diary.told(location="south") == "host_away"
    assert [place.id for place in diary.business.locations_of(diary.business.services[0])] == ["north"]


def test_what_is_too_soon_is_too_soon_taken_or_not() -> None:
    diary = Diary(desk({"minimum_notice_minutes": 3 * 24 * 60}))
    diary.put("ada ben", "2026-03-06T09:00", 3)
    assert diary.told() == "notice"


# --- how long


def test_only_durations_of_the_service_can_be_had() -> None:
    diary = Diary(desk({"durations_minutes": [60, 90]}))
    assert diary.told(host="ada", duration_minutes=90) == "09 ada, 10 ada"
    long = diary.openings(duration_minutes=90).found[0]
    assert long.end - long.start == timedelta(minutes=90)
    allocation = diary.allocate(long)
    assert isinstance(allocation, Allocation)
    assert allocation.span[1] - allocation.span[0] == 90
    assert diary.allocate(replace(long, end=at("2026-03-06T10:15"))) is NoOpenings.OFF_GRID
    with pytest.raises(LookupError, match="lasts 60 or 90 minutes, not 75"):
        diary.openings(duration_minutes=75)


def test_what_is_not_in_the_profile_any_more_is_refused() -> None:
    diary = Diary(desk())
    opening = diary.openings().found[0]
    assert diary.allocate(replace(opening, service="gone")) is NoOpenings.CLOSED
    assert diary.allocate(replace(opening, host="gone")) is NoOpenings.HOST_AWAY
    assert diary.allocate(replace(opening, location="gone")) is NoOpenings.HOST_AWAY


# --- days, and what it costs


def test_a_month_shows_the_days_with_openings() -> None:
    diary = Diary(desk(closed=[{"date": "2026-03-10", "until": "2026-03-12"}]))
    diary.put("ada ben", "2026-03-06T09:00", 3)
    diary.put("ada", "2026-03-09T09:00")
    days = diary.days("2026-03-06", "2026-03-17")
    assert [(f"{day.day:%d}", day.count, day.first.host, day.first.start.hour) for day in days] == [
        ("09", 5, "ben", 9), ("13", 6, "ada", 9), ("16", 6, "ada", 9),
    ]  # fmt: skip
    assert diary.days("2026-03-10", "2026-03-12") == ()


def test_starts_are_counted_once_when_the_host_is_chosen() -> None:
    assert [day.count for day in Diary(desk({"assignment": "first_free"})).days("2026-03-06", "2026-03-07")] == [3]


def test_no_more_is_looked_up_than_is_needed() -> None:
    diary = Diary(desk())
    diary.openings("2026-03-06", "2026-05-01", limit=3)
    assert [things for things, _ in diary.asked] == [("ada", "ben")]
    assert diary.asked[0][1] == (minute(FRIDAY), minute("2026-03-09") + 60)
    diary.asked.clear()
    assert diary.told("2026-03-07", "2026-03-09") == "closed"
    assert diary.asked == []
