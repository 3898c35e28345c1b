"""What a profile says about Cubu: `[booking_system]` with `kind = "cubu"` (docs/booking-systems/cubu.md).

Cubu tells no zone, no services and no documented way to cancel: all of that is said here, or not done.
"""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import AfterValidator, Field, model_validator

from frontdesk.booking_systems.remote.settings import VendorSettings, require_hosts_of, require_one_host
from frontdesk.model.booking import BookingStatus
from frontdesk.model.business import Business
from frontdesk.model.part import Part
from frontdesk.model.zones import known_zones

PLACES = frozenset({"applicationId", "serviceId", "date", "cuIndex", "caseId"})
"""What the path of the cancelling call can name."""
_ADDRESS = re.compile(r"https://[^\s/@?#]+(?:/[^\s@?#]*)?|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/[^\s@?#]*)?")


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError('this is not an address; write one like "https://s2s.api.app.cubu.com"')
    return text.rstrip("/")


def _zone(text: str) -> str:
    if text not in known_zones():
        raise ValueError(f'"{text}" is not an IANA time zone; write one like "Europe/London"')
    return text


def _country(text: str) -> str:
    if text not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f'"{text}" is not a country; write one like "GB" or "US"')
    return text


Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+$")]
"""Like a GUID: it goes into paths as it is."""
Address = Annotated[str, AfterValidator(_address)]


class PhoneFormat(StrEnum):
    """How a phone number is written for Cubu, whose guide asks for ten digits."""

    NATIONAL = "national"
    """As it is dialled at home, digits only: 02079460123, 0501234567, 4155550123."""
    SIGNIFICANT = "significant"
    """The same without the zero in front: 2079460123."""
    E164 = "e164"
    """+442079460123"""


class ServiceSettings(Part):
    """What one service of the profile is in Cubu: it has no call that lists them."""

    service_id: Id
    service_type_id: Id


class Customers(Part):
    """Customer records: one is found, or made, for everybody who books. It needs the role Customers Manager."""

    name_field_id: Id
    phone_field_id: Id
    email_field_id: Id | None = None
    phone_slug: str | None = Field(default=None, min_length=1)
    """The key field that a record is found by; without it, every booking makes a record of its own."""


class CancelCall(Part):
    """The call that cancels, as the vendor told the operator: no page of the guide that we could read says it."""

    method: Literal["DELETE", "POST", "PUT", "PATCH"]
    path: str
    """Such as `/{applicationId}/…/{caseId}`: after `base_url`, with the names in `PLACES`."""

    @model_validator(mode="after")
    def _is_a_path(self) -> Self:
        named = re.findall(r"\{(.*?)\}", self.path)
        rest = re.sub(r"\{.*?\}", "", self.path)
        if not rest.startswith("/") or "caseId" not in named or set(named) - PLACES or set(rest) & set("?# {}"):
            places = " ".join(f"{{{place}}}" for place in sorted(PLACES))
            raise ValueError(f"path: write the path after base_url, with {{caseId}} in it; it can name {places}")
        return self


class CubuSettings(VendorSettings[ServiceSettings]):
    tenant_id: Id
    """Of the Microsoft Entra directory that gives out tokens."""
    application_id: Id
    client_id: Id
    client_secret_env: str = "CUBU_CLIENT_SECRET"
    """Name of the environment variable with the client's secret."""
    calendar_timezone: Annotated[str, AfterValidator(_zone)]
    """Zone (IANA) that the calendars' minutes are in: Cubu tells none, or a Windows name, which is not read."""
    base_url: Address = "https://s2s.api.app.cubu.com"
    """Without the application's id, which is put into every path."""
    login_url: Address = "https://login.microsoftonline.com"
    phone_format: PhoneFormat = PhoneFormat.NATIONAL
    default_country: Annotated[str, AfterValidator(_country)] | None = None
    """Whose numbers are written without a country (ISO 3166-1); that of the business when left out."""
    name_field_id: Id | None = None
    """The case field that takes the customer's name."""
    note_field_id: Id | None = None
    """The case field that takes the reason for the visit, and the answers to extra questions."""
    customers: Customers | None = None
    hosts: dict[str, Id] = Field(default={})
    """Cubu's user id by id of the profile's host; left out where the calendars name nobody."""
    languages: tuple[str, ...] = ()
    """Languages that are enabled in the organization, as we write them: what a customer speaks is sent if it is one."""
    cancel: CancelCall | None = None
    missing_means: Literal["unknown", "cancelled"] = "unknown"
    """What became of an appointment that no calendar of its day has: staff may have moved it to another day."""
    statuses: dict[str, BookingStatus] = Field(default={})
    """What the statuses of listed appointments mean, besides `Planned`, the only one that is documented."""
    webhook_secret_env: str | None = None
    """Name of the environment variable with the secret of webhooks; without it, they are taken unsigned."""
    webhook_hash: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    """Of the signature: no page says which it is."""
    customer_key: str = Field(default="cusotmerRecordId", min_length=1)
    """How a booking calls the customer's record: misspelled like this in the guide, for the day it is corrected."""
    requests_at_once: int = Field(default=6, gt=0, le=20)
    """Of one search. Cubu documents no limit."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar_timezone)

    def require_fit(self, business: Business) -> None:
        """Raises `ValueError` where the section and the rest of the profile do not go together."""
        self.require_services_of(business)
        if self.hosts:
            require_hosts_of(business, self.hosts)
        else:
            require_one_host(business, "without booking_system.hosts nobody tells whose calendar is whose")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.application_id in self.base_url:
            raise ValueError("base_url: leave out the application's id, which is put into every path")
        if self.name_field_id is None and self.customers is None:
            raise ValueError("name_field_id is missing: Cubu takes no name, so say which case field it goes to")
        if BookingStatus.PENDING in self.statuses.values():
            raise ValueError("statuses: Cubu documents none that waits for somebody's word, so none can be pending")
        if len({user.casefold() for user in self.hosts.values()}) < len(self.hosts):
            raise ValueError("hosts: two of them are the same user; give each their own")
        return self
