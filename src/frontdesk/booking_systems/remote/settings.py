"""What the profile's section on a vendor has in common with those on others. Each adapter adds its own to it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from pydantic import Field

from frontdesk.booking_systems.remote.connection import Limits
from frontdesk.model.business import Business
from frontdesk.model.part import Part

S = TypeVar("S", bound=Part)

Secret = Callable[[str], str]
"""The value of an environment variable. Raises `SettingsError`, naming it, when it is not set."""


class SystemSettings(Part):
    """For a system that has no services of its own."""

    time_limit_seconds: float = Field(default=6.0, gt=0, le=7.5)
    """How long one request to the vendor may take; callers wait for 8 seconds at most."""

    @property
    def limits(self) -> Limits:
        return Limits(call=self.time_limit_seconds)


class VendorSettings(SystemSettings, Generic[S]):
    """`S` is what an adapter needs to know of one service."""

    services: dict[str, S] = Field(min_length=1)
    """By id of the profile's service."""

    def require_services_of(self, business: Business) -> None:
        """Raises `ValueError` unless every service of the profile, and no other, is known to the vendor's section."""
        theirs, ours = set(self.services), {service.id for service in business.services}
        for id in sorted(ours - theirs):
            raise ValueError(f'booking_system.services.{id} is missing: say there what "{id}" is in the booking system')
        for id in sorted(theirs - ours):
            raise ValueError(f'booking_system.services.{id}: no [[services]] has the id "{id}"; check the spelling')


def require_hosts_of(business: Business, hosts: Mapping[str, str], where: str = "hosts") -> None:
    """Raises `ValueError` unless every host of the profile, and nobody else, is known to a table of the section."""
    ours = {host.id for host in business.hosts}
    for id in sorted(ours - set(hosts)):
        raise ValueError(f'booking_system.{where}.{id} is missing: say there who "{id}" is in the booking system')
    for id in sorted(set(hosts) - ours):
        raise ValueError(f'booking_system.{where}.{id}: no [[hosts]] has the id "{id}"; check the spelling')


def require_distinct(where: str, ids: Iterable[str]) -> None:
    """For ids by which a vendor tells what is meant: of two that are the same nobody could. Raises `ValueError`."""
    listed = list(ids)
    if len(set(listed)) < len(listed):
        raise ValueError(f"booking_system.{where}: an id stands there twice; each needs its own")


def require_one_host(business: Business, why: str) -> None:
    """For a vendor that does not say with whom an appointment is. Raises `ValueError`, with `why`."""
    for service in business.services:
        if len(business.hosts_of(service)) != 1:
            raise ValueError(f'service "{service.id}" has several hosts, and {why}; name one host for it, or a team')
