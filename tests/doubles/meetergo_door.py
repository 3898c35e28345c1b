"""Who is let in to the stand-in for meetergo, with what, and how it says no."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from aiohttp import web
from pydantic import ValidationError
from tests.doubles.meetergo_practice import HOSTS, OWNER, USER_HEADER, MeetergoSettings, Refused
from tests.doubles.meetergo_wire import LISTS, NoQuery, Wire, faults_of
from tests.doubles.serving import Double, Handler

W = TypeVar("W", bound=Wire)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been let in. What is done with it is done without a pause: two never both win."""

    request: web.Request
    body: bytes
    user: str

    @property
    def name(self) -> str:
        return f"{self.request.method} {self.request.path}"

    @property
    def id(self) -> str:
        return self.request.match_info["id"]


class MeetergoDoor(Double):
    """Keys, headers, the shape of queries and bodies, and errors."""

    def __init__(self, clock: Callable[[], datetime], settings: MeetergoSettings) -> None:
        super().__init__(clock)
        self.settings = settings
        self._requests: dict[str, list[datetime]] = {}

    def _letting_in(self, work: Callable[[Asked], web.Response]) -> Handler:
        async def handler(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                return work(Asked(request, body, self._user(request)))
            except Refused as refused:
                return self.too_many() if refused.status == 429 else self._error(refused)

        return handler

    async def _no_such_call(self, request: web.Request) -> web.Response:
        self.complain(f"{request.method} {request.path} is no call of this API")
        return self._error(Refused(404, f"Cannot {request.method} {request.path}"))

    # --- errors

    def _error(self, refused: Refused) -> web.Response:
        message: str | list[str] = refused.message
        if self.settings.message_as_array and refused.status != 429:
            message = [f"{each['field']}: {each['message']}" for each in refused.errors] or [refused.message]
        phrase = HTTPStatus(refused.status).phrase
        body: dict[str, object] = {"statusCode": refused.status, "message": message, "error": phrase}
        if refused.errors:
            body["errors"] = refused.errors
        return web.json_response(body, status=refused.status)

    def _wrong(self, why: str, message: str, status: int = 400) -> Refused:
        """What no caller of this API should ever send."""
        self.complain(why)
        return Refused(status, message)

    def _taken(self) -> Refused:
        if self.settings.taken_status == 409:
            return Refused(409, "The host is already booked at this time")
        return Refused(400, self.settings.taken_message)

    def too_many(self) -> web.Response:
        response = self._error(Refused(429, "Too Many Requests"))
        if self.settings.retry_after is not None:
            response.headers["Retry-After"] = self.settings.retry_after
        return response

    def broken(self) -> web.Response:
        return self._error(Refused(500, "Internal Server Error"))

    # --- who asks, and what

    def _user(self, request: web.Request) -> str:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        user = request.headers.get(USER_HEADER)
        if scheme != "Bearer" or not key:
            raise self._wrong(f"{request.path} was asked without a Bearer credential", "Unauthorized", 401)
        if key.startswith("rgo-"):
            if key != self.settings.token:
                raise Refused(401, "Unauthorized")
            if user is not None:
                self.complain(f"{request.path} was asked with a personal access token and {USER_HEADER}")
                if user != OWNER:
                    raise Refused(403, "A personal access token cannot act for another user")
            user = OWNER
        else:
            expires = self.settings.platform_key_expires
            if key != self.settings.platform_key or (expires is not None and self.clock() >= expires):
                raise Refused(401, "Invalid or expired API key")
            if user is None or not _is_uuid(user):
                message = f"The {USER_HEADER} header is required for platform API keys"
                raise self._wrong(f"{request.path} was asked with a platform key but no user's id", message)
            if user not in HOSTS.values():
                raise Refused(404, "User not found")
        recent = [each for each in self._requests.get(key, []) if self.clock() - each < timedelta(minutes=1)]
        self._requests[key] = [*recent, self.clock()]
        if self.settings.per_minute is not None and len(recent) >= self.settings.per_minute:
            raise Refused(429, "Too Many Requests")
        return user

    def _query(self, asked: Asked, model: type[W]) -> W:
        data: dict[str, object] = {}
        for name in asked.request.query:
            values = asked.request.query.getall(name)
            if name not in LISTS and len(values) > 1:
                raise self._wrong(f"{asked.name}: {name} was sent {len(values)} times", f"{name} must be a string")
            data[name] = values if name in LISTS else values[0]
        return self._checked(asked, lambda: model.model_validate(data))

    def _body(self, asked: Asked, model: type[W]) -> W:
        self._query(asked, NoQuery)
        if asked.request.content_type != "application/json":
            raise self._wrong(f"{asked.name}: the body is not sent as application/json", "Body must be JSON")
        return self._checked(asked, lambda: model.model_validate_json(asked.body))

    def _checked(self, asked: Asked, validate: Callable[[], W]) -> W:
        try:
            return validate()
        except ValidationError as error:
            faults = faults_of(error)
            for fault in faults:
                self.complain(f"{asked.name}: {fault['field']}: {fault['message']}")
            raise Refused(400, "Validation failed", faults) from error


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
