"""`POST /v1/bookings`: the staff make a booking. It is done once for an Idempotency-Key, however often it is sent."""

from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from frontdesk.channels.desk import BackOffice
from frontdesk.channels.fields import instant
from frontdesk.channels.headers import ETAG, IDEMPOTENCY_KEY, LOCATION
from frontdesk.channels.openings import at_moment, opening_at
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.ports import StaffBookingSystem
from frontdesk.channels.requests import read_json
from frontdesk.channels.staff.access import ELSEWHERE, WITH_BODY, bad_body, desk_of, key_of, office_of, staff_of
from frontdesk.channels.staff.asking import asked_channel, asked_service, phone_reader
from frontdesk.channels.staff.bookings import answer_booking
from frontdesk.channels.staff.wire.bookings import StaffBooking
from frontdesk.channels.staff.wire.drafts import BookingDraft, guests_of
from frontdesk.conversations.ports import KeyReused, OpeningTaken
from frontdesk.model.booking import Booking, BookingRequest, Invite, Opening, Search
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.change import Actor
from frontdesk.model.meeting import meeting_place

SOURCE = "staff"


@describes(
    Operation(
        "Make a booking",
        "staff",
        returns=StaffBooking,
        status=201,
        body=BookingDraft,
        headers=(IDEMPOTENCY_KEY,),
        answer_headers=(ETAG, LOCATION),
        token="staff",
        description="The rules of availability hold, except that the staff need no minimum notice and no approval.",
        problems=WITH_BODY | ELSEWHERE,
    )
)
async def create_booking(request: web.Request) -> web.Response:
    parts = staff_of(request)
    draft = await read_json(request, BookingDraft)
    desk = desk_of(parts, draft.business, in_body=True)
    office = office_of(desk)
    request_for = _writer(draft, desk.business, office)
    search = Search(
        draft.service,
        at_moment(instant(draft.start, desk.business.zone)),
        draft.host,
        duration_minutes=draft.duration_minutes,
        location=draft.location,
        at_once=True,
    )
    booking = await _book_once(office.bookings, search, request_for, key_of(request))
    response = answer_booking(booking, desk, parts, status=201)
    response.headers["Location"] = f"{parts.public_url}/v1/bookings/{booking.id}"
    return response


async def _book_once(
    system: StaffBookingSystem, search: Search, request_for: Callable[[Opening], BookingRequest], key: str
) -> Booking:
    """Books the opening; when it was booked under this key before, the very same request again.

    Asked twice at once, the second finds the opening taken by the first: then the key tells that it is theirs.
    """
    stored = await system.find_by_key(key)
    if stored is None:
        try:
            return await system.book(request_for(await opening_at(system, search)), key, Actor.STAFF)
        except (OpeningTaken, KeyReused):
            stored = await system.find_by_key(key)
            if stored is None:
                raise
    opening = await _first_opening(system, stored)
    if not _is_wanted(opening, search):
        raise KeyReused(f"The key of booking {stored.id} was used again for another time; use a new key.")
    return await system.book(request_for(opening), key, Actor.STAFF)


async def _first_opening(system: StaffBookingSystem, booking: Booking) -> Opening:
    """Where a booking was before anybody moved it."""
    moved_from = (change.before for change in await system.history(booking.id) if change.before)
    return next(moved_from, booking.request.opening)


def _is_wanted(opening: Opening, search: Search) -> bool:
    return (
        opening.service == search.service
        and opening.starts_at(search.window.start)
        and search.host in (None, opening.host)
        and (not opening.location or search.location in (None, opening.location))
        and search.duration_minutes in (None, opening.minutes)
    )


def _writer(draft: BookingDraft, business: Business, office: BackOffice) -> Callable[[Opening], BookingRequest]:
    """What is booked, once it is known which opening."""
    service = asked_service(draft, business)
    channel = asked_channel(draft, service)
    for question in draft.answers:
        if question not in {known.id for known in service.questions}:
            raise bad_body("must be by id of the service's questions", "#/answers")
    read = phone_reader(business.region)
    attendee = draft.attendee.attendee("#/attendee", read, business.languages[0])
    other = draft.booked_by
    booked_by = None if other is None else other.attendee("#/booked_by", read, business.languages[0])
    guests = guests_of(draft.guests, read)
    places = business.locations_of(service)
    only_place = places[0].id if len(places) == 1 else None
    if channel is Channel.IN_PERSON and draft.location is None and only_place is None:
        raise bad_body("is needed: the service is done in several places", "#/location")

    def request_for(opening: Opening) -> BookingRequest:
        location = opening.location or draft.location or only_place
        bare = BookingRequest(
            opening=opening,
            hold=None,
            attendee=attendee,
            channel=channel,
            place=meeting_place(business, channel, location=location, address=draft.address, phone=attendee.phone),
            reason=draft.reason,
            answers=tuple(draft.answers.items()),
            invite=Invite("", ""),
            source=SOURCE,
            campaign=tuple(draft.campaign.items()),
            booked_by=booked_by,
            guests=guests,
            consents=tuple(consent.consent(business.zone) for consent in draft.consents),
            tags=draft.tags,
            notes=draft.notes,
            customer_reference=draft.customer_reference,
        )
        return replace(bare, invite=office.write_invite(bare))

    return request_for
