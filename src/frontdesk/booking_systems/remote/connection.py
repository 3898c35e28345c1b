"""Calls to one vendor over HTTP: bounded in time, patient with what may be repeated, wary of what may have been done.

Reading may be repeated; writing is repeated only where the answer says that nothing was done (429, or a token that ran
out). A write without a clear answer is `OutcomeUnknown`. No message holds an address, an id or a word of an answer.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlencode

import aiohttp
from pydantic import BaseModel, ValidationError

from frontdesk.booking_systems.remote.breaker import Breaker
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured
from frontdesk.conversations.ports import OutcomeUnknown, SystemDown

M = TypeVar("M", bound=BaseModel)
Headers = Mapping[str, str]
Authorize = Callable[[bool], Awaitable[Headers]]
"""The headers that prove who we are; True: the last ones were refused, so get others. Raises `SystemDown`."""
Params = Sequence[tuple[str, str]]

MOST_BYTES = 4_000_000
MOST_SECONDS = 3600.0
"""Until a limit begins anew: what is more is an instant, which some systems tell instead."""
SAYS_NOTHING = frozenset({408, *range(500, 600)} - {501, 507})
"""Statuses that say nothing about the request; what stands before a system has its own, such as 520 to 530. With 501
(RFC 9110, 15.6.2) and 507 (RFC 4918, 11.5) nothing was done."""
ANSWERED = frozenset({500})
"""Of these, those of the system itself, which is done with the request. The others, a 503 too, may be of what stands
before it and waits no longer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds."""

    call: float = 6.0
    """One request, from connecting to the last byte of its answer."""
    connect: float = 2.0
    patience: float = 7.0
    """Everything it takes to answer one question, with waits and repeats: callers wait for 8 at most."""
    pauses: tuple[float, ...] = (0.2, 0.6)
    """Before each repeat of what may be repeated."""


class Form(dict[str, str]):
    """A body that is sent as an HTML form: what is given out by OAuth 2 is asked for like this (RFC 6749, 4.4.2)."""


class WrongShape(SystemDown):
    """An answer that is not what the vendor documents."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`json` is None where the body is no JSON. `what` was asked, in words for an integrator."""

    what: str
    status: int
    json: object
    headers: Mapping[str, str]
    wrote: bool = False
    """It answers a write."""
    raw: bytes = field(default=b"", repr=False)
    """The body as it came, for a system that does not speak JSON."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def parse(self, shape: type[M]) -> M:
        """Raises `WrongShape`, or `OutcomeUnknown` after a write, naming the first field that is not as documented."""
        try:
            return shape.model_validate(self.json)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            at = ".".join(str(part) for part in first["loc"]) or "the whole answer"
            told = f"{self.what}: {at} is not as documented ({first['type']})."
            raise (OutcomeUnknown(told) if self.wrote else WrongShape(told)) from None


class Connection:
    """One system's door. Opens when it is first used; `close` it in the end."""

    def __init__(
        self,
        name: str,
        base_url: str,
        authorize: Authorize,
        limits: Limits | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self._base = base_url.rstrip("/")
        self._authorize = authorize
        self._limits = limits or Limits()
        self._sleep = sleep
        self._session: aiohttp.ClientSession | None = None
        self._breaker = Breaker(lambda: asyncio.get_running_loop().time())

    async def read(
        self,
        what: str,
        path: str,
        *,
        params: Params = (),
        headers: Headers | None = None,
        method: str = "GET",
        body: object = None,
        means: Collection[int] = (),
    ) -> Answer:
        """An answer of any status that says something about the request. `what` reads like "list openings".

        Raises `SystemDown` when there is none in time, and `Misconfigured` for 401 and 403, but for those of them that
        this call `means` something by.
        """
        deadline = self._now() + self._limits.patience
        fault = ""
        for pause in (0.0, *self._limits.pauses):
            if pause and not await self._wait(pause, deadline):
                break
            try:
                answer = await self._call(what, method, path, params, headers, body, deadline)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                fault = type(error).__name__
                continue
            if answer.status in SAYS_NOTHING:
                fault = f"HTTP {answer.status}"
                continue
            return self._accepted(answer, means)
        where = "; look at its address in the profile" if fault.startswith("ClientConnector") else ""
        raise SystemDown(f"{self.name} does not answer: {what}: {fault}{where}.")

    async def write(
        self,
        what: str,
        path: str,
        *,
        body: object = None,
        params: Params = (),
        headers: Headers | None = None,
        method: str = "POST",
        means: Collection[int] = (),
    ) -> Answer:
        """Like `read`, but never done twice. Raises `OutcomeUnknown` where it may have been done, `SystemDown` where
        it was certainly not."""
        deadline = self._now() + self._limits.patience
        try:
            answer = await self._call(what, method, path, params, headers, body, deadline)
        except aiohttp.ClientConnectorError as error:
            raise SystemDown(f"{self.name} cannot be reached: {what}: {type(error).__name__}.") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(f"{self.name} gave no answer: {what}: {type(error).__name__}.") from None
        if answer.status in SAYS_NOTHING:
            unknown = Failed if answer.status in ANSWERED else OutcomeUnknown
            raise unknown(f"{self.name} failed: {what}: HTTP {answer.status}.")
        return replace(self._accepted(answer, means), wrote=True)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _accepted(self, answer: Answer, means: Collection[int]) -> Answer:
        if answer.status in means:
            return answer
        if answer.status in (401, 403):
            raise Misconfigured(
                f"{self.name} refuses us: {answer.what}: HTTP {answer.status}; look at the key and its rights."
            )
        if answer.status == 429:
            raise SystemDown(f"{self.name} is asked too often: {answer.what}: HTTP 429; its limit is used up.")
        return answer

    async def _call(
        self,
        what: str,
        method: str,
        path: str,
        params: Params,
        headers: Headers | None,
        body: object,
        deadline: float,
    ) -> Answer:
        """One answer; waits as long as a 429 says, and renews what proves who we are, once each way."""
        if not self._breaker.lets_through():
            raise SystemDown(
                f"{self.name} has failed several times in a row and is left alone for some seconds: {what}."
            )
        renewed = False
        while True:
            proof = await self._authorize(renewed)
            answer = await self._send(what, method, path, params, {**(headers or {}), **proof}, body, deadline)
            if answer.status == 401 and not renewed:
                renewed = True
                continue
            if answer.status == 429 and await self._wait(_seconds_to_wait(answer.headers), deadline):
                continue
            return answer

    async def _send(
        self, what: str, method: str, path: str, params: Params, headers: Headers, body: object, deadline: float
    ) -> Answer:
        limit = aiohttp.ClientTimeout(
            total=max(0.001, min(self._limits.call, deadline - self._now())), connect=self._limits.connect
        )
        kind, content = _written(body)
        try:
            async with self._open().request(
                method,
                self._base + path,
                params=params,
                headers={"Accept": "application/json", **kind, **headers},
                data=content,
                timeout=limit,
                allow_redirects=False,  # a redirect would carry our token to somewhere else
            ) as response:
                raw = b""
                async for chunk in response.content.iter_any():
                    raw += chunk
                    if len(raw) > MOST_BYTES:
                        raise aiohttp.ClientPayloadError("more than anybody needs")
                told = {k.lower(): v for k, v in response.headers.items()}
                answer = Answer(what, response.status, _json(raw), told, raw=raw)
        except (aiohttp.ClientError, TimeoutError, OSError):
            self._breaker.failed()
            raise
        if answer.status in SAYS_NOTHING:
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        return answer

    async def _wait(self, seconds: float, deadline: float) -> bool:
        """False, at once, where there is no time for it."""
        if self._now() + seconds >= deadline:
            return False
        await self._sleep(seconds)
        return True

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
            # It would send a PUT or DELETE again when a connection breaks, and has no public switch for that.
            self._session._retry_connection = False
        return self._session

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _written(body: object) -> tuple[Headers, bytes | None]:
    """What says how a body is written, and the body. Bytes are sent as they are; the call itself says what they are."""
    if body is None or isinstance(body, bytes):
        return {}, body
    if isinstance(body, Form):
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(body).encode()
    return {"Content-Type": "application/json"}, json.dumps(body).encode()


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _seconds_to_wait(headers: Mapping[str, str]) -> float:
    """As a 429 says (RFC 9110, 10.2.3, in seconds), else when the limit is said to begin anew, else one."""
    told = headers.get("retry-after", "")
    if told.isdecimal():
        return float(told)
    resets = [value for name, value in headers.items() if name.startswith("x-ratelimit-reset") and value.isdecimal()]
    return min((seconds for seconds in map(float, resets) if 0 < seconds < MOST_SECONDS), default=1.0)
