"""The profile's section on vcita. Where vcita's own pages leave something open, it is a setting here."""

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from frontdesk.booking_systems.remote.settings import VendorSettings, require_distinct, require_hosts_of
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.part import Part
from frontdesk.model.service import Assignment

Id = Annotated[str, Field(min_length=1)]
Path = Annotated[str, Field(pattern=r"^/\S*$")]
PathOfOne = Annotated[str, Field(pattern=r"^/\S*\{id\}\S*$")]
EnvironmentVariable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Token(Part):
    """By what we are let in. Only a token of the staff, or one of the business, can do everything.

    staff: a token that lives until somebody takes it back. directory: the same, of a partner. app: got by
    `service_id` and a secret, for an hour at a time.
    """

    kind: Literal["staff", "directory", "app"] = "staff"
    token_env: EnvironmentVariable | None = None
    service_id: Id | None = None
    service_secret_env: EnvironmentVariable | None = None
    for_business: bool = False
    """It is exchanged for a token of the business, which works like one of the staff."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind == "app":
            if self.service_id is None or self.service_secret_env is None:
                raise ValueError("an app needs service_id and service_secret_env; add them")
            if self.token_env is not None:
                raise ValueError("token_env belongs to the kinds staff and directory; remove it")
            if not self.for_business:
                raise ValueError("vcita shows no openings to an app; add for_business = true")
            return self
        if self.token_env is None:
            raise ValueError("token_env is missing; add the name of the environment variable with the token")
        if self.service_id is not None or self.service_secret_env is not None:
            raise ValueError("service_id and service_secret_env belong to the kind app; remove them")
        if self.kind == "staff" and self.for_business:
            raise ValueError("a token of the staff needs no exchange; remove for_business")
        return self


class ServiceIds(Part):
    """A service of the profile as vcita has it: one of its own for each way to meet."""

    ids: dict[Channel, Id] = Field(min_length=1)

    @field_validator("ids")
    @classmethod
    def _can_be(cls, ids: dict[Channel, str]) -> dict[Channel, str]:
        if Channel.WHATSAPP in ids:
            raise ValueError("vcita has no services by whatsapp; remove it here and from the channels of the service")
        return ids


class Paths(Part):
    """Where each call lives. `{id}` stands for an id."""

    service_token: Path = "/oauth/service/token"
    business_token: Path = "/platform/v1/tokens"
    services: Path = "/platform/v1/services"
    staff: PathOfOne = "/platform/v1/businesses/{id}/staffs"
    forms: Path = "/platform/v1/forms"
    clients: Path = "/platform/v1/clients"
    openings: Path = "/v3/scheduling/availability_slots"
    create: Path = "/platform/v1/scheduling/bookings"
    """Alpha, in vcita's own words. It makes sure that the time is free."""
    create_unchecked: Path = "/business/scheduling/v1/bookings"
    appointments: Path = "/platform/v1/scheduling/appointments"
    appointment: PathOfOne = "/platform/v1/scheduling/appointments/{id}"
    cancel: Path = "/platform/v1/scheduling/bookings/cancel"
    move: PathOfOne = "/business/scheduling/v1/bookings/{id}"


class VcitaSettings(VendorSettings[ServiceIds]):
    business_id: Id
    token: Token
    hosts: dict[str, Id]
    """vcita's staff, by id of the profile's host."""
    booking: Literal["checked", "unchecked"] = "checked"
    """checked: in the client's name, and vcita makes sure that the time is free. unchecked: in the name of the token
    above, and nobody does but we, just before."""
    booking_form: bool = False
    """The fields that the booking form requires are required of callers, and are filled in."""
    form_fields: Literal["list", "object"] = "list"
    """As the page has them; or an empty object, with which a booking in the client's name was seen to work."""
    staff_list: Literal["comma", "repeated", "brackets"] = "comma"
    """How several members of the staff are asked for at once: `a,b`, or the parameter twice, with or without []."""
    allow_price: bool = False
    """Services with a price may be booked; vcita then waits for a payment of which Frontdesk knows nothing."""
    notify_client: bool | None = None
    """Whether vcita tells the client of a move; left to vcita when left out."""
    base_url: str = Field(
        default="https://api.vcita.biz", pattern=r"^(https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?)$"
    )
    paths: Paths = Paths()

    @property
    def sees_appointments(self) -> bool:
        """Tokens of a directory may not read appointments."""
        return self.token.kind == "staff" or self.token.for_business

    def require_fit(self, business: Business) -> None:
        """Raises `ValueError` where this section and the rest of the profile do not go together."""
        self.require_services_of(business)
        require_hosts_of(business, self.hosts)
        for service in business.services:
            at, ids = f"booking_system.services.{service.id}.ids", self.services[service.id].ids
            for channel in service.channels:
                if channel not in ids:
                    raise ValueError(f"{at}.{channel} is missing: add the id of vcita's service, or drop the channel")
            for channel in ids:
                if channel not in service.channels:
                    raise ValueError(f"{at}.{channel}: the service does not have that channel; add it there")
            if service.assignment is Assignment.TOGETHER or service.capacity > 1:
                raise ValueError(f'service "{service.id}": vcita books one client with one host, not several')
            if len(business.locations_of(service)) > 1:
                raise ValueError(f'service "{service.id}": vcita does not say in which of several places; leave it one')
        require_distinct("services", [id for service in self.services.values() for id in service.ids.values()])
        require_distinct("hosts", list(self.hosts.values()))
