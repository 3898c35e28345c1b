"""What is held in the embedded booking system, for the page to draw."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from frontdesk.booking_systems.embedded.busy import first_minute_from, instant_of, minute_of
from frontdesk.booking_systems.embedded.claims import within
from frontdesk.channels.desk import Held
from frontdesk.conversations.ports import Clock, SystemDown
from frontdesk.database.engine import Database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.schema import claims
from frontdesk.model.business import Business


def watch_holds(
    database: Database, business: Business, clock: Clock
) -> Callable[[datetime, datetime], Awaitable[Sequence[Held]]]:
    """A function that gives the live holds between two instants, buffers included. It raises `SystemDown`."""
    hosts = [host.id for host in business.hosts]

    async def holds(start: datetime, end: datetime) -> Sequence[Held]:
        now, span = clock(), (minute_of(start), first_minute_from(end))

        def find(connection: Connection) -> list[Held]:
            live = within(business.id, hosts, span), claims.c.expires > now
            found = connection.execute(select(claims.c.host, claims.c.first_minute, claims.c.end_minute).where(*live))
            return [Held(host, instant_of(first), instant_of(until)) for host, first, until in found]

        try:
            return await database.read(find)
        except DatabaseFailed as failure:
            raise SystemDown(str(failure)) from failure

    return holds
