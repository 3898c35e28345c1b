"""Tokens for Cubu from Microsoft Entra: client credentials, good for an hour, and asked for anew before it is over.

The login is the only clock that an adapter has: what day it is stands in its answers, and goes on by the loop's clock.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.booking_systems.cubu.settings import CubuSettings
from frontdesk.booking_systems.remote.connection import Answer, Connection, Form, Headers, Limits
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown

BEFORE_EXPIRY = 300.0
"""Seconds before its end from which a token is not used any more."""


class _Token(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    access_token: str = Field(min_length=1)
    expires_in: int = Field(gt=0)


class Tokens:
    """Of one application. `now` is in seconds."""

    def __init__(self, settings: CubuSettings, secret: str, now: Callable[[], float] | None = None) -> None:
        self._settings = settings
        self._secret = secret
        self._now = now or (lambda: asyncio.get_running_loop().time())
        limit = min(3.0, settings.time_limit_seconds)
        limits = Limits(call=limit, connect=limit, patience=4.0, pauses=(0.2,))  # what it is for has to wait as well
        self._login = Connection("Cubu's login", settings.login_url, _nothing, limits)
        self._asking = asyncio.Lock()
        self._token = ""
        self._until = 0.0
        self._said: tuple[datetime, float] | None = None

    async def authorize(self, renew: bool) -> Headers:
        """Raises `SystemDown` or `Misconfigured`."""
        refused = self._token if renew else ""
        async with self._asking:
            if self._token == refused or self._now() >= self._until:  # else somebody else has renewed it meanwhile
                await self._ask()
        return {"Authorization": f"Bearer {self._token}"}

    async def instant(self) -> datetime:
        """What time it is, as the login says. Raises `SystemDown`."""
        await self.authorize(False)
        if self._said is None:
            raise SystemDown("Cubu's login does not say what day it is: its answer has no date.")
        told, at = self._said
        return told + timedelta(seconds=self._now() - at)

    async def close(self) -> None:
        await self._login.close()

    async def _ask(self) -> None:
        one = self._settings
        form = Form(
            grant_type="client_credentials",
            client_id=one.client_id,
            client_secret=self._secret,
            scope=f"{one.client_id}/.default",
        )
        path = f"/{one.tenant_id}/oauth2/v2.0/token"
        answer = await self._login.read("get a token", path, method="POST", body=form, means=(401, 403))
        if not answer.ok:
            raise Misconfigured(
                f"Cubu's login refuses us: HTTP {answer.status}; look at tenant_id, client_id and client_secret_env."
            )
        token = answer.parse(_Token)
        now = self._now()
        self._token = token.access_token
        self._until = now + max(token.expires_in - BEFORE_EXPIRY, token.expires_in / 2)
        said = _date(answer)
        self._said = None if said is None else (said, now)


def _date(answer: Answer) -> datetime | None:
    """RFC 9110, 6.6.1."""
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return None if said.tzinfo is None else said


async def _nothing(renew: bool) -> Headers:
    """The form itself proves who we are."""
    return {}
