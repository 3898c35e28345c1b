"""`frontdesk check` at the business's own booking system: terms, openings, and a booking only when asked for one."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.booking_systems.caldav.server import PASSWORD, USER, shared
from tests.commands.running import fails, run_here
from tests.contracts.booking_system import StillClock
from tests.doubles import calcom, savvycal
from tests.doubles.serving import Fault

DESK = Path(__file__).parents[1] / "booking_systems" / "conversations" / "desk.toml"
NOW = "2026-03-05T09:07"


def profile(folder: Path, url: str, more: str = "", name: str = "desk") -> Path:
    section = f"""
[booking_system]
kind = "savvycal"
base_url = "{url}"
token_env = "SAVVYCAL_TOKEN"
{more}
[booking_system.services.checkup]
channels = {{ video = "{savvycal.SERVICES["video"]}" }}
"""
    file = folder / f"{name}.toml"
    file.write_text(DESK.read_text("utf-8") + section, "utf-8")
    return file


async def check(file: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    token = environment.get("SAVVYCAL_TOKEN", savvycal.ACCOUNT_TOKEN)
    return await asyncio.to_thread(lambda: run_here("check", file, "--now", NOW, *options, SAVVYCAL_TOKEN=token))


def practice(**settings: Any) -> savvycal.SavvycalDouble:
    return savvycal.SavvycalDouble(StillClock(), savvycal.Settings(hosts=("ada",), **settings))


async def test_it_says_what_can_be_booked_and_what_the_system_can_do(tmp_path: Path) -> None:
    async with practice() as double:
        done = await check(profile(tmp_path, double.url))
        assert (done.returncode, done.stderr) == (0, "")
        assert "From now on, for 7 days and at savvycal, as it is now, callers can book:" in done.stdout
        assert "check-up: 30 minutes, by video, with Ada Sample; e-mail required" in done.stdout
        assert "the first Thu 2026-03-05 10:15 with Ada Sample" in done.stdout
        assert "find out whether a booking was made when its answer got lost" in done.stdout.partition("It cannot")[0]
        assert "take the title and description" in done.stdout.partition("It cannot")[2]
        assert done.stdout.endswith("All of it can be used.\n")
        assert not [call for call in double.calls if call.method != "GET"], "nothing is written"
        assert double.complaints == []


async def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    async with practice(durations={"in_person": 30, "video": 45}) as double:
        done = await check(profile(tmp_path, double.url))
        assert "45 minutes" in done.stdout + done.stderr


async def test_a_booking_is_made_and_cancelled_when_it_is_asked_for(tmp_path: Path) -> None:
    async with practice() as double:
        done = await check(profile(tmp_path, double.url), "--book-and-cancel")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Booked " in done.stdout
        assert "Read again: it is confirmed.\n" in done.stdout
        assert "Cancelled: it is cancelled.\n" in done.stdout
        assert len(double.diary.entries) == 1
        assert not double.diary.standing
        assert double.complaints == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault.ERROR_BEFORE, "Quayside Dental: SavvyCal does not answer: "),
        (Fault.WRONG_SHAPE, "is not as documented"),
        (Fault.NOT_JSON, "is not as documented"),
    ],
)
async def test_a_system_that_does_not_work_is_one_sentence(tmp_path: Path, fault: Fault, sentence: str) -> None:
    async with practice() as double:
        double.faults.order(fault, times=9)
        fails(await check(profile(tmp_path, double.url)), sentence)


async def test_a_key_that_is_wrong_or_missing_is_named(tmp_path: Path) -> None:
    async with practice() as double:
        file = profile(tmp_path, double.url)
        fails(await check(file, SAVVYCAL_TOKEN="wrong"), "refuses the token; look at the value of SAVVYCAL_TOKEN")
        fails(await check(file, SAVVYCAL_TOKEN=""), "SAVVYCAL_TOKEN, which is not set; set it in the environment")


async def test_hours_that_disagree_and_a_webhook_that_could_be_guessed_are_told(tmp_path: Path) -> None:
    async with practice() as double:
        file = profile(tmp_path, double.url, 'webhook_path_env = "HOOK"')
        file.write_text(file.read_text("utf-8").replace("09:00-12:30", "10:00-12:30"), "utf-8")
        done = await asyncio.to_thread(
            lambda: run_here("check", file, "--now", NOW, SAVVYCAL_TOKEN=savvycal.ACCOUNT_TOKEN, HOOK="x" * 16)
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert (
            'warning: "checkup" can be booked on Fri 2026-03-06 09:00, when you are closed by the profile'
            in done.stdout
        )
        fails(await check(file), "which must be set to 16 characters")


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ('["whatsapp"]', "  to put right: "),
        ('["video", "whatsapp"]', 'warning: "checkup" is not offered by whatsapp: the system does not have that'),
    ],
)
async def test_a_channel_the_system_has_not(tmp_path: Path, channels: str, told: str) -> None:
    """By it alone, callers would confirm it and hear that it does not work; beside others, they do not hear of it."""
    async with calcom.CalcomDouble(StillClock()) as double:
        section = f"""
