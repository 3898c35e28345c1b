"""The rules of availability, enforced again when an opening is held or booked. Pure."""

from datetime import datetime

from frontdesk.booking_systems.embedded.availability import allocate
from frontdesk.booking_systems.embedded.busy import Span, claim_of, minute_of
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.model.booking import NoOpenings, Opening
from frontdesk.model.business import Business


def claim_for(business: Business, opening: Opening) -> Span:
    """The minutes that an opening with its buffers claims of its host.

    Raises `OpeningTaken` when the business has no such service any more.
    """
    for service in business.services:
        if service.id == opening.service:
            return claim_of(service, minute_of(opening.start))
    raise OpeningTaken(f'{business.id} has no service "{opening.service}".')


def require_allowed(business: Business, opening: Opening, now: datetime, since: datetime | None = None) -> None:
    """Whether the rules allow an opening; if it is still free is for the database to say.

    `since` is when it was held: the minimum notice counts from there. Raises `OpeningTaken` with the reason.
    """
    allocated = allocate(business, opening, now, lambda things, span: (), lambda service, hosts, span: {}, since)
    if isinstance(allocated, NoOpenings):
        raise OpeningTaken(f"{opening.service} with {opening.host} at {opening.start.isoformat()}: {allocated}.")
