"""How the double of SavvyCal looks at a request: who calls, and whether its query and its body are as documented."""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError
from tests.doubles.savvycal_practice import ACCOUNT
from tests.doubles.savvycal_wire import Message

ACCOUNT_TOKEN = "account-token-of-the-practice"
PLATFORM_TOKEN = "platform-token-of-many-practices"
ACCOUNT_HEADER = "X-SavvyCal-Account"

M = TypeVar("M", bound=Message)


class Refused(Exception):
    """An answer that is no success, in the documented shape."""

    def __init__(self, status: int, *errors: dict[str, object]) -> None:
        super().__init__(status, *errors)
        self.status = status
        self.errors = errors

    @property
    def answer(self) -> web.Response:
        return web.json_response({"errors": self.errors}, status=self.status)


def unauthorized() -> Refused:
    return Refused(401, {"detail": "Unauthorized", "status": "401", "title": "Unauthorized"})


def forbidden(why: str) -> Refused:
    """Titled as the vendor titles it: only the status tells that the policy forbids it."""
    return Refused(403, {"title": "Unprocessable Entity", "detail": why, "status": "403"})


def not_found() -> Refused:
    return Refused(404, {"detail": "Not Found", "status": "404"})


def invalid(pointer: str, detail: str, code: str | None = None) -> Refused:
    return Refused(422, _error(pointer, detail) | ({"code": code} if code else {}))


def _error(pointer: str, detail: str) -> dict[str, object]:
    return {"title": "Invalid value", "detail": detail, "source": {"pointer": pointer}}


class Requests:
    """Every breach of the contract goes to `complain` and is answered with a documented error."""

    def __init__(self, clock: Callable[[], datetime], complain: Callable[[str], None]) -> None:
        self._clock = clock
        self._complain = complain
        self._signed: dict[str, datetime] = {}
        self._numbers = count(1)

    def signed_token(self, minutes: int) -> str:
        """A short-lived token in the form of a signed one. Only what is made here is taken: no signature is checked."""
        expires = self._clock() + timedelta(minutes=minutes)
        number = next(self._numbers)
        header = {"alg": "ES256", "kid": "key_1", "typ": "JWT"}
        claims = {"sub": f"desk-{number}", "exp": int(expires.timestamp())}
        parts = [json.dumps(header).encode(), json.dumps(claims).encode(), hashlib.sha512(b"%d" % number).digest()]
        token = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
        self._signed[token] = expires
        return token

    # --- who calls

    def authorize(self, request: web.Request, *, public: bool = False, needed: bool = True) -> None:
        """The public slots take a token that is there, and documents that its header of the account is optional."""
        token, account = request.headers.get("Authorization"), request.headers.get(ACCOUNT_HEADER)
        if token is None:
            if account is not None:
                raise self._unauthorized(request, f"sends {ACCOUNT_HEADER} without a token")
            if needed and not public:
                raise self._unauthorized(request, "sends no token")
            if needed:
                raise unauthorized()
            return
        if not token.startswith("Bearer "):
            raise self._unauthorized(request, "sends no bearer token")
        token = token.removeprefix("Bearer ")
        if token == PLATFORM_TOKEN:
            if account is None and not public:
                raise self._unauthorized(request, f"sends a platform token without {ACCOUNT_HEADER}")
            if account is not None and not account.startswith("acct_"):
                raise self._unauthorized(request, f"sends in {ACCOUNT_HEADER} what is no id of an account")
            if account not in (None, ACCOUNT):
                raise unauthorized()
        elif account is not None:
            raise self._unauthorized(request, f"sends {ACCOUNT_HEADER}, which belongs to platform tokens only")
        elif token != ACCOUNT_TOKEN and not self._clock() < self._signed.get(token, self._clock()):
            raise unauthorized()

    def expect_no_token(self, request: web.Request) -> None:
        """No 401 is documented for these calls, so they are served; but the token has no business there."""
        for header in ("Authorization", ACCOUNT_HEADER):
            if header in request.headers:
                self._complain(f"{_call(request)} sends {header}, and the call has no authentication")

    # --- what is asked

    def query(self, request: web.Request, model: type[M]) -> M:
        names = [name for name, _ in request.query.items()]
        for name in set(names):
            if names.count(name) > 1:
                raise self.wrong(request, f"/{name}", "is said twice")
        return self._read(request, model, dict(request.query))

    def body(self, request: web.Request, body: bytes, model: type[M], *, optional: bool = False) -> M:
        if optional and not body:
            return model()
        if request.content_type != "application/json":
            raise self.wrong(request, "/", "is not sent as application/json")
        try:
            data = json.loads(body)
        except ValueError:
            raise self.wrong(request, "/", "is no JSON") from None
        return self._read(request, model, data)

    def headers(self, request: web.Request) -> None:
        """Headers that other APIs have and this one does not."""
        for name in request.headers:
            name = name.lower()
            if "idempotency" in name or (name.startswith("x-savvycal-") and name != ACCOUNT_HEADER.lower()):
                self._complain(f"{_call(request)} sends {name}, which is not documented")

    def wrong(self, request: web.Request, pointer: str, detail: str) -> Refused:
        self._complain(f"{_call(request)}: {pointer} {detail}")
        return invalid(pointer, detail)

    def _read(self, request: web.Request, model: type[M], data: object) -> M:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            found = [("/" + "/".join(str(part) for part in each["loc"]), each["msg"]) for each in error.errors()]
        for pointer, message in found:
            self._complain(f"{_call(request)}: {pointer} {message}")
        raise Refused(422, *(_error(pointer, message) for pointer, message in found))

    def _unauthorized(self, request: web.Request, what: str) -> Refused:
        self._complain(f"{_call(request)} {what}")
        return unauthorized()


def _call(request: web.Request) -> str:
    return f"{request.method} {request.path}"
