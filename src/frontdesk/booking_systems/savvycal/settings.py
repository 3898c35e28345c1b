"""What a profile says of SavvyCal Appointments: services by channel, hosts, and how it is called.

Without `token_env` only the public calls are made, and everything about services and hosts is taken from here.
"""

from typing import Annotated, Literal

from pydantic import Field

from frontdesk.booking_systems.remote.settings import (
    VendorSettings,
    require_distinct,
    require_hosts_of,
    require_one_host,
)
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.part import Part

REASON = "reason"
"""In `client_fields`, in the place of a question's id: the reason for the visit."""

# No length is checked: the vendor's own sample of an id is shorter than its pattern.
ServiceId = Annotated[str, Field(pattern=r"^srv_\w+$")]
ProviderId = Annotated[str, Field(pattern=r"^prov_\w+$")]
AccountId = Annotated[str, Field(pattern=r"^acct_\w+$")]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
TimeFormat = Literal["naive", "offset"]


class SavvycalService(Part):
    """One service of the profile."""

    channels: dict[Channel, ServiceId] = Field(min_length=1)
    """SavvyCal knows no channel: each has a service of its own there."""


class SavvycalSettings(VendorSettings[SavvycalService]):
    base_url: str = Field(default="https://api.savvycal.app", pattern=r"^https?://[^\s?#]+$")
    hosts: dict[str, ProviderId] = Field(default={})
    """By id of the profile's host; empty: SavvyCal is not told with whom, so every service has one host only."""
    token_env: Variable | None = None
    account: AccountId | None = None
    """For a platform token only: whose appointments."""
    webhook_secret_env: Variable | None = None
    time_format: TimeFormat = "naive"
    """How times are sent: as wall clock beside a zone (the API of 2026-01), or with an offset (its later pages)."""
    client_fields: dict[str, Annotated[str, Field(min_length=1)]] = Field(default={})
    """Slug of a field of SavvyCal's clients, by id of a question or `reason`. Only a newer API takes them."""
    days_at_a_time: int = Field(default=20, ge=1, le=90)
    """For how many days one request asks for openings."""
    list_query: dict[str, str] = Field(default={})
    """What narrows the list of appointments down to a day, as SavvyCal spells it; `{day}` stands for its date."""
    most_pages: int = Field(default=20, ge=1, le=200)
    """Of the list of appointments, a hundred each, before it is too long to look through."""

    def require_fits(self, business: Business) -> None:
        """Raises `ValueError` with what in the section does not fit the profile, and what to do."""
        self.require_services_of(business)
        if self.account is not None and self.token_env is None:
            raise ValueError("booking_system.account goes with a platform token; name its variable in token_env")
        require_distinct("services", (id for one in self.services.values() for id in one.channels.values()))
        require_distinct("hosts", self.hosts.values())
        if self.hosts:
            require_hosts_of(business, self.hosts)
        else:
            require_one_host(business, "without booking_system.hosts SavvyCal is not told with whom")
        questions = {REASON}
        for service in business.services:
            self._require_channels(service.id, set(service.channels))
            if len(service.durations) > 1:
                raise ValueError(
                    f'service "{service.id}" has several durations_minutes, and a service in SavvyCal has one; '
                    "make a service of each"
                )
            questions |= {question.id for question in service.questions}
        for id in sorted(set(self.client_fields) - questions):
            raise ValueError(f'booking_system.client_fields.{id}: no question has the id "{id}"; check the spelling')

    def asked_of(self, business: Business) -> set[str]:
        """Ids of everything callers are asked beside the slots, the reason among them."""
        return {question.id for service in business.services for question in service.questions} | {REASON}

    def service_of(self, id: str) -> tuple[str, Channel] | None:
        """Which service of the profile, by which channel, has an id in SavvyCal."""
        for ours, service in self.services.items():
            for channel, theirs in service.channels.items():
                if theirs == id:
                    return ours, channel
        return None

    def host_of(self, provider: str) -> str:
        """Empty for somebody the profile does not know."""
        return next((host for host, theirs in self.hosts.items() if theirs == provider), "")

    def _require_channels(self, service: str, offered: set[Channel]) -> None:
        at = f"booking_system.services.{service}.channels"
        known = set(self.services[service].channels)
        for channel in sorted(offered - known):
            raise ValueError(f"{at}.{channel} is missing: name SavvyCal's service for it, or take it off the channels")
        for channel in sorted(known - offered):
            raise ValueError(f'{at}.{channel}: service "{service}" is not offered that way; add it to its channels')
