"""`/v1/blocks`: time that nobody can book."""

from aiohttp import web

from frontdesk.channels.fields import instant
from frontdesk.channels.headers import IDEMPOTENCY_KEY
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.requests import id_in_path, read_json, read_query
from frontdesk.channels.spans import BusinessQuery, SpanQuery, check_span
from frontdesk.channels.staff.access import (
    ELSEWHERE,
    WITH_BODY,
    WITH_QUERY,
    answer,
    bad_body,
    desk_of,
    key_of,
    office_of,
    staff_of,
    window_of,
)
from frontdesk.channels.staff.wire.blocks import BlockDraft, BlockList, MadeBlock, show_block
from frontdesk.channels.staff.wire.bookings import show_staff_booking
from frontdesk.model.business import Business
from frontdesk.model.diary import Block


@describes(
    Operation(
        "Blocked time",
        "staff",
        returns=BlockList,
        query=SpanQuery,
        token="staff",
        problems=WITH_QUERY | ELSEWHERE,
    )
)
async def list_blocks(request: web.Request) -> web.Response:
    parts = staff_of(request)
    query = read_query(request, SpanQuery)
    desk = desk_of(parts, query.business)
    found = await office_of(desk).bookings.blocks(window_of(parts, desk, query))
    return answer(BlockList(blocks=[show_block(block, desk.business.zone) for block in found]))


@describes(
    Operation(
        "Block a time",
        "staff",
        returns=MadeBlock,
        status=201,
        body=BlockDraft,
        headers=(IDEMPOTENCY_KEY,),
        token="staff",
        problems=WITH_BODY | ELSEWHERE,
    )
)
async def block_time(request: web.Request) -> web.Response:
    parts = staff_of(request)
    draft = await read_json(request, BlockDraft)
    desk = desk_of(parts, draft.business, in_body=True)
    office = office_of(desk)
    zone = desk.business.zone
    if draft.thing is not None and draft.thing not in _things(desk.business):
        raise bad_body("must be the id of a host or a resource of this business", "#/thing")
    try:
        span = check_span(instant(draft.start, zone), instant(draft.end, zone))
    except ValueError:
        raise bad_body("must be later than `start`, by 400 days at most", "#/end") from None
    block = Block("", draft.thing or "", span.start, span.end, draft.reason)
    made, there = await office.bookings.block(block, key_of(request))
    bookings = [show_staff_booking(booking, desk.business.id, parts.public_url) for booking in there]
    return answer(MadeBlock(**dict(show_block(made, zone)), bookings=bookings), status=201)


@describes(
    Operation(
        "Unblock a time",
        "staff",
        status=204,
        query=BusinessQuery,
        token="staff",
        description="One that is gone already is no error.",
        problems=WITH_QUERY | ELSEWHERE | {404: "This cannot be the id of a block"},
    )
)
async def unblock_time(request: web.Request) -> web.Response:
    desk = desk_of(staff_of(request), read_query(request, BusinessQuery).business)
    await office_of(desk).bookings.unblock(id_in_path(request, "block"))
    return web.Response(status=204)


def _things(business: Business) -> set[str]:
    return {host.id for host in business.hosts} | {resource.id for resource in business.resources}
