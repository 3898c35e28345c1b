"""What is held at the moment, for whoever draws a calendar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from frontdesk.booking_systems.embedded.busy import first_minute_from, instant_of, minute_of
from frontdesk.booking_systems.embedded.claims import within
from frontdesk.booking_systems.embedded.work import Work
from frontdesk.database.schema import claims


@dataclass(frozen=True, slots=True)
class Held:
    """A host's time that is kept for somebody who has not booked it yet, buffers included."""

    host: str
    start: datetime
    end: datetime


def find_held(work: Work, start: datetime, end: datetime) -> list[Held]:
    """The live holds that overlap a time, in UTC."""
    span = minute_of(start), first_minute_from(end)
    hosts = [host.id for host in work.business.hosts]
    held = within(work.business.id, hosts, span), claims.c.expires > work.now
    found = work.connection.execute(select(claims.c.thing, claims.c.first_minute, claims.c.end_minute).where(*held))
    return [Held(host, instant_of(first), instant_of(until)) for host, first, until in found]
