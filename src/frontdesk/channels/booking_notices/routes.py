"""`POST /v1/hooks/{business}/{path}`: a notice is a hint. The appointment it names is read again at the vendor."""

import hmac

from aiohttp import web

from frontdesk.channels.desk import PARTS, Notices
from frontdesk.channels.operation import Operation, describes
from frontdesk.channels.problems import Problem
from frontdesk.conversations.ports import NotGenuine


def notice_routes() -> list[web.RouteDef]:
    return [
        web.post("/v1/hooks/{business}/{path}", take_notice),
        web.post("/v1/hooks/{business}/{path}/{more:.+}", take_longer_notice),
    ]


@describes(
    Operation(
        "A business's own booking system tells that an appointment has changed there",
        "booking systems",
        status=204,
        problems={
            400: "It is no notice of this booking system",
            401: "It is not signed as it should be",
            404: "There is nothing at this address",
            503: "The booking system cannot be read now: send it again",
        },
    )
)
async def take_notice(request: web.Request) -> web.Response:
    """A wrong path and an unknown business look alike."""
    notices = _notices_at(request)
    if notices is None:
        raise Problem(404, "There is nothing at this address; /openapi.json lists what there is.")
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        await notices.take(headers, await request.read())
    except NotGenuine:
        raise Problem(401, "The notice is not signed as it should be; look at the secret on both sides.") from None
    except ValueError:
        raise Problem(400, "This is no notice of this business's booking system.") from None
    return web.Response(status=204)


async def take_longer_notice(request: web.Request) -> web.Response:
    """Some vendors append a path of their own to the address they are given."""
    return await take_notice(request)


def _notices_at(request: web.Request) -> Notices | None:
    desk = request.app[PARTS].desks.get(request.match_info["business"])
    notices = desk.notices if desk else None
    given = request.match_info["path"].encode()
    return notices if notices and hmac.compare_digest(notices.path.encode(), given) else None
