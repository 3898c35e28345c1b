"""Every booking system over its double, set up for a practice of one dentist who is seen by video."""

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from tests.booking_systems.caldav import diary as calendars
from tests.booking_systems.cubu.practice import CANCEL, CANCELLING
from tests.doubles import calcom, cubu, meetergo, savvycal, vcita, vcita_practice
from tests.doubles.calcom_records import OWN
from tests.faults.world import Practice, System

from frontdesk.conversations.ports import Clock


def _meetergo(clock: Clock, **settings: Any) -> AbstractAsyncContextManager[Practice]:
    return meetergo.MeetergoDouble(clock, meetergo.MeetergoSettings(**settings))  # type: ignore[return-value]


def _meetergo_section(url: str) -> dict[str, object]:
    type_of_ada = {"meeting_types": {"ada": meetergo.MEETING_TYPES["ada"]}, "video_channel": "google"}
    return {"base_url": f"{url}/v4", "token_env": "MEETERGO_TOKEN", "services": {"checkup": type_of_ada}}


MEETERGO = System(
    "meetergo",
    _meetergo,
    _meetergo_section,
    books_at="/v4/booking",
    secrets={"MEETERGO_TOKEN": meetergo.PERSONAL_TOKEN},
)


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


def _vcita(clock: Clock, **settings: Any) -> AbstractAsyncContextManager[Practice]:
    told = vcita_practice.VcitaSettings(hosts_of={"video": ("ada",)}, **settings)
    return vcita.VcitaDouble(clock, told)  # type: ignore[return-value]


def _vcita_section(url: str) -> dict[str, object]:
    return {
        "base_url": url,
        "business_id": vcita_practice.BUSINESS,
        "token": {"token_env": "VCITA_TOKEN"},
        "hosts": {"ada": vcita_practice.HOSTS["ada"]},
        "services": {"checkup": {"ids": {"video": vcita_practice.SERVICES["video"]}}},
    }


VCITA = System(
    "vcita",
    _vcita,
    _vcita_section,
    books_at="/platform/v1/scheduling/bookings",
    secrets={"VCITA_TOKEN": vcita_practice.STAFF_TOKEN},
)


def _cubu(clock: Clock, **settings: Any) -> AbstractAsyncContextManager[Practice]:
    told = cubu.CubuSettings(phone_format=r"0[0-9]{10}", **settings)
    return cubu.CubuDouble(clock, told)  # type: ignore[return-value]


def _cubu_section(url: str, **more: object) -> dict[str, object]:
    return {
        "base_url": url,
        "login_url": url,
        "tenant_id": cubu.TENANT_ID,
        "application_id": cubu.APPLICATION_ID,
        "client_id": cubu.CLIENT_ID,
        "calendar_timezone": "Europe/London",
        "name_field_id": cubu.NAME_FIELD,
        "hosts": {"ada": cubu.HOSTS["ada"]},
        "services": {"checkup": {"service_id": cubu.SERVICE, "service_type_id": cubu.SERVICE_TYPES["checkup"].id}},
        **more,
    }


CUBU = System(
    "cubu, cancelling",
    partial(_cubu, cancel_call=CANCELLING),
    partial(_cubu_section, cancel=CANCEL),
    books_at="/appointments",
    secrets={"CUBU_CLIENT_SECRET": cubu.CLIENT_SECRET},
    otherwise={"waits_for_the_practice": "pends"},
)
CUBU_AS_DOCUMENTED = replace(
    CUBU,
    name="cubu, as documented",
    double=_cubu,
    section=_cubu_section,
    otherwise={"waits_for_the_practice": "pends", "is_moved": "moves", "is_cancelled": "cancels"},
)
CALDAV = System(
    "caldav",
    calendars.CalendarPractice,
    calendars.section,
    books_at=".ics",
    secrets=calendars.SECRETS,
    otherwise={"waits_for_the_practice": "pends"},
)


def _calcom(clock: Clock, **settings: Any) -> AbstractAsyncContextManager[Practice]:
    return calcom.CalcomDouble(clock, calcom.Settings(**settings))  # type: ignore[return-value]


def _calcom_section(url: str) -> dict[str, object]:
    return {"base_url": f"{url}/v2", "usernames": ["ada"], "services": {"checkup": {"event_type": OWN["ada"]}}}


CALCOM = System(
    "calcom", _calcom, _calcom_section, books_at="/v2/bookings", secrets={"CALCOM_API_KEY": calcom.LIVE_KEY}
)

SYSTEMS = [
    replace(CALCOM, waiting=replace(CALCOM, double=partial(_calcom, approval=True))),
    CUBU,
    CUBU_AS_DOCUMENTED,
    replace(MEETERGO, waiting=replace(MEETERGO, double=partial(_meetergo, pending="requireHostConfirmation"))),
    replace(VCITA, waiting=replace(VCITA, double=partial(_vcita, manual_approval=True))),
    replace(SAVVYCAL, waiting=replace(SAVVYCAL, double=partial(_savvycal, confirmation=True))),
    replace(SAVVYCAL_PUBLIC, waiting=replace(SAVVYCAL_PUBLIC, double=partial(_savvycal, confirmation=True))),
    CALDAV,
]
