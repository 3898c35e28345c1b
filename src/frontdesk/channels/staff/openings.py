"""`/v1/openings` and `/v1/openings/days`: what is free, each opening or day by day."""

from aiohttp import web
from pydantic import Field

from frontdesk.channels.desk import Desk, Parts
from frontdesk.channels.fields import Id
from frontdesk.channels.openings import (
    MAX_OPENINGS,
    DayList,
    OpeningList,
    show_days,
    show_openings,
)
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.requests import read_query
from frontdesk.channels.spans import SpanQuery
from frontdesk.channels.staff.access import (
    ELSEWHERE,
    WITH_QUERY,
    answer,
    bad_query,
    desk_of,
    known_id,
    office_of,
    staff_of,
    window_of,
)
from frontdesk.model.booking import Search


class OpeningsQuery(SpanQuery):
    service: Id
    """Id of the service."""
    host: Id | None = None
    """Id of the host; any when left out."""
    duration: int | None = Field(default=None, ge=1, le=1440)
    """Minutes: one of the service's durations; its usual one when left out."""
    location: Id | None = None
    """Id of the place; any where the service is done when left out."""


@describes(
    Operation(
        "Openings of a service", "staff", returns=OpeningList, query=OpeningsQuery, token="staff", problems=WITH_QUERY
    )
)
async def list_openings(request: web.Request) -> web.Response:
    desk, search = _search(request, staff_of(request))
    return answer(show_openings(await desk.booking_system.openings(search), desk.business.zone))


@describes(
    Operation(
        "Days that have openings of a service",
        "staff",
        returns=DayList,
        query=OpeningsQuery,
        token="staff",
        problems=WITH_QUERY | ELSEWHERE,
    )
)
async def list_days(request: web.Request) -> web.Response:
    desk, search = _search(request, staff_of(request))
    days, reason = await office_of(desk).bookings.days(search)
    return answer(show_days(days, reason, desk.business.zone))


def _search(request: web.Request, parts: Parts) -> tuple[Desk, Search]:
    query = read_query(request, OpeningsQuery)
    desk = desk_of(parts, query.business)
    business = desk.business
    known_id(query.service, {service.id for service in business.services}, "service", "service")
    known_id(query.host, {host.id for host in business.hosts}, "host", "host")
    known_id(query.location, {place.id for place in business.locations}, "place", "location")
    if query.duration not in (None, *business.service(query.service).durations):
        raise bad_query("must be one of the service's durations", "duration")
    search = Search(
        query.service,
        window_of(parts, desk, query),
        query.host,
        MAX_OPENINGS,
        duration_minutes=query.duration,
        location=query.location,
    )
    return desk, search
