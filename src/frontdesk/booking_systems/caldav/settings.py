"""What the profile's section on CalDAV says, and which profiles a calendar can keep."""

from base64 import b64encode
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from frontdesk.booking_systems.remote.settings import Secret, SystemSettings, require_hosts_of
from frontdesk.model.business import Business
from frontdesk.model.service import Assignment, Confirmation, Service


def _address(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment:
        raise ValueError(f'"{text}" is no address of a calendar; write it like "https://cal.example.com/desk/ada/"')
    if url.username is not None or url.password is not None:
        raise ValueError("a name and a password do not belong into an address; use username and password_env")
    return text


class Settings(SystemSettings):
    calendars: dict[str, Annotated[str, AfterValidator(_address)]] = Field(min_length=1)
    """The address of each host's calendar collection, by the host's id."""
    username: str = ""
    password_env: str = ""
    """Name of the environment variable with the password: HTTP Basic (RFC 7617)."""
    token_env: str = ""
    """Name of the environment variable with a token: HTTP Bearer (RFC 6750). It is not renewed."""
    plain_http: bool = False
    """Addresses may begin with http://, for a server in the same machine or network: name and password are readable."""

    time_limit_seconds: float = Field(default=2.5, gt=0, le=7.5)
    """How long one request may take. A booking takes three, and callers wait for 8 seconds at most."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        basic = bool(self.username), bool(self.password_env)
        if any(basic) and self.token_env:
            raise ValueError("set either username and password_env, or token_env; not both")
        if not all(basic) and not self.token_env:
            raise ValueError("set username and password_env, or token_env: that is how the calendars are opened")
        addresses = [address.rstrip("/") for address in self.calendars.values()]
        if len(set(addresses)) < len(addresses):
            raise ValueError("calendars: two hosts have the same calendar; give each their own")
        if not self.plain_http and any(address.startswith("http://") for address in addresses):
            raise ValueError("calendars: write https://, or set plain_http = true where nobody else can listen")
        return self

    def authorization(self, secret: Secret) -> str:
        """The header of that name. Raises `SettingsError`."""
        if self.token_env:
            return f"Bearer {secret(self.token_env)}"
        return f"Basic {b64encode(f'{self.username}:{secret(self.password_env)}'.encode()).decode()}"

    def require_fit(self, business: Business) -> None:
        """Raises `ValueError` for hosts without a calendar, and for what no calendar keeps."""
        require_hosts_of(business, self.calendars, "calendars")
        for service in business.services:
            if why := _not_kept(business, service):
                raise ValueError(f'service "{service.id}": {why}; calendars cannot keep that, so take it out')
        for host in business.hosts:
            if host.max_per_day:
                raise ValueError(f'host "{host.id}": max_per_day; calendars cannot keep that, so take it out')


def _not_kept(business: Business, service: Service) -> str:
    """What a service wants beyond a time with one host; empty where it wants nothing more."""
    wants = {
        "capacity is more than one": service.capacity > 1,
        "needs": bool(service.needs),
        "max_per_day": service.max_per_day is not None,
        "confirmation is not instant": service.confirmation is not Confirmation.INSTANT,
        f'assignment = "{service.assignment}"': service.assignment in (Assignment.TOGETHER, Assignment.ROUND_ROBIN),
        "a host is at some places only": business.bound_to_places(service),
    }
    return next((words for words, wanted in wants.items() if wanted), "")
