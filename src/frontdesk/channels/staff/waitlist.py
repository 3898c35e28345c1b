"""`/v1/waitlist`: people who want a time that is taken now, and what they are offered."""

from aiohttp import web

from frontdesk.channels.desk import Desk, Parts
from frontdesk.channels.fields import instant
from frontdesk.channels.headers import ETAG, IDEMPOTENCY_KEY
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.ports import StaffBookingSystem
from frontdesk.channels.problems import Problem
from frontdesk.channels.requests import id_in_path, read_json, read_query
from frontdesk.channels.spans import BusinessQuery, check_span
from frontdesk.channels.staff.access import (
    ELSEWHERE,
    NOT_FOUND,
    WITH_BODY,
    WITH_QUERY,
    answer,
    bad_body,
    desk_of,
    key_of,
    office_of,
    staff_of,
)
from frontdesk.channels.staff.asking import asked_channel, asked_service, phone_reader
from frontdesk.channels.staff.bookings import answer_booking
from frontdesk.channels.staff.wire.bookings import StaffBooking
from frontdesk.channels.staff.wire.waitlist import Waitlist, WaitlistDraft, WaitlistQuery, WaitlistView, show_entry
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.model.booking import Search
from frontdesk.model.change import Actor, Mandate
from frontdesk.model.meeting import meeting_place
from frontdesk.model.waitlist import WaitlistRequest

SOURCE = "staff"


@describes(
    Operation(
        "Who waits for a time",
        "staff",
        returns=Waitlist,
        query=WaitlistQuery,
        token="staff",
        problems=WITH_QUERY | ELSEWHERE,
    )
)
async def list_waitlist(request: web.Request) -> web.Response:
    parts = staff_of(request)
    query = read_query(request, WaitlistQuery)
    desk = desk_of(parts, query.business)
    entries = await office_of(desk).bookings.waitlist(query.status)
    return answer(Waitlist(entries=[show_entry(entry, desk.business.zone) for entry in entries]))


@describes(
    Operation(
        "Put somebody on the waitlist",
        "staff",
        returns=WaitlistView,
        status=201,
        body=WaitlistDraft,
        headers=(IDEMPOTENCY_KEY,),
        token="staff",
        problems=WITH_BODY | ELSEWHERE,
    )
)
async def join(request: web.Request) -> web.Response:
    parts = staff_of(request)
    draft = await read_json(request, WaitlistDraft)
    desk = desk_of(parts, draft.business, in_body=True)
    system = office_of(desk).bookings
    wanted = _read(draft, desk)
    if draft.instead_of is not None and await system.get(draft.instead_of) is None:
        raise bad_body("must be the id of a booking of this business", "#/instead_of")
    entry = await system.join_waitlist(wanted, key_of(request))
    return answer(show_entry(entry, desk.business.zone), status=201)


@describes(
    Operation(
        "Take what is offered",
        "staff",
        returns=StaffBooking,
        query=BusinessQuery,
        answer_headers=(ETAG,),
        token="staff",
        description="Done once, with or without a key: again gives the same booking.",
        problems=NOT_FOUND | ELSEWHERE | {409: "The offer is over, or there is none"},
    )
)
async def claim(request: web.Request) -> web.Response:
    parts, desk, system, id = _named(request)
    try:
        booked = await system.claim_offer(id, Mandate(Actor.STAFF))
    except OpeningTaken as error:
        sentence = "No time is held for this entry: none was offered yet, or its offer is over. GET /v1/waitlist tells."
        raise Problem(409, sentence, "opening-taken") from error
    return answer_booking(booked, desk, parts)


def _operation(summary: str) -> Operation:
    return Operation(
        summary,
        "staff",
        returns=WaitlistView,
        query=BusinessQuery,
        token="staff",
        problems=NOT_FOUND | ELSEWHERE | {409: "It cannot be done; the detail says why"},
    )


@describes(_operation("Let an offer pass, and wait on"))
async def refuse(request: web.Request) -> web.Response:
    _, desk, system, id = _named(request)
    return answer(show_entry(await system.refuse_offer(id), desk.business.zone))


@describes(_operation("Leave the waitlist"))
async def leave(request: web.Request) -> web.Response:
    _, desk, system, id = _named(request)
    return answer(show_entry(await system.leave_waitlist(id), desk.business.zone))


def _named(request: web.Request) -> tuple[Parts, Desk, StaffBookingSystem, str]:
    parts = staff_of(request)
    desk = desk_of(parts, read_query(request, BusinessQuery).business)
    return parts, desk, office_of(desk).bookings, id_in_path(request, "entry")


def _read(draft: WaitlistDraft, desk: Desk) -> WaitlistRequest:
    business = desk.business
    service = asked_service(draft, business)
    channel = asked_channel(draft, service)
    attendee = draft.attendee.attendee("#/attendee", phone_reader(business.region), business.languages[0])
    try:
        window = check_span(instant(draft.start, business.zone), instant(draft.end, business.zone))
    except ValueError:
        raise bad_body("must be later than `from`, by 400 days at most", "#/to") from None
    search = Search(service.id, window, draft.host, duration_minutes=draft.duration_minutes, location=draft.location)
    places = business.locations_of(service)
    location = draft.location or (places[0].id if len(places) == 1 else None)
    return WaitlistRequest(
        wanted=search,
        attendee=attendee,
        channel=channel,
        place=meeting_place(business, channel, location=location, address=draft.address, phone=attendee.phone),
        reason=draft.reason,
        source=SOURCE,
        instead_of=draft.instead_of,
    )
