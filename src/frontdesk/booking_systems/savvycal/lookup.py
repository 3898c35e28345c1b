"""What became of an appointment whose making had no answer: looked for in SavvyCal's list, which takes a token.

How the list is narrowed down is not documented in full (`list_query`), so it is looked through, and all of it: its
order is not documented either. Who comes is only told of one appointment at a time. Costs one request for every
hundred appointments, and one for each that it may be.
"""

from contextlib import aclosing
from urllib.parse import quote
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.remote.connection import Connection
from frontdesk.booking_systems.savvycal import wire
from frontdesk.booking_systems.savvycal.answers import Appointment, AppointmentAnswer, Appointments, Client
from frontdesk.booking_systems.savvycal.catalogue import pages
from frontdesk.booking_systems.savvycal.settings import SavvycalSettings
from frontdesk.conversations.ports import NeverKnown, SystemDown
from frontdesk.model.booking import Attendee, BookingRequest

WHAT = "look for an appointment"
PATH = "/v1/appointments"


async def find(
    connection: Connection, settings: SavvycalSettings, zone: ZoneInfo, request: BookingRequest
) -> Appointment | None:
    """One that stands, at the same time, of the same service, with the same host where hosts are named, and the same
    person. Raises `SystemDown`, also when SavvyCal does not say who comes to one that it may be, and `NeverKnown` when
    what it says fits the person and others as well."""
    day = request.opening.start.astimezone(zone).date().isoformat()
    params = [(name, value.replace("{day}", day)) for name, value in settings.list_query.items()]
    listed = pages(connection, WHAT, PATH, Appointments, params, settings.most_pages)
    unclear = False
    async with aclosing(listed):
        async for page in listed:
            for one in page.data:
                if not _may_be(one, settings, request):
                    continue
                told = await _in_full(connection, one.id)
                if told is None:
                    continue
                theirs = is_theirs(told, request.attendee)
                if theirs:
                    return told
                unclear = unclear or theirs is None
    if unclear:
        raise NeverKnown("SavvyCal has one at that time, and does not tell whose; look for it in its own pages.")
    return None


async def _in_full(connection: Connection, id: str) -> Appointment | None:
    """With who comes."""
    path = f"{PATH}/{quote(id, safe='')}"
    answer = await connection.read(WHAT, path, params=[("include_sensitive", "true")])
    if answer.status == 404:
        return None
    if not answer.ok:
        raise SystemDown(f"SavvyCal does not take the question: {WHAT}: HTTP {answer.status}.")
    return answer.parse(AppointmentAnswer).data


def _may_be(one: Appointment, settings: SavvycalSettings, request: BookingRequest) -> bool:
    opening = request.opening
    if one.is_canceled or not opening.starts_at(one.start_at.instant):
        return False
    if one.service is None or settings.service_of(one.service.id) != (opening.service, request.channel):
        return False
    return not settings.hosts or (one.provider is not None and settings.host_of(one.provider.id) == opening.host)


def is_theirs(one: Appointment, attendee: Attendee) -> bool | None:
    """None where it cannot be told: a client whom SavvyCal knew by the same address may have another name there, and
    one of another reference any address."""
    told = one.told_of_client
    if not told:
        raise SystemDown(f"SavvyCal does not say whose an appointment is: {WHAT}; look at the token's rights.")
    if any(is_client(who, attendee) for who in told):
        return True
    as_given = one.client_data is not None and one.client_data.email
    return None if not as_given and any(_may_be_client(who, attendee) for who in told) else False


def _may_be_client(who: Client, attendee: Attendee) -> bool:
    if who.email:
        return _plain(who.email) == _plain(attendee.email)
    return not (who.reference_id or "").startswith(wire.REFERENCE)


def is_client(who: Client, attendee: Attendee) -> bool:
    """By our name for them, or by address and name: somebody may be known to SavvyCal under another reference."""
    if who.reference_id == wire.reference_id(attendee):
        return True
    told = (who.email, who.first_name, who.last_name)
    asked = (attendee.email, attendee.name.given, attendee.name.family)
    return bool(attendee.email) and [_plain(part) for part in told] == [_plain(part) for part in asked]


def _plain(text: str | None) -> str:
    return (text or "").strip().casefold()
