"""`/v1/hosts`: who and what can be booked, and the addresses of their calendar feeds."""

from aiohttp import web

from frontdesk.channels.calendar_feeds import feed_url
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.requests import read_query
from frontdesk.channels.spans import BusinessQuery
from frontdesk.channels.staff.access import WITH_QUERY, answer, desk_of, staff_of
from frontdesk.channels.staff.wire.hosts import HostList, HostView, ResourceView


@describes(
    Operation(
        "Hosts with their calendar feeds, and resources",
        "staff",
        returns=HostList,
        query=BusinessQuery,
        token="staff",
        problems=WITH_QUERY,
    )
)
async def list_hosts(request: web.Request) -> web.Response:
    parts = staff_of(request)
    business = desk_of(parts, read_query(request, BusinessQuery).business).business
    hosts = [
        HostView(id=host.id, name=host.name, calendar_url=feed_url(parts, business.id, host.id))
        for host in business.hosts
    ]
    resources = [ResourceView(id=each.id, kind=each.kind, location=each.location) for each in business.resources]
    return answer(HostList(hosts=hosts, resources=resources))
