"""Who may call what: the tokens of vcita, how they are got, and how a request is taken in and refused."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from aiohttp import web
from tests.doubles.vcita_practice import (
    BUSINESS,
    DIRECTORY,
    OAUTH,
    SERVICE_ID,
    SERVICE_SECRET,
    Kind,
    Token,
    Tokens,
    VcitaSettings,
)
from tests.doubles.vcita_shapes import CodeGrant, ServiceToken, TokenById
from tests.doubles.vcita_wire import Refused, invalid, missing, ok, read, unauthorized


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was let in, with its body there."""

    token: Token | None
    query: Mapping[str, object]
    path: Mapping[str, str]
    body: Mapping[str, object]

    @property
    def kind(self) -> Kind | None:
        return self.token.kind if self.token else None

    @property
    def client(self) -> str:
        return self.token.client if self.token else ""

    def without_query(self) -> None:
        if self.query:
            raise invalid(f"{next(iter(self.query))} is no parameter of this call")


Do = Callable[[Asked], web.Response]


class Access:
    def __init__(self, clock: Callable[[], datetime], settings: VcitaSettings, complain: Callable[[str], None]) -> None:
        self.tokens = Tokens(clock)
        self.settings = settings
        self.complain = complain
        self._code_used = False

    def call(self, method: str, path: str, do: Do, *kinds: Kind, anybody: bool = False) -> web.RouteDef:
        """A call that takes these kinds of tokens; anybody's too, if nobody needs one."""

        async def handle(request: web.Request) -> web.Response:
            sent = await request.read()
            try:
                token = self._token(request, kinds, anybody)
                return do(self._asked(request, sent, token))
            except Refused as refused:
                if refused.complaint:
                    self.complain(f"{method} {request.path}: {refused.complaint}")
                return refused.answer(v3=path.startswith("/v3/"))

        return web.route(method, path, handle)

    def routes(self) -> list[web.RouteDef]:
        return [
            self.call("POST", "/oauth/service/token", self._service_token, anybody=True),
            self.call("POST", "/oauth/token", self._code_grant, anybody=True),
            self.call("POST", "/platform/v1/tokens", self._token_by_id, Kind.STAFF, Kind.APP, Kind.DIRECTORY),
        ]

    def _token(self, request: web.Request, kinds: tuple[Kind, ...], anybody: bool) -> Token | None:
        for name in request.headers:
            if "idempoten" in name.lower():
                self.complain(f"no header {name} is documented")
        said = request.headers.get("Authorization")
        if said is None or (anybody and not kinds):
            if not anybody:
                raise self._unknown("there is no token")
            return None
        scheme, _, text = said.partition(" ")
        token = self.tokens.find(text)
        if scheme != "Bearer":
            raise self._unknown("the token is not sent as Bearer")
        if token is None or self.tokens.has_ended(token):
            raise self._unknown()
        if token.kind not in kinds:
            raise unauthorized(f"this call does not take {token.kind} tokens")
        behalf = request.headers.get("X-On-Behalf-Of")
        if token.kind is Kind.DIRECTORY and behalf != BUSINESS:
            raise unauthorized("a directory token needs X-On-Behalf-Of with a business of the directory")
        if token.kind is not Kind.DIRECTORY and behalf is not None:
            self.complain("X-On-Behalf-Of belongs to directory tokens")
        return token

    def _unknown(self, complaint: str = "") -> Refused:
        return Refused(422 if self.settings.expired_is_422 else 401, "UNAUTHORIZED", "Unauthorized", complaint)

    def _asked(self, request: web.Request, sent: bytes, token: Token | None) -> Asked:
        query: dict[str, object] = {
            key: values[0] if len(values) == 1 else values
            for key in request.query
            for values in [request.query.getall(key)]
        }
        body: Mapping[str, object] = {}
        if request.method == "GET":
            if sent:
                raise invalid("a GET has no body")
        else:
            if query:
                raise invalid(f"{next(iter(query))} is sent in the query and not in the body")
            body = self._body(request, sent)
        return Asked(token, query, request.match_info, body)

    def _body(self, request: web.Request, sent: bytes) -> Mapping[str, object]:
        if request.path == "/oauth/token" and request.content_type == "application/x-www-form-urlencoded":
            return dict(parse_qsl(sent.decode(), keep_blank_values=True))
        if request.content_type != "application/json":
            raise Refused(400, "PARAMETER_MISSING", "No JSON", f"the body is {request.content_type}, and not JSON")
        try:
            body = json.loads(sent)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "PARAMETER_MISSING", "No JSON object", "the body is no JSON object")
        return body

    # --- how tokens are got

    def _service_token(self, asked: Asked) -> web.Response:
        said = read(ServiceToken, asked.body)
        if (said.service_id, said.service_secret) != (SERVICE_ID, SERVICE_SECRET):
            raise self._unknown()
        text = self.tokens.give(Kind.APP)
        return web.json_response({"access_token": text, "expires_in": 3600, "token_type": "Bearer"})

    def _code_grant(self, asked: Asked) -> web.Response:
        """A code is good once; the token lives long and is as good as that of the member of staff who agreed."""
        said = read(CodeGrant, asked.body)
        if any(getattr(said, name) != value for name, value in OAUTH.items()) or self._code_used:
            raise self._unknown()
        self._code_used = True
        return web.json_response({"access_token": self.tokens.give(Kind.STAFF), "token_type": "Bearer"})

    def _token_by_id(self, asked: Asked) -> web.Response:
        said = read(TokenById, asked.body)
        match [said.app_id, said.business_id, said.directory_id]:
            case ["", "", ""]:
                raise missing("one of app_id, business_id, directory_id")
            case [id, "", ""] if id == SERVICE_ID:
                return ok({"token": self.tokens.give(Kind.APP)})
            case ["", id, ""] if id == BUSINESS:
                return ok({"token": self.tokens.give(Kind.STAFF)})
            case ["", "", id] if id == DIRECTORY:
                return ok({"token": self.tokens.give(Kind.DIRECTORY)})
        raise unauthorized("the ids are more than one, or not this practice's")
