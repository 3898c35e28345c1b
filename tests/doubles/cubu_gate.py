"""What stands before Cubu: the Microsoft Entra token endpoint, the bearer of a token, the form of a request."""

import json
import re
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qsl

from aiohttp import web
from tests.doubles.cubu_shapes import GUID
from tests.doubles.cubu_tenant import APPLICATION_ID, CLIENT_ID, CLIENT_SECRET, TENANT_ID
from tests.doubles.serving import Double

LIFETIME = timedelta(hours=1)
FORM = ("grant_type", "client_id", "client_secret", "scope")

Act = Callable[[web.Request, bytes], web.Response]
"""One call. It is no coroutine: between looking and writing nobody else can come."""


class RefusalError(Exception):
    """Error bodies are undocumented; siblings of the calls have 409 with an `errorCode`."""

    def __init__(self, status: int, body: dict[str, object] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body

    @property
    def response(self) -> web.Response:
        return (
            web.Response(status=self.status) if self.body is None else web.json_response(self.body, status=self.status)
        )


class CubuGate(Double):
    def __init__(self, clock: Callable[[], datetime], roles: Collection[str]) -> None:
        super().__init__(clock)
        self.roles = roles
        self.tokens: dict[str, datetime] = {}
        """When they expire."""
        self._issued = 0

    def revoke(self) -> None:
        """Tokens that are out are good no more, before their time."""
        self.tokens.clear()

    # --- tokens

    async def _token(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            return self._grant(request, body)
        except RefusalError as refusal:
            return refusal.response

    def _grant(self, request: web.Request, body: bytes) -> web.Response:
        if request.content_type != "application/x-www-form-urlencoded":
            raise self._denied("invalid_request", "the token request is not form-encoded", wrong=True)
        if request.query_string or "Authorization" in request.headers:
            raise self._denied("invalid_request", "the token request says more than its form", wrong=True)
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        form = dict(pairs)
        if sorted(name for name, _ in pairs) != sorted(FORM):
            names = ", ".join(name for name, _ in pairs)
            raise self._denied("invalid_request", f"the token form has the fields {names}", wrong=True)
        if form["grant_type"] != "client_credentials":
            raise self._denied("unsupported_grant_type", f"the grant type is {form['grant_type']}", wrong=True)
        if request.match_info["tenantId"] != TENANT_ID:
            raise self._denied("invalid_request", f"Tenant of {form['client_id']} not found.")
        if form["client_id"] != CLIENT_ID:
            raise self._denied("unauthorized_client", f"Application {form['client_id']} was not found.")
        if form["client_secret"] != CLIENT_SECRET:
            raise self._denied("invalid_client", f"Invalid client secret for {form['client_id']}.", status=401)
        if form["scope"] != f"{CLIENT_ID}/.default":
            raise self._denied("invalid_scope", f"the scope is {form['scope']}", wrong=True)
        self._issued += 1
        token = f"eyJ0eXAiOiJKV1QifQ.{self._issued:04}.s2s"
        self.tokens[token] = self.clock() + LIFETIME
        return web.json_response({"token_type": "Bearer", "expires_in": 3600, "access_token": token})

    def _denied(self, error: str, what: str, *, status: int = 400, wrong: bool = False) -> RefusalError:
        """The body may echo the client's id."""
        if wrong:
            self.complain(what)
        return RefusalError(status, {"error": error, "error_description": f"{what} ({CLIENT_ID})"})

    # --- every other call

    def _served(self, act: Act, role: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handler(request: web.Request) -> web.StreamResponse:
            body = await request.read()
            try:
                self._let_in(request, role)
                return act(request, body)
            except RefusalError as refusal:
                return refusal.response

        return handler

    def _let_in(self, request: web.Request, role: str) -> None:
        said = request.headers.getall("Authorization", [])
        if len(said) != 1 or not re.fullmatch(r"Bearer [^\s]+", said[0]):
            raise self._wrong("a request needs one header `Authorization: Bearer <token>`", 401)
        until = self.tokens.get(said[0].removeprefix("Bearer "))
        if until is None or until <= self.clock():
            raise RefusalError(401)
        told = request.match_info.get("applicationId")
        if told is not None and told != APPLICATION_ID:
            raise RefusalError(404)
        if role not in self.roles:
            raise RefusalError(403)

    async def _unoffered(self, request: web.Request) -> web.Response:
        return self._wrong(f"{request.method} {request.path} is no call of this API", 404).response

    # --- the form of a request

    def _wrong(self, what: str, status: int = 400) -> RefusalError:
        self.complain(what)
        return RefusalError(status)

    def _json(self, request: web.Request, body: bytes) -> dict[str, object]:
        if request.content_type != "application/json":
            raise self._wrong(f"the body is sent as {request.content_type}, not application/json", 415)
        try:
            data: object = json.loads(body)
        except ValueError:
            raise self._wrong("the body is no JSON") from None
        if not isinstance(data, dict):
            raise self._wrong("the body is no JSON object")
        return cast("dict[str, object]", data)

    def _no_body(self, request: web.Request, body: bytes) -> None:
        if body:
            raise self._wrong(f"{request.method} {request.path} has no body")

    def _query(self, request: web.Request, *allowed: str) -> dict[str, str]:
        for name in request.query:
            if name not in allowed or len(request.query.getall(name)) > 1:
                raise self._wrong(f"the parameter {name} is unknown, or said twice")
        return dict(request.query)

    def _matches(self, name: str, pattern: str, value: str) -> None:
        if not re.fullmatch(pattern, value, re.ASCII):
            raise self._wrong(f"{name} has not the form {pattern}")

    def _guid(self, name: str, value: str) -> None:
        self._matches(name, GUID, value)

    def _known(self, what: str, values: Collection[str], known: Collection[str]) -> None:
        for value in values:
            if value not in known:
                raise self._wrong(f"there is no {what} {value}")
