"""Who and what can be booked."""

from frontdesk.channels.wire import Wire


class HostView(Wire):
    id: str
    name: str
    calendar_url: str
    """A calendar feed of their appointments, for subscribing. Who knows it can read it; a new staff token ends it."""


class ResourceView(Wire):
    """A room, a chair, a machine that is booked together with a host."""

    id: str
    kind: str
    location: str | None
    """Id of the place where it stands; null where it is of use everywhere."""


class HostList(Wire):
    hosts: list[HostView]
    resources: list[ResourceView]
