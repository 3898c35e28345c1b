"""Changes to a booking: `PATCH /v1/bookings/{id}` and what is done to it by name, such as `…/approve`."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from frontdesk.channels.desk import PARTS
from frontdesk.channels.fields import instant
from frontdesk.channels.headers import ETAG, IDEMPOTENCY_KEY, IF_MATCH
from frontdesk.channels.moving import opening_to_move_to
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.ports import StaffBookingSystem
from frontdesk.channels.requests import read_json, read_optional_json
from frontdesk.channels.spans import BusinessQuery
from frontdesk.channels.staff.access import (
    CHANGED,
    ELSEWHERE,
    NOT_FOUND,
    answer,
    bad_body,
    find_booking,
    mandate_of,
    office_of,
    staff_of,
)
from frontdesk.channels.staff.asking import phone_reader
from frontdesk.channels.staff.bookings import answer_booking
from frontdesk.channels.staff.wire.bookings import StaffBooking
from frontdesk.channels.staff.wire.drafts import BookingEdit, ManagementLink, MoveDraft, Why
from frontdesk.model.booking import Booking
from frontdesk.model.change import Mandate

Change = Callable[[StaffBookingSystem, str, Mandate], Awaitable[Booking]]
Handler = Callable[[web.Request], Awaitable[web.Response]]
SAFE = (IDEMPOTENCY_KEY, IF_MATCH)


def _operation(summary: str, body: type[BookingEdit | MoveDraft]) -> Operation:
    return Operation(
        summary,
        "staff",
        returns=StaffBooking,
        body=body,
        query=BusinessQuery,
        headers=SAFE,
        answer_headers=(ETAG,),
        token="staff",
        problems=CHANGED,
    )


@describes(_operation("Change what is written about a booking", BookingEdit))
async def edit_booking(request: web.Request) -> web.Response:
    parts = staff_of(request)
    desk, booking = await find_booking(request, parts)
    office = office_of(desk)
    wanted = (await read_json(request, BookingEdit)).edit(phone_reader(desk.business.region))
    edited = await office.bookings.edit(booking.id, wanted, mandate_of(request, booking))
    return answer_booking(edited, desk, parts)


@describes(_operation("Move a booking", MoveDraft))
async def reschedule(request: web.Request) -> web.Response:
    parts = staff_of(request)
    desk, booking = await find_booking(request, parts)
    office = office_of(desk)
    draft = await read_json(request, MoveDraft)
    if draft.host is not None and draft.host not in {host.id for host in desk.business.hosts}:
        raise bad_body("must be the id of a host of this business", "#/host")
    if draft.location is not None and draft.location not in {place.id for place in desk.business.locations}:
        raise bad_body("must be the id of a place of this business", "#/location")
    opening = await opening_to_move_to(
        office.bookings,
        booking,
        instant(draft.start, desk.business.zone),
        host=draft.host,
        location=draft.location,
        duration_minutes=draft.duration_minutes,
        at_once=True,
    )
    if draft.location is not None and not opening.location:
        raise bad_body("does not bind the times of this service: change `place` instead", "#/location")
    moved = await office.bookings.reschedule(booking.id, opening, None, mandate_of(request, booking, draft.reason))
    return answer_booking(moved, desk, parts)


def _named(summary: str, change: Change) -> Handler:
    """A change that needs no more than a reason."""

    @describes(
        Operation(
            summary,
            "staff",
            returns=StaffBooking,
            body=Why,
            body_optional=True,
            query=BusinessQuery,
            headers=SAFE,
            answer_headers=(ETAG,),
            token="staff",
            problems=CHANGED,
        )
    )
    async def handle(request: web.Request) -> web.Response:
        parts = staff_of(request)
        desk, booking = await find_booking(request, parts)
        office = office_of(desk)
        why = await read_optional_json(request, Why)
        changed = await change(office.bookings, booking.id, mandate_of(request, booking, why.reason))
        return answer_booking(changed, desk, parts)

    return handle


NAMED: dict[str, Handler] = {
    "approve": _named("Approve a pending booking", lambda system, booking, mandate: system.approve(booking, mandate)),
    "decline": _named("Decline a pending booking", lambda system, booking, mandate: system.decline(booking, mandate)),
    "cancel": _named("Cancel a booking", lambda system, booking, mandate: system.cancel(booking, mandate)),
    "complete": _named("They came", lambda system, booking, mandate: system.complete(booking, mandate)),
    "no-show": _named("They did not come", lambda system, booking, mandate: system.miss(booking, mandate)),
}
"""By the last part of the path."""


@describes(
    Operation(
        "Issue the customer's own link",
        "staff",
        returns=ManagementLink,
        query=BusinessQuery,
        token="staff",
        description="With it they see, move, cancel and confirm the booking without a token, as far as the business "
        "lets them. Only a hash of it is kept: again gives another link, and ends the one before.",
        problems=NOT_FOUND | ELSEWHERE,
    )
)
async def issue_management_link(request: web.Request) -> web.Response:
    desk, booking = await find_booking(request, staff_of(request))
    secret = await office_of(desk).bookings.issue_secret(booking.id)
    return answer(ManagementLink(url=f"{request.app[PARTS].public_url}/manage/{booking.id}/{secret}"))
