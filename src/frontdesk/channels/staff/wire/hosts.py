"""Who and what can be booked."""

from pydantic import BaseModel


class HostView(BaseModel):
    id: str
    name: str
    calendar_url: str
    """A calendar feed of their appointments, for subscribing. Who knows it can read it; a new staff token ends it."""


class ResourceView(BaseModel):
    """A room, a chair, a machine that is booked together with a host."""

    id: str
    kind: str
    location: str | None
    """Id of the place where it stands; null where it is of use everywhere."""


class HostList(BaseModel):
    hosts: list[HostView]
    resources: list[ResourceView]
