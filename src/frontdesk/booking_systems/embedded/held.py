"""What is held at the moment, for whoever draws a calendar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from frontdesk.booking_systems.embedded.busy import first_minute_from, instant_of, minute_of
from frontdesk.booking_systems.embedded.claims import within
from frontdesk.database.schema import claims
from frontdesk.model.business import Business


@dataclass(frozen=True, slots=True)
class Held:
    """A host's time that is kept for somebody who has not booked it yet, buffers included."""

    host: str
    start: datetime
    end: datetime


def find_held(connection: Connection, business: Business, start: datetime, end: datetime, now: datetime) -> list[Held]:
    """The live holds that overlap a time, in UTC."""
    span = minute_of(start), first_minute_from(end)
    live = within(business.id, [host.id for host in business.hosts], span), claims.c.expires > now
    found = connection.execute(select(claims.c.host, claims.c.first_minute, claims.c.end_minute).where(*live))
    return [Held(host, instant_of(first), instant_of(until)) for host, first, until in found]
