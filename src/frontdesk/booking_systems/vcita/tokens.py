"""The token that lets us in: given once and for all, or got from vcita and renewed before it ends."""

import asyncio
from collections.abc import Callable, Mapping

from frontdesk.booking_systems.remote.connection import Answer, Connection, Headers
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.booking_systems.vcita.answers import BusinessToken, Data, ServiceToken
from frontdesk.booking_systems.vcita.settings import VcitaSettings

EARLY = 60.0
"""So many seconds before its end a token is renewed."""
JUST_NOW = 5.0
"""Of many who are refused at once one renews the token; the others get what it got, for so many seconds."""


def bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


class Tokens:
    """Of one account. `now` is in seconds; how long a token lives is as vcita says, and measured from when it came."""

    def __init__(self, settings: VcitaSettings, secret: Secret, bare: Connection, now: Callable[[], float]) -> None:
        """`bare` sends requests with just the headers they have. Raises what `secret` raises."""
        self._settings = settings
        self._bare = bare
        self._now = now
        token = settings.token
        self._given = secret(token.service_secret_env or token.token_env or "")
        self._got = ""
        self._got_at = self._ends = 0.0
        self._renewing = asyncio.Lock()

    async def authorize(self, refused: bool) -> Headers:
        """What proves who we are. Raises `SystemDown`, or `Misconfigured` when a token that was given is `refused`."""
        token = self._settings.token
        if not self.renewable:
            if refused:
                raise Misconfigured(f"vcita does not accept the token in {token.token_env}; put a valid one there.")
            return {**bearer(self._given), **self._on_behalf()}
        async with self._renewing:
            now = self._now()
            is_new = self._got and now - self._got_at < JUST_NOW
            if not self._got or now >= self._ends or (refused and not is_new):
                await self._renew()
        return bearer(self._got)

    @property
    def renewable(self) -> bool:
        return self._settings.token.for_business

    async def _renew(self) -> None:
        asked_at = self._now()
        proof, lives = await self._proof()
        body = {"business_id": self._settings.business_id}
        token = await self._ask("get a token of the business", self._settings.paths.business_token, body, proof)
        self._got = token.parse(Data[BusinessToken]).data.token
        self._got_at, self._ends = asked_at, asked_at + lives - EARLY

    async def _proof(self) -> tuple[Headers, float]:
        """What a token of the business is got with, and for how many seconds both are taken to be good."""
        token = self._settings.token
        if token.kind != "app":
            return {**bearer(self._given), **self._on_behalf()}, float("inf")
        body = {"service_id": token.service_id, "service_secret": self._given}
        answer = await self._ask("get a token of the app", self._settings.paths.service_token, body, {})
        got = answer.parse(ServiceToken)
        return bearer(got.access_token), float(got.expires_in)

    async def _ask(self, what: str, path: str, body: object, proof: Headers) -> Answer:
        answer = await self._bare.read(what, path, method="POST", body=body, headers=proof)
        if not answer.ok:
            raise Misconfigured(f"vcita gives no token: {what}: HTTP {answer.status}; look at booking_system.token.")
        return answer

    def _on_behalf(self) -> Mapping[str, str]:
        """A directory says for which of its businesses it speaks."""
        of_directory = self._settings.token.kind == "directory"
        return {"X-On-Behalf-Of": self._settings.business_id} if of_directory else {}
