"""What can be booked, asked for in the one way in which vcita tells starts: by service, staff and duration (v3)."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from frontdesk.booking_systems.remote.connection import Params, WrongShape
from frontdesk.booking_systems.vcita.account import Account
from frontdesk.booking_systems.vcita.answers import Data, Slots, SlotSaid
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.wire import utc
from frontdesk.model.booking import Window

AT_ONCE = timedelta(days=30)
"""vcita advises 31 days at most; the last appointment reaches a little beyond."""

Start = tuple[datetime, str]
"""When, in UTC, and id of the member of the staff."""


def pieces(window: Window) -> Iterator[Window]:
    """A window in parts that can be asked for at once, one after the other, in UTC."""
    begin, until = window.start.astimezone(UTC), window.end.astimezone(UTC)
    while begin < until:
        end = min(begin + AT_ONCE, until)
        yield Window(begin, end)
        begin = end


async def find_starts(
    account: Account,
    settings: VcitaSettings,
    services: Sequence[str],
    staff: Sequence[str],
    minutes: int,
    window: Window,
    instead_of: str | None = None,
) -> set[Start]:
    """Starts at which each of vcita's `services` can be booked: whichever of them it will be, the time is there.

    The earliest piece of the window that has any. Costs one request for each service and piece.
    """
    for piece in pieces(window):
        ask = (_find(account, settings, service, staff, minutes, piece, instead_of) for service in services)
        found = set.intersection(*await asyncio.gather(*ask))
        if found:
            return found
    return set()


async def _find(
    account: Account,
    settings: VcitaSettings,
    service: str,
    staff: Sequence[str],
    minutes: int,
    window: Window,
    instead_of: str | None,
) -> set[Start]:
    params: list[tuple[str, str]] = [
        ("start_time", utc(window.start)),
        ("end_time", utc(window.end + timedelta(minutes=minutes))),  # the last one starts just before the window ends
        ("service_uid", service),
        *_listed(settings, staff),
        ("slot_duration", str(minutes)),
    ]
    if instead_of is not None:
        params.append(("exclude_booking_uid", instead_of))
    answer = await account.read("find openings", settings.paths.openings, params)
    slots = answer.parse(Data[Slots]).data.availability_slots
    return {
        (slot.start.astimezone(UTC), entity.entity_uid)
        for slot in slots
        for entity in _bookable(slot, minutes).available_entities
        if entity.entity_type == "staff" and entity.entity_uid in staff and window.start <= slot.start < window.end
    }


def _listed(settings: VcitaSettings, staff: Sequence[str]) -> Params:
    match settings.staff_list:
        case "comma":
            return [("staff_uids", ",".join(staff))]
        case "repeated":
            return [("staff_uids", one) for one in staff]
        case "brackets":
            return [("staff_uids[]", one) for one in staff]


def _bookable(slot: SlotSaid, minutes: int) -> SlotSaid:
    """vcita also answers with whole free windows, and with nobody in them: those are no starts. Raises `WrongShape`."""
    if not slot.available_entities or slot.end - slot.start != timedelta(minutes=minutes):
        raise WrongShape("vcita answers with free windows, and not with starts that can be booked: find openings.")
    return slot
