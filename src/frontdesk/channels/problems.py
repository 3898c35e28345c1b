"""Problem documents (RFC 9457): every error leaves as one, in a sentence that says what to do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web
from pydantic import ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from frontdesk.channels.wire import Wire

MAX_FAULTS = 20
"""Faults listed in one document; a hostile body can have thousands."""

PLAIN_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be a text",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is not written the expected way",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "bool_type": "must be true or false",
    "date_from_datetime_parsing": 'must be a date or a time, like "2026-03-05" or "2026-03-05T09:00"',
}


class Fault(Wire):
    """One thing wrong in a request. `pointer` is a JSON pointer into the body, `parameter` a name in the query."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class ProblemDocument(Wire):
    """The body of every error, as RFC 9457 defines it, with the request's id for looking it up in the log."""

    model_config = ConfigDict(json_schema_extra={"description": "RFC 9457 problem details"})
    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    request_id: str | None = None
    errors: list[Fault] | None = None


@dataclass(eq=False)
class Problem(Exception):
    """Raised where a request cannot be served; `kind` names problems a program may want to tell apart."""

    status: int
    detail: str
    kind: str | None = None
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def write_problem(problem: Problem, request_id: str) -> web.Response:
    document = ProblemDocument(
        type=f"urn:frontdesk:problem:{problem.kind}" if problem.kind else "about:blank",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail or None,
        request_id=request_id,
        errors=list(problem.faults) or None,
    )
    return web.Response(
        status=problem.status,
        text=json.dumps(document.model_dump(exclude_none=True), ensure_ascii=False),
        content_type="application/problem+json",
        headers=problem.headers,
    )


def unauthorized(what: str) -> Problem:
    return Problem(401, f"Send {what} as a bearer token.", "token", headers={"WWW-Authenticate": "Bearer"})


def faults_of(error: ValidationError, *, in_query: bool = False) -> list[Fault]:
    """What pydantic found, in plain words; never the value itself, which may be personal or enormous."""
    found = error.errors(include_url=False, include_input=False, include_context=True)
    return [_fault(details, in_query) for details in found[:MAX_FAULTS]]


def _fault(details: ErrorDetails, in_query: bool) -> Fault:
    words = PLAIN_WORDS.get(details["type"])
    limits = {name: limit for name, limit in details.get("ctx", {}).items() if isinstance(limit, int)}
    if words is not None:
        detail = words.format_map(limits)
    elif details["type"] == "value_error":
        detail = str(details.get("ctx", {}).get("error", details["msg"]))
    else:
        detail = details["msg"]
    if in_query:
        return Fault(detail=detail, parameter=str(details["loc"][0]) if details["loc"] else None)
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in details["loc"])
    return Fault(detail=detail, pointer="#" + "".join(f"/{step}" for step in steps))
