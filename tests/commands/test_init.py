"""`frontdesk init`: a profile that can be used as it is, never over another one."""

import inspect
import re
from pathlib import Path

import pytest
from tests.commands.running import SAMPLES, fails, run, run_here

from frontdesk import vendors
from frontdesk.commands.init import fill
from frontdesk.profiles import load_profile

STARTER = (SAMPLES / "starter.toml").read_text("utf-8")


def test_it_writes_what_was_given(tmp_path: Path) -> None:
    options = ["--name", 'Zoë "Zo" Ärzte', "--time-zone", "Europe/Berlin", "--region", "DE"]
    options += ["--phone", "+49 30 23125 000", "--email", "desk@example.com"]
    done = run("init", tmp_path / "all", *options)
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / "all/zoe-zo-arzte.toml"
    assert done.stdout.startswith(f"{file} is written.")
    business = load_profile(file)
    assert (business.name, business.id) == ('Zoë "Zo" Ärzte', "zoe-zo-arzte")
    assert (business.time_zone, business.region, business.email) == ("Europe/Berlin", "DE", "desk@example.com")
    assert business.phone == "+493023125000"
    assert file.read_text("utf-8").count("\n# ") > 30, "it is explained"


def test_without_options_it_is_the_starter(tmp_path: Path) -> None:
    assert run_here("init", cwd=tmp_path).returncode == 0
    assert (tmp_path / "my-business.toml").read_text("utf-8") == STARTER
    assert run_here("init", "other.toml", "--name", "!!!", cwd=tmp_path).returncode == 0
    assert load_profile(tmp_path / "other.toml").id == "my-business"


def test_what_shows_bookings_to_anyone_is_off() -> None:
    assert not load_profile(SAMPLES / "starter.toml").doors.try_page


def test_the_starter_names_every_booking_system_and_switches_none_on() -> None:
    assert load_profile(SAMPLES / "starter.toml").booking_system is None
    kinds = re.findall(r'case "(\w+)"', inspect.getsource(vendors))
    assert len(kinds) > 5
    said = STARTER.partition("# --- Where your appointments live")[2].partition("\n# ---")[0]
    assert [kind for kind in kinds if f'"{kind}"' not in said] == []
    assert "\n# [booking_system]\n" in said
    assert "docs/booking-systems/" in said


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine")
    fails(run_here("init", file), f"{file} is there already, and nothing is overwritten")
    assert file.read_text() == "mine"


def test_mistakes_leave_nothing_behind(tmp_path: Path) -> None:
    fails(run_here("init", tmp_path, "--time-zone", "Mars/Base"), 'time_zone "Mars/Base" is not an IANA time zone')
    fails(run_here("init", tmp_path, "--region", "Germany"), "region: ")
    (tmp_path / "file").touch()
    fails(run_here("init", tmp_path / "file" / "folder"), "cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("key", ["id", "name", "time_zone", "region", "phone", "email"])
def test_every_setting_is_found_in_the_starter(key: str) -> None:
    filled = fill(STARTER, {key: "x"})
    assert f'\n{key} = "x"\n' in filled
    assert len(filled.splitlines()) == len(STARTER.splitlines())
