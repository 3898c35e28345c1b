"""What a profile says about scheduling, and the sentence that says what to write when it does not hold together."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from frontdesk.model.business import Business
from frontdesk.profiles import ProfileError, load_profile

ROOM = {"id": "red", "kind": "room"}
PLACES = [{"id": id, "name": id, "address": id} for id in ("quay", "hill")]
HOURS = ["10:00-12:00"]


def profile(service: dict[str, Any] | None = None, host: dict[str, Any] | None = None, **business: Any) -> Business:
    return Business.model_validate(
        {
            "id": "quayside",
            "name": "Quayside Dental",
            "time_zone": "Europe/London",
            "region": "GB",
            "opening_hours": {"monday": ["09:00-12:00"]},
            "services": [
                {"id": "checkup", "names": ["x"], "duration_minutes": 30, "channels": ["phone"], **(service or {})}
            ],
            "hosts": [{"id": "ada", "name": "Ada", **(host or {})}],
            **business,
        }
    )


def test_all_of_it_may_be_left_out() -> None:
    business = profile()
    service, policy = business.services[0], business.policy
    assert (service.durations, service.capacity, service.assignment, service.confirmation) == (
        (30,),
        1,
        "each",
        "instant",
    )
    assert (policy.callers_may_cancel, policy.callers_may_reschedule, policy.pending_hours) == (True, True, 48)
    assert (policy.cancel_notice_minutes, policy.one_at_a_time, policy.max_upcoming_per_phone) == (0, False, None)


MISTAKES = [
    ("durations_minutes lacks 30", {"service": {"durations_minutes": [45]}}),
    ('needs names "room" twice', {"service": {"needs": ["room", "room"]}, "resources": [ROOM]}),
    (r'service "checkup" needs a room; add a \[\[resources\]\] with kind = "room"', {"service": {"needs": ["room"]}}),
    ('"ada" is the id of two hosts or resources', {"resources": [{"id": "ada", "kind": "room"}]}),
    ('"red" is the id of two hosts or resources', {"resources": [ROOM, ROOM]}),
    ('host "ada" names the location "quay"', {"host": {"locations": ["quay"]}}),
    ('resource "red" names the location "quay"', {"resources": [ROOM | {"location": "quay"}]}),
    ('service "checkup" can be done nowhere',
     {"service": {"needs": ["room"]}, "host": {"locations": ["quay"]}, "locations": PLACES,
      "resources": [ROOM | {"location": "hill"}]}),
    ("lies before date", {"special_hours": [{"date": "2026-03-06", "until": "2026-03-05", "hours": HOURS}]}),
    ("the business has special_hours for 2026-03-07 twice",
     {"special_hours": [{"date": "2026-03-06", "until": "2026-03-08", "hours": HOURS},
                        {"date": "2026-03-07", "hours": []}]}),
    ('host "ada" has special_hours for 2026-03-06 twice',
     {"host": {"special_hours": [{"date": "2026-03-06", "hours": HOURS}] * 2}}),
    ("must not overlap", {"special_hours": [{"date": "2026-03-06", "hours": ["10:00-12:00", "11:00-13:00"]}]}),
    ("must not overlap", {"host": {"away": [{"date": "2026-03-06", "hours": ["10:00-12:00", "11:00-13:00"]}]}}),
    ("hours\n  Field required", {"special_hours": [{"date": "2026-03-06"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "written"), MISTAKES)
def test_what_does_not_hold_together_is_named(sentence: str, written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=sentence):
        profile(**written)


def test_holidays_that_nobody_knows_stop_the_start(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    standard = Path(__file__).parents[1] / "src/frontdesk/samples/standard.toml"
    file.write_text(standard.read_text("utf-8") + '\n[holidays]\ncountry = "XX"\n', "utf-8")
    with pytest.raises(ProfileError, match=r'^mine.toml: holidays: no public holidays are known of the country "XX"'):
        load_profile(file)
