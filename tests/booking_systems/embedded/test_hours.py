"""Which hours a day has: what goes before what, case by case. See `Host.special_hours`."""

from datetime import date
from typing import Any

import pytest
from tests.booking_systems.embedded.diary import FRIDAY, Diary, desk

from frontdesk.model.hours import Holidays
from frontdesk.model.public_holidays import holiday_on, require_known

SATURDAY = "2026-03-07"
GOOD_FRIDAY = "2026-04-03"
GB = {"country": "GB", "subdivision": "ENG"}


def on(day: str, *hours: str) -> list[dict[str, Any]]:
    return [{"date": day, "hours": list(hours)}]


def told(day: str, host: dict[str, Any] | None = None, **business: Any) -> str:
    """The openings of Ada alone on a day; the business is open on weekdays from nine to twelve."""
    return Diary(desk(hosts=[{"id": "ada", "name": "Ada", **(host or {})}], **business)).told(day)


ALL = "09 ada, 10 ada, 11 ada"
OWN = {"opening_hours": {"friday": ["08:00-10:00"], "saturday": ["14:00-15:00"]}}
CASES = [
    ("weekly hours", FRIDAY, {}, {}, ALL),
    ("a host's own weekly hours", FRIDAY, OWN, {}, "08 ada, 09 ada"),
    ("closed", FRIDAY, {}, {"closed": [{"date": FRIDAY}]}, "closed"),
    ("closed, also for a host with own hours", FRIDAY, OWN, {"closed": [{"date": FRIDAY}]}, "closed"),
    ("a holiday", GOOD_FRIDAY, {}, {"holidays": GB}, "closed"),
    ("a holiday, also for a host with own hours", GOOD_FRIDAY, OWN, {"holidays": GB}, "closed"),
    ("a holiday that is kept open", GOOD_FRIDAY, {}, {"holidays": GB | {"open": [GOOD_FRIDAY]}}, ALL),
    ("a holiday of somewhere else", GOOD_FRIDAY, {}, {"holidays": {"country": "US"}}, ALL),
    ("special hours", FRIDAY, {}, {"special_hours": on(FRIDAY, "15:00-16:00")}, "15 ada"),
    ("special hours on a weekday without hours", SATURDAY, {},
     {"special_hours": on(SATURDAY, "10:00-11:00")}, "10 ada"),
    ("no special hours: closed", FRIDAY, {}, {"special_hours": on(FRIDAY)}, "closed"),
    ("special hours go before closed days", FRIDAY, {},
     {"special_hours": on(FRIDAY, "15:00-16:00"), "closed": [{"date": FRIDAY}]}, "15 ada"),
    ("special hours go before holidays", GOOD_FRIDAY, {},
     {"special_hours": on(GOOD_FRIDAY, "15:00-16:00"), "holidays": GB}, "15 ada"),
    ("special hours hold for a host with own hours where both agree", FRIDAY, OWN,
     {"special_hours": on(FRIDAY, "09:00-12:00")}, "09 ada"),
    ("special hours do not call in a host who never works then", SATURDAY, OWN,
     {"special_hours": on(SATURDAY, "09:00-12:00")}, "host_away"),
    ("away", FRIDAY, {"away": [{"date": FRIDAY}]}, {}, "host_away"),
    ("away goes before special hours of the business", FRIDAY, {"away": [{"date": FRIDAY}]},
     {"special_hours": on(FRIDAY, "09:00-12:00")}, "host_away"),
    ("away for some hours", FRIDAY, {"away": on(FRIDAY, "09:30-10:30")}, {}, "11 ada"),
    ("away for some hours of special hours", FRIDAY, {"away": on(FRIDAY, "09:30-10:30")},
     {"special_hours": on(FRIDAY, "10:30-12:30")}, "10:30 ada, 11:30 ada"),
    ("an absence leaves the grid as it is", FRIDAY, {"away": on(FRIDAY, "09:00-09:20")}, {}, "10 ada, 11 ada"),
    ("a host's special hours", FRIDAY, {"special_hours": on(FRIDAY, "20:00-21:00")}, {}, "20 ada"),
    ("a host's special hours go before being away", FRIDAY,
     {"special_hours": on(FRIDAY, "20:00-21:00"), "away": [{"date": FRIDAY}]}, {}, "20 ada"),
    ("a host's special hours go before absences of some hours", FRIDAY,
     {"special_hours": on(FRIDAY, "09:00-10:00"), "away": on(FRIDAY, "09:30-10:30")}, {}, "09 ada"),
    ("a host's special hours go before a closed business", FRIDAY, {"special_hours": on(FRIDAY, "20:00-21:00")},
     {"closed": [{"date": FRIDAY}], "special_hours": on(FRIDAY, "09:00-12:00")}, "20 ada"),
    ("a host's day off", FRIDAY, {"special_hours": on(FRIDAY)}, {}, "host_away"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "host", "business", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_first_rule_that_says_anything_about_a_day(
    day: str, host: dict[str, Any], business: dict[str, Any], expected: str
) -> None:
    assert told(day, host, **business) == expected


def test_dated_hours_hold_from_the_first_day_to_the_last() -> None:
    special = [{"date": "2026-03-09", "until": "2026-03-10", "hours": ["15:00-16:00"], "reason": "Stocktaking"}]
    days = [told(f"2026-03-{day:02}", special_hours=special) for day in (6, 9, 10, 11)]
    assert days == [ALL, "15 ada", "15 ada", ALL]


def test_a_holiday_has_a_name_and_is_kept_on_the_day_it_is_observed() -> None:
    england = Holidays(country="GB", subdivision="ENG", open=(date(2026, 12, 25),))
    assert holiday_on(england, date(2026, 4, 3)) == "Good Friday"
    assert holiday_on(england, date(2026, 12, 28)) is not None, "Boxing Day is a Saturday"
    assert holiday_on(england, date(2026, 12, 25)) is None, "kept open"
    assert holiday_on(england, date(2026, 8, 3)) is None
    assert holiday_on(Holidays(country="GB", subdivision="SCT"), date(2026, 8, 3)) is not None
    assert holiday_on(None, date(2026, 4, 3)) is None


def test_a_country_without_known_holidays_is_named() -> None:
    with pytest.raises(ValueError, match=r'no public holidays are known of the country "XX"; write another'):
        require_known(Holidays(country="XX"))
    with pytest.raises(ValueError, match=r'GB has no subdivision "BY"; write one of: ENG, NIR, SCT, WLS'):
        require_known(Holidays(country="GB", subdivision="BY"))
    require_known(Holidays(country="DE", subdivision="BY"))