[booking_system]
kind = "calcom"
base_url = "{double.api}"
usernames = ["ada"]
[booking_system.services.checkup]
event_type = 4721
"""
        file = tmp_path / "desk.toml"
        text = DESK.read_text("utf-8").replace('channels = ["video"]', f"channels = {channels}")
        file.write_text(text + section, "utf-8")
        done = await asyncio.to_thread(lambda: run_here("check", file, "--now", NOW, CALCOM_API_KEY=calcom.LIVE_KEY))
        assert told in done.stdout
        if "warning" in told:
            assert (done.returncode, done.stderr) == (0, "")
        else:
            fails(done, "Callers could not book everything: there is one thing to put right")


async def test_a_key_in_the_profile_is_not_repeated(tmp_path: Path) -> None:
    file = profile(tmp_path, "http://127.0.0.1:1")
    file.write_text(file.read_text("utf-8").replace('"SAVVYCAL_TOKEN"', '"sk-live:4711"'), "utf-8")
    done = await check(file)
    fails(done, "booking_system.token_env")
    assert "4711" not in done.stderr
    fails(await check(profile(tmp_path, "http://127.0.0.1:1"), SAVVYCAL_TOKEN="a\nb"), "holds a line break")


@pytest.mark.parametrize("path", ["/", f"/{USER}/"])
@pytest.mark.parametrize("option", [(), ("--book-and-cancel",)])
def test_the_address_of_a_calendar_server_is_not_that_of_a_calendar(
    tmp_path: Path, path: str, option: tuple[str, ...]
) -> None:
    section = f"""
[booking_system]
kind = "caldav"
username = "{USER}"
password_env = "CALENDAR_PASSWORD"
plain_http = true
calendars = {{ ada = "{shared().url}{path}" }}
"""
    file = tmp_path / "desk.toml"
    file.write_text(DESK.read_text("utf-8") + section, "utf-8")
    done = run_here("check", file, "--now", NOW, *option, CALENDAR_PASSWORD=PASSWORD)
    fails(done, "The address of ada in booking_system.calendars.ada is not that of a calendar; write the address of")


def test_mistakes_in_the_section_are_named(tmp_path: Path) -> None:
    for more, sentence in (
        ('colour = "blue"', "booking_system.colour is not a setting; check the spelling"),
        ("time_limit_seconds = 20", "booking_system.time_limit_seconds"),
        ('time_format = "roman"', "booking_system.time_format"),
    ):
        fails(run_here("check", profile(tmp_path, "http://127.0.0.1:1", more), SAVVYCAL_TOKEN="x"), sentence)
    file = profile(tmp_path, "http://127.0.0.1:1")
    text = file.read_text("utf-8")
    file.write_text(text.replace('kind = "savvycal"', 'kind = "outlook"'), "utf-8")
    fails(run_here("check", file), '"outlook" is no booking system that Frontdesk knows')
    file.write_text(text.replace("services.checkup]", "services.chekup]"), "utf-8")
    fails(run_here("check", file, SAVVYCAL_TOKEN="x"), "booking_system.services.checkup is missing")
