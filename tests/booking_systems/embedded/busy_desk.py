"""A desk where much happens at once: a process to start and to kill, and the check that its database is sound.

Run as a module it books, holds and cancels at random, and prints what was acknowledged, a line each.
"""

import asyncio
import random
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select
from tests.contracts.booking_system import BUSINESS, NOW, request

from frontdesk.booking_systems.embedded.busy import minute_of
from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
from frontdesk.booking_systems.ledger import records
from frontdesk.conversations.ports import OpeningTaken
from frontdesk.database.engine import open_database
from frontdesk.database.schema import bookings, changes, claimed_minutes, claims
from frontdesk.model.booking import Search, Window
from frontdesk.model.business import Business

SERVICES = [
    {"id": "short", "names": ["x"], "duration_minutes": 7, "grid_minutes": 1},
    {"id": "odd", "names": ["x"], "duration_minutes": 33, "grid_minutes": 11, "buffer_after_minutes": 4},
    {"id": "long", "names": ["x"], "duration_minutes": 60, "grid_minutes": 15, "buffer_before_minutes": 13},
]
DESK = Business.model_validate(
    BUSINESS.model_dump(exclude={"services", "opening_hours"})
    | {"opening_hours": {"friday": ["09:00-12:00"]}, "policy": {"minimum_notice_minutes": 0}}
    | {"services": [service | {"channels": ["phone"]} for service in SERVICES]}
)
MORNING = Window(NOW.replace(day=6, hour=9, minute=0), NOW.replace(day=6, hour=12, minute=0))


def faults(connection: Connection) -> list[str]:
    """What is wrong between claims, claimed minutes and bookings; nothing ever should be."""
    found = []
    kept = connection.execute(select(claims).order_by(claims.c.business, claims.c.thing, claims.c.first_minute)).all()
    for (business, thing), group in groupby(kept, lambda claim: (claim.business, claim.thing)):
        open_claims: list[Any] = []
        for claim in group:
            open_claims = [other for other in open_claims if other.end_minute > claim.first_minute]
            found += [
                f"claims {claim.id} and {other.id} of {business} {thing} overlap"
                for other in open_claims
                if claim.holder != other.holder and (claim.session is None or claim.session != other.session)
            ]
            open_claims.append(claim)
    covered = {
        (claim.business, claim.thing, minute)
        for claim in kept
        for minute in range(claim.first_minute, claim.end_minute)
    }
    if covered != {tuple(row) for row in connection.execute(select(claimed_minutes))}:
        found.append("the claimed minutes are not those of the claims")
    booked = connection.execute(select(bookings)).all()
    standing = {row.claim for row in booked if row.status != "cancelled"}
    if standing != {claim.id for claim in kept if claim.expires is None}:
        found.append("the claims that do not expire are not those of the bookings")
    if any(row.claim for row in booked if row.status == "cancelled"):
        found.append("a cancelled booking keeps its claim")
    of_claim = {id: list(group) for id, group in groupby(sorted(kept, key=lambda one: one.id), lambda one: one.id)}
    found += [
        f"booking {row.id} keeps other things than it says"
        for row in booked
        if row.claim and not _keeps(row, of_claim.get(row.claim, []))
    ]
    told = connection.execute(select(changes.c.booking, changes.c.revision)).all()
    if sorted(tuple(row) for row in told) != sorted(
        (row.id, revision) for row in booked for revision in range(row.revision + 1)
    ):
        found.append("the history does not tell every revision once")
    return found


def _keeps(row: Any, claims: Sequence[Any]) -> bool:
    """Whether a booking's claim is of just the hosts and resources that it names, and of its time."""
    booking = records.read_row(row)
    opening = booking.request.opening
    said = opening.service, minute_of(opening.start), minute_of(opening.end)
    return {claim.thing for claim in claims} == {opening.host, *opening.others, *booking.resources} and all(
        (claim.service, claim.start_minute, claim.finish_minute) == said for claim in claims
    )


async def visitor(system: EmbeddedBookingSystem, name: str, chance: random.Random, rounds: int) -> None:
    mine: list[str] = []
    for number in range(rounds):
        found = (await system.openings(Search(chance.choice(["short", "odd", "long"]), MORNING))).found
        try:
            if found:
                opening, hold = chance.choice(found), None
                if chance.random() < 0.5:
                    hold = (await system.hold(opening, name, NOW + timedelta(minutes=10))).id
                booking = await system.book(request(opening, hold), f"{name}-{number}")
                print(f"booked {booking.id} {booking.key}", flush=True)  # noqa: T201
                mine.append(booking.id)
        except OpeningTaken:
            print("taken", flush=True)  # noqa: T201
        while mine and (not found or chance.random() < 0.7):
            cancelled = await system.cancel(mine.pop())
            print(f"cancelled {cancelled.id} {cancelled.key}", flush=True)  # noqa: T201


def clock() -> datetime:
    return NOW


async def main(url: str, name: str, visitors: int, rounds: int) -> None:
    database = await open_database(url)
    system = EmbeddedBookingSystem(database, DESK, clock)
    names = [f"{name}-{number}" for number in range(visitors)]
    await asyncio.gather(*(visitor(system, each, random.Random(each), rounds) for each in names))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
