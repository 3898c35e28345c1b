"""People who want a time that is taken now. Instants are aware; ends are exclusive."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from frontdesk.model.booking import Attendee, Opening, Search, Window
from frontdesk.model.caller import Channel


class WaitStatus(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    """An opening is held for them until `WaitlistEntry.offer_until`."""
    CLAIMED = "claimed"
    """They took it: `WaitlistEntry.booking` is theirs."""
    WITHDRAWN = "withdrawn"
    OVER = "over"
    """What they wished for has passed."""


@dataclass(frozen=True, slots=True)
class WaitlistRequest:
    """Somebody who is to be told when a time becomes free."""

    wanted: Search
    """Any opening it finds will do; `window` is the time they wish for."""
    attendee: Attendee
    channel: Channel
    place: str = ""
    reason: str = ""
    source: str = ""
    instead_of: str | None = None
    """Id of the appointment they have, which is moved when they take an earlier one."""
    windows: tuple[Window, ...] = ()
    """The parts of that time which they wish for; all of it where there are none: not what lies between two days."""

    @property
    def parts(self) -> tuple[Window, ...]:
        return self.windows or (self.wanted.window,)


@dataclass(frozen=True, slots=True)
class WaitlistEntry:
    """A place in the queue. Offers go by the order of joining, one opening to one entry at a time."""

    id: str
    status: WaitStatus
    request: WaitlistRequest
    joined: datetime
    revision: int
    offer: Opening | None = None
    offer_until: datetime | None = None
    refused: tuple[datetime, ...] = ()
    """Starts they were offered and did not take: not offered again."""
    booking: str | None = None

    def at(self, now: datetime) -> "WaitlistEntry":
        """What it has come to by an instant, if nobody did anything since."""
        entry = self
        if entry.offer_until is not None and entry.offer_until <= now:
            entry = entry.without_offer()
        if entry.status is WaitStatus.WAITING and entry.request.wanted.window.end <= now:
            entry = replace(entry, status=WaitStatus.OVER)
        return entry

    def without_offer(self) -> "WaitlistEntry":
        """They did not take what they were offered, and wait on."""
        refused = (*self.refused, self.offer.start) if self.offer else self.refused
        return replace(self, status=WaitStatus.WAITING, offer=None, offer_until=None, refused=refused)
