"""Every booking system over its double, set up for a practice of one dentist who is seen by video."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from tests.doubles import savvycal
from tests.faults.world import Practice, System

from frontdesk.conversations.ports import Clock


def _savvycal(clock: Clock, **settings: Any) -> AbstractAsyncContextManager[Practice]:
    return savvycal.SavvycalDouble(clock, savvycal.Settings(hosts=("ada",), **settings))  # type: ignore[return-value]


def _savvycal_section(url: str, **more: object) -> dict[str, object]:
    return {"base_url": url, "services": {"checkup": {"channels": {"video": savvycal.SERVICES["video"]}}}, **more}


SAVVYCAL = System(
    "savvycal, token",
    _savvycal,
    partial(_savvycal_section, token_env="SAVVYCAL_TOKEN"),
    books_at="/v1/appointments",
    secrets={"SAVVYCAL_TOKEN": savvycal.ACCOUNT_TOKEN},
)
SAVVYCAL_PUBLIC = System(
    "savvycal, public",
    _savvycal,
    _savvycal_section,
    books_at="/v1/public/appointments",
    otherwise={"answer_is_lost_and_the_booking_found": "looks_up"},
)

SYSTEMS = [
    replace(SAVVYCAL, waiting=replace(SAVVYCAL, double=partial(_savvycal, confirmation=True))),
    replace(SAVVYCAL_PUBLIC, waiting=replace(SAVVYCAL_PUBLIC, double=partial(_savvycal, confirmation=True))),
]
