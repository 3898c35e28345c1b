"""Appointments as meetergo has them: one by its id, or the one of a person at a time, among those of a meeting type."""

from datetime import datetime, timedelta
from urllib.parse import quote

from frontdesk.booking_systems.meetergo.refusals import unreadable
from frontdesk.booking_systems.meetergo.requests import listing
from frontdesk.booking_systems.meetergo.wire import Appointment, Page
from frontdesk.booking_systems.remote.connection import Connection
from frontdesk.conversations.ports import SystemDown
from frontdesk.model.booking import Attendee

MOST_PAGES = 15
FULL = 20
"""As many are on a page at least, where there are more of them (contract, "list")."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""By how much meetergo's clock may be behind ours."""


class Appointments:
    """Read through one connection."""

    def __init__(self, connection: Connection, page_size: int) -> None:
        self._connection = connection
        self._page_size = page_size

    async def get(self, id: str) -> Appointment | None:
        """None when there is none of that id. Raises `SystemDown`."""
        answer = await self._connection.read("read an appointment", path_of(id))
        if answer.status == 404:
            return None
        if not answer.ok:
            raise unreadable(answer)
        return answer.parse(Appointment)

    async def of(
        self, who: Attendee, meeting_type: str, start: datetime, since: datetime | None = None
    ) -> Appointment | None:
        """The one that stands for just this person at just this time, made at or after `since`. Raises `SystemDown`.

        Nothing of ours is kept with an appointment that could be searched for, and what `search` looks at is not
        documented: it costs a request for every `page_size` appointments of the meeting type in two days.
        """

        def is_it(one: Appointment) -> bool:
            late_enough = since is None or one.created_at is None or one.created_at >= since - CLOCKS_DIFFER
            same = one.meeting_type_id == meeting_type and one.start.timestamp() == start.timestamp()
            return same and late_enough and not one.is_cancelled and any(each.is_same_as(who) for each in one.attendees)

        seen: set[str] = set()
        for page in range(MOST_PAGES):
            params = listing(meeting_type, start, page, self._page_size)
            answer = await self._connection.read("list appointments", "/appointment/paginated", params=params)
            if not answer.ok:
                raise unreadable(answer)
            listed = answer.parse(Page).appointments
            if found := next((one for one in listed if is_it(one)), None):
                return found
            if len(listed) < min(self._page_size, FULL):
                return None
            if seen >= {one.id for one in listed}:
                raise SystemDown(
                    "meetergo gives the same page of appointments again: what is on the others is unknown."
                )
            seen |= {one.id for one in listed}
        raise SystemDown("meetergo has more appointments around that time than are looked through.")


def path_of(id: str, doing: str = "") -> str:
    return f"/appointment/{quote(id, safe='')}{doing}"
