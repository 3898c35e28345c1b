"""What SavvyCal Appointments is sent: times, who comes, bodies of requests. Pure.

Source: the vendor's schema `CreatePublicAppointmentRequest`, its repository of 2026-01, and later pages where they
differ.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk.booking_systems.savvycal.settings import REASON, TimeFormat
from frontdesk.model.booking import Attendee, BookingRequest, Opening

Body = dict[str, object]
REFERENCE = "frontdesk-"
"""So begin our names for clients."""


class NotExpressible(ValueError):
    """Something that the API has no words for, or does not go without."""


def as_time(instant: datetime, zone: ZoneInfo, form: TimeFormat) -> str:
    """An instant as requests have it, beside the name of `zone`. Raises `NotExpressible`.

    naive: `2031-02-03T10:00:00`, which says nothing of an hour that the clocks show twice; offset: with `+00:00`.
    """
    local = instant.astimezone(zone)
    if local.microsecond:
        raise NotExpressible("SavvyCal takes whole seconds only.")
    if form == "offset":
        return local.isoformat()
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        raise NotExpressible("The clocks show that hour twice, and SavvyCal could not tell which is meant.")
    return local.replace(tzinfo=None, fold=0).isoformat()


def expressible(opening: Opening, zone: ZoneInfo, form: TimeFormat) -> bool:
    try:
        _ = as_time(opening.start, zone, form), as_time(opening.end, zone, form)
    except NotExpressible:
        return False
    return True


def times(opening: Opening, zone: ZoneInfo, form: TimeFormat, provider: str | None) -> Body:
    """When, and with whom where that is known: of an appointment that is made or moved. Raises `NotExpressible`."""
    body: Body = {
        "start_at": as_time(opening.start, zone, form),
        "end_at": as_time(opening.end, zone, form),
        "time_zone": zone.key,
    }
    return body | ({"provider_id": provider} if provider else {})


def appointment(
    request: BookingRequest,
    service: str,
    provider: str | None,
    zone: ZoneInfo,
    form: TimeFormat,
    fields: Mapping[str, str] | None = None,
) -> Body:
    """`fields`: slug of the client's field by id of the question. Raises `NotExpressible`."""
    client = client_data(request.attendee, zone)
    answers = dict(request.answers) | ({REASON: request.reason} if request.reason else {})
    known = {slug: answers[id] for id, slug in (fields or {}).items() if id in answers}
    if known:
        client["fields"] = known
    return {"service_id": service, **times(request.opening, zone, form, provider), "client_data": client}


def client_data(attendee: Attendee, zone: ZoneInfo) -> Body:
    """Who comes. Raises `NotExpressible` where somebody new would lack what SavvyCal demands: nothing is made up."""
    given, family = attendee.name.given.strip(), attendee.name.family.strip()
    if not given or not family:
        raise NotExpressible("SavvyCal needs a first and a last name.")
    if not attendee.email:
        raise NotExpressible("SavvyCal needs an e-mail address.")
    return {
        "first_name": given,
        "last_name": family,
        "email": attendee.email,
        "phone": attendee.phone,
        "locale": attendee.language,
        "time_zone": attendee.time_zone or zone.key,
        "reference_id": reference_id(attendee),
    }


def reference_id(attendee: Attendee) -> str:
    """Our name for this client, which says nothing of them.

    SavvyCal attaches the client who has it already, and may then ignore what is sent with it: so it is another one as
    soon as the name, the number or the address is.
    """
    who = (attendee.name.given, attendee.name.family, attendee.phone, attendee.email or "")
    told = "\n".join(part.strip().casefold() for part in who)
    return f"{REFERENCE}{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def window(first: date, last: date, zone: ZoneInfo, provider: str | None) -> list[tuple[str, str]]:
    """A question for the openings of some local days, both included.

    Whether `until` itself is included is not documented, so it is a day later; both ends are required by the older API.
    """
    asked = [("from", first.isoformat()), ("until", (last + timedelta(days=1)).isoformat()), ("time_zone", zone.key)]
    return asked + ([("provider_id", provider)] if provider else [])
