"""Settings of a process, read once at start from the environment. Secrets come from here, never from a profile."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from frontdesk.profiles import SAMPLE


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `frontdesk serve` needs to know. `now` is local time of the business, without a zone, or None."""

    profile: Path
    database_url: str
    host: str
    port: int
    public_url: str
    staff_token: str
    staff_token_is_new: bool
    """It was made at this start and must be printed once."""
    now: datetime | None
    prompts: Path | None
    """A folder of languages instead of the installed one."""
    words: Path | None
    """A folder whose words replace some of the language's, key by key."""
    environment: Mapping[str, str]
    """For the secrets that profiles name."""

    def secret(self, name: str | None) -> str | None:
        """The value of an environment variable that a profile names; an empty one counts as missing."""
        return (self.environment.get(name) or None) if name else None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads `FRONTDESK_…`. Raises SettingsError."""
    env = os.environ if environment is None else environment
    host = env.get("FRONTDESK_HOST") or "127.0.0.1"
    port = _port(env.get("FRONTDESK_PORT") or "8080")
    given = env.get("FRONTDESK_STAFF_TOKEN")
    return Settings(
        profile=Path(env.get("FRONTDESK_PROFILE") or SAMPLE),
        database_url=env.get("FRONTDESK_DATABASE_URL") or "sqlite:///frontdesk.db",
        host=host,
        port=port,
        public_url=_url(env.get("FRONTDESK_PUBLIC_URL") or f"http://{host}:{port}"),
        staff_token=given or secrets.token_urlsafe(24),
        staff_token_is_new=not given,
        now=read_now(env.get("FRONTDESK_NOW")),
        prompts=Path(env["FRONTDESK_PROMPTS"]) if env.get("FRONTDESK_PROMPTS") else None,
        words=Path(env["FRONTDESK_WORDS"]) if env.get("FRONTDESK_WORDS") else None,
        environment=env,
    )


def read_now(text: str | None) -> datetime | None:
    """A local time like 2026-03-05T09:00, as the business's clock is to start. Raises SettingsError."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f'"{text}" is not a time; write it like 2026-03-05T09:00') from error


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise SettingsError(f'FRONTDESK_PORT is "{text}"; write a number from 0 to 65535')
    return int(text)


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise SettingsError(f'FRONTDESK_PUBLIC_URL is "{text}"; write the whole address, like https://desk.example.com')
    return text.rstrip("/")
