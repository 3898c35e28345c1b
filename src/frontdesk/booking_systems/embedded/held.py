"""What is held at the moment, for whoever draws a calendar."""

from dataclasses import dataclass
from datetime import datetime

from frontdesk.booking_systems.embedded.busy import first_minute_from, instant_of, minute_of
from frontdesk.booking_systems.embedded.occupancy import look
from frontdesk.booking_systems.ledger.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """A host's time that is kept for somebody who has not booked it yet, buffers included."""

    host: str
    start: datetime
    end: datetime


def find_held(work: Work, start: datetime, end: datetime) -> list[Held]:
    """The live holds that overlap a time, in UTC."""
    found = look(work, [host.id for host in work.business.hosts], (minute_of(start), first_minute_from(end)))
    return [
        Held(claim.thing, instant_of(claim.first), instant_of(claim.end))
        for claim in found
        if claim.expires and not claim.over(work.now)
    ]
