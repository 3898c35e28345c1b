"""What became of an appointment whose making had no answer: looked for in SavvyCal's list, which takes a token.

How the list is narrowed down is not documented in full (`list_query`), so it is looked through, and all of it: its
order is not documented either. Costs one request for every hundred appointments.
"""

from contextlib import aclosing
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.remote.connection import Connection
from frontdesk.booking_systems.savvycal import wire
from frontdesk.booking_systems.savvycal.answers import Appointment, Appointments, Client
from frontdesk.booking_systems.savvycal.catalogue import pages
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Attendee, BookingRequest

WHAT = "look for an appointment"


async def find(
    connection: Connection, settings: SavvycalSettings, zone: ZoneInfo, request: BookingRequest
) -> Appointment | None:
    """One that stands, at the same time, of the same service, with the same host where hosts are named, and the same
    person. Raises `SystemDown`, also when SavvyCal does not say who comes to one that it may be."""
    day = request.opening.start.astimezone(zone).date().isoformat()
    params = [(name, value.replace("{day}", day)) for name, value in settings.list_query.items()]
    params.append(("include_sensitive", "true"))
    listed = pages(connection, WHAT, "/v1/appointments", Appointments, params, settings.most_pages)
    async with aclosing(listed):
        async for page in listed:
            for one in page.data:
                if _may_be(one, settings, request) and _is_theirs(one, request.attendee):
                    return one
    return None


def _may_be(one: Appointment, settings: SavvycalSettings, request: BookingRequest) -> bool:
    opening = request.opening
    if one.is_canceled or not opening.starts_at(one.start_at.instant):
        return False
    if one.service is None or settings.service_of(one.service.id) != (opening.service, request.channel):
        return False
    return not settings.hosts or (one.provider is not None and settings.host_of(one.provider.id) == opening.host)


def _is_theirs(one: Appointment, attendee: Attendee) -> bool:
    told = one.told_of_client
    if not told:
        raise SystemDown(f"SavvyCal does not say whose an appointment is: {WHAT}; look at the token's rights.")
    return any(is_client(who, attendee) for who in told)


def is_client(who: Client, attendee: Attendee) -> bool:
    """By our name for them, or by address and name: somebody may be known to SavvyCal under another reference."""
    if who.reference_id == wire.reference_id(attendee):
        return True
    told = (who.email, who.first_name, who.last_name)
    asked = (attendee.email, attendee.name.given, attendee.name.family)
    return bool(attendee.email) and [_plain(part) for part in told] == [_plain(part) for part in asked]


def _plain(text: str | None) -> str:
    return (text or "").strip().casefold()
