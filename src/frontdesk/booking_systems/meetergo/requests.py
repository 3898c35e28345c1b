"""What we ask of meetergo: queries and bodies as its contract has them. Pure.

Days of queries are local days of the business, and `timezone` goes with them; a start is sent with its offset, so that
it is one instant also in an hour that the clocks show twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from frontdesk.booking_systems.meetergo.references import Target
from frontdesk.booking_systems.meetergo.settings import MeetergoService
from frontdesk.booking_systems.meetergo.wire import MeetingType
from frontdesk.booking_systems.remote.connection import Params
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import MAX_GUESTS, Attendee, BookingRequest
from frontdesk.model.caller import Channel

MOST_TITLE = 200
MOST_DESCRIPTION = 2000
MOST_REASON = 500
"""Characters (contract, "Create" and "cancel"), which are not bytes."""
DAY = timedelta(days=1)


def availability(target: Target, first: date, last: date, zone: str, instead_of: str | None, *, fresh: bool) -> Params:
    """What can be booked from one local day to another, both included.

    `end` is a day later: it may be meant to be excluded, and what is too late is left out of the answer by us.
    `fresh`: past what meetergo remembers of its last answer.
    """
    params = [("meetingTypeId", target.meeting_type_id), ("start", str(first)), ("end", str(last + DAY))]
    params += [("hostIds", host) for host in target.host_ids]
    params += [("queueId", target.queue_id)] if target.queue_id else []
    params += [("meetingDuration", str(target.duration))] if target.duration else []
    params += [("timezone", zone)]
    params += [("existingAppointmentId", instead_of)] if instead_of else []
    return [*params, ("refreshCache", "true")] if fresh else params


def listing(meeting_type: str, start: datetime, page: int, size: int) -> Params:
    """The appointments of a meeting type around an instant. A day to each side: whether the bounds are meant for starts
    or ends, included or not, is not documented, and neither is the zone of their days."""
    params = [("page", str(page)), ("pageSize", str(size)), ("meetingTypeId", meeting_type)]
    instant = start.astimezone(UTC)
    return [*params, ("start", _utc(instant - DAY)), ("end", _utc(instant + DAY))]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a service is booked, as the profile's section has it."""

    section: MeetergoService
    video: str | None
    email_reminders: bool
    zone: str


def booking(request: BookingRequest, target: Target, told: MeetingType, manner: Manner) -> dict[str, object]:
    """Raises `BookingRejected` for what its meeting type does not take: nothing is made up to please it."""
    if not request.attendee.email and told.needs_email:
        raise BookingRejected("This meeting type of meetergo needs an e-mail address.")
    channels = told.channels(manner.video)
    if request.channel not in channels:
        raise BookingRejected(f"This meeting type of meetergo does not offer {request.channel.value}.")
    body: dict[str, object] = {
        "meetingTypeId": target.meeting_type_id,
        "start": _local(request.opening.start),
        "attendee": _attendee(request, manner),
    }
    if target.queue_id:
        body["queueId"] = target.queue_id
    else:
        body["hostIds"] = list(target.host_ids)
    if target.duration:
        body["duration"] = target.duration
    if channels[request.channel]:
        body["channel"] = channels[request.channel]
    if location := _location(request):
        body["location"] = location
    if not request.attendee.email:
        body["phoneOnlyBooking"] = True
    if title := request.invite.title.strip()[:MOST_TITLE]:
        body["icsTitle"] = title
    if description := request.invite.description.strip()[:MOST_DESCRIPTION]:
        body["icsDescription"] = description
    return body


def cancelling(reason: str) -> dict[str, object]:
    """Of a group this cancels nobody: neither `attendeeId` nor `cancelAll` is ours to send."""
    reason = reason.strip()[:MOST_REASON]
    return {"reason": reason} if reason else {}


def rescheduling(start: datetime) -> dict[str, object]:
    """`ignoreAvailability` is only ever said to be off, as the contract has it."""
    return {"start": _local(start), "ignoreAvailability": False}


def _attendee(request: BookingRequest, manner: Manner) -> dict[str, object]:
    who = request.attendee
    told: dict[str, object] = {
        **_name(who),
        "phone": who.phone,
        "timezone": who.time_zone or manner.zone,
        "notes": _notes(request, manner.section),
        "receiveReminders": bool(who.email) and manner.email_reminders,
    }
    language = who.language.partition("-")[0].lower()
    if len(language) == 2:
        told["language"] = language
    if who.email:
        told["email"] = who.email
    if guests := [guest.email for guest in request.guests if guest.email][:MAX_GUESTS]:
        told["bringalongEmails"] = guests
    return told


def _name(who: Attendee) -> Mapping[str, object]:
    """One of the two forms it takes; a surname that was not said is not made up."""
    name = who.name
    if name.given and name.family:
        return {"firstname": name.given, "lastname": name.family}
    if not name.full:
        raise BookingRejected("meetergo books nobody without a name.")
    return {"fullname": name.full}


def _notes(request: BookingRequest, section: MeetergoService) -> dict[str, str]:
    """An object also where it is empty (contract, trap 1). Its keys are those of meetergo's form, and of campaigns."""
    notes = {name: value for name, value in request.campaign if name.startswith("utm_")}
    notes |= {section.notes[id]: answer for id, answer in request.answers if id in section.notes}
    if section.reason_note and request.reason:
        notes[section.reason_note] = request.reason
    return notes


def _location(request: BookingRequest) -> str:
    if request.channel is Channel.AT_CUSTOMER and not request.place:
        raise BookingRejected("An appointment at the customer's needs their address.")
    return request.place if request.channel in (Channel.IN_PERSON, Channel.AT_CUSTOMER) else ""


def _local(instant: datetime) -> str:
    """With the offset it has where it is. Raises `BookingRejected` for parts of a second, which no opening has."""
    if instant.utcoffset() is None or instant.microsecond:
        raise BookingRejected("An appointment begins at a full second of a known zone.")
    return instant.isoformat()


def _utc(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")
