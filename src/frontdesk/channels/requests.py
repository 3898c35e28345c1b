"""Reading requests: bodies and queries into wire models, bearer tokens, and which business is meant."""

import asyncio
import hmac
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from frontdesk.channels.desk import Desk
from frontdesk.channels.problems import Fault, Problem, faults_of, unauthorized

MAX_ID = 128
BODY_WITHIN = 20.0
"""Seconds a body may take to arrive."""

Model = TypeVar("Model", bound=BaseModel)


async def read_json(request: web.Request, model: type[Model]) -> Model:
    """The JSON body as a wire model. Raises `Problem` 415, 422 (not what is asked for), 400 (not JSON) or 408."""
    if request.content_type != "application/json":
        raise Problem(415, "Send the body as JSON, with the header Content-Type: application/json.", "content-type")
    body = await read_body(request)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False, include_context=False)[0]["type"] == "json_invalid":
            raise Problem(400, "The body is not valid JSON in UTF-8.", "json") from None
        raise Problem(422, "The body is not what is asked for here; see errors.", "invalid", faults_of(error)) from None


async def read_optional_json(request: web.Request, model: type[Model]) -> Model:
    """As `read_json`; a request without a body is an empty object."""
    return await read_json(request, model) if request.can_read_body else model()


async def read_body(request: web.Request) -> bytes:
    """The body, unpacked. Raises `Problem` 400 when it is not encoded the way its headers say, 408 when it stops."""
    try:
        async with asyncio.timeout(BODY_WITHIN):
            return await request.read()
    except web.RequestPayloadError:
        raise Problem(400, "The body is not encoded the way its headers say.", "encoding") from None
    except TimeoutError:
        raise Problem(408, f"The body did not arrive within {BODY_WITHIN:.0f} seconds.", "slow-body") from None


def read_query(request: web.Request, model: type[Model]) -> Model:
    """The query as a wire model; of a repeated name the last value counts. Raises `Problem` 422."""
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        faults = faults_of(error, in_query=True)
        raise Problem(422, "The query is not what is asked for here; see errors.", "invalid", faults) from None


def check_bearer(request: web.Request, token: str | None, what: str) -> None:
    """Raises `Problem` 401 unless the request carries the token; `what` names it. No token matches none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if not token or scheme.lower() != "bearer" or not is_same(given.strip(), token):
        raise unauthorized(what)


def is_same(given: str, secret: str) -> bool:
    """Compares in a time that tells nothing about the secret. Any text may be given, even what is no Unicode."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), secret.encode())


def choose_desk(desks: Mapping[str, Desk], business: str | None, fault: Fault) -> Desk:
    """The named business, or the only one. Raises `Problem` 422 with `fault`, which says where the name belongs."""
    if business is None and len(desks) == 1:
        return next(iter(desks.values()))
    if business is None:
        raise Problem(422, "Several businesses are served here: name one.", "business-missing", [fault])
    if business not in desks:
        raise Problem(422, "No business with this id is served here.", "business-unknown", [fault])
    return desks[business]


def desk_in_path(request: web.Request, desks: Mapping[str, Desk]) -> Desk:
    """The business named in the path. Raises `Problem` 404."""
    desk = desks.get(request.match_info["business"])
    if desk is None:
        raise Problem(404, "No business with this id is served here.", "business-unknown")
    return desk


def id_in_path(request: web.Request, name: str) -> str:
    """An id from the path. Raises `Problem` 404 for what cannot be one, and no database should be asked for."""
    id = request.match_info[name]
    if len(id) > MAX_ID or has_control_characters(id):
        raise Problem(404, "There is nothing with this id.", "not-found")
    return id


def printable(text: str) -> str:
    """For wire models. Raises ValueError for what no field of ours needs."""
    if has_control_characters(text):
        raise ValueError("must not hold control characters")
    return text


def has_control_characters(text: str) -> bool:
    return any(unicodedata.category(letter) == "Cc" for letter in text)
