"""Notes on handlers from which the API description is made."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

Handler = TypeVar("Handler", bound=Callable[[web.Request], Awaitable[web.StreamResponse]])

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a request or an answer, for `/openapi.json`."""

    name: str
    about: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """What one handler takes and gives, for `/openapi.json`."""

    summary: str
    tag: str
    returns: type[BaseModel] | None = None
    returns_list: bool = False
    status: int = 200
    description: str = ""
    content_type: str = JSON
    """Of the answer; where it is not JSON, the answer is described as text."""
    body: type[BaseModel] | None = None
    body_type: str = JSON
    body_optional: bool = False
    query: type[BaseModel] | None = None
    headers: tuple[Header, ...] = ()
    """Headers it reads, all of them optional."""
    answer_headers: tuple[Header, ...] = ()
    token: str | None = None
    """Name of the security scheme: `staff`, or `chat`, which may be left open."""
    problems: Mapping[int, str] = field(default_factory=dict)


NOTES: dict[Callable[..., object], Operation] = {}
"""Handler to note; filled by `describes` when the modules are imported, never changed after."""


def describes(operation: Operation) -> Callable[[Handler], Handler]:
    def note(handler: Handler) -> Handler:
        NOTES[handler] = operation
        return handler

    return note
